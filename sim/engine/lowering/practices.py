"""Premises and doctors."""

from dataclasses import replace

import numpy as np
import simpy

from sim.changes.change import Change
from sim.changes.changes import (
    EVERYBODY,
    Announce,
    AnnounceClosing,
    ChangeActivity,
    CloseCentre,
    CloseList,
    CloseSessions,
    Depart,
    Install,
    KeepFor,
    KeepSlots,
    OpenCentre,
    OpenList,
    OpenSessions,
    OpenSite,
    StandIn,
)
from sim.engine.lowering.agendas import begun, ended, new_agenda, of_doctor
from sim.engine.lowering.dispatch import Lowered, accept, lower
from sim.engine.new_rows import locum_rows, newcomer_rows, reserved_columns, sessions_row
from sim.engine.supply_state import Activity, Agenda, Doctor, KeptBack, SupplyState
from sim.engine.week import scaled
from sim.world.row_edits import AddPanel, EditAgenda, EditPanel, RowEdit
from sim.world.tables import NEVER


@accept.register
def _(change: OpenSite, state: SupplyState, measure: str) -> Change:
    """Whoever waits for the site may take a room."""
    site = state.site(change.site)
    if site.rooms is not None:
        raise ValueError(f"the site {change.site} is open already")
    site.commune, site.number = change.commune, state.new_site_number()
    site.rooms = simpy.Container(state.env, capacity=change.rooms, init=change.rooms)
    site.opened.succeed()
    return change


@lower.register
def _(change: OpenSite, state: SupplyState, day: int) -> Lowered:
    return Lowered(change, site=change.site, commune=change.commune)


@lower.register
def _(change: OpenCentre | AnnounceClosing | CloseCentre, state: SupplyState, day: int) -> Lowered:
    """A line of the history: what follows from it is asked for doctor by doctor."""
    return Lowered(change, site=change.site or "", commune=change.commune)


@accept.register
def _(change: Install, state: SupplyState, measure: str) -> Change:
    catchment, _ = state.place(change.commune)
    like = state.doctors[change.like] if change.like else None
    colleague = state.at_work(change.shares_panel_of) if change.shares_panel_of else None
    if colleague is not None and colleague.catchment != catchment:
        raise ValueError(f"{change.doctor} and {colleague.name} are of different catchments")
    doctor = Doctor(
        change.doctor,
        catchment,
        [Agenda(change.doctor, change.commune, change.site or (like.first.site if like else ""))],
        birth_year=change.birth_year,
        contract=change.contract,
        kept=dict(like.kept) if like else {},
        reserves=dict(like.reserves) if like else {},
        rides=like.rides if like else 0,
        has_room=change.site is not None,
    )
    state.begins_work(doctor)
    for finder in change.through:
        state.labour.found(finder).put(doctor.name)
    return change


@lower.register
def _(change: Install, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    rows = newcomer_rows(state, change)
    edits: list[RowEdit] = []
    if change.shares_panel_of:
        colleague = state.doctors[change.shares_panel_of]
        doctor.panel, doctor.usual_cap = colleague.panel, colleague.usual_cap
        sharing = [colleague, *colleague.colleagues]
        doctor.colleagues += sharing
        for one in sharing:
            one.colleagues.append(doctor)
    else:
        doctor.panel, doctor.usual_cap = state.panels[doctor.catchment], int(rows.panel["cap"])
        edits.append(AddPanel(rows.panel))
    rows.doctor["panel"] = doctor.panel
    doctor.keeps_back = KeptBack(tuple(int(slots) for slots in rows.agenda["weekly"]), None)
    if change.like:
        doctor.keeps_back = state.doctors[change.like].keeps_back
    doctor.first.usual_sas = int(rows.agenda["sas"])
    rows.agenda["sas"] = doctor.first.usual_sas + sum(doctor.kept.values())
    return of_doctor(change, doctor, *edits, *begun(state, doctor, rows))


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
def _(change: CloseList, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor).takes_new = False
    return change


@lower.register
def _(change: CloseList, state: SupplyState, day: int) -> Lowered | None:
    doctor = state.doctors[change.doctor]
    if any(colleague.takes_new for colleague in _colleagues_of(doctor)):
        return None  # their list, too: it stays open
    return of_doctor(change, doctor, EditPanel(doctor.panel, {"list_open": 0}))


@accept.register
def _(change: OpenList, state: SupplyState, measure: str) -> Change | None:
    doctor = state.at_work(change.doctor)
    if doctor.leaves_on < NEVER:
        return None
    doctor.takes_new = True
    return change


@lower.register
def _(change: OpenList, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    return of_doctor(change, doctor, EditPanel(doctor.panel, {"list_open": 1}))


@accept.register
def _(change: Announce, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor).leaves_on = state.day_of(change.leaves)
    return change


@lower.register
def _(change: Announce, state: SupplyState, day: int) -> Lowered:
    """Nobody is booked beyond the departure, at any place, nor with a locum."""
    doctor = state.doctors[change.doctor]
    held = [(agenda, min(agenda.ends, doctor.leaves_on)) for agenda in doctor.open_agendas]
    for locum in _locums_of(doctor):
        held.append((locum.first, min(locum.leaves_on, doctor.leaves_on)))
    edits = [EditAgenda(agenda.row, {"book_until": day, "until_day": day}) for agenda, day in held]
    return of_doctor(change, doctor, *edits)


@lower.register
def _(change: Depart, state: SupplyState, day: int) -> Lowered:
    heir = state.labour.heirs.get(change.doctor)
    if change.successor is None and heir is not None:
        change = replace(change, successor=heir.successor, share=heir.share)
    doctor, successor = state.doctors[change.doctor], state.doctors.get(change.successor or "")
    colleagues = _colleagues_of(doctor)
    takes = successor is not None and successor.practising and successor.catchment == doctor.catchment
    takes = takes and not colleagues
    applied = replace(
        change,
        successor=None if successor is None else successor.name,
        share=(change.share or 0.0) if takes else None,
        goes_on=bool(colleagues),
    )
    heir_row = successor.first.row if successor is not None and takes else -1
    edits: list[RowEdit] = []
    for locum in _locums_of(doctor):
        locum.practising = False
        edits += ended(locum.first, day)
    for agenda in doctor.open_agendas:
        edits += ended(agenda, day, heir_row, applied.share or 0.0, change.same_doctor)
    if colleagues and doctor.takes_new and not any(one.takes_new for one in colleagues):
        edits.append(EditPanel(doctor.panel, {"list_open": 0}))
    return of_doctor(applied, doctor, *edits)


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
        panel_cap=doctor.cap or doctor.usual_cap,
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
    if doctor.panel >= 0 and most != (doctor.cap or doctor.usual_cap):
        doctor.cap = most
        greatest = {} if doctor.first_day else {"most": most}
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
    held += [locum.first for locum in _locums_of(doctor)]
    return of_doctor(change, doctor, *(EditAgenda(agenda.row, columns) for agenda in held))


def _locums_of(doctor: Doctor) -> list[Doctor]:
    """Who stand in for the doctor, at work."""
    return [locum for locum in doctor.locums if locum.practising]


def _colleagues_of(doctor: Doctor) -> list[Doctor]:
    """The others at work whose panel is the doctor's."""
    return [colleague for colleague in doctor.colleagues if colleague.practising]
