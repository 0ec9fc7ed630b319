"""Rows of the first day's tables as plain Python objects, and back again."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.world.tables import Table, table


def plain(row: Any) -> SimpleNamespace:
    """A row of a record array as an object of Python numbers and lists, by column name."""
    return SimpleNamespace(**{name: row[name].tolist() for name in row.dtype.names})


def plain_as(row: Any, dtype: np.dtype[Any]) -> SimpleNamespace:
    """The same for a row handed in from outside, brought to ``dtype`` first."""
    one = table(dtype, 1)
    one[0] = row
    return plain(one[0])


def change(row: SimpleNamespace, dtype: np.dtype[Any], columns: Mapping[str, Any]) -> None:
    """Replaces columns of a row; KeyError for a column the table does not have."""
    for name, value in columns.items():
        if name not in (dtype.names or ()):
            raise KeyError(f"no column {name!r}; the columns are {', '.join(dtype.names or ())}")
        one = table(dtype, 1)
        one[name] = value
        setattr(row, name, one[name][0].tolist())


def rests(row: SimpleNamespace, day: int) -> bool:
    """Whether an agenda or a counter is there in one week of several, and that of the day is another."""
    return bool(row.one_week_in > 1 and (day - row.week_from) // 7 % row.one_week_in != 0)


def as_table(rows: Iterable[SimpleNamespace], dtype: np.dtype[Any]) -> Table:
    """The rows as a new table."""
    rows = list(rows)
    made = table(dtype, len(rows))
    for number, row in enumerate(rows):
        for name in dtype.names or ():
            made[name][number] = getattr(row, name)
    return made
