"""What goes on anyway: exits by age, successions elsewhere, nobody where searches failed."""

from datetime import timedelta

from scipy.stats import binomtest

from sim.world.row_edits import EndAgenda
from tests.unit.measures.fakes import FIRST, on, play

HAZARD = dict.fromkeys(("under_55", "from_55", "from_62", "from_65", "from_67", "from_70"), 0.3)
PLAN = {
    "hazard": HAZARD,
    "notice": 90,
    "replaced": 1,
    "at_once": 0.5,
    "takeover": 0.7,
    "vacancy_days": 60,
    "age": 35,
    "contract": "liberal",
    "ramp_days": 180,
    "ramp_start": 0.6,
    "unfilled": ["C1"],
    "spared": ["c1_1", "c2_1"],
}
GPS = (20, 30, 10)


def test_nobody_follows_where_searches_failed_and_the_spared_stay():
    run = play({"goes_on": {"turnover": PLAN}}, gps=GPS)
    left = {who for _, _, who in run.events("departure")}
    came = {who for _, _, who in run.events("arrival")}
    assert any(who.startswith("c1_") for who in left)
    assert not any(who.startswith("c1_") for who in came)
    assert not left & {"c1_1", "c2_1"}
    assert came


def test_whose_last_day_another_measure_says_stays_until_then():
    """Otherwise a planner's retirement would not happen in those replications in which chance came first."""
    certain = dict.fromkeys(HAZARD, 1.0)
    goes_on = {"turnover": {**PLAN, "hazard": certain, "unfilled": [], "spared": []}}
    on_day = {"retire": {"doctor": "c1_2", "on": (FIRST + timedelta(days=700)).isoformat(), "notice": 90}}
    run = play({"goes_on": goes_on, "planned": on_day}, gps=GPS)
    left = {who: day for day, _, who in run.events("departure")}
    assert left["c1_2"] == FIRST + timedelta(days=700)
    others = {who: day for who, day in left.items() if "." not in who and who != "c1_2"}
    assert len(others) == sum(GPS) - 1 and all(day < left["c1_2"] for day in others.values())


def test_a_succession_without_vacancy_takes_over_the_panel():
    run = play({"goes_on": {"turnover": {**PLAN, "at_once": 1}}}, gps=GPS)
    arrived = {who: day for day, _, who in run.events("arrival")}
    names = run.history.agenda_names[0]
    taken = [call for call in run.patients.of(EndAgenda) if not names[call.row].startswith("c1_")]
    assert taken
    for call in taken:
        successor = names[call.edit.successor]
        assert arrived[successor] == call.date
        assert call.edit.share == 0.7
        old, new = run.row(names[call.row]), run.row(successor)
        assert (old["weekly"] == new["weekly"]).all()
        assert old["site"] == new["site"]
        assert run.doctor(successor)["birth_year"] == call.date.year - 35
        assert run.doctor(successor)["rank"] >= 10


def test_a_vacancy_releases_the_panel_and_somebody_comes_later():
    run = play({"goes_on": {"turnover": {**PLAN, "at_once": 0}}}, gps=GPS)
    left = {who: day for day, _, who in run.events("departure")}
    came = {who: day for day, _, who in run.events("arrival")}
    assert {call.edit.successor for call in run.patients.of(EndAgenda)} == {-1}
    assert came
    for who, day in came.items():
        first, _, generation = who.rpartition(".")
        before = first if generation == "2" else f"{first}.{int(generation) - 1}"
        assert day > left[before]


def test_replaced_with_the_probability():
    """False alarm rate: 1 in 10,000 (over the choice of the seed)."""
    plan = {**PLAN, "replaced": 0.5, "at_once": 1, "unfilled": [], "spared": []}
    run = play({"goes_on": {"turnover": plan}}, gps=(100, 80, 20))
    left, came = len(run.events("departure")), len(run.events("arrival"))
    assert left > 100
    assert binomtest(came, left, 0.5).pvalue > 1e-4


def test_an_exit_in_the_first_weeks_is_announced_on_the_first_day():
    run = play({"goes_on": {"turnover": PLAN}}, gps=GPS)
    announced = {who: day for day, _, who in run.events("announced")}
    first_day = [(day, who) for day, _, who in run.events("departure") if "." not in who]
    assert min(day for day, _ in first_day) < on("2024-03-31")
    for day, who in first_day:
        assert announced[who] == max(FIRST, day - timedelta(days=90))


def test_a_doctor_whom_another_measure_takes_away_does_not_leave_twice():
    retire = {"retire": {"doctor": "c2_2", "on": "2024-01-01", "notice": 0}}
    run = play({"a_retires": retire, "goes_on": {"turnover": {**PLAN, "hazard": dict.fromkeys(HAZARD, 1.0)}}})
    assert [who for _, _, who in run.events("departure")].count("c2_2") == 1


def test_a_departure_beyond_the_end_is_announced_as_if_one_went_on():
    """Half of the notices of the last days are of departures that come later."""
    plan = {"goes_on": {"turnover": {**PLAN, "unfilled": [], "notice": 365}}}
    last = FIRST + timedelta(days=500)
    short, long = (play(plan, end=end, gps=GPS).history.events for end in (last, last + timedelta(days=600)))
    assert list(short) == [event for event in long if event.date <= last]
    announced = {event.entity for event in short if event.event == "announced"}
    assert announced - {event.entity for event in short if event.event == "departure"}
