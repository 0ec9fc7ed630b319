"""All patients of Mios and around, January to June 2025, one replication, one thread, after a warm-up year.

The warm-up is played by the engine with its measures; then supply stands still and ``advance`` alone is
timed, recording included, compilation excluded.
"""

from typing import Any

from benchmarks import mios
from sim.engine import simulate
from sim.kernels.patients import KernelPatients
from sim.world.records import Records


class Warm(Exception):
    """The first day to be timed has come."""


class UntilWarm(KernelPatients):
    """Stops the engine that plays it at the end of the warm-up."""

    def advance(self, from_day: int, to_day: int) -> None:
        super().advance(from_day, min(to_day, mios.WARM_DAYS))
        if to_day >= mios.WARM_DAYS:
            raise Warm


def warm() -> UntilWarm:
    """Patients on the evening of the last day of the warm-up."""
    patients = UntilWarm(mios.world(), threads=1)
    try:
        simulate(mios.world(), mios.territory(), mios.settings(), patients)
    except Warm:
        return patients
    raise AssertionError("the run ended before its warm-up")


def needs_of(records: Records, first_month: int) -> tuple[int, int]:
    """First requests of residents and visitors that arose from that month on; those of exogenous streams."""
    return int(records.outcomes[first_month:].sum()), int(records.exogenous[first_month:].sum())


def test_advance(benchmark: Any, report: Any) -> None:
    played: list[tuple[UntilWarm, float]] = []

    def half_a_year(patients: UntilWarm) -> None:
        before = patients.seconds
        KernelPatients.advance(patients, mios.WARM_DAYS, mios.WARM_DAYS + mios.TIMED_DAYS)
        played.append((patients, patients.seconds - before))

    benchmark.pedantic(half_a_year, setup=lambda: ((warm(),), {}), rounds=3)
    patients = played[-1][0]
    needs, exogenous = needs_of(patients.finish()[0], first_month=12)
    assert needs > 200_000
    seconds = min(s for _, s in played)
    benchmark.extra_info.update(
        needs=needs,
        exogenous=exogenous,
        ns_per_need=round(1e9 * seconds / needs, 1),
        ns_per_need_and_exogenous=round(1e9 * seconds / (needs + exogenous), 1),
    )
    report(
        f"advance: {1e9 * seconds / needs:.0f} ns a need ({needs:,} needs of residents and visitors in"
        f" {seconds:.2f} s); {1e9 * seconds / (needs + exogenous):.0f} ns with {exogenous:,} exogenous ones"
    )
