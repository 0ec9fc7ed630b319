"""What makes candidates come, and what it costs: campaigns, agencies, aids, zones, hosting, posts; rules."""

from collections.abc import Callable
from datetime import date, timedelta
from math import log
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.changes.labour import Attract, OfferPosts
from sim.measures.labour.attributes import Today
from sim.measures.labour.candidates import Candidate
from sim.measures.labour.posts import OFFERED, OWN, ROOM, VACANCY, Post
from sim.measures.protocol import Doctor
from sim.scenario.contracts import ContractTerms
from sim.scenario.market import Market
from tests.unit.measures.fakes import Paid, conf, merged, on, play
from tests.unit.measures.labour import (
    BARE,
    END,
    MARKET,
    RETIRES,
    adds_up,
    arrivals,
    counts,
    graduate,
    gumbel,
    market,
    month,
    uniform,
)

ROOMS = {"open_site": {"site": "house", "commune": "C2", "on": "2024-01-01", "rooms": 20}}
SURE = {"none": -8}


def attraction(what: str, **more: Any) -> dict[str, Any]:
    return {"attract": {"what": what, "where": "C2", "on": "2024-06-01", **more}}


def test_a_campaign_tells_those_it_reaches_while_it_lasts():
    """Nobody sees a room by themselves. June to September: four months, four candidates."""
    told = attraction("campaign", reaches=0.5, until="2024-10-01", cost={"payer": "commune", "once": 900})
    run = play({**MARKET, "house": ROOMS, "told": told}, END, market=market(search=SURE, visible={"room": 0}))
    reached = [n for n in range(5, 9) if uniform(graduate(n), "told", 0, 0) < 0.5]
    assert list(arrivals(run)) == [f"market_{graduate(n)}" for n in reached]
    assert run.events("attraction", "attraction_ends") == [
        (on("2024-06-01"), "attraction", "told"),
        (on("2024-10-01"), "attraction_ends", "told"),
    ]
    assert run.payments == [Paid(on("2024-06-01"), "commune", "", 900)]


def test_whom_a_campaign_has_told_knows_of_posts_that_come_later():
    """In June alone; the house opens in August, for twenty. All look for three months, none before it."""
    told = attraction("campaign", reaches=1, until="2024-07-01")
    later = {"open_site": {**ROOMS["open_site"], "on": "2024-08-01"}}
    looks = market(search={"none": 0, "months": 3}, visible={"room": 0}, utility={"premises": 10})
    run = play({**MARKET, "house": later, "told": told}, END, market=looks)
    assert arrivals(run) == {f"market_{graduate(5)}": on("2024-08-01")}  # April's and May's look no more


def test_an_agency_is_paid_for_each_doctor_whom_it_told_and_who_has_begun():
    """Half see the room by themselves: it is paid for those, too, if it has told them; not for the others."""
    told = attraction("agency", reaches=0.5, fee=8500, cost={"payer": "commune"})
    seen = market(search={**SURE, "lead_days": 40}, visible={"room": 0.5})
    run = play({**MARKET, "house": ROOMS, "told": told}, END, market=seen)
    paid = {pay.date: pay for pay in run.payments}
    for number in range(5, 22):
        who = graduate(number)
        agency = uniform(who, "told", 0, 0) < 0.5
        came = arrivals(run).get(f"market_{who}")
        if agency:
            assert came is not None and paid.pop(came) == Paid(came, "commune", "90002", 8500)
        if came is None:
            assert not agency
    assert paid == {}


AID = {"once": 30000, "yearly": 1000, "years": 3, "payer": "region"}


def test_an_aid_is_paid_to_all_and_those_whom_it_brought_leave_when_it_ends():
    """11,000 € a year are worth 1.1. All to whom it made the difference leave (probability 1) in the year
    after its end, the others stay.
    """
    aided = attraction("aid", aid=AID, until="2024-12-01")
    told = market(utility={"aid": 1}, exits={"after": 1, "ahead_days": 180})
    run = play({**MARKET, "house": ROOMS, "aided": aided}, date(2029, 12, 31), market=told)
    came, leaves = {}, {}
    for number in range(24):
        who, now = graduate(number), month(2024, 1) + number
        post, none = gumbel(who, "room/house", now, 0), gumbel(who, "", now, 3)
        if post + (1.1 if 5 <= number < 11 else 0.0) > none:
            came[f"market_{who}"] = day = date(now // 12, now % 12 + 1, 1)
            if post < none:
                after = round(365.25 * 3) + int(365 * uniform(who, "", 2, 3))
                leaves[f"market_{who}"] = day + timedelta(days=after)
    assert {who: day for who, day in arrivals(run).items() if day < date(2026, 1, 1)} == came
    assert {who: day for day, _, who in run.events("departure")} == leaves != {}
    once = [p.date for p in run.payments if p.amount == 30000]
    assert once == [day for day in came.values() if on("2024-06-01") <= day < on("2024-12-01")] != []
    yearly = sum(p.amount for p in run.payments if p.amount < 30000)
    assert yearly == pytest.approx(3 * 1000 * len(once))
    assert {p.payer for p in run.payments} == {"region"}


def test_a_place_that_becomes_a_zone_has_its_aid_and_draws_from_its_neighbour():
    """Two houses alike; then one is in a ZIP: of the same candidates more go there, fewer next door."""
    houses = {
        name: {"open_site": {"site": name, "commune": commune, "on": "2024-01-01", "rooms": 200}}
        for name, commune in (("east", "C2"), ("west", "C3"))
    }
    zone = {"zoning": {"attract": {"what": "zoning", "where": ["C2"], "zone": "zip", "on": "2024-01-01"}}}
    told = market(
        search={"none": 1, "beyond": 0},
        graduates={"a_year": 120},
        utility={"aid": 0.2},
        aids=[{"since": "2020-01-01", "zip": {"once": 250000, "years": 5, "payer": "insurance"}}],
    )
    found = {}
    for name, measures in (("before", {}), ("zoned", zone)):
        run = play({**MARKET, **houses, **measures}, END, market=told)
        found[name] = {
            where: {e.entity for e in run.history.events if e.event == "arrival" and e.site == where}
            for where in ("east", "west")
        }
        if name == "zoned":
            paid = [p for p in run.payments if p.payer == "insurance"]
            assert len(paid) == len(found[name]["east"]) and {p.amount for p in paid} == {250000}
    assert found["before"]["east"] < found["zoned"]["east"], "nobody goes away for it"
    assert found["zoned"]["west"] < found["before"]["west"]
    drawn = found["before"]["west"] - found["zoned"]["west"]
    assert drawn and drawn <= found["zoned"]["east"], "who no longer goes next door comes here"


def test_hosting_counts_for_those_who_may_have_been_interns_and_for_nobody_else():
    """It lies eight times the weight of none in the scale, from twelve months after it began."""
    hosts = attraction("hosting", on="2024-03-01", size=2)
    told = market(
        utility={"hosting": 5}, foreign={"a_year": 12, "path_years": 0, "leaves": 0}, hosting_months=12
    )
    told = merged(told, {"search": {"none": 6}})
    run = play({**MARKET, "house": ROOMS, "hosts": hosts}, date(2026, 12, 31), market=told)
    came = arrivals(run)
    graduates = {who for who in came if "graduate" in who}
    assert min(came[who] for who in graduates) >= on("2025-03-01")
    assert len(graduates) >= 15, "20 rooms, 22 months"
    assert len(came) - len(graduates) <= 2


def test_the_more_colleagues_the_sooner_a_practice_is_taken():
    """Of two that are left on the same day: two others practise in C2, none in C3."""
    goes = {name: {"retire": {"doctor": name, "on": "2025-03-01", "notice": 90}} for name in ("c2_1", "c3_1")}
    measures = {**MARKET, **{f"goes_{name}": plan for name, plan in goes.items()}}
    run = play(measures, END, market=market(search={"none": -15}, utility={"colleagues": 5}))
    taken = [e.change.like for e in run.history.events if e.event == "arrival"]
    assert taken == ["c2_1", "c3_1"]


class Places(NamedTuple):
    """As much of a supply as says what a place is like."""

    market: Market
    loads: Callable[[], tuple[tuple[Doctor, float], ...]]
    attractions: Callable[[], tuple[Attract, ...]] = tuple
    terms: Callable[[str], ContractTerms] = lambda contract: ContractTerms.model_validate(
        {"payer": "region", "pay": 1, "fees": "employer"} if contract == "salaried" else {}
    )


def test_what_a_post_is_worth_by_hand():
    told = Market.model_validate(
        merged(
            conf("market"),
            {
                "utility": {"own_practice": -3, "colleagues": 0.5, "load": -0.4, "premises": 0.2, "msp": 0.3},
                "typical": {"colleagues": 3},
                "appeal": {"B": -0.7},
            },
        )
    )
    doctors = tuple(
        Doctor(f"{c}{n}", c, "", 1970, True, "liberal") for c, k in (("A", 2), ("B", 9)) for n in range(k)
    )
    loads = tuple(
        (doctor, 1.0 if doctor.commune == "B" else 1.5 + 0.5 * (doctor.name == "A1")) for doctor in doctors
    )
    msp = Attract("m", "msp", ("A",), date(2025, 1, 1), ("locum",), size=2.0)
    supply: Any = Places(told, lambda: loads, lambda: (msp,))
    posts = [
        Post("own/A", OWN, "A", room_for=2),
        Post("vacancy/A1", VACANCY, "A", like="A1"),
        Post("room/x", ROOM, "B", 2, "x"),
        Post("room/y", ROOM, "C", 2, "y"),
    ]
    who = [Candidate(sort, sort, 0, 1, 1990, np.zeros(3)) for sort in ("graduate", "locum")]
    found = Today(supply, date(2025, 6, 1), {}).values(posts, who)
    mean = (1.5 + 2.0 + 9) / 11  # where nobody practises
    expected = [
        -3 + log(2) + 0.5 * log(3 / 4) - 0.4 * log(1.75),
        0.5 * log(2 / 4) - 0.4 * log(1.75),
        0.2 + 0.5 * log(7 / 4) - 0.7,
        0.2 + 0.5 * log(1 / 4) - 0.4 * log(mean),
    ]
    assert found[0] == pytest.approx(expected)
    assert found[1] - found[0] == pytest.approx([0.6, 0.6, 0, 0])


@pytest.mark.parametrize(
    ("day", "of_graduates", "of_movers"),
    [
        (date(2025, 6, 1), [1.0, 1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0, 0.0]),  # 50,000 € for five years
        (date(2026, 6, 1), [1 / 3, 1 / 3, 1 / 3, 0.0, 0.0], [0.0] * 5),  # 10,000 for three: who settles first
    ],
)
def test_the_aid_of_a_zone_is_for_who_may_have_it(day, of_graduates, of_movers):
    """Nobody has it who is employed, nor where there is no zone; since 2026 nobody who moves."""
    told = Market.model_validate(merged(conf("market"), {"zones": {"A": "zip"}, "utility": {"aid": 1}}))
    supply: Any = Places(told, tuple)
    offers = [OfferPosts("o", 1, "A", "", contract) for contract in ("liberal", "salaried")]
    posts = [
        Post("own/A", OWN, "A", room_for=2),
        Post("vacancy/A1", VACANCY, "A", like="A1"),
        *(Post(f"offer/{offer.contract}", OFFERED, "A", offer=offer) for offer in offers),
        Post("own/B", OWN, "B", room_for=2),
    ]
    sorts = ("graduate", "locum", "foreign", "mover")
    who = [Candidate(sort, sort, 0, 1, 1990, np.zeros(3)) for sort in sorts]
    places = Today(supply, day, {})
    found = places.aids(posts, who)
    assert found[:3].tolist() == [pytest.approx(of_graduates)] * 3
    assert found[3].tolist() == pytest.approx(of_movers)
    for one, worth in zip(who, found, strict=True):
        promised = [bool(places.promises(post, one)) for post in posts]
        assert promised == (worth > 0).tolist()
        assert [places.aid_years(post, one) > 0 for post in posts] == promised


OFFER = {"offer_posts": {"site": "house", "posts": 2, "on": "2024-06-01", "contract": "salaried"}}


def test_posts_offered_are_taken_paid_for_and_offered_again():
    """Two posts under a contract that says nothing, on a site with two rooms; those who hold them leave
    within a year.
    """
    two = {"open_site": {"site": "house", "commune": "C2", "on": "2024-01-01", "rooms": 2}}
    cost = {"payer": "commune", "once": 500, "yearly": [12000]}
    week = {d: [9, 9] for d in ("mon", "tue", "wed")} | {d: [0, 0] for d in ("thu", "fri", "sat", "sun")}
    offer = {"offer_posts": {**OFFER["offer_posts"], "cost": cost, "week": week, "panel_cap": 700}}
    goes = dict.fromkeys(BARE["exits"]["hazard"], 1.0)
    told = market(search=SURE, visible={"room": 0}, exits={"hazard": goes, "ahead_days": 180})
    plan = {
        "market": {
            "market": {"spared": [f"c{c}_{n}" for c, k in ((1, 2), (2, 3), (3, 1)) for n in range(1, k + 1)]}
        }
    }
    measures, rows = {**plan, "house": two, "offer": offer}, {"salaried": {}}
    run = play(measures, date(2026, 12, 31), market=told, contracts=rows)
    came = [e for e in run.history.events if e.event == "arrival"]
    assert [e.date for e in came[:2]] == [on("2024-06-01"), on("2024-07-01")]
    assert all(e.change.contract == "salaried" and e.site == "house" for e in came)
    assert all(sum(run.row(e.entity)["weekly"]) == 54 for e in came)
    assert {int(run.panel(e.entity)["cap"]) for e in came} == {700}
    left = {who: day for day, _, who in run.events("departure")}
    assert left and len(came) == 2 + sum(day < on("2026-12-01") for day in left.values())
    assert all(e.change.like is None for e in came)
    once = [p for p in run.payments if p.amount == 500]
    assert len(once) == len(came) and {p.payer for p in once} == {"commune"}


def test_an_offer_that_ends_is_no_post_any_more_and_its_rooms_are():
    two = {"open_site": {"site": "house", "commune": "C2", "on": "2024-01-01", "rooms": 2}}
    offer = {"offer_posts": {**OFFER["offer_posts"], "until": "2024-09-01"}}
    told = market(search=SURE, visible={"offered": 0})
    run = play({**MARKET, "house": two, "offer": offer}, END, market=told)
    came = [e for e in run.history.events if e.event == "arrival"]
    assert [(e.date, e.change.contract) for e in came] == [
        (on("2024-01-01"), "liberal"),
        (on("2024-02-01"), "liberal"),
    ]  # before the offer
    late = {**two["open_site"], "on": "2024-06-01"}
    run = play({**MARKET, "house": {"open_site": late}, "offer": offer}, END, market=told)
    came = [e for e in run.history.events if e.event == "arrival"]
    assert [e.date for e in came] == [on("2024-09-01"), on("2024-10-01")]


# --- rules


def test_a_limit_for_locums_brings_them_sooner_or_not_at_all():
    """All are locums for five years; from 2025 on for one, at most: who has been one that long looks at once,
    and half defy it.
    """
    told = market(
        graduates={"at_once": 0, "locum_years": 30, "most_locum_years": 5, "a_year": 24}, search={"none": 3}
    )
    rule = {"obligation": {"rule": "limit_locum", "years": 1, "on": "2025-01-01", "defies": 0.5}}
    without = counts(play(MARKET, date(2026, 12, 31), market=told))
    ruled = counts(play({**MARKET, "rule": rule}, date(2026, 12, 31), market=told))
    assert all(map(adds_up, ruled))
    assert ruled[0] == without[0]
    assert ruled[-1].looked > 1.5 * without[-1].looked
    defied = ruled[-1].defied / (ruled[-1].looked - without[0].looked)
    assert 0.3 < defied < 0.6


def test_no_new_practice_in_dense_places_but_successions():
    """C1 has 20 GPs for 10,000 residents. Who obeys takes the vacancy there, and no room."""
    house = {"open_site": {"site": "house", "commune": "C1", "on": "2024-01-01", "rooms": 3}}
    goes = {"retire": {"doctor": "c1_1", "on": "2025-03-01", "notice": 90}}
    rule = {"obligation": {"rule": "no_new_in_dense", "dense": 15, "on": "2024-01-01", "defies": 0}}
    run = play({**MARKET, "house": house, "goes": goes, "rule": rule}, END, market=market(search=SURE))
    (came,) = [e for e in run.history.events if e.event == "arrival"]
    assert came.change.like == "c1_1"
    lax = {"obligation": {**rule["obligation"], "dense": 100}}
    run = play({**MARKET, "house": house, "goes": goes, "rule": lax}, END, market=market(search=SURE))
    assert len(arrivals(run)) == 4


def test_who_must_serve_in_a_zone_first_goes_there_and_leaves_when_it_is_over():
    """All leave who were held to it: those for whom the other place was better. The others stay."""
    other = {"open_site": {"site": "other", "commune": "C3", "on": "2024-01-01", "rooms": 99}}
    rule = {"obligation": {"rule": "serve_first_years", "years": 2, "on": "2024-01-01", "defies": 0}}
    houses = {**MARKET, "house": {"open_site": {**ROOMS["open_site"], "rooms": 99}}, "other": other}
    told = market(search=SURE, exits={"after": 1, "ahead_days": 180}, zones={"90003": "zac"})
    free = play(houses, date(2027, 12, 31), market=told)
    run = play({**houses, "rule": rule}, date(2027, 12, 31), market=told)
    there = {e.entity for e in free.history.events if e.event == "arrival" and e.commune == "90003"}
    came = {e.entity: e for e in run.history.events if e.event == "arrival"}
    assert {e.commune for e in came.values()} == {"90003"} and there < came.keys()
    left = {who: day for day, _, who in run.events("departure")}
    early = {who for who, event in came.items() if event.date < on("2025-01-01")}
    assert left.keys() >= early - there != set()
    assert not left.keys() & there
    for who, day in left.items():
        assert timedelta(days=730) <= day - came[who].date <= timedelta(days=730 + 365)


def test_who_has_announced_a_departure_does_not_look():
    told = market(
        movers={"first_years": 1, "later": 1, "until_age": 100}, graduates={"a_year": 0}, search=SURE
    )
    run = play({**MARKET, "house": ROOMS, "goes": RETIRES}, END, market=told)
    left = [e for e in run.history.events if e.event == "departure" and e.entity == "c2_2"]
    assert [e.date for e in left] == [on("2025-03-01")]
