"""Premises, doctors and teams."""

from dataclasses import replace
from typing import Any

import numpy as np
import simpy

from sim.changes.change import Change
from sim.changes.changes import (
    Announce,
    ChangeActivity,
    CloseList,
    CloseSessions,
    CloseTeam,
    Depart,
    EndStandIn,
    Install,
    KeepSlots,
    OpenList,
    OpenSessions,
    OpenSite,
    OpenTeam,
    SendToTeam,
    StandIn,
)
from sim.engine.lowering.dispatch import Lowered, accept, ask, lower
from sim.engine.new_rows import locum_rows, newcomer_rows, sessions_row, team_rows
from sim.engine.supply_state import Agenda, Doctor, SupplyState
from sim.engine.week import scaled
from sim.vocabulary.structure import AgendaSort
from sim.world.row_edits import (
    AddAgenda,
    AddDoctor,
    AddPanel,
    EditAgenda,
    EditPanel,
    EndAgenda,
    RowEdit,
)

# --- premises and doctors


@accept.register
def _(change: OpenSite, state: SupplyState, measure: str) -> Change:
    """Whoever waits for the site may take a room."""
    site = state.site(change.site)
    if site.rooms is not None:
        raise ValueError(f"measure {measure}: the site {change.site} is open already")
    site.commune, site.number = change.commune, state.new_site_number()
    site.rooms = simpy.Container(state.env, capacity=change.rooms, init=change.rooms)
    site.opened.succeed()
    return change


@lower.register
def _(change: OpenSite, state: SupplyState, day: int) -> Lowered:
    return Lowered(change, site=change.site, commune=change.commune)


@accept.register
def _(change: Install, state: SupplyState, measure: str) -> Change:
    state.refuse_twice(change.doctor, measure)
    catchment, _ = state.place(change.commune)
    like = state.doctors[change.like] if change.like else None
    colleague = state.at_work(change.shares_panel_of, measure) if change.shares_panel_of else None
    if colleague is not None and colleague.catchment != catchment:
        raise ValueError(
            f"measure {measure}: {change.doctor} and {colleague.name} are of different catchments"
        )
    state.doctors[change.doctor] = Doctor(
        name=change.doctor,
        sort=AgendaSort.GP,
        catchment=catchment,
        birth_year=change.birth_year,
        first_day=False,
        agendas=[Agenda(change.doctor, change.commune, change.site or (like.first.site if like else ""))],
        kept=dict(like.kept) if like else {},
        has_room=change.site is not None,
    )
    return change


@lower.register
def _(change: Install, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    rows = newcomer_rows(state, change)
    edits: list[RowEdit] = []
    if change.shares_panel_of:
        colleague = state.doctors[change.shares_panel_of]
        doctor.panel, doctor.usual_cap = colleague.panel, colleague.usual_cap
    else:
        doctor.panel, doctor.usual_cap = state.panels[doctor.catchment], int(rows.panel["cap"])
        edits.append(AddPanel(rows.panel))
    rows.doctor["panel"] = doctor.panel
    doctor.row = len(state.doctor_names[doctor.catchment])
    doctor.first.usual_sas = int(rows.agenda["sas"])
    rows.agenda["sas"] = doctor.first.usual_sas + sum(doctor.kept.values())
    edits += [AddDoctor(rows.doctor), _new_agenda(state, doctor, doctor.first, rows.agenda)]
    return _lowered(change, doctor, *edits)


@accept.register
def _(change: OpenSessions, state: SupplyState, measure: str) -> Change:
    state.refuse_twice(change.agenda, measure)
    doctor = state.at_work(change.doctor, measure)
    if state.place(change.commune)[0] != doctor.catchment:
        raise ValueError(f"measure {measure}: {change.commune} lies in another catchment than {doctor.name}")
    doctor.agendas.append(Agenda(change.agenda, change.commune, change.site or ""))
    return change


@lower.register
def _(change: OpenSessions, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    agenda = next(each for each in doctor.agendas if each.name == change.agenda)
    edits: list[RowEdit] = [_new_agenda(state, doctor, agenda, sessions_row(state, change, doctor, day))]
    agenda.usual_sas = doctor.first.usual_sas
    if change.gives_up:
        both = zip(doctor.first.usual_week, change.week, strict=True)
        agenda.taken = tuple(usual if there else 0 for usual, there in both)
        edits += _works_less(doctor.first, agenda.taken)
    edits += _as_active(doctor)
    return Lowered(change, [(doctor.catchment, edit) for edit in edits], agenda.site, agenda.commune)


def _works_less(agenda: Agenda, slots: tuple[int, ...]) -> list[RowEdit]:
    """So many slots fewer in the usual week (more, where they are negative)."""
    agenda.usual_week = tuple(usual - less for usual, less in zip(agenda.usual_week, slots, strict=True))
    agenda.week = ()
    return [EditAgenda(agenda.row, {"weekly": np.array(agenda.usual_week, dtype=np.uint8)})]


@accept.register
def _(change: CloseSessions, state: SupplyState, measure: str) -> Change:
    doctor = state.at_work(change.doctor, measure)
    agenda = next((each for each in doctor.open_agendas if each.name == change.agenda), None)
    if agenda is None or agenda is doctor.first:
        raise ValueError(
            f"measure {measure}: {change.doctor} holds no sessions {change.agenda} beside the usual ones"
        )
    agenda.open = False
    return change


@lower.register
def _(change: CloseSessions, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    agenda = next(each for each in doctor.agendas if each.name == change.agenda)
    edits: list[RowEdit] = [*_ended(agenda, day)]
    if agenda.taken:
        edits += _works_less(doctor.first, tuple(-slots for slots in agenda.taken))
    edits += _as_active(doctor)
    return Lowered(change, [(doctor.catchment, edit) for edit in edits], agenda.site, agenda.commune)


@accept.register
def _(change: StandIn, state: SupplyState, measure: str) -> Change:
    state.refuse_twice(change.locum, measure)
    doctor = state.at_work(change.doctor, measure)
    state.doctors[change.locum] = Doctor(
        name=change.locum,
        sort=AgendaSort.GP,
        catchment=doctor.catchment,
        birth_year=0,
        first_day=False,
        agendas=[Agenda(change.locum, doctor.first.commune, doctor.first.site)],
        stands_in_for=doctor.name,
    )
    return change


@lower.register
def _(change: StandIn, state: SupplyState, day: int) -> Lowered:
    locum, doctor = state.doctors[change.locum], state.doctors[change.doctor]
    rows = locum_rows(state, change, doctor)
    locum.row = len(state.doctor_names[locum.catchment])
    return _lowered(
        change, locum, AddDoctor(rows.doctor), _new_agenda(state, locum, locum.first, rows.agenda)
    )


@accept.register
def _(change: EndStandIn, state: SupplyState, measure: str) -> Change:
    locum = state.at_work(change.locum, measure)
    locum.practising = locum.first.open = False
    return change


@lower.register
def _(change: EndStandIn, state: SupplyState, day: int) -> Lowered:
    locum = state.doctors[change.locum]
    return _lowered(change, locum, *_ended(locum.first, day))


@accept.register
def _(change: CloseList, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor, measure)
    return change


@lower.register
def _(change: CloseList, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    return _lowered(change, doctor, EditPanel(doctor.panel, {"list_open": 0}))


@accept.register
def _(change: OpenList, state: SupplyState, measure: str) -> Change | None:
    return None if state.at_work(change.doctor, measure).leaving else change


@lower.register
def _(change: OpenList, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    return _lowered(change, doctor, EditPanel(doctor.panel, {"list_open": 1}))


@accept.register
def _(change: Announce, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor, measure).leaving = True
    return change


@lower.register
def _(change: Announce, state: SupplyState, day: int) -> Lowered:
    """Nobody is booked beyond the departure, at any place, nor with a locum."""
    doctor, leaves = state.doctors[change.doctor], state.day_of(change.leaves)
    held = [*doctor.open_agendas, *(locum.first for locum in _locums_of(state, doctor))]
    columns = {"book_until": leaves, "until_day": leaves}
    return _lowered(change, doctor, *(EditAgenda(agenda.row, columns) for agenda in held))


@accept.register(Depart)
@accept.register(CloseTeam)
def _(change: Depart | CloseTeam, state: SupplyState, measure: str) -> Change:
    """No longer at work; the room is free at once."""
    doctor = state.at_work(change.entity, measure)
    doctor.practising = False
    rooms = state.site(doctor.first.site).rooms if doctor.has_room else None
    if rooms is not None:
        rooms.put(1)
    return change


@lower.register
def _(change: Depart, state: SupplyState, day: int) -> Lowered:
    doctor, successor = state.doctors[change.doctor], state.doctors.get(change.successor or "")
    takes = successor is not None and successor.practising and successor.catchment == doctor.catchment
    applied = replace(
        change,
        successor=None if successor is None else successor.name,
        share=(change.share or 0.0) if takes else None,
    )
    heir = successor.first.row if successor is not None and takes else -1
    edits: list[RowEdit] = []
    for locum in _locums_of(state, doctor):
        locum.practising = False
        edits += _ended(locum.first, day)
    for agenda in doctor.open_agendas:
        edits += _ended(agenda, day, heir, applied.share or 0.0, change.same_doctor)
    return _lowered(applied, doctor, *edits)


@lower.register
def _(change: CloseTeam, state: SupplyState, day: int) -> Lowered:
    team = state.doctors[change.team]
    return _lowered(change, team, *_ended(team.first, day))


@accept.register
def _(change: ChangeActivity, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor, measure).activity[measure] = (change.factor, change.panel)
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
        usual_slots=sum(sum(agenda.usual_week) for agenda in held),
        panel_cap=doctor.cap or doctor.usual_cap,
    )
    return _lowered(applied, doctor, *edits)


def _as_active(doctor: Doctor) -> list[RowEdit]:
    """What the factors of all measures together change in the doctor's weeks and panel cap."""
    slots = cap = 1.0
    for measure in sorted(doctor.activity):
        slots, cap = slots * doctor.activity[measure][0], cap * doctor.activity[measure][1]
    edits: list[RowEdit] = []
    for agenda in doctor.open_agendas:
        week = scaled(agenda.usual_week, slots)
        if week != (agenda.week or agenda.usual_week):
            agenda.week = week
            edits.append(EditAgenda(agenda.row, {"weekly": np.array(week, dtype=np.uint8)}))
    most = int(doctor.usual_cap * cap + 0.5)
    if doctor.panel >= 0 and most != (doctor.cap or doctor.usual_cap):
        doctor.cap = most
        edits.append(EditPanel(doctor.panel, {"cap": most}))
    return edits


@accept.register
def _(change: KeepSlots, state: SupplyState, measure: str) -> Change:
    doctor = state.doctors[change.doctor]
    doctor.kept.pop(change.line, None)
    if change.slots:
        doctor.kept[change.line] = change.slots
    return replace(change, total=doctor.first.usual_sas + sum(doctor.kept.values()))


@lower.register
def _(change: KeepSlots, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    held = doctor.open_agendas
    return _lowered(change, doctor, *(EditAgenda(agenda.row, {"sas": change.total}) for agenda in held))


# --- teams


@accept.register
def _(change: OpenTeam, state: SupplyState, measure: str) -> Change:
    doctors = [state.doctors[name] for name in change.doctors]
    first, catchments = doctors[0], {doctor.catchment for doctor in doctors}
    if len(catchments) > 1:
        raise ValueError(
            f"measure {measure}: a team works for doctors of one catchment, these are of {len(catchments)}"
        )
    state.refuse_twice(change.team, measure)
    state.doctors[change.team] = Doctor(
        name=change.team,
        sort=AgendaSort.DELEGATE,
        catchment=first.catchment,
        birth_year=0,
        first_day=False,
        agendas=[Agenda(change.team, first.first.commune, first.first.site)],
    )
    ask(state, measure, SendToTeam(change.team, change.doctors))
    return change


@lower.register
def _(change: OpenTeam, state: SupplyState, day: int) -> Lowered:
    team = state.doctors[change.team]
    rows = team_rows(state, change)
    team.row = len(state.doctor_names[team.catchment])
    return _lowered(change, team, AddDoctor(rows.doctor), _new_agenda(state, team, team.first, rows.agenda))


@lower.register
def _(change: SendToTeam, state: SupplyState, day: int) -> Lowered:
    doctors, team = [state.doctors[name] for name in change.doctors], state.doctors[change.team]
    edits = [
        (doctor.catchment, EditAgenda(agenda.row, {"team": team.first.row}))
        for doctor in doctors
        for agenda in doctor.open_agendas
    ]
    return Lowered(change, edits, team.first.site, team.first.commune)


# --- what they have in common


def _lowered(change: Change, doctor: Doctor, *edits: RowEdit) -> Lowered:
    """A change of one doctor, in the history at their first place."""
    placed = [(doctor.catchment, edit) for edit in edits]
    return Lowered(change, placed, doctor.first.site, doctor.first.commune)


def _new_agenda(state: SupplyState, doctor: Doctor, agenda: Agenda, row: Any) -> RowEdit:
    """The agenda's row, of that doctor; its panel, unless the row names another's."""
    row["doctor"] = doctor.row
    if row["panel"] < 0:
        row["panel"] = doctor.panel
    agenda.row = len(state.agenda_names[doctor.catchment])
    agenda.usual_week = tuple(int(slots) for slots in row["weekly"])
    return AddAgenda(row)


def _ended(
    agenda: Agenda, day: int, heir: int = -1, share: float = 0.0, same_doctor: bool = False
) -> tuple[RowEdit, RowEdit]:
    """The sessions of an agenda end today; ``heir`` (a row of the agendas) takes over of its panel."""
    agenda.open = False
    end = EndAgenda(agenda.row, heir, share, same_doctor)
    return EditAgenda(agenda.row, {"until_day": day}), end


def _locums_of(state: SupplyState, doctor: Doctor) -> list[Doctor]:
    """The locums who stand in for a doctor, at work."""
    return [one for one in state.doctors.values() if one.stands_in_for == doctor.name and one.practising]
