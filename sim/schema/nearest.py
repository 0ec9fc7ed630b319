"""What somebody may have meant by a name that does not exist."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

MOST_SHOWN: Final = 8


def nearest(word: str, known: Iterable[str]) -> str:
    """A phrase that offers the names closest to `word`, or the first few where none is close."""
    names = sorted(known)
    folded = {name.casefold(): name for name in reversed(names)}
    close = [folded[match] for match in get_close_matches(word.casefold(), folded, n=3, cutoff=0.6)]
    if close:
        return f"did you mean {' or '.join(close)}?"
    if not names:
        return "there is none"
    return f"known: {', '.join(names[:MOST_SHOWN])}{', …' if len(names) > MOST_SHOWN else ''}"
