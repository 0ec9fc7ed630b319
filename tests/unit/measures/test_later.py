"""Who comes later is included from the day on which they come, or the plan is refused; never done without."""

from datetime import date

import pytest

from sim.scenario.errors import ScenarioError
from tests.unit.measures.fakes import helping, on, play

COMES = {"install": {"doctors": 1, "commune": "C1", "by": "2025-06-01"}}
SITE = {"open_site": {"site": "annex", "commune": "C1", "on": "2025-06-01", "rooms": 3}}
HELP = helping(1.5, doctors=["c1_1", "new_1"], on="2025-02-01")
COST = {"payer": "commune", "once": 100}
WEEK = {day: [4, 4] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
AGENDA = {"kinds": ["renewal"], "week": WEEK, "slot_minutes": 30, "ramp_start": 1}
RETIRE = {"doctor": "c1_1", "on": "2025-03-01", "notice": 0}


def test_an_assistant_begins_with_the_doctor_who_comes_later():
    run = play({"new": COMES, "help": {"delegate": {**HELP, "cost": COST}}})
    assert [(day, who) for day, _, who in run.events("activity")] == [
        (on("2025-02-01"), "c1_1"),
        (on("2025-06-01"), "new_1"),
    ]
    assert [(p.date, p.amount) for p in run.payments] == [
        (on("2025-02-01"), 100),
        (on("2025-06-01"), 100),
    ]


def test_so_do_locums_second_places_and_slots_for_a_line():
    line = {"line": "own", "profile": "sas", "on": "2025-02-01", "doctors": "new_1", "takes_part": 1}
    second = {"doctor": "new_1", "commune": "C2", "on": "2025-02-01", "week": {"mon": [4, 4]}}
    run = play(
        {
            "new": COMES,
            "cover": {"stand_in": {"doctors": ["new_1"], "on": "2025-02-01"}},
            "second": {"hold_sessions": second},
            "own": {"open_line": {**line, "slots": 1}},
        }
    )
    came = [event for event in run.history.events if event.date == on("2025-06-01")]
    assert {event.event for event in came} == {"arrival", "locum_begins", "sessions_open", "slots"}


def test_what_has_ended_before_they_come_does_not_begin():
    until = {"on": "2025-02-01", "until": "2025-05-01"}
    second = {"doctor": "new_1", "commune": "C2", "week": {"mon": [4, 4]}, **until}
    run = play(
        {
            "new": COMES,
            "cover": {"stand_in": {"doctors": ["new_1"], **until}},
            "second": {"hold_sessions": second},
        }
    )
    assert [event.event for event in run.history.events] == ["arrival"]


@pytest.mark.parametrize(
    ("measures", "key", "said"),
    [
        (
            {"new": COMES, "r": {"retire": {**RETIRE, "successor": "new_1", "share": 0.5}}},
            "measures.r.retire.successor",
            "new_1 comes on 2025-06-01 at the earliest .measure new., after 2025-03-01",
        ),
        (
            {
                "site": SITE,
                "new": {"install": {"doctors": 1, "site": "annex", "by": "2025-02-01"}},
                "r": {"retire": {**RETIRE, "successor": "new_1", "share": 0.5}},
            },
            "measures.r.retire.successor",
            "new_1 comes on 2025-06-01",
        ),
        (
            {
                "site": SITE,
                "r": {
                    "retire": {
                        "doctors": "annex",
                        "notice": 0,
                        "hazard": {
                            "under_55": 0.1,
                            "from_55": 0.1,
                            "from_62": 0.1,
                            "from_65": 0.1,
                            "from_67": 0.1,
                            "from_70": 0.1,
                        },
                    }
                },
            },
            "measures.r.retire.doctors",
            "annex comes on 2025-06-01 .*, after 2024-01-01; give `departure_hazard`",
        ),
        (
            {"new": COMES, "n": {"delegate": {**HELP, "to": "ipa", "agenda": AGENDA}}},
            "measures.n.delegate.doctors",
            "new_1 comes on 2025-06-01",
        ),
        (
            {
                "new": COMES,
                "x": {"install": {**COMES["install"], "by": "2025-02-01", "shares_panel_of": "new_1"}},
            },
            "measures.x.install.shares_panel_of",
            "new_1 comes on 2025-06-01",
        ),
        (
            {"new": COMES, "x": {"install": {**COMES["install"], "by": "2025-02-01", "from": "new_1"}}},
            "measures.x.install.from",
            "new_1 comes on 2025-06-01",
        ),
    ],
)
def test_what_cannot_wait_is_refused_before_the_first_day(measures, key, said):
    with pytest.raises(ScenarioError, match=f"{key}: .*{said}"):
        play(measures)


def test_on_the_same_day_they_are_there():
    on_the_day = {"doctor": "c1_1", "on": "2025-06-01", "notice": 0, "successor": "new_1", "share": 1}
    run = play({"z_new": COMES, "a": {"retire": {**on_the_day, "successor": "z_new_1"}}})
    (left,) = [event for event in run.history.events if event.event == "departure"]
    assert (left.date, left.detail) == (date(2025, 6, 1), "100% of the panel to z_new_1")


def test_who_goes_on_with_a_pension_is_followed_when_they_leave():
    goes_on = {"activity": 0.5, "days": 100}  # until 9 June
    plan = {**RETIRE, "goes_on": goes_on, "successor": "new_1", "share": 1}
    assert play({"new": COMES, "r": {"retire": plan}}).events("departure") == [
        (date(2025, 6, 9), "departure", "c1_1")
    ]


def test_a_doctor_named_twice_is_refused():
    for kind, plan in (
        ("delegate", {**HELP, "doctors": ["c1_1", "c1_1"]}),
        ("stand_in", {"doctors": ["c1_1", "c1_1"], "on": "start"}),
    ):
        with pytest.raises(ValueError, match=r"c1_1 is named twice.*name each doctor once"):
            play({"m": {kind: plan}})


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ({"delegate": {**HELP, "doctors": "all", "to": "ipa", "agenda": AGENDA}}, "“all”"),
        (
            {
                "delegate": {
                    **HELP,
                    "doctors": ["c1_1", "c2_1"],
                    "to": "ipa",
                    "agenda": AGENDA,
                }
            },
            "“c1_1”, “c2_1”",
        ),
        (
            {"install": {"doctors": 1, "commune": "C1", "by": "start", "shares_panel_of": "c2_1"}},
            "“C1”, “c2_1”",
        ),
        (
            {"hold_sessions": {"doctor": "c1_1", "commune": "90002", "on": "start", "week": {"mon": [1, 1]}}},
            "“90002”",
        ),
    ],
)
def test_of_several_catchments_is_refused_before_the_first_day(measure, said):
    with pytest.raises(ScenarioError, match=rf"within one catchment, and .*{said}.* that is 2"):
        play({"m": measure}, catchments=2)
