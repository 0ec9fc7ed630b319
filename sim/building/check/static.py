"""Everything that can be told of a territory without a simulation."""

from collections.abc import Callable, Iterator
from typing import Final

from sim.building.check.accessibility import accessibility
from sim.building.check.assumed import assumed
from sim.building.check.distances import coordinates, distances
from sim.building.check.known import Known
from sim.building.check.record import Check, made
from sim.building.check.residents import ages, homes, old_people
from sim.building.check.supply import border, emergencies, gps, leaving, old_gps
from sim.scenario.settings import Job
from sim.territory.territory import Territory

CHECKS: Final[tuple[Callable[[Known], Iterator[Check]], ...]] = (
    coordinates, distances, ages, old_people, homes, gps, old_gps, leaving, border, emergencies,
    accessibility, assumed,
)  # fmt: skip


def examine(job: Job, territory: Territory) -> tuple[Check, ...]:
    """All of them, in order. `job`: a scenario that is played in the territory, such as NAME_as_is."""
    known = Known(job, territory)
    return tuple(check for each in CHECKS for check in each(known))


def not_loaded(fault: str) -> tuple[Check, ...]:
    """The one check that can be told of a territory that cannot be read: `fault` names each file, line and
    key.
    """
    return (made("files", "wrong", fault=fault),)
