"""Small cases by hand, next to what the reference makes of them: one doctor, one counter, one departure.

The needs come from the keyed draws; when they arise, and what follows, is computed here in a few plain lines.
"""

from dataclasses import replace
from math import log

import numpy as np

from sim.draws import purposes
from sim.draws.keyed import block, entity
from sim.reference.patients import ReferencePatients
from sim.world import records
from sim.world.tables import AGENDA, COUNTER, DAY, NEVER, RESIDENT, SETTINGS, STEP, Table, table
from sim.world.verbs import Verb
from sim.world.vocabulary import N_KINDS, Action, AgendaSort, CounterType, Kind, Outcome, Sort
from sim.world.world import Catchment, World
from tests.worlds import play

SEED, KEY = 5, 33284
N_DAYS = 60
DAY_S = 86400
NINE, TWO = 9 * 3600, 14 * 3600


def person(sort: Sort = Sort.RESIDENT, rank: int = 0, mt: int = -1) -> Table:
    row = table(RESIDENT, 1)
    row["is_a"], row["key"], row["rank"], row["mt"], row["frailty"] = sort, KEY, rank, mt, 1.0
    row["birth_year"], row["until_day"], row["chronic_from"], row["ald_from"] = 1980, NEVER, NEVER, NEVER
    return row


def doctor(slots: int = 1) -> Table:
    """Mornings at nine, Monday to Friday."""
    row = table(AGENDA, 1)
    row["is_a"], row["active"], row["list_open"], row["team"] = AgendaSort.GP, 1, 1, -1
    row["until_day"] = row["book_until"] = NEVER
    row["horizon_days"], row["factor"], row["panel_cap"], row["kinds"] = 60, 1.0, 10, 1
    row["starts"], row["weekly"][0, :10:2] = (NINE, TWO), slots
    return row


def emergency_department(servers: int, minutes: float, patience: float) -> Table:
    row = table(COUNTER, 1)
    row["type"], row["active"], row["queue_most"], row["patience_minutes"] = CounterType.ED, 1, 200, patience
    row["aware_last"], row["kinds"], row["minutes"], row["servers"] = 1.0, 1, minutes, servers
    return row


def bare_world(
    residents: Table, agendas: Table, counters: Table, a_day: float, steps: list[tuple[int, int, int]]
) -> World:
    """One commune: needs of one kind at a constant rate of ``a_day``, all hours and days alike."""
    days = table(DAY, N_DAYS)
    days["weekday"], days["year"], days["month"] = np.arange(N_DAYS) % 7, 2025, np.arange(N_DAYS) // 30
    settings = table(SETTINGS, 1)
    settings["patience_least"], settings["home_visit_slots"], settings["counter_minutes"] = 50, 2, 30
    pathway = table(STEP, N_KINDS * 16).reshape(N_KINDS, 16)
    for i, (action, target, within) in enumerate(steps):
        pathway[:, i] = (action, target, 7, 3, within, 1.0)
    rates = np.zeros((7, N_KINDS))
    rates[:, Kind.ACUTE_MINOR] = 1.0
    place = Catchment(
        name="by_hand",
        communes=("33284",),
        residents=residents,
        agendas=agendas,
        agenda_names=tuple(f"gp_{i}" for i in range(len(agendas))),
        counters=counters,
        counter_names=tuple(f"ed_{i}" for i in range(len(counters))),
        travel=np.zeros((1, 1), dtype=np.int32),
        counter_travel=np.zeros((len(counters), 1), dtype=np.int32),
        cumulative=np.tile(a_day * np.arange(N_DAYS + 1), (7, 1)),
        rates=rates,
        backlog=np.zeros((len(agendas), 0), dtype=np.int32),
    )
    return World(
        seed=SEED,
        replication=0,
        days=days,
        seasons=np.ones((N_KINDS, N_DAYS)),
        hours=np.tile(np.arange(25) / 24.0, (4, 1)),
        pathway=pathway,
        settings=settings,
        reach_tau=10.0,
        reach_minutes=30,
        catchments=(place,),
    )


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


def noted(patients: ReferencePatients, verb: Verb) -> list:
    return [line for line in patients.log[0] if line.verb == verb]


def nearly(found: list[int], expected: list[int]) -> bool:
    return len(found) == len(expected) and all(abs(f - e) <= 1 for f, e in zip(found, expected, strict=True))


def test_one_doctor_with_one_slot_a_morning():
    world = bare_world(person(mt=0), doctor(), table(COUNTER, 0), 0.4, [(Action.OWN, 0, 50)])
    patients = ReferencePatients(world)
    counted = play(patients, world, steps=(7,))[0]
    needs = noted(patients, Verb.NEED)
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
    seen = [(line.second, line.b) for line in noted(patients, Verb.ENDS) if line.a == Outcome.SEEN_OWN]
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
    arrivals = sorted(line.second for line in noted(patients, Verb.NEED))
    by_hand = sorted(moments(a_day, purposes.VISITOR, 0) + moments(a_day, purposes.VISITOR, 1))
    assert nearly(arrivals, by_hand)
    free, begins = 0, []
    for arrival in arrivals:
        begins.append(max(arrival, free))
        free = begins[-1] + 2400
    begins = [begin for begin in begins if begin < N_DAYS * DAY_S]
    assert [line.second for line in noted(patients, Verb.BEGINS)] == begins
    assert {line.b for line in noted(patients, Verb.BEGINS)} == {2400}
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
    patients.depart(0, 0, 20, successor, share)
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
    again = [Verb.REFUSED, Verb.BOOKED]  # their own doctor is gone, the other one has room
    assert verbs == again * len(booked) + [Verb.RELEASED] * 2
    halves = [line.b for line in release if line.verb == Verb.BOOKED]
    assert halves == sorted(halves), "who comes first is served first"
    assert [(line.a, line.b) for line in release if line.verb == Verb.RELEASED] == [(0, -1), (1, -1)]
    later = [line for line in patients.log[0] if line.second > 20 * DAY_S]
    assert not [line for line in later if line.verb == Verb.ENDS and line.a == Outcome.SEEN_OWN]
    assert patients.agendas(0)["panel"].tolist() == [0, 0]


def test_a_successor_takes_over_everybody_who_wants():
    patients, _ = departure(successor=1, share=1.0)
    assert [(line.a, line.b) for line in noted(patients, Verb.RELEASED)] == [(0, 1), (1, 1)]
    assert patients.agendas(0)["panel"].tolist() == [0, 2]
    assert patients.agendas(0)["active"].tolist() == [0, 1]


def test_a_change_takes_effect_on_its_day():
    ed = emergency_department(1, 5.0, 60.0)
    world = bare_world(
        person(Sort.VISITOR), table(AGENDA, 0), ed, 30.0, [(Action.COUNTER, CounterType.ED, 0)]
    )
    patients = ReferencePatients(world)
    closes = (20, lambda p: p.set_counter(0, 0, active=0))
    opens = (31, lambda p: p.set_counter(0, 0, active=1))
    counted = play(patients, world, (closes, opens), (50,))[0]
    served = counted.daily[:, 0]
    assert (served[:20] > 0).all()
    assert (served[20:31] == 0).all()
    assert (served[31:] > 0).all()


def test_a_world_is_not_changed_by_being_played():
    world = bare_world(person(mt=0), doctor(), emergency_department(1, 5.0, 9.0), 2.0, [(Action.OWN, 0, 9)])
    copies = [np.copy(getattr(world.catchments[0], name)) for name in ("residents", "agendas", "counters")]
    again = replace(world)
    play(ReferencePatients(world), world, ((3, lambda p: p.set_agenda(0, 0, factor=2.0)),))
    for name, copy in zip(("residents", "agendas", "counters"), copies, strict=True):
        assert np.array_equal(getattr(again.catchments[0], name), copy)
