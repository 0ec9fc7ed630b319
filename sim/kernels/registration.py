"""Who has which médecin traitant: searches, panels released, people who come and go (docs/model.md, sections 9 and 10)."""

import numpy as np

from sim.draws.philox import uniform
from sim.draws.purposes import ASKED, RELEASE
from sim.kernels.calendar import heap_drop, heap_push
from sim.kernels.clocks import (
    add_threshold,
    band_of,
    draw,
    first_follow_up,
    moment_of_level,
    next_search,
    set_clock,
    set_clock_from,
)
from sim.kernels.pathway import minutes_to, practice
from sim.kernels.pool import take_need
from sim.kernels.recording import end_need, say
from sim.kernels.state import BOOKED, DEAD, HALF_DAYS, LAST_WALKER, RETRY, WALKING
from sim.kernels.style import kernel
from sim.world.verbs import Verb
from sim.world.vocabulary import AgendaSort, Outcome, Sort

DAY = 86400
GP = int(AgendaSort.GP)
LEFT = int(Outcome.LEFT)
RESIDENT = int(Sort.RESIDENT)
V_REGISTERS, V_SEARCHES_ON, V_RELEASED, V_LEAVES, V_ARRIVES = (
    int(v) for v in (Verb.REGISTERS, Verb.SEARCHES_ON, Verb.RELEASED, Verb.LEAVES, Verb.ARRIVES)
)


@kernel
def takes_patient(agenda, ald):
    """True when a GP's list has room for this person; there is a margin for people with an ALD."""
    if agenda.active == 0 or agenda.sort != GP or agenda.list_open == 0:
        return False
    return agenda.panel < agenda.panel_cap + (agenda.ald_extra if ald == 1 else 0)


@kernel
def search(
    row, now, persons, agendas, travel, reach, settings, hours, keys, clock_heads, chunks, heap_keys, heap_of, counts, log, at
):  # fmt: skip
    """A person without médecin traitant asks up to four practices; the first with room registers them."""
    person = persons[row]
    day = now // DAY
    if person.mt >= 0:
        return
    w0, w1, w2, w3 = draw(person, keys, ASKED + 32, person.occurrence[2])
    person.occurrence[2] += 1
    a0, a1, a2 = -1, -1, -1
    for _ in range(4):
        a = practice(reach, person.commune, w0)
        w0, w1, w2 = w1, w2, w3
        if a < 0 or a == a0 or a == a1 or a == a2:
            continue
        a0, a1, a2 = a, a0, a1
        if person.no_car == 1 and minutes_to(person, agendas[a], travel) > settings.no_car_minutes:
            continue
        if takes_patient(agendas[a], person.ald):
            person.mt = a
            agendas[a].panel += 1
            say(log, at, counts, V_REGISTERS, a, 0)
            return
    moment = next_search(person, day, False, settings, hours, keys)
    say(log, at, counts, V_SEARCHES_ON, 0, moment)
    set_clock_from(person, row, 2, moment, now, clock_heads, chunks, heap_keys, heap_of, counts)


@kernel
def release_bookings(agenda, needs, counts, walkers, scratch_keys, scratch_of):
    """The bookings of a departed doctor become requests again, in the order of their appointments."""
    n = 0
    for row in range(len(needs)):
        need = needs[row]
        if need.state == BOOKED and need.service == agenda:
            key = (
                (np.uint64(need.half) << np.uint64(48))
                | (np.uint64(need.resident) << np.uint64(22))
                | (np.uint64(need.clock) << np.uint64(20))
                | (np.uint64(need.occurrence) & np.uint64(0xFFFFF))
            )
            heap_push(scratch_keys, scratch_of, n, key, row)
            n += 1
    while n > 0:
        old = needs[scratch_of[0]]
        heap_drop(scratch_keys, scratch_of, n)
        n -= 1
        row = take_need(needs, counts)
        need = needs[row]
        need.first = old.first
        need.resident = old.resident
        need.occurrence = old.occurrence
        need.patience = old.patience
        need.clock = old.clock
        need.kind = old.kind
        need.attempt = old.attempt
        need.slots = old.slots
        need.refused = old.refused
        need.group = old.group
        need.forced = 0
        need.step = 0
        need.half = -1
        need.state = WALKING
        old.state = DEAD
        walkers[counts[LAST_WALKER]] = row
        counts[LAST_WALKER] += 1


@kernel
def release_panel(
    departure, now, persons, agendas, settings, hours, keys, clock_heads, chunks, heap_keys, heap_of, counts, log, at
):  # fmt: skip
    """The panel of a departed doctor: some go to the successor, the others look for a médecin traitant."""
    day = now // DAY
    successor = departure.successor
    for row in range(len(persons)):
        person = persons[row]
        if person.mt != departure.agenda or person.sort != RESIDENT:
            continue
        taken = -1
        if successor >= 0 and agendas[successor].active == 1:
            room = departure.same_doctor == 1 or agendas[successor].panel < agendas[successor].panel_cap
            w0, _, _, _ = draw(person, keys, RELEASE, departure.agenda)
            if room and uniform(w0) < departure.share:
                taken = successor
                agendas[successor].panel += 1
        person.mt = taken
        say(log, at, counts, V_RELEASED, row, taken)
        if taken < 0 and person.here == 1:
            person.seeker = 1
            moment = next_search(person, day, False, settings, hours, keys)
            set_clock_from(person, row, 2, moment, now, clock_heads, chunks, heap_keys, heap_of, counts)
    agendas[departure.agenda].panel = 0


@kernel
def group_of(person, year):
    """The row of ``cumulative`` a person belongs to: a resident's band, a stream's own."""
    if person.sort != RESIDENT:
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
    add_threshold(person, keys)
    stream = person.sort != RESIDENT
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
    """Takes out of the coming days' lists the clocks of those who left, and clock 0 of those for whom it is set again."""
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
    now, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, days, settings, hours, keys, clock_heads,
    chunks, heap_keys, heap_of, log, at, trace, tallies,
):  # fmt: skip
    """Needs booked or waiting for a retry of those who leave today end LEFT, by person, clock and occurrence."""
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
            agendas[need.service].free[need.half % HALF_DAYS] += need.slots
        end_need(
            row, LEFT, -1, now, persons, needs, counts, days, settings, hours, keys, clock_heads, chunks, heap_keys,
            heap_of, log, at, trace, tallies,
        )  # fmt: skip
        need.state = DEAD  # freed when the list that holds it is read


@kernel
def leave_or_age(persons, lives, agendas, day, year, cumulative, counts, log, at):
    """People who leave; the others grow older, fall ill. Who gets other rates has clock 0 marked."""
    for row in range(len(persons)):
        person, life = persons[row], lives[row]
        if person.sort != RESIDENT or person.here == 0:
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
    now, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, cumulative, days, settings, hours, keys,
    clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
):  # fmt: skip
    """People leave, arrive, grow older and fall ill (section 10). Cost: a few passes over persons, once a year."""
    day = now // DAY
    year = days[day].year
    leave_or_age(persons, lives, agendas, day, year, cumulative, counts, log, at)
    end_needs_of_leavers(
        now, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, days, settings, hours, keys, clock_heads,
        chunks, heap_keys, heap_of, log, at, trace, tallies,
    )  # fmt: skip
    thin_lists(persons, day, clock_heads, chunks)
    for row in range(len(persons)):
        person, life = persons[row], lives[row]
        if person.sort != RESIDENT:
            continue
        if life.from_day == day and life.until_day > day:
            at[2] = row
            say(log, at, counts, V_ARRIVES, row, 0)
            settle_in(
                person, life, row, day, False, cumulative, hours, days, settings, keys, clock_heads, chunks, counts
            )
        elif person.here == 1:
            if person.moved == 1:
                person.moved = 0
                moment = moment_of_level(person.group, person.level, day, False, cumulative, hours, days)
                set_clock(person, row, 0, moment, clock_heads, chunks, counts)
            if life.chronic_from == day:
                moment = first_follow_up(person, day, year, settings, hours, keys)
                set_clock(person, row, 1, moment, clock_heads, chunks, counts)
