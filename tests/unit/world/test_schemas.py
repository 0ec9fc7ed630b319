"""What a planner may write in conf/needs, services, pathway and doctors, and what the complaints say."""

import pytest
from pydantic import ValidationError

from sim.scenario.services import MOST_HORIZON, MOST_QUEUE
from sim.scenario.timetable import DAY_TYPES
from sim.schema.types import BAND_KEYS
from sim.territory import BANDS
from sim.world.tables import MAX_HORIZON, MAX_QUEUE
from tests.shipped_conf import SCHEMAS, data, plan


def complaint(group, **changes):
    with pytest.raises(ValidationError) as error:
        plan(group, **changes)
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.value.errors())


@pytest.mark.parametrize("group", SCHEMAS)
def test_what_we_ship_can_be_read(group):
    plan(group)


def test_limits_are_those_of_the_model():
    """The schemas may not import the world; their limits are its."""
    assert tuple(band.key for band in BANDS) == BAND_KEYS
    assert (MOST_HORIZON, MOST_QUEUE) == (MAX_HORIZON, MAX_QUEUE)
    assert len(DAY_TYPES) == 8


FULL_BAND = dict.fromkeys(BAND_KEYS, 0.5)
RISING = dict(zip(BAND_KEYS, (0.1, 0.2, 0.3, 0.4, 0.3, 0.6, 0.7), strict=True))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"per_year": 0}, "per_year: Value error, 0 must be more than 0"),
        ({"per_year": "4"}, "“4” is not a number"),
        ({"per_year": True}, "“True” is not a number"),
        ({"per_year": float("nan")}, "per_year"),
        ({"per_yaer": 4}, "per_yaer: unknown; did you mean per_year?"),
        ({"chronic__missed_share": 1.5}, "1.5 is no share"),
        ({"chronic__missed_share": 30}, "30 % is written 0.3"),
        ({"chronic__least_days": 1.5}, "“1.5” is not a whole number"),
        ({"chronic__share": RISING}, "share falls from 0.4 to 0.3 at age_60_74"),
        ({"mix__prevention": FULL_BAND}, "of age_0_14 sum to 1.22; they must sum to 1"),
        ({"patience__renewal__least": -1}, "-1 is negative"),
        ({"seasons__emergency__months": [1.0] * 11}, "at least 12"),
        ({"seasons__emergency__week": dict.fromkeys((*DAY_TYPES,), 0)}, "all seven weekdays are 0"),
        ({"hours__planned": [0.0, *[1.0] * 23]}, "an hour of frequency 0"),
        ({"epidemics__peak_from": "30-12"}, "“30-12” is no day of the year"),
        ({"epidemics__peak_from": "02-29"}, "is no day of every year"),
        ({"epidemics__most": 0.01}, "is under least"),
        ({"epidemics__kinds": ["renewal"]}, "renewal has no season of its own"),
        ({"visitors": {"emergency": 0.1}}, "emergency_per_year counts visitors too"),
        ({"visitors": {"flu": 0.1}}, "visitors.flu"),
        ({"housebound__ehpad_weight_90_up": 0}, "nobody leaves an EHPAD"),
    ],
)
def test_needs(changes, said):
    assert said in complaint("needs", **changes)


def test_a_missing_band_is_named():
    six = {key: 0.5 for key in BAND_KEYS[:6]}
    assert "weights.age_90_up: Field required" in complaint("needs", weights=six)


LINE = {"advised": 0.5, "slot": 0, "counter": 0.3, "ed": 0.3}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"open__sos_bassin__profile": "soss"}, "there is no profile “soss”; did you mean sos?"),
        ({"open__sos_bassin__at": None}, "open.sos_bassin.at: write a place"),
        ({"open__line15__at": "33284"}, "a line has no place"),
        ({"profiles__line15__answers__other_call": LINE}, "the four answers sum to 1.1"),
        ({"profiles__line15__answers": {}}, "answers.acute_urgent is missing"),
        ({"profiles__cmsi__answers": {"acute_urgent": LINE | {"ed": 0.2}}}, "only a line answers them"),
        ({"profiles__cmsi__type": "clinic"}, "profiles.cmsi.type"),
        ({"profiles__cmsi__queue_most": 257}, "less than or equal to 256"),
        ({"profiles__cmsi__servers": {"mon": {"9-30": 1}}}, "a day has the hours 0 to 24"),
        ({"profiles__cmsi__minutes": {}}, "profiles.cmsi.minutes"),
        ({"agendas__beyond_E__at": None}, "name the place beyond the territory, one of its `places`"),
        ({"agendas__tele_day__mt_weight": 5}, "no place and no patients of their own"),
        ({"agendas__tele_day__horizon_days": 65}, "less than or equal to 64"),
        ({"agendas__tele_day__starts": ["9h", "15:00"]}, "“9h” is no time of the day"),
        ({"agendas__tele_day__slots__mon": [300, 0]}, "300 must lie between 0 and 255"),
    ],
)
def test_services(changes, said):
    assert said in complaint("services", **changes)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"try": "own"}, "{try: own}: within_days is missing"),
        ({"try": "retry"}, "{try: retry}: after_days is missing"),
        ({"try": "retry", "after_days": 0}, "0 must be more than 0"),
        ({"try": "ed", "within_days": 1}, "within_days belongs to {try: own | team"),
        ({"try": "own", "within_days": 1, "within_hours": 2}, "within_hours belongs to {try: cmsi"),
        ({"try": "own", "within_days": 1, "after_days": 2}, "after_days belongs to {try: retry}"),
        ({}, "write what to try or how it ends"),
        ({"try": "ed", "end": "renounced"}, "write what to try or how it ends"),
        ({"end": "seen_own"}, "end: there is no such end as “seen_own”; known: advised, renounced"),
        ({"action": "ed"}, "action: Extra inputs"),
        ({"try": "ed", "uptake": 2}, "2 % is written 0.02"),
        ({"try": "ed", "who": []}, "who"),
        ({"try": "ed", "when": "night"}, "when"),
    ],
)
def test_pathway(step, said):
    assert said in complaint("pathway", steps__emergency=[step])


def test_a_pathway_has_at_most_sixteen_steps():
    assert "at most 16" in complaint("pathway", steps__emergency=[{"try": "ed"}] * 17)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ages": [{"from": 30, "to": 40, "share": 0.9}]}, "the shares sum to 0.9"),
        ({"ages": [{"from": 40, "to": 30, "share": 1}]}, "from 40 to 30: exchange them"),
        ({"activity__acts_a_year__p50": 9000}, "acts fall from one part to the next"),
        ({"activity__filled": 0}, "activity.filled"),
        ({"activity__most_half_days": 14}, "only 11 half-days are preferred above 0"),
        ({"leave__by_month": [0.0, *[1.0] * 11]}, "a month of 0 or less"),
        ({"leave__weeks": 60}, "less than 52"),
        ({"named": {"33284": {"first": data("doctors")["named"]["33284"]["1"]}}}, 'write "1", "2"'),
        ({"named__33284__1__birth_year": 58}, "named.33284.1.birth_year"),
        ({"horizon_days": 0}, "0 must be more than 0"),
    ],
)
def test_doctors(changes, said):
    assert said in complaint("doctors", **changes)
