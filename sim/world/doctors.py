"""Doctors, their panels and their agendas as rows.

A doctor draws an activity from the published distribution; half-days, slots, leave and reserves follow.
Who is of a particular mode (``sim.world.modes``) keeps a row, and offers nothing.
"""

from collections.abc import Collection
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.draws import purposes
from sim.scenario.doctors import Activity, Doctors
from sim.scenario.timetable import seconds_of
from sim.territory.doctor_list import ListedDoctor
from sim.vocabulary.structure import AgendaSort, Answers, Leave
from sim.vocabulary.time import DAYS_A_YEAR
from sim.world.bulk_draws import Drawers, Draws
from sim.world.tables import AGENDA, DOCTOR, NEVER, PANEL, Table, table

MOST_SLOTS: Final = 255
WEEKS: Final = 52
LEAVE_WEEKS: Final = 54  # of the table: day of the year // 7, and one more
HALF_DAYS: Final = 14
PERSON_BLOCKS: Final = 6  # of DOCTOR_PERSON: the person, the reserves, four for half-days and the sex
SEX_BLOCK, SEX_WORD = divmod(8 + HALF_DAYS, 4)
LEAVE_BLOCKS: Final = 14  # of DOCTOR_LEAVE: the weeks in thirteen, then how many they are, and are covered
WOMAN, MAN = 1, 2
QUARTERS: Final = 4  # of GPs by activity, whose visits differ in length
ANSWER_BLOCK: Final = 6  # of DOCTOR_PERSON
RESERVES: Final = {"same_day": "same_day", "panel_reserve": "panel", "overtime": "overtime"}  # by column
YOUNG: Final = 50  # younger ones work less
MONTH_ENDS: Final = np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])

Matrix = NDArray[np.float64]


class Heads(NamedTuple):
    """The GPs of the first day, commune by commune."""

    commune: NDArray[np.int64]  # (n,) row in the catchment
    key: NDArray[np.uint32]
    rank: NDArray[np.uint32]  # within the commune; the doctor's number minus 1


def heads(gps: NDArray[np.int64], keys: NDArray[np.uint32], away: Collection[tuple[int, int]] = ()) -> Heads:
    """As many as each commune has, without those who are ``away`` (row of the commune, rank)."""
    commune = np.repeat(np.arange(len(gps)), gps)
    rank = np.arange(len(commune)) - (np.cumsum(gps) - gps)[commune]
    there = np.array([each not in away for each in zip(commune.tolist(), rank.tolist(), strict=True)], bool)
    commune, rank = commune[there], rank[there]
    return Heads(commune, keys[commune], rank.astype(np.uint32))


def practice(
    doctors: Doctors, week: NDArray[np.int64], round_up: tuple[float, float, float] = (0.5, 0.5, 0.5)
) -> Any:
    """A GP's row of AGENDA with this week (14 half-days of slots), without place, doctor and panel.

    ``round_up``: added to the reserves, shares of the slots, before they are cut to whole slots.
    """
    row = table(AGENDA, 1)[0]
    row["is_a"] = AgendaSort.GP
    row["active"] = 1
    row["doctor"] = row["panel"] = -1
    row["until_day"] = NEVER
    row["book_until"] = NEVER
    row["team"] = -1
    row["horizon_days"] = doctors.horizon_days
    row["slot_minutes"] = doctors.activity.slot_minutes
    row["ramp_start"] = 1.0
    row["factor"] = 1.0
    row["starts"] = [seconds_of(time) for time in doctors.starts]
    row["weekly"] = week
    row["kinds"] = 1
    for column, kept in zip(RESERVES, reserves(doctors, week[None, :], np.array([round_up])), strict=True):
        row[column] = kept[0]
    return row


def reserves(doctors: Doctors, weeks: NDArray[np.int64], round_up: Matrix) -> list[NDArray[np.int64]]:
    """Of each of ``RESERVES`` the whole slots of a session, for n weeks, with what is added (n, 3)."""
    slots = weeks.sum(axis=1) / np.maximum(1, (weeks > 0).sum(axis=1))  # of a session that is held
    shares = [getattr(doctors.reserves, share) for share in RESERVES.values()]
    return [(share * slots + up).astype(np.int64) for share, up in zip(shares, round_up.T, strict=True)]


class FirstDoctors(NamedTuple):
    """The GPs of day 0: each with one agenda and one panel, which have the doctor's row number."""

    doctors: Table  # DOCTOR
    agendas: Table  # AGENDA
    panels: Table  # PANEL, without patients and caps (``sim.world.panels``)


class Known(NamedTuple):
    """What is known of GPs of day 0, by row; the rest is drawn."""

    named: dict[int, Any]  # whose week is known
    listed: dict[int, ListedDoctor]  # of whom the territory knows something
    particular: NDArray[np.bool_]  # (n,) of a particular mode


def first_doctors(doctors: Doctors, gps: Heads, known: Known, year: int, draws: Draws) -> FirstDoctors:
    """The GPs of day 0, without patients, by row."""
    named, listed = known.named, known.listed
    who = draws.of(purposes.DOCTOR, gps.key, gps.rank)
    person = who.blocks(purposes.DOCTOR_PERSON, PERSON_BLOCKS)
    n = len(gps.commune)
    rows, agendas, panels = table(DOCTOR, n), table(AGENDA, n), table(PANEL, n)
    sessions = {i: who.sessions for i, who in listed.items() if who.sessions is not None}
    age = _ages(doctors, person[:, 0])
    spans = {i: who.ages for i, who in listed.items() if who.ages is not None}
    for span in set(spans.values()):
        these = [i for i, other in spans.items() if other == span]
        age[these] = _ages_between(doctors, person[these, 0], *span)
    for i in named:
        age[i] = year - named[i].birth_year
    sex, known_week = sexes(doctors, who), {*named, *sessions}
    rank = _rank_in_activity(doctors, person[:, 1], age, sex)
    part = _parts(rank, known_week | set(np.flatnonzero(known.particular).tolist()))
    weeks = _weeks(doctors, part, sessions, person[:, 8 : 8 + HALF_DAYS])
    for i in named:
        weeks[i] = named[i].week.values
    agendas[:] = practice(doctors, np.zeros(HALF_DAYS, dtype=np.int64))
    agendas["weekly"] = weeks
    for column, kept in zip(RESERVES, reserves(doctors, weeks, person[:, 4:7]), strict=True):
        agendas[column] = kept
    rows["birth_year"] = year - age
    rows["key"], rows["rank"], rows["sex"] = gps.key, gps.rank, sex
    rows["panel"] = agendas["doctor"] = agendas["panel"] = np.arange(n)
    agendas["commune"] = gps.commune
    agendas["leave"] = leaves(doctors, who)
    agendas["slower"] = slower(doctors, sex, np.where([i in known_week for i in range(n)], np.nan, part))
    panels["list_open"], panels["ald_extra"] = 1, doctors.patients.ald_extra
    panels["answers"], panels["most"] = answers(doctors, who), NEVER
    for column in ("active", "weekly", "until_day", "book_until", "same_day", "panel_reserve", "overtime"):
        agendas[column][known.particular] = 0
    return FirstDoctors(rows, agendas, panels)


def sexes(doctors: Doctors, who: Drawers) -> NDArray[np.uint8]:
    """(n,) 1 for a woman, 2 for a man; 0 where the share of women is not known."""
    if doctors.women is None:
        return np.zeros(len(who.keys), dtype=np.uint8)
    woman = who.uniforms(purposes.DOCTOR_PERSON, SEX_BLOCK)[SEX_WORD] < doctors.women
    return np.where(woman, WOMAN, MAN).astype(np.uint8)


def answers(doctors: Doctors, who: Drawers) -> NDArray[np.uint8]:
    """(n,) how each answers a load that lasts."""
    plan, drawn = doctors.answers, who.uniforms(purposes.DOCTOR_PERSON, ANSWER_BLOCK)
    longer, later, shorter, _ = drawn
    found = int(Answers.ANSWERS) + int(Answers.LONGER_DAYS) * (longer < plan.longer_days)
    found += int(Answers.LONGER_DELAYS) * (later < plan.longer_delays)
    found += int(Answers.SHORTER_VISITS) * (shorter < plan.shorter_visits)
    return np.asarray(found, dtype=np.uint8)


def slower(doctors: Doctors, sex: NDArray[np.uint8], part: Matrix) -> Matrix:
    """(n,) share by which each one's visits are longer than usual; 0 on average over doctors.

    ``part``: of the distribution of activity; NaN where it is not known.
    """
    plan, women = doctors.visits, doctors.women or 0.0
    minutes = np.select([sex == WOMAN, sex == MAN], [plan.women * (1.0 - women), -plan.women * women], 0.0)
    quarter = np.floor(QUARTERS * np.where(np.isnan(part), 0.0, part)).clip(0, QUARTERS - 1)
    busy = plan.busiest * (quarter / (QUARTERS - 1) - 0.5)
    return np.asarray((minutes + np.where(np.isnan(part), 0.0, busy)) / plan.practice)


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


def _ages_between(doctors: Doctors, uniform: Matrix, first: int, last: int) -> NDArray[np.int64]:
    """From ``first`` to ``last`` as the ages of all doctors lie there; evenly where none of them does."""
    ages = np.arange(first, last + 1)
    weight = np.zeros(len(ages))
    for group in doctors.ages:
        weight[(ages >= group.first) & (ages <= group.last)] += group.share / (group.last - group.first + 1)
    bounds = np.cumsum(weight if weight.any() else np.ones(len(ages)))
    return np.asarray(ages[np.searchsorted(bounds / bounds[-1], uniform, side="right")])


def _rank_in_activity(
    doctors: Doctors, uniform: Matrix, age: NDArray[np.int64], sex: NDArray[np.uint8]
) -> Matrix:
    """(n,) of which the order alone counts: the young and women stand lower, as far as the plan says."""
    plan = doctors.activity
    rank: Matrix = ndtri(uniform) + plan.women * (sex == WOMAN) + plan.under_50 * (age < YOUNG)
    return rank


def _parts(rank: Matrix, known: Collection[int]) -> Matrix:
    """Parts of the distribution of activity, spread evenly over the heads in the order of their ranks.

    Which doctor works how much is drawn; how much all work together is not, or one replication would have a
    tenth more care to give than the next. Doctors of whom the week is known take no part.
    """
    parts = np.zeros(len(rank))
    drawn_for = np.array([i not in known for i in range(len(rank))], dtype=np.bool_)
    order = np.argsort(np.argsort(rank[drawn_for], kind="stable"), kind="stable")
    parts[drawn_for] = (order + 0.5) / max(1, len(order))
    return parts


def _weeks(doctors: Doctors, part: Matrix, sessions: dict[int, float], order: Matrix) -> NDArray[np.int64]:
    """(n, 14) slots by half-day of heads at these parts of the distribution of activity; those of whom it is
    known (``sessions``) work so many half-days a week, each of the usual length.
    """
    plan = doctors.activity
    acts = np.interp(part, *plan.acts_a_year.curve)
    slots = np.maximum(1, np.rint(acts / plan.filled / weeks_held(doctors)).astype(np.int64))
    halves = np.maximum(1, np.rint(slots / plan.slots_a_half_day).astype(np.int64))
    halves = np.minimum(plan.most_half_days, halves)
    worked = sum(value > 0 for value in plan.preferred.values)
    for i, number in sessions.items():
        slots[i] = max(1, round(number * plan.slots_a_half_day))
        halves[i] = min(worked, max(1, round(number)))
    return _spread(plan, slots[:, None], np.minimum(halves, slots)[:, None], order)


def weeks_held(doctors: Doctors) -> float:
    """Weeks of a year in which the sessions of a practice are held, by the doctor or by a locum."""
    return DAYS_A_YEAR / 7 - doctors.leave.weeks * (1.0 - doctors.leave.covered)


def _spread(
    plan: Activity, slots: NDArray[np.int64], halves: NDArray[np.int64], order: Matrix
) -> NDArray[np.int64]:
    """Slots over so many half-days, those that are readily worked rather than others."""
    preferred = np.broadcast_to(np.array(plan.preferred.values), order.shape)
    wait = np.divide(-np.log(order), preferred, out=np.full(order.shape, np.inf), where=preferred > 0)
    race = np.argsort(np.argsort(wait, axis=1, kind="stable"), axis=1)  # the more readily worked, the sooner
    week = np.where(race < halves, slots // halves + (race < slots % halves), 0)
    return np.minimum(week, MOST_SLOTS)


def leaves(doctors: Doctors, who: Drawers) -> NDArray[np.uint8]:
    """``[n, 54]`` weeks in which each is away: a number a week is drawn, then how many they are. Those that a
    locum covers lie evenly among them.
    """
    uniform = who.blocks(purposes.DOCTOR_LEAVE, LEAVE_BLOCKS)
    months = np.searchsorted(MONTH_ENDS, 7 * np.arange(WEEKS) + 3, side="right")
    weight = np.array(doctors.leave.by_month)[months]
    away = np.zeros((len(uniform), LEAVE_WEEKS), dtype=np.uint8)
    if doctors.leave.weeks == 0:
        return away
    order = np.argsort(-np.log(uniform[:, :WEEKS]) / weight, axis=1, kind="stable")
    number = np.floor(doctors.leave.weeks + uniform[:, WEEKS])
    away[:, :WEEKS] = np.argsort(order, axis=1, kind="stable") < number[:, None]
    share, up = doctors.leave.covered, uniform[:, WEEKS + 1, None]
    nth = np.cumsum(away, axis=1)
    covered = np.floor(share * nth + up) > np.floor(share * (nth - 1.0) + up)
    away[(away == Leave.AWAY) & covered] = Leave.COVERED
    return away


def usual_slots(doctors: Doctors) -> float:
    """Slots a week of a GP of mean activity."""
    plan = doctors.activity
    parts = (np.arange(1000) + 0.5) / 1000
    acts = float(np.interp(parts, *plan.acts_a_year.curve).mean())
    return acts / plan.filled / weeks_held(doctors)


def heads_of(doctors: Doctors, gps: Heads, known: Known, communes: int) -> Matrix:
    """(communes,) GPs of mean activity: each head is one, those whose week is known a part or more; of those
    whose mode is not (``known.particular`` here: may be), the share in general care.
    """
    part, usual = np.where(known.particular, 1.0 - doctors.particular, 1.0), usual_slots(doctors)
    for i, told in known.listed.items():
        if told.sessions is not None:
            part[i] *= told.sessions * doctors.activity.slots_a_half_day / usual
    for i, named in known.named.items():
        part[i] = sum(named.week.values) / usual
    return np.bincount(gps.commune, part, communes).astype(np.float64)
