"""Other rules from a midnight on (docs/model.md, section 16): arrays in place of those before."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.common import set_office_hours, steps_of
from sim.kernels.memory.arrays import copy_columns
from sim.kernels.people.pathway import next_steps
from sim.kernels.people.patience import looked_up
from sim.kernels.start import rows_of_others
from sim.kernels.state import DAY_STATE, Tables
from sim.kernels.timeline.guides import guided_intensity
from sim.world.intensity import Intensity
from sim.world.row_edits import EditPathway, EditSettings, set_columns
from sim.world.tables import SETTINGS

Arrays = dict[str, NDArray[Any]]


def with_settings(t: Tables, edit: EditSettings) -> Arrays:
    """The settings with these columns, and what is looked up for them; the office hours of the days."""
    settings = copy_columns(t.settings, SETTINGS)
    set_columns(settings, 0, edit.columns)
    arrays: Arrays = {"settings": looked_up(settings)}
    if "office_hours" in edit.columns:
        arrays["days"] = copy_columns(t.days, DAY_STATE)
        set_office_hours(arrays["days"], settings["office_hours"][0])
    return arrays


def with_steps(t: Tables, edit: EditPathway) -> Arrays:
    """The steps of all kinds."""
    return {
        "pathway": steps_of(edit.steps),
        "next_step": next_steps(edit.steps),
        "others": rows_of_others(t.agendas, edit.steps),
    }


def intensity_from(t: Tables, made_of: Intensity, first: int, today: int, end: int) -> Arrays:
    """The intensities of a chapter (``first`` to ``end``), those from ``today`` on made anew."""
    so_far = t.cumulative[:, : today - first + 1]
    rest = made_of.between(today, end, so_far[:, -1].copy())
    cumulative, begin = guided_intensity(np.column_stack([so_far[:, :-1], rest]))
    return {"cumulative": cumulative, "begin": begin}
