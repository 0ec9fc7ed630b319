"""What a planner reads when a scenario cannot be loaded: one message, with the place and the remedy."""

from collections.abc import Iterable
from difflib import get_close_matches


class ScenarioError(ValueError):
    """Says in which file and at which key (or in which override) what is wrong and what
    would be right.

    Several faults found at once stand in one message, one a line.
    """


def nearest(word: str, known: Iterable[str]) -> str:
    """A phrase that offers the names closest to `word`, or the first few when none is close."""
    names = sorted(known)
    folded = {name.casefold(): name for name in reversed(names)}
    close = [folded[match] for match in get_close_matches(word.casefold(), folded, n=3, cutoff=0.6)]
    if close:
        return f"did you mean {' or '.join(close)}?"
    if not names:
        return "there is none"
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"known: {shown}"
