"""What all catchments of a world read and none changes: held once, however many there are."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.memory.arrays import copy_columns
from sim.kernels.people.pathway import next_steps, taken_below
from sim.kernels.people.patience import looked_up
from sim.kernels.record.month_ring import FIRST_LENGTH
from sim.kernels.state import DAY_STATE, HOURS, MOST_DAYS_OF_RUN, STEP_STATE
from sim.kernels.timeline.guides import guided_hours
from sim.vocabulary.time import SATURDAY
from sim.world.tables import Table
from sim.world.world import World


class Common(NamedTuple):
    """``arrays`` under their names in ``Tables``, and where the chapters begin.

    A chapter is a stretch of days for which the intensities of a catchment stand in ``cumulative``: the run,
    or where that is too large a civil year. As it begins, everybody's next needs in it come into the lists.
    """

    arrays: dict[str, NDArray[Any]]
    chapters: tuple[tuple[int, int], ...]  # first day and the day after the last


def common_of(world: World, *, by_year: bool) -> Common:
    """Of a world; ``by_year``: a chapter for each civil year. ValueError if the run is too long."""
    if len(world.days) > MOST_DAYS_OF_RUN:
        raise ValueError(f"a run of {len(world.days)} days: the kernels play at most {MOST_DAYS_OF_RUN}")
    new_years = np.flatnonzero(world.days["new_year"][: world.n_days] == 1)
    bounds = [0, *(new_years if by_year else ()), world.n_days]
    chapters = tuple((int(first), int(end)) for first, end in pairwise(bounds))
    days = copy_columns(world.days, DAY_STATE)
    days["month"] %= FIRST_LENGTH  # slots (held.py)
    for first, end in chapters:
        days["chapter"][first:end] = first
    set_office_hours(days, world.settings["office_hours"][0])
    arrays = {
        "days": days,
        "seasons": np.ascontiguousarray(world.seasons),
        "hours": hours_of(world.hours),
        "pathway": steps_of(world.pathway),
        "next_step": next_steps(world.pathway),
        "settings": looked_up(world.settings),
    }
    return Common(arrays, chapters)


def set_office_hours(days: Table, hours: NDArray[np.int32]) -> None:
    """When practices usually work, by day; ``hours``: opens and closes on working days, on Saturdays."""
    working = days["holiday"] == 0
    for on, (opens, closes) in zip(
        (days["weekday"] < SATURDAY, days["weekday"] == SATURDAY), hours, strict=True
    ):
        days["office_opens"][working & on], days["office_closes"][working & on] = opens, closes


def steps_of(pathway: Table) -> Table:
    """The steps of each kind, with the words by which they are taken up."""
    steps = copy_columns(pathway, STEP_STATE)
    steps["taken_below"] = [[taken_below(uptake) for uptake in row] for row in pathway["uptake"].tolist()]
    return steps


def hours_of(hours: NDArray[np.float64]) -> Table:
    """The profiles of the day, with their guides."""
    profiles = np.zeros(len(hours), dtype=HOURS)
    profiles["share"], profiles["begin"] = hours, guided_hours(hours)
    return profiles
