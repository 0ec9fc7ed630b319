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
    "be_away",
    "open_site",
    "delegate",
    "open_counter",
    "close_counter",
    "open_line",
    "close_line",
    "turnover",
    "reserve",
    "transport",
    "change",
    "run_centre",
    "market",
    "attract",
    "offer_posts",
    "obligation",
}
SETTLE = {"doctors": 3, "site": "halimi", "by": "2025-10-01"}
AID = {"once": 10000, "years": 3, "payer": "insurance"}
RETIRE = {"doctor": "c1_1", "on": "2025-06-30", "notice": 90}
HELP = {"to": "assistant", "doctors": "all", "on": "start"}
WEEK = {day: [4, 4] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
AGENDA = {"kinds": ["renewal"], "week": WEEK, "slot_minutes": 30, "ramp_start": 1}
PAIN = {**AGENDA, "kinds": ["pain"]}


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
        ("market", {"candidates": [{"since": "2025-01-01", "times": -1}]}, "negative"),
        ("market", {"candidates": [{"since": "2025-13-01", "times": 1}]}, "is no date"),
        ("market", {"candidates": [{"since": "2025-01-01", "of": "interns", "times": 1}]}, "graduates"),
        ("market", {"hazard": {}}, "Extra inputs"),
        ("attract", {"what": "campaign", "where": "C1", "on": "start"}, "campaign needs `reaches`"),
        ("attract", {"what": "campaign", "where": "C1", "on": "start", "reaches": 40}, "no share"),
        (
            "attract",
            {"what": "agency", "where": "C1", "on": "start", "reaches": 0.4, "fee": 8500},
            "who pays",
        ),
        (
            "attract",
            {"what": "campaign", "where": "C1", "on": "start", "reaches": 0.4, "fee": 1},
            "to agency",
        ),
        ("attract", {"what": "aid", "where": "C1", "on": "start"}, "aid needs `aid`"),
        ("attract", {"what": "zoning", "where": "C1", "on": "start"}, "zoning needs `zone`"),
        ("attract", {"what": "zoning", "where": "C1", "on": "start", "zone": "zrr"}, "zip"),
        ("attract", {"what": "housing", "where": "C1", "on": "start", "zone": "zip"}, "belongs to zoning"),
        ("attract", {"what": "housing", "where": "C1", "on": "start", "size": 0}, "more than 0"),
        ("attract", {"what": "aid", "where": "C1", "on": "start", "size": 2, "aid": AID}, "`size` is no key"),
        ("attract", {"what": "aid", "where": "C1", "on": "start", "aid": {**AID, "years": 0}}, "more than 0"),
        ("attract", {"what": "housing", "where": ["C1", "C1"], "on": "start"}, "named twice"),
        ("attract", {"what": "housing", "where": [], "on": "start"}, "at least 1"),
        ("attract", {"what": "parking", "where": "C1", "on": "start"}, "campaign"),
        (
            "attract",
            {"what": "housing", "where": "C1", "on": "start", "candidates": ["locum", "locum"]},
            "names a sort twice",
        ),
        (
            "attract",
            {"what": "zoning", "where": "C1", "on": "start", "zone": "zip", "candidates": ["locum"]},
            "the same for all",
        ),
        ("offer_posts", {"commune": "C1", "posts": 0, "on": "start"}, "more than 0"),
        ("offer_posts", {"posts": 1, "on": "start"}, "either `site` or `commune`"),
        ("offer_posts", {"commune": "C1", "posts": 1, "on": "start", "contract": "serf"}, "no contract"),
        ("obligation", {"rule": "limit_locum", "on": "start", "defies": 0.1}, "limit_locum needs `years`"),
        ("obligation", {"rule": "no_new_in_dense", "on": "start", "defies": 0.1}, "needs `dense`"),
        (
            "obligation",
            {"rule": "limit_locum", "on": "start", "defies": 0.1, "years": 3, "dense": 9},
            "`dense` is no key",
        ),
        ("obligation", {"rule": "limit_locum", "on": "start", "defies": 3, "years": 3}, "no share"),
        ("obligation", {"rule": "stay", "on": "start", "defies": 0.1, "years": 3}, "serve_first_years"),
        ("delegate", {**HELP, "activity": 1.05}, "`activity` is no longer written: .* in minutes; take it"),
        ("delegate", {**HELP, "panel": 1.1}, "`panel` is no longer written: a doctor who has time opens"),
        ("delegate", {**HELP, "to": "asistant"}, "no professional “asistant”; did you mean assistant"),
        ("delegate", {**HELP, "to": "pharmacist"}, "by themselves; write open_counter: .* profile: pharmacy"),
        ("delegate", {**HELP, "agenda": AGENDA}, "`agenda` belongs to who sees patients on their own"),
        ("delegate", {**HELP, "to": "ipa", "doctors_each": 2}, "`doctors_each` belongs to who works beside"),
        ("delegate", {**HELP, "minutes_saved": 90}, "must lie between -60 and 60"),
        ("delegate", {**HELP, "used": 1.5}, "no share"),
        ("delegate", {**HELP, "taking_part": -0.1}, "no share"),
        ("delegate", {**HELP, "supervision": {"visit": 2}}, "week"),
        ("delegate", {**HELP, "supervision": {"visit": -2, "week": 0}}, "negative"),
        ("delegate", {**HELP, "training_days": -1}, "negative"),
        ("delegate", {**HELP, "doctors_each": 0}, "more than 0"),
        ("delegate", {**HELP, "to": "ipa", "agenda": {**AGENDA, "kinds": []}}, "at least 1 item"),
        ("delegate", {**HELP, "to": "ipa", "agenda": PAIN}, "no kind of need “pain”"),
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
