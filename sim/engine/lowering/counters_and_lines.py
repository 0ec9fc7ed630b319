"""Counters and lines."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.changes.change import Change
from sim.changes.counters_and_lines import (
    CloseCounter,
    CloseLine,
    GateCounter,
    OpenCounter,
    OpenLine,
    ReopenCounter,
    UngateCounter,
)
from sim.changes.sessions import KeepSlots
from sim.engine.lowering.dispatch import Lowered, accept, ask, lower
from sim.engine.named_supply import Service
from sim.engine.new_rows import counter_at, line_row, profile_of
from sim.engine.supply_state import SupplyState
from sim.vocabulary.structure import Trait
from sim.world.row_edits import AddCounter, EditCounter, RowEdit


@accept.register
def _(change: OpenCounter, state: SupplyState, measure: str) -> Change:
    for stop in change.stops:
        state.place(stop.commune)
    counter = _enter(state, change.counter)
    counter.commune, counter.opened = change.commune, change
    return change


@lower.register
def _(change: OpenCounter, state: SupplyState, day: int) -> Lowered:
    """Each stop has a row."""
    counter = state.service(change.counter)
    counter.all_of, counter.gated = change.audience.all_of, counter.gates > 0
    edits = []
    for stop in change.stops:
        catchment, commune = state.place(stop.commune)
        row = counter_at(state, change, stop, commune)
        counter.rides |= int(row["rides"])
        row["all_of"], row["rides"] = behind_gate(counter), counter.rides
        edits.append(
            _new_row(state, counter, catchment, row, state.world.catchments[catchment].travel[:, commune])
        )
    return _opened(change, counter, edits)


@accept.register
def _(change: CloseCounter | ReopenCounter, state: SupplyState, measure: str) -> Change:
    state.service(change.counter).closings += -1 if isinstance(change, ReopenCounter) else 1
    return change


@lower.register
def _(change: CloseCounter | ReopenCounter, state: SupplyState, day: int) -> Lowered | None:
    return _switched(change, state.service(change.counter))


@accept.register
def _(change: GateCounter | UngateCounter, state: SupplyState, measure: str) -> Change:
    state.service(change.counter).gates += -1 if isinstance(change, UngateCounter) else 1
    return change


@lower.register
def _(change: GateCounter | UngateCounter, state: SupplyState, day: int) -> Lowered | None:
    """None where another gate holds, it is not there yet, or it is a line, which has no door."""
    counter = state.service(change.counter)
    doors = [place for place in counter.places if not state.patients.counter(*place)["line"]]
    if not doors or counter.gated == (counter.gates > 0):
        return None
    counter.gated = counter.gates > 0
    columns = {"all_of": behind_gate(counter)}
    edits = [(catchment, EditCounter(row, columns)) for catchment, row in doors]
    return Lowered(change, edits, commune=counter.commune)


def behind_gate(counter: Service) -> int:
    """What is asked of who comes: as its audience says, and by a line while a gate holds."""
    return counter.all_of | Trait.SENT if counter.gates else counter.all_of


@accept.register
def _(change: OpenLine, state: SupplyState, measure: str) -> Change:
    through = state.service(change.through) if change.through else None
    if through is not None and not through.there:
        raise ValueError(f"there is no line {through.name} yet, through which {change.line} could run")
    line = _enter(state, change.line)
    line.through, line.opened = through, change
    return change


@lower.register
def _(change: OpenLine, state: SupplyState, day: int) -> Lowered:
    """A line of its own has a row in each catchment, with a share of the call-takers; one that runs through
    another has a profile for each row of that telephone.
    """
    line = state.service(change.line)
    telephone = line.telephone
    if line is not telephone:
        if not telephone.profiles:
            telephone.profiles = [profile_of(state.patients.counter(*place)) for place in telephone.places]
        line.profiles = [profile_of(row) for row in rows_of(state, line)]
        telephone.lines.append(line)
        return _opened(change, line, [])
    edits: list[tuple[int, RowEdit]] = []
    for catchment, place in enumerate(state.world.catchments):
        nowhere = np.zeros(len(place.communes), dtype=np.int32)
        row = line_row(state, change, state.part(catchment))
        edits.append(_new_row(state, line, catchment, row, nowhere))
    return _opened(change, line, edits)


@accept.register
def _(change: CloseLine, state: SupplyState, measure: str) -> Change:
    state.service(change.line).closings += 1
    for doctor in state.doctors.values():
        if doctor.practising and change.line in doctor.kept:
            ask(state, measure, KeepSlots(doctor.name, change.line, 0))
    return change


@lower.register
def _(change: CloseLine, state: SupplyState, day: int) -> Lowered | None:
    line = state.service(change.line)
    answers = line.telephone.answers
    return _switched(replace(change, through="" if answers is None else answers.name), line)


# --- what they have in common


def rows_of(state: SupplyState, service: Service) -> list[Any]:
    """The rows (COUNTER) of a service that a measure opened, by place of its telephone, as its profile has
    them today.
    """
    opened, telephone = service.opened, service.telephone
    if isinstance(opened, OpenCounter):
        return [counter_at(state, opened, stop, state.place(stop.commune)[1]) for stop in opened.stops]
    assert opened is not None
    line = telephone.name if service is not telephone else ""
    return [line_row(state, opened, state.part(place, line)) for place, _ in telephone.places]


def _enter(state: SupplyState, name: str) -> Service:
    service = state.service(name)
    if service.there:
        raise ValueError(f"there is a service {name} already")
    service.there = True
    return service


def _new_row(
    state: SupplyState, service: Service, catchment: int, row: Any, travel: Any
) -> tuple[int, RowEdit]:
    before = sum(place == catchment for place, _ in service.places)  # which have no names yet
    service.places.append((catchment, len(state.counter_names[catchment]) + before))
    return catchment, AddCounter(row, np.ascontiguousarray(travel, dtype=np.int32))


def _opened(change: OpenCounter | OpenLine, service: Service, rows: Sequence[tuple[int, RowEdit]]) -> Lowered:
    """It begins with these ``rows``, open unless something closes it."""
    service.known_open = service.open
    applied = replace(change, closed=not service.open)
    return Lowered(applied, [*rows, *_as_answered(service)], commune=service.commune)


def _switched(change: Change, service: Service) -> Lowered | None:
    """None where it is neither opened nor closed by this: another closing holds, or it is not there yet."""
    if service.known_open in (None, service.open):
        return None
    service.known_open = service.open
    return Lowered(change, _as_answered(service), commune=service.commune)


def _as_answered(service: Service) -> list[tuple[int, RowEdit]]:
    """What must change in the rows: whether they are active, and as whom."""
    telephone = service.telephone
    answers, before = telephone.answers, telephone.answered_by or telephone
    columns: list[dict[str, Any]] = [{} for _ in telephone.places]
    if telephone.active != (answers is not None):
        telephone.active = answers is not None
        columns = [{"active": int(telephone.active)} for _ in telephone.places]
    if answers is not None and answers is not before:
        telephone.answered_by = answers
        columns = [{**now, **profile} for now, profile in zip(columns, answers.profiles, strict=True)]
    both = zip(telephone.places, columns, strict=True)
    return [(catchment, EditCounter(row, changed)) for (catchment, row), changed in both if changed]
