"""Edits of rows of supply: what a change of supply comes to in an engine of patients.

An edit is made at midnight, before any patient of the day moves. Rows have a dtype of ``sim.world.tables``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from sim.world.tables import AGENDA, COUNTER, DOCTOR, Table


@dataclass(frozen=True, eq=False)
class AddDoctor:
    """A new doctor, in the next row."""

    row: Any  # DOCTOR


@dataclass(frozen=True, eq=False)
class AddPanel:
    """A new panel, in the next row."""

    row: Any  # PANEL


@dataclass(frozen=True, eq=False)
class EditPanel:
    """Other values in columns of a panel: its list, its cap."""

    panel: int
    columns: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class AddAgenda:
    """A new agenda, in the next row, of a doctor and a panel that are there."""

    row: Any  # AGENDA


@dataclass(frozen=True, eq=False)
class EditAgenda:
    """Other values in columns of an agenda; sessions from today on follow, who is booked stays booked."""

    agenda: int
    columns: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class EndAgenda:
    """The agenda ends today (docs/model.md, section 9): bookings are released, and the panel if no other
    agenda serves it.

    ``share`` of the panel goes to that of the ``successor`` (an agenda, -1: none); for the ``same_doctor`` in
    another place the cap is ignored.
    """

    agenda: int
    successor: int = -1
    share: float = 0.0
    same_doctor: bool = False


@dataclass(frozen=True, eq=False)
class TellOfList:
    """The list of an agenda has begun: of those who look for a médecin traitant some hear of it
    (docs/model.md, section 9).
    """

    agenda: int


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


@dataclass(frozen=True, eq=False)
class EditRides:
    """Other bits of ``rides`` in the communes of a catchment."""

    communes: NDArray[np.int16]  # by row


@dataclass(frozen=True, eq=False)
class EditSettings:
    """Other values in columns of SETTINGS; who looks for a médecin traitant now and did not, begins to."""

    columns: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class EditPathway:
    """Other steps of all kinds; a need that goes on does so from the number of its step."""

    steps: Table  # STEP [kind, step]


@dataclass(frozen=True, eq=False)
class EditHours:
    """Other hours of the day: every clock 0 is set again at its level, other clocks that are set stay."""

    hours: NDArray[np.float64]  # [profile, 25]


@dataclass(frozen=True, eq=False)
class EditReach:
    """Other practices come to mind: attraction falls by e over ``tau`` minutes, to none beyond the most."""

    tau: float
    most_minutes: int


@dataclass(frozen=True, eq=False)
class EditIntensity:
    """Needs arise otherwise from today on; every clock 0 is set again at its level."""

    rates: NDArray[np.float64]  # [group, kind]
    seasons: NDArray[np.float64]  # [kind, day known]
    visitor_part: float
    ehpad_emergencies: float


RowEdit = (
    AddDoctor
    | AddPanel
    | EditPanel
    | AddAgenda
    | EditAgenda
    | EndAgenda
    | TellOfList
    | AddCounter
    | EditCounter
    | EditRides
    | EditSettings
    | EditPathway
    | EditHours
    | EditReach
    | EditIntensity
)


class SupplyRows:
    """Rows of a catchment as measures have made them, whatever patients have done since."""

    def __init__(self, doctors: Table, panels: int, agendas: Table, counters: Table) -> None:
        """``panels``: how many there are (what is on them, patients know)."""
        self.doctors = doctors.copy()
        self.panels = panels
        self.agendas = agendas.copy()
        self.counters = counters.copy()

    def copy(self) -> "SupplyRows":
        """The same rows, to be edited in another way."""
        return SupplyRows(self.doctors, self.panels, self.agendas, self.counters)

    def apply(self, edit: RowEdit) -> int | None:
        """Makes an edit; the number of a row that is new."""
        match edit:
            case AddDoctor():
                self.doctors = np.concatenate([self.doctors, np.asarray([edit.row], dtype=DOCTOR)])
                return len(self.doctors) - 1
            case AddPanel():
                self.panels += 1
                return self.panels - 1
            case EditPanel() | EditRides() | TellOfList():
                pass
            case EditSettings() | EditPathway() | EditHours() | EditReach() | EditIntensity():
                pass
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
