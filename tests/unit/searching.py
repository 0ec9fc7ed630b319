"""Worlds by hand in which people look for a médecin traitant."""

from dataclasses import replace
from typing import Any

import numpy as np

from sim.vocabulary.structure import Action
from sim.world.log_events import LogEvent
from sim.world.tables import COUNTER, Table, table
from sim.world.world import World
from tests.by_hand import Run, bare_world, panels_of

NEARBY = [(Action.NEARBY, 0, 7)]
# list_open, cap, patients whom nobody simulated is
OPEN, FULL, CLOSED, NOBODYS = (1, 10, 0), (1, 1, 1), (0, 10, 0), (1, 0, 0)


def world_of(
    people: Table, agendas: list[Table], *lists: tuple[int, int, int], a_day: float = 0.0, **settings: Any
) -> World:
    """Doctors whose lists are so, and people who ask for an appointment ``a_day`` times a day."""
    panels = panels_of(people, len(lists))
    panels["list_open"], panels["cap"], others = zip(*lists, strict=True)
    panels["patients"] += np.array(others, dtype=panels["patients"].dtype)
    made = bare_world(people, np.concatenate(agendas), table(COUNTER, 0), a_day, NEARBY, panels)
    for name, value in {"search_days": 5.0, **settings}.items():
        made.settings[name] = value
    return made


def apart(world: World, minutes: int) -> World:
    """Everybody lives in commune 0, so far from commune 1."""
    travel = np.array([[0, minutes], [minutes, 0]], dtype=np.int32)
    place = replace(world.catchments[0], communes=("33284", "33051"), travel=travel)
    return replace(world, catchments=(place,), reach_minutes=90, reach_tau=1000.0)


def searchers(made: Run) -> list[int]:
    """Who asked a practice at all."""
    verbs = (LogEvent.REGISTERS, LogEvent.SEARCHES_ON)
    return sorted({line.entity for line in made.log if line.verb in verbs})


def by_ald(below: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """The same with an ALD as without."""
    return tuple((each, each) for each in below)
