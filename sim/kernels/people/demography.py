"""Who is there: people settle in, grow older, fall ill, leave (docs/model.md, sections 5 and 10)."""

import numpy as np

from sim.draws.purposes import NEED
from sim.kernels.groups import Calendar, Now, Place
from sim.kernels.memory.borrowed import fetch
from sim.kernels.packing import NOWHERE, order_by_person
from sim.kernels.people.clocks import (
    band_in,
    draw,
    first_return,
    moment_of_level,
    raise_level,
    set_clock,
)
from sim.kernels.people.registration import search_state
from sim.kernels.people.searches import looks_out
from sim.kernels.record.recording import end_need, say
from sim.kernels.state import BOOKED, CHUNK, DEAD, RETRY
from sim.kernels.style import kernel
from sim.kernels.supply.agendas import give_back
from sim.kernels.timeline.event_queue import heap_drop, heap_push, key_entity, key_tag
from sim.kernels.timeline.lists import add_to, clear, drop_chunk
from sim.kernels.types import Code, Day, Int, Person, Row, Rows, Year
from sim.vocabulary.structure import ARISING, CHRONIC, FIRST_RECURRING, Sort
from sim.world.log_events import LogEvent


@kernel
def intensity_group(person: Person, year: Year) -> Int:
    """The row of ``cumulative`` a person belongs to: a resident's band, a stream's own."""
    if person.is_a != Sort.RESIDENT:
        return np.int64(person.group)
    return np.int64(band_in(person, year))


@kernel
def set_arising(person: Person, row: Row, day: Day, place: Place) -> None:
    """The clock of what arises by itself is set from its level, on ``day`` or later."""
    stream = person.is_a != Sort.RESIDENT
    moment = moment_of_level(person.group, person.level, day, stream, place.time)
    set_clock(row, ARISING, person.occurrence[ARISING], moment, place.calendar)


@kernel
def set_first_return(row: Row, clock: Code, now: Now, place: Place) -> None:
    """The clock of something that returns is set, from today on."""
    moment = first_return(place.persons[row], clock, now, place.rules, place.time.hours)
    set_clock(row, clock, 0, moment, place.calendar)


@kernel
def begin_returns(row: Row, comes: bool, now: Now, place: Place) -> None:
    """The clocks of what returns from today on, and of what did so before they came (``comes``)."""
    since = place.lives[row].chronic_from
    if since == now.day or (comes and since < now.day):
        set_first_return(row, CHRONIC, now, place)
    for j in range(place.calendar.recurring.shape[1]):
        since = place.calendar.recurring[row, j].from_day
        if since == now.day or (comes and since < now.day):
            set_first_return(row, FIRST_RECURRING + j, now, place)


@kernel
def settle_in(row: Row, now: Now, place: Place) -> None:
    """Somebody is there from today on: state of health, and the clocks."""
    person, life, time, rules = place.persons[row], place.lives[row], place.time, place.rules
    person.here = 1
    person.ald = 1 if life.ald_from <= now.day else 0
    person.group = intensity_group(person, now.year)
    person.level = time.cumulative[person.group, now.day - time.days[now.day].chapter]
    _, _, _, w3 = draw(person, rules.keys, NEED, 0)
    raise_level(person, w3)
    set_arising(person, row, now.day, place)
    if person.is_a != Sort.RESIDENT:
        return
    begin_returns(row, True, now, place)
    looks_out(person, row, search_state(person, place), 0 if now.day == 0 else 1, now, place)


@kernel
def thin_lists(persons: Rows, day: Day, calendar: Calendar) -> None:
    """Takes the clocks of those who left, and clock 0 that is set again, out of the coming days' lists."""
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
def end_needs_of_leavers(now: Now, place: Place) -> None:
    """Booked or retrying needs of those who leave today end LEFT, by person, clock and occurrence."""
    needs, keys, rows = place.needs, place.work.scratch_keys, place.work.scratch_of
    n = 0
    for row in range(len(needs)):
        need = needs[row]
        if need.state == BOOKED or need.state == RETRY:
            if place.lives[need.resident].until_day == now.day:
                heap_push(keys, rows, n, order_by_person(need), row)
                n += 1
    while n > 0:
        row = rows[0]
        heap_drop(keys, rows, n)
        n -= 1
        need = needs[row]
        place.notes.at[2] = need.resident
        if need.state == BOOKED:
            give_back(place.supply.agendas[need.service], np.int64(need.half), np.int64(need.slots))
        end_need(row, np.int64(place.rules.settings[0].left), NOWHERE, now, place)
        need.state = DEAD  # freed when the list that holds it is read


@kernel
def leave_or_age(now: Now, place: Place) -> None:
    """People who leave; the others grow older, fall ill. Who gets other rates has clock 0 marked."""
    panels, notes, cumulative = place.supply.panels, place.notes, place.time.cumulative
    column = now.day - place.time.days[now.day].chapter
    for row in range(len(place.persons)):
        person, life = place.persons[row], place.lives[row]
        if person.is_a != Sort.RESIDENT or person.here == 0:
            continue
        if life.until_day == now.day:
            person.here = 0
            if person.mt >= 0:
                panels[person.mt].patients -= 1
                person.mt = -1
            notes.at[2] = row
            say(notes, LogEvent.LEAVES, row, 0)
            continue
        person.ald = 1 if life.ald_from <= now.day else 0
        group = intensity_group(person, now.year)
        if group != person.group:
            left = person.level - cumulative[person.group, column]
            person.level = cumulative[group, column] + left
            person.group = group
            person.moved = 1


@kernel
def new_year(now: Now, place: Place) -> None:
    """People leave, arrive, grow older and fall ill (section 10): a few passes over persons, once a year."""
    leave_or_age(now, place)
    end_needs_of_leavers(now, place)
    thin_lists(place.persons, now.day, place.calendar)
    for row in range(len(place.persons)):
        person, life = place.persons[row], place.lives[row]
        if person.is_a != Sort.RESIDENT:
            continue
        if life.from_day == now.day and life.until_day > now.day:
            place.notes.at[2] = row
            say(place.notes, LogEvent.ARRIVES, row, 0)
            settle_in(row, now, place)
        elif person.here == 1:
            if person.moved == 1:
                person.moved = 0
                set_arising(person, row, now.day, place)
            begin_returns(row, False, now, place)
            if life.ald_from == now.day and person.mt < 0:
                looks_out(person, row, np.int64(person.link), 1, now, place)
