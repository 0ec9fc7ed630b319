"""Rows for whoever and whatever a change brings, made as those of the first day are (``sim.world``)."""

from typing import Any, Final

import numpy as np

from sim.changes.changes import Install, OpenCounter, OpenLine, OpenTeam
from sim.draws.keyed import key36
from sim.engine.supply_state import Agenda, SupplyState
from sim.world.counters import counter_row
from sim.world.doctors import leave_of, newcomer, team
from sim.world.tables import NEVER

# Columns of a line that another line, running through it, replaces; what it is and where it stands stay.
_OF_A_PROFILE: Final = ("queue_most", "patience_minutes", "spread", "kinds", "minutes", "answers", "servers")


def newcomer_row(state: SupplyState, doctor: Install) -> Any:
    """A doctor's row, with weeks of leave of their own; that of ``like`` is taken over as it was."""
    _, commune = state.place(doctor.commune)
    key = key36(doctor.commune)
    rank = state.new_rank(key)
    if doctor.like is None:
        row = newcomer(
            state.settings.doctors,
            commune=commune,
            site=state.new_site_number() if doctor.site is None else state.site(doctor.site).number,
            key=key,
            rank=rank,
            birth_year=doctor.birth_year,
            from_day=state.day_of(doctor.since),
            week=doctor.week,
            panel_cap=doctor.panel_cap,
            ramp_days=doctor.ramp_days,
            ramp_start=doctor.ramp_start,
        )
    else:
        row = _taken_over(state, doctor, state.agendas[doctor.like])
        row["commune"], row["key"], row["rank"] = commune, key, rank
    row["leave"] = leave_of(state.settings.doctors, state.world.seed, state.world.replication, key, rank)
    return row


def _taken_over(state: SupplyState, doctor: Install, like: Agenda) -> Any:
    """That agenda without what measures had changed in it, for another person, or in another place."""
    row = state.patients.agenda(like.catchment, like.row)
    row["active"] = row["list_open"] = 1
    row["birth_year"], row["team"], row["panel"] = doctor.birth_year, -1, 0
    row["from_day"], row["until_day"], row["book_until"] = state.day_of(doctor.since), NEVER, NEVER
    row["weekly"] = like.usual_week if doctor.week is None else doctor.week
    row["panel_cap"] = like.usual_cap if doctor.panel_cap is None else doctor.panel_cap
    row["sas"] = like.usual_sas
    row["ramp_days"], row["ramp_start"] = doctor.ramp_days, doctor.ramp_start
    if doctor.site is not None:
        row["site"] = state.site(doctor.site).number
    return row


def team_row(state: SupplyState, opened: OpenTeam) -> Any:
    """A team's row, where the first of its doctors practises."""
    doctor = state.agendas[opened.doctors[0]]
    catchment, commune = state.place(doctor.commune)
    key = key36(doctor.commune)
    rank = state.new_rank(key)
    row = team(
        state.settings.doctors,
        commune=commune,
        site=int(state.patients.agenda(catchment, doctor.row)["site"]),
        key=key,
        rank=rank,
        week=opened.week,
        slot_minutes=opened.slot_minutes,
        kinds=tuple(state.world.vocabulary.kind_number[kind] for kind in opened.kinds),
        from_day=state.day_of(opened.since),
        ramp_days=opened.ramp_days,
        ramp_start=opened.ramp_start,
    )
    row["leave"] = leave_of(state.settings.doctors, state.world.seed, state.world.replication, key, rank)
    return row


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
