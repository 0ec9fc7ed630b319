"""Edits of the rows of agendas and counters: what a change of supply comes to in an engine of patients.

An edit is made at midnight, before any patient of the day moves. Rows have a dtype of ``sim.world.tables``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from sim.world.tables import AGENDA, COUNTER, Table


@dataclass(frozen=True, eq=False)
class AddAgenda:
    """A new agenda, in the next row."""

    row: Any  # AGENDA


@dataclass(frozen=True, eq=False)
class EditAgenda:
    """Other values in columns of an agenda; sessions from today on follow, who is booked stays booked."""

    agenda: int
    columns: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class EndAgenda:
    """The agenda ends today (docs/model.md, section 9): bookings and panel are released.

    ``share`` of the panel goes to the ``successor``'s agenda (-1: none); for the ``same_doctor`` in another
    place the panel cap is ignored.
    """

    agenda: int
    successor: int = -1
    share: float = 0.0
    same_doctor: bool = False


@dataclass(frozen=True, eq=False)
class AddCounter:
    """A new counter or line, in the next row; ``travel`` is minutes by commune."""

    row: Any  # COUNTER
    travel: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class EditCounter:
    """Other values in columns of a counter or line (``active``: 0 closes it)."""

    counter: int
    columns: Mapping[str, Any]


RowEdit = AddAgenda | EditAgenda | EndAgenda | AddCounter | EditCounter


class SupplyRows:
    """Agendas and counters of a catchment as measures have made them, whatever patients have done since."""

    def __init__(self, agendas: Table, counters: Table) -> None:
        self.agendas = agendas.copy()
        self.counters = counters.copy()

    def copy(self) -> "SupplyRows":
        """The same rows, to be edited in another way."""
        return SupplyRows(self.agendas, self.counters)

    def apply(self, edit: RowEdit) -> int | None:
        """Makes an edit; the number of a row that is new."""
        match edit:
            case AddAgenda():
                self.agendas = np.concatenate([self.agendas, np.asarray([edit.row], dtype=AGENDA)])
                return len(self.agendas) - 1
            case EditAgenda():
                set_columns(self.agendas, edit.agenda, edit.columns)
            case EndAgenda():
                self.agendas["active"][edit.agenda] = 0
            case AddCounter():
                self.counters = np.concatenate([self.counters, np.asarray([edit.row], dtype=COUNTER)])
                return len(self.counters) - 1
            case EditCounter():
                set_columns(self.counters, edit.counter, edit.columns)
            case _:
                assert_never(edit)
        return None


def set_columns(rows: Table, row: int, columns: Mapping[str, Any]) -> None:
    """Other values in columns of one row."""
    for name, value in columns.items():
        rows[name][row] = value


def content(value: Any) -> bytes:
    """Every bit of edits, and of what they are made of: equal only where patients cannot tell them apart."""
    if isinstance(value, np.void):  # by column: what lies between columns is no content
        return content([value[name] for name in value.dtype.names or ()])
    if isinstance(value, np.ndarray | np.generic):
        return f"{value.dtype}{value.shape}:".encode() + value.tobytes()
    if is_dataclass(value):
        value = (type(value).__name__, *(getattr(value, field.name) for field in fields(value)))
    if isinstance(value, Mapping):
        value = tuple(value.items())
    if isinstance(value, list | tuple):
        parts = [content(part) for part in value]
        return b"".join(f"[{len(part)}:".encode() + part for part in parts) + b"]"
    return f"{type(value).__name__} {value!r}".encode()
