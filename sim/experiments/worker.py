"""One replication of one scenario, from the configuration to its files: what a process of the pool does."""

import signal
import traceback
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from sim.experiments.cache import use_cache
from sim.experiments.errors import ExperimentError
from sim.outcomes.errors import StoreError
from sim.outcomes.kept import Kept, Shelf
from sim.outcomes.manifest import Share
from sim.outcomes.played import Basin, Event, Move, Payment, Played, Recorded
from sim.outcomes.store import beside
from sim.outcomes.tables import write_all
from sim.scenario.identity import code_hash
from sim.scenario.settings import Settings
from sim.scenario.sources import PACKAGE
from sim.world.cells import cells_of

if TYPE_CHECKING:
    from sim.engine.history import History
    from sim.world.prepare import Prepared
    from sim.world.world import World


class Unit(NamedTuple):
    """One replication to be played; ``folder`` is the run's."""

    run_id: str
    settings: Settings
    replication: int
    folder: Path


@dataclass(frozen=True)
class Done:
    """What came of a unit: its share of the manifest, or why there is none.

    ``fault`` is a message for the planner; ``trace`` beside it says that the fault is ours.
    """

    run_id: str
    replication: int
    share: Share | None
    fault: str = ""
    trace: str = ""


class Sight(NamedTuple):
    """What a process somewhere else has: the content of its program, and whether it sees a folder."""

    code: str
    folder: bool


def look(folder: Path) -> Sight:
    """What this process has."""
    return Sight(code_hash(PACKAGE), folder.is_dir())


def play(unit: Unit) -> Done:
    """Plays a unit and writes its files beside the run's. A failure comes back as data, with its origin."""
    use_cache()  # in a process that nobody has told where its kernels are
    from sim.territory.errors import TerritoryError
    from sim.world.errors import WorldError

    try:
        return Done(unit.run_id, unit.replication, _play(unit))
    except (StoreError, ExperimentError, TerritoryError, WorldError) as error:
        return Done(unit.run_id, unit.replication, None, str(error))
    except MemoryError:
        return Done(unit.run_id, unit.replication, None, "not enough memory; lower run.jobs")
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        return Done(unit.run_id, unit.replication, None, said, traceback.format_exc())


def _play(unit: Unit) -> Share:
    """What is recorded goes to the disk as it becomes final (``sim.outcomes.kept``)."""
    from sim.engine import simulate
    from sim.kernels.patients import KernelPatients

    began = perf_counter()
    run = unit.settings.run
    prepared = _prepared(unit.run_id, _Hidden(unit.settings))
    _load_kernels(prepared)
    with beside(unit.folder, unit.replication) as place, closing(Shelf(place / "counts")) as shelf:
        kept = [Kept(shelf, len(bassin.here)) for bassin in prepared.bassins]
        world, patients = KernelPatients.founded(
            prepared, unit.replication, threads=run.threads, keepers=kept
        )
        history = simulate(world, prepared.territory, unit.settings, patients)
        patients.finish()
        played = _played(unit, world, history, kept)
        write_all(played, unit.settings.costs, place)
    return Share(played.needs, played.residents, round(perf_counter() - began, 3), round(patients.seconds, 3))


def _played(unit: Unit, world: "World", history: "History", records: Sequence[Recorded]) -> Played:
    """What the run leaves behind, as the store takes it."""
    basins = tuple(
        Basin(
            communes=catchment.communes,
            cells=cells_of(world.grain, catchment),
            agendas=history.agendas[c],
            agenda_names=history.agenda_names[c],
            counters=history.counters[c],
            counter_names=history.counter_names[c],
            travel=catchment.travel,
            records=records[c],
        )
        for c, catchment in enumerate(world.catchments)
    )
    return Played(
        replication=unit.replication,
        first=unit.settings.run.first_day,
        days=world.days,
        basins=basins,
        events=[Event(*row) for row in history.rows],
        payments=[Payment(paid.date, paid.payer, paid.commune, paid.amount) for paid in history.payments],
        moves=[Move(*move) for move in history.moves],
    )


class _Hidden:
    """Settings as an argument that plays no part in a cache's key (the run's id says it all)."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=1)
def _prepared(run_id: str, hidden: _Hidden) -> "Prepared":
    """What all replications of a run share; a process keeps that of the run it works on."""
    from sim.territory import load_territory
    from sim.world.prepare import prepare

    settings = hidden.settings
    run = settings.run
    territory = load_territory(settings.territory.settings, settings.territory.folder, run.first_day)
    return prepare(
        territory,
        settings.needs,
        settings.services,
        settings.pathway,
        settings.doctors,
        seed=run.seed,
        start=run.start,
        warmup_days=run.warmup_days,
        end=run.end,
        trace=run.trace,
        grain=run.grain,
    )


def begin(environment: dict[str, str]) -> None:
    """A process of the pool begins: Ctrl-C is the parent's business, the kernels' cache where it says."""
    import os

    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_loaded: set[str] = set()


def _load_kernels(prepared: "Prepared") -> None:
    """Loads (or compiles) the kernels once in a process, before any second is counted as theirs."""
    from sim.kernels.patients import compile_ahead

    if not _loaded:
        compile_ahead(prepared)
        _loaded.add("kernels")


def compile_kernels(unit: Unit) -> None:
    """Compiles the kernels into the cache by playing one day."""
    _load_kernels(_prepared(unit.run_id, _Hidden(unit.settings)))
