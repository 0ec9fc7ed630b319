"""Counters, lines, and what is paid."""

from dataclasses import replace
from typing import Any

import numpy as np

from sim.changes.change import Change
from sim.changes.changes import CloseCounter, CloseLine, KeepSlots, OpenCounter, OpenLine, Pay, ReopenCounter
from sim.engine.lowering.dispatch import Lowered, accept, ask, lower
from sim.engine.new_rows import profile_of, service_row
from sim.engine.supply_state import Service, SupplyState
from sim.world.row_edits import AddCounter, EditCounter, RowEdit


@accept.register
def _(change: OpenCounter, state: SupplyState, measure: str) -> Change:
    state.place(change.commune)
    _enter(state, Service(change.counter, change.commune, []))
    return change


@lower.register
def _(change: OpenCounter, state: SupplyState, day: int) -> Lowered:
    catchment, commune = state.place(change.commune)
    travel = state.world.catchments[catchment].travel[:, commune]
    edits = [_new_service_row(state, change.counter, catchment, service_row(state, change, commune), travel)]
    return Lowered(change, edits, commune=change.commune)


@accept.register
def _(change: CloseCounter | ReopenCounter, state: SupplyState, measure: str) -> Change:
    state.services[change.counter].open = isinstance(change, ReopenCounter)
    return change


@lower.register
def _(change: CloseCounter | ReopenCounter, state: SupplyState, day: int) -> Lowered:
    return _switched(change, state.services[change.counter], active=isinstance(change, ReopenCounter))


@accept.register
def _(change: OpenLine, state: SupplyState, measure: str) -> Change:
    through = state.services[change.through].places if change.through else []
    _enter(state, Service(change.line, "", through, through=change.through or ""))
    return change


@lower.register
def _(change: OpenLine, state: SupplyState, day: int) -> Lowered:
    """A line of its own has a row in each catchment, with a share of the call-takers; one that runs through
    another replaces its profile, which is kept for the day it closes.
    """
    line = state.services[change.line]
    edits: list[tuple[int, RowEdit]] = []
    if change.through:
        for catchment, row in line.places:
            line.before.append(profile_of(state.patients.counter(catchment, row)))
            new = service_row(state, change, part=state.part(catchment, change.through))
            edits.append((catchment, EditCounter(row, profile_of(new))))
        return Lowered(change, edits)
    for catchment, place in enumerate(state.world.catchments):
        nowhere = np.zeros(len(place.communes), dtype=np.int32)
        row = service_row(state, change, part=state.part(catchment))
        edits.append(_new_service_row(state, change.line, catchment, row, nowhere))
    return Lowered(change, edits)


@accept.register
def _(change: CloseLine, state: SupplyState, measure: str) -> Change:
    line = state.services[change.line]
    line.open = False
    for doctor in state.doctors.values():
        if doctor.practising and change.line in doctor.kept:
            ask(state, measure, KeepSlots(doctor.name, change.line, 0))
    return replace(change, through=line.through)


@lower.register
def _(change: CloseLine, state: SupplyState, day: int) -> Lowered:
    line = state.services[change.line]
    if not line.through:
        return _switched(change, line, active=False)
    returned = zip(line.places, line.before, strict=True)
    return Lowered(change, [(catchment, EditCounter(row, before)) for (catchment, row), before in returned])


# --- money


@accept.register
def _(change: Pay, state: SupplyState, measure: str) -> Change | None:
    return change if change.amount > 0 else None


@lower.register
def _(change: Pay, state: SupplyState, day: int) -> Lowered:
    return Lowered(change, commune=change.commune)


# --- what they have in common


def _enter(state: SupplyState, service: Service) -> None:
    if service.name in state.services:
        raise ValueError(f"there is a service {service.name} already")
    state.services[service.name] = service


def _new_service_row(
    state: SupplyState, name: str, catchment: int, row: Any, travel: Any
) -> tuple[int, RowEdit]:
    state.services[name].places.append((catchment, len(state.counter_names[catchment])))
    return catchment, AddCounter(row, np.ascontiguousarray(travel, dtype=np.int32))


def _switched(change: Change, service: Service, *, active: bool) -> Lowered:
    edits = [(catchment, EditCounter(row, {"active": int(active)})) for catchment, row in service.places]
    return Lowered(change, edits, commune=service.commune)
