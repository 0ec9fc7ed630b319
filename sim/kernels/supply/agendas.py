"""Booked care: half-day sessions of slots, and what they offer (docs/model.md, section 7)."""

from typing import NamedTuple

import numpy as np

from sim.kernels.groups import Notes
from sim.kernels.packing import day_of, half_of, in_ring, rests, start_of
from sim.kernels.style import apart, kernel
from sim.kernels.types import Agenda, Code, Day, Half, Int, Moment, Month, Need, Rows
from sim.vocabulary.structure import AgendaSort, Case, Leave
from sim.vocabulary.time import DAY
from sim.world.records import OFFERED
from sim.world.tables import MAX_HORIZON

THIRD = 3  # the third next available


@kernel
def session_capacity(agenda: Agenda, day: Day, part: Int, days: Rows) -> Int:
    """Slots of a session, overtime included; ``part`` 0 is the morning, 1 the afternoon."""
    today = days[day]
    if day < agenda.from_day or day >= agenda.until_day or agenda.leave[today.week] == Leave.AWAY:
        return 0
    if rests(agenda, day):
        return 0
    if today.holiday == 1 and agenda.works_holidays == 0:
        return 0
    slots = int(agenda.weekly[half_of(today.weekday, part)])
    if slots == 0:
        return 0
    ramp = 1.0
    if agenda.ramp_days > 0:
        ramp = min(
            1.0, agenda.ramp_start + (1.0 - agenda.ramp_start) * (day - agenda.from_day) / agenda.ramp_days
        )
    usual = int(slots * agenda.factor * ramp + 0.5)
    if agenda.stretch > 0.0:
        usual += int(usual * agenda.stretch + ((5 * half_of(day, part)) % 16 + 0.5) / 16.0)
    return usual + int(agenda.overtime)


@kernel
def set_day(agenda: Agenda, day: Day, days: Rows, opens: bool) -> None:
    """The sessions of a day come into the ring (``opens``), or change: who is booked stays booked."""
    for part in range(2):
        slots = 0
        if day < len(days):
            slots = session_capacity(agenda, day, part, days)
        i = in_ring(half_of(day, part))
        booked = 0 if opens else agenda.capacity[i] - agenda.free[i]
        agenda.capacity[i] = slots
        agenda.free[i] = slots - booked


@kernel
def set_leave(agendas: Rows, week: Int) -> None:
    """Who is away today, beside what requests and visits read of an agenda."""
    for a in range(len(agendas)):
        agendas[a].leave_today = agendas[a].leave[week]


@kernel
def set_sessions(agenda: Agenda, today: Day, days: Rows, opens: bool) -> None:
    """``set_day`` for all days that can be booked at the midnight of today."""
    for day in range(today, today + MAX_HORIZON - (1 if today > 0 else 0)):
        set_day(agenda, day, days, opens)


@kernel
def give_back(agenda: Agenda, half: Half, slots: Int) -> None:
    """Slots of a session are free again."""
    agenda.free[in_ring(half)] += slots
    agenda.own_from = min(agenda.own_from, half)
    agenda.unknown_from = min(agenda.unknown_from, half)


@kernel
def first_with(agenda: Agenda, needed: Int, half: Half, end: Half) -> Half:
    """The first half-day from ``half`` on with so many free slots; ``end`` or beyond: none before it."""
    while half < end and agenda.free[in_ring(half)] < needed:
        half += 1
    return half


@kernel
def first_later(
    agenda: Agenda, case: Code, slots: Int, needed: Int, half: Half, end: Half, today: Day
) -> Half:
    """``first_with`` for a request that is none of the day's, of the own panel or unknown. Amortised O(1).

    What earlier requests found is kept: no session of a later day before ``own_from`` (``unknown_from``)
    has room for one slot of that case. Only what begins at or before that mark and looks for one slot moves
    it forward; slots given back move it back, other changes of the agenda to the beginning.
    """
    known = np.int64(agenda.unknown_from) if case == Case.UNKNOWN else np.int64(agenda.own_from)
    # Nobody can ask for an earlier one of these any more.
    soonest = half_of(today + max(np.int64(1), np.int64(agenda.lead_days)), 0)
    moves = slots == 1 and half <= max(known, soonest)
    half = first_with(agenda, needed, max(half, known), end)
    if moves:
        if case == Case.UNKNOWN:
            agenda.unknown_from = half
        else:
            agenda.own_from = half
    return half


class Request(NamedTuple):
    """What is asked of an agenda, and from which moment on; ``kept_after``: days from today after which the
    slots that it keeps for an audience are not for this request.
    """

    acute: Int
    case: Code
    limit: Day  # days ahead at most
    today: Day
    earliest: Moment
    kept_after: Day
    freed: Moment  # sessions of today that start by then keep no slot for the SAS from anybody


@apart
def first_beside_kept(agenda: Agenda, needed: Int, half: Half, end: Half, kept_after: Half) -> Half:
    """The first half-day from ``half`` on, which has ``needed`` free slots, that has them beside those kept
    for others, as it must from the half-day ``kept_after`` on; ``end`` or beyond: none before it.
    """
    while half < end and half >= kept_after and agenda.free[in_ring(half)] < needed + agenda.kept:
        half = first_with(agenda, needed, half + 1, end)
    return half


@kernel
def offer(agenda: Agenda, need: Need, request: Request) -> Half:
    """The first half-day with room for a request; or -1."""
    acute, case, limit, today, earliest, kept_after, freed = request
    kind, slots = need.kind, np.int64(need.slots)
    if agenda.active == 0 or agenda.kinds[kind] == 0:
        return -1
    last = min(today + limit, today + agenda.horizon_days + agenda.later - 1, agenda.book_until - 1)
    day = earliest // DAY
    if day > last:
        return -1
    needed = slots + agenda.overtime
    if case != Case.SAS:
        needed += agenda.sas
        if case == Case.UNKNOWN:
            needed += agenda.panel_reserve
    half = half_of(day, 0)
    if earliest > day * DAY + agenda.starts[0]:
        half += 1
        if earliest > day * DAY + agenda.starts[1]:
            half += 1
    if day == today:
        on_the_day = needed
        if case == Case.OWN and acute == 1:
            on_the_day -= agenda.overtime
        if kept_after < 0:
            on_the_day += agenda.kept
        for_sas = np.int64(0) if case == Case.SAS else np.int64(agenda.sas)
        while half < half_of(day + 1, 0):
            given_back = for_sas if start_of(half, agenda.starts) <= freed else np.int64(0)
            if agenda.free[in_ring(half)] >= on_the_day - given_back:
                return half
            half += 1
    end = half_of(last + 1, 0)
    if case == Case.SAS:
        half = first_with(agenda, needed, half, end)
    else:
        needed += agenda.same_day
        half = first_later(agenda, case, slots, needed, half, end, today)
    if agenda.kept > 0:
        half = first_beside_kept(agenda, needed, half, end, half_of(today + kept_after + 1, 0))
    return half if half < end else -1


@kernel
def third_next(agenda: Agenda, today: Day, n_days: Int) -> Int:
    """Days from 00:00 of ``today`` to the third slot free for planned care of the practice's own patients,
    at most to the end of the horizon or of the run; -1 for an agenda without a session to book.
    """
    first = today + agenda.lead_days
    horizon = np.int64(agenda.horizon_days) + np.int64(agenda.later)
    last = min(today + horizon, agenda.book_until) - 1
    protected = agenda.overtime + agenda.sas
    free, offers = 0, False
    for half in range(half_of(first, 0), half_of(last + 1, 0)):
        if agenda.capacity[in_ring(half)] == 0:
            continue
        offers = True
        day = day_of(half)
        left = agenda.free[in_ring(half)] - protected - (agenda.same_day if day > today else 0)
        free += max(0, left - (agenda.kept if day - today > agenda.freed_days else 0))
        if free >= THIRD:
            return day - today
    return min(horizon, n_days - today) if offers else -1


@kernel
def count_third_next(agendas: Rows, notes: Notes, today: Day, n_days: Int, month: Month) -> None:
    """Adds each GP of the territory who offers, and the days to their third free slot. Once a month."""
    for a in range(len(agendas)):
        agenda = agendas[a]
        if agenda.active == 0 or agenda.is_a != AgendaSort.GP or agenda.commune < 0 or agenda.locum == 1:
            continue
        if agenda.from_day > today or agenda.until_day <= today:
            continue
        days = third_next(agenda, today, n_days)
        if days >= 0:
            tally = notes.tallies[month, notes.cells[agenda.commune]]
            tally.third_next[0] += 1
            tally.third_next[1] += days


@kernel
def count_offered(agendas: Rows, at_agendas: Rows, day: Day, month: Month) -> None:
    """Adds the slots that the sessions of a day offer (overtime included) to the month's count."""
    for a in range(len(agendas)):
        if agendas[a].active == 1:
            i = in_ring(half_of(day, 0))
            at_agendas[month, a, OFFERED] += agendas[a].capacity[i] + agendas[a].capacity[i + 1]
