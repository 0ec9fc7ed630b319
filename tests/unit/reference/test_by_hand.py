"""Small cases by hand, next to what the reference makes of them: one doctor, one counter, one departure.

The needs come from the keyed draws; when they arise, and what follows, is computed here in a few plain lines.
"""

from dataclasses import replace
from math import log

import numpy as np

from sim.draws import purposes
from sim.draws.keyed import block, entity
from sim.reference.patients import ReferencePatients
from sim.vocabulary.structure import Action, Sort
from sim.world import records
from sim.world.log_events import LogEvent
from sim.world.row_edits import EditAgenda, EditCounter, EndAgenda
from sim.world.tables import AGENDA, COUNTER, table
from tests.by_hand import DAY_S, KEY, N_DAYS, NINE, SEED, bare_world, doctor, emergency_department, person
from tests.shipped import CounterType, Outcome
from tests.worlds import play


def moments(a_day: float, sort: int = purposes.RESIDENT, rank: int = 0) -> list[int]:
    """When the needs of one person arise: exponential gaps at a constant rate (to the second)."""
    level, k, found = 0.0, 0, []
    while True:
        before = block(SEED, KEY, 0, entity(sort, rank), purposes.NEED, max(0, k - 1))
        word = before[0] if k else before[3]
        level += -log((word + 0.5) * 2.0**-32)
        if level >= a_day * N_DAYS:
            return found
        found.append(int(level / a_day * DAY_S))
        k += 1


def noted(patients: ReferencePatients, verb: LogEvent) -> list:
    return [line for line in patients.log[0] if line.verb == verb]


def nearly(found: list[int], expected: list[int]) -> bool:
    return len(found) == len(expected) and all(abs(f - e) <= 1 for f, e in zip(found, expected, strict=True))


def test_one_doctor_with_one_slot_a_morning():
    world = bare_world(person(mt=0), doctor(), table(COUNTER, 0), 0.4, [(Action.OWN, 0, 50)])
    patients = ReferencePatients(world)
    counted = play(patients, world, steps=(7,))[0]
    needs = noted(patients, LogEvent.NEED)
    assert len(needs) > 10
    assert nearly([line.second for line in needs], moments(0.4))
    mornings = [d * DAY_S + NINE for d in range(N_DAYS) if d % 7 < 5]
    expected = []
    for need in needs:
        free = [
            morning
            for morning in mornings
            if morning >= need.second and morning // DAY_S <= need.second // DAY_S + 50
        ]
        if free:
            mornings.remove(free[0])
            expected.append((free[0], free[0] // DAY_S - need.second // DAY_S))
    seen = [(line.second, line.b) for line in noted(patients, LogEvent.ENDS) if line.a == Outcome.SEEN_OWN]
    assert sorted(seen) == sorted(expected)
    waited = counted.waits.sum(axis=(0, 1, 2))
    assert (waited * np.arange(records.MOST_DAYS)).sum() == sum(days for _, days in expected)
    assert counted.at_agendas[:, 0, records.OFFERED].sum() == sum(d % 7 < 5 for d in range(N_DAYS))


def test_one_server_first_come_first_served():
    """Two streams, services of 40 minutes, endless patience: Lindley's recursion."""
    a_day = 15.0
    streams = np.concatenate([person(Sort.VISITOR), person(Sort.VISITOR)])
    streams["rank"] = (0, 1)
    ed = emergency_department(1, 40.0, 1e9)
    world = bare_world(streams, table(AGENDA, 0), ed, a_day, [(Action.COUNTER, CounterType.ED, 0)])
    patients = ReferencePatients(world)
    counted = play(patients, world)[0]
    arrivals = sorted(line.second for line in noted(patients, LogEvent.NEED))
    by_hand = sorted(moments(a_day, purposes.VISITOR, 0) + moments(a_day, purposes.VISITOR, 1))
    assert nearly(arrivals, by_hand)
    free, begins = 0, []
    for arrival in arrivals:
        begins.append(max(arrival, free))
        free = begins[-1] + 2400
    begins = [begin for begin in begins if begin < N_DAYS * DAY_S]
    assert [line.second for line in noted(patients, LogEvent.BEGINS)] == begins
    assert {line.b for line in noted(patients, LogEvent.BEGINS)} == {2400}
    waited = sum(begin - arrival for begin, arrival in zip(begins, arrivals, strict=False))
    assert waited > 0
    assert counted.at_counters[:, 0, records.WAITED_SECONDS].sum() == waited
    assert counted.visitors[..., Outcome.WAITING].sum() == len(arrivals) - len(begins)


def test_impatience_of_one_second_leaves_only_who_is_served_at_once():
    ed = emergency_department(1, 40.0, 1e-9)
    world = bare_world(
        person(Sort.VISITOR), table(AGENDA, 0), ed, 30.0, [(Action.COUNTER, CounterType.ED, 0)]
    )
    patients = ReferencePatients(world)
    counted = play(patients, world)[0]
    left = counted.at_counters[:, 0, records.LEFT_QUEUE].sum()
    assert left == counted.visitors[..., Outcome.RENOUNCED].sum() > 100
    assert (
        counted.at_counters[:, 0, records.WAITED_SECONDS].sum()
        <= counted.at_counters[:, 0, records.BEGAN].sum()
    )


def departure(successor: int, share: float) -> tuple[ReferencePatients, list]:
    """Two doctors; the first, who has both residents on the panel, departs on day 20."""
    people = np.concatenate([person(mt=0), person(mt=0)])
    people["rank"] = (0, 1)
    doctors = np.concatenate([doctor(), doctor(5)])
    doctors["site"], doctors["panel"], doctors["list_open"] = (1, 2), (2, 0), (1, 0)
    steps = [(Action.OWN, 0, 50), (Action.NEARBY, 0, 50)]
    world = bare_world(people, doctors, table(COUNTER, 0), 1.5, steps)
    patients = ReferencePatients(world)
    patients.advance(0, 20)
    agenda = patients._played[0].place.agendas[0]
    booked = sorted((need.booking.half, need.person.number, need.occurrence) for need in agenda.needs)
    patients.apply(0, EndAgenda(0, successor, share))
    patients.advance(20, N_DAYS)
    patients.finish()
    return patients, booked


def test_bookings_of_a_departed_doctor_are_asked_for_again_in_their_order():
    patients, booked = departure(successor=-1, share=0.0)
    assert len(booked) > 5, "the first doctor should be booked for weeks"
    release = [
        line
        for line in patients.log[0]
        if line.second == 20 * DAY_S and line.entity == 0 and line.event_class == 3
    ]
    verbs = [line.verb for line in release]
    again = [LogEvent.REFUSED, LogEvent.BOOKED]  # their own doctor is gone, the other one has room
    assert verbs == again * len(booked) + [LogEvent.RELEASED] * 2
    halves = [line.b for line in release if line.verb == LogEvent.BOOKED]
    assert halves == sorted(halves), "who comes first is served first"
    assert [(line.a, line.b) for line in release if line.verb == LogEvent.RELEASED] == [(0, -1), (1, -1)]
    later = [line for line in patients.log[0] if line.second > 20 * DAY_S]
    assert not [line for line in later if line.verb == LogEvent.ENDS and line.a == Outcome.SEEN_OWN]
    assert patients.agendas(0)["panel"].tolist() == [0, 0]


def test_a_successor_takes_over_everybody_who_wants():
    patients, _ = departure(successor=1, share=1.0)
    assert [(line.a, line.b) for line in noted(patients, LogEvent.RELEASED)] == [(0, 1), (1, 1)]
    assert patients.agendas(0)["panel"].tolist() == [0, 2]
    assert patients.agendas(0)["active"].tolist() == [0, 1]


def test_a_change_takes_effect_on_its_day():
    ed = emergency_department(1, 5.0, 60.0)
    world = bare_world(
        person(Sort.VISITOR), table(AGENDA, 0), ed, 30.0, [(Action.COUNTER, CounterType.ED, 0)]
    )
    patients = ReferencePatients(world)
    closes = (20, lambda p: p.apply(0, EditCounter(0, {"active": 0})))
    opens = (31, lambda p: p.apply(0, EditCounter(0, {"active": 1})))
    counted = play(patients, world, (closes, opens), (50,))[0]
    served = counted.daily[:, 0]
    assert (served[:20] > 0).all()
    assert (served[20:31] == 0).all()
    assert (served[31:] > 0).all()


def test_a_world_is_not_changed_by_being_played():
    world = bare_world(person(mt=0), doctor(), emergency_department(1, 5.0, 9.0), 2.0, [(Action.OWN, 0, 9)])
    copies = [np.copy(getattr(world.catchments[0], name)) for name in ("residents", "agendas", "counters")]
    again = replace(world)
    play(ReferencePatients(world), world, ((3, lambda p: p.apply(0, EditAgenda(0, {"factor": 2.0}))),))
    for name, copy in zip(("residents", "agendas", "counters"), copies, strict=True):
        assert np.array_equal(getattr(again.catchments[0], name), copy)
