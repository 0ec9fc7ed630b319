"""Whole models beside others that play the same: the SimPy reference, and Ciw and SimPy on queues.

Each is timed in the same run, in the way its own documentation writes it: creation left out, playing
alone. What they play must agree, or the ratio would compare different work: the reference to the last
record, the queues in their mean wait.
"""

from time import perf_counter
from typing import Any

import pytest

from benchmarks import queues
from benchmarks.conftest import Measured
from sim.kernels.patients import KernelPatients
from sim.reference.patients import ReferencePatients
from tests.equivalence.test_engines import unlike
from tests.worlds import play, small_world

RESIDENTS, DAYS = 3000, 120
ROUNDS = 5


@pytest.mark.measures("over_reference")
def test_reference(benchmark: Any, measured: Measured) -> None:
    world = small_world(1, residents=RESIDENTS, days=DAYS)
    kernels: list[float] = []

    def reference() -> tuple[float, Any]:
        patients = ReferencePatients(world)
        began = perf_counter()
        records = play(patients, world, steps=(DAYS,))
        return perf_counter() - began, records

    for _ in range(ROUNDS):
        patients = KernelPatients(world)
        began = perf_counter()
        records = play(patients, world, steps=(DAYS,))
        kernels.append(perf_counter() - began)
    seconds, expected = benchmark.pedantic(reference, rounds=1)
    assert unlike(expected[0], records[0]) == {}
    needs = int(records[0].outcomes.sum())
    measured.figure("over_reference", seconds / min(kernels))
    measured.lines.append(
        f"reference: {1e6 * seconds / needs:.0f} µs a need, kernels {1e9 * min(kernels) / needs:.0f} ns"
        f" ({RESIDENTS:,} residents, {needs:,} needs)"
    )


def beside(benchmark: Any, q: queues.Queues, rounds: int) -> dict[str, queues.Served]:
    """Plays each program in turn; the fastest of each."""
    best: dict[str, queues.Served] = {}

    def play_all() -> None:
        for name, program in (("kernels", queues.kernels), ("ciw", queues.ciw), ("simpy", queues.simpy_)):
            served = program(q)
            if name not in best or served.ns < best[name].ns:
                best[name] = served

    queues.kernels(q)  # loaded, and in memory
    benchmark.pedantic(play_all, rounds=rounds)
    return best


@pytest.mark.measures("counter_over_ciw", "counter_over_simpy")
def test_mmc(benchmark: Any, measured: Measured) -> None:
    compare(measured, "counter", "M/M/4", beside(benchmark, queues.MMC, rounds=ROUNDS))


@pytest.mark.measures("network_over_ciw", "network_over_simpy")
def test_network(benchmark: Any, measured: Measured) -> None:
    compare(measured, "network", "100 GPs", beside(benchmark, queues.GPS, rounds=2))


def compare(measured: Measured, name: str, what: str, best: dict[str, queues.Served]) -> None:
    expected = best["kernels"].wait
    for peer in ("ciw", "simpy"):
        wait = best[peer].wait
        assert abs(wait / expected - 1) < 0.15, f"{peer} waits {wait:.0f} s, the kernels {expected:.0f} s"
        measured.figure(f"{name}_over_{peer}", best[peer].ns / best["kernels"].ns)
    measured.lines.append(
        f"{what}: kernels {best['kernels'].ns:.0f} ns a customer, Ciw {best['ciw'].ns / 1000:.0f} µs,"
        f" SimPy {best['simpy'].ns / 1000:.1f} µs"
    )
