"""Counters and lines open and close on their day, at the age they have."""

import numpy as np
import pytest

from sim.world.row_edits import AddCounter, EditAgenda, EditCounter
from tests.shipped import CounterType
from tests.territories import travel
from tests.unit.measures.fakes import CMSI, FIRST, SAS, on, play, same, territory


def test_a_counter_opens_at_its_hours_and_people_travel_to_it():
    run = play({"cmsi": {"open_counter": CMSI}})
    (opened,) = run.patients.of(AddCounter)
    row = opened.edit.row
    assert (opened.date, row["type"], row["commune"]) == (on("2024-07-01"), CounterType.CMSI, 1)
    assert row["opened_day"] == (on("2024-07-01") - FIRST).days
    assert (row["servers"][:7, 9:19] == 2).all()
    assert row["servers"][7].sum() == row["servers"][:, :9].sum() == 0
    assert [*opened.edit.travel] == [*travel(territory())[:, 1]]
    assert run.history.counter_names == (("line15", "cmsi_c2"),)


def test_open_before_the_first_day_it_is_known():
    run = play({"cmsi": {"open_counter": {**CMSI, "on": "2023-01-01"}}})
    (opened,) = run.patients.of(AddCounter)
    assert (opened.day, int(opened.edit.row["opened_day"])) == (0, -365)


def test_closed_from_the_first_day_of_the_results_on():
    run = play(
        {"cmsi": {"open_counter": CMSI}, "closes": {"close_counter": {"counter": "cmsi_c2", "on": "start"}}}
    )
    (closed,) = run.patients.of(EditCounter, active=0)
    assert (closed.date, closed.row) == (on("2025-01-01"), 1)


def test_closed_for_a_summer():
    plan = {"counter": "cmsi_c2", "on": "2025-07-01", "until": "2025-09-01"}
    run = play({"cmsi": {"open_counter": CMSI}, "summer": {"close_counter": plan}})
    assert [(c.date, c.edit.columns["active"]) for c in run.patients.of(EditCounter)] == [
        (on("2025-07-01"), 0),
        (on("2025-09-01"), 1),
    ]


def test_running_costs_end_with_the_closing():
    cost = {"payer": "commune", "once": 5000, "yearly": [12000]}
    run = play(
        {
            "cmsi": {"open_counter": {**CMSI, "cost": cost}},
            "closes": {"close_counter": {"counter": "cmsi_c2", "on": "2024-10-01"}},
        }
    )
    assert [(p.date, p.amount) for p in run.payments] == [
        (on("2024-07-01"), 5000.0),
        (on("2024-07-01"), 1000.0),
        (on("2024-08-01"), 1000.0),
        (on("2024-09-01"), 1000.0),
    ]
    assert {p.commune for p in run.payments} == {"90002"}


def test_the_sas_runs_through_the_15_and_gives_it_back():
    before = play({}).history.counters[0][0]
    run = play({"sas": {"open_line": SAS}})
    opened = run.history.counters[0][0]
    assert run.patients.of(AddCounter) == [], "it is the same telephone"
    assert not np.array_equal(opened["answers"], before["answers"])
    closed = play({"sas": {"open_line": SAS}, "closes": {"close_line": {"line": "sas", "on": "start"}}})
    assert same(closed.history.counters[0][0], before)
    assert closed.events("opens", "closes") == [(FIRST, "opens", "sas"), (on("2025-01-01"), "closes", "sas")]


def test_doctors_keep_slots_for_the_sas_and_get_them_back():
    run = play({"sas": {"open_line": SAS}}, gps=(20, 20, 10))
    kept = run.history.agendas[0]["sas"]
    assert set(kept) == {0, 1}
    assert 10 < kept.sum() < 40
    closed = play(
        {"sas": {"open_line": SAS}, "closes": {"close_line": {"line": "sas", "on": "start"}}},
        gps=(20, 20, 10),
    )
    assert closed.history.agendas[0]["sas"].sum() == 0
    assert {c.date for c in closed.patients.of(EditAgenda, sas=0)} == {on("2025-01-01")}


def test_the_same_doctors_take_part_whatever_else_is_planned():
    alone = play({"sas": {"open_line": SAS}}, gps=(20, 20, 10))
    with_cmsi = play({"cmsi": {"open_counter": CMSI}, "sas": {"open_line": SAS}}, gps=(20, 20, 10))
    assert [*alone.history.agendas[0]["sas"]] == [*with_cmsi.history.agendas[0]["sas"]]


def test_a_line_of_its_own():
    own = {key: value for key, value in SAS.items() if key != "through"}
    run = play({"sas": {"open_line": own}, "closes": {"close_line": {"line": "sas", "on": "2025-05-05"}}})
    (opened,) = run.patients.of(AddCounter)
    assert (opened.edit.row["type"], opened.edit.travel.sum()) == (CounterType.LINE15, 0)
    assert [(c.date, c.row) for c in run.patients.of(EditCounter, active=0)] == [(on("2025-05-05"), 1)]


def closing(on, until=None, counter="cmsi_c2"):
    return {"close_counter": {"counter": counter, "on": on} | ({"until": until} if until else {})}


def switched(run):
    """When the counter that opened was closed or opened again, and as what it stood at the end."""
    edits = [(str(c.date), int(c.edit.columns["active"])) for c in run.patients.of(EditCounter)]
    return edits, int(run.history.counters[0]["active"][1])


@pytest.mark.parametrize(
    ("closings", "edits", "active"),
    [
        # for good, while works close it for a month: it does not open again
        ([("2025-01-10", "2025-02-10"), ("2025-02-01", None)], [("2025-01-10", 0)], 0),
        # two that overlap are one, from the first day of the one to the last of the other
        (
            [("2025-01-10", "2025-02-10"), ("2025-02-01", "2025-03-01")],
            [("2025-01-10", 0), ("2025-03-01", 1)],
            1,
        ),
        # two of which one begins on the day on which the other ends: closed that day, too
        (
            [("2025-01-10", "2025-02-10"), ("2025-02-10", "2025-03-01")],
            [("2025-01-10", 0), ("2025-03-01", 1)],
            1,
        ),
        # on the day of the opening
        ([("2024-07-01", None)], [("2024-07-01", 0)], 0),
        ([("2024-07-01", "2024-08-01")], [("2024-07-01", 0), ("2024-08-01", 1)], 1),
        # from a day on which it has not opened
        ([("2024-03-01", "2024-09-01")], [("2024-07-01", 0), ("2024-09-01", 1)], 1),
        ([("2024-03-01", None)], [("2024-07-01", 0)], 0),
        ([("2024-03-01", "2024-07-01")], [], 1),
        # a closing of no day
        ([("2025-01-10", "2025-01-10")], [], 1),
    ],
)
@pytest.mark.parametrize("names", ["ab", "xy"])
def test_closings_are_counted(closings, edits, active, names):
    """Whatever measures are called, and in either order."""
    opens = {"m_opens": {"open_counter": CMSI}}
    for order in (closings, closings[::-1]):
        closes = {name: closing(*each) for name, each in zip(names, order, strict=False)}
        assert switched(play({**opens, **closes})) == (edits, active)


def test_the_history_has_what_changed():
    run = play(
        {
            "cmsi": {"open_counter": CMSI},
            "works": closing("2024-06-01", "2024-09-01"),
            "more": closing("2024-08-01", "2024-10-01"),
            "for_good": closing("2025-01-01"),
            "again": closing("2025-02-01"),
        }
    )
    assert [(str(e.date), e.measure, e.event, e.detail) for e in run.history.events] == [
        ("2024-07-01", "cmsi", "opens", "profile cmsi, closed"),
        ("2024-10-01", "more", "reopens", ""),
        ("2025-01-01", "for_good", "closes", ""),
    ]


def test_what_is_closed_for_a_summer_is_paid_for_again_afterwards():
    cost = {"payer": "commune", "yearly": [12000]}
    run = play(
        {
            "cmsi": {"open_counter": {**CMSI, "on": "2024-03-01", "cost": cost}},
            "summer": closing("2024-07-01", "2024-09-01"),
            "for_good": closing("2024-10-15"),
        }
    )
    assert [p.date.month for p in run.payments] == [3, 4, 5, 6, 9, 10]


def test_what_opens_under_a_closing_is_neither_staffed_nor_paid():
    line = {**SAS, "on": "2024-07-01", "takes_part": 1, "cost": {"payer": "insurance", "yearly": [12000]}}
    for closes, opens in (("a", "b"), ("b", "a")):
        run = play({opens: {"open_line": line}, closes: {"close_line": {"line": "sas", "on": "2024-07-01"}}})
        assert run.payments == []
        assert run.history.agendas[0]["sas"].sum() == 0
        assert same(run.history.counters[0][0], play({}).history.counters[0][0]), "the 15 answers"


NIGHT = {**SAS, "line": "night", "on": "2025-02-01", "takes_part": 1, "hours": {"mon-sun": {"20-24": 1}}}


def answering(run):
    """Who answers the telephone of the 15 at the end: known by the hours, and whether anybody does."""
    row, alone = run.history.counters[0][0], play({}).history.counters[0][0]
    profile = {n: play({n: {"open_line": p}}).history.counters[0][0] for n, p in LINES.items()}
    known = {"line15": alone, **profile}
    columns = ("servers", "answers", "minutes")
    (who,) = [n for n, each in known.items() if all(np.array_equal(each[c], row[c]) for c in columns)]
    return who if row["active"] else ""


LINES = {"sas": SAS, "night": NIGHT}


@pytest.mark.parametrize("through", ["line15", "sas"])
@pytest.mark.parametrize(
    ("closes", "who", "kept"),
    [
        ([], "night", {2}),
        (["sas"], "night", {1}),
        (["night"], "sas", {1}),
        (["night", "sas"], "line15", {0}),
        (["sas", "night"], "line15", {0}),
        (["line15"], "night", {2}),
        (["line15", "night"], "sas", {1}),
        (["line15", "night", "sas"], "", {0}),
        (["sas", "line15", "night"], "", {0}),
    ],
)
def test_the_line_that_opened_last_answers_of_those_on_one_telephone(through, closes, who, kept):
    run = play(
        {
            "sas": {"open_line": {**SAS, "takes_part": 1}},
            "night": {"open_line": {**NIGHT, "through": through}},
            **{
                f"c{n}": {"close_line": {"line": line, "on": f"2025-0{n + 3}-01"}}
                for n, line in enumerate(closes)
            },
        }
    )
    assert answering(run) == who
    assert set(run.history.agendas[0]["sas"].tolist()) == kept, "only for lines that answer, or may again"


def test_of_lines_that_open_and_close_on_one_day():
    """One closes as the other opens, and one runs through a line that opens that morning."""
    change = play(
        {
            "sas": {"open_line": SAS},
            "z": {"close_line": {"line": "sas", "on": "2025-02-01"}},
            "night": {"open_line": NIGHT},
        }
    )
    assert answering(change) == "night"
    both = play(
        {"z_sas": {"open_line": {**SAS, "on": "2025-02-01"}}, "a": {"open_line": {**NIGHT, "through": "sas"}}}
    )
    assert answering(both) == "night"


def test_a_line_may_close_as_a_counter_does():
    """`close_counter` with `until` closes a line for a while: the 15 answers meanwhile."""
    run = play({"sas": {"open_line": SAS}, "pause": closing("2025-02-01", "2025-03-01", counter="sas")})
    assert answering(run) == "sas"
    assert [str(c.date) for c in run.patients.of(EditCounter)][1:] == ["2025-02-01", "2025-03-01"]
    assert run.history.counters[0]["active"][0] == 1
