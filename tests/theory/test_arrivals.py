"""When needs arise, and which: the compiled clocks against the distributions of the model (docs/model.md,
section 5).

Each statistical verdict is two-sided with a false-alarm rate of 1e-4 (``judged``), on the fixed seed of
``worlds.SEED``, replication 0 unless a docstring says otherwise.
"""

import math
from collections.abc import Iterator

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from sim.draws import keyed, purposes
from sim.draws.philox import WEIBULL4_MEAN
from sim.vocabulary.structure import Action, Sort
from sim.world.log_events import LogEvent
from sim.world.world import World
from tests.shipped import N_KINDS, Kind, Outcome
from tests.theory.judged import fits, is_binomial, scatters_as_poisson
from tests.theory.worlds import (
    ALWAYS,
    COMMUNE,
    DAY_SECONDS,
    EVERYBODY,
    SEED,
    Floats,
    mondays,
    pathway,
    people,
    played,
    settings,
    world,
)

N_DAYS = 300
NOTHING_DONE = pathway((Action.END, Outcome.SEEN_OTHER, EVERYBODY, ALWAYS, 0, 1.0))


def busy_hours() -> Floats:
    """Another shape for each profile: nights, mornings, evenings differ by a factor of forty."""
    weights = 0.1 + np.abs(np.sin(np.arange(24)[np.newaxis] / 3.0 + np.arange(4)[:, np.newaxis])) * 4.0
    hours = np.zeros((4, 25))
    hours[:, 1:] = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    hours[:, 24] = 1.0
    return hours


def year_of(per_day: float, n: int = N_DAYS) -> Floats:
    """Daily intensities with a season, a week and a wave; none at all on every fifteenth day."""
    day = np.arange(n)
    week = np.array([1.5, 1.1, 1.0, 1.0, 1.1, 0.6, 0.4])[day % 7]
    daily = per_day * week * (1 + 0.4 * np.sin(day / 40)) * (1 + 2 * np.exp(-(((day - 120) / 9) ** 2)))
    return np.where(day % 15 == 14, 0.0, daily)


def cumulated(*daily: Floats) -> Floats:
    return np.array([np.r_[0.0, np.cumsum(one)] for one in daily])


def needs(made: World) -> np.ndarray:
    """The lines of the log that tell of a need, in the order in which they arose."""
    log = played(made, log=True)[1]
    return log[log[:, 5] == LogEvent.NEED]


@pytest.fixture(scope="module")
def stream() -> tuple[Floats, np.ndarray]:
    """A stream of visitors with five sorts of needs over a year: its daily intensity, and its needs."""
    daily = year_of(120.0)
    rates = np.zeros((1, N_KINDS))
    rates[0, :6] = (3.0, 5.0, 0.0, 1.0, 0.5, 2.0)
    seasons = np.ones((N_KINDS, N_DAYS))
    seasons[Kind.ACUTE_URGENT, 150:] = 0.25
    made = world(
        people(1, Sort.VISITOR),
        mondays([0] * N_DAYS),
        cumulated(daily),
        NOTHING_DONE,
        rates=rates,
        seasons=seasons,
        hours=busy_hours(),
    )
    return daily, needs(made)


def test_counts_a_day_are_poisson(stream):
    """Mean and scatter of 280 days' counts, each of mean 40 or more, around the stated intensity."""
    daily, found = stream
    counts = np.bincount(found[:, 0] // DAY_SECONDS, minlength=N_DAYS)
    assert counts[daily == 0].sum() == 0
    scatters_as_poisson(counts[daily > 20], daily[daily > 20])
    total = stats.poisson(daily.sum())
    assert total.ppf(5e-5) < len(found) < total.isf(5e-5)


def test_days_do_not_know_each_other(stream):
    """The correlation of neighbouring days' standardised counts is nought (normal)."""
    daily, found = stream
    counts = np.bincount(found[:, 0] // DAY_SECONDS, minlength=N_DAYS)
    z = ((counts - daily) / np.sqrt(np.maximum(daily, 1e-9)))[daily > 0]
    assert abs((z[1:] * z[:-1]).sum() / math.sqrt(len(z) - 1)) < stats.norm.isf(5e-5)


def test_hours_of_the_day(stream):
    """Chi-square over 24 hours."""
    _, found = stream
    hours = np.bincount(found[:, 0] % DAY_SECONDS // 3600, minlength=24)
    fits(hours, len(found) * np.diff(busy_hours()[3]))


def test_kinds_by_rate_and_season(stream):
    """Chi-square over the kinds, before and after one of them becomes rare; a kind of rate 0 never occurs."""
    _, found = stream
    for there, urgent in ((found[:, 0] < 150 * DAY_SECONDS, 3.0), (found[:, 0] >= 150 * DAY_SECONDS, 0.75)):
        counts = np.bincount(found[there, 6], minlength=N_KINDS)
        rates = np.array([urgent, 5.0, 0.0, 1.0, 0.5, 2.0, 0.0, 0.0])
        assert counts[rates == 0].sum() == 0
        fits(counts[rates > 0], counts.sum() * rates[rates > 0] / rates.sum())


def test_needs_of_a_person_are_poisson():
    """Chi-square over how many of 4,000 persons had 0, 1, … needs in 100 days of mean 3 (frailty 1 and
    0.5).
    """
    for frailty in (1.0, 0.5):
        daily = np.full(100, 0.03 / frailty)
        made = world(
            people(4000, frailty=frailty),
            mondays([0] * 100),
            np.repeat(cumulated(daily), 7, axis=0),
            NOTHING_DONE,
        )
        each = np.bincount(np.bincount(needs(made)[:, 2], minlength=4000), minlength=10)
        expected = 4000 * np.r_[stats.poisson.pmf(np.arange(8), 3.0), stats.poisson.sf(7, 3.0)]
        fits(np.r_[each[:8], each[8:].sum()], expected)


def levels(person: int, sort: int, frailty: float) -> Iterator[float]:
    """The cumulative intensities at which a person's needs arise, from the plain-Python draws."""
    level, occurrence = 0.0, 0
    while True:
        who = keyed.entity(sort, person)
        k = max(0, occurrence - 1)
        before = keyed.block(SEED, keyed.key36(COMMUNE), 0, who, purposes.NEED, k)
        word = before[0] if occurrence else before[3]
        level += -math.log((word + 0.5) * 2.0**-32) / frailty
        yield level
        occurrence += 1


@pytest.mark.parametrize("sort", [Sort.RESIDENT, Sort.VISITOR])
def test_a_moment_is_where_the_cumulative_intensity_reaches_the_level(sort):
    """No statistics: every moment of twenty persons is the root that scipy finds of the intensity by the
    second, which is linear within an hour; the kernels give the whole second in which it lies.
    """
    n, frailty = 120, 0.75
    daily = year_of(2.0, n)
    days = mondays([0] * n)
    days["weekday"] = np.arange(n) % 7
    days["holiday"][[10, 50, 52]] = 1
    rows = people(20 if sort == Sort.RESIDENT else 1, sort, frailty=frailty)
    cumulative = np.repeat(cumulated(daily), 7, axis=0)
    found = needs(world(rows, days, cumulative, NOTHING_DONE, hours=busy_hours()))
    free = (days["weekday"] >= 5) | (days["holiday"] == 1)
    profile = np.where(free, 1, 0) if sort == Sort.RESIDENT else np.full(n, 3)
    by_hour = np.r_[0.0, (daily[:, np.newaxis] * np.diff(busy_hours())[profile]).ravel().cumsum()]
    hours = 3600.0 * np.arange(24 * n + 1)
    entity = purposes.RESIDENT if sort == Sort.RESIDENT else purposes.VISITOR
    for person in range(len(rows)):
        moments = found[found[:, 2] == person, 0]
        assert len(moments) > 100
        for moment, level in zip(moments, levels(person, entity, frailty), strict=False):
            root = optimize.brentq(
                lambda t, level=level: float(np.interp(t, hours, by_hour)) - level, 0.0, hours[-1], xtol=1e-7
            )
            assert moment - 1e-3 <= root < moment + 1 + 1e-3
        after = [
            level for level, _ in zip(levels(person, entity, frailty), range(len(moments) + 1), strict=False)
        ]
        assert after[-1] >= by_hour[-1] - 1e-9, "the next one lies beyond the last day"


MEAN_GAP = 30.0
CHRONIC = 3000
RINGS = 7


@pytest.fixture(scope="module")
def follow_ups() -> np.ndarray:
    """Days of the first seven follow-ups of 3,000 chronic persons, each answered at once: ``[person,
    ring]``, and the kinds.
    """
    days = 560  # no gap of 32 bits is longer than 72 days: nobody's seventh ring is missed
    made = world(
        people(CHRONIC, chronic_from=0),
        mondays([0] * days),
        np.zeros((7, days + 1)),
        NOTHING_DONE,
        chosen=settings(follow_up_days=MEAN_GAP, renewal_share=0.3),
        hours=busy_hours(),
    )
    found = needs(made)
    return np.array([found[found[:, 2] == person][:RINGS] for person in range(CHRONIC)])


def weibull_exceeds(k: np.ndarray, mean: float) -> np.ndarray:
    """Of shape 4: the share of gaps of k days or more."""
    return np.exp(-((np.asarray(k) * math.gamma(1.25) / mean) ** 4))


def test_follow_up_gaps_are_weibull(follow_ups):
    """Chi-square over whole days of 18,000 gaps (rare ones joined), and their mean by z with rate 1e-4."""
    gaps = np.diff(follow_ups[:, :, 0] // DAY_SECONDS, axis=1).ravel()
    edges = np.arange(8, 48)
    share = np.r_[1.0, weibull_exceeds(edges, MEAN_GAP), 0.0]
    counts = np.r_[(gaps < 8).sum(), np.bincount(gaps, minlength=100)[8:47], (gaps >= 47).sum()]
    fits(counts, len(gaps) * -np.diff(share))
    k = np.arange(1, 100)
    mean = weibull_exceeds(k, MEAN_GAP).sum()
    variance = ((2 * k - 1) * weibull_exceeds(k, MEAN_GAP)).sum() - mean**2
    assert abs(gaps.mean() - mean) < stats.norm.isf(5e-5) * math.sqrt(variance / len(gaps))
    assert math.gamma(1.25) == pytest.approx(WEIBULL4_MEAN, rel=1e-15)
    assert abs(mean + 0.5 - MEAN_GAP) < 0.01, "whole days cost half a day"


def test_the_first_follow_up_falls_anywhere_in_the_first_gap(follow_ups):
    """Chi-square over the days of 3,000 first rings against gap × uniform."""
    first = follow_ups[:, 0, 0] // DAY_SECONDS
    share = np.array(
        [
            integrate.quad(lambda u, k=k: float(weibull_exceeds(k / u, MEAN_GAP)), 0.0, 1.0)[0] if k else 1.0
            for k in range(35)
        ]
    )
    counts = np.r_[np.bincount(first, minlength=34)[:34], (first >= 34).sum()]
    fits(counts, CHRONIC * -np.diff(np.r_[share, 0.0]))


def test_follow_ups_come_at_the_hours_of_planned_care(follow_ups):
    """Chi-square over 24 hours of the rings after the first."""
    seconds = follow_ups[:, 1:, 0].ravel() % DAY_SECONDS
    fits(np.bincount(seconds // 3600, minlength=24), len(seconds) * np.diff(busy_hours()[2]))


def test_renewals_are_a_fixed_share(follow_ups):
    """Exact binomial test, rate 1e-4; the other follow-ups are of the kind FOLLOW_UP."""
    kinds = follow_ups[:, :, 6]
    assert set(np.unique(kinds)) == {Kind.FOLLOW_UP, Kind.RENEWAL}
    is_binomial((kinds == Kind.RENEWAL).sum(), kinds.size, 0.3)


def test_patience_is_exponential_in_whole_days():
    """Chi-square over days: ``patience_least`` + the whole days of an exponential one of mean 6."""
    n = 100
    made = world(
        people(1, Sort.VISITOR),
        mondays([0] * n),
        cumulated(np.full(n, 100.0)),
        NOTHING_DONE,
        chosen=settings(patience_least=2, patience_mean=6.0),
    )
    patience = needs(made)[:, 7]
    assert patience.min() == 2
    edges = np.exp(-np.arange(31) / 6.0)
    counts = np.r_[np.bincount(patience - 2, minlength=31)[:30], (patience >= 32).sum()]
    fits(counts, len(patience) * -np.diff(np.r_[edges, 0.0]))
