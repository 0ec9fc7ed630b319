"""As expected, nothing, or contrary."""

import pytest

from sim.levers.records import Record
from sim.levers.verdicts import together, verdict, verdicts
from tests.unit.levers.made import figure, lever


@pytest.mark.parametrize(
    ("value", "half", "sign", "seen"),
    [
        (5, 1, "more", "expected"),
        (5, 1, "less", "contrary"),
        (-5, 1, "less", "expected"),
        (-5, 1, "more", "contrary"),
        (5, 6, "more", "nothing"),
        (5, 6, "less", "nothing"),
        (0, 0, "more", "nothing"),
        (5, 6, "same", "expected"),
        (5, 1, "same", "contrary"),
        (5, float("nan"), "more", "unknown"),
    ],
)
def test_of_one_figure(value, half, sign, seen):
    assert verdict(figure("gps", 5, value, half), sign) == seen


@pytest.mark.parametrize(
    ("each", "whole"),
    [
        ([], "unsaid"),
        (["expected", "expected"], "expected"),
        (["expected", "nothing"], "in_part"),
        (["nothing"], "nothing"),
        (["expected", "contrary", "nothing"], "contrary"),
        (["expected", "unknown"], "unknown"),
    ],
)
def test_of_a_lever(each, whole):
    assert together(each) == whole


def test_the_fifth_year_is_held_against_what_is_expected():
    record = Record(stance="expected", said="so", expects={"gps": "more", "ed_visits": "less"})
    made = lever(gps=3.0, ed_visits=2.0)
    first = [
        each._replace(value=-9.0, low=-9.0, high=-9.0) if each.year == 1 else each for each in made.figures
    ]
    assert verdicts(first, record) == {"gps": "expected", "ed_visits": "contrary"}
    assert verdicts(made.figures, None) == {}
