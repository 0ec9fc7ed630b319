"""Who has which médecin traitant: searches, panels released (docs/model.md, sections 9 and 10)."""

import numpy as np

from sim.draws.philox import uniform
from sim.draws.purposes import ASKED, RELEASE
from sim.kernels.groups import Now, Place, Supply
from sim.kernels.memory.need_pool import take_need
from sim.kernels.packing import order_by_session, tag_of
from sim.kernels.people.clocks import draw, next_search, people_group, set_clock_from
from sim.kernels.people.offers import too_far
from sim.kernels.people.practices import practice
from sim.kernels.record.census import count_person
from sim.kernels.record.recording import note_try, say
from sim.kernels.state import BOOKED, DEAD
from sim.kernels.style import kernel
from sim.kernels.supply.queues import will_walk
from sim.kernels.timeline.event_queue import heap_drop, heap_push
from sim.kernels.types import Agenda, Departure, Int, Moment, PanelRow, Person, Row, Rows
from sim.vocabulary.structure import SEARCHING, AgendaSort, Sort
from sim.world.log_events import LogEvent
from sim.world.records import Came


@kernel
def takes_patient(agenda: Agenda, panels: Rows, ald: Int) -> bool:
    """True when a GP's panel has room for this person; there is a margin for people with an ALD."""
    if agenda.active == 0 or agenda.is_a != AgendaSort.GP or agenda.panel < 0:
        return False
    panel = panels[agenda.panel]
    return panel.list_open == 1 and panel.patients < panel.cap + (panel.ald_extra if ald == 1 else 0)


@kernel
def register(person: Person, a: Row, now: Now, place: Place) -> None:
    """The person joins the panel that agenda ``a`` serves."""
    standing, settings = place.notes.standing, place.rules.settings[0]
    count_person(person, now.year, -1, standing, settings)
    panel = place.supply.agendas[a].panel
    person.mt = panel
    count_person(person, now.year, 1, standing, settings)
    place.supply.panels[panel].patients += 1
    say(place.notes, LogEvent.REGISTERS, a, 0)
    if person.released >= 0:
        tally, group = place.notes.tallies[now.month, person.cell], people_group(person, now.year)
        tally.reassigned[group, 0] += 1
        tally.reassigned[group, 1] += now.day - np.int64(person.released)


@kernel
def search_later(person: Person, row: Row, now: Now, place: Place) -> Moment:
    """The clock of the search is set for another one; its moment."""
    moment = next_search(person, now.day, False, place.rules, place.time.hours)
    set_clock_from(row, SEARCHING, person.occurrence[SEARCHING], moment, now, place.calendar)
    return moment


@kernel
def search(row: Row, now: Now, place: Place) -> None:
    """A person without médecin traitant asks up to four practices; the first with room registers them."""
    person, supply = place.persons[row], place.supply
    if person.mt >= 0 or person.here == 0:
        return
    purpose = ASKED + tag_of(SEARCHING, 0)
    w0, w1, w2, w3 = draw(person, place.rules.keys, purpose, person.occurrence[SEARCHING])
    person.occurrence[SEARCHING] += 1
    a0, a1, a2 = -1, -1, -1
    for _ in range(4):
        a = practice(supply.reach, supply.guide, person.commune, w0)
        w0, w1, w2 = w1, w2, w3
        if a < 0 or a == a0 or a == a1 or a == a2:
            continue
        a0, a1, a2 = a, a0, a1
        if too_far(person, supply.agendas[a], supply.travel, place.rules):
            continue
        if takes_patient(supply.agendas[a], supply.panels, person.ald):
            register(person, a, now, place)
            return
    say(place.notes, LogEvent.SEARCHES_ON, 0, search_later(person, row, now, place))


@kernel
def release_bookings(agenda: Row, now: Now, place: Place) -> None:
    """The bookings of a departed doctor become requests again, in the order of their appointments."""
    needs, work = place.needs, place.work
    n = 0
    for row in range(len(needs)):
        need = needs[row]
        if need.state == BOOKED and need.service == agenda:
            heap_push(work.scratch_keys, work.scratch_of, n, order_by_session(need), row)
            n += 1
    while n > 0:
        old = needs[work.scratch_of[0]]
        heap_drop(work.scratch_keys, work.scratch_of, n)
        n -= 1
        row = take_need(needs, work)
        needs[row] = old
        old.state = DEAD
        need = needs[row]
        note_try(place.persons[need.resident], need, Came.RELEASED, agenda, now, place)
        need.forced = 0
        need.step = 0
        need.half = -1
        will_walk(row, needs, work)


@kernel
def is_served(panel: PanelRow, agendas: Rows) -> bool:
    """Whether an active agenda serves a panel."""
    a = np.int64(panel.first)
    while a >= 0:
        if agendas[a].active == 1:
            return True
        a = np.int64(agendas[a].next_of_panel)
    return False


@kernel
def taken_over(person: Person, departure: Departure, supply: Supply, keys: Rows) -> bool:
    """Whether the successor of a departed doctor takes this patient of theirs."""
    if departure.successor < 0 or supply.agendas[departure.successor].active == 0:
        return False
    number = supply.agendas[departure.successor].panel
    if number < 0:
        return False
    panel = supply.panels[number]
    room = departure.same_doctor == 1 or panel.patients < panel.cap
    w0, _, _, _ = draw(person, keys, RELEASE, departure.agenda)
    return room and uniform(w0) < departure.share


@kernel
def loses_doctor(person: Person, row: Row, now: Now, place: Place) -> None:
    """Somebody whom no successor takes over looks for a médecin traitant."""
    person.seeker = 1
    person.released = now.day
    count_person(person, now.year, 1, place.notes.standing, place.rules.settings[0])
    place.notes.tallies[now.month, person.cell].released[people_group(person, now.year)] += 1
    search_later(person, row, now, place)


@kernel
def release_panel(departure: Departure, now: Now, place: Place) -> None:
    """Nobody serves a panel any more: patients go to the successor, or look for a médecin traitant."""
    supply = place.supply
    number = supply.agendas[departure.agenda].panel
    if number < 0 or is_served(supply.panels[number], supply.agendas):
        return
    for row in range(len(place.persons)):
        person = place.persons[row]
        if person.mt != number or person.is_a != Sort.RESIDENT:
            continue
        taken = -1
        if taken_over(person, departure, supply, place.rules.keys):
            taken = supply.agendas[departure.successor].panel
            supply.panels[taken].patients += 1
        lost = taken < 0 and person.here == 1
        if lost:
            count_person(person, now.year, -1, place.notes.standing, place.rules.settings[0])
        person.mt = taken
        say(place.notes, LogEvent.RELEASED, row, taken)
        if lost:
            loses_doctor(person, row, now, place)
    supply.panels[number].patients = 0
