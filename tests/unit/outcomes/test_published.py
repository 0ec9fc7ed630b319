"""The rows of published.csv: who may read which, how each is shown, and several runs as one territory."""

import re
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.calibration.market.as_shipped import rows as rows_of_the_market
from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.periods.months import parse_period
from sim.outcomes.published.effects import EFFECTS
from sim.outcomes.published.made import FUNCTIONS, Context
from sim.outcomes.published.of_tables import quantile
from sim.outcomes.published.rows import ROLES, published_rows
from sim.outcomes.published.shown import EARLIER, EXPERIMENT, FORMULA, FRANCE, MAP, MARKET, records, shown
from sim.outcomes.published.verdicts import ORDER, line, line_of, misses_first, too_few, unseen
from sim.outcomes.published.year import year_of
from sim.scenario.reader import read
from sim.scenario.sources import PACKAGE, data_root
from sim.schema.languages import LANGUAGES
from sim.validation import accessibility, earlier
from sim.validation.lines import Score
from tests.runs import manifest, played, write_run

ALL = published_rows(*ROLES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("published") / "run"
    config = {"costs": {"emergencies": {"ccmu12": 0.6}}, "run": {"trace": 0.0625}}
    write_run(place, manifest(), [played(0), played(1)], config)
    return place


# --- who may read what


def test_a_role_gets_its_own_rows_alone():
    """What is fitted reads `calibration`; what is held back cannot come in by another way."""
    for role in ROLES:
        assert {row.role for row in published_rows(role)} == {role}
    assert len(published_rows("calibration", "held_back")) == sum(
        len(published_rows(role)) for role in ("calibration", "held_back")
    )


@pytest.mark.parametrize("roles", [(), ("calibrated",), ("calibration", "all")])
def test_a_role_that_is_none_is_refused(roles):
    with pytest.raises(ValueError, match="calibration, held_back, input, context"):
        published_rows(*roles)


def test_there_is_one_door():
    """No other module opens the file."""
    those = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if re.search(r"""["']published\.csv["']""", file.read_text(encoding="utf-8"))
    }
    assert those == {"outcomes/published/rows.py"}


# --- the rows


def test_rows_are_whole():
    assert len({row.id for row in ALL}) == len(ALL) >= 180
    for row in ALL:
        assert set(row.figure) == set(LANGUAGES) and all(row.figure.values()), row.id
        assert isinstance(row.source, str) and row.source.strip(), row.id
        if row.role in ("calibration", "held_back"):
            assert row.low <= row.published <= row.high, row.id


def test_every_claim_has_a_record_and_every_record_a_row():
    claims = {row.id for row in ALL if row.role in ("calibration", "held_back")}
    assert claims <= set(records()) <= {row.id for row in ALL}


def test_records_name_what_there_is():
    territories = {file.stem for file in (data_root() / "conf/territory").glob("*.yaml")}
    folder = data_root() / "conf/validation/experiments/scenarios"
    experiments = {file.stem for file in folder.glob("*.yaml")}
    used = set()
    for record in records().values():
        assert bool(record.why) != bool(record.on), record.id
        if record.on.startswith(EXPERIMENT):
            used.add(record.on.removeprefix(EXPERIMENT))
            assert record.function in EFFECTS, record.id
        elif record.on == MAP:
            assert record.takes["of"] in ("without_mt", "no_visit", "apl")
            assert record.function in Score._fields, record.id
        elif record.on in (EARLIER, FORMULA):
            figures = earlier.FIGURES if record.on == EARLIER else accessibility.FIGURES
            assert record.function in figures, record.id
        elif record.on == MARKET:
            assert record.id in rows_of_the_market() and not record.input, record.id
        elif record.on:
            assert record.on in {FRANCE, *territories}, record.id
            assert record.function in FUNCTIONS, record.id
            if record.function == "indicator":
                assert record.takes["id"] in CATALOGUE
    assert used == experiments
    assert {each.id for each in records().values() if each.on == MARKET} == {*rows_of_the_market()}


def test_what_the_model_reads_is_no_claim():
    (row,) = (row for row in published_rows("input") if row.id == "monday_share")
    assert not shown(row).on and set(shown(row).why) == set(LANGUAGES)


def test_what_files_say_is_neither_a_hit_nor_a_miss():
    """How many doctors a territory has and how old they are, and what the contract of a line of volunteers
    was given: by what the figure is, wherever it lies.
    """
    (inside,) = (row for row in ALL if row.id == "mean_age")
    assert shown(inside).input
    read = {row.id for row in ALL if shown(row).input}
    assert read == {
        "over_60_liberal", "mean_age", "density_cnam", "haute_gironde_gps", "solidaires_day",
        "apl_mean", "apl_d1", "apl_d10", "gironde_under_dense", "gironde_under_dense_65",
    }  # fmt: skip
    for record in (each for each in records().values() if each.input):
        if record.on in (EARLIER, FORMULA):
            assert record.on == FORMULA or record.function == "gps", record.id
            continue
        (said,) = record.takes.values() if record.function == "indicator" else (record.takes,)
        of_contract = record.on.startswith(EXPERIMENT) and said.get("doctors") == "line_1"
        assert of_contract or said == "gps" or said.get("value") == "age" or said.get("above") == ["gps"], (
            record.id
        )


def test_every_reason_and_note_is_given_somewhere():
    written = read(data_root() / "conf/validation/shown.yaml").data
    given = {said.get(key) for said in written["figures"].values() for key in ("why", "note")}
    assert {*written["reasons"]} - {"input", "context"} | {*written["notes"]} == given - {None}


# --- several runs as one territory


def test_the_same_run_twice_says_the_same_of_ratios_and_twice_as_much_of_counts(folder):
    one, two = year_of([folder], 2025), year_of([folder, folder], 2025, [0.5, 1.5])
    for indicator in ("without_mt", "consultations_per_resident", "delay_mean", "gps_per_10000"):
        np.testing.assert_allclose(two.sum(indicator), one.sum(indicator), rtol=1e-12, err_msg=indicator)
    for indicator in ("needs", "gps"):
        np.testing.assert_allclose(two.sum(indicator), 2 * one.sum(indicator), rtol=1e-12)


def test_every_figure_of_territories_can_be_made(folder):
    """Of whatever run; most are not shown by this made-up one, none fails."""
    year = year_of([folder, folder], 2025)
    for row in ALL:
        if shown(row).on in {FRANCE, "mios", "tulle", "biscarrosse"}:
            found = line(row, Context(year, year), "here")
            seen = ("input",) if shown(row).input else ("inside", "outside")
            assert found.verdict in (*seen, "not shown"), row.id
            assert found.judged == (found.verdict in ("inside", "outside"))


def test_who_ever_refuses_by_hand():
    """Of three doctors there all year: one of 190 patients, one who refused in March alone, one who never
    did; one more came in April.
    """
    lines = [("small", 190, 5), ("march", 900, 0), ("never", 900, 0), ("new", 900, 9)]
    rows = [
        {
            "doctor": who, "month": pd.Timestamp(2025, month, 1), "panel": panel, "refused": refused,
            "commune": "33009" if who == "march" else "33284", "run": 0, "weight": 1.0, "visits": 1.0,
            "hours": 1.0, "weeks": 1.0, "birth_year": 1970,
        }
        for who, panel, refused in lines
        for month in range(4 if who == "new" else 1, 13)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    frame.loc[(frame["doctor"] == "march") & (frame["month"].dt.month == 3), "refused"] = 2
    traced = pd.DataFrame(columns=["run", "outcome", "service", "commune", "resident"])
    made = SimpleNamespace(
        n=1, period=parse_period("2025"), table=lambda name: [frame if name == "doctors" else traced]
    )
    ask = partial(FUNCTIONS["doctors"], Context(made), "refused")
    assert ask("over", bound=1, least_panel=200).tolist() == [50.0]
    assert ask("mean").tolist() == [pytest.approx((60 + 2 + 0) / 3)]
    assert ask("mean", commune="33009").tolist() == [2.0]


def test_tables_hold_the_year_alone(folder):
    year = year_of([folder], 2025)
    for name, day in (("daily", "date"), ("doctors", "month"), ("trace", "arose")):
        for frame in year.table(name):
            assert set(frame[day].dt.year) <= {2025}
    assert year.days() == 365
    assert year.first_month.days() == 31
    january = year_of([folder], "2025-01")
    assert np.array_equal(year.first_month.sum("without_mt"), january.sum("without_mt"))


def test_a_weighted_quantile():
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0])
    assert [quantile(values, weights, share) for share in (0.25, 0.5, 0.75, 1.0)] == [1, 2, 2, 3]


# --- the table


def test_misses_come_first_the_farthest_at_the_head(folder):
    year = year_of([folder], 2025)
    rows = [row for row in ALL if shown(row).on == FRANCE]
    lines = misses_first([line(row, Context(year), "here") for row in rows] + [unseen(ALL[0], "so")])
    order = [ORDER.index(each.verdict) for each in lines]
    assert order == sorted(order)
    off = [each.off for each in lines if each.verdict == "outside"]
    assert off == sorted(off, reverse=True)
    assert pd.isna(lines[-1].simulated)


def test_json_has_the_columns_that_are_promised(folder):
    promised = "id figure source unit published low high simulated simulated_low simulated_high role"
    promised += " territory verdict"
    row = published_rows("calibration")[0]
    assert {*promised.split()} <= set(line(row, Context(year_of([folder], 2025)), "here").flat())


def test_too_few_places_say_nothing():
    row = published_rows("held_back")[0]
    made = too_few(row, "map", {"en": "so", "fr": "ainsi"})
    assert made.verdict == "too few" and not made.judged and np.isnan(made.simulated)
    assert misses_first([unseen(row, ""), made, line_of(row, "here", np.array([1.0]))])[1] is made


def test_explanations_are_of_rows():
    import yaml

    file = Path(data_root() / "conf/validation/misses.yaml")
    assert set(yaml.safe_load(file.read_text(encoding="utf-8"))) <= {row.id for row in ALL}
