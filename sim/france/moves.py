"""Communes that became another, followed to the one of today."""

from typing import Final

import pandas as pd

_LONGEST: Final = 50  # codes in a row: no commune had as many


def present_codes(moves: pd.DataFrame) -> dict[str, str]:
    """Of each code that is gone, that of the commune of today.

    moves  the table of shape "moves": before, after, on. A commune that was made again and merged once more
           counts from its last move; from there no move is earlier than the one before it
    """
    leaving: dict[str, list[tuple[str, str]]] = {}
    for before, after, on in sorted(
        moves[["before", "after", "on"]].itertuples(index=False, name=None), key=lambda move: move[2]
    ):
        leaving.setdefault(before, []).append((on, after))
    return {code: _followed(code, leaving) for code in leaving}


def _followed(code: str, leaving: dict[str, list[tuple[str, str]]]) -> str:
    on, at = leaving[code][-1]
    seen = {code}
    while at not in seen and len(seen) < _LONGEST:
        seen.add(at)
        later = next(((day, after) for day, after in leaving.get(at, ()) if day >= on), None)
        if later is None:
            return at
        on, at = later
    return at
