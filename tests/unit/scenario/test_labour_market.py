"""What the block `market` refuses, and what is refused around the measure; each with what is right."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from sim.cli import main
from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.scenario.market import Market
from sim.scenario.name_references import FirstDayNames, name_faults
from tests.unit.measures.fakes import START, conf, merged, planned

TURNOVER = {
    "hazard": dict.fromkeys(("under_55", "from_55", "from_62", "from_65", "from_67", "from_70"), 0.1),
    "notice": 90, "replaced": 1, "at_once": 0.5, "takeover": 0.7, "vacancy_days": 60, "age": 35,
    "contract": "liberal", "ramp_days": 180, "ramp_start": 0.6,
}  # fmt: skip
FIRST_DAY = FirstDayNames({"90001": "C1"}, ["c1_1"], ["line15"], ["cmsi"], ["sas"], lines=["line15"])
ZIP = {"once": 10000, "years": 3, "payer": "insurance"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"region": {"universities": {"limoges": None}}}, "sum to 0.8"),
        ({"region": {"universities": {"limoges": {"lat": 145.8}}}}, "between -90 and 90"),
        ({"region": {"reach": 0.5}}, "between 1 and 1000"),
        ({"region": {"posts": 0}}, "more than 0"),
        ({"graduates": {"a_year": -3}}, "negative"),
        ({"graduates": {"seeks": 80}}, "no share"),
        ({"search": {"none": "2"}}, "not a number"),
        ({"search": {"none": 40}}, "between -20 and 20"),
        ({"search": {"months": 0}}, "more than 0"),
        ({"exits": {"ahead_days": 90}}, "from the announcement on at the latest"),
        ({"utility": {"crèche": 0.2}}, "Extra inputs"),
        ({"aids": [{"since": "2026-01-01", "zip": ZIP}, {"since": "2020-01-01"}]}, "in order of date"),
        ({"aids": [{"since": "2026-02-30", "zip": ZIP}]}, "no date of the calendar"),
        ({"aids": [{"since": "2026-01-01", "zip": {**ZIP, "payer": "me"}}]}, "no payer"),
        ({"zones": {"33284": "zrr"}}, "zip"),
        ({"ramp": {"new": {"start": 2}}}, "no share"),
    ],
)
def test_refused(changes: dict[str, Any], said: str):
    with pytest.raises(ValidationError, match=said):
        Market.model_validate(merged(conf("market"), changes))


def test_the_last_step_of_the_aids_holds_and_a_zone_without_one_has_none():
    steps = [
        {"since": "2016-01-01", "zip": {**ZIP, "once": 50000, "years": 5}},
        {"since": "2026-01-01", "zip": ZIP},
    ]
    told = Market.model_validate(merged(conf("market"), {"aids": steps}))
    before, after = told.aid_in("zip", date(2025, 12, 31)), told.aid_in("zip", date(2026, 1, 1))
    assert before is not None and before.a_year == 10000
    assert after is not None and after.a_year == pytest.approx(10000 / 3)
    assert told.aid_in("zac", date(2026, 1, 1)) is None
    assert told.aid_in("none", date(2026, 1, 1)) is None
    assert told.aid_in("zip", date(2015, 12, 31)) is None


def faults(**measures: Any) -> list[str]:
    plans = {name: planned(block) for name, block in measures.items()}
    return [f"{'.'.join(key)}: {said}" for key, said in name_faults(plans, FIRST_DAY, START, "small")]


def test_the_market_takes_the_place_of_turnover():
    (said,) = faults(goes_on={"turnover": TURNOVER}, market={"market": {}})
    assert said.startswith(
        "measures.market.market: takes the place of turnover, and the measure goes_on is that"
    )
    assert said.endswith("write `goes_on: null`")
    assert len(faults(one={"market": {}}, two={"market": {}})) == 1


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"market": {"closed": ["C9"]}}, "there is no commune “C9”"),
        ({"market": {"spared": ["c1_9"]}}, "there is no doctor “c1_9”"),
        ({"attract": {"what": "msp", "where": "C9", "on": "start"}}, "there is no site or commune “C9”"),
        ({"attract": {"what": "msp", "where": "c1_1", "on": "start"}}, "there is no site or commune “c1_1”"),
        ({"attract": {"what": "msp", "where": ["C1", "C9"], "on": "start"}}, "there is no commune “C9”"),
        ({"offer_posts": {"site": "house", "posts": 1, "on": "start"}}, "there is no site “house”"),
    ],
)
def test_names_that_do_not_exist(block: dict[str, Any], said: str):
    (found,) = faults(it=block)
    assert said in found


def test_an_end_before_the_beginning():
    (found,) = faults(
        it={"attract": {"what": "msp", "where": "all", "on": "2026-01-01", "until": "2025-01-01"}}
    )
    assert "lies before on" in found


def test_a_code_that_is_no_communes_is_told_with_its_file(tmp_path, capsys):
    (tmp_path / "scenarios").mkdir()
    page = (
        "title: T\nsource: S\nterritory: mios\nmarket: {zones: {'33999': zip}}\n"
        "measures: {turnover: null, market: {market: {}}}\n"
    )
    (tmp_path / "scenarios/mine.yaml").write_text(page, encoding="utf-8")
    assert main(["run", "scenario=mine", "--config-dir", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "mine.yaml, line 4: key market.zones.33999: there is no commune of the code “33999”" in said


def test_the_shipped_scenarios_of_the_market_are_read():
    for name in ("market_as_is", "agency", "campaign", "zip", "nobody_comes"):
        settings = load([f"scenario=mios_{name}"], None, schemas()).settings
        kinds = {measure.kind for measure in settings.measures.values()}
        assert "market" in kinds and "turnover" not in kinds
