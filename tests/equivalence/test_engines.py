"""The compiled kernels against the SimPy reference: the same log, line for line, and the same records."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.vocabulary.structure import EventClass, SeenAt
from sim.vocabulary.time import DAY
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import LogRow, Patients
from sim.world.records import Records
from sim.world.tables import ALL_SLOTS
from sim.world.world import Catchment, World
from tests.audiences import OF_SERVICES, intruders
from tests.both_engines import difference, kernel_log, unlike
from tests.shipped import Kind, Outcome
from tests.worlds import (
    ALL_REPORTED,
    EHPAD,
    FRICTION,
    LEAVING,
    SCHEDULED,
    Ends,
    changes,
    play,
    small_world,
)


class Case(NamedTuple):
    """A small world and the steps in which each engine plays it: where one cuts makes no difference."""

    seed: int
    variant: int
    residents: int
    catchments: int
    days: int
    kernel_steps: Sequence[int]
    reference_steps: Sequence[int] = (10**6,)
    ends: Ends = ALL_REPORTED


CASES = [
    Case(1, 0, 120, 1, 200, (1,)),
    Case(2, 1, 50, 1, 240, (30,), (1,)),
    Case(3, 2, 200, 1, 180, (7, 1)),
    Case(4, 3, 150, 3, 150, (31,), (5,), Ends(40, 64, 25)),
    Case(5, 4, 400, 1, 150, (1, 2, 3), ends=Ends(70, 64, 12)),
    Case(6, 5, 240, 3, 120, (10**6,), (11,)),
    Case(7, 6, 90, 1, 240, (13,)),
    Case(8, 7, 300, 3, 150, (1, 30)),
    Case(9, 8, 60, 1, 470, (28,), ends=Ends(100, 30, 100)),  # two new years
    Case(2**40 + 5, 9, 100, 1, 150, (3,)),  # a seed beyond 32 bits
    Case(11, 20, 120, 1, 150, (1,), (7,)),  # second places, a shared panel, a locum
    Case(12, 21, 90, 1, 150, (30,), ends=Ends(31, 10, 6)),
    Case(13, 23, 200, 2, 140, (5, 1)),
    Case(14, FRICTION, 150, 1, 150, (4,), (9,)),
    Case(15, FRICTION + 1, 120, 2, 140, (30, 1), ends=Ends(40, 20, 15)),
    Case(
        16, 24, 130, 2, 420, (17,), ends=Ends(60, 40, 60)
    ),  # people come, go and move all year, over a new year
    Case(17, 1, 150, 1, 480, (60,)),  # two Januaries
    Case(19, EHPAD, 150, 1, 150, (3,), (8,)),  # some live in an EHPAD
    Case(20, EHPAD + 3, 120, 2, 140, (30, 1), ends=Ends(40, 20, 15)),
    Case(18, 31, 140, 1, 150, (30, 1)),  # doctors answer their load
    Case(21, SCHEDULED, 150, 1, 150, (6, 1), (10,)),  # weeks
    Case(22, SCHEDULED + 1, 120, 2, 140, (30, 1), ends=Ends(40, 20, 15)),
    Case(23, LEAVING, 300, 1, 150, (8,), (3,)),  # some leave while they are on the way
]


CLOSED = (0, 2, 4)  # agendas of doctors whose lists are closed (tests.worlds)
SEARCHES: dict[str, Callable[[LogRow], bool]] = {
    "a refusal makes somebody look": lambda line: line.verb == LogEvent.LOOKS,
    "who was seen asks that doctor": lambda line: line.verb == LogEvent.SEEN_BY and line.b >= 0,
    "who was seen does not ask": lambda line: line.verb == LogEvent.SEEN_BY and line.b < 0,
    "a search fails": lambda line: line.verb == LogEvent.SEARCHES_ON,
    "a closed list takes one": lambda line: line.verb == LogEvent.REGISTERS and line.a in CLOSED,
    "somebody moves to a nearer doctor": lambda line: line.verb == LogEvent.REGISTERS and line.b == 1,
}


def not_happened(lines: Sequence[LogRow]) -> list[str]:
    """Rules of the search for a médecin traitant that no line of a log is about."""
    return [rule for rule, happens in SEARCHES.items() if not any(map(happens, lines))]


@pytest.mark.parametrize(
    "case", CASES, ids=lambda c: f"seed{c.seed}-variant{c.variant}-{c.residents}x{c.catchments}"
)
def test_kernels_equal_the_reference(case: Case):
    from sim.kernels.patients import KernelPatients

    world = small_world(
        case.seed,
        residents=case.residents,
        catchments=case.catchments,
        days=case.days,
        variant=case.variant,
        ends=case.ends,
    )
    reference, kernels = ReferencePatients(world), KernelPatients(world, log=True)
    expected = play(reference, world, changes(world, case.variant), case.reference_steps)
    got = play(kernels, world, changes(world, case.variant), case.kernel_steps)
    for c in range(case.catchments):
        message = difference(sorted_log(reference.log[c]), kernel_log(kernels.log[c]))
        assert not message, f"catchment {c}: {message}"
    assert not_happened([line for log in reference.log for line in log]) == [], "nothing is compared"
    for c in range(case.catchments):
        assert unlike(expected[c], got[c]) == {}, f"records of catchment {c}"
        for name in ("third_next", "released", "reassigned", "people_released_without_mt"):
            assert getattr(got[c], name).any(), f"{name} never happens in catchment {c}: nothing is compared"
        for name in ("doctors", "panels", "agendas", "counters"):
            mine, theirs = (getattr(patients, name)(c) for patients in (reference, kernels))
            assert np.array_equal(mine, theirs), f"{name} of catchment {c}"
    for c in range(case.catchments):
        special_rules_happen(case.variant, world, c, kernels, got[c])


def special_rules_happen(variant: int, world: World, c: int, kernels: Any, records: Records) -> None:
    """What the later variants have occurs, or nothing is compared."""
    place, log = world.catchments[c], kernel_log(kernels.log[c])
    if variant >= LEAVING:
        leavers_are_seen(place, log)
    if variant >= SCHEDULED:
        audiences_happen(world, c, log, kernels)
        the_line_behind_is_called(place, log)
    if variant >= EHPAD:
        homes_happen(place, log)
    if variant >= FRICTION:
        friction_happens(place, log, records)


def leavers_are_seen(place: Catchment, log: Sequence[Sequence[int]]) -> None:
    """Somebody on the way as they leave is booked afterwards, and leaves no trace of whom they saw."""
    until = place.residents["until_day"]
    rows = [LogRow(*line) for line in log]
    verbs = (LogEvent.BOOKED, LogEvent.SEEN_BY)
    theirs = [row for row in rows if row.verb in verbs and row.event_class not in OF_SERVICES]
    late = [row.verb for row in theirs if row.second // DAY >= until[row.entity]]
    assert len(late) > 2 and set(late) == {LogEvent.BOOKED}


def the_line_behind_is_called(place: Catchment, log: Sequence[Sequence[int]]) -> None:
    """By those whose kind the first line of the type does not take."""
    rows = [LogRow(*line) for line in log]
    begun = [row.a for row in rows if row.verb == LogEvent.BEGINS]
    assert begun.count(place.counter_names.index("line_behind")) > 5


def audiences_happen(world: World, c: int, log: Sequence[Sequence[int]], patients: Patients) -> None:
    """Nobody is where they are not meant to be, and some are where others are not."""
    rows, agendas, counters = [LogRow(*line) for line in log], patients.agendas(c), patients.counters(c)
    assert list(intruders(world, c, rows, agendas, counters)) == []
    barred = [number for number, row in enumerate(counters) if row["all_of"] or row["any_of"]]
    gone = {row.a for row in rows if row.verb == LogEvent.GOES}
    assert len(gone.intersection(barred)) > 1, "some are let in"
    for kept in (1, 2, ALL_SLOTS):
        held = set(np.flatnonzero(world.catchments[c].agendas["kept"] == kept).tolist())
        assert any(row.a in held for row in rows if row.verb == LogEvent.BOOKED), kept


def homes_happen(place: Catchment, log: Sequence[Sequence[int]]) -> None:
    """Rounds are waited for, visits made to one alone; steps are theirs or not, as far as they are."""
    rows = [LogRow(*line) for line in log]
    there = set(np.flatnonzero(place.residents["housebound"] == SeenAt.EHPAD).tolist())
    acute = (Kind.ACUTE_URGENT, Kind.ACUTE_MINOR)
    kinds = {(row.entity, row.tag // 16, row.occurrence): row.a for row in rows if row.verb == LogEvent.NEED}
    theirs = [row for row in rows if row.entity in there and row.event_class not in OF_SERVICES]
    booked = [row for row in theirs if row.verb == LogEvent.BOOKED]
    kept = [row for row in booked if (row.entity, row.tag // 16, row.occurrence) in kinds]
    doctors = place.agendas["doctor"]
    waits = [
        row.b // 2 - row.second // DAY
        for row in kept
        if kinds[row.entity, row.tag // 16, row.occurrence] not in acute
        and row.a < len(doctors)
        and doctors[row.a] >= 0
    ]
    assert len(waits) > 5 and min(waits) >= 1, "none of the round is on the day itself"
    alone = [row for row in kept if kinds[row.entity, row.tag // 16, row.occurrence] in acute]
    assert any(row.b // 2 == row.second // DAY for row in alone), "what is acute is seen on the day"
    assert not any(row.verb == LogEvent.DECLINES for row in theirs)
    taken = [row for row in theirs if row.verb == LogEvent.GOES]
    assert taken, "an ambulance comes"


def friction_happens(place: Catchment, log: Sequence[Sequence[int]], records: Records) -> None:
    """What only such worlds have occurs, or nothing is compared."""
    rows = [LogRow(*line) for line in log]
    lognormal = set(np.flatnonzero(place.counters["sigma"] > 0).tolist())
    begun = {row.a for row in rows if row.verb == LogEvent.BEGINS}
    assert lognormal and lognormal <= begun, "services of a lognormal law"
    assert sum(row.verb == LogEvent.DECLINES for row in rows) > 10, "a counter is too far"
    unasked = [row for row in rows if row.verb == LogEvent.ENDS and row.a == Outcome.NOT_ASKED]
    assert len(unasked) > 10 and all(row.b == 0 for row in unasked), "a need is not asked for"
    arisen = pairwise(rows)
    planned = (Kind.FOLLOW_UP, Kind.RENEWAL, Kind.PREVENTION)  # no step of theirs goes to a counter
    woken = [a for a, b in arisen if (a.verb, b.verb) == (LogEvent.NEED, LogEvent.GOES) and a.a in planned]
    assert woken, "a service wakes a need"
    assert (records.contacts.sum(axis=(0, 1))[3:] > 0).all(), "who gave up, who did not ask, of the poor"


def test_a_difference_is_found_and_shown():
    rows = [LogRow(i, int(EventClass.NEW_NEED), 0, 0, 0, int(LogEvent.NEED), 1, 2) for i in range(30)]
    assert difference(rows, rows) == ""
    changed = [*rows[:20], rows[20]._replace(b=3), *rows[21:]]
    assert "line 20" in difference(rows, changed)
    assert "b=3" in difference(rows, changed)
    assert "line 29" in difference(rows, rows[:29])
