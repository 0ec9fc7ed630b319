"""Premises and doctors."""

from dataclasses import replace

import simpy

from sim.changes.change import Change
from sim.changes.doctors_and_sites import (
    Announce,
    AnnounceClosing,
    CloseCentre,
    CloseList,
    Depart,
    Install,
    OpenCentre,
    OpenList,
    OpenSite,
)
from sim.engine.lowering.agendas import (
    begun,
    colleagues_of,
    ended,
    leaves_work,
    list_of,
    locums_of,
    of_doctor,
)
from sim.engine.lowering.dispatch import Lowered, accept, lower
from sim.engine.named_supply import Agenda, Doctor, KeptBack
from sim.engine.new_rows import newcomer_rows
from sim.engine.supply_state import SupplyState
from sim.world.row_edits import AddPanel, EditAgenda, EditPanel, RowEdit, TellOfList
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
    edits += begun(state, doctor, rows)
    if not change.shares_panel_of and rows.panel["cap"] > 0 and day > 0:  # else known before the first day
        edits.append(TellOfList(doctor.first.row))
    return of_doctor(change, doctor, *edits)


@accept.register
def _(change: CloseList, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor).takes_new = False
    return change


@lower.register
def _(change: CloseList, state: SupplyState, day: int) -> Lowered | None:
    doctor = state.doctors[change.doctor]
    if any(colleague.takes_new for colleague in colleagues_of(doctor)):
        return None  # their list, too: it stays open
    return of_doctor(change, doctor, list_of(doctor))


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
    return of_doctor(change, doctor, list_of(doctor))


@accept.register
def _(change: Announce, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor).leaves_on = state.day_of(change.leaves)
    return change


@lower.register
def _(change: Announce, state: SupplyState, day: int) -> Lowered:
    """Nobody is booked beyond the departure, at any place, nor with a locum."""
    doctor = state.doctors[change.doctor]
    held = [(agenda, min(agenda.ends, doctor.leaves_on)) for agenda in doctor.open_agendas]
    for locum in locums_of(doctor):
        held.append((locum.first, min(locum.leaves_on, doctor.leaves_on)))
    edits = [EditAgenda(agenda.row, {"book_until": day, "until_day": day}) for agenda, day in held]
    return of_doctor(change, doctor, *edits)


@accept.register
def _(change: Depart, state: SupplyState, measure: str) -> Change:
    leaves_work(state, change.doctor)
    return change


@lower.register
def _(change: Depart, state: SupplyState, day: int) -> Lowered:
    heir = state.labour.heirs.get(change.doctor)
    if change.successor is None and heir is not None:
        change = replace(change, successor=heir.successor, share=heir.share)
    doctor, successor = state.doctors[change.doctor], state.doctors.get(change.successor or "")
    colleagues = colleagues_of(doctor)
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
    for locum in locums_of(doctor):
        locum.practising = False
        edits += ended(locum.first, day)
    for agenda in doctor.open_agendas:
        edits += ended(agenda, day, heir_row, applied.share or 0.0, change.same_doctor)
    if colleagues and doctor.takes_new and not any(one.takes_new for one in colleagues):
        edits.append(EditPanel(doctor.panel, {"list_open": 0}))
    return of_doctor(applied, doctor, *edits)
