"""What is written down when a need ends, and at the first of a month (docs/model.md, sections 11 and 12)."""

import numpy as np
from numba import njit

from sim.kernels.memory.need_pool import drop_need
from sim.kernels.people.clocks import band_of, next_return, set_clock_from
from sim.kernels.state import DEAD, LOGGED, TRACED
from sim.kernels.style import kernel
from sim.kernels.timeline.event_queue import key_class, key_entity, key_occurrence, key_tag
from sim.vocabulary.structure import CHRONIC, FIRST_RECURRING, Sort
from sim.world.log_events import LogEvent
from sim.world.records import MOST_DAYS

DAY = 86400
ENDS = int(LogEvent.ENDS)
RESIDENT = int(Sort.RESIDENT)
VISITOR = int(Sort.VISITOR)


@njit
def write_line(notes, verb, a, b):
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
def set_at(at, now, key):
    """The key of the event in hand, for the log."""
    at[0] = now
    at[1] = key_class(key)
    at[2] = key_entity(key)
    at[3] = key_occurrence(key)
    at[4] = key_tag(key)


@kernel
def say(notes, verb, a, b):
    """Logs what happened, if a log is kept."""
    if len(notes.log) > 0:
        write_line(notes, verb, a, b)


@kernel
def count_outcome(person, need, outcome, elapsed, settings, tally):
    """Adds an ended need to the counts of its cell and of the month in which it arose."""
    kind = np.int64(need.kind)
    if kind >= settings.care_kinds:
        tally.exogenous[kind - settings.care_kinds, outcome] += 1
        return
    appointment = settings.appointment[outcome] == 1
    tally.outcomes[kind, outcome] += 1
    if appointment:
        tally.waits[kind, min(elapsed, MOST_DAYS - 1)] += 1
    if need.refused == 1:
        tally.refused[kind] += 1
    if person.is_a == VISITOR:
        tally.visitors[outcome] += 1
    else:
        tally.groups[need.group, outcome] += 1
        if appointment:
            tally.group_waits[need.group, 0] += 1
            tally.group_waits[need.group, 1] += elapsed


@kernel
def write_trace(person, need, outcome, service, elapsed, notes):
    """A traced resident's need, so that the same need is found again in another scenario."""
    row = notes.counts[TRACED]
    if row < len(notes.trace):
        line = notes.trace[row]
        line.commune = person.commune
        line.resident = person.who & np.uint32(0xFFFFFFF)
        line.clock = need.clock
        line.kind = need.kind
        line.outcome = outcome
        line.occurrence = need.occurrence
        line.first_moment = need.first
        line.service = service
        line.days = elapsed
    notes.counts[TRACED] = row + 1


@kernel
def end_need(row, outcome, service, now, persons, needs, time, rules, calendar, notes):
    """A need has its one outcome: it is counted, traced, and the next follow-up is armed. The row is left to
    the caller.
    """
    need = needs[row]
    person = persons[need.resident]
    day = now // DAY
    elapsed = day - need.first // DAY
    say(notes, ENDS, outcome, elapsed)
    settings = rules.settings[0]
    count_outcome(person, need, outcome, elapsed, settings, notes.tallies[need.month, person.cell])
    if person.traced == 1:
        write_trace(person, need, outcome, service, elapsed, notes)
    if settings.contact[outcome] == 1:
        person.contacts += 1
    if need.clock >= CHRONIC and day < len(time.days) and person.here == 1:
        clock, following = np.int64(need.clock), np.int64(need.occurrence) + 1
        if clock == CHRONIC:
            person.occurrence[CHRONIC] = following
        else:
            calendar.recurring[need.resident, clock - FIRST_RECURRING].occurrence = following
        year, seen = time.days[day].year, settings.seen[outcome] == 1
        moment = next_return(person, clock, following, day, year, seen, rules, time.hours)
        set_clock_from(need.resident, clock, following, moment, now, calendar)


@kernel
def end_and_drop(row, outcome, service, now, persons, needs, work, time, rules, calendar, notes):
    """``end_need``, and the row goes back to the pool."""
    end_need(row, outcome, service, now, persons, needs, time, rules, calendar, notes)
    drop_need(needs, work, row, DEAD)


@kernel
def close_year(persons, lives, first_day, year, contacts):
    """At the end of a civil year: who had a contact, of residents present all year (the run's part of it)."""
    for row in range(len(persons)):
        person = persons[row]
        if person.is_a == RESIDENT and person.here == 1 and lives[row].from_day <= first_day:
            group = 2 * band_of(year - person.birth_year) + person.ald
            contacts[group, 0] += 1
            contacts[group, 1] += 1 if person.contacts > 0 else 0
            contacts[group, 2] += person.contacts
        person.contacts = 0
