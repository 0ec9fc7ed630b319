"""All changes of supply that measures can ask for, by what changes. What each does is in the file of
``sim.engine.lowering`` that has the name of its own.

Measures emit them, engines play them, the history keeps them and reports read them.

Doctors, teams, sites, counters and lines go by name, communes by INSEE code, weeks are slots by half-day
(Monday morning, Monday afternoon, …). Fields under *as applied* are filled in by the supply state, when it
is known what came of the change.
"""

from sim.changes import (
    counters_and_lines,
    dated_settings,
    doctors_and_sites,
    labour,
    payments,
    rides,
    sessions,
    teams,
)

__all__ = [
    "counters_and_lines",
    "dated_settings",
    "doctors_and_sites",
    "labour",
    "payments",
    "rides",
    "sessions",
    "teams",
]
