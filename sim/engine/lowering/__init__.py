"""What each change of supply does to the state of supply and to the rows that patients see."""

from sim.engine.lowering import dated, labour, practices, services, teams, transport
from sim.engine.lowering.dispatch import Lowered, accept, apply_pending, ask, lower

__all__ = [
    "Lowered",
    "accept",
    "apply_pending",
    "ask",
    "dated",
    "labour",
    "lower",
    "practices",
    "services",
    "teams",
    "transport",
]
