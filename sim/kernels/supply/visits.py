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
from sim.vocabulary.structure import N_CARE_KINDS, AgendaSort, Case, EventClass, Outcome
from sim.world import records

DAY = 86400
SERVICE_END = int(EventClass.SERVICE_END)
DELEGATE, TELE, OUTSIDE_SORT = int(AgendaSort.DELEGATE), int(AgendaSort.TELE), int(AgendaSort.OUTSIDE)
AS_OWN, AS_SAS = int(Case.OWN), int(Case.SAS)
SEEN_OWN, SEEN_OTHER = int(Outcome.SEEN_OWN), int(Outcome.SEEN_OTHER)
SEEN_TEAM, SEEN_SAS = int(Outcome.SEEN_TEAM), int(Outcome.SEEN_SAS)
TELECONSULTED, OUTSIDE, NO_SHOW = int(Outcome.TELECONSULTED), int(Outcome.OUTSIDE), int(Outcome.NO_SHOW)


@kernel
def visit_outcome(need, agenda):
    """What a visit to an agenda is called, or NO_SHOW."""
    if need.no_show == 1:
        return NO_SHOW
    if agenda.is_a == TELE:
        return TELECONSULTED
    if agenda.is_a == OUTSIDE_SORT:
        return OUTSIDE
    if need.case == AS_SAS:
        return SEEN_SAS
    if agenda.is_a == DELEGATE:
        return SEEN_TEAM
    return SEEN_OWN if need.case == AS_OWN else SEEN_OTHER


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
    outcome = visit_outcome(need, agenda)
    notes.at_agendas[month, a, records.BOOKED] += need.slots
    notes.at_agendas[month, a, records.NO_SHOWS if need.no_show == 1 else records.VISITS] += 1
    if outcome <= SEEN_SAS and agenda.commune >= 0 and need.kind < N_CARE_KINDS:
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
