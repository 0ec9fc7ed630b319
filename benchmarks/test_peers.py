"""Whole models beside others that play the same: the SimPy reference, and Ciw and SimPy on queues.

Each is timed in the same run, in the way its own documentation writes it: creation left out, playing
alone. What they play must agree, or the ratio would compare different work: the reference to the last
record, the queues in their mean wait, that of M/M/c also with Erlang's.
"""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import pytest

from benchmarks import mmc, queues
from benchmarks.conftest import Measured
from sim.kernels.patients import KernelPatients
from sim.reference.patients import ReferencePatients
from tests.both_engines import unlike
from tests.theory.formulas import mmc_wait
from tests.worlds import play, small_world

RESIDENTS, DAYS = 3000, 120
ROUNDS = 5

Program = Callable[[queues.Queues], queues.Served]
PEERS: dict[str, Program] = {"ciw": queues.ciw, "simpy": queues.simpy_}
# How far a mean wait may lie from what is expected. Seeds are fixed: a verdict never changes by itself.
OF_MANY = 0.03  # a million customers: two standard errors, about
OF_FEW = 0.15  # ten thousand and more


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


def beside(
    benchmark: Any, q: queues.Queues, programs: Mapping[str, Program], rounds: int
) -> dict[str, queues.Served]:
    """Plays each program in turn; the fastest of each."""
    best: dict[str, queues.Served] = {}

    def play_all() -> None:
        for name, program in programs.items():
            served = program(q)
            if name not in best or served.ns < best[name].ns:
                best[name] = served

    for name in programs.keys() - PEERS.keys():
        programs[name](q)  # loaded, and in memory
    benchmark.pedantic(play_all, rounds=rounds)
    return best


@pytest.mark.measures("counter_over_ciw", "counter_over_simpy", "mmc_world_over_simpy")
def test_mmc(benchmark: Any, measured: Measured) -> None:
    q = queues.MMC
    programs = {"counter": mmc.counter, "world": queues.kernels, **PEERS}
    best = beside(benchmark, q, programs, rounds=ROUNDS)
    service = 60 * q.minutes
    theory = mmc_wait(q.servers, q.load * q.servers) * service
    for name, served in best.items():
        agree(name, served.wait, "Erlang", theory, OF_MANY if name == "counter" else OF_FEW)
    for peer in PEERS:
        measured.figure(f"counter_over_{peer}", best[peer].ns / best["counter"].ns)
    measured.figure("mmc_world_over_simpy", best["simpy"].ns / best["world"].ns)
    tell(measured, f"M/M/{q.servers}", best)


@pytest.mark.measures("network_over_ciw", "network_over_simpy")
def test_network(benchmark: Any, measured: Measured) -> None:
    best = beside(benchmark, queues.GPS, {"world": queues.kernels, **PEERS}, rounds=2)
    for peer in PEERS:
        agree(peer, best[peer].wait, "the kernels", best["world"].wait, OF_FEW)
        measured.figure(f"network_over_{peer}", best[peer].ns / best["world"].ns)
    tell(measured, "100 GPs", best)


def agree(name: str, wait: float, other: str, expected: float, within: float) -> None:
    """Mean waits, in seconds."""
    assert abs(wait / expected - 1) < within, f"{name} waits {wait:.0f} s, {other} {expected:.0f} s"


def tell(measured: Measured, what: str, best: Mapping[str, queues.Served]) -> None:
    times = ", ".join(
        f"{name} {served.ns:,.0f} ns (wait {served.wait:.0f} s)" for name, served in best.items()
    )
    measured.lines.append(f"{what}, a customer: {times}")
