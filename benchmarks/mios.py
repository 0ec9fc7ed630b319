"""The real territory through the real configuration, as a command builds it; shared by all benchmarks."""

from functools import cache

from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.scenario.settings import Settings
from sim.territory import load_territory
from sim.territory.territory import Territory
from sim.world.build import build
from sim.world.prepare import prepare
from sim.world.world import World

WARM_DAYS = 366  # run.warmup_days of conf/run: the year before the first day shown
TIMED_DAYS = 181  # January to June of the first year


@cache
def settings() -> Settings:
    """Mios as it is, to the end of the first half-year."""
    words = [
        "scenario=mios_as_is",
        "run.start=2025-01-01",
        "run.end=2025-06-30",
        f"run.warmup_days={WARM_DAYS}",
    ]
    return load(words, None, schemas()).settings


@cache
def territory() -> Territory:
    files = settings().territory
    return load_territory(files.settings, files.folder, settings().run.first_day)


@cache
def world() -> World:
    """Replication 0."""
    plan = settings()
    prepared = prepare(territory(), plan)
    made = build(prepared, 0)
    assert made.reported == WARM_DAYS + TIMED_DAYS
    return made
