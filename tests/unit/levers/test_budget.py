"""Levers for the same money, by hand: 300,000 € a year."""

import pytest

from sim.levers.budget import at_budget, bought
from sim.levers.figures import PER_PERSON
from sim.levers.records import Record, Records, Size
from tests.unit.levers.made import lever

DOCTORS = Size(n=3, of="doctors", least=1, most=12, each=["measures.settle.doctors=1"])
TEAMS = Size(n=1, of="teams", least=0.5, most=10)


def records(**sizes):
    levers = {name: Record(stance="expected", said="so", size=size) for name, size in sizes.items()}
    return Records(budget=300_000, levers=levers)


@pytest.mark.parametrize(
    ("size", "own", "n"),
    [
        (DOCTORS, 100_000, 9),  # 33,333 € each
        (DOCTORS, 56_000, 12),  # 16 of 18,667 €, but no more than 12
        (DOCTORS, 400_000, 2),  # 2.25 of 133,333 €: two whole ones
        (DOCTORS, 1_000_000, None),  # not even one
        (DOCTORS, 0, None),
        (DOCTORS, -5_000, None),
        (DOCTORS, float("nan"), None),
        (TEAMS, 48_000, 6),  # whole ones of 6.25
        (TEAMS, 400_000, 0.5),  # the least, of 0.75
        (TEAMS, 300_000, 1),
        (TEAMS, 700_000, None),
    ],
)
def test_how_many_units_the_money_buys(size, own, n):
    assert bought(size, own, 300_000) == (None if n is None else pytest.approx(n))


def test_what_is_not_played_is_in_proportion():
    (found,), left = at_budget([lever("a", own=60_000, adults_without_mt=-100.0)], records(a=TEAMS))
    assert (found.n, found.how, found.most, left) == (5.0, "in_proportion", False, [])
    assert found.figure("adults_without_mt", 5)[4:7] == (-500.0, -505.0, -495.0)
    assert found.figure("own", 0).value == 300_000
    assert found.figure(PER_PERSON, 0).value == 7.0


def test_what_is_played_at_that_size_is_taken_as_it_came_out():
    alone = lever("a", own=100_000, adults_without_mt=-100.0)
    nine = lever("a", size=9.0, own=310_000, adults_without_mt=-170.0)
    (found,), _ = at_budget([alone, nine], records(a=DOCTORS))
    assert (found.n, found.how) == (9.0, "played")
    assert found.figure("adults_without_mt", 5).value == -170.0


def test_that_of_the_scenario_itself_needs_no_other_run():
    (found,), _ = at_budget([lever("a", own=300_000)], records(a=DOCTORS))
    assert (found.n, found.how) == (3.0, "played")


def test_no_more_than_is_still_the_same_lever():
    (found,), _ = at_budget([lever("a", own=15_000)], records(a=TEAMS))
    assert (found.n, found.most) == (10.0, True)
    assert found.figure("own", 0).value == 150_000


def test_most_people_with_a_medecin_traitant_come_first():
    played = [
        lever("a", own=300_000, adults_without_mt=-10.0),
        lever("b", own=150_000, adults_without_mt=-40.0),
        lever("c", own=300_000, adults_without_mt=20.0),
    ]
    found, _ = at_budget(played, records(a=TEAMS, b=TEAMS, c=TEAMS))
    assert [(each.scenario, each.figure("adults_without_mt", 5).value) for each in found] == [
        ("b", -80.0), ("a", -10.0), ("c", 20.0),
    ]  # fmt: skip


def test_what_cannot_be_bought_stands_apart_with_its_reason():
    played = [lever("a"), lever("b", own=3_400), lever("c", own=1_000_000), lever("d", own=50)]
    played += [lever("e", care=2_000.0), lever("f", care=-2_000.0)]
    found, left = at_budget(played, records(a=TEAMS, b=None, c=DOCTORS))
    assert found == []
    assert [(each.scenario, each.why) for each in left] == [
        ("a", "free"), ("b", "one_size"), ("c", "too_dear"), ("d", "one_size"),
        ("e", "care_costs"), ("f", "free"),
    ]  # fmt: skip
