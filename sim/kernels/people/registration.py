"""Who has which médecin traitant: searches, panels released, people who come and go (docs/model.md, sections
9 and 10).
"""

import numpy as np

from sim.draws.philox import uniform
from sim.draws.purposes import ASKED, RELEASE
from sim.kernels.memory.need_pool import take_need
from sim.kernels.people.clocks import (
    draw,
    next_search,
    people_group,
    set_clock_from,
)
from sim.kernels.people.offers import minutes_to
from sim.kernels.people.practices import practice
from sim.kernels.record.census import count_person
from sim.kernels.record.recording import say
from sim.kernels.state import BOOKED, DEAD, LAST_WALKER, WALKING
from sim.kernels.style import kernel
from sim.kernels.timeline.event_queue import heap_drop, heap_push
from sim.vocabulary.structure import AgendaSort, Sort
from sim.world.log_events import LogEvent

DAY = 86400
GP = int(AgendaSort.GP)
RESIDENT = int(Sort.RESIDENT)
V_REGISTERS, V_SEARCHES_ON = int(LogEvent.REGISTERS), int(LogEvent.SEARCHES_ON)
V_RELEASED = int(LogEvent.RELEASED)


@kernel
def takes_patient(agenda, ald):
    """True when a GP's list has room for this person; there is a margin for people with an ALD."""
    if agenda.active == 0 or agenda.is_a != GP or agenda.list_open == 0:
        return False
    return agenda.panel < agenda.panel_cap + (agenda.ald_extra if ald == 1 else 0)


@kernel
def search(row, now, month, year, persons, supply, rules, hours, calendar, notes):
    """A person without médecin traitant asks up to four practices; the first with room registers them."""
    person = persons[row]
    day = now // DAY
    if person.mt >= 0:
        return
    w0, w1, w2, w3 = draw(person, rules.keys, ASKED + 32, person.occurrence[2])
    person.occurrence[2] += 1
    a0, a1, a2 = -1, -1, -1
    for _ in range(4):
        a = practice(supply.reach, supply.guide, person.commune, w0)
        w0, w1, w2 = w1, w2, w3
        if a < 0 or a == a0 or a == a1 or a == a2:
            continue
        a0, a1, a2 = a, a0, a1
        if (
            person.no_car == 1
            and minutes_to(person, supply.agendas[a], supply.travel) > rules.settings[0].no_car_minutes
        ):
            continue
        if takes_patient(supply.agendas[a], person.ald):
            count_person(person, year, -1, notes.standing)
            person.mt = a
            count_person(person, year, 1, notes.standing)
            supply.agendas[a].panel += 1
            say(notes, V_REGISTERS, a, 0)
            if person.released >= 0:
                tally, group = notes.tallies[month, person.cell], people_group(person, year)
                tally.reassigned[group, 0] += 1
                tally.reassigned[group, 1] += day - np.int64(person.released)
            return
    moment = next_search(person, day, False, rules, hours)
    say(notes, V_SEARCHES_ON, 0, moment)
    set_clock_from(row, 2, person.occurrence[2], moment, now, calendar)


@kernel
def release_bookings(agenda, needs, work):
    """The bookings of a departed doctor become requests again, in the order of their appointments."""
    n = 0
    for row in range(len(needs)):
        need = needs[row]
        if need.state == BOOKED and need.service == agenda:
            key = (
                (np.uint64(need.half) << np.uint64(48))
                | (np.uint64(need.resident) << np.uint64(22))
                | (np.uint64(need.clock) << np.uint64(18))
                | (np.uint64(need.occurrence) & np.uint64(0x3FFFF))
            )
            heap_push(work.scratch_keys, work.scratch_of, n, key, row)
            n += 1
    while n > 0:
        old = needs[work.scratch_of[0]]
        heap_drop(work.scratch_keys, work.scratch_of, n)
        n -= 1
        row = take_need(needs, work)
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
        need.month = old.month
        need.forced = 0
        need.step = 0
        need.half = -1
        need.state = WALKING
        old.state = DEAD
        work.walkers[work.counts[LAST_WALKER]] = row
        work.counts[LAST_WALKER] += 1


@kernel
def release_panel(departure, now, month, year, persons, agendas, rules, hours, calendar, notes):
    """The panel of a departed doctor: some go to the successor, the others look for a médecin traitant."""
    day = now // DAY
    successor = departure.successor
    for row in range(len(persons)):
        person = persons[row]
        if person.mt != departure.agenda or person.is_a != RESIDENT:
            continue
        taken = -1
        if successor >= 0 and agendas[successor].active == 1:
            room = departure.same_doctor == 1 or agendas[successor].panel < agendas[successor].panel_cap
            w0, _, _, _ = draw(person, rules.keys, RELEASE, departure.agenda)
            if room and uniform(w0) < departure.share:
                taken = successor
                agendas[successor].panel += 1
        lost = taken < 0 and person.here == 1
        if lost:
            count_person(person, year, -1, notes.standing)
        person.mt = taken
        say(notes, V_RELEASED, row, taken)
        if lost:
            person.seeker = 1
            person.released = day
            count_person(person, year, 1, notes.standing)
            notes.tallies[month, person.cell].released[people_group(person, year)] += 1
            moment = next_search(person, day, False, rules, hours)
            set_clock_from(row, 2, person.occurrence[2], moment, now, calendar)
    agendas[departure.agenda].panel = 0
