"""What a process of the pool does: simulates one replication of one scenario, or of several that have days in
common, from the configuration to the files.
"""

import os
import signal
import traceback
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Final, NamedTuple

from sim.changes.change import counted
from sim.errors import PlannerError
from sim.experiments.cache import use_cache
from sim.outcomes.storage.manifest import Share
from sim.outcomes.storage.replication_result import CatchmentResult, Recorded, ReplicationResult
from sim.outcomes.storage.run_folder import beside, seal
from sim.outcomes.storage.spill_file import SpilledRecords, SpillFile, spilled_on
from sim.outcomes.storage.tables import write_all
from sim.scenario.dated import costs_in_time, settings_in_time
from sim.scenario.identity import code_hash
from sim.scenario.plausible import JobWorlds
from sim.scenario.settings import Settings
from sim.scenario.sources import PACKAGE
from sim.world.cells import cells_of

if TYPE_CHECKING:
    from sim.engine.branching import BranchEnd
    from sim.engine.history import History
    from sim.territory import Territory
    from sim.world.prepare import Ground, Prepared
    from sim.world.world import World


WATCH: Final = 1.0  # seconds from one look at the parent to the next


class Unit(NamedTuple):
    """One replication to simulate. ``folder``: that of the run; ``world``: equal for units that start from
    the same world (``sim.scenario.identity.world_hash``, and which of the plausible ``worlds`` of the job it
    lives in).
    """

    run_id: str
    settings: Settings
    replication: int
    folder: Path
    world: str
    worlds: JobWorlds | None = None

    def in_its_world(self) -> "Unit":
        """The same with the settings of the plausible world in which it lives. Raises ScenarioError."""
        if self.worlds is None:
            return self
        world = self.worlds.worlds.of(self.replication)
        return self._replace(settings=self.worlds.settings_in(self.settings, world), worlds=None)


Batch = tuple[Unit, ...]  # of one world and replication: simulated together


@dataclass(frozen=True)
class UnitResult:
    """The outcome of a unit: its share of the manifest, or why there is none.

    ``fault``: a message for the planner; ``trace``: not empty where the program is at fault.
    """

    run_id: str
    replication: int
    share: Share | None
    fault: str = ""
    trace: str = ""


class Site(NamedTuple):
    """What a process on another machine has: the hash of its program, and whether it sees the folder."""

    code: str
    folder: bool


def site(folder: Path) -> Site:
    """What this process has."""
    return Site(code_hash(PACKAGE), folder.is_dir())


def play(units: Sequence[Unit]) -> list[UnitResult]:
    """Simulates units of one world and replication, and writes their files beside those of their runs.

    Failures are returned, not raised. After a failure among several units, each that is not complete is
    simulated by itself, so that the failure is assigned to the unit that caused it.
    """
    use_cache()  # a process of a cluster does not have the folder in its environment
    done: dict[int, UnitResult] = {}
    try:
        for number, share in _play(units):
            done[number] = UnitResult(units[number].run_id, units[number].replication, share)
    except Exception as error:
        for number, unit in enumerate(units):
            if number not in done:
                done[number] = play((unit,))[0] if len(units) > 1 else _failed(unit, error)
    return [done[number] for number in sorted(done)]


def _failed(unit: Unit, error: Exception) -> UnitResult:
    if isinstance(error, PlannerError):
        said, trace = str(error), ""
    elif isinstance(error, MemoryError):
        said, trace = "not enough memory; lower run.jobs", ""
    else:
        said = f"{type(error).__name__}: {error}"
        trace = "".join(traceback.format_exception(error))
    return UnitResult(unit.run_id, unit.replication, None, said, trace)


def _play(units: Sequence[Unit]) -> Iterator[tuple[int, Share]]:
    """(number of the unit, its share) as units end. Records go to the disk as they become final
    (``sim.outcomes.storage.spill_file``).
    """
    from sim.engine import simulate_together
    from sim.kernels.patients import KernelPatients

    began = perf_counter()
    units = [unit.in_its_world() for unit in units]
    first = units[0]
    prepared = _prepared(first)
    with (
        beside(first.folder, first.replication, "-counts") as place,
        closing(SpillFile(place / "counts")) as shelf,
    ):
        sizes = [len(given.here) for given in prepared.catchments]
        kept = spilled_on(shelf, sizes, first.settings.vocabulary)
        threads = first.settings.run.threads
        world, patients = KernelPatients.founded(prepared, first.replication, threads=threads, sinks=kept)
        patients.load()
        built = (perf_counter() - began) / len(units)
        scenarios = [unit.settings for unit in units]
        for end in simulate_together(world, prepared.territory, scenarios, patients):
            yield from _written(units, world, end, built)


def _written(
    units: Sequence[Unit], world: "World", end: "BranchEnd", built: float
) -> Iterator[tuple[int, Share]]:
    """Writes the files of units that have come to their end together. ``built``: seconds that each spent
    before its first day.
    """
    began, seconds = perf_counter(), end.patients.seconds
    end.patients.finish()
    wall_s, kernel_s = perf_counter() - began, end.patients.seconds - seconds
    n, records = len(end.scenarios), [sink for sink in end.patients.sinks if isinstance(sink, SpilledRecords)]
    for one in end.scenarios:
        began = perf_counter()
        unit = units[one.number]
        played = _played(unit, world, one.history, records)
        with beside(unit.folder, unit.replication) as place:
            write_all(played, costs_in_time(unit.settings), place)
            whole = round(built + one.wall_s + wall_s / n + perf_counter() - began, 3)
            kernels = round(one.kernel_s + kernel_s / n, 3)
            share = Share(played.needs, played.residents, whole, kernels, simulated=played.simulated)
            seal(place, share)
        yield one.number, share


def _played(unit: Unit, world: "World", history: "History", records: Sequence[Recorded]) -> ReplicationResult:
    """The results of a unit, as the store takes them."""
    last = unit.settings.run.reported_until
    catchments = tuple(
        CatchmentResult(
            communes=catchment.communes,
            cells=cells_of(world.grain, catchment),
            doctors=history.doctors[c],
            agendas=history.agendas[c],
            agenda_names=history.agenda_names[c],
            counters=history.counters[c],
            counter_names=history.counter_names[c],
            travel=catchment.travel,
            records=records[c],
        )
        for c, catchment in enumerate(world.catchments)
    )
    return ReplicationResult(
        replication=unit.replication,
        vocabulary=unit.settings.vocabulary,
        first=unit.settings.run.first_day,
        days=world.days[: world.reported],
        catchments=catchments,
        events=[event for event in history.events if counted(event) <= last],
        tries=_tries(unit.settings),
        tries_from=[
            ((day - unit.settings.run.first_day).days, _tries(later))
            for day, _, later in settings_in_time(unit.settings)
        ],
    )


def _tries(settings: Settings) -> dict[str, list[str]]:
    """By kind of need, what each step of its pathway tries."""
    pathway = settings.pathway
    return {kind: [step.action or "end" for step in pathway.numbered(kind)] for kind in pathway.steps}


class Stood(NamedTuple):
    """What units have in common whose plausible worlds do not differ in it."""

    key: tuple[object, ...]
    territory: "Territory"
    ground: "Ground"


_last: dict[str, "Prepared"] = {}  # of the world this process simulated last, by its hash
_stood: list[Stood] = []  # the last


def _prepared(unit: Unit) -> "Prepared":
    """What all units of the same ``world`` share."""
    from sim.world.prepare import prepare

    if unit.world not in _last:
        _last.clear()
        stood = _stood_on(unit.settings)
        _last[unit.world] = prepare(stood.territory, unit.settings, stood.ground)
    return _last[unit.world]


def _stood_on(settings: Settings) -> Stood:
    """The territory of some settings, and its ground; those of the unit before, where they are the same."""
    from sim.territory import load_territory
    from sim.world.prepare import ground_of

    files, first = settings.territory, settings.run.first_day
    key = (files.settings, files.folder, first, settings.days)
    if not _stood or _stood[0].key != key:
        territory = load_territory(files.settings, files.folder, first)
        _stood[:] = [Stood(key, territory, ground_of(territory, settings))]
    return _stood[0]


def initialize(environment: dict[str, str], parent: int) -> None:
    """Sets up a process of the pool: Ctrl-C is left to the parent, ``environment`` is taken on, and the
    process ends when the parent (its id) has ended, however that came about.
    """
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """Ends this process at once when it has another parent; kernels let other threads run."""
    while os.getppid() == parent:
        sleep(WATCH)
    os._exit(1)


def compile_part(unit: Unit, days: bool) -> None:
    """Compiles into the cache the kernels that simulate days, or else all others, for the world of a unit."""
    from sim.kernels.precompile import compile_days, compile_rest

    prepared = _prepared(unit)
    if days:
        compile_days(prepared)
    else:
        compile_rest(prepared)
