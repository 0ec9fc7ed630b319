"""What each change of supply does to the state of supply and to the rows that patients see, in a file of the
name that its own has in ``sim.changes``.
"""

from sim.engine.lowering import labour, money, practices, services, sessions, settings, teams, transport
from sim.engine.lowering.dispatch import Lowered, accept, apply_pending, ask, lower

__all__ = [
    "Lowered",
    "accept",
    "apply_pending",
    "ask",
    "labour",
    "lower",
    "money",
    "practices",
    "services",
    "sessions",
    "settings",
    "teams",
    "transport",
]
