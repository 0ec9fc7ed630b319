"""What both engines write down of agendas, of panels released and of traced persons, reckoned by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.kernels.patients import KernelPatients
from sim.vocabulary.structure import Action
from sim.world.records import Came, Records
from sim.world.row_edits import EditAgenda, EditPanel, EndAgenda
from sim.world.tables import COUNTER, DOCTOR, PANEL, Table, table
from sim.world.world import World
from tests.by_hand import (
    DAY_S,
    ENGINES,
    N_DAYS,
    OWN,
    bare_world,
    emergency_department,
    panels_of,
    person,
    sessions,
)
from tests.shipped import AgendaSort, CounterType, Outcome
from tests.worlds import Change, Gp, play, settled

MONDAYS = [1 if half == 0 else 0 for half in range(14)]
NOT_COUNTED = (0, 0)


def with_agendas(agendas: Table, backlog: list[list[int]] | None = None) -> World:
    """Nobody needs anything; day 0 is a Monday, months last 30 days, day 30 is a Wednesday."""
    world = bare_world(person(), agendas, table(COUNTER, 0), 0.0, OWN)
    if backlog is None:
        return world
    taken = np.array(backlog, dtype=np.int32)
    return replace(world, catchments=(replace(world.catchments[0], backlog=taken),))


# An agenda; what the census of days 0 and 30 finds: (GPs who offer, days to their third free slot).
THIRD_NEXT = {
    "one a morning: Monday, Tuesday, Wednesday; then Wednesday, Thursday, Friday": (
        sessions(),
        (1, 2),
        (1, 2),
    ),
    "three a morning: at once": (sessions(3), (1, 0), (1, 0)),
    "overtime is not for planned care": (sessions(overtime=2), (1, 2), (1, 2)),
    "one of two is kept for the day itself: two today, one tomorrow": (
        sessions(2, same_day=1),
        (1, 1),
        (1, 1),
    ),
    "one of two is kept for the SAS": (sessions(2, sas=1), (1, 2), (1, 2)),
    "what is kept from unknown patients is free for one's own": (sessions(panel_reserve=1), (1, 2), (1, 2)),
    "two free slots in two days: the horizon": (sessions(horizon_days=2), (1, 2), (1, 2)),
    "nothing before tomorrow": (sessions(lead_days=1), (1, 3), (1, 5)),  # Thu, Fri, Mon 35
    "Mondays only: days 0, 7, 14; then 35, 42, 49": (sessions(weekly=[MONDAYS]), (1, 14), (1, 19)),
    "… with two Mondays before the horizon": (sessions(weekly=[MONDAYS], horizon_days=14), (1, 14), (1, 14)),
    "… and with two before the bookings stop (35, 42): to the end of the run": (
        sessions(weekly=[MONDAYS], book_until=45),
        (1, 14),
        (1, 30),
    ),
    "leaves on day 2: two slots, then no more": (sessions(book_until=2, until_day=2), (1, 60), NOT_COUNTED),
    "begins on day 3": (sessions(from_day=3), NOT_COUNTED, (1, 2)),
    "no week": (sessions(0), NOT_COUNTED, NOT_COUNTED),
    "on leave": (sessions(leave=[[1] * 54]), NOT_COUNTED, NOT_COUNTED),
    "not active": (sessions(active=0), NOT_COUNTED, NOT_COUNTED),
    "outside": (sessions(commune=-1), NOT_COUNTED, NOT_COUNTED),
    "a team": (sessions(is_a=AgendaSort.DELEGATE), NOT_COUNTED, NOT_COUNTED),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", THIRD_NEXT)
def test_third_next_available(engine, case):
    agenda, *expected = THIRD_NEXT[case]
    world = with_agendas(agenda)
    counted = play(engine(world), world, steps=(7,))[0].third_next
    assert [tuple(month) for month in counted[:, 0].tolist()] == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_third_next_available_looks_past_what_is_booked(engine):
    """Two slots a morning: Monday full, one left on Tuesday, two on Wednesday."""
    world = with_agendas(sessions(2), backlog=[[2, 0, 1]])
    assert play(engine(world), world)[0].third_next[0, 0].tolist() == [1, 2]


@pytest.mark.parametrize("engine", ENGINES)
def test_third_next_available_is_read_after_the_changes_of_the_day(engine):
    """On day 30 the agenda has three slots a morning; and a second doctor, at one a morning, is there."""
    world = with_agendas(sessions())
    another = Gp(table(DOCTOR, 1)[0], sessions(from_day=30)[0], table(PANEL, 1)[0])
    more: list[Change] = [
        (30, lambda p: p.apply(0, EditAgenda(0, {"factor": 3.0}))),
        (30, lambda p: settled(p, 0, another)),
    ]
    counted = play(engine(world), world, more)[0].third_next
    assert counted[:, 0].tolist() == [[1, 2], [2, 0 + 2]]


# --- panels released

GROUP = 2 * 3  # born in 1980, in 2025: the band 45 to 59, without ALD


def released_on_day_20(engine: Any, successor: int = -1) -> Records:
    """Three seekers; two on the panel of doctor 0, who leaves on day 20. Doctor 1 has room for one at first.

    Everyone asks once a day. The third asks on day 0 and takes that room; there is one more on day 25, and
    another one on day 40.
    """
    people = np.concatenate([person(mt=0), person(mt=0), person()])
    people["rank"], people["look"] = (0, 1, 2), -1
    agendas = np.concatenate([sessions(site=1), sessions(5, doctor=1, panel=1, site=2)])
    panels = panels_of(people, 2)
    panels["cap"], panels["list_open"] = (2, 1), (0, 1)
    world = bare_world(people, agendas, table(COUNTER, 0), 0.0, OWN, panels)
    made: list[Change] = [
        (20, lambda p: p.apply(0, EndAgenda(0, successor, 1.0 if successor >= 0 else 0.0))),
        (25, lambda p: p.apply(0, EditPanel(1, {"cap": 2}))),
        (40, lambda p: p.apply(0, EditPanel(1, {"cap": 3}))),
    ]
    return play(engine(world), world, made, (9,))[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_who_was_released_is_counted_until_they_register(engine):
    counted = released_on_day_20(engine)
    assert counted.released[:, 0, GROUP].tolist() == [2, 0]
    assert counted.reassigned[:, 0, GROUP].tolist() == [[1, 5], [1, 20]]  # not the third: they never had one
    assert counted.people_released[:, 0, GROUP].tolist() == [0, 2]
    assert counted.people_released_without_mt[:, 0, GROUP].tolist() == [0, 1]
    for name in ("released", "reassigned", "people_released", "people_released_without_mt"):
        array = getattr(counted, name)
        assert array.sum() == array[:, :, GROUP].sum(), f"{name}: nobody is in another group"


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_taken_over_is_not_released(engine):
    """A successor without room takes over nobody; one with room everybody who wants."""
    counted = released_on_day_20(engine, successor=1)
    assert counted.released.sum() == 2, "the one room is taken, so that both are released"
    world = bare_world(
        person(mt=0), np.concatenate([sessions(), sessions(doctor=1, panel=1)]), table(COUNTER, 0), 0.0, []
    )
    leaves: list[Change] = [(20, lambda p: p.apply(0, EndAgenda(0, 1, 1.0)))]
    taken = play(engine(world), world, leaves)[0]
    assert taken.released.sum() == taken.people_released.sum() == 0


def test_no_run_is_longer_than_the_days_that_a_row_can_hold():
    world = with_agendas(sessions())
    days = np.resize(world.days, 32_768)
    with pytest.raises(ValueError, match="the kernels play at most 32767"):
        KernelPatients(replace(world, days=days))


def test_no_catchment_has_more_agendas_than_a_row_can_number():
    world = with_agendas(np.resize(sessions(), 32_768))
    with pytest.raises(ValueError, match=r"32768 agendas or panels .* the kernels play at most 32767"):
        KernelPatients(world)


# --- what traced persons tried


def tried(engine: Any, steps: list[tuple[int, int, int]], agendas: Table, counters: Table, *made: Change):
    """Of one traced person with an ALD, who has two needs a day and may try again once: by need what came of
    each step, as (what, step, days since, service), and the line of its end.
    """
    people = person(mt=0)
    people["traced"], people["ald_from"] = 1, 0
    world = bare_world(people, agendas, counters, 2.0, steps)
    world.settings["most_attempts"] = 1
    trace = play(engine(world), world, list(made), (9,))[0].trace
    assert set(trace["birth_year"].tolist()) == {1980} and set(trace["ald"].tolist()) == {1}
    needs: dict[int, list[Any]] = {}
    for line in trace:
        needs.setdefault(int(line["occurrence"]), []).append(line)
    assert len(needs) > 60
    for lines in needs.values():
        assert [int(line["tried"]) == 0 for line in lines] == [False] * (len(lines) - 1) + [True]
    return [
        ([(Came(n >> 4), n & 15, int(days), int(at)) for n, days, at in told(lines[:-1])], lines[-1])
        for lines in needs.values()
    ]


def told(lines: list[Any]) -> list[tuple[int, int, int]]:
    return [(int(line["tried"]), int(line["days"]), int(line["service"])) for line in lines]


@pytest.mark.parametrize("engine", ENGINES)
def test_each_step_that_was_tried_is_told_in_order(engine):
    """Nothing is ever free, no counter is there, all is tried again after three days, then renounced."""
    steps = [(Action.OWN, 0, 50), (Action.COUNTER, CounterType.ED, 0), (Action.RETRY, 0, 3)]
    once = [(Came.REFUSED, 0), (Came.NOBODY, 1)]
    expected = [(*step, 0, -1) for step in [*once, (Came.LATER, 2)]]
    expected += [(*step, 3, -1) for step in [*once, (Came.NO_MORE, 2)]]
    for found, end in tried(engine, steps, sessions(0), table(COUNTER, 0)):
        if end["first_moment"] < (N_DAYS - 4) * DAY_S:
            assert found == expected
            assert (end["outcome"], end["days"], end["service"]) == (Outcome.RENOUNCED, 3, -1)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_step_that_brings_care_is_the_last(engine):
    """The emergency department has a server for everybody; it is counter 0, which the trace calls -2."""
    steps = [(Action.OWN, 0, 50), (Action.COUNTER, CounterType.ED, 0)]
    for found, end in tried(engine, steps, sessions(0), emergency_department(9, 5.0, 60.0)):
        assert found == [(Came.REFUSED, 0, 0, -1), (Came.GOES, 1, 0, -2)]
        assert (end["outcome"], end["service"]) == (Outcome.SEEN_ED, -2)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_booking_that_a_departure_undoes_is_told(engine):
    """One slot a day for two needs a day: who is booked beyond day 20 asks again as the doctor leaves."""
    leaves: Change = (20, lambda p: p.apply(0, EndAgenda(0, -1, 0.0)))
    told = tried(engine, OWN, sessions(), table(COUNTER, 0), leaves)
    undone = [found for found, _ in told if Came.RELEASED in [step[0] for step in found]]
    assert len(undone) > 3
    for found in undone:
        day = found[1][2]
        assert found[:2] == [(Came.BOOKED, 0, 0, 0), (Came.RELEASED, 0, day, 0)] and day <= 20
