"""A centre that employs doctors, by hand: when they come and go, its books, when it closes."""

from datetime import date

import pytest
from pydantic import ValidationError

from sim.changes.doctors_and_sites import AnnounceClosing, Depart
from sim.engine.clock import MeasureDraws
from sim.measures.run_centre import Centre
from tests.unit.measures.fakes import on, play, territory

FIND = {"lead_days": 1, "probability": 1}  # at once, nearly: on the day after the decision
ROW = {"payer": "commune", "pay": 60000, "fees": "employer", "notice": 30}  # they do not leave
PLAN = {"commune": "C1", "since": "2025-01-01", "creation_months": 6, "posts": 2, "search": FIND}
FEE = 30  # euros a consultation (conf/costs); patients hold 90 visits a month and the number of the row
LONG = date(2028, 12, 31)


def centre(**changes):
    plan = {**PLAN, **changes}
    return {"run_centre": {key: value for key, value in plan.items() if value is not None}}


def run(end=date(2026, 12, 31), row=None, others=None, **changes):
    plans = {"centre": centre(**changes), **(others or {})}
    return play(plans, end=end, contracts={"salaried": {**ROW, **(row or {})}})


def of(played, *kinds):
    return [(day, who) for day, _, who in played.events(*kinds)]


# --- opening, search


def test_it_opens_when_it_has_been_created_and_its_posts_are_filled_one_by_one():
    played = run(creation_cost=100000, payers={"commune": 0.75, "region": 0.25})
    assert of(played, "centre_opens") == [(on("2025-07-01"), "centre")]
    assert of(played, "arrival") == [(on("2025-07-01"), "centre_1"), (on("2025-07-01"), "centre_2")]
    (opens,) = [event for event in played.history.events if event.event == "centre_opens"]
    assert (opens.detail, opens.commune) == ("2 posts, salaried", territory().codes[0])
    paid = [(p.payer, p.amount) for p in played.payments if p.date == on("2025-07-01")]
    assert paid == [("commune", 75000), ("region", 25000)]


def test_a_search_that_finds_nobody_is_followed_by_the_next():
    """Words of NAME/search/1: whether, how long; one search after the other from the decision on."""
    search = {"lead_days": 100, "probability": 0.4}
    played = run(end=LONG, posts=8, creation_months=0, search=search)
    expected = []
    for number in range(8):
        own = MeasureDraws(1, 0, "centre").about(f"centre_{number + 1}/search/1", territory().codes[0])
        days, nth = 0, 0
        while True:
            days += max(1, int(100 * own.exponential(nth, 1)))
            if own.uniform(nth, 0) < 0.4:
                break
            nth += 1
        day = date.fromordinal(on("2025-01-01").toordinal() + days)
        expected += [(day, f"centre_{number + 1}")] if day <= LONG else []
    assert of(played, "arrival") == sorted(expected)
    assert len({day for day, _ in expected}) > 4


def test_who_leaves_is_replaced_after_a_search():
    row, search = {"ends_after": 12, "notice": 30}, {"lead_days": 40, "probability": 1}
    played = run(posts=1, search=search, row=row, creation_months=0)
    (first, _), (second, who), *_ = of(played, "arrival")
    assert of(played, "departure")[0] == (first.replace(year=2026), "centre_1")
    own = MeasureDraws(1, 0, "centre").about("centre_1/search/2", territory().codes[0])
    assert who == "centre_1.2"
    assert (second - first.replace(year=2026)).days == max(1, int(40 * own.exponential(0, 1)))


def test_a_colleague_who_stays_takes_over():
    leaves = {"leaves": {"retire": {"doctor": "centre_1", "on": "2025-09-10", "notice": 0}}}
    row = {"leaving": [1.0], "notice": 0}
    played = run(row=row, takeover=0.5, posts=2)
    first = next(event.change for event in played.history.events if isinstance(event.change, Depart))
    assert (first.share, first.successor) == (
        0.5,
        {"centre_1": "centre_2", "centre_2": "centre_1"}[first.doctor],
    )
    alone = run(row=row, takeover=0.5, posts=1)
    first = next(event.change for event in alone.history.events if isinstance(event.change, Depart))
    assert (first.share, first.successor) == (None, None)
    taken = run(others=leaves, posts=1)
    assert of(taken, "departure") == [(on("2025-09-10"), "centre_1")]
    assert of(taken, "arrival")[1] == (on("2025-10-02"), "centre_1.2"), (
        "sought for from the next first of a month"
    )


def test_at_a_site_it_takes_over_the_premises_that_others_opened():
    site = {"premises": {"open_site": {"site": "halimi", "commune": "C1", "on": "2025-03-01", "rooms": 3}}}
    liberal = {"settle": {"install": {"doctors": 2, "site": "halimi", "by": "2025-03-01"}}}
    leaves = {"leaves": {"retire": {"doctor": "settle_1", "on": "2026-02-10", "notice": 0}}}
    played = run(others={**site, **liberal, **leaves}, commune=None, site="halimi")
    assert of(played, "arrival")[2:] == [(on("2025-07-01"), "centre_1"), (on("2026-02-10"), "centre_2")]
    assert played.row("centre_1")["site"] == played.row("settle_1")["site"]
    late = {"premises": {"open_site": {"site": "halimi", "commune": "C1", "on": "2025-10-01", "rooms": 3}}}
    assert of(run(others=late, commune=None, site="halimi"), "centre_opens") == [(on("2025-10-01"), "centre")]


def test_the_centre_says_week_and_list_before_the_contract():
    week = {day: [4, 4] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    played = run(week=week, panel_cap=650, age=41)
    assert played.row("centre_1")["weekly"].tolist() == [4] * 14
    assert played.panel("centre_2")["cap"] == 650
    assert played.doctor("centre_1")["birth_year"] == 2025 - 41


# --- its books


def test_costs_receipts_and_deficit_to_the_euro():
    """Two doctors of 5,000 € a month from 1 July, a secretary for both, two rooms, a grant."""
    played = run(
        staff={"per_doctor": 0.5, "yearly": 36000},
        premises=6000,
        car=1200,
        collected=0.9,
        grants={"insurance": 24000},
        payers={"commune": 0.8, "region": 0.2},
        end=date(2025, 9, 30),
    )
    july, august = played.books
    assert (july.employer, july.month, august.month) == ("centre", on("2025-07-31"), on("2025-08-31"))
    costs = 2 * 5000 + 2 * 0.5 * 3000 + 2 * (500 + 100)
    receipts = (96 + 97) * FEE * 0.9 + 2000  # rows 6 and 7, after six doctors of the first day
    assert (july.costs, july.receipts) == (pytest.approx(costs), pytest.approx(receipts))
    paid = [(p.payer, round(p.amount, 2)) for p in played.payments if p.date == on("2025-08-01")]
    deficit = costs - receipts
    assert paid == [
        ("insurance", 2000),
        ("commune", round(0.8 * deficit, 2)),
        ("region", round(0.2 * deficit, 2)),
    ]


def test_pay_is_by_days_staff_is_kept_and_rooms_are_paid_from_the_first_day():
    """One post of two is held, from the day after the opening; it stands empty from 11 September on."""
    leaves = {"leaves": {"retire": {"doctor": "centre_1", "on": "2025-09-11", "notice": 0}}}
    search = {"lead_days": 36500, "probability": 1}
    played = run(
        creation_months=0, since="2025-07-10", others=leaves, posts=1, premises=12000,
        staff={"per_doctor": 1, "yearly": 24000}, end=date(2025, 12, 31), pay=60000,
    )  # fmt: skip
    july, august, september, *_ = [month.costs for month in played.books]
    assert july == pytest.approx(21 / 31 * 5000 + 22 / 31 * 3000), "comes on the 11th, open since the 10th"
    assert august == pytest.approx(5000 + 3000)
    assert september == pytest.approx(10 / 30 * 5000 + 3000)
    empty = run(search=search, posts=1, premises=12000, end=date(2025, 12, 31))
    assert {round(month.costs, 2) for month in empty.books} == {1000.0}


def test_who_left_in_the_month_is_in_its_books():
    leaves = {"leaves": {"retire": {"doctor": "centre_1", "on": "2025-09-11", "notice": 0}}}
    played = run(others=leaves, posts=1)
    receipts = [month.receipts for month in played.books]
    assert receipts[2] == 96 * FEE, "the visits of the ten days in September"


# --- closing


def closes(played):
    found = [event for event in played.history.events if isinstance(event.change, AnnounceClosing)]
    return found[0] if found else None


def test_it_closes_when_the_deficit_was_more_than_is_borne_for_so_many_months():
    """5,000 € a month of pay for each of two doctors, 5,790 € of fees: 50,520 € a year are missing."""
    deficit = 12 * (10000 - (96 + 97) * FEE)
    played = run(bears=50000, closes_after=3, row={"notice": 45}, creation_months=6)
    told = closes(played)
    assert told.date == on("2025-10-01"), "July, August, September"
    assert told.change.deficit == pytest.approx(deficit)
    assert told.detail == f"on 2025-11-15: {deficit:.0f} € a year short"
    assert of(played, "departure") == [(on("2025-11-15"), "centre_1"), (on("2025-11-15"), "centre_2")]
    assert of(played, "centre_closes") == [(on("2025-11-15"), "centre")]
    assert all(
        event.change.share is None and not event.change.goes_on
        for event in played.history.events
        if isinstance(event.change, Depart)
    ), "panels are released"
    assert [row["until_day"] for row in (played.row("centre_1"), played.row("centre_2"))] == [
        (on("2025-11-15") - date(2024, 1, 1)).days
    ] * 2
    assert of(played, "list_closed")[0][0] == on("2025-10-01")
    last = played.books[-1]
    assert last.month == on("2025-11-30"), "the month of the closing is settled, and that is the end"
    assert last.costs == pytest.approx(14 / 30 * 10000)


def test_what_is_borne_is_borne():
    deficit = 12 * (10000 - (96 + 97) * FEE)
    assert closes(run(bears=deficit + 1, closes_after=1)) is None
    assert closes(run()) is None
    assert closes(run(bears=0, closes_after=400)) is None


def test_months_must_follow_one_another_and_a_year_is_looked_at():
    """From the thirteenth month on the first falls out of the year: here one without any doctor."""
    row = {"notice": 0, "pay": 0, "premises": 12000}
    played = run(row=row, posts=1, bears=-0.0, closes_after=5, search={"lead_days": 36500, "probability": 1})
    assert closes(played).date == on("2025-12-01")
    assert closes(played).change.deficit == pytest.approx(12000)


def test_nobody_comes_any_more_once_it_closes_and_rooms_are_free():
    site = {"premises": {"open_site": {"site": "s", "commune": "C1", "on": "2025-01-01", "rooms": 2}}}
    after = {"settle": {"install": {"doctors": 2, "site": "s", "by": "2025-08-01"}}}
    played = run(
        others={**site, **after}, commune=None, site="s", posts=3, bears=1000, closes_after=2, end=LONG
    )  # fmt: skip
    arrivals = of(played, "arrival")
    assert [who for _, who in arrivals] == ["centre_1", "centre_2", "settle_1", "settle_2"]
    assert arrivals[2][0] == of(played, "centre_closes")[0][0]


def test_other_centres_move_no_draw():
    search = {"lead_days": 60, "probability": 0.5}
    alone = run(posts=4, search=search)
    with_another = run(posts=4, search=search, others={"a": centre(commune="C2", posts=3, search=search)})
    named = [each for each in of(with_another, "arrival") if each[1].startswith("centre")]
    assert named == of(alone, "arrival")


# --- plans that cannot be


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"site": "s"}, "either `site` or `commune`"),
        ({"bears": 1000}, "`bears` and `closes_after` go together"),
        ({"closes_after": 6}, "`bears` and `closes_after` go together"),
        ({"payers": {"commune": 0.5}}, "sum to 0.5"),
        ({"payers": {"bank": 1}}, "no payer “bank”"),
        ({"grants": {"bank": 1}}, "no payer “bank”"),
        ({"posts": 0}, "must be more than 0"),
        ({"posts": 101}, "between 1 and 100"),
        ({"search": {"lead_days": 30}}, "Field required"),
        ({"search": {"lead_days": 30, "probability": 0}}, "greater than 0"),
        ({"creation_months": -1}, "negative"),
        ({"contract": "partner"}, "no contract “partner”"),
        ({"since": "2025-13-01"}, "no date"),
        ({"leaving": []}, "at least 1"),
        ({"takeover": 40}, "no share"),
        ({"staff": {"per_doctor": 0.5}}, "Field required"),
        ({"rooms": 3}, "Extra inputs"),
    ],
)
def test_plans_that_cannot_be(changes, said):
    with pytest.raises(ValidationError) as error:
        Centre.model_validate({**PLAN, **changes})
    assert said in str(error.value)
