"""All files together: codes of other days, arrondissements, the better file, nothing lost in silence."""

from dataclasses import replace

import pandas as pd
import pytest

from sim.france.facts import COLUMNS, Given, Reading
from sim.france.join import join


def reading(shape, rows, *, reader="some", file="some.csv", vintage="2024", lines=None, zero=False):
    """A reading of a few rows, columns as given; codes first."""
    table = pd.DataFrame(rows)
    assert set(table.columns) <= set(COLUMNS[shape])
    return Reading(reader, shape, file, vintage, lines or len(table), len(table), table, none_is_zero=zero)


def people(codes, vintage="2023", **columns):
    rows = {"code": codes, "name": [f"C{code}" for code in codes], "population": [100.0] * len(codes)}
    return reading("communes", rows | columns, file="people.csv", vintage=vintage)


def moves(*pairs):
    rows = [{"before": before, "after": after, "on": on} for before, after, on in pairs]
    return reading("moves", rows, file="moves.csv", vintage="2026")


def source(facts, file):
    return next(each for each in facts.sources if each.file == file)


def test_communes_that_merged_are_one_and_their_counts_are_added():
    old = reading(
        "communes",
        {
            "code": ["01001", "01002", "01003"],
            "gps": [2.0, 1.0, 4.0],
            "apl": [2.0, 4.0, 3.0],
            "apl_population": [300.0, 100.0, 50.0],
            "zoning": ["ZIP", "ZAC", "ZV"],
        },
        vintage="2018",
    )
    # 01002 became 01009, and that 01001: a chain
    facts = join(
        [
            people(["01001", "01003"]),
            old,
            moves(("01002", "01009", "2019-01-01"), ("01009", "01001", "2022-01-01")),
        ]
    )
    assert facts.communes.loc["01001", "gps"] == 3
    assert facts.communes.loc["01001", "apl"] == pytest.approx(2.5)  # weighted by people
    assert facts.communes.loc["01001", "zoning"] == "ZIP"  # of the commune that gave its code
    assert facts.communes.loc["01003", "gps"] == 4
    assert source(facts, "some.csv").losses == ()


def test_a_commune_that_was_parted_again_keeps_its_own_code():
    # 01002 merged in 2016 and stands again in the count of 2023: its code is not moved
    facts = join([people(["01001", "01002"]), moves(("01002", "01001", "2016-01-01"))])
    assert list(facts.communes.index) == ["01001", "01002"]


def test_communes_of_an_old_count_that_merged_since_are_joined():
    facts = join([people(["01001", "01002"], vintage="2017"), moves(("01002", "01001", "2019-01-01"))])
    assert list(facts.communes.index) == ["01001"]
    assert facts.communes.loc["01001", "population"] == 200


def test_a_later_count_of_some_departments_does_not_hide_the_others():
    some = people(["01001"], vintage="2025", population=[120.0])
    all_of_them = reading(
        "communes", {"code": ["01001", "01002", "33284"], "population": [100.0, 50.0, 9.0]}, vintage="2023"
    )
    facts = join([some, all_of_them])
    # 01002 is no more in the later count of its département: it has merged
    assert facts.communes["population"].to_dict() == {"01001": 120, "33284": 9}


def test_a_chain_of_moves_that_runs_in_a_circle_ends():
    facts = join(
        [
            people(["01003"]),
            reading("communes", {"code": ["01001"], "gps": [1.0]}),
            moves(("01001", "01002", "2016-01-01"), ("01002", "01001", "2020-01-01")),
        ]
    )
    assert source(facts, "some.csv").losses[0].examples == ("01001",)


def test_arrondissements_are_joined_to_their_commune():
    parts = reading("communes", {"code": ["75101", "75102", "69381"], "gps": [5.0, 6.0, 7.0]})
    facts = join([people(["75056", "69123"]), parts])
    assert facts.communes["gps"].to_dict() == {"69123": 7, "75056": 11}


def test_a_commune_and_its_arrondissements_are_never_both_counted():
    both = reading("communes", {"code": ["75056", "75101", "75102"], "gps": [11.0, 5.0, 6.0]})
    facts = join([people(["75056"]), both])
    assert facts.communes.loc["75056", "gps"] == 11
    lost = source(facts, "some.csv").losses
    assert [(loss.lines, loss.examples) for loss in lost] == [(2, ("75101", "75102"))]
    assert source(facts, "some.csv").used == 1


def test_corsica_and_the_departments_beyond_the_sea_are_their_own():
    codes = ["2A004", "2B033", "97105", "97411", "01004"]
    facts = join([people(codes), reading("communes", {"code": ["2A004", "97105"], "gps": [94.0, 24.0]})])
    assert facts.communes["dep"].to_dict() == {
        "2A004": "2A",
        "2B033": "2B",
        "97105": "971",
        "97411": "974",
        "01004": "01",
    }
    # a file of counts that tells of Guadeloupe says nothing of La Réunion
    assert pd.isna(facts.communes.loc["97411", "gps"])


def test_no_line_in_a_file_of_counts_is_none_where_the_file_tells_of_the_department():
    some = {"code": ["01001"], "gps": [2.0]}
    for zero, other in ((True, 0), (False, -1)):
        facts = join([people(["01001", "01002", "33284"]), reading("communes", some, zero=zero)])
        assert facts.communes["gps"].fillna(-1).to_dict() == {"01001": 2, "01002": other, "33284": -1}


def test_the_later_file_wins_and_the_earlier_fills_its_gaps():
    early = reading("communes", {"code": ["01001", "01002"], "apl": [1.0, 2.0]}, file="early", vintage="2022")
    late = reading("communes", {"code": ["01001"], "apl": [3.0]}, file="late", vintage="2023")
    facts = join([early, people(["01001", "01002"]), late])
    assert facts.communes["apl"].to_dict() == {"01001": 3, "01002": 2}
    assert facts.origin["apl"].file == "late"
    assert source(facts, "early").passed_over == {"apl": "late"}
    assert source(facts, "late").without["apl"] == ("01002",)


def test_an_official_file_wins_over_the_wide_table_of_its_year():
    wide = reading("communes", {"code": ["01001"], "apl": [1.0]}, reader="wide", file="wide")
    ours = reading("communes", {"code": ["01001"], "apl": [2.0]}, file="ours")
    for order in ([wide, ours], [ours, wide]):  # whatever the order of the files
        assert join([people(["01001"]), *order]).origin["apl"].file == "ours"


def test_a_line_of_a_commune_that_nobody_knows_is_told():
    facts = join(
        [people(["01001"]), reading("communes", {"code": ["01001", "01999"], "gps": [2.0, 5.0]}, lines=2)]
    )
    report = source(facts, "some.csv")
    assert (report.lines, report.used) == (2, 1)
    assert report.losses[0].examples == ("01999",)


def test_a_doctor_of_two_sites_counts_a_half_at_each_and_salaried_ones_not():
    doctors = reading(
        "doctors",
        {
            "doctor": ["a", "a", "b", "c", "d"],
            "code": ["01001", "01002", "01001", "01001", "01999"],
            "share": [0.5, 0.5, 1.0, 1.0, 1.0],
            "age": [62.0, 62.0, 40.0, 50.0, 50.0],
            "salaried": [False, False, False, True, False],
        },
        file="register",
        vintage="2025",
    )
    counts = reading("communes", {"code": ["01001"], "gps": [9.0]}, vintage="2024")
    facts = join([people(["01001", "01002", "01003"]), doctors, counts])
    assert facts.communes["gps"].to_dict() == {"01001": 1.5, "01002": 0.5, "01003": 0}
    assert facts.communes["gps_60_up"].to_dict() == {"01001": 0.5, "01002": 0.5, "01003": 0}
    assert source(facts, "register").unplaced == ("d (01999)",)
    assert len(facts.doctors) == 5


def test_the_share_of_older_doctors_holds_for_the_doctors_of_a_later_file():
    wide = reading("communes", {"code": ["01001"], "gps": [10.0], "gps_60_up": [4.0]}, vintage="2023")
    later = reading("communes", {"code": ["01001"], "gps": [5.0]}, vintage="2025")
    assert join([people(["01001"]), wide, later]).communes.loc["01001", "gps_60_up"] == 2


def test_establishments_are_counted_and_where_no_register_lists_them_counts_stand_for_them():
    register = reading(
        "facilities",
        {
            "sort": ["pharmacy", "ehpad", "ehpad", "pharmacy"],
            "name": ["P", "E1", "E2", "Q"],
            "code": ["01001", "01001", "01001", ""],
            "lat": [46.0, 46.1, 46.2, float("nan")],
            "lon": [5.0, 5.1, 5.2, float("nan")],
            "number": [1.0] * 4,
            "places": [float("nan"), 60.0, 30.0, float("nan")],
        },
        file="register",
        vintage="2026",
    )
    counts = {"emergency_departments": [1.0], "pharmacies": [7.0], "ehpad_places": [10.0]}
    facts = join(
        [
            people(["01001"], lat=[46.0], lon=[5.0]),
            register,
            reading("communes", {"code": ["01001"]} | counts),
        ]
    )
    line = facts.communes.loc["01001"]
    assert (line["pharmacies"], line["ehpad_places"], line["emergency_departments"]) == (1, 90, 1)
    sorts = facts.facilities.groupby("sort")["number"].sum().to_dict()
    assert sorts == {"ed": 1, "ehpad": 2, "pharmacy": 2}  # the one without a commune is not lost
    assert source(facts, "register").unplaced == ("Q (?)",)


def test_growth_is_told_by_an_older_count_of_people():
    old = reading("communes", {"code": ["01001"], "population": [80.0]}, file="old", vintage="2017")
    line = join([people(["01001"]), old]).communes.loc["01001"]
    assert (line["population"], line["population_before"], line["population_years"]) == (100, 80, 6)


def test_years_between_counts_follow_the_later_count():
    wide = reading(
        "communes",
        {"code": ["01001"], "population": [90.0], "population_before": [80.0], "population_years": [8.0]},
        reader="wide",
        vintage="2023",
    )
    line = join([people(["01001"], vintage="2025"), wide]).communes.loc["01001"]
    assert (line["population"], line["population_before"], line["population_years"]) == (100, 80, 10)


def test_what_a_file_comes_to_stands_beside_the_departments_known_total():
    known = reading("departments", {"dep": ["01", "33"], "gps": [8.0, 5.0]}, file="known")
    facts = join(
        [
            people(["01001", "01002"]),
            reading("communes", {"code": ["01001", "01002"], "gps": [3.0, 4.0]}),
            known,
        ]
    )
    (total,) = source(facts, "some.csv").totals
    assert (total.dep, total.column, total.counted, total.known) == ("01", "gps", 7, 8)


def test_a_travel_matrix_is_of_the_communes_of_today():
    pairs = reading("pairs", {"a": ["01001", "01002"], "b": ["01003", "01003"], "minutes": [10.0, 12.0]})
    facts = join([people(["01001", "01003"]), pairs, moves(("01002", "01001", "2019-01-01"))])
    assert facts.pairs.to_dict("records") == [{"a": "01001", "b": "01003", "minutes": 10}]


def test_a_line_that_stands_twice_is_counted_once_and_told():
    twice = reading("communes", {"code": ["01001", "01001"], "gps": [3.0, 3.0]})
    facts = join([people(["01001"]), twice])
    assert facts.communes.loc["01001", "gps"] == 3
    assert source(facts, "some.csv").losses[0].lines == 1


def test_of_a_gathered_table_each_column_has_the_vintage_of_whom_it_is_from():
    given = {"age_0_14": Given("INSEE", "2021"), "population": Given("INSEE", "2023")}
    table = {"code": ["01001"], "population": [90.0], "age_0_14": [20.0]}
    wide = replace(reading("communes", table, reader="wide", file="wide", vintage="2023"), given=given)
    cut = {"code": ["01001"], "population": [80.0], "age_0_14": [22.0]}
    facts = join([wide, reading("communes", cut, file="base-cc", vintage="2022")])
    assert facts.communes.loc["01001", ["population", "age_0_14"]].tolist() == [90.0, 22.0]
    assert (facts.origin["population"], facts.origin["age_0_14"].file) == (wide, "base-cc")
    assert source(facts, "wide").vintage == "2021–2023"
