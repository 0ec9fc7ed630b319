"""The visits of a day: who comes, what it is called, what follows (docs/model.md, section 7)."""

import numpy as np

from sim.kernels.groups import Now, Place, at_moment
from sim.kernels.memory.borrowed import fetch
from sim.kernels.memory.need_pool import free_need
from sim.kernels.packing import start_of
from sim.kernels.people.offers import minutes_to
from sim.kernels.record.recording import end_need, set_at
from sim.kernels.state import BOOKED, CHUNK
from sim.kernels.style import kernel
from sim.kernels.supply.queues import own_key
from sim.kernels.timeline.lists import clear, drop_chunk
from sim.kernels.types import Agenda, Code, Int, Need, Row, Rows, Settings
from sim.vocabulary.structure import EventClass, Leave
from sim.vocabulary.time import DAY
from sim.world import records


@kernel
def visit_outcome(need: Need, agenda: Agenda, settings: Settings) -> Code:
    """What a visit to an agenda is: by its sort and the case, unless nobody comes."""
    if need.no_show == 1:
        return np.int64(settings.no_show)
    return np.int64(settings.visit_outcome[agenda.is_a, need.case])


@kernel
def seconds_of(need: Need, home: Int, agenda: Agenda, settings: Settings) -> Int:
    """How long a visit takes: by the word of its booking that nobody needs who comes."""
    usual = settings.visit_seconds[home, np.int64(need.patience_word) >> 24]
    return int(usual * (1.0 + agenda.slower) * (1.0 - agenda.shorter))


@kernel
def hold_visit(row: Row, now: Now, place: Place) -> None:
    """One visit of the day: held, or nobody comes."""
    need, notes = place.needs[row], place.notes
    person = place.persons[need.resident]
    a = np.int64(need.service)
    agenda = place.supply.agendas[a]
    start = start_of(need.half, agenda.starts)
    if len(notes.log) > 0:
        set_at(notes.at, start, own_key(start - now.day * DAY, EventClass.SERVICE_END, need))
    settings = place.rules.settings[0]
    outcome = visit_outcome(need, agenda, settings)
    notes.at_agendas[now.month, a, records.BOOKED] += need.slots
    notes.at_agendas[now.month, a, records.NO_SHOWS if need.no_show == 1 else records.VISITS] += 1
    if need.no_show == 0 and agenda.leave[place.time.days[now.day].week] != Leave.COVERED:
        seconds = seconds_of(need, np.int64(person.housebound), agenda, settings)
        notes.at_agendas[now.month, a, records.HELD] += 1
        notes.at_agendas[now.month, a, records.SECONDS] += seconds
    if settings.appointment[outcome] == 1 and agenda.commune >= 0 and need.kind < settings.care_kinds:
        tally = notes.tallies[now.month, person.cell]
        tally.travel[0] += 1
        tally.travel[1] += minutes_to(person, agenda, place.supply.travel)
    end_need(row, outcome, a, at_moment(start, now), place)


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
    chunk, filled = head.chunk, head.filled
    fetch_needs(chunk, filled, needs, chunks)
    while chunk > 0:
        for i in range(1, filled + 1):
            fetch(place.persons, needs[chunks[chunk, i]].resident)
        fetch_needs(chunks[chunk, 0], CHUNK, needs, chunks)
        for i in range(1, filled + 1):
            row = chunks[chunk, i]
            if needs[row].state == BOOKED:
                hold_visit(row, now, place)
            free_need(needs, place.work, row)
        chunk, filled = drop_chunk(chunk, chunks), CHUNK
    clear(head)
