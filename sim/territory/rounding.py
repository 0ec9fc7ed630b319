"""Whole numbers in proportion to shares."""

import numpy as np
from numpy.typing import NDArray


def largest_remainders(total: int, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole numbers in proportion to `shares` that sum to `total`; of equal remainders the first wins."""
    exact = total * shares / shares.sum()
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole
