"""Verdicts with a stated rate of false alarms. Draws are keyed by fixed seeds: a verdict never changes by
itself.
"""

from collections.abc import Sequence

import numpy as np
from scipy import stats

FALSE_ALARM = 1e-4  # of one verdict, both sides together


def agrees(samples: Sequence[float], expected: float, precision: float) -> None:
    """Student's t of independent replications against a value of theory, and the check can see: the standard
    error is below ``precision`` of the value.
    """
    x = np.asarray(samples, dtype=float)
    error = x.std(ddof=1) / np.sqrt(len(x))
    told = f"simulated {x.mean():.6g} ± {error:.2g}, theory {expected:.6g}"
    assert error < precision * expected, f"too coarse to judge: {told}"
    assert abs(x.mean() - expected) < stats.t.isf(FALSE_ALARM / 2, len(x) - 1) * error, told


def fits(counts: np.ndarray, expected: np.ndarray) -> None:
    """Pearson's chi-square of counts against expected ones of the same sum; every cell is large enough."""
    assert expected.min() > 5.0, "cells too small to judge"
    found = float(((counts - expected) ** 2 / expected).sum())
    free = counts.size - 1
    low, high = stats.chi2.isf([1 - FALSE_ALARM / 2, FALSE_ALARM / 2], free)
    assert low < found < high, f"chi-square {found:.1f} on {free} degrees; {low:.1f} to {high:.1f} expected"


def scatters_as_poisson(counts: np.ndarray, expected: np.ndarray) -> None:
    """The sum of (n − m)² / m over independent Poisson counts of large mean m; nothing is fitted."""
    assert expected.min() > 20.0, "means too small to judge"
    found = float(((counts - expected) ** 2 / expected).sum())
    low, high = stats.chi2.isf([1 - FALSE_ALARM / 2, FALSE_ALARM / 2], counts.size)
    assert low < found < high, f"dispersion {found:.1f} of {counts.size}; {low:.1f} to {high:.1f} expected"


def is_binomial(successes: int, trials: int, share: float) -> None:
    """The exact two-sided binomial test."""
    p = stats.binomtest(int(successes), int(trials), share).pvalue
    assert p > FALSE_ALARM, (
        f"{successes} of {trials} ({successes / trials:.4f}), theory {share:.4f}; p = {p:.2g}"
    )
