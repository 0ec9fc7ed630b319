"""What the parameters of kernels are: names for readers and for mypy; Numba ignores annotations.

Rows are ``np.record``, of the dtypes of ``sim.kernels.state``; groups are in ``sim.kernels.groups``.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

# --- numbers
Int: TypeAlias = int | np.int64
Moment: TypeAlias = Int  # seconds since 00:00 of day 0
Second: TypeAlias = Int  # of a day, or since its midnight
Day: TypeAlias = Int  # of the run, from 0
Half: TypeAlias = Int  # half-day of the run (packing.half_of)
Month: TypeAlias = Int  # the slot of a month (record/month_ring.py)
Year: TypeAlias = Int  # civil
Minutes: TypeAlias = Int
Row: TypeAlias = Int  # of a table: the number of a person, need, agenda, counter
Code: TypeAlias = Int  # a member of an enum: kind, outcome, action, class of event …
Float: TypeAlias = float | np.float64

Key: TypeAlias = np.uint64  # of an event (timeline/event_queue.py), or what things are sorted by

# --- rows
Person: TypeAlias = np.record  # PERSON
Need: TypeAlias = np.record  # NEED
PanelRow: TypeAlias = np.record  # PANEL_STATE
Agenda: TypeAlias = np.record  # AGENDA_STATE
Counter: TypeAlias = np.record  # COUNTER_STATE
Departure: TypeAlias = np.record  # DEPARTURE
Settings: TypeAlias = np.record  # SETTINGS_STATE
Head: TypeAlias = np.record  # HEAD
Tally: TypeAlias = np.record  # TALLY
Ready: TypeAlias = np.record  # READY

# --- arrays: the whole array, or the same without ownership (memory/borrowed.py)
Rows: TypeAlias = NDArray[Any]
