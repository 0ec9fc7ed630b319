"""Posts that are offered under a contract: week, list, ramp, pay, how long one stays, who supervises."""

from datetime import date, timedelta
from typing import Any

import pytest

from sim.changes.sessions import ChangeActivity
from sim.engine.clock import MeasureDraws
from sim.measures.holding import months_after
from tests.unit.measures.fakes import ReplicationResult, on, play
from tests.unit.measures.labour import BARE, MARKET, arrivals, graduate, market

END = date(2027, 6, 30)
SOON = date(2025, 1, 31)
OFFERED = market(search={"none": -8}, visible={"room": 0}, utility={"offered": 5})
FIRST_TWO = [f"market_{graduate(number)}" for number in (5, 6)]  # of June and July 2024


def offered(contract: str, posts: int = 2, **plan: Any) -> dict[str, Any]:
    offer = {"commune": "C2", "posts": posts, "on": "2024-06-01", "contract": contract, **plan}
    return {**MARKET, "offer": {"offer_posts": offer}}


def run_of(
    contract: str, row: dict[str, Any] | None = None, end: date = END, **plan: Any
) -> ReplicationResult:
    rows = None if row is None else {contract: row}
    return play(offered(contract, **plan), end, market=OFFERED, contracts=rows)


def left(run: ReplicationResult) -> dict[str, date]:
    return {who: day for day, _, who in run.events("departure")}


@pytest.mark.parametrize(
    ("contract", "slots", "cap", "ramp"),
    [
        ("salaried", 70, 900, (180, 0.5)),
        ("collaborator", 79, 800, (180, 0.6)),
        ("liberal", 88, 1000, (365, 0.4)),  # a row that says nothing: the market's own ramp
    ],
)
def test_who_takes_a_post_works_as_its_contract_says(contract, slots, cap, ramp):
    run = run_of(contract, end=SOON)
    (first, second) = FIRST_TWO
    assert list(arrivals(run))[:2] == FIRST_TWO
    for name in (first, second):
        row = run.row(name)
        assert (int(sum(row["weekly"])), int(run.panel(name)["cap"])) == (slots, cap)
        assert (int(row["ramp_days"]), pytest.approx(float(row["ramp_start"]))) == ramp


def test_what_the_plan_says_goes_before_the_row():
    run = run_of("salaried", end=SOON, panel_cap=700)
    assert int(run.panel(FIRST_TWO[0])["cap"]) == 700


def test_a_post_costs_and_earns_from_the_first_day_to_the_euro():
    """A row that nobody leaves: 12,000 € a year, and the fees of 90 visits and the row's number."""
    row = {"payer": "region", "pay": 12000, "fees": "employer", "collected": 0.5}
    run = run_of("salaried", row, posts=1, on="2024-12-01", end=SOON)
    assert [(month.employer, month.month, round(month.costs, 2)) for month in run.books] == [
        (f"market_{graduate(11)}", on("2024-12-31"), 1000),
    ]
    assert {month.receipts for month in run.books} == {96 * 30 * 0.5}
    assert [(p.payer, round(p.amount, 2)) for p in run.payments] == [("region", 1000 - 96 * 15)]


def test_a_cost_of_the_plan_stands_in_for_that_of_the_contract():
    row = {"payer": "region", "pay": 12000}
    cost = {"payer": "commune", "once": 500, "yearly": [2400]}
    run = run_of("salaried", row, end=SOON, posts=1, on="2024-12-01", cost=cost)
    assert [(p.date, p.payer, p.amount) for p in run.payments] == [
        (on("2024-12-01"), "commune", 500),
        (on("2024-12-01"), "commune", 200),
        (on("2025-01-01"), "commune", 200),
    ]


def test_one_stays_as_the_contract_says_and_not_as_ones_age_does():
    """All of that age would leave within a year; under the contract they stay two, to the day."""
    goes = dict.fromkeys(BARE["exits"]["hazard"], 1.0)
    told = market(search={"none": -8}, utility={"offered": 5}, exits={"hazard": goes, "ahead_days": 180})
    stay = ["c1_1", "c1_2", "c2_1", "c2_2", "c2_3", "c3_1"]
    spared = {"market": {"market": {"spared": stay}}}
    row = {"ends_after": 24, "notice": 60}
    plan = {**offered("salaried"), **spared}
    run = play(plan, END, market=told, contracts={"salaried": row})
    came = arrivals(run)
    for name in FIRST_TWO:
        assert left(run)[name] == months_after(came[name], 24)
        assert (left(run)[name] - timedelta(days=60), "announced", name) in run.events("announced")
    later = [name for name, day in came.items() if day > on("2024-07-01")]
    assert [came[name] for name in later] == [on("2026-06-01"), on("2026-07-01")]  # free again that day


def test_leaving_by_years_there_is_the_keyed_draw_of_the_offer():
    row = {"leaving": [0.4], "notice": 30}
    run = run_of("salaried", row, posts=12)
    (first_day,) = {day for name, day in arrivals(run).items() if name == FIRST_TWO[0]}
    expected = {}
    for name, day in arrivals(run).items():
        own = MeasureDraws(1, 0, "offer").about(name, "90002")
        for year in range(4):
            begins = date(day.year + year, day.month, day.day)
            days = (date(begins.year + 1, day.month, day.day) - begins).days
            goes = begins + timedelta(days=1 + int((days - 1) * own.uniform(year, 1)))
            if own.uniform(year, 0) < 0.4 and goes <= END:
                expected[name] = goes
                break
    assert first_day == on("2024-06-01") and len(expected) > 4
    assert left(run) == expected


def test_a_path_and_its_supervisor():
    """Half the week for three months, and a tenth of the time of the first colleague there."""
    row = {
        "path": {"months": 3, "activity": 0.5},
        "supervision": {"time": 0.1, "months": 3, "alone": 0},
        "notice": 30,
    }
    run = run_of("foreign", row, end=SOON, posts=1)
    asked = [
        (event.date, event.change.doctor, event.change.factor)
        for event in run.history.events
        if isinstance(event.change, ChangeActivity)
    ]
    assert sorted(asked) == [
        (on("2024-06-01"), "c2_1", 0.9),
        (on("2024-06-01"), FIRST_TWO[0], 0.5),
        (on("2024-09-01"), "c2_1", 1.0),
        (on("2024-09-01"), FIRST_TWO[0], 1.0),
    ]


def test_who_has_a_post_under_a_contract_does_not_look_for_another():
    """There are rooms next door; in the first years of practice all look once a year."""
    told = market(search={"none": -8}, movers={"first_years": 1, "later": 0})
    house = {"house": {"open_site": {"site": "house", "commune": "C3", "on": "2024-06-01", "rooms": 90}}}
    moved = {}
    for contract, row in (("salaried", {"leaving": [0.0], "notice": 0}), ("liberal", {})):
        run = play({**offered(contract, posts=6), **house}, END, market=told, contracts={contract: row})
        holders = {e.entity for e in run.history.events if e.event == "arrival" and e.change.through}
        moved[contract] = [doctor for doctor, _ in run.moves if doctor in holders]
    assert moved["salaried"] == [] != moved["liberal"]
