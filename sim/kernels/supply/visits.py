"""The visits of a day: who comes, what it is called, what follows (docs/model.md, sections 7 and 8)."""

from typing import Final

import numpy as np

from sim.kernels.groups import Now, Place, at_moment
from sim.kernels.memory.borrowed import fetch
from sim.kernels.memory.need_pool import free_need
from sim.kernels.packing import start_of
from sim.kernels.people.offers import minutes_to
from sim.kernels.people.searches import after_being_seen
from sim.kernels.record.recording import end_need, leave_refusal, say, set_at
from sim.kernels.state import BOOKED, CHUNK
from sim.kernels.style import kernel
from sim.kernels.supply.queues import own_key
from sim.kernels.timeline.event_queue import heap_drop, heap_push, key_second
from sim.kernels.timeline.lists import clear, drop_chunk
from sim.kernels.types import Agenda, Code, Int, Need, Person, Row, Rows, Settings
from sim.vocabulary.structure import AgendaSort, Case, EventClass, Leave, SeenAt, Sort
from sim.vocabulary.time import DAY
from sim.world import records
from sim.world.log_events import LogEvent
from sim.world.tables import SCREEN_BITS

SCREEN_MASK: Final = 2**SCREEN_BITS - 1


@kernel
def is_on_screen(need: Need, person: Person, agenda: Agenda, settings: Settings) -> bool:
    """Whether a GP sees somebody of theirs on screen: by the bits of a word that say nothing of how long."""
    if need.case != Case.OWN or agenda.is_a != AgendaSort.GP or person.housebound != SeenAt.PRACTICE:
        return False
    return bool(np.int64(need.patience_word) & SCREEN_MASK < settings.screen_below[need.kind])


@kernel
def visit_outcome(need: Need, person: Person, agenda: Agenda, settings: Settings) -> Code:
    """What a visit to an agenda is: by its sort and the case, unless nobody comes, or it is on screen."""
    if need.no_show == 1:
        return np.int64(settings.no_show)
    if is_on_screen(need, person, agenda, settings):
        return np.int64(settings.on_screen)
    return np.int64(settings.visit_outcome[agenda.is_a, need.case])


@kernel
def is_stranger(need: Need, agenda: Agenda) -> bool:
    """Whether a GP sees somebody who is not theirs."""
    return bool(need.no_show == 0 and need.case != Case.OWN and agenda.is_a == AgendaSort.GP)


@kernel
def leaves_something(need: Need, person: Person, agenda: Agenda) -> bool:
    """Whether a visit may change where somebody asks next, or whether they look for a médecin traitant; not
    of who has left since (the need was on its way then).
    """
    if person.is_a != Sort.RESIDENT or person.here == 0:
        return False
    return is_stranger(need, agenda) or (need.refused == 1 and person.mt < 0)


@kernel
def seen_at(need: Need, person: Person, settings: Settings) -> Int:
    """Row of ``visit_seconds``: what is acute in an EHPAD is a visit to one person's home."""
    alone = person.housebound == SeenAt.EHPAD and settings.acute[need.kind] == 1
    return np.int64(person.housebound) - (1 if alone else 0)


@kernel
def seconds_of(need: Need, place: Int, agenda: Agenda, settings: Settings) -> Int:
    """How long a visit takes: by the word of its booking that nobody needs who comes."""
    usual = settings.visit_seconds[place, np.int64(need.patience_word) >> 24]
    return int(usual * (1.0 + agenda.slower) * (1.0 - agenda.shorter))


@kernel
def hold_visit(row: Row, kept: Int, now: Now, place: Place) -> Int:
    """One visit of the day: held, or nobody comes. ``kept`` visits leave something behind; how many then."""
    need, notes = place.needs[row], place.notes
    person = place.persons[need.resident]
    a = np.int64(need.service)
    agenda = place.supply.agendas[a]
    start = start_of(need.half, agenda.starts)
    if len(notes.log) > 0:
        set_at(notes.at, start, own_key(start - now.day * DAY, EventClass.SERVICE_END, need))
    settings = place.rules.settings[0]
    outcome = visit_outcome(need, person, agenda, settings)
    notes.at_agendas[now.month, a, records.BOOKED] += need.slots
    notes.at_agendas[now.month, a, records.NO_SHOWS if need.no_show == 1 else records.VISITS] += 1
    if need.no_show == 0 and agenda.leave_today != Leave.COVERED:
        seconds = seconds_of(need, seen_at(need, person, settings), agenda, settings)
        notes.at_agendas[now.month, a, records.HELD] += 1
        notes.at_agendas[now.month, a, records.SECONDS] += seconds
    there = settings.appointment[outcome] == 1 and outcome != settings.on_screen
    there = there and person.housebound == SeenAt.PRACTICE  # to the others the doctor goes
    if there and agenda.commune >= 0 and need.kind < settings.care_kinds:
        tally = notes.tallies[now.month, person.cell]
        tally.travel[0] += 1
        tally.travel[1] += minutes_to(person, agenda, place.supply.travel)
    end_need(row, outcome, a, at_moment(start, now), place)
    if leaves_something(need, person, agenda):
        key = own_key(start - now.day * DAY, EventClass.SERVICE_END, need)
        heap_push(place.work.scratch_keys, place.work.scratch_of, kept, key, row)
        return kept + 1
    return kept


@kernel
def settle_visits(kept: Int, now: Now, place: Place) -> None:
    """What the day's visits leave behind, in the order of their keys: ``kept`` rows of needs, given back."""
    keys, rows, notes = place.work.scratch_keys, place.work.scratch_of, place.notes
    for n in range(kept, 0, -1):
        key, row = keys[0], np.int64(rows[0])
        need = place.needs[row]
        heap_drop(keys, rows, n)
        person, a = place.persons[need.resident], np.int64(need.service)
        then = at_moment(now.day * DAY + key_second(key), now)
        if len(notes.log) > 0:
            set_at(notes.at, then.moment, key)
        if is_stranger(need, place.supply.agendas[a]):
            say(notes, LogEvent.SEEN_BY, a, after_being_seen(need, person, then, place))
        elif need.refused == 1:
            leave_refusal(need, person, then, place)
        free_need(place.needs, place.work, row)


@kernel
def fetch_needs(chunk: Row, filled: Int, needs: Rows, chunks: Rows) -> None:
    """The needs a chunk names will be wanted soon (chunk 0 is none)."""
    if chunk > 0:
        for i in range(1, filled + 1):
            fetch(needs, chunks[chunk, i])


@kernel
def hold_visits(now: Now, place: Place) -> None:
    """All visits of a day, once its other events are over: nothing they change is read on that day."""
    needs, chunks, head = place.needs, place.calendar.chunks, place.calendar.visit_heads[now.day]
    chunk, filled, kept = head.chunk, head.filled, np.int64(0)
    fetch_needs(chunk, filled, needs, chunks)
    while chunk > 0:
        for i in range(1, filled + 1):
            need = needs[chunks[chunk, i]]
            fetch(place.persons, need.resident)
            fetch(place.supply.agendas, need.service)
        fetch_needs(chunks[chunk, 0], CHUNK, needs, chunks)
        for i in range(1, filled + 1):
            row, before = chunks[chunk, i], kept
            if needs[row].state == BOOKED:
                kept = hold_visit(row, kept, now, place)
            if kept == before:  # else its row is wanted until all are held
                free_need(needs, place.work, row)
        chunk, filled = drop_chunk(chunk, chunks), CHUNK
    clear(head)
    settle_visits(kept, now, place)
