"""What runs must have in common to be compared, replication by replication."""

from datetime import date
from typing import Final, NamedTuple

from sim.vocabulary.vocabulary import Vocabulary


class Shared(NamedTuple):
    """What is equal in all runs of a comparison. ``communes``: INSEE codes, sorted."""

    seed: int
    territory: str
    communes: tuple[str, ...]
    first_days: tuple[date, date]
    end: date
    grain: str
    vocabulary: Vocabulary
    worlds: tuple[str, str] = ("central", "")  # which, and the digest of their file


CALLED: Final = {
    "seed": "seed (run.seed)",
    "first_days": "first day (run.start, run.warmup_days)",
    "end": "last day (run.end)",
    "grain": "grain (run.grain)",
    "worlds": "plausible worlds (run.worlds, or another file of that name)",
}
UNSAID: Final = ("communes", "vocabulary", "worlds")  # too long to be shown


def difference(one: Shared, other: Shared) -> str | None:
    """The first thing in which two runs differ, in words; None if they can be compared."""
    for field in Shared._fields:
        mine, theirs = getattr(one, field), getattr(other, field)
        if mine != theirs:
            shown = "" if field in UNSAID else f", {_words(mine)} against {_words(theirs)}"
            return f"{CALLED.get(field, field)}{shown}"
    return None


def _words(value: object) -> str:
    return " and ".join(map(str, value)) if isinstance(value, tuple) else str(value)
