"""What both engines write down of agendas and of panels released, against days counted by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.kernels.patients import KernelPatients
from sim.reference.patients import ReferencePatients
from sim.vocabulary.structure import Action
from sim.world.records import Records
from sim.world.row_edits import AddAgenda, EditAgenda, EndAgenda
from sim.world.tables import COUNTER, Table, table
from sim.world.world import World
from tests.by_hand import bare_world, doctor, person
from tests.shipped import AgendaSort
from tests.worlds import Change, play

ENGINES = [ReferencePatients, KernelPatients]
MONDAYS = [1 if half == 0 else 0 for half in range(14)]
NOT_COUNTED = (0, 0)


def with_agendas(agendas: Table, backlog: list[list[int]] | None = None) -> World:
    """Nobody needs anything; day 0 is a Monday, months last 30 days, day 30 is a Wednesday."""
    world = bare_world(person(), agendas, table(COUNTER, 0), 0.0, [(Action.OWN, 0, 50)])
    if backlog is None:
        return world
    taken = np.array(backlog, dtype=np.int32)
    return replace(world, catchments=(replace(world.catchments[0], backlog=taken),))


def one(slots: int = 1, **columns: Any) -> Table:
    """A doctor with so many slots each morning, Monday to Friday, and with these columns."""
    row = doctor(slots)
    for name, value in columns.items():
        row[name] = np.array(value, dtype=row.dtype[name].base)
    return row


# An agenda; what the census of days 0 and 30 finds: (GPs who offer, days to their third free slot).
THIRD_NEXT = {
    "one a morning: Monday, Tuesday, Wednesday; then Wednesday, Thursday, Friday": (one(), (1, 2), (1, 2)),
    "three a morning: at once": (one(3), (1, 0), (1, 0)),
    "overtime is not for planned care": (one(overtime=2), (1, 2), (1, 2)),
    "one of two is kept for the day itself: two today, one tomorrow": (one(2, same_day=1), (1, 1), (1, 1)),
    "one of two is kept for the SAS": (one(2, sas=1), (1, 2), (1, 2)),
    "what is kept from unknown patients is free for one's own": (one(panel_reserve=1), (1, 2), (1, 2)),
    "two free slots in two days: the horizon": (one(horizon_days=2), (1, 2), (1, 2)),
    "nothing before tomorrow": (one(lead_days=1), (1, 3), (1, 5)),  # Thu, Fri, Mon 35
    "Mondays only: days 0, 7, 14; then 35, 42, 49": (one(weekly=[MONDAYS]), (1, 14), (1, 19)),
    "… with two Mondays before the horizon": (one(weekly=[MONDAYS], horizon_days=14), (1, 14), (1, 14)),
    "… and with two before the bookings stop (35, 42): to the end of the run": (
        one(weekly=[MONDAYS], book_until=45),
        (1, 14),
        (1, 30),
    ),
    "leaves on day 2: two slots, then no more": (one(book_until=2, until_day=2), (1, 60), NOT_COUNTED),
    "begins on day 3": (one(from_day=3), NOT_COUNTED, (1, 2)),
    "no week": (one(0), NOT_COUNTED, NOT_COUNTED),
    "on leave": (one(leave=[[1] * 54]), NOT_COUNTED, NOT_COUNTED),
    "not active": (one(active=0), NOT_COUNTED, NOT_COUNTED),
    "outside": (one(commune=-1), NOT_COUNTED, NOT_COUNTED),
    "a team": (one(is_a=AgendaSort.DELEGATE), NOT_COUNTED, NOT_COUNTED),
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
    world = with_agendas(doctor(2), backlog=[[2, 0, 1]])
    assert play(engine(world), world)[0].third_next[0, 0].tolist() == [1, 2]


@pytest.mark.parametrize("engine", ENGINES)
def test_third_next_available_is_read_after_the_changes_of_the_day(engine):
    """On day 30 the agenda has three slots a morning; and a second doctor, at one a morning, is there."""
    world = with_agendas(doctor())
    more: list[Change] = [
        (30, lambda p: p.apply(0, EditAgenda(0, {"factor": 3.0}))),
        (30, lambda p: p.apply(0, AddAgenda(one(from_day=30)[0]))),
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
    people["rank"], people["seeker"] = (0, 1, 2), 1
    doctors = np.concatenate([doctor(), doctor(5)])
    doctors["site"], doctors["panel"], doctors["panel_cap"] = (1, 2), (2, 0), (2, 1)
    doctors["list_open"] = (0, 1)
    world = bare_world(people, doctors, table(COUNTER, 0), 0.0, [(Action.OWN, 0, 50)])
    made: list[Change] = [
        (20, lambda p: p.apply(0, EndAgenda(0, successor, 1.0 if successor >= 0 else 0.0))),
        (25, lambda p: p.apply(0, EditAgenda(1, {"panel_cap": 2}))),
        (40, lambda p: p.apply(0, EditAgenda(1, {"panel_cap": 3}))),
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
    world = bare_world(person(mt=0), np.concatenate([doctor(), doctor()]), table(COUNTER, 0), 0.0, [])
    leaves: list[Change] = [(20, lambda p: p.apply(0, EndAgenda(0, 1, 1.0)))]
    taken = play(engine(world), world, leaves)[0]
    assert taken.released.sum() == taken.people_released.sum() == 0


def test_no_run_is_longer_than_the_days_that_a_row_can_hold():
    world = with_agendas(one())
    days = np.resize(world.days, 32_768)
    with pytest.raises(ValueError, match="the kernels play at most 32767"):
        KernelPatients(replace(world, days=days))
