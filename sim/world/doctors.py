"""Agendas as rows: the doctors of the first day, those who settle later, and their teams.

A head draws an activity from the published distribution; half-days, slots, leave and reserves follow from it.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import keyed, purposes
from sim.scenario.doctors import Doctors
from sim.scenario.timetable import seconds_of
from sim.vocabulary.structure import AgendaSort
from sim.world import bulk_draws as drawn
from sim.world.intensity import DAYS_A_YEAR
from sim.world.tables import AGENDA, NEVER, Table, table

MOST_SLOTS: Final = 255
WEEKS: Final = 52
HALF_DAYS: Final = 14
PERSON_BLOCKS: Final = 6  # of DOCTOR_PERSON: the person, the reserves, four for the order of half-days
LEAVE_BLOCKS: Final = 14  # of DOCTOR_LEAVE: the weeks in thirteen, then their number
MONTH_ENDS: Final = np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])

Matrix = NDArray[np.float64]


class Heads(NamedTuple):
    """The GPs of the first day, commune by commune."""

    commune: NDArray[np.int64]  # (n,) row in the catchment
    key: NDArray[np.uint32]
    rank: NDArray[np.uint32]  # within the commune; the doctor's number minus 1


def heads(gps: NDArray[np.int64], keys: NDArray[np.uint32]) -> Heads:
    """As many as each commune has."""
    commune = np.repeat(np.arange(len(gps)), gps)
    rank = np.arange(len(commune)) - (np.cumsum(gps) - gps)[commune]
    return Heads(commune, keys[commune], rank.astype(np.uint32))


def practice(
    doctors: Doctors, week: NDArray[np.int64], round_up: tuple[float, float, float] = (0.5, 0.5, 0.5)
) -> Any:
    """A GP's row of AGENDA with this week (14 half-days of slots), without place, person and patients; of
    every kind of need.

    ``round_up``: added to the reserves, shares of the slots, before they are cut to whole slots.
    """
    row = table(AGENDA, 1)[0]
    row["is_a"] = AgendaSort.GP
    row["active"] = 1
    row["list_open"] = 1
    row["until_day"] = NEVER
    row["book_until"] = NEVER
    row["team"] = -1
    row["ald_extra"] = doctors.patients.ald_extra
    row["horizon_days"] = doctors.horizon_days
    row["slot_minutes"] = doctors.activity.slot_minutes
    row["ramp_start"] = 1.0
    row["factor"] = 1.0
    row["starts"] = [seconds_of(time) for time in doctors.starts]
    row["weekly"] = week
    row["kinds"] = 1
    worked = week[week > 0]
    slots = float(worked.mean()) if len(worked) else 0.0
    shares = (doctors.reserves.same_day, doctors.reserves.panel, doctors.reserves.overtime)
    kept = [int(share * slots + up) for share, up in zip(shares, round_up, strict=True)]
    row["same_day"], row["panel_reserve"], row["overtime"] = kept
    return row


def newcomer(
    doctors: Doctors,
    *,
    commune: int,
    site: int,
    key: int,
    rank: int,
    birth_year: int,
    from_day: int,
    week: tuple[int, ...] | None = None,
    panel_cap: int | None = None,
    ramp_days: int = 0,
    ramp_start: float = 1.0,
) -> Any:
    """The row of a doctor who settles; what is None is as for the usual newcomer of the configuration.

    ``commune`` is the row in the catchment; ``key`` and ``rank`` are those of the doctor's draws. The list is
    open; no week of leave is taken yet (see ``leave_of``).
    """
    slots = doctors.newcomer.week.values if week is None else week
    row = practice(doctors, np.array(slots, dtype=np.int64))
    row["commune"], row["site"] = commune, site
    row["key"], row["rank"], row["birth_year"] = key, rank, birth_year
    row["from_day"] = from_day
    row["panel_cap"] = doctors.newcomer.panel_cap if panel_cap is None else panel_cap
    row["ramp_days"], row["ramp_start"] = ramp_days, ramp_start
    return row


def team(
    doctors: Doctors,
    *,
    commune: int,
    site: int,
    key: int,
    rank: int,
    week: tuple[int, ...],
    slot_minutes: int,
    kinds: tuple[int, ...],
    from_day: int,
    ramp_days: int,
    ramp_start: float,
) -> Any:
    """The row of an agenda to which doctors send some kinds of need (an IPA's): nothing is kept back."""
    row = practice(doctors, np.array(week, dtype=np.int64))
    row["is_a"] = AgendaSort.DELEGATE
    row["list_open"] = row["same_day"] = row["panel_reserve"] = row["overtime"] = row["ald_extra"] = 0
    row["kinds"] = 0
    row["kinds"][list(kinds)] = 1
    row["commune"], row["site"], row["key"], row["rank"] = commune, site, key, rank
    row["slot_minutes"], row["from_day"] = slot_minutes, from_day
    row["ramp_days"], row["ramp_start"] = ramp_days, ramp_start
    return row


def first_doctors(
    doctors: Doctors, who: Heads, named: dict[int, Any], year: int, seed: int, replication: int
) -> Table:
    """AGENDA rows of the heads on day 0, without patients; ``named``: those whose week is known, by row."""
    entity = drawn.entities(purposes.DOCTOR, who.rank)
    person = drawn.table(seed, who.key, replication, entity, purposes.DOCTOR_PERSON, 0, PERSON_BLOCKS)
    weeks = drawn.table(seed, who.key, replication, entity, purposes.DOCTOR_LEAVE, 0, LEAVE_BLOCKS)
    rows = table(AGENDA, len(who.commune))
    age, part = _ages(doctors, person[:, 0]), _parts(person[:, 1], named)
    for i, u in enumerate(person):
        week = np.array(named[i].week.values) if i in named else _week(doctors, part[i], u[8 : 8 + HALF_DAYS])
        rows[i] = practice(doctors, week, (u[4], u[5], u[6]))
        rows[i]["birth_year"] = named[i].birth_year if i in named else year - age[i]
    rows["commune"], rows["key"], rows["rank"] = who.commune, who.key, who.rank
    rows["leave"][:, :WEEKS] = leave_weeks(doctors, weeks)
    return rows


def _ages(doctors: Doctors, uniform: Matrix) -> NDArray[np.int64]:
    """Ages on the first day: the group, then evenly within it."""
    shares = np.array([group.share for group in doctors.ages])
    first = np.array([group.first for group in doctors.ages])
    width = np.array([group.last - group.first + 1 for group in doctors.ages])
    bounds = np.cumsum(shares) / shares.sum()
    group = np.minimum(np.searchsorted(bounds, uniform, side="right"), len(shares) - 1)
    within = (uniform - (bounds - shares)[group]) / shares[group]
    ages: NDArray[np.int64] = first[group] + np.clip(
        (within * width[group]).astype(np.int64), 0, width[group] - 1
    )
    return ages


def _parts(uniform: Matrix, named: dict[int, Any]) -> Matrix:
    """Parts of the distribution of activity, spread evenly over the heads in the order of their numbers.

    Which doctor works how much is drawn; how much all work together is not, or one replication would have a
    tenth more care to give than the next. Doctors of whom the week is known take no part.
    """
    parts = np.zeros(len(uniform))
    drawn_for = np.array([i not in named for i in range(len(uniform))], dtype=np.bool_)
    order = np.argsort(np.argsort(uniform[drawn_for], kind="stable"), kind="stable")
    parts[drawn_for] = (order + 0.5) / max(1, len(order))
    return parts


def _week(doctors: Doctors, uniform: float, order: Matrix) -> NDArray[np.int64]:
    """Slots by half-day of a head at this part of the distribution of activity."""
    plan = doctors.activity
    acts = plan.scale * float(np.interp(uniform, *plan.acts_a_year.curve))
    slots = max(1, round(acts / plan.filled / (DAYS_A_YEAR / 7 - doctors.leave.weeks)))
    halves = min(plan.most_half_days, max(1, round(slots / plan.slots_a_half_day)), slots)
    preferred = np.array(plan.preferred.values)
    wait = np.divide(-np.log(order), preferred, out=np.full(HALF_DAYS, np.inf), where=preferred > 0)
    worked = np.argsort(wait, kind="stable")[
        :halves
    ]  # a race: the more readily worked, the sooner it arrives
    week = np.zeros(HALF_DAYS, dtype=np.int64)
    week[worked] = slots // halves
    week[worked[: slots % halves]] += 1
    return np.minimum(week, MOST_SLOTS)


def leave_weeks(doctors: Doctors, uniform: Matrix) -> NDArray[np.uint8]:
    """``[n, 52]`` weeks in which each is away; ``uniform`` is ``[n, 56]``: a number a week, then how many."""
    months = np.searchsorted(MONTH_ENDS, 7 * np.arange(WEEKS) + 3, side="right")
    weight = np.array(doctors.leave.by_month)[months]
    away = np.zeros((len(uniform), WEEKS), dtype=np.uint8)
    if doctors.leave.weeks == 0:
        return away
    place = np.argsort(
        np.argsort(-np.log(uniform[:, :WEEKS]) / weight, axis=1, kind="stable"), axis=1, kind="stable"
    )
    number = np.floor(doctors.leave.weeks + uniform[:, WEEKS])
    away[place < number[:, None]] = 1
    return away


def leave_of(doctors: Doctors, seed: int, replication: int, key: int, rank: int) -> NDArray[np.uint8]:
    """(54,) the weeks of leave of one doctor, for a newcomer's row."""
    entity = np.array([keyed.entity(purposes.DOCTOR, rank)], dtype=np.uint64)
    keys = np.array([key], dtype=np.uint32)
    uniform = drawn.table(seed, keys, replication, entity, purposes.DOCTOR_LEAVE, 0, LEAVE_BLOCKS)
    weeks = np.zeros(54, dtype=np.uint8)
    weeks[:WEEKS] = leave_weeks(doctors, uniform)[0]
    return weeks
