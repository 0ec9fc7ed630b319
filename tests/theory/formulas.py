"""Queueing theory, computed: what the kernels are held against. Times in units of the mean service."""

from collections.abc import Sequence

import numpy as np
from scipy import stats


def stationary(births: Sequence[float], deaths: Sequence[float]) -> np.ndarray:
    """Of a birth-death chain on 0 … n: ``births[i]`` leads from i to i + 1, ``deaths[i]`` back."""
    weights = np.cumprod([1.0, *(b / d for b, d in zip(births, deaths, strict=True))])
    return weights / weights.sum()


def erlang_c(servers: int, load: float) -> float:
    """M/M/c: the share of those who arrive that has to wait; ``load`` is arrivals × mean service."""
    log_terms = np.arange(servers + 1) * np.log(load) - np.array(
        [np.log(np.arange(1, k + 1)).sum() for k in range(servers + 1)]
    )
    terms = np.exp(log_terms)
    last = terms[-1] / (1.0 - load / servers)
    return float(last / (terms[:-1].sum() + last))


def mmc_wait(servers: int, load: float) -> float:
    """M/M/c: mean time in the queue, of all who arrive."""
    return erlang_c(servers, load) / (servers - load)


def lognormal_sigma(variation: float) -> float:
    """Standard deviation of the logarithm of a lognormal law of that coefficient of variation."""
    return float(np.sqrt(np.log1p(variation**2)))


def mg1_wait(load: float, variation: float) -> float:
    """M/G/1: mean time in the queue (Pollaczek and Khinchine); ``variation``: deviation over mean."""
    return load * (1.0 + variation**2) / (2.0 * (1.0 - load))


def md1_wait(load: float) -> float:
    """M/D/1: mean time in the queue."""
    return mg1_wait(load, 0.0)


def mmck_blocking(servers: int, load: float, capacity: int) -> float:
    """M/M/c/K: the share turned away; ``capacity`` K counts those served and those who wait."""
    deaths = [min(n, servers) for n in range(1, capacity + 1)]
    return float(stationary([load] * capacity, deaths)[-1])


def md1k_blocking(load: float, capacity: int) -> float:
    """M/D/1/K: the share turned away, from the chain seen at the ends of services (states 0 … K − 1)."""
    arrivals = stats.poisson.pmf(np.arange(capacity + 1), load)  # during one service
    moves = np.zeros((capacity, capacity))
    for state in range(capacity):
        left = max(state - 1, 0)  # after the one who is taken next
        for k in range(capacity - 1 - left):
            moves[state, left + k] = arrivals[k]
        moves[state, capacity - 1] = 1.0 - moves[state].sum()
    balance = np.vstack([moves.T - np.eye(capacity), np.ones(capacity)])
    share = np.linalg.lstsq(balance, np.r_[np.zeros(capacity), 1.0], rcond=None)[0]
    return float(1.0 - 1.0 / (share[0] + load))


def erlang_a(servers: int, load: float, patience: float, most: int = 2000) -> tuple[float, float]:
    """M/M/c+M: the share that gives up, and the mean time in the queue of all who arrive.

    ``patience`` is the mean, in units of the mean service.
    """
    deaths = [min(n, servers) + max(n - servers, 0) / patience for n in range(1, most + 1)]
    queue = np.maximum(np.arange(most + 1) - servers, 0) @ stationary([load] * most, deaths)
    return float(queue / patience / load), float(queue / load)
