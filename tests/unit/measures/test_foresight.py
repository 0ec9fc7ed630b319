"""What a plan asks for that cannot come about is seen before anything is played."""

import pytest

from sim.cli.messages import spoken
from sim.measures.foresight import doubts
from tests.unit.measures.fakes import DAYS, planned, settings

FREE = {"payer": "commune"}  # a cost is written: none
GOES_ON = {
    "hazard": dict.fromkeys(("under_55", "from_55", "from_62", "from_65", "from_67", "from_70"), 0.1),
    "notice": 90, "at_once": 0.5, "takeover": 0.7, "vacancy_days": 60, "age": 35, "contract": "liberal",
    "ramp_days": 180, "ramp_start": 0.6,
}  # fmt: skip
CENTRE = {"counter": "c", "profile": "cmsi", "commune": "Mios", "cost": FREE}
OPENS_IN_2027 = {"open_counter": {**CENTRE, "on": "2027-01-01"}}
PREMISES = {"open_site": {"site": "annex", "commune": "Mios", "on": "2026-02-01", "rooms": 3}}


def settle(doctors, **more):
    return {"install": {"doctors": doctors, "site": "annex", "by": "2026-02-01", **more}}


def retire(doctor, on, **more):
    return {"retire": {"doctor": doctor, "on": on, "notice": 90, **more}}


def found(**measures):
    plans = {name: planned(block).plan for name, block in measures.items()}
    contracts = settings({}).doctors.contracts
    return [(doubt.measure, doubt.key, spoken(doubt.said, "en")) for doubt in doubts(plans, DAYS, contracts)]


def one(**measures):
    (doubt,) = found(**measures)
    return doubt


@pytest.mark.parametrize(
    ("key", "block"),
    [
        ("on", {"open_site": {**PREMISES["open_site"], "on": "2031-01-01"}}),
        ("by", {"install": {"doctors": 1, "commune": "Mios", "by": "2031-01-01"}}),
        ("since", {"install": {"doctors": 1, "commune": "Mios", "since": "2031-01-01", "lead_days": 9}}),
        ("on", {"close_counter": {"counter": "cmsi", "on": "2031-01-01"}}),
        ("on", retire("mios_1", "2031-05-01")),
    ],
)
def test_what_is_dated_after_the_end_is_not_shown(key, block):
    measure, at, said = one(late=block)
    assert (measure, at) == ("late", key)
    assert "after the last day reported, 2030-12-31 (run.end): nothing is shown of it" in said


def test_the_last_day_is_reported():
    assert found(last=retire("mios_1", "2030-12-31")) == []


def test_of_a_retirement_after_the_end_the_notice_may_fall_into_the_run():
    assert "only the notice falls into the run" in one(late=retire("mios_1", "2031-01-31"))[2]


def test_a_retirement_before_the_first_day():
    measure, key, said = one(early=retire("mios_1", "2023-12-31"))
    assert (measure, key) == ("early", "on")
    assert "before the world's first day, 2024-01-01: mios_1 leaves on that" in said
    assert found(early=retire("mios_1", "2024-01-01")) == []
    working = {"activity": 0.5, "until": "2026-01-01"}  # retired long ago, at work until 2026
    assert found(early=retire("mios_1", "2020-01-01", goes_on=working)) == []


def test_other_measures_before_the_first_day_have_the_age_they_have():
    opened = {"open_counter": {"counter": "c", "profile": "cmsi", "commune": "Mios", "on": "2020-01-01"}}
    assert found(old=opened) == []


def test_more_doctors_than_rooms_wait_for_ever():
    measure, key, said = one(premises=PREMISES, settle=settle(4))
    assert (measure, key) == ("settle", "doctors")
    assert "4 doctors for the 3 rooms of “annex”: 1 must wait until a room is free" in said
    assert said.endswith("nobody leaves there: they never begin")
    assert found(premises=PREMISES, settle=settle(3)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"settle": settle(4, departure_hazard=0.05, notice=90)},
        {"settle": settle(4), "leaves": retire("settle_2", "2028-01-01")},
    ],
)
def test_more_doctors_than_rooms_may_follow_one_another(more):
    said = one(premises=PREMISES, **more)[2]
    assert said.endswith("1 must wait until a room is free")


def test_rooms_are_shared_by_the_measures_of_a_site():
    measure, _, said = one(premises=PREMISES, more=settle(2, probability=0.5), settle=settle(3))
    assert measure == "settle"
    assert "up to 5 doctors together for the 3 rooms" in said


def test_a_site_that_opens_after_the_end_keeps_everybody_waiting():
    site = {"open_site": {**PREMISES["open_site"], "on": "2031-02-01"}}
    assert [(measure, key) for measure, key, _ in found(premises=site, settle=settle(1))] == [
        ("premises", "on"),
        ("settle", "site"),
    ]


def test_a_doctor_leaves_once():
    measure, key, said = one(known=retire("mios_1", "2025-06-30"), mine=retire("mios_1", "2026-06-30"))
    assert (measure, key) == ("mine", "doctor")
    assert "mios_1 leaves on 2025-06-30 already (measure known)" in said


def test_a_doctor_must_be_there_to_leave():
    measure, _, said = one(premises=PREMISES, settle=settle(1), leaves=retire("settle_1", "2026-01-01"))
    assert measure == "leaves"
    assert "on 2026-01-01 settle_1 is not there yet (measure settle, 2026-02-01)" in said
    later = retire("settle_1", "2026-06-01")
    assert found(premises=PREMISES, settle=settle(1), leaves=later) == []


def test_what_is_closed_must_be_open():
    measure, key, said = one(
        opens=OPENS_IN_2027, closes={"close_counter": {"counter": "c", "on": "2026-01-01"}}
    )
    assert (measure, key) == ("closes", "on")
    assert said == "c opens on 2027-01-01 only (measure opens): closed for good before, it never opens"
    assert found(opens=OPENS_IN_2027, closes={"close_counter": {"counter": "c", "on": "2028-01-01"}}) == []
    assert found(closes={"close_counter": {"counter": "there_on_the_first_day", "on": "2026-01-01"}}) == []


def test_what_is_closed_for_a_while_before_it_opens():
    closes = {"counter": "c", "on": "2026-01-01"}
    said = one(opens=OPENS_IN_2027, closes={"close_counter": {**closes, "until": "2026-06-01"}})[2]
    assert said.endswith("it is not closed by this")
    said = one(opens=OPENS_IN_2027, closes={"close_counter": {**closes, "until": "2027-06-01"}})[2]
    assert said.endswith("closed by then, it opens on 2027-06-01")


def helped(doctors, on):
    return {"delegate": {"to": "assistant", "doctors": doctors, "on": on}}


def test_a_measure_about_a_doctor_who_has_left_finds_nobody():
    leaves = retire("mios_1", "2026-01-01")
    said = one(leaves=leaves, helps=helped(["mios_1", "mios_2"], "2026-03-01"))
    assert said == ("helps", "doctors", "mios_1 has left by 2026-03-01 (measure leaves, 2026-01-01)")
    assert found(leaves=leaves, helps=helped(["mios_1", "mios_2"], "2025-12-31")) == []


def test_a_measure_about_a_site_at_which_nobody_practises_yet():
    measure, key, said = one(premises=PREMISES, settle=settle(1), helps=helped("annex", "2026-01-01"))
    assert (measure, key) == ("helps", "doctors")
    assert said == "on 2026-01-01 nobody practises at “annex” yet: it holds for nobody"
    assert found(premises=PREMISES, settle=settle(1), helps=helped("annex", "2026-02-01")) == []
    assert found(premises=PREMISES, settle=settle(1), helps=helped("Mios", "2026-01-01")) == []


def opening(**hours):
    counter = {**CENTRE, "on": "2025-01-10"}
    return {"open_counter": counter | {"hours": {days.replace("_", "-"): at for days, at in hours.items()}}}


def test_hours_over_midnight_are_of_one_day():
    measure, key, said = one(c=opening(sat={"20-8": 1}))
    assert (measure, key) == ("c", "hours")
    assert "“20-8” of sat is 0 to 8 and 20 to 24 of one and the same day" in said
    assert "write sat: 20-24 and sun: 0-8" in said
    assert found(c=opening(mon_holiday={"20-8": 1})) == []  # each morning is that of a night before
    assert "write fri: 20-24 and sat: 0-8" in one(c=opening(mon_fri={"20-8": 1, "8-20": 2}))[2]


def test_who_opens_every_day_means_holidays_too():
    measure, key, said = one(c=opening(mon_sun={"9-19": 2}))
    assert (measure, key) == ("c", "hours")
    assert "closed on public holidays, which mon-sun does not name; write mon-holiday" in said
    for meant in ({"mon_holiday": {"9-19": 2}}, {"mon_sun": {"9-19": 2}, "holiday": {}}):
        assert found(c=opening(**meant)) == []
    assert found(c=opening(mon_fri={"9-19": 2})) == []  # closed at weekends, too


def test_doctors_who_settle_before_the_first_day():
    early = {"install": {"doctors": 1, "commune": "Mios", "by": "2020-01-01"}}
    measure, key, said = one(early=early)
    assert (measure, key) == ("early", "by")
    assert "2020-01-01 lies before the world's first day, 2024-01-01: they begin on that" in said


def test_contracts_that_do_not_give_what_is_asked():
    here = {"site": None, "commune": "Mios"}
    assert found(usual=settle(1, contract="liberal", **here)) == []
    assert found(centre=settle(1, contract="salaried", **here)) == []
    assert found(taken=settle(1, contract="foreign", supervised_by="mios_1", **here)) == []
    measure, key, said = one(early=settle(1, contract="junior", **here))
    assert (measure, key) == ("early", "contract")
    assert said == "junior: there are none before 2026-11-01, and this begins on 2026-02-01"
    _, key, said = one(named=settle(1, contract="salaried", supervised_by="mios_1", **here))
    assert (key, said[:32]) == ("supervised_by", "a doctor under the contract sala")
    _, key, said = one(own=centre(contract="liberal"))
    assert (key, "doctors keep their fees" in said) == ("contract", True)
    _, key, said = one(follows={"turnover": {**GOES_ON, "contract": "salaried", "replaced": 0}})
    assert (key, "`run_centre` alone" in said) == ("contract", True)


def test_a_contract_of_which_the_table_says_nothing():
    plans = {"mine": planned(settle(1, contract="salaried", site=None, commune="Mios")).plan}
    (doubt,) = doubts(plans, DAYS, {})
    assert "doctors.contracts says nothing of salaried" in spoken(doubt.said, "en")


def centre(**changes):
    plan = {"commune": "Mios", "since": "2025-06-01", "creation_months": 12, "posts": 3}
    return {"run_centre": {**plan, "search": {"lead_days": 90, "probability": 0.5}, **changes}}


def test_a_centre_with_more_posts_than_rooms_and_one_that_opens_after_the_end():
    measure, key, said = one(premises=PREMISES, centre=centre(site="annex", commune=None, posts=4))
    assert (measure, key) == ("centre", "posts")
    assert said.startswith("4 doctors for the 3 rooms of “annex”: 1 must wait")
    _, key, said = one(late=centre(since="2030-06-01"))
    assert (key, said.partition(", ")[0]) == ("since", "it opens on 2031-06-01 (since + 12 months)")


def test_who_leaves_on_a_date_is_followed_by_nobody_where_others_are():
    usual = {"turnover": {**GOES_ON, "replaced": 0.9}}
    leaves = retire("mios_1", "2026-01-01")
    assert one(usual=usual, leaves=leaves) == (
        "leaves", "doctor",
        "mios_1 leaves and nobody follows, where others who leave (`turnover`) are followed; "
        "whoever is to come is a measure `install`",
    )  # fmt: skip
    assert found(leaves=leaves) == []
    assert found(usual={"turnover": {**GOES_ON, "replaced": 0}}, leaves=leaves) == []
    assert found(usual={"turnover": {**GOES_ON, "replaced": 0.9, "spared": ["mios_1"]}}, leaves=leaves) == []
    assert found(usual=usual, leaves=retire("mios_1", "2024-06-01")) == []  # before the months shown
    nowhere = {"turnover": {**GOES_ON, "replaced": 0.9, "unfilled": ["Mios"]}}
    assert found(usual=nowhere, leaves=leaves) == []  # nobody comes to Mios anyway
    assert found(usual=usual, leaves=leaves, settle=settle(1, site=None, commune="Mios")) == []
    assert one(usual=usual, leaves=leaves, settle=settle(1, site=None, commune="Salles"))[0] == "leaves"


def test_who_settles_at_a_site_begins_when_it_opens():
    late = {"open_site": {**PREMISES["open_site"], "on": "2025-09-01"}}
    settles = settle(1, site="annex", by="2025-07-01")
    measure, key, said = one(annex=late, settles=settles)
    assert (measure, key) == ("settles", "by")
    assert said == "they begin on 2025-09-01, when the site “annex” opens"
    assert found(annex=late, settles=settle(1, site="annex", by="2025-09-01")) == []


def test_a_counter_of_which_no_cost_is_written():
    counter = {"counter": "c", "profile": "cmsi", "commune": "Mios", "on": "2025-01-10"}
    assert one(opens={"open_counter": counter}) == (
        "opens", "counter", "no `cost` is written, so c costs the commune nothing"
    )  # fmt: skip
    assert found(opens={"open_counter": counter | {"cost": FREE}}) == []


@pytest.mark.parametrize(
    ("key", "block"),
    [
        ("what", {"attract": {"what": "housing", "where": "all", "on": "start"}}),
        ("posts", {"offer_posts": {"commune": "Mios", "posts": 1, "on": "start", "contract": "liberal"}}),
        ("rule", {"obligation": {"rule": "limit_locum", "on": "start", "years": 3, "defies": 0.1}}),
    ],
)
def test_what_is_for_candidates_comes_to_nothing_without_a_market(key, block):
    measure, at, said = one(there=block)
    assert (measure, at) == ("there", key)
    assert "no candidate looks for a post without a measure `market`" in said
    assert found(there=block, market={"market": {}}) == []


def test_hours_of_a_profile_of_which_no_day_is_played():
    """A weekend of a service that is open on weekdays; who is open on holidays may be open on any day."""
    weekend = {"dates": [{"from": "2025-06-14", "to": "2025-06-15"}]}
    plan = planned({"open_counter": {**CENTRE, "on": "2025-06-01", "calendar": weekend}}).plan
    weekdays, every = {"mon-fri": {"9-12": 1}}, {"mon,holiday": {"9-12": 1}}
    (doubt,) = doubts({"a": plan}, DAYS, hours={"cmsi": weekdays})
    assert (doubt.key, spoken(doubt.said, "en").partition(",")[0]) == ("calendar", "no day of it is played")
    assert doubts({"a": plan}, DAYS) == doubts({"a": plan}, DAYS, hours={"cmsi": every}) == []
