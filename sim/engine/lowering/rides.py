"""Transport on demand: people without a car get to places as others do (docs/model.md, section 8)."""

import numpy as np

from sim.changes.change import Change
from sim.changes.rides import CloseTransport, OpenTransport, TakeTo
from sim.engine.lowering.agendas import locums_of, of_doctor
from sim.engine.lowering.dispatch import Lowered, accept, lower
from sim.engine.supply_state import SupplyState
from sim.world.row_edits import EditAgenda, EditCounter, EditRides, RowEdit
from sim.world.tables import COMES


@accept.register
def _(change: OpenTransport, state: SupplyState, measure: str) -> Change:
    """Of a counter that is not there yet it is remembered."""
    bit = state.ride(change.transport)
    state.transports[change.transport] = change.communes
    for name in change.counters:
        state.service(name).rides |= bit
    return change


@lower.register
def _(change: OpenTransport, state: SupplyState, day: int) -> Lowered:
    edits = _communes(state)
    for name in change.counters:
        counter = state.service(name)
        edits += [(place, EditCounter(row, {"rides": counter.rides})) for place, row in counter.places]
    return Lowered(change, edits)


@accept.register
def _(change: CloseTransport, state: SupplyState, measure: str) -> Change:
    del state.transports[change.transport]
    return change


@lower.register
def _(change: CloseTransport, state: SupplyState, day: int) -> Lowered:
    return Lowered(change, _communes(state))


@accept.register
def _(change: TakeTo, state: SupplyState, measure: str) -> Change:
    state.at_work(change.doctor).rides |= state.ride(change.transport)
    return change


@lower.register
def _(change: TakeTo, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    held = [*doctor.open_agendas, *(locum.first for locum in locums_of(doctor))]
    return of_doctor(change, doctor, *(EditAgenda(agenda.row, {"rides": doctor.rides}) for agenda in held))


def _communes(state: SupplyState) -> list[tuple[int, RowEdit]]:
    """The bits of all communes, by catchment."""
    edits: list[tuple[int, RowEdit]] = []
    for number, catchment in enumerate(state.world.catchments):
        rides = np.full(len(catchment.communes), COMES, dtype=np.int16)
        for transport, served in state.transports.items():
            rides[[code in served for code in catchment.communes]] |= state.ride(transport)
        edits.append((number, EditRides(rides)))
    return edits
