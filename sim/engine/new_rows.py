"""Rows for whoever and whatever a change brings, made as those of the first day are (``sim.world``)."""

from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.changes.counters_and_lines import OpenCounter, OpenLine, Stop
from sim.changes.doctors_and_sites import Install
from sim.changes.presence import EVERYBODY, Weeks
from sim.changes.sessions import KeepFor, OpenSessions, StandIn
from sim.changes.teams import OpenTeam
from sim.draws import purposes
from sim.draws.keyed import key36
from sim.engine.named_supply import Doctor
from sim.engine.supply_state import SupplyState
from sim.engine.week import scaled
from sim.scenario.doctors import Doctors
from sim.vocabulary.structure import AgendaSort, Leave
from sim.vocabulary.vocabulary import numbers
from sim.world.bulk_draws import Drawers, Draws
from sim.world.counters import counter_row
from sim.world.doctors import answers, leaves, practice, sexes, slower
from sim.world.tables import ALL_SLOTS, DOCTOR, NEVER, PANEL, table

# Columns of a line that another line, running through it, replaces; what it is and where it stands stay.
_OF_A_PROFILE: Final = (
    "queue_most", "patience_minutes", "spread", "sigma", "kinds", "minutes", "answers", "servers",
)  # fmt: skip


class Rows(NamedTuple):
    """Of who begins to work: the rows of the doctor, of the sessions, and of the panel, if it is new.

    Whoever numbers the rows sets ``doctor["panel"]``, ``agenda["doctor"]`` and ``agenda["panel"]``.
    """

    doctor: Any  # DOCTOR
    agenda: Any  # AGENDA
    panel: Any = None  # PANEL


def newcomer_rows(state: SupplyState, opened: Install) -> Rows:
    """The rows of a doctor, with weeks of leave of their own: the usual newcomer's sessions, or those of
    ``like`` without what measures had changed in them; as far as neither the change nor the contract says.
    """
    plan, commune = state.settings.doctors.under(opened.contract), state.place(opened.commune)[1]
    terms = plan.terms(opened.contract)
    week, cap = _week(opened, plan), terms.panel_cap if opened.panel_cap is None else opened.panel_cap
    like, former = state.doctors[opened.like] if opened.like else None, state.doctors.get(opened.origin)
    contract = numbers(state.world.vocabulary.contracts)[opened.contract]
    doctor = _someone(state, opened.commune, opened.birth_year, contract, opened.since)
    if former is not None:
        doctor["sex"] = state.patients.doctors(former.catchment)["sex"][former.row]
    if like is None:
        usual_cap = plan.newcomer.panel_cap
        row = practice(plan, np.array(plan.newcomer.week.values if week is None else week))
    else:
        usual_cap = like.usual_cap
        row = state.patients.agenda(like.catchment, like.first.row)
        row["active"], row["team"], row["panel"] = 1, -1, -1
        row["until_day"] = row["book_until"] = NEVER
        row["weekly"] = like.first.usual_week if week is None else week
        row["sas"] = like.first.usual_sas
        _without_stretch(row)
    if opened.site is not None or like is None:
        row["site"] = _site_number(state, opened.site)
    row["commune"], row["from_day"] = commune, doctor["since"]
    row["ramp_days"] = (terms.ramp_days or 0) if opened.ramp_days is None else opened.ramp_days
    row["ramp_start"] = _first(opened.ramp_start, terms.ramp_start, 1.0)
    row["leave"] = leaves(plan, _drawers(state, doctor))[0]
    row["slower"] = slower(plan, np.array([doctor["sex"]]), np.array([np.nan]))[0]
    panel = table(PANEL, 1)[0]
    panel["list_open"], panel["ald_extra"] = 1, plan.patients.ald_extra
    panel["cap"] = panel["most"] = usual_cap if cap is None else cap
    panel["answers"] = answers(plan, _drawers(state, doctor))[0]
    return Rows(doctor, row, panel)


def _first(*values: float | None) -> float:
    """The first that is said."""
    return next(value for value in values if value is not None)


def _week(opened: Install, plan: Doctors) -> tuple[int, ...] | None:
    """Slots by half-day as the change says, else as the contract; None: as usual."""
    terms = plan.terms(opened.contract)
    if opened.week is None and terms.activity is not None:
        return scaled(plan.newcomer.week.values, terms.activity)
    return opened.week if opened.week is not None or terms.week is None else terms.week.values


def _without_stretch(row: Any) -> None:
    """Who begins has not answered any load yet."""
    row["stretch"], row["later"], row["shorter"] = 0.0, 0, 0.0


def _site_number(state: SupplyState, site: str | None) -> int:
    """Of a site; a new one where the doctor has premises of their own."""
    return state.new_site_number() if site is None else state.site(site).number


def sessions_row(state: SupplyState, opened: OpenSessions, doctor: Doctor, day: int) -> Any:
    """A doctor's sessions at one more place: they work there as at the first, in other half-days."""
    row = state.patients.agenda(doctor.catchment, doctor.first.row)
    row["commune"] = state.place(opened.commune)[1]
    row["site"] = _site_number(state, opened.site)
    row["weekly"], row["from_day"], row["ramp_days"] = opened.week, day, 0
    row["slower"] = doctor.first.usual_slower
    if opened.ends is not None:
        row["until_day"] = row["book_until"] = min(state.day_of(opened.ends), doctor.leaves_on)
    if opened.holidays is not None:
        row["works_holidays"] = opened.holidays
    in_weeks(row, opened.weeks, state)
    if opened.audience != EVERYBODY:
        for column, value in reserved_columns(KeepFor(doctor.name, ALL_SLOTS, opened.audience)).items():
            row[column] = value
    _without_stretch(row)
    return row


def reserved_columns(kept: KeepFor) -> dict[str, int]:
    """What an agenda keeps for an audience, by column."""
    columns = {"kept": kept.slots, "freed_days": kept.freed_days, "kept_for_day": int(kept.for_day)}
    return {**columns, **kept.audience._asdict()}


def in_weeks(row: Any, weeks: Weeks, state: SupplyState) -> None:
    """Makes a row of AGENDA or COUNTER one that is there in these weeks."""
    row["one_week_in"] = weeks.one_in
    row["week_from"] = 0 if weeks.first is None else state.day_of(weeks.first) % (7 * weeks.one_in)


def leave_of(doctor: Doctor, usual: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A doctor's weeks of leave, some ``usual``, some by measures, and those of who stands in for them.

    A locum is there in the weeks of usual leave; where a measure has the doctor away, as the doctor would
    be: not in the weeks of usual leave.
    """
    leave, away = usual.copy(), np.zeros(len(usual), dtype=bool)
    away[[week for weeks in doctor.away.values() for week in weeks]] = True
    there = away != (usual == Leave.AWAY)
    leave[away] = Leave.AWAY
    return leave, (~there).astype(np.uint8)


def locum_rows(state: SupplyState, change: StandIn, doctor: Doctor) -> Rows:
    """A locum's rows: sessions at the doctor's first place, in the weeks in which the doctor is away, for the
    doctor's panel. A locum has none of their own.
    """
    row = state.patients.agenda(doctor.catchment, doctor.first.row)
    usual = row["leave"] if doctor.usual_leave is None else doctor.usual_leave
    contract = [each.stands_in for each in state.world.vocabulary.contracts].index(True)
    locum = _someone(state, doctor.first.commune, 0, contract, change.since)
    row["leave"], row["locum"] = leave_of(doctor, usual)[1], 1
    _without_stretch(row)
    row["weekly"] = scaled(doctor.first.usual_week, change.activity)
    row["slower"] = doctor.first.usual_slower
    row["from_day"], row["ramp_days"] = locum["since"], 0
    if change.ends is not None:
        row["until_day"] = row["book_until"] = min(state.day_of(change.ends), doctor.leaves_on)
    return Rows(locum, row)


def team_rows(state: SupplyState, opened: OpenTeam) -> Rows:
    """A team's rows, where the first of its doctors practises; nothing of the sessions is kept back."""
    first = state.doctors[opened.doctors[0]]
    catchment, commune = state.place(first.first.commune)
    nurse = _someone(state, first.first.commune, 0, -1, opened.since)
    row = practice(state.settings.doctors, np.array(opened.week))
    row["is_a"] = AgendaSort.DELEGATE
    row["same_day"] = row["panel_reserve"] = row["overtime"] = row["kinds"] = 0
    row["kinds"][[state.world.vocabulary.kind_number[kind] for kind in opened.kinds]] = 1
    row["commune"], row["site"] = commune, state.patients.agenda(catchment, first.first.row)["site"]
    row["slot_minutes"], row["from_day"] = opened.slot_minutes, nurse["since"]
    row["ramp_days"], row["ramp_start"] = opened.ramp_days, opened.ramp_start
    row["leave"] = _leave(state, nurse) != Leave.AT_WORK  # no locum comes for a nurse
    return Rows(nurse, row)


def _someone(state: SupplyState, commune: str, birth_year: int, contract: int, since: date) -> Any:
    """The row of a person who has not worked here before, with draws of their own; without panel."""
    row = table(DOCTOR, 1)[0]
    row["key"] = key36(commune)
    row["rank"] = state.new_rank(key36(commune))
    row["birth_year"], row["contract"], row["panel"] = birth_year, contract, -1
    row["since"] = state.day_of(since)
    row["sex"] = sexes(state.settings.doctors, _drawers(state, row))[0]
    return row


def _leave(state: SupplyState, doctor: Any) -> Any:
    return leaves(state.settings.doctors, _drawers(state, doctor))[0]


def _drawers(state: SupplyState, doctor: Any) -> Drawers:
    draws = Draws(state.world.seed, state.world.replication)
    return draws.of(purposes.DOCTOR, [doctor["key"]], [doctor["rank"]])


def counter_at(state: SupplyState, opened: OpenCounter, stop: Stop, commune: int) -> Any:
    """A counter's row at one of its stops."""
    profile, since = state.settings.services.profiles[opened.profile], state.day_of(opened.since)
    row = counter_row(profile, commune, since, state.world.vocabulary, stop.hours)
    in_weeks(row, stop.weeks, state)
    for column, value in opened.audience._asdict().items():
        row[column] = value
    return row


def line_row(state: SupplyState, opened: OpenLine, part: float) -> Any:
    """A line's row, with ``part`` of its servers, where several catchments share them."""
    profile, since = state.settings.services.profiles[opened.profile], state.day_of(opened.since)
    return counter_row(profile, -1, since, state.world.vocabulary, opened.hours, part)


def profile_of(row: Any) -> dict[str, Any]:
    """What a line has of its profile, by column."""
    return {column: np.array(row[column]) for column in _OF_A_PROFILE}
