"""What changes of doctors and of teams have in common: sessions that begin and end."""

from typing import Any

from sim.changes.change import Change
from sim.engine.lowering.dispatch import Lowered
from sim.engine.supply_state import Agenda, Doctor, SupplyState
from sim.world.row_edits import AddAgenda, EditAgenda, EndAgenda, RowEdit


def leaves_work(state: SupplyState, name: str, measure: str) -> None:
    """No longer at work; the room is free at once."""
    doctor = state.at_work(name, measure)
    doctor.practising = False
    rooms = state.site(doctor.first.site).rooms if doctor.has_room else None
    if rooms is not None:
        rooms.put(1)


def of_doctor(change: Change, doctor: Doctor, *edits: RowEdit) -> Lowered:
    """A change of one doctor, in the history at their first place."""
    placed = [(doctor.catchment, edit) for edit in edits]
    return Lowered(change, placed, doctor.first.site, doctor.first.commune)


def new_agenda(state: SupplyState, doctor: Doctor, agenda: Agenda, row: Any) -> RowEdit:
    """The agenda's row, of that doctor; its panel, unless the row names another's."""
    row["doctor"] = doctor.row
    if row["panel"] < 0:
        row["panel"] = doctor.panel
    agenda.row = len(state.agenda_names[doctor.catchment])
    agenda.usual_week = tuple(int(slots) for slots in row["weekly"])
    return AddAgenda(row)


def ended(
    agenda: Agenda, day: int, heir: int = -1, share: float = 0.0, same_doctor: bool = False
) -> tuple[RowEdit, RowEdit]:
    """The sessions of an agenda end today; ``heir`` (a row of the agendas) takes over of its panel."""
    agenda.open = False
    end = EndAgenda(agenda.row, heir, share, same_doctor)
    return EditAgenda(agenda.row, {"until_day": day}), end
