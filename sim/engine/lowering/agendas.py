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
    CloseTeam,
    Depart,
    Install,
    KeepSlots,
    OpenList,
    OpenSite,
    OpenTeam,
    SendToTeam,
)
from sim.engine.lowering.dispatch import Lowered, accept, ask, lower
from sim.engine.rows import newcomer_row, team_row
from sim.engine.supply_state import Agenda, SupplyState
from sim.engine.week import scaled
from sim.vocabulary.structure import AgendaSort
from sim.world.row_edits import AddAgenda, EditAgenda, EndAgenda, RowEdit

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
    if change.doctor in state.agendas:
        raise ValueError(f"measure {measure}: there is a doctor {change.doctor} already")
    catchment, _ = state.place(change.commune)
    like = state.agendas[change.like] if change.like else None
    state.agendas[change.doctor] = Agenda(
        name=change.doctor,
        sort=AgendaSort.GP,
        catchment=catchment,
        commune=change.commune,
        site=change.site or (like.site if like else ""),
        birth_year=change.birth_year,
        first_day=False,
        kept=dict(like.kept) if like else {},
        has_room=change.site is not None,
    )
    return change


@lower.register
def _(change: Install, state: SupplyState, day: int) -> Lowered:
    agenda = state.agendas[change.doctor]
    row = newcomer_row(state, change)
    agenda.usual_cap, agenda.usual_sas = int(row["panel_cap"]), int(row["sas"])
    row["sas"] = agenda.usual_sas + sum(agenda.kept.values())
    return _lowered(change, agenda, _new_agenda(state, agenda, row))


@accept.register
def _(change: CloseList, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor, measure)
    return change


@lower.register
def _(change: CloseList, state: SupplyState, day: int) -> Lowered:
    agenda = state.agendas[change.doctor]
    return _lowered(change, agenda, EditAgenda(agenda.row, {"list_open": 0}))


@accept.register
def _(change: OpenList, state: SupplyState, measure: str) -> Change | None:
    return None if state.at_work(change.doctor, measure).leaving else change


@lower.register
def _(change: OpenList, state: SupplyState, day: int) -> Lowered:
    agenda = state.agendas[change.doctor]
    return _lowered(change, agenda, EditAgenda(agenda.row, {"list_open": 1}))


@accept.register
def _(change: Announce, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor, measure).leaving = True
    return change


@lower.register
def _(change: Announce, state: SupplyState, day: int) -> Lowered:
    agenda, leaves = state.agendas[change.doctor], state.day_of(change.leaves)
    return _lowered(change, agenda, EditAgenda(agenda.row, {"book_until": leaves, "until_day": leaves}))


@accept.register(Depart)
@accept.register(CloseTeam)
def _(change: Depart | CloseTeam, state: SupplyState, measure: str) -> Change:
    """No longer at work; the room is free at once."""
    agenda = state.at_work(change.entity, measure)
    agenda.practising = False
    rooms = state.site(agenda.site).rooms if agenda.has_room else None
    if rooms is not None:
        rooms.put(1)
    return change


@lower.register
def _(change: Depart, state: SupplyState, day: int) -> Lowered:
    agenda, successor = state.agendas[change.doctor], state.agendas.get(change.successor or "")
    takes = successor is not None and successor.practising and successor.catchment == agenda.catchment
    applied = replace(
        change,
        successor=None if successor is None else successor.name,
        share=(change.share or 0.0) if takes else None,
    )
    end = EndAgenda(
        agenda.row,
        successor.row if successor is not None and takes else -1,
        applied.share or 0.0,
        change.same_doctor,
    )
    return _lowered(applied, agenda, EditAgenda(agenda.row, {"until_day": day}), end)


@lower.register
def _(change: CloseTeam, state: SupplyState, day: int) -> Lowered:
    agenda = state.agendas[change.team]
    edits = EditAgenda(agenda.row, {"until_day": day}), EndAgenda(agenda.row)
    return _lowered(change, agenda, *edits)


@accept.register
def _(change: ChangeActivity, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor, measure).activity[measure] = (change.factor, change.panel)
    return change


@lower.register
def _(change: ChangeActivity, state: SupplyState, day: int) -> Lowered | None:
    agenda = state.agendas[change.doctor]
    slots = cap = 1.0
    for measure in sorted(agenda.activity):
        slots, cap = slots * agenda.activity[measure][0], cap * agenda.activity[measure][1]
    week, most = scaled(agenda.usual_week, slots), int(agenda.usual_cap * cap + 0.5)
    if (week, most) == (agenda.week or agenda.usual_week, agenda.cap or agenda.usual_cap):
        return None  # another measure of this midnight has brought it about, or it is less than a slot
    agenda.week, agenda.cap = week, most
    applied = replace(change, slots=sum(week), usual_slots=sum(agenda.usual_week), panel_cap=most)
    columns = {"weekly": np.array(week, dtype=np.uint8), "panel_cap": most}
    return _lowered(applied, agenda, EditAgenda(agenda.row, columns))


@accept.register
def _(change: KeepSlots, state: SupplyState, measure: str) -> Change:
    agenda = state.agendas[change.doctor]
    agenda.kept.pop(change.line, None)
    if change.slots:
        agenda.kept[change.line] = change.slots
    return replace(change, total=agenda.usual_sas + sum(agenda.kept.values()))


@lower.register
def _(change: KeepSlots, state: SupplyState, day: int) -> Lowered:
    agenda = state.agendas[change.doctor]
    return _lowered(change, agenda, EditAgenda(agenda.row, {"sas": change.total}))


# --- teams


@accept.register
def _(change: OpenTeam, state: SupplyState, measure: str) -> Change:
    doctors = [state.agendas[name] for name in change.doctors]
    first, catchments = doctors[0], {doctor.catchment for doctor in doctors}
    if len(catchments) > 1:
        raise ValueError(
            f"measure {measure}: a team works for doctors of one catchment, these are of {len(catchments)}"
        )
    if change.team in state.agendas:
        raise ValueError(f"measure {measure}: there is an agenda {change.team} already")
    state.agendas[change.team] = Agenda(
        change.team, AgendaSort.DELEGATE, first.catchment, first.commune, first.site, 0, first_day=False
    )
    ask(state, measure, SendToTeam(change.team, change.doctors))
    return change


@lower.register
def _(change: OpenTeam, state: SupplyState, day: int) -> Lowered:
    agenda = state.agendas[change.team]
    return _lowered(change, agenda, _new_agenda(state, agenda, team_row(state, change)))


@lower.register
def _(change: SendToTeam, state: SupplyState, day: int) -> Lowered:
    doctors, team = [state.agendas[name] for name in change.doctors], state.agendas[change.team]
    edits = [(doctor.catchment, EditAgenda(doctor.row, {"team": team.row})) for doctor in doctors]
    return Lowered(change, edits, team.site, team.commune)


# --- what they have in common


def _lowered(change: Change, agenda: Agenda, *edits: RowEdit) -> Lowered:
    """A change of one agenda."""
    return Lowered(change, [(agenda.catchment, edit) for edit in edits], agenda.site, agenda.commune)


def _new_agenda(state: SupplyState, agenda: Agenda, row: Any) -> RowEdit:
    agenda.row = len(state.agenda_names[agenda.catchment])
    agenda.usual_week = tuple(int(slots) for slots in row["weekly"])
    return AddAgenda(row)
