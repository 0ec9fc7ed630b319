"""Whole numbers in proportion to shares."""

import numpy as np
from numpy.typing import NDArray


def largest_remainders(total: int, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole numbers in proportion to `shares` that sum to `total`; of equal remainders the first wins."""
    whole: NDArray[np.int64] = by_row(np.array([total]), shares[None, :])[0]
    return whole


def by_row(totals: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """`largest_remainders` of many totals at once; `shares`: one row for each."""
    exact = totals[:, None] * shares / shares.sum(axis=1, keepdims=True)
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, axis=1, kind="stable")
    one_more = np.arange(shares.shape[1])[None, :] < (totals - whole.sum(axis=1))[:, None]
    np.put_along_axis(whole, order, np.take_along_axis(whole, order, axis=1) + one_more, axis=1)
    return whole
