"""What each change of supply does to the state of supply and to the rows that patients see, in a file of the
name that its own has in ``sim.changes``.
"""

from sim.engine.lowering import (
    counters_and_lines,
    dated_settings,
    doctors_and_sites,
    labour,
    payments,
    rides,
    sessions,
    teams,
)
from sim.engine.lowering.dispatch import Lowered, accept, apply_pending, ask, lower

__all__ = [
    "Lowered",
    "accept",
    "apply_pending",
    "ask",
    "counters_and_lines",
    "dated_settings",
    "doctors_and_sites",
    "labour",
    "lower",
    "payments",
    "rides",
    "sessions",
    "teams",
]
