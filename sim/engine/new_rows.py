"""Rows for whoever and whatever a change brings, made as those of the first day are (``sim.world``)."""

from typing import Any, Final

import numpy as np

from sim.changes.changes import Install, OpenCounter, OpenLine, OpenSessions, OpenTeam, StandIn
from sim.draws import purposes
from sim.draws.keyed import key36
from sim.engine.supply_state import Doctor, SupplyState
from sim.engine.week import scaled
from sim.world.bulk_draws import Drawers, Draws
from sim.world.counters import counter_row
from sim.world.doctors import Practice, Who, doctor_row, leaves, newcomer, panel_row, sexes, team_agenda
from sim.world.tables import NEVER

# Columns of a line that another line, running through it, replaces; what it is and where it stands stay.
_OF_A_PROFILE: Final = ("queue_most", "patience_minutes", "spread", "kinds", "minutes", "answers", "servers")


def newcomer_rows(state: SupplyState, doctor: Install) -> Practice:
    """A doctor's rows, with weeks of leave of their own; the sessions of ``like`` are taken over as they
    were.
    """
    _, commune = state.place(doctor.commune)
    like = state.doctors[doctor.like] if doctor.like else None
    former = state.doctors.get(doctor.origin)
    contract = state.world.vocabulary.contract_number[doctor.contract]
    who = _someone(state, doctor.commune, doctor.birth_year, contract, state.day_of(doctor.since))
    if former is not None:
        who = who._replace(sex=_sex(state, former))
    if like is None:
        rows = newcomer(
            state.settings.doctors,
            who,
            commune=commune,
            site=state.new_site_number() if doctor.site is None else state.site(doctor.site).number,
            week=doctor.week,
            panel_cap=doctor.panel_cap,
            ramp_days=doctor.ramp_days,
            ramp_start=doctor.ramp_start,
        )
    else:
        cap = like.usual_cap if doctor.panel_cap is None else doctor.panel_cap
        panel = panel_row(cap, state.settings.doctors.patients.ald_extra)
        rows = Practice(doctor_row(who), _taken_over(state, doctor, like), panel)
        rows.agenda["commune"] = commune
    rows.agenda["leave"] = leaves(state.settings.doctors, _drawers(state, who.key, who.rank))[0]
    return rows


def _taken_over(state: SupplyState, doctor: Install, like: Doctor) -> Any:
    """The sessions of a doctor without what measures had changed in them, for another, or in another
    place.
    """
    row = state.patients.agenda(like.catchment, like.first.row)
    row["active"], row["team"], row["panel"] = 1, -1, -1
    row["from_day"], row["until_day"], row["book_until"] = state.day_of(doctor.since), NEVER, NEVER
    row["weekly"] = like.first.usual_week if doctor.week is None else doctor.week
    row["sas"] = like.first.usual_sas
    row["ramp_days"], row["ramp_start"] = doctor.ramp_days, doctor.ramp_start
    if doctor.site is not None:
        row["site"] = state.site(doctor.site).number
    return row


def sessions_row(state: SupplyState, opened: OpenSessions, doctor: Doctor, day: int) -> Any:
    """A doctor's sessions at one more place: they work there as at the first, in other half-days."""
    row = state.patients.agenda(doctor.catchment, doctor.first.row)
    row["commune"] = state.place(opened.commune)[1]
    row["site"] = state.new_site_number() if opened.site is None else state.site(opened.site).number
    row["weekly"], row["from_day"], row["ramp_days"] = opened.week, day, 0
    return row


def locum_rows(state: SupplyState, change: StandIn, doctor: Doctor) -> Practice:
    """A locum's rows: sessions at the doctor's first place, in the weeks in which the doctor is away, for the
    doctor's panel. A locum has none of their own.
    """
    row = state.patients.agenda(doctor.catchment, doctor.first.row)
    contract = state.world.vocabulary.stands_in.index(True)
    who = _someone(state, doctor.first.commune, 0, contract, state.day_of(change.since))
    row["leave"] = row["leave"] == 0
    row["weekly"] = scaled(doctor.first.usual_week, change.activity)
    row["from_day"], row["ramp_days"] = who.since, 0
    if change.ends is not None:
        row["until_day"] = row["book_until"] = min(state.day_of(change.ends), doctor.leaves_on)
    return Practice(doctor_row(who), row, panel_row(0, 0))


def team_rows(state: SupplyState, opened: OpenTeam) -> Practice:
    """A team's rows, where the first of its doctors practises."""
    doctor = state.doctors[opened.doctors[0]]
    catchment, commune = state.place(doctor.first.commune)
    who = _someone(state, doctor.first.commune, 0, -1, state.day_of(opened.since))
    row = team_agenda(
        state.settings.doctors,
        commune=commune,
        site=int(state.patients.agenda(catchment, doctor.first.row)["site"]),
        week=opened.week,
        slot_minutes=opened.slot_minutes,
        kinds=tuple(state.world.vocabulary.kind_number[kind] for kind in opened.kinds),
        from_day=who.since,
        ramp_days=opened.ramp_days,
        ramp_start=opened.ramp_start,
    )
    row["leave"] = leaves(state.settings.doctors, _drawers(state, who.key, who.rank))[0]
    return Practice(doctor_row(who), row, panel_row(0, 0))


def _someone(state: SupplyState, commune: str, birth_year: int, contract: int, since: int) -> Who:
    """A person who has not worked here before, with draws of their own."""
    key = key36(commune)
    rank = state.new_rank(key)
    (sex,) = sexes(state.settings.doctors, _drawers(state, key, rank))
    return Who(key, rank, birth_year, sex, contract, since)


def _drawers(state: SupplyState, key: int, rank: int) -> Drawers:
    return Draws(state.world.seed, state.world.replication).of(purposes.DOCTOR, [key], [rank])


def _sex(state: SupplyState, doctor: Doctor) -> int:
    return int(state.patients.doctors(doctor.catchment)["sex"][doctor.row])


def service_row(
    state: SupplyState, opened: OpenCounter | OpenLine, commune: int = -1, part: float = 1.0
) -> Any:
    """A counter's or a line's row; ``part``: of its servers, where several catchments share them."""
    profile = state.settings.services.profiles[opened.profile]
    return counter_row(
        profile, commune, state.day_of(opened.since), state.world.vocabulary, opened.hours, part
    )


def profile_of(row: Any) -> dict[str, Any]:
    """What a line has of its profile, by column."""
    return {column: np.array(row[column]) for column in _OF_A_PROFILE}
