"""Who is there: people settle in, grow older, fall ill, leave (docs/model.md, sections 5 and 10)."""

import numpy as np

from sim.draws.purposes import NEED
from sim.kernels.memory.borrowed import fetch
from sim.kernels.people.clocks import (
    band_of,
    draw,
    first_return,
    moment_of_level,
    next_search,
    raise_level,
    set_clock,
)
from sim.kernels.record.recording import end_need, say
from sim.kernels.state import BOOKED, CHUNK, DEAD, RETRY
from sim.kernels.style import kernel
from sim.kernels.supply.agendas import give_back
from sim.kernels.timeline.event_queue import heap_drop, heap_push, key_entity, key_tag
from sim.kernels.timeline.lists import add_to, clear, drop_chunk
from sim.vocabulary.structure import CHRONIC, FIRST_RECURRING, Sort
from sim.world.log_events import LogEvent

DAY = 86400
RESIDENT = int(Sort.RESIDENT)
V_LEAVES, V_ARRIVES = int(LogEvent.LEAVES), int(LogEvent.ARRIVES)


@kernel
def group_of(person, year):
    """The row of ``cumulative`` a person belongs to: a resident's band, a stream's own."""
    if person.is_a != RESIDENT:
        return np.int64(person.group)
    return np.int64(band_of(year - person.birth_year))


@kernel
def settle_in(person, life, row, day, first_day, time, rules, calendar):
    """Somebody is there from ``day`` on: state of health, and the clocks."""
    year = time.days[day].year
    group = group_of(person, year)
    person.here = 1
    person.ald = 1 if life.ald_from <= day else 0
    person.group = group
    person.level = time.cumulative[group, day - time.days[day].chapter]
    _, _, _, w3 = draw(person, rules.keys, NEED, 0)
    raise_level(person, w3)
    stream = person.is_a != RESIDENT
    moment = moment_of_level(group, person.level, day, stream, time)
    set_clock(row, 0, person.occurrence[0], moment, calendar)
    if stream:
        return
    if life.chronic_from <= day:
        moment = first_return(person, CHRONIC, day, year, rules, time.hours)
        set_clock(row, CHRONIC, 0, moment, calendar)
    for j in range(calendar.recurring.shape[1]):
        if calendar.recurring[row, j].from_day <= day:
            moment = first_return(person, FIRST_RECURRING + j, day, year, rules, time.hours)
            set_clock(row, FIRST_RECURRING + j, 0, moment, calendar)
    if person.seeker == 1 and person.mt < 0:
        moment = next_search(person, day, first_day, rules, time.hours)
        set_clock(row, 2, person.occurrence[2], moment, calendar)


@kernel
def thin_lists(persons, day, calendar):
    """Takes out of the coming days' lists the clocks of those who left, and clock 0 of those for whom it is
    set again.
    """
    for d in range(day, len(calendar.clock_heads)):
        chunk, filled = calendar.clock_heads[d].chunk, calendar.clock_heads[d].filled
        clear(calendar.clock_heads[d])
        while chunk > 0:
            for i in range(1, filled + 1):
                fetch(persons, key_entity(np.uint64(calendar.rings[chunk, i])))
            for i in range(1, filled + 1):
                ring = np.uint64(calendar.rings[chunk, i])
                person = persons[key_entity(ring)]
                if person.here == 1 and not (key_tag(ring) == 0 and person.moved == 1):
                    add_to(calendar.clock_heads, d, np.int64(ring), calendar.rings)
            chunk, filled = drop_chunk(chunk, calendar.rings), CHUNK


@kernel
def end_needs_of_leavers(now, persons, lives, needs, agendas, work, time, rules, calendar, notes):
    """Booked or retrying needs of those who leave today end LEFT, by person, clock and occurrence."""
    day = now // DAY
    n = 0
    for row in range(len(needs)):
        need = needs[row]
        if (need.state == BOOKED or need.state == RETRY) and lives[need.resident].until_day == day:
            key = (
                (np.uint64(need.resident) << np.uint64(36))
                | (np.uint64(need.clock) << np.uint64(32))
                | np.uint64(need.occurrence)
            )
            heap_push(work.scratch_keys, work.scratch_of, n, key, row)
            n += 1
    while n > 0:
        row = work.scratch_of[0]
        heap_drop(work.scratch_keys, work.scratch_of, n)
        n -= 1
        need = needs[row]
        notes.at[2] = need.resident
        if need.state == BOOKED:
            give_back(agendas[need.service], np.int64(need.half), np.int64(need.slots))
        end_need(row, np.int64(rules.settings[0].left), -1, now, persons, needs, time, rules, calendar, notes)
        need.state = DEAD  # freed when the list that holds it is read


@kernel
def leave_or_age(persons, lives, agendas, day, time, notes):
    """People who leave; the others grow older, fall ill. Who gets other rates has clock 0 marked."""
    year, column = time.days[day].year, day - time.days[day].chapter
    for row in range(len(persons)):
        person, life = persons[row], lives[row]
        if person.is_a != RESIDENT or person.here == 0:
            continue
        if life.until_day == day:
            person.here = 0
            if person.mt >= 0:
                agendas[person.mt].panel -= 1
                person.mt = -1
            notes.at[2] = row
            say(notes, V_LEAVES, row, 0)
            continue
        person.ald = 1 if life.ald_from <= day else 0
        group = group_of(person, year)
        if group != person.group:
            left = person.level - time.cumulative[person.group, column]
            person.level = time.cumulative[group, column] + left
            person.group = group
            person.moved = 1


@kernel
def new_year(now, persons, lives, needs, agendas, work, time, rules, calendar, notes):
    """People leave, arrive, grow older and fall ill (section 10). Cost: a few passes over persons, once a
    year.
    """
    day = now // DAY
    year = time.days[day].year
    leave_or_age(persons, lives, agendas, day, time, notes)
    end_needs_of_leavers(now, persons, lives, needs, agendas, work, time, rules, calendar, notes)
    thin_lists(persons, day, calendar)
    for row in range(len(persons)):
        person, life = persons[row], lives[row]
        if person.is_a != RESIDENT:
            continue
        if life.from_day == day and life.until_day > day:
            notes.at[2] = row
            say(notes, V_ARRIVES, row, 0)
            settle_in(person, life, row, day, False, time, rules, calendar)
        elif person.here == 1:
            if person.moved == 1:
                person.moved = 0
                moment = moment_of_level(person.group, person.level, day, False, time)
                set_clock(row, 0, person.occurrence[0], moment, calendar)
            if life.chronic_from == day:
                moment = first_return(person, CHRONIC, day, year, rules, time.hours)
                set_clock(row, CHRONIC, 0, moment, calendar)
            for j in range(calendar.recurring.shape[1]):
                if calendar.recurring[row, j].from_day == day:
                    moment = first_return(person, FIRST_RECURRING + j, day, year, rules, time.hours)
                    set_clock(row, FIRST_RECURRING + j, 0, moment, calendar)
