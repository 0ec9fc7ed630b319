"""A kernel beside a bare loop: both measured in the same run, in turn, so that a busy machine slows both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from numpy.typing import NDArray

from benchmarks.conftest import Measured

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


@dataclass(frozen=True)
class Pair:
    """Least nanoseconds an event, of the kernel and of its bare loop: what else runs here only adds to them.
    And the median of the rounds' ratios, in which the same machine stands above and below the line.
    """

    events: int
    ns: float
    bare_ns: float
    ratio: float


def in_turn(
    benchmark: Any,
    events: int,
    kernel: tuple[Callable[..., Any], Worktable],
    bare: tuple[Callable[..., Any], Worktable],
    rounds: int,
) -> Pair:
    """Measures ``kernel`` and ``bare``, each with its own arrays, in turn."""
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
    ratios = [k / b for k, b in zip(seconds["kernel"], seconds["bare"], strict=True)]
    return Pair(events, ns, bare_ns, median(ratios))


def beside(
    benchmark: Any,
    measured: Measured,
    figure: str,
    events: int,
    kernel: tuple[Callable[..., Any], Worktable],
    bare: tuple[Callable[..., Any], Worktable],
    rounds: int = 21,
) -> Pair:
    """The same, and the ratio is the figure; times an event go into ``extra_info``."""
    pair = in_turn(benchmark, events, kernel, bare, rounds)
    benchmark.extra_info.update(
        events=events,
        ns_per_event=round(pair.ns, 1),
        bare_ns_per_event=round(pair.bare_ns, 1),
        ratio=round(pair.ratio, 3),
    )
    measured.figure(figure, pair.ratio, pair.ratio, pair.ns)
    measured.lines.append(
        f"{figure.removesuffix('_over_bare')}: {pair.ns:.0f} ns, bare loop {pair.bare_ns:.0f} ns; ratio"
        f" {pair.ratio:.2f} (median of {rounds} pairs; {events:,} events a round)"
    )
    return pair
