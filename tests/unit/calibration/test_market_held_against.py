"""What the labour market's numbers are held against: figures by hand, the rows that are read (never those
held back), bad input.
"""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.calibration.errors import CalibrationError
from sim.calibration.market import targets, written
from sim.calibration.market.__main__ import ROWS, main
from sim.calibration.market.as_shipped import as_shipped, rows
from sim.calibration.market.country import (
    BACKCAST,
    conf_doctors,
    conf_market,
    first,
    market_of,
    regions,
)
from sim.calibration.market.figures import Table, changes, median, observed, rates
from sim.calibration.market.playing import Land
from sim.france.facts import AGES
from sim.outcomes.published.rows import Published, Role, published_rows
from sim.scenario.sources import data_root
from tests.france import all_communes

CHANGES = (
    "change_all",
    "change_dense",
    "change_rural",
    "change_few",
    "change_many",
    "change_alone",
    "change_group",
    "where_none",
    "spread",
    "slope_load",
    "slope_town",
)


def table(before: list[float], after: list[float], **columns: list[float]) -> Table:
    """Intercommunalités of one commune each."""
    n = len(before)
    ones = np.ones(n)
    made = {
        "people": ones * 1000,
        "density": ones * 4,
        "load": ones,
        "town_km": ones,
        "luck": np.zeros(n),
        **{name: np.array(values, dtype=float) for name, values in columns.items()},
    }
    epci = np.array([f"e{row}" for row in range(n)])
    return Table(epci=epci, before=np.array(before, float), after=np.array(after, float), **made, size=1.0)


def test_changes_by_hand():
    found = changes(
        table([10, 20, 30, 0], [12, 18, 30, 3], density=[1, 4, 6, 6], people=[1000, 1000, 1000, 10_000])
    )
    assert found["change_all"] == pytest.approx(5.0)  # 60 → 63
    assert found["change_dense"] == pytest.approx(20 - 5)
    assert found["change_rural"] == pytest.approx(10 - 5)  # 30 → 33
    assert found["where_none"] == pytest.approx(100 * 3 / 63)
    assert found["change_group"] == pytest.approx(0 - 5)  # communes of eight or more: 60 → 60
    mean = 0.0
    spread = (10 * 20**2 + 20 * 10**2 + 30 * 0) / 60
    assert found["spread"] == pytest.approx((spread - mean**2) ** 0.5)


def test_slopes_of_a_change_that_is_one():
    """Two points less for twice the load, one more for twice the distance (and the 10 km)."""
    load, km = [1.0, 2.0, 4.0, 1.0, 2.0, 8.0], [0.0, 10.0, 30.0, 70.0, 0.0, 10.0]
    change = [-2 * np.log2(a) + np.log2(b + 10) for a, b in zip(load, km, strict=True)]
    after = [20 * (1 + each / 100) for each in change]
    found = changes(table([20.0] * 6, after, load=load, town_km=km))
    assert (found["slope_load"], found["slope_town"]) == pytest.approx((-2, 1))


def test_luck_adds_to_the_spread_that_is_expected():
    """Two places that do not change, of 10 GPs; 4 come and go: a variance of 4 / 100."""
    assert changes(table([10, 10], [10, 10], luck=[4, 4]))["spread"] == pytest.approx(20.0)


def test_the_median_lies_where_half_of_the_weight_does():
    assert median(np.array([30.0, 10.0, 20.0]), np.array([1.0, 1.0, 3.0])) == 20.0


# --- what is read


def communes(**changed: float) -> pd.DataFrame:
    """Two open places, one hidden, one of Dordogne, one of Paris; ``changed``: GPs of now, by code."""
    rows = [
        # code, dep, region, epci, population, gps, gps_before
        ("33001", "33", "75", "open1", 5000, 6, 5),
        ("33002", "33", "75", "open1", 3000, 3, 4),
        ("86001", "86", "75", "open2", 9000, 12, 14),
        ("87001", "87", "75", "hidden", 4000, 4, np.nan),
        ("24001", BACKCAST, "75", "dordogne", 6000, 7, 8),
        ("75056", "75", "11", "paris", 2_000_000, 2000, 0),
    ]
    made = pd.DataFrame(
        rows, columns=["code", "dep", "region", "epci", "population", "gps", "gps_before"]
    ).set_index("code")
    made["gps"] = [float(changed.get(f"c{code}", gps)) for code, gps in made["gps"].items()]
    made["lat"], made["lon"] = 45.0 + 0.1 * np.arange(len(made)), 0.5
    made["density"], made["gps_60_up"], made["name"], made["epci_name"] = 5.0, 1.0, made.index, made["epci"]
    return made.assign(**dict.fromkeys(AGES, 1.0))


def land_of(table: pd.DataFrame) -> Land:
    market, doctors = conf_market(), conf_doctors()
    places = tuple(regions(table, doctors, market))
    ages = first(doctors, communes())  # of the whole country
    care = 1 - doctors.particular
    return Land(places, ages, market, care, targets.assumptions(), tuple(ROWS))


def test_only_places_whose_change_is_open_are_compared():
    (region,) = land_of(communes()).regions
    assert [code for code, known in zip(region.land.codes, region.open, strict=True) if known] == [
        "33001",
        "33002",
        "86001",
    ]
    assert np.isnan(region.after[~region.open]).all() and np.isfinite(region.after[region.open]).all()


def test_what_is_held_back_moves_nothing():
    """What came of Dordogne is not read, whatever it is; nor what the hidden places were before."""
    usual, other = land_of(communes()), land_of(communes(c24001=70))
    for of in (lambda land: observed(land.regions, land.care), lambda land: land.figures(land.market)):
        one, two = of(usual), of(other)
        if isinstance(one, Table):
            one, two = changes(one), changes(two)
        assert one == two
    moved = changes(observed(land_of(communes(c33001=7)).regions, 1.0))
    assert moved != changes(observed(usual.regions, 1.0))  # what came of an open place is read


def test_rows_that_are_read_all_have_the_role_calibration(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    def door(*roles: Role, file: Path | None = None) -> tuple[Published, ...]:
        asked.extend(roles)
        return published_rows(*roles, file=file)

    monkeypatch.setattr(targets, "published_rows", door)
    found = targets.held(CHANGES, ROWS)
    assert asked == ["calibration"]
    assert {row.role for row, _ in found.rows} == {"calibration"} and len(found.rows) == len(ROWS)
    assert [each.id for each in found.changes] == list(CHANGES)


def test_what_is_held_of_a_figure():
    made = targets.held(CHANGES, ROWS).targets(dict.fromkeys(CHANGES, 1.0), dict.fromkeys(CHANGES, 2.0))
    first_change, entry = made[0], next(each for each in made if each.id == "entry_rate")
    assert (first_change.published, first_change.observed, first_change.model) == (1.0, 2.0, 3.0)
    assert entry.observed == pytest.approx((5.0 - 3.9) / 4) and entry.model == pytest.approx(0.45)


def test_rates_by_hand():
    """Of settlers 6.95 % are gone after 4.5 years of a hazard of 1.6 %."""
    land = land_of(communes())
    found = rates(land.regions, land.expect(land.market), 0.016)
    assert found["early_loss"] == pytest.approx(100 * (1 - 0.984**4.5))
    assert found["replacement_ratio"] == pytest.approx(found["entry_rate"] / found["exit_rate"])


def test_graduates_come_as_residents_there_are():
    (region,) = land_of(communes()).regions
    market = market_of(region, conf_market())
    assert market.graduates.a_year == conf_market()["graduates"]["a_year"]  # it is the region of conf/market
    assert market.region.gps == pytest.approx(float(region.land.gps.sum()))


def test_the_shipped_values_are_the_centre():
    land = land_of(communes())
    values = [each.at(part) for each, part in zip(land.uncertain, land.centre, strict=True)]
    made = land.block(values)
    for each in ("graduates", "search", "utility", "exits"):
        for key, value in made[each].items():
            assert value == pytest.approx(land.market[each][key]), key


# --- bad input


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    """A copy of what is read of conf/."""
    shipped, folder = data_root() / "conf", targets.FOLDER
    (tmp_path / folder).mkdir()
    lists = [f"{folder}/{name}.yaml" for name in ("changes", "published", "assumptions")]
    for name in ("published.csv", "parameters.yaml", *lists):
        (tmp_path / name).write_bytes((shipped / name).read_bytes())
    return tmp_path


WHY = {"en": "so", "fr": "ainsi"}


def row(id_: str, **more: object) -> dict[str, object]:
    return {"id": id_, "discrepancy": 0.1, "why": WHY, **more}


@pytest.mark.parametrize(
    ("file", "entries", "words"),
    [
        ("published", [row("distance_birth")], "with the role calibration"),
        ("published", [row("gps_nontron_2021")], "with the role calibration"),
        ("published", [row("travel_mean")], "that the labour market shows"),
        ("published", [row("exit_rate", discrepancy=-1)], "is 0 or more"),
        ("published", [{"id": "exit_rate", "why": WHY}], "discrepancy"),
        ("published", [row("exit_rate"), row("exit_rate")], "has an entry already"),
        ("changes", [row("change_al", name=WHY, unit="%")], "change_all"),
    ],
)
def test_bad_lists(conf: Path, file: str, entries: list[dict[str, object]], words: str):
    (conf / targets.FOLDER / f"{file}.yaml").write_text(json.dumps(entries), encoding="utf-8")
    with pytest.raises(CalibrationError, match=words):
        targets.held(CHANGES, ROWS, conf)


def test_an_assumption_of_another_block_is_refused(conf: Path):
    entry = {"key": "needs.per_year", "scale": "linear", "low": 1, "high": 2, "name": WHY, "why": WHY}
    (conf / targets.FOLDER / "assumptions.yaml").write_text(json.dumps([entry]), encoding="utf-8")
    with pytest.raises(CalibrationError, match=r"needs\.per_year is no number of the block market"):
        targets.assumptions(conf)


def test_no_region_and_no_count_before():
    market, doctors = conf_market(), conf_doctors()
    with pytest.raises(CalibrationError, match="know no commune of the regions"):
        regions(communes().query("region == '11'"), doctors, market)
    with pytest.raises(CalibrationError, match="gps_before"):
        regions(communes().assign(gps_before=np.nan), doctors, market)


def test_folders_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--data", str(tmp_path / "none"), "--write", str(tmp_path)]) == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert main(["--data", str(tmp_path), "--write", str(tmp_path / "none")]) == 2
    assert "--write" in capsys.readouterr().err


def test_files_that_do_not_say_enough_show_nothing(tmp_path: Path):
    assert as_shipped(tmp_path / "nowhere") == {}


def test_the_median_that_is_printed_is_judged():
    """The worlds' own median lies just inside the range; with the luck of a run, as printed, below it."""
    row = next(each for each in published_rows("held_back") if each.id == "gps_bergerac_2021")
    line = written._line(row, 61.6, np.array([50.0, 62.1, 63.0]), np.array([9.0, 9.0, 9.0]), "en")
    median = float(re.search(r"\| ([\d.]+) \([\d.]+ – ", line)[1])
    assert row.low == 62 and median < 62 and "median outside the range" in line
    alone = written._line(row, 61.6, np.array([50.0, 62.1, 63.0]), np.zeros(3), "en")
    assert "62.1 (" in alone and "median in the range" in alone
    assert "in 2012 (number) |" in line


@pytest.mark.heavy  # the whole country
def test_what_the_market_shows_of_published_rows():
    """As docs/market.md has it, but for a hundredth of the bonus: it was made before GPs of 2018 overseas
    became not known, in place of none.
    """
    found = as_shipped(all_communes())
    assert {*found} == {*rows()}
    assert found["distance_birth"] == pytest.approx(98.1, abs=0.1)
    assert found["bonus_additionality"] == pytest.approx(6.84, abs=0.01)
    # 27,000 € in each of four years to each GP, of whom so many per cent are more than there would be
    assert found["bonus_cost_per_net_gp"] == pytest.approx(0.108 / 0.0684, rel=0.001)
