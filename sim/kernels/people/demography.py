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
from sim.kernels.record.census import clear_standing, count_person
from sim.kernels.record.recording import end_need, say
from sim.kernels.state import BOOKED, CHUNK, DEAD, RETRY, ROWS_AHEAD
from sim.kernels.style import kernel
from sim.kernels.supply.agendas import give_back
from sim.kernels.timeline.event_queue import heap_drop, heap_push, key_entity, key_tag
from sim.kernels.timeline.lists import clear, drop_chunk, drop_entry
from sim.kernels.types import Code, Day, Int, Person, Row, Rows, Year
from sim.vocabulary.structure import ARISING, CHRONIC, FIRST_RECURRING, Sort
from sim.world.log_events import LogEvent

TURNS_AHEAD = 8  # of those who come, leave or fall ill today: their rows are sent for


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
    panels, person = place.supply.panels, place.persons[row]
    moment = first_return(person, clock, now, place.rules, place.time.hours, panels)
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
def fetch_ringing(chunk: Row, filled: Int, persons: Rows, calendar: Calendar) -> None:
    """The persons whose clocks a chunk names will be wanted soon (chunk 0 is none)."""
    if chunk > 0:
        for i in range(1, filled + 1):
            fetch(persons, key_entity(np.uint64(calendar.rings[chunk, i])))


@kernel
def changes_band(person: Person, year: Year) -> bool:
    """Whether a resident has come to another band than that by whose rates their needs arise."""
    return bool(person.is_a == Sort.RESIDENT and intensity_group(person, year) != person.group)


@kernel
def thin_lists(everybody: bool, now: Now, place: Place) -> None:
    """Takes the clocks of those who left, and clock 0 where it is to be set again, out of the lists from
    today on: that of ``everybody``, or of who comes to another band.
    """
    calendar, persons = place.calendar, place.persons
    for d in range(now.day, len(calendar.clock_heads)):
        head = calendar.clock_heads[d]
        chunk, filled = np.int64(head.chunk), np.int64(head.filled)
        fetch_ringing(chunk, filled, persons, calendar)
        while chunk > 0:
            following = calendar.rings[chunk, 0]  # before the chunk is given back
            fetch_ringing(following, CHUNK, persons, calendar)
            for i in range(filled, 0, -1):  # what takes an entry's place has been looked at
                ring = np.uint64(calendar.rings[chunk, i])
                person = persons[key_entity(ring)]
                again = key_tag(ring) == 0 and (everybody or changes_band(person, now.year))
                if again or person.here == 0:
                    drop_entry(head, chunk, i, calendar.rings)
            chunk, filled = following, np.int64(CHUNK)


@kernel
def end_needs_of_leavers(now: Now, place: Place) -> None:
    """Booked or retrying needs of those who leave today end LEFT, by person, clock and occurrence.

    Whatever was listed for today may have ended since, and its row be another need's.
    """
    needs, calendar = place.needs, place.calendar
    keys, rows = place.work.scratch_keys, place.work.scratch_of
    head = calendar.leave_heads[now.day]
    chunk, filled = head.chunk, head.filled
    n = 0
    while chunk > 0:
        for i in range(1, filled + 1):
            need = needs[calendar.chunks[chunk, i]]
            waits = need.state == BOOKED or need.state == RETRY
            if waits and place.persons[need.resident].until_day == now.day:
                heap_push(keys, rows, n, order_by_person(need), calendar.chunks[chunk, i])
                n += 1
        chunk, filled = drop_chunk(chunk, calendar.chunks), CHUNK
    clear(head)
    while n > 0:
        row = rows[0]
        heap_drop(keys, rows, n)
        n -= 1
        need = needs[row]
        if need.state == DEAD:
            continue  # it was listed twice
        place.notes.at[2] = need.resident
        if need.state == BOOKED:
            give_back(place.supply.agendas[need.service], np.int64(need.half), np.int64(need.slots))
        end_need(row, np.int64(place.rules.settings[0].left), NOWHERE, now, place)
        need.state = DEAD  # freed when the list that holds it is read


@kernel
def leaves(row: Row, now: Now, place: Place) -> None:
    """Somebody leaves; in another row, if they go on in one, their tie goes on as it is."""
    person, life = place.persons[row], place.lives[row]
    count_person(person, now.year, -1, place.notes.standing, place.rules.settings[0])
    person.here = 0
    if life.goes_on >= 0:
        later = place.persons[life.goes_on]
        later.mt, later.link = person.mt, person.link
        later.look, later.released, later.seen_by = person.look, person.released, person.seen_by
    elif person.mt >= 0:
        place.supply.panels[person.mt].patients -= 1
    person.mt = -1
    place.notes.at[2] = row
    say(place.notes, LogEvent.LEAVES, row, 0)


@kernel
def arrives(row: Row, now: Now, place: Place) -> None:
    """Somebody is there from today on."""
    place.notes.at[2] = row
    say(place.notes, LogEvent.ARRIVES, row, 0)
    settle_in(row, now, place)
    count_person(place.persons[row], now.year, 1, place.notes.standing, place.rules.settings[0])


@kernel
def falls_ill(row: Row, now: Now, place: Place) -> None:
    """A state of somebody who is there begins today."""
    person, standing = place.persons[row], place.notes.standing
    if place.lives[row].ald_from == now.day:
        count_person(person, now.year, -1, standing, place.rules.settings[0])
        person.ald = 1
        count_person(person, now.year, 1, standing, place.rules.settings[0])
        if person.mt < 0:
            looks_out(person, row, np.int64(person.link), 1, now, place)
    begin_returns(row, False, now, place)


@kernel
def people_turn(now: Now, place: Place) -> None:
    """Today's people leave, arrive or fall ill, in the order of rows (section 10).

    On a new-year day the census is taken anew afterwards.
    """
    calendar = place.calendar
    for i in range(calendar.turn_begins[now.day], calendar.turn_begins[now.day + 1]):
        soon = calendar.turn_rows[min(i + TURNS_AHEAD, len(calendar.turn_rows) - 1)]
        fetch(place.persons, soon)
        fetch(place.lives, soon)
        row = np.int64(calendar.turn_rows[i])
        person = place.persons[row]
        if person.here == 1 and person.until_day == now.day:
            leaves(row, now, place)
        elif place.lives[row].from_day == now.day and person.until_day > now.day:
            arrives(row, now, place)
        elif person.here == 1:
            falls_ill(row, now, place)
    end_needs_of_leavers(now, place)


@kernel
def grow_older(person: Person, row: Row, now: Now, place: Place) -> None:
    """Who comes to another band has other rates from now on."""
    cumulative, column = place.time.cumulative, now.day - place.time.days[now.day].chapter
    group = intensity_group(person, now.year)
    left = person.level - cumulative[person.group, column]
    person.level = cumulative[group, column] + left
    person.group = group
    set_arising(person, row, now.day, place)


@kernel
def begin_year(now: Now, place: Place) -> None:
    """On the first day, and as a civil year begins: residents are looked at one by one, grow older and are
    counted.
    """
    notes, settings = place.notes, place.rules.settings[0]
    inhabitants = notes.inhabitants[now.year - place.time.days[0].year]
    if now.day > 0:
        thin_lists(False, now, place)
    clear_standing(notes.standing)
    for row in range(len(place.persons)):
        fetch(place.persons, row + ROWS_AHEAD)
        person = place.persons[row]
        if person.is_a == Sort.RESIDENT and person.here == 1:
            if changes_band(person, now.year):
                grow_older(person, row, now, place)
            count_person(person, now.year, 1, notes.standing, settings)
            inhabitants[person.commune, band_in(person, now.year)] += 1


@kernel
def set_all_again(now: Now, place: Place) -> None:
    """Needs arise otherwise from today on: everybody's clock 0 is set again at its level."""
    thin_lists(True, now, place)
    for row in range(len(place.persons)):
        fetch(place.persons, row + ROWS_AHEAD)
        if place.persons[row].here == 1:
            set_arising(place.persons[row], row, now.day, place)
