"""What working here means under each contract, by hand."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from sim.changes.doctors_and_sites import Depart, Install
from sim.engine.clock import MeasureDraws
from sim.measures.holding import anniversary, contract_end, months_after
from sim.scenario.contracts import USUAL, ContractTerms
from sim.vocabulary.structure import Answers, Leave
from tests.unit.measures.fakes import FIRST, on, play, same, settings, territory

LONG = date(2028, 12, 31)
WEEK = {day: [5, 5] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
WHO = {"doctors": 1, "commune": "C1", "by": "2025-02-01"}


def settle(contract, **changes):
    return {"install": {**WHO, "contract": contract, **changes}}


def came(run):
    return [(day, who) for day, _, who in run.events("arrival")]


def left(run):
    return [(day, who) for day, _, who in run.events("departure")]


# --- the week


@pytest.mark.parametrize(
    ("contract", "week", "cap", "away"),
    [
        ("liberal", [11, 11, 11, 11, 0, 0, 11, 11, 11, 11], 1000, None),
        ("collaborator", [10, 10, 10, 10, 0, 0, 10, 10, 10, 9], 800, None),  # 79.2 of 88
        ("salaried", [9, 9, 9, 9, 0, 0, 9, 9, 8, 8], 900, 7),  # 70.4
        ("junior", [9, 9, 8, 8, 0, 0, 8, 8, 8, 8], 0, 5),  # 66
        ("locum", [7, 7, 7, 7, 0, 0, 7, 7, 7, 6], 0, 20),  # 54.6
        ("retired_active", [6, 6, 6, 6, 0, 0, 5, 5, 5, 5], 450, None),  # 44
        ("volunteer", [10, 9] * 5, 1500, 0),
        ("foreign", [8, 8, 8, 8, 0, 0, 8, 8, 7, 7], 900, None),  # 61.6: on the path
    ],
)
def test_the_week_under_each_contract(contract, week, cap, away):
    run = play({"settle": settle(contract, age=40)}, end=date(2025, 3, 31))
    row = run.row("settle_1")
    assert row["weekly"].tolist() == [*week, 0, 0, 0, 0]
    assert run.panel("settle_1")["cap"] == cap
    ids = [each.id for each in settings({}).vocabulary.contracts]
    assert ids[run.doctor("settle_1")["contract"]] == contract
    if away is not None:
        assert (np.count_nonzero(row["leave"] == Leave.AWAY), (row["leave"] == Leave.COVERED).any()) == (
            away,
            False,
        )


def test_under_the_usual_contract_nothing_is_other_than_without_a_table():
    """To the byte: the row is empty, and so is that of a contract that is not in the table."""
    plan = {"settle": settle("liberal", age=40, departure_hazard=0.3, notice=90)}
    bare, whole = play(plan, contracts={"liberal": {}}), play(plan)
    assert bare.history.events == whole.history.events
    assert same(bare.row("settle_1"), whole.row("settle_1"))
    assert whole.books == []
    assert settings({}).doctors.terms("liberal") == settings({}).doctors.terms("nowhere") == USUAL


def test_what_the_plan_says_goes_before_the_row():
    said = {"week": WEEK, "panel_cap": 321, "ramp_days": 7, "ramp_start": 0.9}
    run = play({"settle": settle("salaried", **said)})
    row = run.row("settle_1")
    assert row["weekly"].tolist() == [5] * 14
    assert (row["ramp_days"], run.panel("settle_1")["cap"]) == (7, 321)
    assert row["ramp_start"] == pytest.approx(0.9)
    as_the_row = play({"settle": settle("salaried")}).row("settle_1")
    assert (as_the_row["ramp_days"], as_the_row["ramp_start"]) == (180, pytest.approx(0.5))


def test_employees_do_not_answer_load_by_longer_days_others_do():
    run = {each: play({"settle": settle(each, doctors=40)}) for each in ("liberal", "salaried")}
    bits = {each: [int(run[each].panel(f"settle_{n + 1}")["answers"]) for n in range(40)] for each in run}
    longer = int(Answers.LONGER_DAYS)
    assert not any(each & longer for each in bits["salaried"])
    assert 20 < sum(each & longer > 0 for each in bits["liberal"]) < 40
    assert [each & ~longer for each in bits["liberal"]] == bits["salaried"], "the other draws are the same"


# --- how long


def test_leaving_by_years_there_is_the_keyed_draw():
    """Of 40 doctors each goes on the day that their own words say, or stays."""
    row = {"activity": 0.8, "leaving": [0.3, 0.6, 0.2], "notice": 90}
    run = play({"settle": settle("salaried", doctors=40)}, end=LONG, contracts={"salaried": row})
    code, expected = territory().codes[0], {}
    for n in range(40):
        own = MeasureDraws(1, 0, "settle").about(f"settle_{n + 1}", code)
        for year, p in enumerate([0.3, 0.6, 0.2, 0.2]):
            first, following = anniversary(on("2025-02-01"), year), anniversary(on("2025-02-01"), year + 1)
            day = 1 + int(own.uniform(year, 1) * ((following - first).days - 1))
            if own.uniform(year, 0) < p:
                expected[f"settle_{n + 1}"] = date.fromordinal(first.toordinal() + day)
                break
    found = {who: day for day, who in left(run)}
    assert found == {who: day for who, day in expected.items() if day <= LONG}
    assert {day.year for day in found.values()} == {2025, 2026, 2027, 2028}
    other = play(
        {"settle": settle("salaried", doctors=40), "also": settle("salaried", doctors=9, commune="C2")},
        end=LONG,
        contracts={"salaried": row},
    )
    assert {who: day for day, who in left(other) if who.startswith("settle")} == found


def test_the_announcement_comes_before_by_the_notice():
    row = {"leaving": [1.0], "notice": 60}
    run = play({"settle": settle("salaried")}, contracts={"salaried": row})
    ((day, _),) = left(run)
    ((told, _, who),) = run.events("announced")
    assert (who, (day - told).days) == ("settle_1", min(60, (day - on("2025-02-01")).days))
    assert run.row("settle_1")["until_day"] == (day - FIRST).days


def test_a_hazard_of_the_plan_goes_before_that_of_the_contract():
    row = {"leaving": [1.0], "notice": 60}
    run = play({"settle": settle("salaried", departure_hazard=0, notice=1)}, contracts={"salaried": row})
    assert left(run) == []


def test_a_contract_ends_to_the_day():
    row = {"ends_after": 12, "notice": 30}
    run = play({"settle": settle("junior", by="2025-03-31")}, contracts={"junior": row})
    assert left(run) == [(on("2026-03-31"), "settle_1")]
    assert [day for day, *_ in run.events("announced")] == [on("2026-03-01")]


def test_who_leaves_of_their_own_accord_does_not_wait_for_the_end():
    row = {"ends_after": 24, "leaving": [1.0], "notice": 0}
    run = play({"settle": settle("junior")}, contracts={"junior": row})
    ((day, _),) = left(run)
    assert day < on("2026-02-01")
    late = {"ends_after": 1, "leaving": [1.0], "notice": 300}
    run = play({"settle": settle("junior")}, contracts={"junior": late})
    ((day, _),) = left(run)
    assert day <= on("2025-03-01"), "a departure that would be later is not waited for"


@pytest.mark.parametrize(
    ("since", "months", "ends"),
    [("2024-02-29", 12, "2025-02-28"), ("2025-08-31", 6, "2026-02-28"), ("2026-11-02", 12, "2027-11-02")],
)
def test_months_later(since, months, ends):
    assert months_after(on(since), months) == on(ends)


def test_an_age_ends_it_on_january_1():
    terms = ContractTerms(ends_at=75, ends_after=60, notice=90)
    assert contract_end(on("2025-02-01"), 1952, terms) == on("2027-01-01")
    assert contract_end(on("2025-02-01"), 1970, terms) == on("2030-02-01")
    assert contract_end(on("2025-02-01"), 0, terms) == on("2030-02-01"), "whose age is not known"
    row = {"activity": 0.5, "ends_at": 75, "notice": 90}
    run = play({"settle": settle("retired_active", age=74)}, contracts={"retired_active": row})
    assert left(run) == [(on("2026-01-01"), "settle_1")]


def test_whose_contract_had_ended_before_the_first_day_does_not_come():
    run = play({"settle": settle("junior", by="2022-11-02")})
    assert came(run) == []


# --- who follows


def test_somebody_follows_after_the_vacancy():
    row = {"leaving": [1.0], "notice": 0, "succession": {"share": 1, "vacancy_days": 50}}
    run = play({"settle": settle("salaried", age=33)}, contracts={"salaried": row})
    code = territory().codes[0]
    own = MeasureDraws(1, 0, "settle").about("settle_1/succession", code)
    gone, arrived = left(run), came(run)
    for nth, (day, who) in enumerate(gone[:3]):
        assert who == ("settle_1" if nth == 0 else f"settle_1.{nth + 1}")
        follows = date.fromordinal(day.toordinal() + int(50 * own.exponential(nth, 1)))
        assert arrived[nth + 1] == (follows, f"settle_1.{nth + 2}")
    second = arrived[1]
    assert run.doctor(second[1])["birth_year"] == second[0].year - 33
    assert all(event.change.share is None for event in run.history.events if event.event == "departure")


def test_who_follows_at_once_takes_over_a_part_of_the_panel():
    row = {"ends_after": 12, "notice": 0, "succession": {"share": 1, "vacancy_days": 0, "takeover": 0.4}}
    premises = {"open_site": {"site": "s", "commune": "C1", "on": "2025-01-01", "rooms": 1}}
    place = {"commune": None, "site": "s"}
    plan = {k: v for k, v in {**WHO, **place, "contract": "junior"}.items() if v is not None}
    run = play({"premises": premises, "settle": {"install": plan}}, contracts={"junior": row})
    assert came(run) == [(on("2025-02-01"), "settle_1"), (on("2026-02-01"), "settle_1.2")]
    (gone,) = [event.change for event in run.history.events if isinstance(event.change, Depart)]
    assert (gone.successor, gone.share) == ("settle_1.2", 0.4)


# --- supervision, path


def weekly(run, name):
    return int(run.row(name)["weekly"].sum())


def test_a_supervisor_gives_time_the_first_doctor_then_the_next():
    """6 % of 88 slots each; who leaves is followed by a colleague on the next first of a month."""
    row = {"activity": 0.75, "supervision": {"time": 0.06, "alone": 0}}
    one = {"settle": settle("junior")}
    run = play(one, contracts={"junior": row})
    assert (weekly(run, "c1_1"), weekly(run, "c1_2"), weekly(run, "settle_1")) == (83, 88, 66)
    run = play({"settle": settle("junior", doctors=3)}, contracts={"junior": row})
    assert (weekly(run, "c1_1"), weekly(run, "c1_2")) == (77, 83), "the third with the first"
    leaves = {"retire": {"doctor": "c1_1", "on": "2025-06-10", "notice": 0}}
    run = play({**one, "leaves": leaves}, contracts={"junior": row})
    changed = run.events("activity")
    assert [(day, who) for day, _, who in changed] == [(on("2025-02-01"), "c1_1"), (on("2025-07-01"), "c1_2")]


def test_whom_the_plan_names_supervises_and_after_the_time_nobody():
    row = {"supervision": {"time": 0.1, "months": 12, "alone": 1}, "notice": 0}
    run = play({"settle": settle("foreign", supervised_by="c2_1")}, contracts={"foreign": row})
    assert [(day, who) for day, _, who in run.events("activity")] == [
        (on("2025-02-01"), "c2_1"),
        (on("2026-02-01"), "c2_1"),
    ]
    assert weekly(run, "c2_1") == 88
    assert left(run) == []


@pytest.mark.parametrize(("alone", "leaves"), [(0, []), (1, [(on("2025-07-31"), "settle_1")])])
def test_who_finds_no_supervisor_any_more_leaves_or_goes_on(alone, leaves):
    row = {"supervision": {"time": 0.1, "alone": alone}, "notice": 30}
    plans = {
        "settle": settle("foreign", commune="C3"),
        "leaves": {"retire": {"doctor": "c3_1", "on": "2025-06-10", "notice": 0}},
    }
    run = play(plans, contracts={"foreign": row})
    assert [each for each in left(run) if each[1] == "settle_1"] == leaves


def test_doctors_under_supervision_do_not_supervise():
    plans = {
        "a": settle("junior", commune="C3", by="2025-02-01"),
        "b": settle("junior", commune="C3", by="2025-03-01"),
        "leaves": {"retire": {"doctor": "c3_1", "on": "2025-04-10", "notice": 0}},
    }
    row = {"supervision": {"time": 0.1, "alone": 0}}
    run = play(plans, contracts={"junior": row})
    assert {who for _, _, who in run.events("activity")} == {"c3_1"}


def test_a_path_ends_to_the_day():
    row = {"path": {"months": 18, "activity": 0.5}}
    run = play({"settle": settle("foreign")}, contracts={"foreign": row})
    assert [day for day, *_ in run.events("activity")] == [on("2025-02-01"), on("2026-08-01")]
    assert weekly(run, "settle_1") == 88


# --- a doctor who goes on with a pension


def test_a_pension_under_a_contract():
    """c1_1 was born in 1960: half the slots from the day on, until January 1 of the year of 67."""
    row = {"activity": 0.5, "ends_at": 66, "notice": 90}
    retires = {"doctor": "c1_1", "on": "2025-03-01", "notice": 30, "goes_on": {"contract": "retired_active"}}
    run = play({"leaves": {"retire": retires}}, contracts={"retired_active": row})
    assert [(day, who) for day, _, who in run.events("activity")] == [(on("2025-03-01"), "c1_1")]
    assert weekly(run, "c1_1") == 44
    assert left(run) == [(on("2026-01-01"), "c1_1")]
    assert [day for day, *_ in run.events("announced")] == [on("2025-12-02")]
    more = {**retires, "goes_on": {"contract": "retired_active", "activity": 0.25, "until": "2025-09-01"}}
    run = play({"leaves": {"retire": more}}, contracts={"retired_active": row})
    assert (weekly(run, "c1_1"), left(run)) == (22, [(on("2025-09-01"), "c1_1")])


# --- money


def test_a_salaried_post_costs_and_earns_to_the_euro():
    """February 2025: 19 of 28 days. Whoever plays the patients holds 90 visits and the row's number."""
    run = play({"settle": settle("salaried", by="2025-02-10")}, end=date(2025, 4, 30))
    yearly, fee = 100000 + 0.5 * 38000 + 10000, 30 * 0.9
    february, march = run.books
    assert (february.employer, february.month, march.month) == (
        "settle_1",
        on("2025-02-28"),
        on("2025-03-31"),
    )
    assert february.costs == pytest.approx(19 / 28 * yearly / 12, abs=0.005)
    assert march.costs == pytest.approx(yearly / 12, abs=0.005)
    assert february.receipts == march.receipts == pytest.approx(96 * fee, abs=0.005)
    assert [(p.date, p.payer, p.commune) for p in run.payments] == [
        (on("2025-03-01"), "commune", territory().codes[0]),
        (on("2025-04-01"), "commune", territory().codes[0]),
    ]
    assert [p.amount for p in run.payments] == pytest.approx([m.costs - m.receipts for m in run.books])


def test_the_month_in_which_they_leave_is_settled_and_is_the_last():
    row = {"ends_after": 2, "notice": 0, "payer": "region", "pay": 12000}
    run = play({"settle": settle("junior", by="2025-02-10")}, contracts={"junior": row})
    assert [round(month.costs, 2) for month in run.books] == [round(1000 * 19 / 28, 2), 1000, 300]
    assert [month.receipts for month in run.books] == [0, 0, 0]


def test_a_year_of_pay_is_paid_in_full():
    row = {"payer": "region", "pay": 12000}
    run = play({"settle": settle("junior", by="2025-01-01")}, contracts={"junior": row})
    of_2025 = [month.costs for month in run.books if month.month.year == 2025]
    assert (len(of_2025), sum(of_2025)) == (12, pytest.approx(12000))


def test_a_surplus_is_paid_back():
    row = {"payer": "commune", "pay": 12000, "fees": "employer"}
    run = play({"settle": settle("salaried")}, end=date(2025, 3, 31), contracts={"salaried": row})
    (paid,) = run.payments
    assert paid.amount == pytest.approx(1000 - 96 * 30)


def test_a_cost_of_the_plan_stands_in_for_that_of_the_contract_and_fees_are_paid_back():
    cost = {"payer": "region", "once": 8500, "yearly": [24000]}
    run = play({"settle": settle("salaried", cost=cost)}, end=date(2025, 3, 31))
    paid = sorted((p.date, p.payer, round(p.amount, 2)) for p in run.payments)
    assert paid == [
        (on("2025-02-01"), "region", 2000),
        (on("2025-02-01"), "region", 8500),
        (on("2025-03-01"), "region", -96 * 27),
        (on("2025-03-01"), "region", 2000),
    ]


def test_who_works_for_themselves_keeps_no_books():
    for contract in ("liberal", "collaborator", "retired_active", "foreign", "locum"):
        run = play({"settle": settle(contract, age=40)})
        assert (run.books, run.payments) == ([], [])
        assert run.patients.months == []


# --- rows that cannot be


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"week": WEEK, "activity": 0.5}, "either `week` or `activity`"),
        ({"ramp_days": 3}, "`ramp_days` and `ramp_start` go together"),
        ({"leaving": [0.1]}, "notice is missing"),
        ({"ends_after": 12}, "notice is missing"),
        ({"supervision": {"time": 0.1, "alone": 0.5}}, "notice is missing"),
        ({"succession": {"share": 1, "vacancy_days": 3}}, "nobody leaves"),
        ({"pay": 1000}, "payer is missing"),
        ({"fees": "employer"}, "payer is missing"),
        ({"rotation": {"people": 50, "weeks_each": 1}, "leave": {"weeks": 5, "covered": 0}}, "rotation"),
        ({"payer": "bank", "pay": 1}, "no payer “bank”"),
        ({"leaving": [], "notice": 1}, "at least 1"),
        ({"leaving": [2], "notice": 1}, "no share"),
        ({"since": "soon"}, "“soon” is no date"),
        ({"activity": 5}, "between 0.01 and 3"),
        ({"ends_at": 12, "notice": 1}, "between 20 and 100"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be(row, said):
    with pytest.raises(ValidationError) as error:
        ContractTerms.model_validate(row)
    assert said in str(error.value)


def test_what_the_history_says_of_a_contract():
    run = play({"settle": settle("salaried")})
    (event,) = [event for event in run.history.events if isinstance(event.change, Install)]
    assert event.detail == "salaried, from outside"
