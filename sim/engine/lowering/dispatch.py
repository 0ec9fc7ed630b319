"""What each change of supply does: at once to the state of supply, and at the end of the midnight to rows.

``accept`` is for the state as the next measure sees it, ``lower`` for the rows of doctors and services
(``sim.world.row_edits``). A new change of supply registers its own for its class, in the file
beside that has the name of its own in ``sim.changes``.
"""

from collections.abc import Sequence
from functools import singledispatch
from typing import NamedTuple

from sim.changes.change import Change, MidnightOrder, SupplyEvent
from sim.engine.supply_state import PendingChange, SupplyState
from sim.world.row_edits import AddAgenda, AddCounter, AddDoctor, AddPanel, RowEdit


class Lowered(NamedTuple):
    """What a change comes to: itself as applied, edits of rows by catchment, its place in the history."""

    change: Change
    edits: Sequence[tuple[int, RowEdit]] = ()
    site: str = ""
    commune: str = ""


def ask(state: SupplyState, measure: str, change: Change) -> None:
    """A measure asks for a change. ValueError names the measure where it asks for what cannot be."""
    try:
        accepted = accept(change, state, measure)
    except ValueError as error:
        raise ValueError(f"measure {measure}: {error}") from error
    if accepted is not None:
        state.pending.append(PendingChange(accepted.order, measure, len(state.pending), accepted))


def _in_order(pending: Sequence[PendingChange]) -> list[PendingChange]:
    """By order and measure; but no opening comes before the one that it builds on."""
    openings = {asked.change.entity: asked for asked in pending if asked.order == MidnightOrder.OPENING}
    found: dict[int, PendingChange] = {}

    def put(asked: PendingChange) -> None:
        if asked.number in found:
            return
        base = openings.get(asked.change.builds_on)
        if base is not None and base is not asked:
            put(base)
        found[asked.number] = asked

    for asked in sorted(pending, key=lambda asked: asked[:3]):
        put(asked)
    return list(found.values())


def apply_pending(state: SupplyState, day: int) -> None:
    """The end of the midnight of a day: makes what was asked for, in order."""
    pending, state.pending = _in_order(state.pending), []
    for asked in pending:
        lowered = lower(asked.change, state, day)
        if lowered is None:
            continue
        for catchment, edit in lowered.edits:
            _apply(state, catchment, edit, lowered.change.entity)
        state.events.append(
            SupplyEvent(state.date_of(day), asked.measure, lowered.change, lowered.site, lowered.commune)
        )


def _apply(state: SupplyState, catchment: int, edit: RowEdit, name: str) -> None:
    """Hands an edit to the patients; a row that is new bears the name."""
    row = state.patients.apply(catchment, edit)
    match edit:
        case AddDoctor():
            names = state.doctor_names[catchment]
        case AddAgenda():
            names = state.agenda_names[catchment]
        case AddCounter():
            names = state.counter_names[catchment]
        case AddPanel():
            state.panels[catchment] += 1
            return
        case _:
            return
    if row != len(names):
        raise RuntimeError(f"{name}: row {row} after {len(names)} rows")
    names.append(name)


@singledispatch
def accept(change: Change, state: SupplyState, measure: str) -> Change | None:
    """What a change does at once; the change to be applied, None for none. ValueError for what cannot be."""
    return change


@singledispatch
def lower(change: Change, state: SupplyState, day: int) -> Lowered | None:
    """The rows that a change of today edits; None if it comes to nothing."""
    raise TypeError(f"nobody has said what rows {type(change).__name__} edits")
