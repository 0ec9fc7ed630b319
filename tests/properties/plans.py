"""Small worlds and changes of supply, drawn by hypothesis: what must hold, must hold of all of them.

A plan is plain data, so that a failing example says what to play again. Which row a move means depends on
what is there on its day; the same plan means the same moves for both engines and however the days are cut.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from sim.kernels.patients import KernelPatients
from sim.world.patients_protocol import Patients
from sim.world.records import Records
from sim.world.row_edits import AddAgenda, AddCounter, EditAgenda, EditCounter, EndAgenda
from sim.world.world import World
from tests.shipped import AgendaSort, CounterType
from tests.worlds import N_COMMUNES, Change, make_counter, make_gp, play, small_world


def few(examples: int) -> Callable[[Any], Any]:
    """The same examples every time, and no more than these."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


class Move(NamedTuple):
    """One change of supply at a midnight."""

    day: int
    what: str
    catchment: int
    row: int
    value: int


class Plan(NamedTuple):
    """A small world (``tests.worlds``), and what happens to its supply, in order of the days."""

    seed: int
    variant: int
    residents: int
    catchments: int
    days: int
    moves: tuple[Move, ...]

    def world(self) -> World:
        made = small_world(
            self.seed,
            residents=self.residents,
            catchments=self.catchments,
            days=self.days,
            variant=self.variant,
        )
        return traced(made)

    def changes(self) -> list[Change]:
        return [(move.day, change_of(move)) for move in self.moves]

    def with_moves(self, *moves: Move) -> "Plan":
        return self._replace(moves=tuple(sorted((*self.moves, *moves), key=lambda move: move.day)))


def traced(made: World) -> World:
    """Everybody is traced."""
    catchments = []
    for catchment in made.catchments:
        residents = catchment.residents.copy()
        residents["traced"] = 1
        catchments.append(replace(catchment, residents=residents))
    return replace(made, catchments=tuple(catchments))


def of_agenda(**columns: Callable[[int], Any]) -> Callable[[Patients, Move], None]:
    """A change of columns of an agenda, each from the move's value."""

    def change(patients: Patients, move: Move) -> None:
        row = move.row % len(patients.agendas(move.catchment))
        edit = EditAgenda(row, {name: of(move.value) for name, of in columns.items()})
        patients.apply(move.catchment, edit)

    return change


def of_counter(**columns: Callable[[int], Any]) -> Callable[[Patients, Move], None]:
    """A change of columns of a counter or line."""

    def change(patients: Patients, move: Move) -> None:
        row = move.row % len(patients.counters(move.catchment))
        edit = EditCounter(row, {name: of(move.value) for name, of in columns.items()})
        patients.apply(move.catchment, edit)

    return change


def notice(patients: Patients, move: Move) -> None:
    last = move.day + move.value % 20
    row = move.row % len(patients.agendas(move.catchment))
    patients.apply(move.catchment, EditAgenda(row, {"list_open": 0, "until_day": last, "book_until": last}))


def depart(patients: Patients, move: Move) -> None:
    agendas = patients.agendas(move.catchment)
    gps = np.flatnonzero((agendas["active"] == 1) & (agendas["is_a"] == AgendaSort.GP))
    if len(gps) > 1:
        row = move.row % len(gps)
        successor = int(gps[row - 1]) if move.value % 2 else -1
        same = move.value % 4 == 3
        patients.apply(move.catchment, EndAgenda(int(gps[row]), successor, move.value / 100, same))


def settle(patients: Patients, move: Move) -> None:
    row = make_gp(np.random.default_rng(move.value), 90, ("33100", "33110", "33120"), move.row % 8)
    row.from_day, row.list_open, row.panel_cap, row.ramp_days, row.ramp_start = move.day, 1, 20, 30, 0.4
    patients.apply(move.catchment, AddAgenda(row))


def open_counter(patients: Patients, move: Move) -> None:
    kinds = [CounterType.CMSI, CounterType.SOS, CounterType.MMG, CounterType.FRONT, CounterType.ED]
    row = make_counter(kinds[move.row % 5], 20.0 + move.value, move.value % 4, 20.0)
    row.servers[:, 6:22] = 1 + move.value % 2
    row.opened_day = move.day
    minutes = np.full(N_COMMUNES, move.value % 30, dtype=np.int32)
    patients.apply(move.catchment, AddCounter(row, minutes))


MOVES: dict[str, Callable[[Patients, Move], None]] = {
    "activity": of_agenda(factor=lambda v: (0.0, 0.4, 1.0, 1.7)[v % 4]),
    "overtime": of_agenda(overtime=lambda v: v % 3, sas=lambda v: v % 2),
    "leave": of_agenda(leave=lambda v: np.full(54, v % 2, dtype=np.uint8)),
    "week": of_agenda(weekly=lambda v: np.full(14, v % 5, dtype=np.uint8)),
    "list": of_agenda(list_open=lambda v: v % 2, panel_cap=lambda v: v),
    "team": of_agenda(team=lambda v: -1),
    "closes": of_counter(active=lambda v: v % 2),
    "room": of_counter(queue_most=lambda v: v % 5),
    "servers": of_counter(servers=lambda v: np.full((8, 24), v % 4, dtype=np.uint8)),
    "notice": notice,
    "departs": depart,
    "settles": settle,
    "opens": open_counter,
}


def change_of(move: Move) -> Callable[[Patients], None]:
    return lambda patients: MOVES[move.what](patients, move)


@st.composite
def moves(draw: Any, catchments: int, first: int, last: int) -> Move:
    """One on a day from ``first`` to ``last``."""
    return Move(
        draw(st.integers(first, last)),
        draw(st.sampled_from(sorted(MOVES))),
        draw(st.integers(0, catchments - 1)),
        draw(st.integers(0, 11)),
        draw(st.integers(0, 99)),
    )


@st.composite
def plans(draw: Any, most_catchments: int = 2, most_moves: int = 12) -> Plan:
    """Worlds of 30 to 90 residents, of 40 to 110 days; the new year is among them in most."""
    catchments = draw(st.integers(1, most_catchments))
    days = draw(st.integers(40, 110))
    made = draw(st.lists(moves(catchments, 0, days - 1), min_size=4, max_size=most_moves))
    return Plan(
        seed=draw(st.integers(0, 2**32 - 1)),
        variant=draw(st.integers(0, 11)),
        residents=draw(st.integers(30, 90)) * catchments,
        catchments=catchments,
        days=days,
        moves=tuple(sorted(made, key=lambda move: move.day)),
    )


class Run(NamedTuple):
    """What came of a plan."""

    world: World
    patients: KernelPatients
    records: tuple[Records, ...]

    @property
    def logs(self) -> tuple[np.ndarray, ...]:
        return self.patients.log


def run(plan: Plan, steps: tuple[int, ...] = (1,), threads: int = 1, log: bool = True) -> Run:
    """Plays it in the compiled kernels."""
    world = plan.world()
    patients = KernelPatients(world, threads=threads, log=log)
    return Run(world, patients, play(patients, world, plan.changes(), steps))
