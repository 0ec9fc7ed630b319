"""Measures and patients alternate: every day once, midnights in order, names refused before anything runs."""

import random
import zlib
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.changes.change import SupplyEvent
from sim.changes.doctors_and_sites import Announce, CloseList, Depart, OpenSite
from sim.draws.keyed import block, entity, key36
from sim.draws.purposes import MEASURE, MEASURE_DRAW
from sim.engine.clock import MeasureDraws
from sim.engine.week import scaled
from sim.scenario.errors import ScenarioError
from sim.scenario.name_references import FirstDayNames, name_faults
from sim.scenario.run import next_month
from tests.unit.measures.fakes import END, FIRST, START, measure, on, play, same, settings, territory

SITE = {"open_site": {"site": "halimi", "commune": "C1", "on": "2025-10-01", "rooms": 4}}
SETTLE = {"install": {"doctors": 2, "site": "halimi", "by": "2025-10-01"}}
RETIRE = {"retire": {"doctor": "c1_1", "on": "2025-10-01", "notice": 100}}
CMSI = {"open_counter": {"counter": "cmsi", "profile": "cmsi", "commune": "C1", "on": "2024-07-01"}}
WEEK = {day: [4, 4] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
CLOSES = {"close_counter": {"counter": "cmsi", "on": "2025-10-01"}}


def test_without_measures_the_whole_run_is_one_step():
    run = play({})
    days = (END - FIRST).days + 1
    assert run.patients.steps == [(0, days)]
    assert run.patients.calls == []
    assert run.history.events == ()


def test_patients_are_cut_exactly_where_supply_changes():
    run = play({"leaves": RETIRE})
    notice, leaves, days = (
        (on("2025-06-23") - FIRST).days,
        (on("2025-10-01") - FIRST).days,
        (END - FIRST).days + 1,
    )
    assert run.patients.steps == [(0, notice), (notice, leaves), (leaves, days)]


def test_changes_of_one_midnight_are_applied_by_class_then_name():
    measures = {"site": SITE, "a_settle": SETTLE, "b_leaves": RETIRE, "cmsi": CMSI, "a_closes": CLOSES}
    run = play(measures)
    that_day = [(row.event, row.entity) for row in run.history.events if row.date == on("2025-10-01")]
    assert that_day == [
        ("closes", "cmsi"),
        ("arrival", "a_settle_1"),
        ("arrival", "a_settle_2"),
        ("site_opens", "halimi"),
        ("departure", "c1_1"),
    ]


def test_the_order_in_which_measures_are_written_plays_no_part():
    measures = {"site": SITE, "a": SETTLE, "b": RETIRE, "cmsi": CMSI, "c": CLOSES}
    expected = play(measures).history
    for seed in range(3):
        names = list(measures)
        random.Random(seed).shuffle(names)
        got = play({name: measures[name] for name in names}).history
        assert got.events == expected.events
        assert same(got.agendas[0], expected.agendas[0])


def test_a_measure_that_removes_itself_leaves_no_trace():
    both = play({"site": SITE, "leaves": RETIRE}).history.events
    alone = play({"leaves": RETIRE}).history.events
    assert [row for row in both if row.entity == "c1_1"] == [*alone]


def test_the_past_month_is_handed_over_on_the_first_of_the_next():
    seen = []

    def watch(clock, supply, draws, plan):
        yield clock.until("start")
        for _ in range(2):
            loads = yield supply.past_month()
            seen.append((clock.today, loads))

    with measure(watch) as probe:
        run = play({"watch": probe, "leaves": {"retire": {**RETIRE["retire"], "on": "2025-02-15"}}})
    assert [day for day, _ in seen] == [on("2025-02-01"), on("2025-03-01")]
    assert run.patients.months == [12, 13], "January and February 2025, counted from January 2024"
    first, second = seen[0][1], seen[1][1]
    assert first["c2_1"] == (102, 92, 802, 1002)
    assert set(first) - set(second) == {"c1_1"}, "who has left is not heard any more"


def test_without_anybody_who_asks_months_are_not_cut():
    assert len(play({"leaves": RETIRE}).patients.steps) == 3


def test_asking_for_what_is_over_is_an_error_that_names_the_measure():
    def twice(clock, supply, draws, plan):
        yield clock.days(10)
        supply.ask(Depart("c1_1"))
        supply.ask(Depart("c1_1"))

    with measure(twice) as probe, pytest.raises(ValueError, match="measure wrong: c1_1 does not practise"):
        play({"wrong": probe})


def test_the_days_of_a_clock():
    seen = []

    def look(clock, supply, draws, plan):
        assert (clock.date_of("start"), clock.end) == (START, END)
        yield clock.until(date(2023, 5, 5))
        seen.append(clock.today)
        yield clock.until("start")
        seen.append(clock.today)
        yield clock.days(45)
        seen.append(clock.today)
        yield clock.next_month()
        seen.append(clock.today)

    with measure(look) as probe:
        play({"look": probe})
    assert seen == [FIRST, START, on("2025-02-15"), on("2025-03-01")]


def test_draws_are_keyed_by_name():
    one = MeasureDraws(7, 3, "settle")
    words = block(7, 0, 3, entity(MEASURE, zlib.crc32(b"settle") & (2**28 - 1)), MEASURE_DRAW, 5)
    assert [one.uniform(5, w) for w in range(4)] == [(word + 0.5) / 2**32 for word in words]
    about = one.about("c1_1", "33284")
    others = [MeasureDraws(7, 3, "other"), MeasureDraws(7, 4, "settle"), MeasureDraws(8, 3, "settle"), about]
    assert len({draws.uniform(5, 0) for draws in [one, *others]}) == 5
    assert about.uniform(0, 1) == MeasureDraws(7, 3, "settle/c1_1", key36("33284")).uniform(0, 1)


def test_a_table_of_draws_is_that_of_each_by_itself():
    """Whoever else is in it, and whichever occurrences of others."""
    own, who, what = MeasureDraws(7, 3, "settle"), ["ada", "bob", "ada"], ["room", ""]
    made = own.table(who, what, [4, 4, 9])
    assert made.shape == (4, 3, 2)
    for row, (name, occurrence) in enumerate([("ada", 4), ("bob", 4), ("ada", 9)]):
        assert (own.table([name], what, occurrence)[:, 0] == made[:, row]).all()
        alone = [own.about(name).uniform(occurrence, word) for word in range(4)]
        assert made[:, row, 1].tolist() == alone
    assert (own.table(who, what, 4)[:, :2] == made[:, :2]).all()
    with pytest.raises(ValueError, match="broadcast"):
        own.table(who, what, [4, 9])


def test_the_history_keeps_the_changes_that_were_asked_for():
    events = play({"site": SITE, "leaves": RETIRE}).history.events
    opened = SupplyEvent(on("2025-10-01"), "site", OpenSite("halimi", "90001", 4), "halimi", "90001")
    assert opened in events
    assert (opened.event, opened.entity, opened.detail) == ("site_opens", "halimi", "4 rooms")
    assert [event.change for event in events if event.measure == "leaves"] == [
        CloseList("c1_1"),
        Announce("c1_1", on("2025-10-01")),
        Depart("c1_1"),
    ]


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        (
            {"x": {"retire": {"doctor": "c1_7", "on": "2025-06-30", "notice": 0}}},
            "no doctor “c1_7” in the territory small; did you mean c1_",
        ),
        (
            {"site": SITE, "x": {"install": {**SETTLE["install"], "site": "halim"}}},
            "no site “halim”; did you mean halimi",
        ),
        ({"x": SETTLE}, "a site exists when a measure `open_site` opens it"),
        (
            {"x": {"open_site": {**SITE["open_site"], "commune": "Bordeaux"}}},
            "no commune “Bordeaux” in the territory small; its communes, by name or INSEE code: .*C1",
        ),
        ({"x": CLOSES}, "no service “cmsi”"),
        (
            {"x": {"open_counter": {**CMSI["open_counter"], "profile": "cmis"}}},
            "no profile of services “cmis”; did you mean cmsi",
        ),
        (
            {
                "c1_1": {
                    "delegate": {
                        "to": "ipa",
                        "doctors": "all",
                        "on": "start",
                        "ramp_days": 0,
                        "agenda": {"kinds": ["renewal"], "week": WEEK, "slot_minutes": 30, "ramp_start": 1},
                    }
                }
            },
            "the doctor “c1_1” is there already",
        ),
        ({"x": CMSI, "y": CMSI}, "measures.y.open_counter.counter: the service “cmsi” is there already"),
        ({"x": SITE, "y": SITE}, "measures.y.open_site.site: the site “halimi” is there already"),
        (
            {"cmsi": CMSI, "x": {"close_counter": {**CLOSES["close_counter"], "until": "2025-01-01"}}},
            "measures.x.close_counter.until: 2025-01-01 lies before on, 2025-10-01",
        ),
        (
            {"x": {"install": {"doctors": 1, "commune": "C1", "by": "start", "from": "C9"}}},
            "no place or doctor “C9”",
        ),
    ],
)
def test_names_that_do_not_exist_are_refused_before_the_first_day(measures, said):
    with pytest.raises(ScenarioError, match=said):
        play(measures)


def test_names_that_other_measures_make_exist():
    measures = {
        "site": SITE,
        "settle": SETTLE,
        "cmsi": CMSI,
        "closes": CLOSES,
        "leaves": {"retire": {"doctor": "settle_2", "on": "2026-10-01", "notice": 0}},
        "moves": {"install": {"doctors": 1, "commune": "c3", "by": "2026-01-01", "from": "settle_1"}},
    }
    chosen = settings(measures)
    communes = dict(zip(territory().codes, territory().names, strict=True))
    first_day = FirstDayNames(communes, ["c1_1"], ["line15"], ["cmsi"], ["cmsi"], lines=["line15"])
    assert name_faults(chosen.measures, first_day, START, "small") == []


@given(st.lists(st.integers(0, 30), min_size=14, max_size=14), st.floats(0.0, 3.0))
def test_a_scaled_week_is_right_to_the_nearest_slot(week, factor):
    got = scaled(week, factor)
    assert sum(got) == int(sum(week) * factor + 0.5)
    assert all(abs(new - old * factor) < 1 for new, old in zip(got, week, strict=True))
    assert all(new == 0 for new, old in zip(got, week, strict=True) if old == 0)


def test_the_first_of_the_next_month():
    assert next_month(date(2024, 12, 31)) == date(2025, 1, 1)
    assert next_month(date(2024, 2, 1)) == date(2024, 3, 1)
    assert np.all([next_month(date(2025, m, 15)).month == m + 1 for m in range(1, 12)])
