"""What candidates for a post find: told to the measures alone, no row changes."""

from sim.changes.change import Change
from sim.changes.labour import (
    Attract,
    BeginRule,
    CountCandidates,
    EndAttraction,
    EndOffer,
    EndRule,
    OfferPosts,
    Succeed,
)
from sim.engine.lowering.dispatch import Lowered, accept, lower
from sim.engine.supply_state import SupplyState


@accept.register
def _(change: Attract | BeginRule | OfferPosts, state: SupplyState, measure: str) -> Change:
    known = _known(change, state)
    if change.entity in known:
        raise ValueError(f"{change.entity} has begun already")
    known[change.entity] = change
    return change


@accept.register
def _(change: EndAttraction | EndRule | EndOffer, state: SupplyState, measure: str) -> Change:
    del _known(change, state)[change.entity]
    return change


def _known(change: Change, state: SupplyState) -> dict[str, Change]:
    match change:
        case Attract() | EndAttraction():
            return state.labour.attractions  # type: ignore[return-value]
        case BeginRule() | EndRule():
            return state.labour.rules  # type: ignore[return-value]
        case _:
            return state.labour.offers  # type: ignore[return-value]


@accept.register
def _(change: Succeed, state: SupplyState, measure: str) -> None:
    """Asked for when it is agreed; the departure finds it."""
    state.labour.heirs[change.doctor] = change


@lower.register
def _(change: Attract | EndAttraction | BeginRule | EndRule, state: SupplyState, day: int) -> Lowered:
    return Lowered(change)


@lower.register
def _(change: OfferPosts, state: SupplyState, day: int) -> Lowered:
    return Lowered(change, site=change.site, commune=change.commune)


@lower.register
def _(change: EndOffer | CountCandidates, state: SupplyState, day: int) -> Lowered:
    return Lowered(change)
