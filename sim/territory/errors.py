"""What a planner reads when a territory cannot be loaded: one message, with the place and the remedy."""

from collections.abc import Sequence

from sim.errors import PlannerError
from sim.schema.nearest import nearest


class TerritoryError(PlannerError):
    """Says in which file, at which line, column or key, what is wrong and what would be right.

    Several faults of the territory's YAML stand in one message, one a line.
    """


def fail(path: str, what: str) -> TerritoryError:
    """An error that names the key; without a key it is about the whole file."""
    return TerritoryError(f"territory, key {path}: {what}" if path else f"territory: {what}")


def rank(code: str, path: str, known: Sequence[str]) -> int:
    """The rank of an INSEE code among those of the territory. Raises TerritoryError that names `path`."""
    if code not in known:
        raise fail(path, f"{code} is no commune of this territory; {nearest(code, known)}")
    return known.index(code)
