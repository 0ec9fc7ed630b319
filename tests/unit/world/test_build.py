"""The world of the first day: what it must be whatever the draws, and what it must be on average.

Where a draw decides, the bound is 5 standard deviations of the binomial: a false alarm in 1.7 million.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.draws.keyed import key36
from sim.schema.slugs import slug
from sim.territory import TerritoryError, load_territory
from sim.territory.bands import OLDEST
from sim.vocabulary.structure import N_STEPS, Leave, Link, SeenAt, Sort
from sim.world import intensity
from sim.world.build import build
from sim.world.errors import WorldError
from sim.world.latent import latent, to_nearest_gp
from sim.world.people import MOVED
from sim.world.prepare import doctors_called
from sim.world.tables import (
    AGENDA,
    COUNTER,
    DAY,
    DOCTOR,
    LOOKS,
    MAX_HORIZON,
    NEVER,
    PANEL,
    RESIDENT,
    SETTINGS,
    STEP,
)
from tests.shipped import N_KINDS, AgendaSort, CounterType, Kind
from tests.shipped_conf import END, START, WARMUP, mios, plan, prepared
from tests.territories import small


@pytest.fixture(scope="module")
def whole():
    return prepared()


@pytest.fixture(scope="module")
def world(whole):
    return build(whole, 0)


@pytest.fixture(scope="module")
def catchment(world):
    return world.catchments[0]


@pytest.fixture(scope="module")
def people(catchment):
    return catchment.residents[catchment.residents["is_a"] == Sort.RESIDENT]


GPS = 183  # rows; the three of Mios's walk-in centre have none


DAYS = ("days_with_ald", "days_without_ald")


def binomial(count, n, p):
    """Within 5 standard deviations of what n draws of probability p give."""
    assert abs(count - n * p) <= 5 * np.sqrt(n * p * (1 - p)) + 1, f"{count} of {n}, expected {n * p:.0f}"


def tables(world):
    """Every array of the world, by name."""
    own = {k: v for k, v in vars(world).items() if isinstance(v, np.ndarray)}
    for catchment in world.catchments:
        own |= {f"{catchment.name}.{k}": v for k, v in vars(catchment).items() if isinstance(v, np.ndarray)}
    return own


# --- shapes and dtypes ---------------------------------------------------------------------------------


def test_shapes(world, catchment):
    reported, communes = (END - START).days + 1 + WARMUP, len(mios())
    groups = 7 + 3 * communes
    n_days, known = reported + world.settings["followed_days"][0], len(world.days)
    assert (world.reported, world.n_days, known) == (reported, n_days, n_days + MAX_HORIZON)
    assert (world.days.dtype, world.settings.dtype, world.pathway.dtype) == (DAY, SETTINGS, STEP)
    assert world.pathway.shape == (N_KINDS, N_STEPS)
    assert world.seasons.shape == (N_KINDS, known)
    assert world.hours.shape == (4, 25)
    assert (catchment.residents.dtype, catchment.agendas.dtype, catchment.counters.dtype) == (
        RESIDENT,
        AGENDA,
        COUNTER,
    )
    assert (catchment.doctors.dtype, catchment.panels.dtype) == (DOCTOR, PANEL)
    assert catchment.doctor_names == catchment.agenda_names[: len(catchment.doctors)]
    assert len(catchment.agenda_names) == len(set(catchment.agenda_names)) == len(catchment.agendas)
    assert len(catchment.counter_names) == len(set(catchment.counter_names)) == len(catchment.counters)
    assert catchment.travel.shape == (communes, communes)
    assert catchment.counter_travel.shape == (len(catchment.counters), communes)
    assert (catchment.travel.dtype, catchment.counter_travel.dtype, catchment.backlog.dtype) == (
        "i4",
        "i4",
        "i4",
    )
    assert catchment.cumulative.shape == (groups, n_days + 1)
    assert catchment.rates.shape == (groups, N_KINDS)
    assert catchment.backlog.shape == (len(catchment.agendas), 2 * MAX_HORIZON)


def test_days(world):
    days = world.days
    assert (days["weekday"][0], days["year"][0]) == (0, 2024)  # Monday 1 January 2024
    assert not days["new_year"][0]
    assert list(np.flatnonzero(days["new_year"])) == [366, 731, 1096, 1461], "the last in the cool-down"
    assert days["holiday"][366] == 1
    assert days["week"].max() == 52
    assert (days["month"][0], days["month"][366], days["month"][world.reported - 1]) == (0, 12, 47)


# --- determinism ---------------------------------------------------------------------------------------


def test_the_same_draws_make_the_same_bytes(whole, world):
    again = build(prepared(), 0)
    for name, array in tables(world).items():
        assert array.tobytes() == tables(again)[name].tobytes(), name


def test_another_replication_is_another_world(whole, world):
    other = tables(build(whole, 1))
    differ = {name for name, array in tables(world).items() if array.tobytes() != other[name].tobytes()}
    moving = ("residents", "doctors", "panels", "agendas", "cumulative", "backlog")
    assert differ == {"seasons", *(f"bassin_arcachon.{name}" for name in moving)}


def test_another_seed_is_another_world(world):
    other = build(prepared(seed=1), 0)
    assert world.catchments[0].residents.tobytes() != other.catchments[0].residents.tobytes()


# --- people --------------------------------------------------------------------------------------------


def test_the_first_day_has_the_people_of_the_territory(people):
    territory, there = mios(), people[people["from_day"] == 0]
    in_2024 = territory.population_in(2024)
    assert (np.bincount(there["commune"], minlength=len(mios())) == in_2024).all()
    age = 2024 - there["birth_year"]
    for commune in range(len(mios())):
        edges = [0, 15, 30, 45, 60, 75, 90, 200]
        bands = np.histogram(age[there["commune"] == commune], edges)[0]
        assert (np.abs(bands - in_2024[commune] * territory.age_shares[commune]) < 1).all()


def test_the_population_follows_the_growth_of_each_commune(people):
    for day, year in ((366, 2025), (731, 2026), (1096, 2027)):
        here = people[(people["from_day"] <= day) & (people["until_day"] > day)]
        counts = np.bincount(here["commune"], minlength=len(mios()))
        assert (counts >= mios().population_in(year)).all()
        assert (np.abs(counts - mios().population_in(year)) <= 1).all()


def test_rows_come_in_order_and_ranks_are_unique(people):
    first = people["from_day"] == 0
    assert (np.diff(first.astype(int)) <= 0).all()
    assert (np.diff(people["commune"][first]) >= 0).all()
    for commune in range(len(mios())):
        ranks = people["rank"][people["commune"] == commune]
        usual, moved = ranks[ranks < MOVED], ranks[ranks >= MOVED]
        assert len(set(usual)) == len(usual), "the few missing would come after the last day"
        there = ranks[first[people["commune"] == commune]]
        assert (there == np.arange(len(there))).all()
        assert len(set(moved)) == len(moved), "who moves into an EHPAD keeps the old one, and a mark"
        assert len(moved) > 0 or mios().ring[commune], "none need do so in a village"
        assert set(moved % MOVED) <= set(usual)
        assert (moved < 3 * MOVED).all(), "to be seen at home, and from there into an EHPAD"
    keys = np.array([key36(code) for code in mios().codes])
    assert (people["key"] == keys[people["commune"]]).all()


def test_states_begin_when_somebody_is_there(people):
    assert (people["until_day"] > people["from_day"]).all()
    for column in ("chronic_from", "ald_from"):
        assert (people[column] >= people["from_day"]).all()
    followed = people["chronic_from"] < NEVER
    assert (people["chronic_from"] <= people["ald_from"])[followed].all()
    assert (people["birth_year"] <= 2028).all()


def test_a_child_is_born_in_its_year_on_any_day(people):
    """1 January 2025 to 2027: days 366, 731, 1096; who is born in a year is there by the next January 1."""
    for year, first, after in ((2024, 0, 366), (2025, 366, 731), (2026, 731, 1096)):
        born = people[
            (people["birth_year"] == year) & (people["from_day"] > 0) & (people["link"] == Link.NEVER)
        ]
        comes = born["from_day"]
        assert ((comes > first) & (comes <= after)).mean() > 0.95, "the others come from elsewhere later"
        there = people[(people["from_day"] <= first) & (people["until_day"] > first)]
        bearing = (year - there["birth_year"] >= 15) & (year - there["birth_year"] <= 44)
        expected = mios().demography.birth * bearing.sum()
        assert abs(((comes > first) & (comes <= after)).sum() - expected) < 0.06 * expected


def month_of(days):
    """(n,) the month, January 0, of the day before each: what happens in a day is there the next midnight."""
    calendar = np.datetime64("2024-01-01") + (np.asarray(days) - 1)
    return calendar.astype("datetime64[M]").astype(int) % 12


def test_people_arrive_and_leave_when_people_move(people):
    """Arrivals by month as `needs.moves` has it, over three whole years; deaths and moves, old and young."""
    moves = np.array(plan("needs").moves) * [31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    there = people[people["rank"] < MOVED]
    came = there[(there["from_day"] > 0) & (there["from_day"] <= 1096) & (there["birth_year"] < 2024)]
    counts = np.bincount(month_of(came["from_day"]), minlength=12)
    for month in range(12):
        binomial(counts[month], len(came), (moves / moves.sum())[month])
    left = there[(there["until_day"] <= 1096) & (there["goes_on"] < 0)]
    young, old = left[left["birth_year"] > 1984], left[left["birth_year"] < 1940]
    summer = [np.isin(month_of(who["until_day"]), (5, 6, 7, 8)).mean() for who in (young, old)]
    assert summer[0] > 0.40 > 0.38 > summer[1], "the young move, the old die, on any day"


def test_illness_begins_on_any_day(people):
    """What begins in each month of three years is a twelfth of it, and January 1 is a day as any other."""
    for column in ("chronic_from", "ald_from"):
        days = people[column][(people[column] > people["from_day"]) & (people[column] < 1096)]
        counts = np.bincount(month_of(days + 1), minlength=12)
        for month in range(12):
            binomial(
                counts[month], len(days), [31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month] / 365.25
            )
        assert np.isin(days, (366, 731)).sum() <= 2 * len(days) / 365 + 5 * np.sqrt(len(days) / 182)


def test_who_moves_in_goes_on_in_a_later_row(people):
    before = np.flatnonzero(people["goes_on"] >= 0)
    after = people["goes_on"][before]
    assert len(before) > 500 and (after > before).all() and len(set(after)) == len(after)
    for column in ("commune", "birth_year", "key"):
        assert (people[column][before] == people[column][after]).all()
    assert (people["until_day"][before] == people["from_day"][after]).all()
    assert (people["rank"][after] == people["rank"][before] + MOVED).all()
    assert (people["housebound"][after] > people["housebound"][before]).all()
    moves = np.unique([people["housebound"][before], people["housebound"][after]], axis=1)
    assert moves.T.tolist() == [[0, 1], [0, 2], [1, 2]], "at home, an EHPAD, an EHPAD from there"
    assert len(np.unique(month_of(people["from_day"][after]))) == 12
    assert set(np.flatnonzero(people["rank"] >= MOVED)) == set(after)


def test_most_who_come_from_elsewhere_have_declared_an_mt_there(people):
    new = people[(people["from_day"] > 0) & (people["rank"] < MOVED) & (people["birth_year"] < 2024)]
    age = 2026 - new["birth_year"]
    declared = plan("doctors").patients.declared_elsewhere
    grown = new[(age >= 32) & (age < 43)]  # of 30 to 44 whenever they came
    binomial((grown["link"] == Link.FAR).sum(), len(grown), declared.age_30_44)
    assert (people["link"][people["rank"] >= MOVED] == Link.NEVER).all(), "theirs is handed on"


@pytest.mark.parametrize(("day", "year"), [(0, 2024), (1096, 2027)])
def test_prevalence_by_band_is_the_same_at_the_end(people, day, year):
    here = people[(people["from_day"] <= day) & (people["until_day"] > day)]
    band = np.digitize(year - here["birth_year"], [15, 30, 45, 60, 75, 90])
    chronic = plan("needs").chronic.share.values
    for b in range(7):
        these = here[band == b]
        binomial((these["ald_from"] <= day).sum(), len(these), mios().ald_share[b])
        followed = max(chronic[b], mios().ald_share[b]) * (1 - plan("needs").chronic.elsewhere)
        binomial((these["chronic_from"] <= day).sum(), len(these), followed)


def test_who_is_followed_elsewhere_has_an_ald_as_often(people):
    """And does so wherever they live: the same of a person's rows."""
    there = people[people["from_day"] == 0]
    ill = there[(there["ald_from"] == 0)]
    binomial((ill["chronic_from"] == NEVER).sum(), len(ill), plan("needs").chronic.elsewhere)
    before = np.flatnonzero((people["goes_on"] >= 0) & (people["ald_from"] < NEVER))
    after = people["goes_on"][before]
    alone = [people["chronic_from"][rows] == NEVER for rows in (before, after)]
    assert (alone[0] == alone[1]).all() and alone[0].any()


def test_returns_of_the_people_drawn_are_those_that_clock_0_leaves_to_them(people):
    """By band, on day 0: of those whom a GP follows, so many a year as their intervals say."""
    needs, there = plan("needs"), people[people["from_day"] == 0]
    band = np.digitize(2024 - there["birth_year"], [15, 30, 45, 60, 75, 90])
    ill, ald = there["chronic_from"] == 0, there["ald_from"] == 0
    days = np.where(ald, *(np.array(getattr(needs.chronic, name).values)[band] for name in DAYS))
    expected = intensity.follow_ups(needs, mios())
    for b in range(7):
        returns = np.where(ill, 365.25 / days, 0.0)[band == b]
        assert abs(returns.mean() - expected[b]) < 4 * returns.std() / np.sqrt(len(returns)), b


@pytest.mark.parametrize(("day", "year"), [(0, 2024), (731, 2026), (1096, 2027)])
def test_care_at_home_is_as_frequent_at_the_end(whole, people, day, year):
    """Of those there, as many as the curve says at their ages."""
    here = people[(people["from_day"] <= day) & (people["until_day"] > day)]
    age = np.minimum(year - here["birth_year"], OLDEST + 1)
    for where, curves in (
        (SeenAt.HOME, whole.catchments[0].housebound),
        (SeenAt.EHPAD, whole.catchments[0].in_ehpad),
    ):
        share = curves[here["commune"], age]
        counted = (here["housebound"] >= where).sum()
        assert abs(counted - share.sum()) <= 5 * np.sqrt((share * (1 - share)).sum()) + 1


def test_an_ehpad_has_as_many_residents_as_places(people):
    there = people[(people["from_day"] == 0) & (people["housebound"] == SeenAt.EHPAD)]
    places = mios().ehpad
    assert places.sum() > 1000
    assert abs(len(there) - places.sum()) <= 5 * np.sqrt(places.sum())


def test_who_is_seen_at_home_needs_no_car(people):
    assert (people["housebound"] == SeenAt.HOME).sum() > 1000
    assert not people["no_car"][people["housebound"] != SeenAt.PRACTICE].any()
    assert people["no_car"][people["housebound"] == SeenAt.PRACTICE].any()


def test_frailty_has_mean_one(people):
    shape = plan("needs").frailty_shape
    noise = 5 * np.sqrt(1 / shape / len(people))
    assert abs(people["frailty"].mean(dtype=float) - 1) < noise
    assert abs(people["frailty"].var(dtype=float) - 1 / shape) < 0.05
    assert people["frailty"].min() > 0


def test_traced(people):
    ring = mios().ring[people["commune"]]
    binomial(people["traced"][~ring].sum(), (~ring).sum(), 1 / 16)
    assert not people["traced"][ring].any(), "whose needs are not reported are not followed"


def test_streams(catchment, world):
    n = len(mios())
    streams = catchment.residents[-3 * n :]
    assert list(streams["is_a"]) == [Sort.VISITOR, Sort.EMERGENCY, Sort.CALLER] * n
    assert list(streams["group"]) == list(range(7, 7 + 3 * n))
    assert (streams["rank"] == 0).all()
    assert (streams["mt"] == -1).all()
    assert (streams["until_day"] == NEVER).all()
    kinds = [set(np.flatnonzero(catchment.rates[group])) for group in range(7, 10)]
    assert kinds[0] == {Kind.ACUTE_URGENT, Kind.ACUTE_MINOR, Kind.RENEWAL}
    assert kinds[1:] == [{Kind.EMERGENCY}, {Kind.OTHER_CALL}]


# --- médecins traitants --------------------------------------------------------------------------------


def test_who_has_a_medecin_traitant_is_what_the_run_up_says(whole, people):
    """By band and ALD over all communes: the sum of their shares. Three Links in 14 classes: 5 deviations."""
    there = people[people["from_day"] == 0]
    band, ald = band_in_2024(there), (there["ald_from"] == 0).astype(int)
    shares = whole.catchments[0].before.first_day.shares[:, there["commune"], band, ald]
    for link in Link:
        of_link = (there["mt"] < 0) & (there["link"] == link)
        for its_band in range(7):
            for has in (0, 1):
                p = shares[link][(band == its_band) & (ald == has)]
                found = of_link[(band == its_band) & (ald == has)].sum()
                assert abs(found - p.sum()) <= 5 * np.sqrt((p * (1 - p)).sum()) + 1
    assert (there["link"][there["mt"] >= 0] == Link.NEVER).all(), "means nothing there, and is 0"


def test_the_young_have_none_more_often_and_the_ill_more_rarely(people):
    """As the CNAM says: about 1 in 5 under 30, few with an ALD; fewer than in France, as observed."""
    there = people[(people["from_day"] == 0)]
    age, none = 2024 - there["birth_year"], (there["mt"] < 0) & (there["link"] != Link.FAR)
    ill = there["ald_from"] == 0
    adults = age >= 17
    assert 0.02 < none[adults].mean() < 0.15
    assert none[adults & (age < 30)].mean() > 1.3 * none[adults].mean()
    assert none[adults & ill].mean() < 0.5 * none[adults].mean()


def band_in_2024(rows):
    return np.digitize(2024 - rows["birth_year"], [15, 30, 45, 60, 75, 90])


def test_newcomers_have_no_mt(people):
    new = people[people["from_day"] > 0]
    assert (new["mt"] == -1).all()


def test_who_looks_has_stayed_without_more_rarely(people):
    """Of those who lost theirs, adults without an ALD: not as many look as of everybody."""
    there = people[(people["from_day"] == 0) & (people["ald_from"] > 0) & (people["birth_year"] < 2000)]
    share = plan("doctors").patients.look.lost
    lost = there[(there["mt"] < 0) & (there["link"] == Link.LOST)]
    assert (lost["look"] / LOOKS < share).mean() < share - 0.1
    assert (there["look"] / LOOKS < share).mean() > share - 0.02
    assert not (people["link"][people["from_day"] > 0] == Link.LOST).any(), (
        "who comes later has lost none here"
    )


def test_who_looks_is_one_even_draw_of_each(people):
    look = people["look"].astype(float) / LOOKS
    assert look.min() >= 0 and look.max() < 1
    for share in (0.25, 0.5, 0.9):
        binomial((look < share).sum(), len(look), share)


def test_panels_are_those_who_name_them(catchment, people):
    named = np.bincount(people["mt"][people["mt"] >= 0], minlength=len(catchment.panels))
    assert (named == catchment.panels["patients"]).all()
    assert (catchment.panels["cap"] >= catchment.panels["patients"]).all()


def test_a_panel_is_served_by_one_agenda(catchment):
    """Those of the GPs by theirs; those outside the territory by agendas of nobody in particular."""
    gps, agendas = len(catchment.doctors), catchment.agendas
    assert sorted(agendas["panel"][agendas["panel"] >= 0]) == list(range(len(catchment.panels)))
    for rows in (agendas["doctor"][:gps], agendas["panel"][:gps], catchment.doctors["panel"]):
        assert list(rows) == list(range(gps))
    assert (agendas["doctor"][gps:] == -1).all()
    beyond = [row for row, name in enumerate(catchment.agenda_names) if name.startswith("beyond_")]
    assert agendas["panel"][beyond].tolist() == list(range(gps, gps + 4))
    assert agendas["panel"][catchment.agenda_names.index("tele_day")] == -1


def test_most_adults_of_mios_have_their_mt_elsewhere(catchment, people):
    adults = people[(people["commune"] == 0) & (people["mt"] >= 0) & (people["birth_year"] <= 2007)]
    assert (commune_of(catchment)[adults["mt"]] != 0).mean() > 0.5


def commune_of(catchment):
    """(n,) where the panel is served."""
    panels = catchment.agendas["panel"]
    where = np.zeros(len(catchment.panels), dtype=int)
    where[panels[panels >= 0]] = catchment.agendas["commune"][panels >= 0]
    return where


def test_some_have_their_mt_beyond_the_ring_near_whom_they_live(catchment, people):
    beyond = catchment.agendas["panel"][catchment.agenda_names.index("beyond_E")]
    share = [(people["mt"][people["commune"] == c] == beyond).mean() for c in range(len(mios()))]
    names = list(mios().names)
    assert share[names.index("Cabanac-et-Villagrains")] > 0.1
    assert share[names.index("Saint-Magne")] > share[names.index("Mios")]
    assert share[names.index("Arcachon")] < 0.01


# --- doctors -------------------------------------------------------------------------------------------


def test_doctors_by_commune(catchment):
    gps = catchment.agendas[catchment.agendas["is_a"] == AgendaSort.GP]
    general = mios().gps.copy()
    for commune, doctors in mios().doctor_list.items():
        general[commune] -= sum(who.particular is True for who in doctors.values())
    assert (np.bincount(gps["commune"], minlength=len(mios())) == general).all()
    assert general.sum() == len(catchment.doctors) == 186 - 3
    silent = 186 - 3 - 4  # of the four of Mios it is known that they are médecins traitants
    drawn = catchment.agendas["active"][: len(catchment.doctors)] == 0
    assert abs(drawn.sum() - plan("doctors").particular * silent) < 1
    assert not drawn[:4].any()
    assert np.bincount(gps["commune"][~drawn], minlength=len(mios()))[general > 0].min() >= 1, (
        "nowhere the last"
    )
    assert catchment.agenda_names[:4] == ("mios_1", "mios_2", "mios_3", "mios_4")
    assert "mios_5" not in catchment.agenda_names, "the walk-in centre's are its counter"
    assert "la_teste_de_buch_31" in catchment.agenda_names
    assert list(catchment.doctors["birth_year"][:4]) == [1957, 1959, 1960, 1979]
    assert list(gps["weekly"][0][:4]) == [14, 13, 14, 13]
    assert len(set(catchment.agendas["site"])) == len(catchment.agendas)


def test_activity_is_spread_as_published(whole):
    activity = plan("doctors").activity
    leave = plan("doctors").leave
    weeks = 365.25 / 7 - leave.weeks * (1 - leave.covered)
    totals = []
    for replication in range(2):
        agendas = build(whole, replication).catchments[0].agendas[4:GPS]
        slots = agendas["weekly"][agendas["active"] == 1].sum(axis=1)
        acts = slots * weeks * activity.filled
        for part, published in ((0.10, 1586), (0.25, 3117), (0.50, 4558), (0.75, 6055), (0.90, 7696)):
            assert abs((acts < published).mean() - part) < 0.02  # evenly spread; slots are whole
        totals.append(slots.sum())
    assert (
        abs(totals[0] - totals[1]) < 0.01 * totals[0]
    )  # who works how much is drawn, not how much is worked


def test_leave(catchment):
    gps = catchment.agendas[:GPS]
    weeks = (gps["leave"] > 0).sum(axis=1)
    assert set(weeks) == {6, 7}
    covered = (gps["leave"] == Leave.COVERED).sum()
    assert abs(covered - plan("doctors").leave.covered * weeks.sum()) < GPS / 2  # rounded doctor by doctor
    assert (gps["leave"][:, 52:] == 0).all()


def test_as_many_lists_are_open_as_the_run_up_says(whole):
    """Some closed for good besides, where nearly all are open. Over three replications: 5 deviations."""
    given, patients = whole.catchments[0], plan("doctors").patients
    here = given.before.first_day.open[given.gps.commune]
    takes, expected = 0, np.zeros(0)
    for replication in range(3):
        catchment = build(whole, replication).catchments[0]
        panels, at_work = catchment.panels[:GPS], catchment.agendas["active"][:GPS] == 1
        takes += ((panels["list_open"] == 1) & (panels["patients"] < panels["cap"])).sum()
        old = 2024 - catchment.doctors["birth_year"] >= 60
        closed = np.where(old, patients.closed_from_60, patients.closed_under_60)
        expected = np.append(expected, np.minimum(here, 1 - closed)[at_work])
    assert abs(takes - expected.sum()) <= 5 * np.sqrt((expected * (1 - expected)).sum())


def test_backlog_falls_with_the_days(catchment):
    taken = catchment.backlog[:GPS, : 6 * 14].sum(axis=0).reshape(6, 14).sum(axis=1)  # by week
    assert (np.diff(taken) < 0).all()
    horizon = plan("doctors").horizon_days
    assert catchment.backlog[:, 2 * horizon :].sum() == 0
    beyond = catchment.agenda_names.index("beyond_E")
    assert catchment.backlog[beyond].sum() > 0
    assert catchment.backlog[catchment.agenda_names.index("tele_day")].sum() == 0


# --- services ------------------------------------------------------------------------------------------


def test_counters_of_the_first_day(catchment):
    rows = dict(zip(catchment.counter_names, catchment.counters, strict=True))
    assert rows["ed_pellegrin"]["commune"] == -1
    assert rows["ed_arcachon"]["commune"] == mios().find("La Teste-de-Buch")
    assert rows["front_arcachon"]["servers"][7].nonzero()[0].tolist() == [20, 21, 22, 23]
    assert rows["line15"]["type"] == CounterType.LINE15
    answers = rows["line15"]["answers"]
    taken = rows["line15"]["kinds"] == 1
    assert (answers[taken][:, -1] == 1).all()
    assert (np.diff(answers[taken], axis=1) >= 0).all()
    assert catchment.counter_travel[catchment.counter_names.index("line15")].sum() == 0


def test_a_part_of_the_servers_is_there_and_at_least_one_while_open():
    """``part: 0.4`` of an emergency department of 3, 5 and 8 doctors; ``part: 0.01`` leaves one."""
    for part, servers in ((0.4, [1] * 8 + [2] * 2 + [3] * 14), (0.01, [1] * 24)):
        here = prepared(changes={"services": {"open__ed_arcachon__part": part}}).catchments[0].counters
        assert here.rows[here.names.index("ed_arcachon")]["servers"][0].tolist() == servers
        front = here.rows[here.names.index("front_arcachon")]["servers"][0]
        assert front.tolist() == [0] * 20 + [3] * 4  # others keep theirs


# --- what cannot be ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"services": {"open__sos_bassin__at": "Arcachom"}},
            "open.sos_bassin.at: “Arcachom” is no place",
        ),
        ({"services": {"open__sos_bassin__at": "Arcachom"}}, "did you mean Arcachon"),
        ({"services": {"agendas__beyond_E__at": "Mios"}}, "Mios lies inside the territory mios"),
        ({"needs": {"per_year": 0.5}}, "at age_30_44 the follow-up of chronic illness alone"),
        (
            {"doctors": {"named": {"33284": {"8": plan("doctors").named["33284"]["1"].model_dump()}}}},
            "doctors.named.33284.8: Mios has 7 doctors",
        ),
    ],
)
def test_files_that_do_not_fit(changes, said):
    with pytest.raises(WorldError) as error:
        prepared(changes=changes)
    assert said in str(error.value)


def test_an_ald_that_falls_with_age():
    falling = mios().ald_share[::-1].copy()
    with pytest.raises(WorldError, match="key ald: the share falls with age"):
        prepared(replace(mios(), ald_share=falling))


def test_doctors_of_communes_of_one_name_are_told_apart_by_its_code():
    names = (*mios().names[:-1], "MIOS!")
    called = doctors_called(replace(mios(), names=names))
    codes = dict(zip(mios().codes, called, strict=True))
    assert codes["33284"] == "mios_33284" and called[-1] == f"mios_{mios().codes[-1]}"
    assert len(set(called)) == len(called)
    assert doctors_called(mios())[mios().codes.index("33284")] == "mios"


def test_slug():
    assert slug("La Teste-de-Buch") == "la_teste_de_buch"
    assert slug("Lège-Cap-Ferret") == "lege_cap_ferret"
    assert slug("Sœurs d'Œuvre") == "soeurs_d_oeuvre"


# --- several catchments --------------------------------------------------------------------------------


HERE = {
    "open": {
        "ed": {"profile": "ed", "at": "ed"},
        "city": {"profile": "ed_city", "at": "city"},
        "line15": {"profile": "line15", "at": None},
    }
}


def shared_services(at):
    agendas = plan("services").model_dump(exclude_none=True)["agendas"]
    for agenda in agendas.values():
        agenda.setdefault("at", None)
        agenda.pop("for_residents", None)  # all of it is shared
        if agenda["sort"] == "outside":
            agenda["at"] = at
    return HERE | {"agendas": agendas}


def test_catchments_share_what_lies_outside():
    territory = small(n_communes=3, residents=3000, catchments=3).territory
    world = build(prepared(territory, {"services": shared_services("city")}), 0)
    assert [c.name for c in world.catchments] == ["b1", "b2", "b3"]
    assert [c.communes for c in world.catchments] == [("90001",), ("90002",), ("90003",)]
    assert [c.counter_names for c in world.catchments] == [
        ("ed", "city", "line15"),
        ("city", "line15"),
        ("city", "line15"),
    ]
    for catchment in world.catchments:
        assert (catchment.residents["commune"] == 0).all()
        tele = catchment.agendas[catchment.agenda_names.index("tele_day")]
        assert tele["factor"] == pytest.approx(1 / 3)
        assert catchment.counters[-2]["servers"].max() == 2  # a third of six


def test_a_part_of_the_servers_is_there_for_the_people_simulated():
    """Rounded, and at least one while the profile has any; what catchments share, they share of that part."""
    shipped = plan("services").profiles["ed"].model_dump(exclude_none=True)
    profile = {**shipped, "servers": {"mon-holiday": {"0-8": 1, "8-20": 5}}}
    services = {
        "profiles": plan("services").model_dump(exclude_none=True)["profiles"] | {"five": profile},
        "open": {
            "whole": {"profile": "five", "at": "ed"},
            "part": {"profile": "five", "at": "ed", "part": 0.5},
            "little": {"profile": "five", "at": "ed", "part": 0.01},
            "far": {"profile": "five", "at": "city", "part": 0.5},
        },
        "agendas": {},
    }
    one = small(n_communes=2, residents=2000).territory
    two = small(n_communes=2, residents=2000, catchments=2).territory
    (alone,) = build(prepared(one, {"services": services}), 0).catchments
    servers = dict(
        zip(alone.counter_names, alone.counters["servers"][:, 0, (7, 8, 20)].tolist(), strict=True)
    )
    assert servers == {"whole": [1, 5, 0], "part": [1, 2, 0], "little": [1, 1, 0], "far": [1, 2, 0]}
    for shared in build(prepared(two, {"services": services}), 0).catchments:
        far = shared.counters[shared.counter_names.index("far")]
        assert far["servers"][0, (7, 8, 20)].tolist() == [1, 1, 0], "half of five, shared by two"


def test_a_service_says_once_how_many_servers_it_has():
    twice = {"open": {"ed": {"profile": "ed", "at": "ed", "part": 0.5, "for_residents": 5000}}, "agendas": {}}
    with pytest.raises(ValueError, match="part: `for_residents` says already"):
        prepared(small().territory, {"services": twice})


def test_a_commune_nobody_can_serve():
    territory = small(n_communes=1, residents=300).territory
    bare = replace(territory, gps=np.zeros(1, dtype=np.int64))
    nowhere = {"services": {"agendas": {}, "open": {}}}
    world = build(prepared(bare, nowhere), 0)
    assert (world.catchments[0].residents["mt"] == -1).all()
    assert len(world.catchments[0].agendas) == 0
    assert world.catchments[0].counter_travel.shape == (0, 1)


def test_a_commune_without_a_doctor_whose_people_go_elsewhere():
    """Panels of nobody in particular: those of the agendas outside."""
    territory = small(n_communes=1, residents=300).territory
    bare = replace(territory, gps=np.zeros(1, dtype=np.int64))
    far = {"services": shared_services("city"), "doctors": {"patients__mt_most_minutes": 120}}
    place = build(prepared(bare, far), 0).catchments[0]
    assert (len(place.doctors), place.doctor_names) == (0, ())
    mt = place.residents["mt"]
    assert len(place.panels) == 4
    assert (mt >= 0).sum() == place.panels["patients"].sum() > 0
    assert place.backlog[place.agenda_names.index("beyond_E")].sum() > 0


def test_a_territory_says_what_it_does_not_know():
    with pytest.raises(TerritoryError):
        mios().find("Arcachom")


@pytest.mark.parametrize("end", [date(2025, 6, 30), date(2025, 12, 31)])
def test_nothing_of_the_days_there_are_depends_on_how_many_come(whole, world, end):
    """A wave that peaks just after the last day, and people who come later, among others."""
    wide = {"needs": {"epidemics__deviation_days": 60, "epidemics__peak_from": "01-10"}}
    for shorter, longer in ((prepared(end=end), world), (prepared(changes=wide, end=end), None)):
        short, long = build(shorter, 0), longer or build(prepared(changes=wide), 0)
        days = short.n_days
        assert (short.days == long.days[: len(short.days)]).all()
        assert (short.seasons == long.seasons[:, : len(short.days)]).all()
        one, other = short.catchments[0], long.catchments[0]
        assert (one.cumulative == other.cumulative[:, : days + 1]).all()
        assert (one.backlog == other.backlog).all()
        for name in ("doctors", "panels", "agendas", "counters"):
            assert (getattr(one, name) == getattr(other, name)).all(), name
        come = other.residents["from_day"] < days
        mine, theirs = one.residents, other.residents[come].copy()
        assert len(mine) == len(theirs), "in the same order"
        row = np.append(np.where(come, np.cumsum(come) - 1, -1), -1)
        theirs["goes_on"] = row[theirs["goes_on"]]
        for name in mine.dtype.names:
            values = mine[name], theirs[name]
            if name.endswith(("_from", "_day")):  # days beyond are not known yet
                values = tuple(np.where(column < days, column, NEVER) for column in values)
            assert (values[0] == values[1]).all(), name


def test_who_does_not_ask(whole, catchment, people):
    """One in seven is poor; the poor ask less, and so do those who live far from a GP; streams always ask."""
    there = people[people["from_day"] <= 0]
    binomial(there["poor"].sum(), len(there), plan("needs").latent.poor)
    ratio = people["latent"][people["poor"] == 1].mean() / people["latent"][people["poor"] == 0].mean()
    assert ratio == pytest.approx(plan("needs").latent.poor_factor, rel=0.05)
    given, others = whole.catchments[0], people[people["poor"] == 0]
    minutes = to_nearest_gp(given.travel, given.gps, given.shared)[others["commune"]]
    away = np.unique(minutes)
    assert len(away) > 5 and away[-1] > 15 > 5 > away[0], "some live far, some near"
    asked_less = [others["latent"][minutes == each].mean() for each in away]
    assert (np.diff(asked_less) > 0).all(), "the farther, the less"
    streams = catchment.residents[catchment.residents["is_a"] != Sort.RESIDENT]
    assert not streams["latent"].any() and not streams["poor"].any()


def test_a_need_is_latent_by_means_and_minutes_up_to_a_bound():
    needs = plan(
        "needs", latent={"base": 0.01, "poor_factor": 3, "per_minute": 0.1, "most": 0.1, "poor": 0.1}
    )
    asked = latent(needs.latent, np.array([0.0, 10.0, 40.0, np.inf]))
    assert asked[0].tolist() == pytest.approx([0.01, 0.02, 0.05, 0.1])
    assert asked[1].tolist() == pytest.approx([0.03, 0.06, 0.1, 0.1])


def test_the_share_of_the_poor_is_that_of_the_commune_where_it_is_known(tmp_path):
    made = small(2, 4000, folder=tmp_path)
    file = tmp_path / "communes.csv"
    lines = zip(file.read_text().split(), ("poor", "0.05", "0.4"), strict=True)
    file.write_text("\n".join(f"{line};{share}" for line, share in lines) + "\n")
    territory = load_territory(made.settings, tmp_path, START)
    world = build(prepared(territory, {"services": shared_services("city")}), 0)
    people = world.catchments[0].residents
    for commune, share in enumerate((0.05, 0.4)):
        there = people[(people["is_a"] == Sort.RESIDENT) & (people["commune"] == commune)]
        binomial(there["poor"].sum(), len(there), share)
