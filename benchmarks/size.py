"""What a need costs in a territory of so many residents: one size, in a process of its own.

    uv run python -m benchmarks.size RESIDENTS [--year]

The synthetic territory is built and played for two months, then month after month by one thread and by two in
turn; small ones in several replications, so that each round has enough needs. With ``--year`` the next twelve
months are played by two threads, and one month more by one. What is recorded goes to a disk, as in a run.
Prints one JSON object.
"""

import argparse
import json
import resource
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from sim.experiments.cache import use_cache

GB: Final = 1e9
ROUNDS: Final = 5
WARM_MONTHS: Final = 2
LARGE: Final = 1_000_000  # from here on a month has enough needs to be timed
STATUS: Final = Path("/proc/self/status")


@dataclass
class Cost:
    """Nanoseconds a need of each round, by one thread and by two; seconds and memory of the whole."""

    residents: int
    build_s: float
    one_ns: list[float]
    two_ns: list[float]
    year_s: float | None = None
    gb: float | None = None


@contextmanager
def founded(residents: int, months: int, replication: int) -> Iterator[tuple[Any, Any, Any]]:
    """The synthetic territory of the shipped configuration over so many months from 1 January 2025: world
    and patients on the first morning, and who takes what is recorded of each catchment.
    """
    from sim.kernels.patients import KernelPatients
    from sim.measures.registry import schemas
    from sim.outcomes.storage.spill_file import SpillFile, spilled_on
    from sim.scenario.load import load
    from sim.territory import load_territory
    from sim.world.prepare import prepare

    end = date(2025 + months // 12, months % 12 + 1, 1).toordinal() - 1  # the last day of the last month
    words = [
        "scenario=synthetic_as_is",
        f"territory.residents={residents}",
        "run.start=2025-01-01",
        f"run.end={date.fromordinal(end)}",
        "run.warmup_days=0",
    ]
    plan = load(words, None, schemas()).settings
    territory = load_territory(plan.territory.settings, plan.territory.folder, plan.run.first_day)
    prepared = prepare(territory, plan)
    with tempfile.TemporaryDirectory() as folder, closing(SpillFile(Path(folder) / "counts")) as shelf:
        kept = spilled_on(shelf, [len(catchment.here) for catchment in prepared.catchments], plan.vocabulary)
        world, patients = KernelPatients.founded(prepared, replication, threads=2, sinks=kept)
        yield world, patients, kept


def ended(patients: Any, kept: Any, spans: list[tuple[int, int]]) -> list[int]:
    """Ends the run; the needs that arose in each span of months (first, and the one after the last)."""
    patients.finish()
    return [sum(int(one.stretch(*span).outcomes.sum()) for one in kept) for span in spans]


def load_kernels() -> None:
    """Loads the kernels, or compiles them, so that nothing timed does."""
    with founded(2_000, 1, 0) as (_, patients, _):
        patients.advance(0, 1)
        patients.finish()


def play(patients: Any, first: int, until: int) -> None:
    """Days pass, and are played at once."""
    patients.advance(first, until)
    patients.catch_up()


def months_of(world: Any) -> list[int]:
    """The first day of each month, and the day after the last."""
    months = world.days["month"]
    return [int((months < month).sum()) for month in range(int(months[-1]) + 2)]


def rounds(residents: int, replications: int, months: int) -> Iterator[tuple[int, float, int, float]]:
    """Threads, seconds, needs and seconds of building of each round."""
    for replication in range(replications):
        began = perf_counter()
        with founded(residents, months, replication) as (world, patients, kept):
            built = perf_counter() - began
            firsts = months_of(world)
            play(patients, 0, firsts[WARM_MONTHS])
            played = []
            whole = residents < LARGE
            steps = [(WARM_MONTHS, months)] if whole else [(m, m + 1) for m in range(WARM_MONTHS, months)]
            for number, (month, until) in enumerate(steps):
                patients.threads = 1 if whole else 1 + number % 2
                before = patients.seconds
                play(patients, firsts[month], firsts[until])
                played.append((patients.threads, patients.seconds - before))
            needs = ended(patients, kept, steps)
        for (threads, seconds), n in zip(played, needs, strict=True):
            yield threads, seconds, n, built


def cost(residents: int) -> Cost:
    """Five rounds of each number of threads."""
    large = residents >= LARGE
    found = list(rounds(residents, 1 if large else ROUNDS, WARM_MONTHS + (2 * ROUNDS if large else 12)))
    ns = {n: [1e9 * s / needs for threads, s, needs, _ in found if threads == n] for n in (1, 2)}
    return Cost(
        residents, found[0][3], ns[1], ns[2], gb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    )


def year(residents: int) -> Cost:
    """A year by two threads after two months, and a month by one; memory from the end of building on."""
    began = perf_counter()
    with founded(residents, WARM_MONTHS + 13, 0) as (world, patients, kept):
        built = perf_counter() - began
        Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
        firsts = months_of(world)
        spans = [(0, WARM_MONTHS), (WARM_MONTHS, WARM_MONTHS + 12), (WARM_MONTHS + 12, WARM_MONTHS + 13)]
        seconds = []
        for (first, until), threads in zip(spans, (2, 2, 1), strict=True):
            patients.threads, before = threads, patients.seconds
            play(patients, firsts[first], firsts[until])
            seconds.append(patients.seconds - before)
        most = peak()
        needs = ended(patients, kept, spans)
    ns = [1e9 * s / n for s, n in zip(seconds, needs, strict=True)]
    return Cost(residents, built, [ns[2]], [ns[1]], seconds[1], most)


def peak() -> float:
    """Most memory held since the peak was last forgotten, in GB."""
    for line in STATUS.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / GB
    raise RuntimeError(f"{STATUS} tells no VmHWM")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("residents", type=int)
    parser.add_argument("--year", action="store_true")
    options = parser.parse_args()
    use_cache()
    load_kernels()
    print(json.dumps(asdict((year if options.year else cost)(options.residents))))
