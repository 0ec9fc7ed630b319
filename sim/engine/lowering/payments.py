"""What is paid, and the books of employers: a line of the history, no row changes."""

from sim.changes.change import Change
from sim.changes.payments import Account, Pay
from sim.engine.lowering.dispatch import Lowered, accept, lower
from sim.engine.supply_state import SupplyState


@accept.register
def _(change: Pay, state: SupplyState, measure: str) -> Change | None:
    return change if change.amount != 0 else None


@lower.register
def _(change: Pay | Account, state: SupplyState, day: int) -> Lowered:
    return Lowered(change, commune=change.commune)
