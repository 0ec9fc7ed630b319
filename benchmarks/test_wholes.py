"""What a planner waits for: a world is built, played, recorded; a run, a sweep; a start, cold and warm.

One replication of `mios_as_is`, 2024 to 2030, through the same function that a process of the pool calls.
Beside building stand its draws alone (every call again), beside recording the same bytes
written to files.
"""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import pytest

from benchmarks import commands
from benchmarks.conftest import Measured
from sim.draws import bulk, keyed
from sim.experiments import worker
from sim.kernels.patients import KernelPatients
from sim.measures.registry import schemas
from sim.outcomes.storage.replication_result import ReplicationResult
from sim.outcomes.storage.run_folder import beside
from sim.outcomes.storage.tables import write_all
from sim.scenario.load import load
from sim.scenario.settings import Settings
from sim.world.prepare import Prepared

ROUNDS = 5
TWO_YEARS = "run.end=2025-12-31"
SCENARIO = "scenario=mios_as_is"


class Stages(NamedTuple):
    """One replication: its settings, what was played, and the seconds of each stage."""

    settings: Settings
    prepared: Prepared
    played: ReplicationResult
    simulate_s: float


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """Plays a replication, and watches."""
    import sim.engine

    settings = load([SCENARIO], None, schemas()).settings
    given: list[Prepared] = []
    founded = KernelPatients.founded

    def watched(prepared: Prepared, *args: Any, **options: Any) -> Any:
        given.append(prepared)
        return founded(prepared, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KernelPatients, "founded", staticmethod(watched))
        unit = worker.Unit("benchmark", settings, 1, tmp_path_factory.mktemp("run"), "benchmark")
        (done,) = worker.play((unit,))  # loads kernels and libraries
        assert done.share is not None, done.fault + done.trace
    prepared = given[0]
    world, patients = KernelPatients.founded(prepared, 1)  # without sinks the records stay in memory
    began = perf_counter()
    history = sim.engine.simulate(world, prepared.territory, settings, patients)
    seconds = perf_counter() - began
    records = patients.finish()
    assert records
    return Stages(settings, prepared, worker._played(unit, world, history, records), seconds)


def in_turn(first: Callable[[], Any], second: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Least seconds of each, measured in turn."""
    times: list[tuple[float, float]] = []
    for _ in range(rounds):
        began = perf_counter()
        first()
        between = perf_counter()
        second()
        times.append((between - began, perf_counter() - between))
    return min(t for t, _ in times), min(t for _, t in times)


@pytest.mark.measures("build_s", "build_over_bare", "rebuild_share")
def test_building(benchmark: Any, measured: Measured, stages: Stages) -> None:
    calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []

    def noted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            calls.append((function, args))
            return function(*args)

        return call

    def found() -> None:
        KernelPatients.founded(stages.prepared, 2, threads=1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyed, "columns", noted(keyed.columns))
        patch.setattr(bulk, "words", noted(bulk.words))
        found()

    def draws() -> None:
        for function, args in calls:
            function(*args)

    assert len(calls) > 5, "the world is built without draws"
    seconds, bare = benchmark.pedantic(in_turn, (found, draws), rounds=1)
    measured.figure("build_s", seconds, seconds / bare)
    measured.figure("build_over_bare", seconds / bare, seconds / bare)
    measured.figure("rebuild_share", 100 * seconds / stages.simulate_s)
    measured.lines.append(
        f"building: {seconds:.2f} s, its draws alone {bare:.2f} s; playing the seven years takes"
        f" {stages.simulate_s:.1f} s"
    )


@pytest.mark.measures("record_s", "record_over_bare")
def test_recording(benchmark: Any, measured: Measured, stages: Stages, tmp_path: Path) -> None:
    costs = stages.settings.costs

    def record() -> None:
        with beside(tmp_path / "run", stages.played.replication) as place:
            write_all(stages.played, costs, place)

    record()
    files = {p.relative_to(tmp_path): p.read_bytes() for p in (tmp_path / "run").rglob("*") if p.is_file()}
    size = sum(map(len, files.values()))
    assert size > 100_000

    def bare() -> None:
        for name, content in files.items():
            place = tmp_path / "bare" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)

    seconds, bare_s = benchmark.pedantic(in_turn, (record, bare), rounds=1)
    measured.figure("record_s", seconds, seconds / bare_s)
    measured.figure("record_over_bare", seconds / bare_s, seconds / bare_s)
    measured.lines.append(
        f"recording: {seconds:.2f} s for {size / 1e6:.1f} MB, writing these bytes {bare_s:.3f} s"
    )


@pytest.fixture
def per_need(measured: Measured) -> Callable[[float, int], float | None]:
    """Seconds of so many needs over those of the bare loop of `advance`, if that has been measured."""

    def over(seconds: float, needs: int) -> float | None:
        return None if measured.bare_ns is None else seconds / (1e-9 * measured.bare_ns * needs)

    return over


@pytest.mark.measures("run_s")
def test_run(benchmark: Any, measured: Measured, per_need: Any, tmp_path: Path) -> None:
    words = ["run", SCENARIO, "run.replications=1", TWO_YEARS]
    seconds, needs = benchmark.pedantic(commands.played, (words, tmp_path), rounds=1)
    measured.figure("run_s", seconds, per_need(seconds, needs))


@pytest.mark.measures("small_sweep_s")
def test_small_sweep(benchmark: Any, measured: Measured, per_need: Any, tmp_path: Path) -> None:
    words = ["sweep", "run.replications=2", TWO_YEARS]
    seconds, needs = benchmark.pedantic(commands.played, (words, tmp_path), rounds=1)
    measured.figure("small_sweep_s", seconds, per_need(seconds, needs))


@pytest.mark.measures("sweep_s")
def test_sweep(benchmark: Any, measured: Measured, per_need: Any, tmp_path: Path) -> None:
    seconds, needs = benchmark.pedantic(commands.played, (["sweep"], tmp_path), rounds=1)
    assert needs > 150_000_000
    measured.figure("sweep_s", seconds, per_need(seconds, needs))
    measured.lines.append(f"default sweep: {needs:,} needs in {seconds:.0f} s")


@pytest.mark.measures("start_s", "list_s")
def test_starts(benchmark: Any, measured: Measured, tmp_path: Path) -> None:
    words = ["run", SCENARIO, "run.replications=1", f"run.outputs={tmp_path}", "--force"]
    starts = [commands.timed(words, commands.STARTS)[0] for _ in range(3)]
    lists = benchmark.pedantic(lambda: [commands.timed(["scenarios"])[0] for _ in range(3)], rounds=1)
    measured.figure("start_s", min(starts))
    measured.figure("list_s", min(lists))
    measured.lines.append(
        f"warm start: {min(starts):.1f} s (median {median(starts):.1f}); listing scenarios {min(lists):.2f} s"
    )


@pytest.mark.measures("compile_s")
def test_compilation(benchmark: Any, measured: Measured, tmp_path: Path) -> None:
    seconds = benchmark.pedantic(commands.compilation, (tmp_path,), rounds=1)
    assert any(tmp_path.rglob("*.nbi")), "nothing has been compiled into the empty cache"
    measured.figure("compile_s", seconds)
