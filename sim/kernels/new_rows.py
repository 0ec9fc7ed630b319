"""More rows of supply from a midnight on: arrays in place of those before."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.memory.arrays import with_row
from sim.kernels.rules import Arrays
from sim.kernels.start import panels_of, rows_of_others
from sim.kernels.state import DEPARTURE, Tables
from sim.world.row_edits import AddAgenda, AddCounter, AddPanel, EndAgenda
from sim.world.tables import AGENDA, COUNTER, PANEL


def with_panel(t: Tables, edit: AddPanel) -> Arrays:
    """No agenda serves it yet."""
    return {"panels": panels_of(with_row(t.panels, edit.row, PANEL), t.agendas)}


def with_agenda(t: Tables, edit: AddAgenda) -> Arrays:
    """It has no sessions in the ring yet."""
    agendas = with_row(t.agendas, edit.row, AGENDA)
    return {
        "panels": panels_of(t.panels, agendas),
        "agendas": agendas,
        "at_agendas": one_more(t.at_agendas),
        "on_panels": one_more(t.on_panels),
        "others": rows_of_others(agendas, t.pathway),
    }


def with_departure(t: Tables, edit: EndAgenda) -> Arrays:
    """At the day's first second bookings and panel will be released."""
    row = np.array([(edit.agenda, edit.successor, edit.share, edit.same_doctor)], dtype=DEPARTURE)
    return {"departures": np.concatenate([t.departures, row])}


def with_counter(t: Tables, edit: AddCounter) -> Arrays:
    """Its servers follow at the day's first second."""
    minutes = np.asarray(edit.travel, dtype=np.int32)[np.newaxis, :]
    return {
        "counters": with_row(t.counters, edit.row, COUNTER),
        "counter_travel": np.concatenate([t.counter_travel, minutes]),
        "counter_tallies": one_more(t.counter_tallies),
        "daily": one_more(t.daily),
    }


def one_more(counts: NDArray[Any]) -> NDArray[Any]:
    """Counts ``[when, of whom, …]`` with zeros for one more of them."""
    return np.concatenate([counts, np.zeros_like(counts[:, :1])], axis=1)
