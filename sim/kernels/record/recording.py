"""What is written down when a need ends, and at the end of a year (docs/model.md, sections 11 and 12)."""

import numpy as np

from sim.kernels.groups import Notes, Now, Place
from sim.kernels.memory.borrowed import fetch
from sim.kernels.packing import NOWHERE
from sim.kernels.people.clocks import people_group
from sim.kernels.people.offers import days_ahead
from sim.kernels.people.returns import set_next_return
from sim.kernels.people.searches import after_refusal
from sim.kernels.state import GAVE_UP, LOGGED, NOT_ASKED, ROWS_AHEAD, TRACED
from sim.kernels.style import apart, kernel
from sim.kernels.timeline.event_queue import key_class, key_entity, key_occurrence, key_tag
from sim.kernels.types import Code, Day, Int, Key, Moment, Need, Person, Row, Rows, Settings, Tally
from sim.vocabulary.structure import CHRONIC, TURNED, Sort
from sim.vocabulary.time import DAY
from sim.world.log_events import LogEvent
from sim.world.records import MOST_DAYS, N_CONTACTS, SOON


@apart
def write_line(notes: Notes, verb: Code, a: Int, b: Int) -> None:
    """One line of the log, under the key of the event in hand. Not inlined: it is off the fast path."""
    row = notes.counts[LOGGED]
    if row < len(notes.log):
        for i in range(5):
            notes.log[row, i] = notes.at[i]
        notes.log[row, 5] = verb
        notes.log[row, 6] = a
        notes.log[row, 7] = b
    notes.counts[LOGGED] = row + 1


@kernel
def set_at(at: Rows, moment: Moment, key: Key) -> None:
    """The key of the event in hand, for the log."""
    at[0] = moment
    at[1] = key_class(key)
    at[2] = key_entity(key)
    at[3] = key_occurrence(key)
    at[4] = key_tag(key)


@kernel
def say(notes: Notes, verb: Code, a: Int, b: Int) -> None:
    """Logs what happened, if a log is kept."""
    if len(notes.log) > 0:
        write_line(notes, verb, a, b)


@kernel
def count_outcome(
    person: Person, need: Need, outcome: Code, elapsed: Int, settings: Settings, tally: Tally
) -> None:
    """Adds an ended need to the counts of its cell and of the month in which it arose."""
    kind = np.int64(need.kind)
    if kind >= settings.care_kinds:
        tally.exogenous[kind - settings.care_kinds, outcome] += 1
        return
    appointment = settings.appointment[outcome] == 1
    tally.outcomes[kind, outcome] += 1
    if appointment:
        tally.waits[kind, min(elapsed, MOST_DAYS - 1)] += 1
    if settings.answered[outcome] == 1 and (elapsed < SOON or elapsed - days_ahead(need, settings) < SOON):
        tally.answered_soon[kind] += 1
    if need.refused == 1:
        tally.refused[kind] += 1
    if person.is_a == Sort.VISITOR:
        tally.visitors[outcome] += 1
    else:
        tally.groups[need.group, outcome] += 1
        if appointment:
            tally.group_waits[need.group, 0] += 1
            tally.group_waits[need.group, 1] += elapsed


@apart
def write_trace(
    person: Person, need: Need, tried: Code, outcome: Code, service: Int, elapsed: Int, notes: Notes
) -> None:
    """A line about a traced resident's need, so that the same need is found again in another scenario."""
    row = notes.counts[TRACED]
    if row < len(notes.trace):
        line = notes.trace[row]
        line.commune = person.commune
        line.resident = person.who & np.uint32(0xFFFFFFF)
        line.clock = need.clock
        line.kind = need.kind
        line.outcome = outcome
        line.tried = tried
        line.occurrence = need.occurrence
        line.first_moment = need.first
        line.service = service
        line.days = elapsed
        line.birth_year = person.birth_year
        line.ald = need.group & 1
    notes.counts[TRACED] = row + 1


@kernel
def note_try(person: Person, need: Need, came: Code, service: Int, now: Now, place: Place) -> None:
    """What came of the step in hand, if the person is traced and the need still followed; ``service`` as the
    trace names it.
    """
    if person.traced == 1:
        elapsed = now.day - need.first // DAY
        if elapsed <= place.rules.settings[0].followed_days:
            tried = 16 * np.int64(came) + np.int64(need.step)
            write_trace(person, need, tried, np.int64(0), np.int64(service), elapsed, place.notes)


@kernel
def leave_refusal(need: Need, person: Person, now: Now, place: Place) -> None:
    """What a need with a refused request leaves behind: they may look for a médecin traitant."""
    if person.is_a == Sort.RESIDENT:
        moment = after_refusal(need, person, now, place)
        if moment >= 0:
            say(place.notes, LogEvent.LOOKS, 0, moment)


@kernel
def end_need(row: Row, outcome: Code, service: Int, now: Now, place: Place) -> None:
    """A need has its outcome: it is counted and traced (as waiting, if it was no longer followed), its clock
    set again. The row is left to the caller.
    """
    need, notes = place.needs[row], place.notes
    person = place.persons[need.resident]
    elapsed = now.day - need.first // DAY
    say(notes, LogEvent.ENDS, outcome, elapsed)
    settings = place.rules.settings[0]
    counted, at = np.int64(outcome), np.int64(service)
    if elapsed > settings.followed_days:
        counted, at, elapsed = np.int64(settings.waiting), np.int64(NOWHERE), settings.followed_days + 1
    count_outcome(person, need, counted, elapsed, settings, notes.tallies[need.month, person.cell])
    if person.traced == 1:
        write_trace(person, need, np.int64(0), counted, at, elapsed, notes)
    if settings.contact[outcome] == 1:
        person.contacts += 1
    elif outcome == settings.not_asked:
        person.gave_up |= NOT_ASKED
    elif outcome == settings.renounced:
        person.gave_up |= GAVE_UP
    goes_on = person.here == 1 and now.day < len(place.calendar.clock_heads)
    if goes_on and CHRONIC <= need.clock < TURNED:
        seen = settings.seen[outcome] == 1
        clock, following = np.int64(need.clock), np.int64(need.occurrence) + 1
        set_next_return(np.int64(need.resident), clock, following, seen, service, now, place)
    if goes_on and need.refused == 1 and service < 0:
        leave_refusal(need, person, now, place)


@kernel
def first_day_of(last: Day, days: Rows) -> Day:
    """The first day of the run in the civil year of ``last``."""
    first = last
    while first > 0 and days[first - 1].year == days[last].year:
        first -= 1
    return first


@kernel
def close_year(last: Day, place: Place) -> None:
    """At the end of a civil year (or the run): who had a contact, who gave up, of those present all year."""
    days = place.time.days
    year, first_day = days[last].year, first_day_of(last, days)
    contacts = place.notes.contacts[year - days[0].year]
    for row in range(len(place.persons)):
        fetch(place.persons, row + ROWS_AHEAD)
        person = place.persons[row]
        if person.is_a == Sort.RESIDENT and person.here == 1 and place.lives[row].from_day <= first_day:
            column = N_CONTACTS * people_group(person, year)
            contacts[person.cell, column] += 1
            contacts[person.cell, column + 1] += 1 if person.contacts > 0 else 0
            contacts[person.cell, column + 2] += person.contacts
            gave_up = 1 if person.gave_up > 0 else 0
            contacts[person.cell, column + 3] += gave_up
            contacts[person.cell, column + 4] += person.gave_up & NOT_ASKED
            if person.poor == 1:
                contacts[person.cell, column + 5] += 1
                contacts[person.cell, column + 6] += gave_up
        person.contacts, person.gave_up = 0, 0
