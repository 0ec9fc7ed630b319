"""Who has which médecin traitant: searches, panels released (docs/model.md, sections 9 and 10)."""

import numpy as np

from sim.draws.philox import Word, uniform
from sim.draws.purposes import ASKED, NEWS, RELEASE, SEARCH
from sim.kernels.groups import Now, Place, Supply
from sim.kernels.memory.borrowed import fetch
from sim.kernels.memory.need_pool import take_need
from sim.kernels.packing import order_by_session, tag_of
from sim.kernels.people.clocks import draw, people_group
from sim.kernels.people.offers import minutes_to, too_far
from sim.kernels.people.practices import practice
from sim.kernels.people.searches import is_stale, looks, looks_out, set_search
from sim.kernels.record.census import count_person
from sim.kernels.record.recording import note_try, say
from sim.kernels.state import BOOKED, DEAD, ROWS_AHEAD
from sim.kernels.style import apart, kernel
from sim.kernels.supply.queues import will_walk
from sim.kernels.timeline.event_queue import heap_drop, heap_push, key_entity, key_occurrence
from sim.kernels.types import (
    Agenda,
    Code,
    Departure,
    Float,
    Int,
    Key,
    Minutes,
    PanelRow,
    Person,
    Row,
    Rows,
    Settings,
)
from sim.vocabulary.structure import NEARER, SEARCHING, AgendaSort, Link, Sort
from sim.world.log_events import LogEvent
from sim.world.records import MT_REFUSED, Came
from sim.world.tables import NEVER


@kernel
def minutes_to_own(person: Person, supply: Supply) -> Minutes:
    """Travel to the first agenda of the person's panel; -1 if there is none."""
    if person.mt < 0 or supply.panels[person.mt].first < 0:
        return np.int64(-1)
    return minutes_to(person, supply.agendas[supply.panels[person.mt].first], supply.travel)


@kernel
def state_by(person: Person, supply: Supply, settings: Settings) -> Code:
    """In which state a resident may look for a médecin traitant by these settings, -1 in none."""
    if person.mt < 0:
        return np.int64(person.link)
    far = minutes_to_own(person, supply) > settings.far_minutes
    return np.int64(NEARER) if far else np.int64(-1)


@kernel
def search_state(person: Person, place: Place) -> Code:
    """The same by those of today."""
    return state_by(person, place.supply, place.rules.settings[0])


@kernel
def looks_by(person: Person, now: Now, supply: Supply, settings: Settings) -> bool:
    """Whether somebody looks for a médecin traitant by these settings."""
    state = state_by(person, supply, settings)
    return bool(state >= 0 and looks(person, state, now.year, settings))


@kernel
def begin_to_look(before: Rows, now: Now, place: Place) -> None:
    """Who looks by the settings of today and did not by those ``before`` (one row) begins to."""
    for row in range(len(place.persons)):
        person = place.persons[row]
        if person.is_a != Sort.RESIDENT or person.here == 0:
            continue
        anew = looks_by(person, now, place.supply, place.rules.settings[0])
        if anew and not looks_by(person, now, place.supply, before[0]):
            looks_out(person, row, search_state(person, place), 1, now, place)


@kernel
def hears_of(word: Word, person: Person, a: Row, heard: Float, reach: Rows) -> bool:
    """Whether news comes to a person of the practice of agenda ``a``: of those for whom it would be among
    the four of a search, so many (``heard``).
    """
    cumulated = reach[person.commune]
    total = cumulated[reach.shape[1] - 1]
    if total == 0:
        return False
    weight = cumulated[a] - (cumulated[a - 1] if a > 0 else 0)
    others = 1.0 - float(weight) / float(total)
    return bool(uniform(word) < heard * (1.0 - others * others * others * others))


@kernel
def tell_of_list(a: Row, now: Now, place: Place) -> None:
    """A list has begun: some of those who look for a médecin traitant hear of it, and will ask there."""
    settings, supply = place.rules.settings[0], place.supply
    for row in range(len(place.persons)):
        person = place.persons[row]
        if person.is_a != Sort.RESIDENT or person.here == 0:
            continue
        if not looks_by(person, now, supply, settings):
            continue
        w0, w1, w2, _ = draw(person, place.rules.keys, NEWS, a)
        if hears_of(w0, person, a, settings.news_heard, supply.reach):
            day = now.day + 1 + np.int64(uniform(w1) * float(settings.news_days))
            person.seen_by = a  # comes to mind first from now on
            set_search(person, row, day, w2, place)


@kernel
def is_gp_with_panel(agenda: Agenda) -> bool:
    """Whether one can be a patient of whoever holds these sessions."""
    return bool(agenda.active == 1 and agenda.is_a == AgendaSort.GP and agenda.panel >= 0)


@kernel
def has_room(panel: PanelRow, ald: Int) -> bool:
    """True when a panel has room for one more; there is a margin for people with an ALD."""
    if panel.cap == 0 or panel.list_open == 0:
        return False
    return bool(panel.patients < panel.cap + (panel.ald_extra if ald == 1 else 0))


@kernel
def takes_anyway(person: Person, agenda: Agenda, place: Place) -> bool:
    """Whether the practice asked first takes a patient although its list is closed or full."""
    if agenda.book_until < NEVER or place.supply.panels[agenda.panel].cap == 0:
        return False
    case = 0 if person.ald == 1 else (1 if agenda.commune == person.commune else 2)
    k = np.int64(person.occurrence[SEARCHING]) - 1
    _, _, w2, _ = draw(person, place.rules.keys, SEARCH + tag_of(SEARCHING, 0), k)
    return bool(uniform(w2) < place.rules.settings[0].takes_anyway[case])


@kernel
def register(person: Person, row: Row, a: Row, now: Now, place: Place) -> None:
    """The person joins the panel that agenda ``a`` serves, and leaves the one they were on."""
    standing, settings, old = place.notes.standing, place.rules.settings[0], np.int64(person.mt)
    count_person(person, now.year, -1, standing, settings)
    if old >= 0:
        place.supply.panels[old].patients -= 1
    panel = place.supply.agendas[a].panel
    person.mt = panel
    count_person(person, now.year, 1, standing, settings)
    place.supply.panels[panel].patients += 1
    say(place.notes, LogEvent.REGISTERS, a, 1 if old >= 0 else 0)
    if old < 0 and person.released >= 0:
        tally, group = place.notes.tallies[now.month, person.cell], people_group(person, now.year)
        tally.reassigned[group, 0] += 1
        tally.reassigned[group, 1] += now.day - np.int64(person.released)
    looks_out(person, row, search_state(person, place), 1, now, place)


@kernel
def who_takes(person: Person, now: Now, place: Place) -> Row:
    """The first of the practices asked that takes a person who searches: who saw them last, then up to four
    that words name; -1 none. Those that refuse are counted.
    """
    supply, rules = place.supply, place.rules
    k = np.int64(person.occurrence[SEARCHING]) - 1
    w0, w1, w2, w3 = draw(person, rules.keys, ASKED + tag_of(SEARCHING, 0), k)
    far = minutes_to_own(person, supply)
    a0: Row = -1  # those named before
    a1: Row = -1
    a2: Row = -1
    a3: Row = -1
    asked = False
    for i in range(5):
        a: Row = np.int64(person.seen_by)
        if i > 0:
            a = practice(supply.reach, supply.guide, person.commune, w0)
            w0, w1, w2 = w1, w2, w3
        if a < 0 or a == a0 or a == a1 or a == a2 or a == a3:
            continue
        a0, a1, a2, a3 = a, a0, a1, a2
        agenda = supply.agendas[a]
        if agenda.active == 0 or too_far(person, agenda, supply, rules):
            continue
        if person.mt >= 0:
            near = 2 * minutes_to(person, agenda, supply.travel) <= far
            if not near or agenda.panel == person.mt:
                continue
        if is_gp_with_panel(agenda):
            if has_room(supply.panels[agenda.panel], person.ald):
                return a
            if not asked and takes_anyway(person, agenda, place):
                return a
            place.notes.at_agendas[now.month, a, MT_REFUSED] += 1
        asked = True
    return np.int64(-1)


@kernel
def search(key: Key, now: Now, place: Place) -> None:
    """Clock 2 rings: somebody without médecin traitant, or with one far away, asks who takes them."""
    row = key_entity(key)
    person = place.persons[row]
    state = search_state(person, place)
    if person.here == 0 or state < 0 or is_stale(person, key_occurrence(key)):
        return
    a = who_takes(person, now, place)
    if a >= 0:
        register(person, row, a, now, place)
    else:
        say(place.notes, LogEvent.SEARCHES_ON, 0, looks_out(person, row, state, 1, now, place))


@apart
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
def is_released(person: Person, now: Now, place: Place) -> None:
    """Somebody whom no successor takes over has no médecin traitant any more."""
    standing, settings = place.notes.standing, place.rules.settings[0]
    count_person(person, now.year, -1, standing, settings)
    person.mt = -1
    person.link = Link.LOST
    person.released = now.day
    count_person(person, now.year, 1, standing, settings)
    place.notes.tallies[now.month, person.cell].released[people_group(person, now.year)] += 1


@apart
def release_panel(departure: Departure, now: Now, place: Place) -> None:
    """Nobody serves a panel any more: patients go to the successor, or have no médecin traitant."""
    supply = place.supply
    number = supply.agendas[departure.agenda].panel
    if number < 0 or is_served(supply.panels[number], supply.agendas):
        return
    for row in range(len(place.persons)):
        fetch(place.persons, row + ROWS_AHEAD)
        person = place.persons[row]
        if person.mt != number or person.is_a != Sort.RESIDENT or person.here == 0:
            continue
        taken = -1
        if taken_over(person, departure, supply, place.rules.keys):
            taken = supply.agendas[departure.successor].panel
            supply.panels[taken].patients += 1
            person.mt = taken
        else:
            is_released(person, now, place)
        say(place.notes, LogEvent.RELEASED, row, taken)
        looks_out(person, row, search_state(person, place), 1, now, place)
    supply.panels[number].patients = 0
