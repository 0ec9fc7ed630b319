"""What changes of doctors, sessions and teams have in common: sessions that begin and end."""

from typing import Any

from sim.changes.change import Change
from sim.engine.lowering.dispatch import Lowered
from sim.engine.named_supply import Agenda, Doctor
from sim.engine.new_rows import Rows
from sim.engine.supply_state import SupplyState
from sim.world.row_edits import AddAgenda, AddDoctor, EditAgenda, EditPanel, EndAgenda, RowEdit
from sim.world.tables import NEVER


def of_doctor(change: Change, doctor: Doctor, *edits: RowEdit, at: Agenda | None = None) -> Lowered:
    """A change of one doctor, in the history at that place, or at their first."""
    place = doctor.first if at is None else at
    return Lowered(change, [(doctor.catchment, edit) for edit in edits], place.site, place.commune)


def begun(state: SupplyState, doctor: Doctor, rows: Rows) -> list[RowEdit]:
    """A doctor or team begins at their first place, once their panel is there."""
    doctor.row = len(state.doctor_names[doctor.catchment])
    return [AddDoctor(rows.doctor), new_agenda(state, doctor, doctor.first, rows.agenda)]


def new_agenda(state: SupplyState, doctor: Doctor, agenda: Agenda, row: Any) -> RowEdit:
    """The agenda's row, of that doctor; its panel, unless the row names another's."""
    row["doctor"] = doctor.row
    if row["panel"] < 0:
        row["panel"] = doctor.panel
    agenda.row = len(state.agenda_names[doctor.catchment])
    agenda.usual_week = tuple(int(slots) for slots in row["weekly"])
    agenda.usual_slower = agenda.slower = float(row["slower"])
    return AddAgenda(row)


def ended(
    agenda: Agenda, day: int, heir: int = -1, share: float = 0.0, same_doctor: bool = False
) -> tuple[RowEdit, RowEdit]:
    """The sessions of an agenda end today; ``heir`` (a row of the agendas) takes over of its panel."""
    agenda.open = False
    end = EndAgenda(agenda.row, heir, share, same_doctor)
    return EditAgenda(agenda.row, {"until_day": day}), end


def leaves_work(state: SupplyState, name: str) -> None:
    """A doctor, locum or team is no longer at work; the room is free at once. ValueError for who is not."""
    doctor = state.at_work(name)
    doctor.practising, doctor.left = False, int(state.env.now)
    if doctor.leaves_on == NEVER:  # without having said so
        doctor.leaves_on = int(state.env.now)
    rooms = state.site(doctor.first.site).rooms if doctor.has_room else None
    if rooms is not None:
        rooms.put(1)


def locums_of(doctor: Doctor) -> list[Doctor]:
    """Who stand in for the doctor, at work."""
    return [locum for locum in doctor.locums if locum.practising]


def colleagues_of(doctor: Doctor) -> list[Doctor]:
    """The others at work whose panel is the doctor's."""
    return [colleague for colleague in doctor.colleagues if colleague.practising]


def list_of(doctor: Doctor) -> EditPanel:
    """A panel's list is open while one of those who share it takes new patients."""
    takes = any(one.takes_new for one in (doctor, *colleagues_of(doctor)))
    return EditPanel(doctor.panel, {"list_open": int(takes)})
