"""The visits of a day: who comes, what it is called, what follows (docs/model.md, section 7)."""

import numpy as np

from sim.kernels.memory.borrowed import fetch
from sim.kernels.memory.need_pool import free_need
from sim.kernels.people.offers import minutes_to
from sim.kernels.record.recording import end_need, set_at
from sim.kernels.state import BOOKED, CHUNK
from sim.kernels.style import kernel
from sim.kernels.supply.queues import own_key
from sim.kernels.timeline.lists import clear, drop_chunk
from sim.vocabulary.structure import EventClass
from sim.world import records

DAY = 86400
SERVICE_END = int(EventClass.SERVICE_END)


@kernel
def visit_outcome(need, agenda, settings):
    """What a visit to an agenda is: by its sort and the case, unless nobody comes."""
    if need.no_show == 1:
        return np.int64(settings.no_show)
    return np.int64(settings.visit_outcome[agenda.is_a, need.case])


@kernel
def hold_visit(row, day, month, persons, needs, supply, notes, time, rules, calendar):
    """One visit: held, or nobody comes."""
    need = needs[row]
    person = persons[need.resident]
    a = np.int64(need.service)
    agenda = supply.agendas[a]
    start = day * DAY + agenda.starts[need.half & 1]
    if len(notes.log) > 0:
        set_at(notes.at, start, own_key(start - day * DAY, SERVICE_END, need))
    settings = rules.settings[0]
    outcome = visit_outcome(need, agenda, settings)
    notes.at_agendas[month, a, records.BOOKED] += need.slots
    notes.at_agendas[month, a, records.NO_SHOWS if need.no_show == 1 else records.VISITS] += 1
    if settings.appointment[outcome] == 1 and agenda.commune >= 0 and need.kind < settings.care_kinds:
        tally = notes.tallies[month, person.cell]
        tally.travel[0] += 1
        tally.travel[1] += minutes_to(person, agenda, supply.travel)
    end_need(row, outcome, a, start, persons, needs, time, rules, calendar, notes)


@kernel
def fetch_needs(chunk, filled, needs, chunks):
    """The needs a chunk names will be wanted soon (chunk 0 is none)."""
    if chunk > 0:
        for i in range(1, filled + 1):
            fetch(needs, chunks[chunk, i])


@kernel
def hold_visits(day, month, persons, needs, work, supply, notes, time, rules, calendar):
    """All visits of a day, once its other events are over: nothing they change is read on that day."""
    chunk, filled = calendar.visit_heads[day].chunk, calendar.visit_heads[day].filled
    fetch_needs(chunk, filled, needs, calendar.chunks)
    while chunk > 0:
        for i in range(1, filled + 1):
            fetch(persons, needs[calendar.chunks[chunk, i]].resident)
        fetch_needs(calendar.chunks[chunk, 0], CHUNK, needs, calendar.chunks)
        for i in range(1, filled + 1):
            row = calendar.chunks[chunk, i]
            if needs[row].state == BOOKED:
                hold_visit(row, day, month, persons, needs, supply, notes, time, rules, calendar)
            free_need(needs, work, row)
        chunk, filled = drop_chunk(chunk, calendar.chunks), CHUNK
    clear(calendar.visit_heads[day])
