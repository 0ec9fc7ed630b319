"""Settings that hold from a date on: what they change in the rules, services, agendas and lists there are."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

import numpy as np

from sim.changes.change import Change
from sim.changes.dated_settings import ChangeSettings, EndSettings
from sim.draws import purposes
from sim.engine.lowering.counters_and_lines import rows_of
from sim.engine.lowering.dispatch import Lowered, accept, lower
from sim.engine.named_supply import KeptBack
from sim.engine.new_rows import profile_of
from sim.engine.supply_state import SupplyState
from sim.scenario.dated import Overlay, laid_over
from sim.scenario.settings import Settings
from sim.world.bulk_draws import Draws
from sim.world.counters import first_counters
from sim.world.dated_rules import rule_edits
from sim.world.doctors import RESERVES, reserves
from sim.world.external_agendas import shared_agendas
from sim.world.row_edits import EditAgenda, EditCounter, EditPanel, RowEdit

HALF: Final = 0.5  # rounds what newcomers keep back
RESERVE_BLOCKS: Final = 2  # of DOCTOR_PERSON; the reserves are rounded by the first words of the second
KNOWN: Final = ("aware_first", "aware_last", "aware_days", "wakes")  # of a counter, with what is of a profile
OF_SHARED: Final = ("weekly", "works_holidays", "lead_days", "horizon_days", "kinds", "panel_reserve")
Edits = Iterator[tuple[int, RowEdit]]


@accept.register
def _(change: ChangeSettings | EndSettings, state: SupplyState, measure: str) -> Change:
    """Whoever asks from now on meets them. Of one key the later start holds, of one day the later name."""
    if isinstance(change, ChangeSettings):
        state.overlays[measure] = Overlay(change.since, measure, change.settings, change.times, change.until)
    else:
        del state.overlays[measure]
    laid = sorted(state.overlays.values(), key=lambda each: each[:2])
    state.settings = laid_over(state.ground.first, laid)
    return change


@lower.register
def _(change: ChangeSettings | EndSettings, state: SupplyState, day: int) -> Lowered:
    """The first of a midnight brings all of them about."""
    before, after = state.rules, state.settings
    if before is after:
        return Lowered(change)
    state.rules = after
    rules = enumerate(rule_edits(state.ground, before, after))
    edits = [(catchment, edit) for catchment, of_catchment in rules for edit in of_catchment]
    if before.services is not after.services:
        edits += [*_of_services(state, before, after), *_of_shared_agendas(state, before, after)]
    if before.doctors is not after.doctors:
        edits += _of_doctors(state, before, after)
    return Lowered(change, edits)


# --- services


def _of_services(state: SupplyState, before: Settings, after: Settings) -> Edits:
    """The rows of counters and lines whose profile has changed."""
    then, now = before.services.profiles, after.services.profiles
    changed = {name for name in then if then[name] != now[name]}
    first = _first_rows(state, after) if changed else {}
    for name, service in state.services.items():
        known = state.settings.services.open.get(name) if service.opened is None else service.opened
        if known is None or known.profile not in changed or not service.telephone.places:
            continue
        rows = first[name] if service.opened is None else rows_of(state, service)
        telephone = service.telephone
        if telephone.profiles:  # several lines run through it, each with columns of its own
            service.profiles = [profile_of(row) for row in rows]
        if (telephone.answered_by or telephone) is service:
            for place, row in zip(telephone.places, rows, strict=True):
                yield from _of_counter(state, place, row, known_of=service is telephone)


def _first_rows(state: SupplyState, settings: Settings) -> dict[str, list[Any]]:
    """The rows of the services of the first day as they would be by these settings, by name."""
    found: dict[str, list[Any]] = {}
    for catchment in state.world.catchments:
        here = np.array([state.territory.rank_of[code] for code in catchment.communes], dtype=np.int64)
        made = first_counters(
            state.territory, settings.services, here, catchment.travel, state.world.vocabulary
        )
        for name, row in zip(made.names, made.rows, strict=True):
            found.setdefault(name, []).append(row)
    return found


def _of_counter(state: SupplyState, place: tuple[int, int], row: Any, *, known_of: bool) -> Edits:
    """Columns of a counter that differ from the row wanted. Who is on the way with a kind of need that it
    does not take any more is served as before.
    """
    now = state.patients.counter(*place)
    columns = profile_of(row) | ({name: row[name].copy() for name in KNOWN} if known_of else {})
    for name in ("minutes", "answers"):
        taken = columns["kinds"].astype(bool)
        columns[name][~taken] = now[name][~taken]
    differing = {name: value for name, value in columns.items() if not np.array_equal(now[name], value)}
    if differing:
        yield place[0], EditCounter(place[1], differing)


def _of_shared_agendas(state: SupplyState, before: Settings, after: Settings) -> Edits:
    """The rows of doctors on screen and beyond the territory."""
    if before.services.agendas == after.services.agendas:
        return
    for number, catchment in enumerate(state.world.catchments):
        here = np.array([state.territory.rank_of[code] for code in catchment.communes], dtype=np.int64)
        made = shared_agendas(state.territory, after.services, after.doctors, here, state.world.vocabulary)
        first = len(catchment.agendas) - len(made.rows)
        for row, wanted in enumerate(made.rows, start=first):
            yield from _of_agenda(state, number, row, {name: wanted[name] for name in OF_SHARED})


# --- doctors


def _of_doctors(state: SupplyState, before: Settings, after: Settings) -> Edits:
    """The rows of doctors and teams at work, and of their lists."""
    then, now = before.doctors, after.doctors
    panels: dict[tuple[int, int], None] = {}
    for doctor in state.doctors.values():
        columns: dict[str, Any] = {}
        if then.horizon_days != now.horizon_days:
            columns["horizon_days"] = now.horizon_days
        if then.reserves != now.reserves and doctor.keeps_back is not None:
            columns |= _kept_back(state, doctor.keeps_back, after)
        yield from chain.from_iterable(
            _of_agenda(state, doctor.catchment, agenda.row, columns)
            for agenda in doctor.open_agendas
            if agenda.row >= 0 and columns
        )
        if doctor.panel >= 0 and then.patients.ald_extra != now.patients.ald_extra:
            panels[doctor.catchment, doctor.panel] = None
    for catchment, panel in panels:
        yield catchment, EditPanel(panel, {"ald_extra": now.patients.ald_extra})


def _kept_back(state: SupplyState, kept: KeptBack, after: Settings) -> dict[str, int]:
    """By column of AGENDA the slots of a session."""
    up = np.full((1, len(RESERVES)), HALF)
    if kept.drawn is not None:
        catchment, row = kept.drawn
        doctor = state.world.catchments[catchment].doctors[row]
        who = Draws(state.world.seed, state.world.replication).of(
            purposes.DOCTOR, [doctor["key"]], [doctor["rank"]]
        )
        up = who.blocks(purposes.DOCTOR_PERSON, RESERVE_BLOCKS)[:, 4 : 4 + len(RESERVES)]
    slots = reserves(after.doctors, np.array([kept.week]), up)
    return {column: int(slots[place][0]) for place, column in enumerate(RESERVES)}


def _of_agenda(state: SupplyState, catchment: int, row: int, columns: dict[str, Any]) -> Edits:
    """The columns of an agenda that are no longer what its row says."""
    now = state.patients.agenda(catchment, row)
    differing = {name: value for name, value in columns.items() if not np.array_equal(now[name], value)}
    if differing:
        yield catchment, EditAgenda(row, differing)
