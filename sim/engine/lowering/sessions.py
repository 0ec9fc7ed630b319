"""Sessions of doctors: at more places, by locums, more or fewer of them, and slots kept for some patients."""

from dataclasses import replace

import numpy as np

from sim.changes.change import Change
from sim.changes.presence import EVERYBODY
from sim.changes.sessions import (
    ChangeActivity,
    CloseSessions,
    ComeBack,
    EndStandIn,
    GoAway,
    KeepFor,
    KeepSlots,
    OpenSessions,
    SetAway,
    StandIn,
)
from sim.engine.lowering.agendas import begun, ended, leaves_work, list_of, locums_of, new_agenda, of_doctor
from sim.engine.lowering.dispatch import Lowered, accept, lower
from sim.engine.named_supply import Activity, Agenda, Doctor
from sim.engine.new_rows import leave_of, locum_rows, reserved_columns, sessions_row
from sim.engine.supply_state import SupplyState
from sim.engine.week import scaled
from sim.world.row_edits import EditAgenda, EditPanel, RowEdit
from sim.world.tables import NEVER


@accept.register
def _(change: OpenSessions, state: SupplyState, measure: str) -> Change:
    state.refuse_twice(change.agenda)
    doctor = state.at_work(change.doctor)
    if state.place(change.commune)[0] != doctor.catchment:
        raise ValueError(f"{change.commune} lies in another catchment than {doctor.name}")
    ends = NEVER if change.ends is None else state.day_of(change.ends)
    for_some = change.audience != EVERYBODY
    agenda = Agenda(change.agenda, change.commune, change.site or "", ends=ends, for_some=for_some)
    doctor.agendas.append(agenda)
    return change


@lower.register
def _(change: OpenSessions, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    agenda = doctor.agenda(change.agenda)
    edits: list[RowEdit] = [new_agenda(state, doctor, agenda, sessions_row(state, change, doctor, day))]
    agenda.usual_sas = doctor.first.usual_sas
    if change.gives_up:
        both = zip(doctor.first.usual_week, change.week, strict=True)
        agenda.taken = tuple(usual if there else 0 for usual, there in both)
        edits += _works_less(doctor.first, agenda.taken)
    edits += _as_active(doctor)
    return of_doctor(change, doctor, *edits, at=agenda)


def _works_less(agenda: Agenda, slots: tuple[int, ...]) -> list[RowEdit]:
    """So many slots fewer in the usual week (more, where they are negative)."""
    agenda.usual_week = tuple(usual - less for usual, less in zip(agenda.usual_week, slots, strict=True))
    agenda.week = ()
    return [EditAgenda(agenda.row, {"weekly": np.array(agenda.usual_week, dtype=np.uint8)})]


@accept.register
def _(change: CloseSessions, state: SupplyState, measure: str) -> Change:
    doctor = state.at_work(change.doctor)
    agenda = next((each for each in doctor.open_agendas if each.name == change.agenda), None)
    if agenda is None or agenda is doctor.first:
        raise ValueError(f"{change.doctor} holds no sessions {change.agenda} beside the usual ones")
    agenda.open = False
    return change


@lower.register
def _(change: CloseSessions, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    agenda = doctor.agenda(change.agenda)
    edits: list[RowEdit] = [*ended(agenda, day)]
    if agenda.taken:
        edits += _works_less(doctor.first, tuple(-slots for slots in agenda.taken))
    edits += _as_active(doctor)
    return of_doctor(change, doctor, *edits, at=agenda)


@accept.register
def _(change: StandIn, state: SupplyState, measure: str) -> Change:
    doctor = state.at_work(change.doctor)
    locum = Doctor(
        change.locum,
        doctor.catchment,
        [Agenda(change.locum, doctor.first.commune, doctor.first.site)],
        stands_in_for=doctor.name,
        leaves_on=NEVER if change.ends is None else state.day_of(change.ends),
    )
    state.begins_work(locum)
    doctor.locums.append(locum)
    return change


@lower.register
def _(change: StandIn, state: SupplyState, day: int) -> Lowered:
    locum, doctor = state.doctors[change.locum], state.doctors[change.doctor]
    locum.keeps_back = doctor.keeps_back
    return of_doctor(change, locum, *begun(state, locum, locum_rows(state, change, doctor)))


@accept.register
def _(change: EndStandIn, state: SupplyState, measure: str) -> Change:
    leaves_work(state, change.locum)
    return change


@lower.register
def _(change: EndStandIn, state: SupplyState, day: int) -> Lowered:
    locum = state.doctors[change.locum]
    return of_doctor(change, locum, *ended(locum.first, day))


@accept.register
def _(change: GoAway, state: SupplyState, measure: str) -> Change:
    doctor = state.at_work(change.doctor)
    if not doctor.gone:
        doctor.took_new = doctor.takes_new
    doctor.gone.add(measure)
    doctor.takes_new = False
    return change


@accept.register
def _(change: ComeBack, state: SupplyState, measure: str) -> Change | None:
    """None where another measure has them away."""
    doctor = state.at_work(change.doctor)
    doctor.gone.discard(measure)
    if doctor.gone:
        return None
    doctor.takes_new = doctor.took_new and doctor.leaves_on == NEVER
    return change


@lower.register
def _(change: GoAway | ComeBack, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    return of_doctor(change, doctor, list_of(doctor))


@accept.register
def _(change: SetAway, state: SupplyState, measure: str) -> Change:
    doctor = state.at_work(change.doctor)
    doctor.away[measure] = change.weeks
    return change


@lower.register
def _(change: SetAway, state: SupplyState, day: int) -> Lowered:
    """The weeks of all measures together."""
    doctor = state.doctors[change.doctor]
    if doctor.usual_leave is None:
        doctor.usual_leave = state.patients.agenda(doctor.catchment, doctor.first.row)["leave"].copy()
    leave, of_locum = leave_of(doctor, doctor.usual_leave)
    edits = [EditAgenda(agenda.row, {"leave": leave}) for agenda in doctor.open_agendas]
    edits += [EditAgenda(locum.first.row, {"leave": of_locum}) for locum in locums_of(doctor)]
    return of_doctor(change, doctor, *edits)


@accept.register
def _(change: ChangeActivity, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor).activity[measure] = Activity(change.factor, change.panel, change.minutes)
    return change


@lower.register
def _(change: ChangeActivity, state: SupplyState, day: int) -> Lowered | None:
    doctor = state.doctors[change.doctor]
    edits = _as_active(doctor)
    if not edits:
        return None  # another measure of this midnight has brought it about, or it is less than a slot
    held = doctor.open_agendas
    applied = replace(
        change,
        slots=sum(sum(agenda.week or agenda.usual_week) for agenda in held),
        usual_slots=doctor.usual_slots,
        panel_cap=doctor.usual_cap if doctor.cap is None else doctor.cap,
    )
    return of_doctor(applied, doctor, *edits)


def _as_active(doctor: Doctor) -> list[RowEdit]:
    """What the factors of all measures together change in the doctor's weeks, visits and panel cap."""
    slots = cap = minutes = 1.0
    for measure in sorted(doctor.activity):
        one = doctor.activity[measure]
        slots, cap, minutes = slots * one.slots, cap * one.panel, minutes * one.minutes
    edits: list[RowEdit] = []
    for agenda in doctor.open_agendas:
        week = scaled(agenda.usual_week, slots)
        if week != (agenda.week or agenda.usual_week):
            agenda.week = week
            edits.append(EditAgenda(agenda.row, {"weekly": np.array(week, dtype=np.uint8)}))
        usual = agenda.usual_slower
        slower = usual if minutes == 1.0 else (1.0 + usual) * minutes - 1.0
        if slower != agenda.slower:
            agenda.slower = slower
            edits.append(EditAgenda(agenda.row, {"slower": slower}))
    most = int(doctor.usual_cap * cap + 0.5)
    if doctor.panel >= 0 and most != (doctor.usual_cap if doctor.cap is None else doctor.cap):
        doctor.cap = most
        greatest = {} if doctor.first_day and most > 0 else {"most": most}  # 0: not by load either
        edits.append(EditPanel(doctor.panel, {"cap": most, **greatest}))
    return edits


@accept.register
def _(change: KeepSlots, state: SupplyState, measure: str) -> Change:
    doctor = state.doctors[change.doctor]
    doctor.kept.pop(change.line, None)
    if change.slots:
        doctor.kept[change.line] = change.slots
    return change


@lower.register
def _(change: KeepSlots, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    total, held = doctor.first.usual_sas + sum(doctor.kept.values()), doctor.open_agendas
    edits = (EditAgenda(agenda.row, {"sas": total}) for agenda in held)
    return of_doctor(replace(change, total=total), doctor, *edits)


@accept.register
def _(change: KeepFor, state: SupplyState, measure: str) -> Change | None:
    """None where nothing was kept that could be given back."""
    doctor = state.at_work(change.doctor)
    kept = doctor.reserves.pop(measure, None)
    if change.slots:
        doctor.reserves[measure] = change
    return change if change.slots or kept is not None else None


@lower.register
def _(change: KeepFor, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    holds = next(reversed(doctor.reserves.values()), None)
    columns = reserved_columns(holds or KeepFor(doctor.name, 0))
    held = [agenda for agenda in doctor.open_agendas if not agenda.for_some]
    held += [locum.first for locum in locums_of(doctor)]
    return of_doctor(change, doctor, *(EditAgenda(agenda.row, columns) for agenda in held))
