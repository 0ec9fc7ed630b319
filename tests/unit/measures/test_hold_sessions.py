"""A doctor holds sessions at a second place: on its days, for the same panel, until it closes."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.world.row_edits import AddAgenda, AddDoctor, AddPanel, EditAgenda, EditPanel, EndAgenda
from tests.unit.measures.fakes import FIRST, helping, on, planned, play

NOTHING = {day: [0, 0] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
WEEK = {"tue": [6, 5], "fri": [4, 0]}
THERE = [0, 0, 6, 5, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0]  # the same by half-day
HALIMI = {"open_site": {"site": "halimi", "commune": "C3", "on": "2025-04-01", "rooms": 1}}
LEAVES = {"retire": {"doctor": "c1_1", "on": "2025-09-01", "notice": 60}}
ROW = 0  # of c1_1


def second(**changes):
    plan = {"doctor": "c1_1", "commune": "C2", "on": "2025-03-01", "week": WEEK, **changes}
    return {"hold_sessions": {key: value for key, value in plan.items() if value is not None}}


def weeks(run, row):
    """The weeks that an agenda is given, with their days."""
    given = [call for call in run.patients.of(EditAgenda) if "weekly" in call.edit.columns]
    return [(call.date, call.edit.columns["weekly"].tolist()) for call in given if call.row == row]


def test_a_second_agenda_of_the_same_doctor_for_the_same_panel():
    run = play({"tuesdays": second()})
    (opened,) = run.patients.of(AddAgenda)
    assert opened.date == on("2025-03-01")
    there, usual = run.row("tuesdays"), run.row("c1_1")
    assert (there["doctor"], there["panel"]) == (usual["doctor"], usual["panel"]) == (ROW, ROW)
    assert (there["commune"], usual["commune"]) == (1, 0)
    assert there["site"] not in run.patients.world.catchments[0].agendas["site"]
    assert there["weekly"].tolist() == THERE
    assert (there["from_day"], there["active"]) == ((on("2025-03-01") - FIRST).days, 1)
    assert there["leave"].tolist() == usual["leave"].tolist(), "away from both at once"
    assert run.patients.of(AddDoctor) == run.patients.of(AddPanel) == []
    assert run.history.doctor_names == (("c1_1", "c1_2", "c2_1", "c2_2", "c2_3", "c3_1"),)
    assert run.history.agenda_names[0][-1] == "tuesdays"
    assert run.events("sessions_open", "arrival") == [(on("2025-03-01"), "sessions_open", "tuesdays")]


def test_half_days_worked_there_are_given_up_at_the_usual_place():
    run = play({"tuesdays": second()})
    usual = run.patients.world.catchments[0].agendas["weekly"][ROW].tolist()
    left = [0 if there else slots for there, slots in zip(THERE, usual, strict=True)]
    assert left != usual
    assert weeks(run, ROW) == [(on("2025-03-01"), left)]
    assert run.row("c1_1")["weekly"].tolist() == left


def test_or_they_come_on_top():
    run = play({"tuesdays": second(gives_up=False)})
    assert weeks(run, ROW) == []


def test_at_the_end_the_usual_week_is_as_before_and_nobody_is_released():
    run = play({"tuesdays": second(until="2025-06-01")})
    usual = run.patients.world.catchments[0].agendas["weekly"][ROW].tolist()
    (closed,) = run.patients.of(EndAgenda)
    names = run.history.agenda_names[0]
    assert (closed.date, names[closed.row], closed.edit.successor) == (on("2025-06-01"), "tuesdays", -1)
    assert weeks(run, ROW)[1:] == [(on("2025-06-01"), usual)]
    assert run.row("tuesdays")["until_day"] == (on("2025-06-01") - FIRST).days
    assert run.row("c1_1")["active"] == 1
    assert run.events("sessions_close", "departure") == [(on("2025-06-01"), "sessions_close", "tuesdays")]


def test_at_a_site_they_begin_when_it_opens_and_take_no_room():
    run = play(
        {
            "a_tuesdays": second(site="halimi", commune=None),
            "halimi": HALIMI,
            "settle": {"install": {"doctors": 1, "site": "halimi", "by": "2025-04-01"}},
        }
    )
    assert run.events("sessions_open") == [(on("2025-04-01"), "sessions_open", "a_tuesdays")]
    assert run.row("a_tuesdays")["commune"] == 2
    assert run.row("a_tuesdays")["site"] == run.row("settle_1")["site"]


def test_on_the_morning_on_which_the_doctor_begins_whatever_the_names():
    """The second place waits for a site that opens that day: the doctor and their first place come before."""
    run = play(
        {
            "a_tuesdays": second(doctor="b_settle_1", site="halimi", commune=None),
            "b_settle": {"install": {"doctors": 1, "commune": "C1", "by": "2025-04-01"}},
            "halimi": HALIMI,
        }
    )
    there, usual = run.row("a_tuesdays"), run.row("b_settle_1")
    assert (there["doctor"], there["panel"]) == (usual["doctor"], usual["panel"])
    assert there["weekly"].tolist() == THERE


def test_who_leaves_ends_both_on_the_day_and_both_are_announced():
    run = play({"tuesdays": second(), "leaves": LEAVES})
    last = (on("2025-09-01") - FIRST).days
    both = [ROW, run.history.agenda_names[0].index("tuesdays")]
    told = run.patients.of(EditAgenda, book_until=last)
    assert [(call.date, call.row) for call in told] == [(on("2025-07-03"), row) for row in both]
    assert [(call.date, call.row) for call in run.patients.of(EndAgenda)] == [
        (on("2025-09-01"), row) for row in both
    ]
    assert [call.row for call in run.patients.of(EditPanel, list_open=0)] == [ROW]
    assert run.events("departure", "sessions_close") == [(on("2025-09-01"), "departure", "c1_1")]


def test_who_has_left_opens_nothing_and_what_is_over_is_not_closed_twice():
    late = play({"tuesdays": second(on="2025-10-01"), "leaves": LEAVES})
    assert late.patients.of(AddAgenda) == []
    gone = play({"tuesdays": second(until="2025-12-01"), "leaves": LEAVES})
    assert len(gone.patients.of(EndAgenda)) == 2
    assert gone.events("sessions_close") == []


@pytest.mark.parametrize("name", ["a_tuesdays", "z_tuesdays"])  # before and after the measure that retires
def test_to_close_on_the_day_of_the_departure_is_to_close_once(name):
    run = play({name: second(until="2025-09-01"), "leaves": LEAVES})
    ended = [call.row for call in run.patients.of(EndAgenda)]
    assert sorted(ended) == [ROW, run.history.agenda_names[0].index(name)]


def test_an_assistant_gives_time_at_both_places():
    help = helping(1.2, doctors=["c1_1"], on="2025-05-01")
    run = play({"tuesdays": second(), "help": {"delegate": help}})
    row = run.history.agenda_names[0].index("tuesdays")
    usual = run.patients.world.catchments[0].agendas["weekly"][ROW]
    left = int(np.where(THERE, 0, usual).sum())
    ((day, there),) = weeks(run, row)
    assert (day, sum(there)) == (on("2025-05-01"), round(15 * 1.2))
    assert sum(weeks(run, ROW)[-1][1]) == int(left * 1.2 + 0.5)
    detail = next(event.detail for event in run.history.events if event.event == "activity")
    assert detail.startswith(f"{round(15 * 1.2) + int(left * 1.2 + 0.5)} slots a week instead of {15 + left}")


def test_a_second_place_opened_later_is_helped_from_its_first_day():
    help = helping(1.2, doctors=["c1_1"], on="2025-02-01")
    run = play({"tuesdays": second(), "help": {"delegate": help}})
    assert run.row("tuesdays")["weekly"].sum() == round(15 * 1.2)


def test_slots_for_a_line_are_kept_at_both_places():
    sas = {
        "line": "sas",
        "through": "line15",
        "profile": "sas",
        "on": "2025-05-01",
        "doctors": "all",
        "takes_part": 1.0,
        "slots": 2,
    }
    kept = play({"tuesdays": second(), "sas": {"open_line": sas}})
    assert kept.row("tuesdays")["sas"] == kept.row("c1_1")["sas"] == 2
    before = play({"tuesdays": second(), "sas": {"open_line": {**sas, "on": "2025-01-15"}}})
    assert before.row("tuesdays")["sas"] == 2


def test_a_nurse_is_the_team_of_both_places():
    agenda = {"kinds": ["renewal"], "week": {**NOTHING, **WEEK}, "slot_minutes": 30, "ramp_start": 1}
    plan = helping(to="ipa", doctors="C1", on="2025-05-01")
    run = play({"nurse": {"delegate": {**plan, "agenda": agenda}}, "tuesdays": second()})
    team = run.history.agenda_names[0].index("nurse")
    assert run.row("tuesdays")["team"] == run.row("c1_1")["team"] == team


def test_who_works_in_a_commune_on_some_days_is_a_doctor_there():
    """An assistant for the doctors of C2 helps those who hold sessions there, too."""
    help = helping(1.2, doctors="C2", on="2025-05-01")
    run = play({"tuesdays": second(), "help": {"delegate": help}})
    helped = [event.entity for event in run.history.events if event.event == "activity"]
    assert helped == ["c1_1", "c2_1", "c2_2", "c2_3"]


def test_places_of_another_catchment_are_refused():
    with pytest.raises(ValueError, match="within one catchment, and “C2”, “c1_1”: that is 2"):
        play({"tuesdays": second()}, catchments=2)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"site": "halimi"}, "either `site` or `commune`"),
        ({"commune": None}, "either `site` or `commune`"),
        ({"week": NOTHING}, "no slot at all"),
        ({"doctor": "c 1"}, "is no doctor"),
    ],
)
def test_refused(changes, said):
    with pytest.raises(ValidationError, match=said):
        planned(second(**changes))
