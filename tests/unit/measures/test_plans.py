"""What a planner may write: plans that are refused, each with what would be right; the registry."""

import pytest
from pydantic import ValidationError

from sim.measures.plan import Plan
from sim.measures.registry import MEASURES, register, schemas
from tests.unit.measures.fakes import planned

KINDS = {
    "retire",
    "install",
    "hold_sessions",
    "stand_in",
    "open_site",
    "delegate",
    "open_counter",
    "close_counter",
    "open_line",
    "close_line",
    "turnover",
    "change",
}
SETTLE = {"doctors": 3, "site": "halimi", "by": "2025-10-01"}
RETIRE = {"doctor": "c1_1", "on": "2025-06-30", "notice": 90}


@pytest.mark.parametrize(
    ("kind", "plan", "said"),
    [
        ("install", {**SETTLE, "doctors": -1}, "negative"),
        ("install", {**SETTLE, "probability": 1.5}, "no share"),
        ("install", {**SETTLE, "by": "2025-13-01"}, "is no date"),
        ("install", {**SETTLE, "by": 2025}, "is no date"),
        ("install", {**SETTLE, "commune": "C1"}, "either `site` or `commune`"),
        ("install", {**SETTLE, "since": "2025-01-01"}, "either `by`, or `since`"),
        ("install", {"doctors": 1, "site": "halimi", "since": "2025-01-01"}, "either `by`, or `since`"),
        ("install", {**SETTLE, "follow": 0.5}, "nobody follows"),
        ("install", {**SETTLE, "ramp_days": 10}, "go together"),
        ("install", {**SETTLE, "notice": 10}, "go together"),
        ("install", {**SETTLE, "doctor": 3}, "Extra inputs"),
        ("install", {**SETTLE, "week": {"mon": [9, 9, 9]}}, "at most 2 items"),
        ("install", {**SETTLE, "shares_panel_of": "c1_1", "panel_cap": 9}, "the colleague's"),
        ("stand_in", {"doctors": "all", "on": "start", "finds": 2}, "no share"),
        ("stand_in", {"doctors": "all", "on": "start", "activity": 9}, "write a factor"),
        ("retire", {**RETIRE, "notice": -1}, "negative"),
        ("retire", {"doctor": "c1_1", "notice": 0}, "either `doctor` and `on`"),
        ("retire", {**RETIRE, "doctors": "all"}, "either `doctor` and `on`"),
        ("retire", {**RETIRE, "share": 0.5}, "needs the `successor`"),
        ("retire", {**RETIRE, "goes_on": {"activity": 0.5}}, "either `until` or `days`"),
        ("open_site", {"site": "x", "commune": "C1", "on": "2025-01-01", "rooms": 0}, "more than 0"),
        (
            "delegate",
            {"to": "ipa", "doctors": "all", "on": "start", "activity": 1, "panel": 1, "ramp_days": 0},
            "`agenda` belongs to an ipa",
        ),
        (
            "delegate",
            {"to": "assistant", "doctors": "all", "on": "start", "activity": 5, "panel": 1, "ramp_days": 0},
            "write a factor",
        ),
        (
            "open_counter",
            {"counter": "x", "profile": "cmsi", "commune": "C1", "on": "start", "hours": {"8": {"9-19": 1}}},
            "is no day",
        ),
    ],
)
def test_refused(kind, plan, said):
    with pytest.raises(ValidationError, match=said):
        planned({kind: plan})


def test_the_short_page_of_a_planner_is_enough():
    plan = planned({"install": SETTLE}).plan
    assert (plan.doctors, plan.probability, plan.origin, plan.week) == (3, 1.0, "outside", None)


def test_every_measure_is_registered_under_its_word():
    assert set(MEASURES) == set(schemas()) == KINDS
    for kind, known in MEASURES.items():
        assert known.process.__name__ == known.kind == kind
        assert known.process.__doc__
        assert known.title.en and known.title.fr


def test_a_word_or_a_schema_is_taken_once():
    class Other(Plan):
        pass

    with pytest.raises(ValueError, match="already"):
        register("retire", Other, MEASURES["retire"].process, MEASURES["retire"].title)
    with pytest.raises(ValueError, match="already"):
        register(
            "retire_again", MEASURES["retire"].schema, MEASURES["retire"].process, MEASURES["retire"].title
        )
    assert set(MEASURES) == KINDS


def test_a_commune_is_named_or_given_by_its_code_with_or_without_quotation_marks():
    for written, read in (("Mios", "Mios"), ("33284", "33284"), (33284, "33284")):
        assert settles_in(written).commune == read
    with pytest.raises(ValidationError):
        settles_in(True)


def settles_in(commune):
    return planned({"install": {"doctors": 1, "commune": commune, "by": "2025-10-01"}}).plan
