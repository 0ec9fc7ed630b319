"""The visits of a day: who comes, what it is called, what follows (docs/model.md, section 7)."""

import numpy as np

from sim.kernels.lists import drop_chunk
from sim.kernels.offers import minutes_to
from sim.kernels.pool import free_need
from sim.kernels.queues import own_key
from sim.kernels.recording import end_need, set_at
from sim.kernels.state import BOOKED
from sim.kernels.style import kernel
from sim.world import records
from sim.world.vocabulary import N_CARE_KINDS, AgendaSort, Case, EventClass, Outcome

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
def hold_visit(
    row, day, month, persons, needs, agendas, travel, at_agendas, counts, days, settings, hours, keys,
    clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
):  # fmt: skip
    """One visit: held, or nobody comes."""
    need = needs[row]
    person = persons[need.resident]
    a = np.int64(need.service)
    agenda = agendas[a]
    start = day * DAY + agenda.starts[need.half & 1]
    if len(log) > 0:
        set_at(at, start, own_key(start - day * DAY, SERVICE_END, need))
    outcome = visit_outcome(need, agenda)
    at_agendas[month, a, records.BOOKED] += need.slots
    at_agendas[month, a, records.NO_SHOWS if need.no_show == 1 else records.VISITS] += 1
    if outcome <= SEEN_SAS and agenda.commune >= 0 and need.kind < N_CARE_KINDS:
        tally = tallies[month, person.commune]
        tally.travel[0] += 1
        tally.travel[1] += minutes_to(person, agenda, travel)
    end_need(
        row, outcome, a, start, persons, needs, counts, days, settings, hours, keys, clock_heads, chunks,
        heap_keys, heap_of, log, at, trace, tallies,
    )  # fmt: skip


@kernel
def hold_visits(
    day, month, persons, needs, agendas, travel, at_agendas, counts, days, settings, hours, keys, clock_heads,
    visit_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
):  # fmt: skip
    """All visits of a day, once its other events are over: nothing they change is read on that day."""
    chunk = visit_heads[day]
    touched = 0
    while chunk >= 0:
        n = chunks[chunk, 1]
        for i in range(n):
            touched += needs[chunks[chunk, 2 + i]].state
        for i in range(n):
            touched += persons[needs[chunks[chunk, 2 + i]].resident].here
        for i in range(n):
            row = chunks[chunk, 2 + i]
            if needs[row].state == BOOKED:
                hold_visit(
                    row, day, month, persons, needs, agendas, travel, at_agendas, counts, days, settings,
                    hours, keys, clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
                )  # fmt: skip
            free_need(needs, counts, row)
        chunk = drop_chunk(chunk, chunks, counts)
    visit_heads[day] = -1
    return touched
