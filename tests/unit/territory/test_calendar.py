from datetime import date

import pytest

from sim.territory import TerritoryError, make_calendar


def test_holidays_of_2025() -> None:
    calendar = make_calendar(date(2025, 1, 1), date(2025, 12, 31))
    free = [calendar.date_of(int(day)) for day in calendar.holiday.nonzero()[0]]
    assert free == [
        date(2025, 1, 1),
        date(2025, 4, 21),
        date(2025, 5, 1),
        date(2025, 5, 8),
        date(2025, 5, 29),
        date(2025, 6, 9),
        date(2025, 7, 14),
        date(2025, 8, 15),
        date(2025, 11, 1),
        date(2025, 11, 11),
        date(2025, 12, 25),
    ]


def test_weekdays_and_months() -> None:
    calendar = make_calendar(date(2024, 12, 30), date(2025, 2, 1))
    assert calendar.days == 34
    assert calendar.weekday[:7].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert calendar.month[[0, 1, 2, 32, 33]].tolist() == [0, 0, 1, 1, 2]
    assert calendar.year[[0, 2]].tolist() == [2024, 2025]
    assert calendar.day_of(date(2025, 1, 1)) == 2
    assert calendar.day_of(date(2024, 12, 29)) == -1


def test_the_same_day_has_the_same_number_every_year() -> None:
    calendar = make_calendar(date(2023, 1, 1), date(2024, 12, 31))
    for day in (date(2023, 3, 1), date(2024, 3, 1)):
        assert calendar.year_day[calendar.day_of(day)] == 60
    assert calendar.year_day[calendar.day_of(date(2024, 2, 29))] == 59
    for year in (2023, 2024):
        assert calendar.year_day[calendar.day_of(date(year, 12, 31))] == 365
        assert calendar.year_day[calendar.day_of(date(year, 2, 28))] == 58


def test_one_day_is_a_calendar_and_none_is_not() -> None:
    assert make_calendar(date(2025, 1, 1), date(2025, 1, 1)).days == 1
    with pytest.raises(TerritoryError, match="before the first day"):
        make_calendar(date(2025, 1, 2), date(2025, 1, 1))
