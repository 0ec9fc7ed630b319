"""Searches that begin near their answer (decision 008) find exactly what the plain search finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.kernels.groups import Time
from sim.kernels.people import clocks, practices
from sim.kernels.people.pathway import SITUATIONS, next_steps
from sim.kernels.people.practices import guide_of
from sim.kernels.state import AGENDA_STATE, DAY_STATE, HOURS, RING
from sim.kernels.supply import agendas
from sim.kernels.timeline.guides import guided_hours, guided_intensity
from sim.reference.place import in_order
from sim.reference.row_objects import plain
from sim.vocabulary.structure import IN_EHPAD, NOT_IN_EHPAD, TRIED_FIRST, Action, Case
from sim.vocabulary.time import DAY
from sim.world.tables import STEP
from tests.compiled import by_itself

practice = by_itself(practices.practice)
moment_of_level = by_itself(clocks.moment_of_level)
first_later, first_with, give_back = (
    by_itself(getattr(agendas, name)) for name in ("first_later", "first_with", "give_back")
)


@given(
    weights=st.lists(st.sampled_from([0, 0, 1, 7, 1000, 250_000]), min_size=1, max_size=60),
    seed=st.integers(0, 99),
)
@settings(deadline=None, max_examples=60)
def test_a_word_stands_for_the_same_practice(weights, seed):
    """`practice` is the first row whose cumulated weight exceeds word / 2**32 of the total."""
    reach = np.cumsum(np.array([weights], dtype=np.int64), axis=1)
    guide = guide_of(reach)
    edges = [0, 1, 2**24 - 1, 2**24, 2**31, 2**32 - 1]
    words = np.append(np.random.default_rng(seed).integers(0, 2**32, 50), edges).astype(np.uint64)
    for word in words:
        found = practice(reach, guide, 0, word)
        if reach[0, -1] == 0:
            assert found == -1
        else:
            assert found == np.flatnonzero(reach[0] > (int(word) * int(reach[0, -1])) >> 32)[0]


def a_year(daily: np.ndarray) -> Time:
    """Days of a made-up run, in which nothing is a holiday."""
    days = np.zeros(daily.shape[1], dtype=DAY_STATE)
    days["weekday"] = np.arange(len(days)) % 7
    hours = np.zeros(4, dtype=HOURS)
    rising = np.cumsum(np.random.default_rng(7).uniform(0.01, 3.0, (4, 24)), axis=1)
    hours["share"][:, 1:] = rising / rising[:, -1:]
    hours["share"][:, 24] = 1.0
    hours["begin"] = guided_hours(hours["share"])
    cumulative = np.concatenate([np.zeros((len(daily), 1)), np.cumsum(daily, axis=1)], axis=1)
    return Time(days, hours, *guided_intensity(cumulative))


def plain_moment(time: Time, group: int, level: float, from_day: int) -> int:
    """docs/model.md, section 5, word for word."""
    cumulative, n_days = time.cumulative[group], len(time.days)
    if level >= cumulative[n_days]:
        return n_days * DAY
    d = from_day
    while d + 1 < n_days and cumulative[d + 1] <= level:
        d += 1
    x = (level - cumulative[d]) / (cumulative[d + 1] - cumulative[d])
    shares = time.hours["share"][1 if d % 7 >= 5 else 0]
    h = max(h for h in range(24) if shares[h] <= x)
    return d * DAY + min(86399, 3600 * h + int(3600.0 * ((x - shares[h]) / (shares[h + 1] - shares[h]))))


def test_a_level_is_reached_at_the_same_moment():
    """Also for levels that are exactly those of a midnight, days without intensity and groups without any."""
    rng = np.random.default_rng(11)
    daily = rng.uniform(0.0, 0.02, (3, 400)) * (rng.random((3, 400)) < 0.7)
    daily[2] = 0.0
    time = a_year(daily)
    for group in range(3):
        row = time.cumulative[group, : len(time.days) + 1]
        for level in [*row[::13], *rng.uniform(0, 1.1 * row[-1] + 0.1, 300)]:
            low = int(np.searchsorted(row, level, side="right")) - 1
            for from_day in {0, max(0, low - 3), max(0, min(low, 399))}:
                expected = plain_moment(time, group, level, from_day)
                assert moment_of_level(group, level, from_day, False, time) == expected


@pytest.mark.parametrize("seed", range(5))
def test_the_first_free_session_is_the_first(seed):
    """Whatever was asked, booked and given back before: marks never lie behind a session that is free."""
    rng = np.random.default_rng(seed)
    agenda = np.zeros(1, dtype=AGENDA_STATE)[0]
    agenda.free[:] = rng.integers(0, 3, len(agenda.free))
    today = 3
    for _ in range(400):
        today += int(rng.random() < 0.05)
        if rng.random() < 0.15:
            give_back(agenda, int(rng.integers(2 * today, 2 * today + 60)), 1)
            continue
        case = Case.UNKNOWN if rng.random() < 0.5 else Case.OWN
        slots = 1 if rng.random() < 0.8 else 2
        needed = slots + (1 if case == Case.UNKNOWN else 0)  # one slot is kept from unknown patients
        half = int(rng.integers(2 * (today + 1), 2 * (today + 1) + 6))
        end = half + int(rng.integers(0, 40))
        expected = first_with(agenda, needed, half, end)
        found = first_later(agenda, case, slots, needed, half, end, today)
        assert (found if found < end else end) == (expected if expected < end else end)
        if found < end:
            agenda.free[found & RING] -= slots


def test_the_next_step_is_the_next_that_is_meant():
    rng = np.random.default_rng(3)
    pathway = np.zeros((2, 6), dtype=STEP)
    pathway["action"][:, :5] = Action.OWN
    pathway["who"], pathway["hours"] = rng.integers(0, 32, (2, 6)), rng.integers(0, 4, (2, 6))
    following = next_steps(pathway)
    for kind in range(2):
        for place, (who, hours, lives) in enumerate(SITUATIONS):
            other = IN_EHPAD if lives == NOT_IN_EHPAD else NOT_IN_EHPAD
            meant = [
                i
                for i in range(5)
                if pathway["who"][kind, i] & who
                and not pathway["who"][kind, i] & other
                and pathway["hours"][kind, i] & hours
            ]
            for step in range(7):
                assert following[kind, place, step] == next((i for i in meant if i >= step), -1)


def test_steps_tried_first_come_before_the_others_and_have_the_last_numbers():
    pathway = np.zeros((1, 6), dtype=STEP)
    pathway["action"][:, :5] = Action.OWN
    pathway["who"], pathway["hours"] = 7, 3
    pathway["who"][:, 3:5] |= TRIED_FIRST
    pathway["hours"][:, 1] = 0  # is never meant
    following = next_steps(pathway)
    assert (following[0] == [3, 2, 2, -1, 4, 0, -1]).all(), "3, 4, 0, 2: from the beginning, and after each"
    steps = [plain(step) for step in pathway[0]]
    assert in_order(steps) == [3, 4, 0, 1, 2], "the reference, whoever is meant"
