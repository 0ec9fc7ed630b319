"""A kernel beside a bare loop: both measured in the same run, in turn, so that a busy machine slows both."""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import Any

from numpy.typing import NDArray

Arrays = Sequence[NDArray[Any]]


class Worktable:
    """Arrays that are written to, put back to their first state before every round, in the same memory."""

    def __init__(self, *arrays: NDArray[Any]) -> None:
        self._first = [array.copy() for array in arrays]
        self.arrays = arrays

    def fresh(self) -> Arrays:
        """The arrays as they were."""
        for array, first in zip(self.arrays, self._first, strict=True):
            array[...] = first
        return self.arrays


def beside(
    benchmark: Any,
    report: Callable[[str], None],
    what: str,
    events: int,
    kernel: tuple[Callable[..., Any], Worktable],
    bare: tuple[Callable[..., Any], Worktable],
    rounds: int,
) -> None:
    """Measures ``kernel`` and ``bare``, each with its own arrays; figures per event, and their ratio, into
    ``extra_info``.

    Least times are compared: what else runs on the machine only adds. ``ratio_median`` is of the pairs.
    """
    seconds: dict[str, list[float]] = {"kernel": [], "bare": []}

    def timed(name: str, function: Callable[..., Any], arrays: Arrays) -> None:
        began = perf_counter()
        function(*arrays)
        seconds[name].append(perf_counter() - began)

    def setup() -> tuple[tuple[Any, ...], dict[str, Any]]:
        timed("bare", bare[0], bare[1].fresh())
        return ("kernel", kernel[0], kernel[1].fresh()), {}

    for function, table in (kernel, bare):
        function(*table.fresh())  # compiled, and in memory
    benchmark.pedantic(timed, setup=setup, rounds=rounds)
    ns, bare_ns = (1e9 * min(seconds[name]) / events for name in ("kernel", "bare"))
    pairs = [k / b for k, b in zip(seconds["kernel"], seconds["bare"], strict=True)]
    benchmark.extra_info.update(
        events=events,
        ns_per_event=round(ns, 1),
        bare_ns_per_event=round(bare_ns, 1),
        ratio=round(ns / bare_ns, 3),
        ratio_median=round(median(pairs), 3),
    )
    report(
        f"{what}: {ns:.0f} ns, bare loop {bare_ns:.0f} ns, ratio {ns / bare_ns:.2f}"
        f" (median of {len(pairs)} pairs {median(pairs):.2f}; {events:,} events a round)"
    )
