"""Opening hours as a planner writes them."""

import pytest
from pydantic import TypeAdapter

from sim.scenario.timetable import Timetable, day_types, hours_of, seconds_of, servers_of


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", [0]),
        ("mon-fri", [0, 1, 2, 3, 4]),
        ("sat-sun-holiday", [5, 6, 7]),
        ("mon-holiday", list(range(8))),
        ("mon,wed", [0, 2]),
        ("mon-tue, sun", [0, 1, 6]),
    ],
)
def test_days(text, days):
    assert list(day_types(text)) == days


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("someday", "“someday” is no day"),
        ("fri-mon", "days go from mon to sun"),
        ("mon-wed-fri", "single days are listed"),
        ("mon-day8", "is no day"),
    ],
)
def test_no_days(text, said):
    with pytest.raises(ValueError, match=said):
        day_types(text)


def test_hours_pass_midnight():
    assert hours_of("9-12") == (9, 10, 11)
    assert hours_of("22-2") == (0, 1, 22, 23)
    assert len(hours_of("0-24")) == 24


@pytest.mark.parametrize("text", ["9", "9-9", "24-8", "8-25", "8:30-9", "morning"])
def test_no_hours(text):
    with pytest.raises(ValueError, match="hours"):
        hours_of(text)


def test_servers_by_day_type_and_hour():
    servers = servers_of({"mon-fri": {"8-20": 4, "20-8": 2}, "sat-holiday": {"9-10": 1}})
    assert servers[0][8] == servers[4][19] == 4
    assert servers[2][20] == servers[2][7] == 2
    assert servers[7][9] == 1
    assert servers[5][10] == 0
    assert sum(servers[0]) == 12 * 4 + 12 * 2


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({}, "is no timetable"),
        (5, "is no timetable"),
        ({"mon": 3}, "write days and hours, such as"),
        ({"mon": {"8-9": 1.5}}, "“1.5” is not a whole number"),
        ({"mon": {"8-9": -1}}, "-1 must lie between 0 and 255"),
        ({"mon": {"8-9": 256}}, "256 must lie between 0 and 255"),
        ({"mon": {"8-9": True}}, "“True” is not a whole number"),
        ({"mon-fri": {"8-12": 1}, "tue": {"11-13": 2}}, "tue at 11 h stands there twice"),
    ],
)
def test_no_timetable(value, said):
    with pytest.raises(ValueError, match=said):
        TypeAdapter(Timetable).validate_python(value)


def test_time_of_day():
    assert seconds_of("08:30") == 30600
    with pytest.raises(ValueError, match="is no time of the day"):
        seconds_of("8h30")
