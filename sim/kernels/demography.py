"""Who is there: people settle in, grow older, fall ill, leave (docs/model.md, sections 5 and 10)."""

import numpy as np

from sim.draws.purposes import NEED
from sim.kernels.calendar import heap_drop, heap_push
from sim.kernels.clocks import (
    band_of,
    draw,
    first_follow_up,
    moment_of_level,
    next_search,
    raise_level,
    set_clock,
)
from sim.kernels.recording import end_need, say
from sim.kernels.state import BOOKED, DEAD, RETRY, RING
from sim.kernels.style import kernel
from sim.world.verbs import Verb
from sim.world.vocabulary import Outcome, Sort

DAY = 86400
LEFT = int(Outcome.LEFT)
RESIDENT = int(Sort.RESIDENT)
V_LEAVES, V_ARRIVES = int(Verb.LEAVES), int(Verb.ARRIVES)


@kernel
def group_of(person, year):
    """The row of ``cumulative`` a person belongs to: a resident's band, a stream's own."""
    if person.is_a != RESIDENT:
        return np.int64(person.group)
    return np.int64(band_of(year - person.birth_year))


@kernel
def settle_in(
    person, life, row, day, first_day, cumulative, hours, days, settings, keys, clock_heads, chunks, counts
):  # fmt: skip
    """Somebody is there from ``day`` on: state of health, and the clocks."""
    year = days[day].year
    group = group_of(person, year)
    person.here = 1
    person.ald = 1 if life.ald_from <= day else 0
    person.group = group
    person.level = cumulative[group, day]
    _, _, _, w3 = draw(person, keys, NEED, 0)
    raise_level(person, w3)
    stream = person.is_a != RESIDENT
    moment = moment_of_level(group, person.level, day, stream, cumulative, hours, days)
    set_clock(person, row, 0, moment, clock_heads, chunks, counts)
    if stream:
        return
    if life.chronic_from <= day:
        moment = first_follow_up(person, day, year, settings, hours, keys)
        set_clock(person, row, 1, moment, clock_heads, chunks, counts)
    if person.seeker == 1 and person.mt < 0:
        moment = next_search(person, day, first_day, settings, hours, keys)
        set_clock(person, row, 2, moment, clock_heads, chunks, counts)


@kernel
def thin_lists(persons, day, clock_heads, chunks):
    """Takes out of the coming days' lists the clocks of those who left, and clock 0 of those for whom it is
    set again.
    """
    for d in range(day, len(clock_heads)):
        chunk = clock_heads[d]
        while chunk >= 0:
            kept = 0
            for i in range(chunks[chunk, 1]):
                e = chunks[chunk, 2 + i]
                person = persons[e // 3]
                if person.here == 1 and not (e % 3 == 0 and person.moved == 1):
                    chunks[chunk, 2 + kept] = e
                    kept += 1
            chunks[chunk, 1] = kept
            chunk = chunks[chunk, 0]


@kernel
def end_needs_of_leavers(
    now, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, days, settings, hours, keys,
    clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
):  # fmt: skip
    """Booked or retrying needs of those who leave today end LEFT, by person, clock and occurrence."""
    day = now // DAY
    n = 0
    for row in range(len(needs)):
        need = needs[row]
        if (need.state == BOOKED or need.state == RETRY) and lives[need.resident].until_day == day:
            key = (
                (np.uint64(need.resident) << np.uint64(34))
                | (np.uint64(need.clock) << np.uint64(32))
                | np.uint64(need.occurrence)
            )
            heap_push(scratch_keys, scratch_of, n, key, row)
            n += 1
    while n > 0:
        row = scratch_of[0]
        heap_drop(scratch_keys, scratch_of, n)
        n -= 1
        need = needs[row]
        at[2] = need.resident
        if need.state == BOOKED:
            agendas[need.service].free[need.half & RING] += need.slots
        end_need(
            row, LEFT, -1, now, persons, needs, counts, days, settings, hours, keys, clock_heads, chunks,
            heap_keys, heap_of, log, at, trace, tallies,
        )  # fmt: skip
        need.state = DEAD  # freed when the list that holds it is read


@kernel
def leave_or_age(persons, lives, agendas, day, year, cumulative, counts, log, at):
    """People who leave; the others grow older, fall ill. Who gets other rates has clock 0 marked."""
    for row in range(len(persons)):
        person, life = persons[row], lives[row]
        if person.is_a != RESIDENT or person.here == 0:
            continue
        if life.until_day == day:
            person.here = 0
            if person.mt >= 0:
                agendas[person.mt].panel -= 1
                person.mt = -1
            at[2] = row
            say(log, at, counts, V_LEAVES, row, 0)
            continue
        person.ald = 1 if life.ald_from <= day else 0
        group = group_of(person, year)
        if group != person.group:
            person.level = cumulative[group, day] + (person.level - cumulative[person.group, day])
            person.group = group
            person.moved = 1


@kernel
def new_year(
    now, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, cumulative, days, settings, hours,
    keys, clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
):  # fmt: skip
    """People leave, arrive, grow older and fall ill (section 10). Cost: a few passes over persons, once a
    year.
    """
    day = now // DAY
    year = days[day].year
    leave_or_age(persons, lives, agendas, day, year, cumulative, counts, log, at)
    end_needs_of_leavers(
        now, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, days, settings, hours, keys,
        clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
    )  # fmt: skip
    thin_lists(persons, day, clock_heads, chunks)
    for row in range(len(persons)):
        person, life = persons[row], lives[row]
        if person.is_a != RESIDENT:
            continue
        if life.from_day == day and life.until_day > day:
            at[2] = row
            say(log, at, counts, V_ARRIVES, row, 0)
            settle_in(
                person,
                life,
                row,
                day,
                False,
                cumulative,
                hours,
                days,
                settings,
                keys,
                clock_heads,
                chunks,
                counts,
            )
        elif person.here == 1:
            if person.moved == 1:
                person.moved = 0
                moment = moment_of_level(person.group, person.level, day, False, cumulative, hours, days)
                set_clock(person, row, 0, moment, clock_heads, chunks, counts)
            if life.chronic_from == day:
                moment = first_follow_up(person, day, year, settings, hours, keys)
                set_clock(person, row, 1, moment, clock_heads, chunks, counts)
