"""What a planner reads when a territory cannot be loaded: one message, with the place and the remedy."""

from collections.abc import Iterable
from difflib import get_close_matches


class TerritoryError(ValueError):
    """Says in which file, at which line, column or key, what is wrong and what would be right."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the names closest to `word`, or the first few when none is close."""
    names = list(known)
    folded = {name.casefold(): name for name in reversed(names)}
    close = [folded[match] for match in get_close_matches(word.casefold(), folded, n=3, cutoff=0.6)]
    if close:
        return f"did you mean {' or '.join(close)}?"
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"known: {shown}"
