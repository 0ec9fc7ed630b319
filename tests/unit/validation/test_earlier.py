"""Territories of an earlier year: their GPs by hand, and who has no médecin traitant there."""

from dataclasses import replace

import numpy as np
import pytest

from sim.outcomes.published.rows import ROLES, published_rows
from sim.outcomes.published.shown import EARLIER, records
from sim.territory import Territory
from sim.validation.country import Country
from sim.validation.earlier import FIGURES, NOW, Then, as_of, gps, line_of_then, without_mt
from tests.france import EXTRACT
from tests.territories import small

ROWS = {row.id: row for row in published_rows(*ROLES)}


def territory(now: list[int], before: list[float] | None, ring: list[bool]) -> Territory:
    made = small(n_communes=len(now)).territory
    counted = None if before is None else np.array(before)
    return replace(
        made,
        gps=np.array(now),
        ring=np.array(ring),
        gps_before=counted,
        gps_before_year=0 if before is None else 2018,
    )


def test_gps_lie_on_a_line_between_both_counts():
    """2021 is 3 years of 7 after the count of 2018: 10 → 3 are then 7, 3 → 4 are 3.43, and 4 in the ring."""
    made = as_of(territory([3, 4, 4], [10, 3, 4], [False, False, True]), 2021)
    assert made.gps.tolist() == [7, 3, 4]
    assert made.gps_before.tolist() == [10, 3, 4] and made.gps_before_year == 2018
    assert as_of(territory([3, 4], [10, 3], [False, False]), NOW).gps.tolist() == [3, 4]


def test_parts_of_heads_are_rounded_to_the_sum_of_the_reported_and_of_the_ring():
    """2 → 1 in five communes are 1 4/7 each: 8 heads (7.86), and 2 of 1 4/7 in the ring."""
    made = as_of(territory([1] * 6, [2] * 6, [False] * 5 + [True]), 2021)
    assert made.gps[:5].sum() == 8 and made.gps[5] == 2


def test_at_the_first_count_nothing_earlier_is_known():
    for year in (2018, 2017):
        made = as_of(territory([3, 4], [10, 3], [False, False]), year)
        assert made.gps.tolist() == [10, 3]
        assert made.gps_before is None and made.gps_before_year == 0


def test_without_a_first_count_they_were_as_many():
    made = as_of(territory([3, 4], None, [False, False]), 2021)
    assert made.gps.tolist() == [3, 4] and made.gps_before is None


def test_what_its_source_counts_goes_before_the_files():
    """14, not the 7 of the line; the count before in the same proportion, the ring as it was."""
    made = as_of(territory([3, 0, 4], [10, 0, 4], [False, False, True]), 2021, counted=14)
    assert made.gps.tolist() == [14, 0, 4]
    assert made.gps_before.tolist() == [20, 0, 4]


def test_fewer_doctors_leave_more_people_without():
    few, many = (without_mt(Then(2021, "tulle", heads=heads), None) for heads in (20, 60))
    assert 1 < many < few < 60
    assert gps(Then(2018, "tulle"), None) == 36


def test_a_record_names_the_row_that_counts_gps():
    row = ROWS["without_mt_nontron"]
    made = line_of_then(row, records()[row.id], [*ROWS.values()], None)
    assert made is not None and made.where == "dordogne_nontron" and made.judged
    assert made.simulated == without_mt(Then(2021, "dordogne_nontron", heads=40), None)
    read = line_of_then(ROWS["haute_gironde_gps"], records()["haute_gironde_gps"], [], None)
    assert read is not None and read.verdict == "input"


def test_departments_and_the_country_need_files():
    for id in ("without_mt_gironde", "without_mt_2017"):
        assert line_of_then(ROWS[id], records()[id], [], None) is None


def test_a_department_is_built_of_the_files(tmp_path):
    """La Réunion: of the extract, whole."""
    country = Country(EXTRACT, tmp_path)
    assert 1 < FIGURES["without_mt"](Then(2022, department="974"), country) < 90
    assert (tmp_path / "territory" / "dep_974.yaml").is_file()


@pytest.mark.parametrize("id", [id for id, record in records().items() if record.on == EARLIER])
def test_records_say_where_and_when(id):
    takes = dict(records()[id].takes)
    assert takes.get("heads", id) in ROWS
    then = Then(**{**takes, "heads": None})
    assert str(then.year) in ROWS[id].year or then.year == int(ROWS[id].year) + 1
