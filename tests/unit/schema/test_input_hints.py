"""Numbers and dates as people write them: the remedy proposes what was most likely meant."""

import pytest

from sim.schema.input_hints import date_hint, figure, number_hint, share_hint, share_of


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0,5", 0.5),
        ("50 %", 0.5),
        ("50%", 0.5),
        ("150\u202f%", 1.5),
        ("33,3 %", 0.333),
        ("150 000", 150000),
        ("150\u00a0000 €", 150000),
        ("1/4", 0.25),
        ("0.5", 0.5),
        ("-3,2", -3.2),
        ("half", None),
        ("1,2,3", None),
        ("", None),
        ("3/0", None),
        (None, None),
        (True, None),
        ([1], None),
    ],
)
def test_a_figure_is_read_as_it_was_meant(text, meant):
    assert figure(text) == (None if meant is None else pytest.approx(meant))


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("0,5", "a share is a number between 0 and 1; write 0.5"),
        ("50 %", "a share is a number between 0 and 1; write 0.5"),
        ("1/3", "a share is a number between 0 and 1; write 0.3333"),
        ("150 %", "a share is a number between 0 and 1; 50 %, for instance, is written 0.5"),
        ("half", "a share is a number between 0 and 1, such as 0.5"),
        (None, "a share is a number between 0 and 1, such as 0.5"),
    ],
)
def test_a_share_is_between_0_and_1(value, hint):
    assert share_hint(value).startswith(hint)


@pytest.mark.parametrize(("value", "hint"), [(50, "50 % is written 0.5"), (150, "0.5"), (-1, "0.5")])
def test_a_number_out_of_place_among_shares(value, hint):
    assert hint in share_of(value)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("150 000 €", "write 150000"),
        ("0,5", "write 0.5"),
        ("12.5", "write 12.5 without quotation marks"),
        ("lots", "write digits, with a point for decimals"),
    ],
)
def test_a_number(value, hint):
    assert number_hint(value) == hint


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("01/10/2025", "2025-10-01"),  # as it is written in France: the day first
        ("1.10.2025", "2025-10-01"),
        ("31-12-2026", "2026-12-31"),
        ("2025/10/1", "2025-10-01"),
        ("2025-2-1", "2025-02-01"),
        ("12/31/2026", "such as 2025-10-01"),  # no day of the calendar, the day first: nothing is guessed
        ("soon", "such as 2025-10-01"),
        (None, "such as 2025-10-01"),
        (12, "such as 2025-10-01"),
    ],
)
def test_a_date(value, day):
    assert date_hint(value).startswith("write year-month-day")
    assert date_hint(value).endswith(day)
