"""Who comes, goes and moves on any day, in both engines, reckoned by hand."""

from typing import Any

import pytest

from sim.vocabulary.structure import Link
from sim.world.records import N_CONTACTS
from sim.world.tables import COUNTER, Table, table
from sim.world.world import World
from tests.by_hand import DAY_S, ENGINES, N_DAYS, OWN, bare_world, panels_of, persons, sessions
from tests.shipped import Outcome

MOVES, LEAVES, AFTER, FAR, NEWBORN, LOST, LOST_AFTER, ILL = range(8)
MOVES_ON, LEAVES_ON, COMES_ON, ILL_ON = 10, 20, 5, 40
GROUP = 2 * 3  # born in 1980, in 2025: the band 45 to 59, without ALD


def eight_people() -> Table:
    """Two patients of one panel, of whom one goes on in another row and one leaves; two who come, one with a
    doctor elsewhere; one who lost theirs and moves before they find another; one who falls ill.
    """
    people = persons(8)
    people["mt"][[MOVES, LEAVES]] = 0
    people["until_day"][[MOVES, LEAVES, LOST]] = MOVES_ON, LEAVES_ON, MOVES_ON
    people["goes_on"][[MOVES, LOST]] = AFTER, LOST_AFTER
    people["from_day"][[AFTER, LOST_AFTER]] = MOVES_ON
    people["from_day"][[FAR, NEWBORN]] = COMES_ON
    people["link"][FAR], people["link"][LOST] = Link.FAR, Link.LOST
    people["look"][LOST] = -1
    people["ald_from"][ILL] = ILL_ON
    people["traced"] = 1
    return people


def world_of(a_day: float, room: int) -> World:
    """One slot a morning: with a need a day everybody waits ever longer. ``room`` for so many patients."""
    people = eight_people()
    panels = panels_of(people, 1)
    panels["cap"] = room
    return bare_world(people, sessions(site=1), table(COUNTER, 0), a_day, OWN, panels)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("room", [0, 2])
def test_a_tie_survives_a_move_and_a_leaver_makes_room(engine: Any, room: int):
    """Who lost theirs asks daily, goes on after the move, and gets the leaver's place if it is free."""
    patients = engine(world_of(0.0, room))
    found = []
    for day in range(N_DAYS):
        found.append(int(patients.panels(0)["patients"][0]))
        patients.advance(day, day + 1)
    counted = patients.finish()[0]
    assert set(found[: LEAVES_ON + 1]) == {2}, "the move inside frees nothing"
    assert found[-1] == (2 if room else 1)
    assert counted.people[:, 0, GROUP].tolist() == [4, 5]
    assert counted.people[:, 0, GROUP + 1].tolist() == [0, 0]
    without = counted.adults_without_mt[:, 0, GROUP].tolist()
    assert without == [2, 2 if room else 3], (
        "who lost theirs, who falls ill, who was born; not who has one far away"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_needs_arise_while_somebody_is_there_and_leavers_needs_end(engine: Any):
    world = world_of(1.0, room=2)
    patients = engine(world)
    patients.advance(0, N_DAYS)
    counted = patients.finish()[0]
    days = counted.trace["first_moment"] // DAY_S
    for row in world.catchments[0].residents:
        theirs = days[counted.trace["resident"] == row["rank"]]
        last = min(int(row["until_day"]), N_DAYS)
        assert row["from_day"] <= theirs.min() and theirs.max() < last
        assert len(theirs) > (last - row["from_day"]) / 2, "and so all the time"
    ends = counted.trace[(counted.trace["tried"] == 0)]
    left = ends[ends["outcome"] == Outcome.LEFT]
    assert set(left["resident"]) == {MOVES, LEAVES}, "who held appointments"
    assert people_of_the_year(counted) == 1, "the only one who was there from the first day to the last"


def people_of_the_year(counted: Any) -> int:
    return int(counted.contacts.reshape(-1, N_CONTACTS)[:, 0].sum())


@pytest.mark.parametrize("engine", ENGINES)
def test_an_illness_that_begins_within_a_month_is_counted_from_then_on(engine: Any):
    """Day 40 lies in the last month; the year's contacts stand under the state of its last day."""
    patients = engine(world_of(1.0, room=2))
    patients.advance(0, N_DAYS)
    counted = patients.finish()[0]
    (ill,) = (counted.trace[counted.trace["resident"] == ILL],)
    assert (ill["ald"] == (ill["first_moment"] // DAY_S >= ILL_ON)).all()
    assert counted.contacts.reshape(-1, counted.contacts.shape[-2], N_CONTACTS)[0, GROUP + 1, 0] == 1
