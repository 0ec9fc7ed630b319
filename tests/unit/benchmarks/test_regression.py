"""When a kernel counts as slower: by more than a quarter, over its bare loop, three times in a row."""

from collections.abc import Collection, Mapping

import pytest

from benchmarks.history import Line, Value
from benchmarks.regression import regressions, slower

CPU = "A processor"


def line(commit: str, cpu: str = CPU, **ratios: float) -> Line:
    figures = {name: Value(100.0 * ratio, ratio) for name, ratio in ratios.items()}
    return Line(commit, "2026-01-01", cpu, 2, 0.0, "short", {}, figures)


class Machine:
    """Measures what it is told to, and remembers what it was asked for."""

    def __init__(self, *rounds: Mapping[str, float]) -> None:
        self.rounds = list(rounds)
        self.asked: list[Collection[str] | None] = []

    def __call__(self, only: Collection[str] | None) -> dict[str, Value]:
        self.asked.append(only)
        found = self.rounds[len(self.asked) - 1]
        return {name: Value(1.0, ratio) for name, ratio in found.items() if only is None or name in only}


HISTORY = [line("before", counter=1.9, draw=0.9), line("last", counter=2.0, draw=1.0)]


def test_slower_three_times_is_a_regression():
    (found,) = regressions(HISTORY, Machine({"counter": 2.6}, {"counter": 2.9}, {"counter": 2.51}), CPU)
    assert (found.figure, found.before, found.commit) == ("counter", 2.0, "last")
    assert found.now == (2.6, 2.9, 2.51)
    assert str(found) == (
        "counter: 2.60, 2.90, 2.51 × its bare loop, 2.00 at last (+25% at least; 25% is allowed)"
    )


@pytest.mark.parametrize("good", [0, 1, 2])
def test_one_good_measurement_acquits(good):
    rounds = [{"counter": 3.0}, {"counter": 3.0}, {"counter": 3.0}]
    rounds[good] = {"counter": 2.5}  # exactly a quarter more is allowed
    machine = Machine(*rounds)
    assert regressions(HISTORY, machine, CPU) == []
    assert len(machine.asked) == good + 1, "nothing is measured again once it is acquitted"


def test_only_what_was_slower_is_measured_again():
    worse = {"counter": 4.0, "draw": 1.0}
    machine = Machine(worse, worse, worse)
    assert [found.figure for found in regressions(HISTORY, machine, CPU)] == ["counter"]
    assert machine.asked == [None, ["counter"], ["counter"]]


def test_another_figure_each_time_is_noise():
    machine = Machine({"counter": 4.0, "draw": 1.0}, {"counter": 2.0, "draw": 4.0})
    assert regressions(HISTORY, machine, CPU) == []


def test_the_greatest_of_the_last_five_runs_counts_and_no_older_one():
    """A busy machine slows the bare loop: a run made on one must not condemn the quiet one after it."""
    busy = [line("quiet", counter=2.0), line("busy", counter=1.2)]
    assert slower(busy, {"counter": Value(1.0, 2.4)}, CPU) == {}
    assert slower(busy, {"counter": Value(1.0, 2.6)}, CPU)["counter"].commit == "quiet"
    improved = [line("slow", counter=9.0), *(line(f"fast {i}", counter=1.0 + i / 100) for i in range(5))]
    assert slower(improved, {"counter": Value(1.0, 2.0)}, CPU)["counter"].commit == "fast 4"


def test_a_run_without_the_figure_is_passed_over():
    history = [line("with", counter=1.0), line("without", draw=1.0)]
    assert slower(history, {"counter": Value(1.0, 2.0)}, CPU)["counter"].commit == "with"


def test_the_same_processor_is_preferred():
    history = [line("here", counter=1.0), line("elsewhere", cpu="Another", counter=4.0)]
    assert slower(history, {"counter": Value(1.0, 2.0)}, CPU)["counter"].commit == "here"
    assert slower(history, {"counter": Value(1.0, 2.0)}, "A third") == {}


def test_absolute_times_are_not_compared():
    """Ten times the nanoseconds over the same bare loop is a slower machine."""
    assert slower(HISTORY, {"counter": Value(1e9, 2.0)}, CPU) == {}
    assert slower(HISTORY, {"counter": Value(1e9, None)}, CPU) == {}


def test_a_kernel_that_takes_no_longer_is_not_slower():
    """On the same processor a greater ratio at the same nanoseconds is a bare loop that waits less."""
    then = Line("then", "2026-01-01", CPU, 2, 0.0, "short", {}, {"counter": Value(2.0, 2.0, 100.0)})
    assert slower([then], {"counter": Value(4.0, 4.0, 120.0)}, CPU) == {}
    assert slower([then], {"counter": Value(4.0, 4.0, 126.0)}, CPU)["counter"].commit == "then"
    assert slower([then], {"counter": Value(4.0, 4.0, 120.0)}, "Another")["counter"].commit == "then"
