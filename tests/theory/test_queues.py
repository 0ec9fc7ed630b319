"""The compiled counters and lines against queueing theory: waiting, turning away, giving up.

Twenty independent replications (numbers 0 to 19, seed of ``worlds.SEED``) of each station, from empty; what
happens in the warm days is left out. Each verdict is a two-sided test with a false-alarm rate of 1e-4
(``judged``), fixed seeds. Seconds are whole in the model: an exponential time cut to whole seconds is half
a second shorter on average, which the expected values take into account. Rows of facts: computed values for
M/M/1, M/D/1 and their finite rooms.
"""

import numpy as np
import pytest
from scipy import stats

from sim.world import records
from sim.world.log_events import LogEvent
from sim.world.records import Records
from sim.world.tables import MAX_QUEUE
from tests.theory.formulas import (
    erlang_a,
    erlang_c,
    lognormal_sigma,
    md1_wait,
    md1k_blocking,
    mg1_wait,
    mmc_wait,
    mmck_blocking,
)
from tests.theory.judged import agrees, is_binomial
from tests.theory.worlds import DAY_SECONDS, played, station

REPLICATIONS = 20
MINUTES = 10.0
SERVICE = 60 * MINUTES  # mean, in seconds
CUT = 0.5  # seconds lost by an exponential time cut to whole seconds
MEASURED = 1  # the month after the warm days


def per_day(load: float, mean: float = SERVICE) -> float:
    """Arrivals a day that offer this load to one server."""
    return load * DAY_SECONDS / mean


def counted(**station_of: float) -> list[np.ndarray]:
    """``at_counters`` of the measured days, by replication."""
    return [at_station(played(station(r, minutes=MINUTES, **station_of))[0]) for r in range(REPLICATIONS)]


def at_station(found: Records) -> np.ndarray:
    return found.at_counters[MEASURED, 0]


def mean_waits(found: list[np.ndarray]) -> list[float]:
    """Mean seconds in the queue."""
    return [at[records.WAITED_SECONDS] / at[records.BEGAN] for at in found]


def shares(found: list[np.ndarray], column: int) -> list[float]:
    return [at[column] / at[records.JOINED] for at in found]


@pytest.mark.parametrize("rho", [0.8, 0.9])
@pytest.mark.parametrize("servers", [1, 2, 4, 8])
def test_mmc_mean_wait(servers, rho):
    found = counted(per_day=per_day(servers * rho), servers=servers, warm=40 // servers, days=800 // servers)
    mean = SERVICE - CUT
    load = servers * rho * mean / SERVICE
    agrees(mean_waits(found), mean * mmc_wait(servers, load), precision=0.03)


@pytest.mark.parametrize(("servers", "rho"), [(2, 0.8), (8, 0.8), (8, 0.9)])
def test_mmc_share_that_waits(servers, rho):
    def share(replication: int) -> float:
        made = station(
            replication,
            per_day=per_day(servers * rho),
            servers=servers,
            minutes=MINUTES,
            warm=40 // servers,
            days=320 // servers,
        )
        log = played(made, log=True)[1]
        log = log[log[:, 0] >= DAY_SECONDS * (40 // servers)]
        return float((log[:, 5] == LogEvent.QUEUES).sum() / (log[:, 5] == LogEvent.NEED).sum())

    load = servers * rho * (SERVICE - CUT) / SERVICE
    agrees([share(r) for r in range(REPLICATIONS)], erlang_c(servers, load), precision=0.02)


@pytest.mark.parametrize("rho", [0.8, 0.9])
def test_md1_mean_wait(rho):
    found = counted(per_day=per_day(rho), servers=1, spread=0.0, warm=30, days=500)
    agrees(mean_waits(found), SERVICE * md1_wait(rho), precision=0.02)


@pytest.mark.parametrize("line", [False, True], ids=["counter", "line"])
@pytest.mark.parametrize("variation", [0.6, 1.5])
def test_mg1_lognormal_mean_wait(variation, line):
    """Pollaczek and Khinchine, for services that scatter less and more than exponential ones."""
    sigma = lognormal_sigma(variation)
    found = counted(per_day=per_day(0.7), servers=1, sigma=sigma, warm=30, days=1000, line=line)
    mean = SERVICE - CUT
    expected = mean * mg1_wait(0.7 * mean / SERVICE, variation * SERVICE / mean)
    agrees(mean_waits(found), expected, precision=0.04)


def test_services_are_lognormal():
    """Mean, and deciles 1, 5 and 9, of 12,000 services; the binomial tests of three deciles."""
    sigma = lognormal_sigma(1.5)
    log = played(
        station(0, per_day=200.0, servers=200, minutes=600.0, sigma=sigma, warm=0, days=60), log=True
    )[1]
    seconds = log[log[:, 5] == LogEvent.BEGINS][:, 7]
    assert len(seconds) > 11_000
    for decile in (0.1, 0.5, 0.9):
        below = 36000.0 * np.exp(sigma * stats.norm.ppf(decile) - sigma**2 / 2)
        is_binomial((seconds < below).sum(), len(seconds), decile)


@pytest.mark.parametrize(("rho", "capacity"), [(0.9, 20), (0.95, 20), (0.9, 3)])
def test_md1k_share_turned_away(rho, capacity):
    found = counted(per_day=per_day(rho), servers=1, spread=0.0, room=capacity - 1, warm=10, days=800)
    agrees(shares(found, records.TURNED_AWAY), md1k_blocking(rho, capacity), precision=0.1)


@pytest.mark.parametrize("line", [False, True], ids=["counter", "line"])
@pytest.mark.parametrize(
    ("servers", "rho", "capacity"), [(1, 0.8, 20), (1, 0.9, 20), (1, 0.9, 1), (4, 0.9, 6)]
)
def test_mmck_share_turned_away(servers, rho, capacity, line):
    found = counted(
        per_day=per_day(servers * rho),
        servers=servers,
        room=capacity - servers,
        warm=20 // servers,
        days=400 // servers,
        line=line,
    )
    load = servers * rho * (SERVICE - CUT) / SERVICE
    agrees(shares(found, records.TURNED_AWAY), mmck_blocking(servers, load, capacity), precision=0.1)


@pytest.mark.parametrize("line", [False, True], ids=["counter", "line"])
@pytest.mark.parametrize(("servers", "rho", "patience"), [(1, 0.9, 1.0), (4, 1.2, 0.5), (8, 0.95, 3.0)])
def test_mmc_with_impatience(servers, rho, patience, line):
    """Erlang A: the share that gives up."""
    found = counted(
        per_day=per_day(servers * rho),
        servers=servers,
        patience_minutes=patience * MINUTES,
        warm=8,
        days=200 // servers + 8,
        line=line,
    )
    mean = SERVICE - CUT
    load = servers * rho * mean / SERVICE
    give_up, _ = erlang_a(servers, load, (patience * SERVICE - CUT) / mean, most=MAX_QUEUE)
    agrees(shares(found, records.LEFT_QUEUE), give_up, precision=0.02)


def test_the_formulas_give_the_rows_of_facts():
    """Number of persons in the system L and shares turned away, to the digits given."""
    for rho, exponential, constant in ((0.8, 4.0, 2.4), (0.9, 9.0, 4.95), (0.95, 19.0, 9.975)):
        assert rho * (1 + mmc_wait(1, rho)) == pytest.approx(exponential)
        assert rho * (1 + md1_wait(rho)) == pytest.approx(constant)
    for rho, exponential, constant in (
        (0.8, 0.002327, 0.000048),
        (0.9, 0.013651, 0.001853),
        (0.95, 0.027181, 0.008069),
    ):
        assert mmck_blocking(1, rho, 20) == pytest.approx(exponential, abs=5e-7)
        assert md1k_blocking(rho, 20) == pytest.approx(constant, abs=5e-7)


def test_the_formulas_agree_where_they_meet():
    for servers, rho in ((1, 0.8), (3, 0.9), (8, 0.9)):
        load = servers * rho
        assert mmck_blocking(servers, load, servers) < erlang_c(servers, load)
        patient, wait = erlang_a(servers, load, 1e9)
        assert patient == pytest.approx(0.0, abs=1e-6)
        assert wait == pytest.approx(mmc_wait(servers, load), rel=1e-4)
    assert erlang_c(1, 0.7) == pytest.approx(0.7)  # one server: busy with probability rho
    assert md1k_blocking(0.5, 1) == pytest.approx(0.5 / 1.5)  # Erlang B does not know the distribution


def test_a_verdict_can_fail():
    """Services one twentieth longer than the kernels were told would be found out."""
    found = counted(per_day=per_day(0.8), servers=1, warm=20, days=400)
    longer = 1.05 * SERVICE
    with pytest.raises(AssertionError, match=r"^simulated .* theory"):
        agrees(mean_waits(found), longer * mmc_wait(1, 1.05 * 0.8), precision=0.03)
    with pytest.raises(AssertionError, match="too coarse to judge"):
        agrees(mean_waits(found), SERVICE * mmc_wait(1, 0.8), precision=0.001)
