"""What somebody may have meant by a name that does not exist; lists in messages, cut where they are long."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches
from re import split
from typing import Final

MOST_SHOWN: Final = 8
LIKE: Final = 0.5  # from which names are written alike; of others the order is that of the alphabet


def nearest(word: str, known: Iterable[str], lists: str = "", beside: Iterable[str] = ()) -> str:
    """A phrase that offers the names closest to `word`; where none is close, those that there are.

    `lists`: the command that lists them all. `beside`: names that stand with the word, of which the others
    are of the same place: a doctor of Mios beside another.
    """
    names = sorted(known)
    folded = {name.casefold(): name for name in reversed(names)}
    close = [folded[match] for match in get_close_matches(word.casefold(), folded, n=3, cutoff=0.6)]
    if close:
        return f"did you mean {' or '.join(close)}?" + (f" `{lists}` lists all" if lists else "")
    if not names:
        return "there is none"
    return f"known: {some_of(by_nearness(word, names, beside), lists)}"


def by_nearness(word: str, names: Sequence[str], beside: Iterable[str] = ()) -> Sequence[str]:
    """As they are where a message shows all of them; else the nearest to a word first: those that have parts
    of it (or of what stands ``beside`` it), then those that are written alike, then the others.
    """
    if len(names) <= MOST_SHOWN:
        return names
    wanted, there = _parts(word), {part for each in beside for part in _parts(each)}

    def far(name: str) -> tuple[int, int, float]:
        parts = _parts(name)
        alike = SequenceMatcher(None, name.casefold(), word.casefold()).ratio()
        return -len(parts & wanted), -len(parts & there), -alike if alike > LIKE else 0.0

    return sorted(names, key=far)


def some_of(names: Sequence[str], lists: str = "", most: int = MOST_SHOWN) -> str:
    """The first of them, how many more there are, and what lists them."""
    more = len(names) - most
    if more <= 0:
        return ", ".join(names)
    said = f"{', '.join(names[:most])} and {more} more"
    return f"{said} (`{lists}` lists them)" if lists else said


def _parts(word: str) -> set[str]:
    """What a name is made of: ``mios`` of mios_4."""
    return {part for part in split(r"[\W_\d]+", word.casefold()) if part}
