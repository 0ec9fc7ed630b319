"""Patients who only write down what is asked of them, on a small territory, under the real engine."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import yaml

from sim.changes.doctors_and_sites import Depart
from sim.changes.payments import Account, Pay
from sim.draws.keyed import key36
from sim.engine import History, simulate
from sim.measures.doubt import Days
from sim.measures.plan import Plan
from sim.measures.registry import MEASURES
from sim.measures.registry import Measure as Registered
from sim.scenario.costs import Costs
from sim.scenario.doctors import Doctors
from sim.scenario.market import Market
from sim.scenario.run import RunSettings
from sim.scenario.services import Services
from sim.scenario.settings import Measure, Settings, TerritoryFiles
from sim.territory.territory import Territory
from sim.world.counters import counter_row
from sim.world.doctors import practice
from sim.world.patients_protocol import Workload
from sim.world.records import Records
from sim.world.row_edits import (
    AddAgenda,
    AddCounter,
    AddPanel,
    EditAgenda,
    EditCounter,
    EditHours,
    EditIntensity,
    EditPanel,
    EditPathway,
    EditReach,
    EditRides,
    EditSettings,
    EndAgenda,
    RowEdit,
    SupplyRows,
    TellOfList,
    set_columns,
)
from sim.world.tables import (
    AGENDA,
    COUNTER,
    DAY,
    DOCTOR,
    PANEL,
    RESIDENT,
    SETTINGS,
    STEP,
    Table,
    table,
)
from sim.world.world import Catchment, World
from tests.shipped import SHIPPED
from tests.territories import small

CONF = Path(__file__).resolve().parents[3] / "conf"
FIRST = date(2024, 1, 1)
START = date(2025, 1, 1)
END = date(2026, 12, 31)
GPS = (2, 3, 1)  # of the communes C1, C2, C3
CMSI = {
    "counter": "cmsi_c2",
    "profile": "cmsi",
    "commune": "C2",
    "on": "2024-07-01",
    "hours": {"mon-sun": {"9-19": 2}},
}
SAS = {
    "line": "sas",
    "through": "line15",
    "profile": "sas",
    "on": "2023-06-01",
    "doctors": "all",
    "takes_part": 0.5,
    "slots": 1,
}
DAYS = Days(date(2024, 1, 1), date(2025, 1, 1), date(2030, 12, 31))


class Call(NamedTuple):
    """Something asked of the patients on a day."""

    day: int
    row: int
    edit: Any  # a RowEdit

    @property
    def date(self) -> date:
        return FIRST + timedelta(days=self.day)


@dataclass
class FakePatients:
    """Implements ``Patients``; nobody falls ill."""

    world: World
    calls: list[Call] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    load: float = 0.0  # the pressure on every panel
    looks: list[tuple[int, int]] = field(default_factory=list)  # (day, panel) of which it was asked
    day: int = 0

    def __post_init__(self) -> None:
        places = self.world.catchments
        self.rows = [SupplyRows(c.doctors, len(c.panels), c.agendas, c.counters) for c in places]
        self.lists = [c.panels.copy() for c in places]

    def advance(self, from_day: int, to_day: int) -> None:
        assert from_day == self.day < to_day, "every day is played once, in order"
        self.steps.append((from_day, to_day))
        self.day = to_day

    def doctors(self, catchment: int) -> Table:
        return self.rows[catchment].doctors.copy()

    def panels(self, catchment: int) -> Table:
        return self.lists[catchment].copy()

    def agendas(self, catchment: int) -> Table:
        return self.rows[catchment].agendas.copy()

    def agenda(self, catchment: int, agenda: int) -> Any:
        return self.rows[catchment].agendas[agenda].copy()

    def counter(self, catchment: int, counter: int):
        return self.counters(catchment)[counter]

    def counters(self, catchment: int) -> Table:
        return self.rows[catchment].counters.copy()

    def apply(self, catchment: int, edit: RowEdit) -> int | None:
        if isinstance(edit, EndAgenda):
            assert self.rows[catchment].agendas["active"][edit.agenda] == 1, "nobody departs twice"
        if isinstance(edit, AddCounter):
            assert edit.travel.shape == (len(self.world.catchments[catchment].communes),)
        if isinstance(edit, AddAgenda):
            assert 0 <= edit.row["doctor"] < len(self.rows[catchment].doctors), "the doctor is there"
            assert -1 <= edit.row["panel"] < len(self.lists[catchment]), "the panel is there"
        new = self.rows[catchment].apply(edit)
        self._edit_panels(catchment, edit)
        self.calls.append(Call(self.day, row_of(edit) if new is None else new, edit))
        return new

    def _edit_panels(self, catchment: int, edit: RowEdit) -> None:
        if isinstance(edit, AddPanel):
            rows = [self.lists[catchment], np.asarray([edit.row], dtype=PANEL)]
            self.lists[catchment] = np.concatenate(rows)
        elif isinstance(edit, EditPanel):
            set_columns(self.lists[catchment], edit.panel, edit.columns)

    def finish(self) -> tuple[Records, ...]:
        return ()

    def pressure(self, catchment: int, panel: int) -> float:
        self.looks.append((self.day, panel))
        return self.load

    def pressures(self, catchment: int) -> Any:
        return np.full(len(self.lists[catchment]), self.load)

    def workload(self, catchment: int, month: int) -> Workload:
        self.months.append(month)
        agendas = np.arange(len(self.rows[catchment].agendas), dtype=np.int64)
        panels = np.arange(len(self.lists[catchment]), dtype=np.int64)
        return Workload(100 + agendas, 90 + agendas, 800 + panels, 1000 + panels)

    def of(self, kind: type[RowEdit], **columns: Any) -> list[Call]:
        """The edits of a kind; with columns, those that set them to these values."""

        def sets(edit: Any) -> bool:
            return all(k in edit.columns and np.array_equal(edit.columns[k], v) for k, v in columns.items())

        return [
            call for call in self.calls if isinstance(call.edit, kind) and (not columns or sets(call.edit))
        ]


def row_of(edit: Any) -> int:
    """The row of what is there already."""
    match edit:
        case EditCounter():
            return edit.counter
        case EditPanel():
            return edit.panel
        case EditAgenda() | EndAgenda() | TellOfList():
            return edit.agenda
        case EditRides() | EditSettings() | EditPathway() | EditHours() | EditReach() | EditIntensity():
            return -1  # of everybody
        case _:
            raise TypeError(f"{edit} makes a row that is new")


class Paid(NamedTuple):
    date: date
    payer: str
    commune: str
    amount: float


class ReplicationResult(NamedTuple):
    """A run: what it left, what it asked, names by row."""

    history: History
    patients: FakePatients

    def events(self, *kinds: str) -> list[tuple[date, str, str]]:
        return [(r.date, r.event, r.entity) for r in self.history.events if r.event in kinds]

    @property
    def payments(self) -> list[Paid]:
        """What was paid, and when."""
        found = [(event.date, event.change) for event in self.history.events]
        return [Paid(day, pay.payer, pay.commune, pay.amount) for day, pay in found if isinstance(pay, Pay)]

    @property
    def books(self) -> list[Account]:
        """The months that employers have closed."""
        return [event.change for event in self.history.events if isinstance(event.change, Account)]

    @property
    def moves(self) -> list[tuple[str, str | None]]:
        """Doctors who left one agenda for another, by their names."""
        found = [event.change for event in self.history.events]
        return [(d.doctor, d.successor) for d in found if isinstance(d, Depart) and d.same_doctor]

    def row(self, name: str) -> Any:
        """The agenda of that name as it was at the end."""
        return self.history.agendas[0][self.history.agenda_names[0].index(name)]

    def doctor(self, name: str) -> Any:
        """The doctor of that name."""
        return self.history.doctors[0][self.history.doctor_names[0].index(name)]

    def panel(self, name: str) -> Any:
        """The panel of that doctor as it was at the end."""
        return self.patients.panels(0)[self.doctor(name)["panel"]]


@cache
def territory(catchments: int = 1) -> Territory:
    """C1, C2, C3; in two catchments C2 is on its own."""
    return small(n_communes=len(GPS), residents=3000, catchments=catchments).territory


@cache
def conf(name: str) -> Any:
    return yaml.safe_load((CONF / name / "default.yaml").read_text(encoding="utf-8"))


def merged(below: Any, above: Any) -> Any:
    """A block with another laid over it, key by key."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}


def settings(
    measures: Mapping[str, Mapping[str, Any]],
    end: date = END,
    contracts: Mapping[str, Any] | None = None,
    market: Mapping[str, Any] = MappingProxyType({}),
) -> Settings:
    """``contracts``: rows in place of those shipped; ``market``: laid over the shipped block."""
    doctors = conf("doctors")
    rows = {**doctors["contracts"], **(contracts or {})}
    run = RunSettings.model_validate({**conf("run"), "start": START, "end": end, "warmup_days": 366})
    return Settings(
        title="A test",
        source="made for a test",
        vocabulary=SHIPPED,
        territory=TerritoryFiles("small", {}, CONF),
        needs=None,
        services=Services.model_validate(conf("services")),
        pathway=None,
        doctors=Doctors.model_validate({**doctors, "named": {}, "contracts": rows}),
        market=Market.model_validate(merged(conf("market"), market)),
        costs=Costs.model_validate(conf("costs")),
        run=run,
        measures={name: planned(block) for name, block in measures.items()},
    )


def planned(block: Mapping[str, Any]) -> Measure:
    ((kind, plan),) = block.items()
    return Measure(kind, MEASURES[kind].schema.model_validate(plan))


def played(chosen: Settings) -> int:
    """So many days: to the last one, whole months or not."""
    return (chosen.run.end - FIRST).days + 1


def world(
    chosen: Settings, seed: int = 1, replication: int = 0, gps: Sequence[int] = GPS, catchments: int = 1
) -> World:
    """GPs ``c1_1``, ``c1_2``, ``c2_1`` … born in 1960, 1961, …; each catchment also has the 15, no more."""
    place = territory(catchments)
    days = table(DAY, played(chosen))
    for number in range(len(days)):
        day = FIRST + timedelta(days=number)
        days["month"][number] = 12 * (day.year - FIRST.year) + day.month - 1
        days["year"][number] = day.year
    return World(
        vocabulary=SHIPPED,
        seed=seed,
        replication=replication,
        days=days,
        seasons=np.ones((8, len(days))),
        hours=np.zeros((4, 25)),
        pathway=table(STEP, 1),
        settings=table(SETTINGS, 1),
        reach_tau=5.0,
        reach_minutes=35,
        catchments=tuple(_catchment(chosen, place, c, gps) for c in range(catchments)),
    )


def _catchment(chosen: Settings, place: Territory, number: int, gps: Sequence[int]) -> Catchment:
    here = np.flatnonzero(place.catchment == number)
    names = [f"c{commune + 1}_{rank + 1}" for commune in here for rank in range(gps[commune])]
    doctors, panels, agendas = table(DOCTOR, len(names)), table(PANEL, len(names)), table(AGENDA, len(names))
    row = 0
    for local, commune in enumerate(here):
        for rank in range(gps[commune]):
            doctors[row]["key"], doctors[row]["rank"] = key36(place.codes[commune]), rank
            doctors[row]["birth_year"] = 1960 + row
            agendas[row] = practice(chosen.doctors, np.array(chosen.doctors.newcomer.week.values))
            agendas[row]["commune"], agendas[row]["site"] = local, row
            row += 1
    panels["list_open"], panels["cap"] = 1, chosen.doctors.newcomer.panel_cap
    panels["ald_extra"] = chosen.doctors.patients.ald_extra
    doctors["panel"] = agendas["doctor"] = agendas["panel"] = np.arange(len(names))
    counters = table(COUNTER, 1)
    counters[0] = counter_row(chosen.services.profiles["line15"], -1, -1000, SHIPPED)
    return Catchment(
        name=place.catchments[number],
        communes=tuple(place.codes[commune] for commune in here),
        residents=table(RESIDENT, 0),
        doctors=doctors,
        doctor_names=tuple(names),
        panels=panels,
        agendas=agendas,
        agenda_names=tuple(names),
        counters=counters,
        counter_names=("line15",),
        travel=place.roads.within(here).astype(np.int32),
        counter_travel=np.zeros((1, len(here)), dtype=np.int32),
        cumulative=np.zeros((7, played(chosen) + 1)),
        rates=np.zeros((7, 8)),
        backlog=np.zeros((len(names), 8), dtype=np.int32),
    )


def play(
    measures: Mapping[str, Mapping[str, Any]],
    end: date = END,
    seed: int = 1,
    replication: int = 0,
    gps: Sequence[int] = GPS,
    catchments: int = 1,
    contracts: Mapping[str, Any] | None = None,
    market: Mapping[str, Any] = MappingProxyType({}),
    load: float = 0.0,
) -> ReplicationResult:
    """Plays the measures, written as in a scenario's file, from 2024-01-01 to ``end``; with other rows of
    contracts in place of those shipped; ``load``: on each.
    """
    chosen = settings(measures, end, contracts, market)
    patients = FakePatients(world(chosen, seed, replication, gps, catchments))
    patients.load = load
    return ReplicationResult(simulate(patients.world, territory(catchments), chosen, patients), patients)


def same(one: Any, other: Any) -> bool:
    """Whether rows of a table have the same columns (the bytes between columns may differ)."""
    return all(np.array_equal(one[column], other[column]) for column in one.dtype.names)


def helping(factor: float = 1.0, **plan: Any) -> dict[str, Any]:
    """A plan of `delegate`: somebody multiplies the slots of whoever is meant, and asks for nothing."""
    gains = {"minutes_saved": 18 * (1 - 1 / factor), "used": 1, "supervision": {"visit": 0, "week": 0}}
    return {"to": "assistant", "taking_part": 1, "training_days": 0, "ramp_days": 0, **gains, **plan}


def on(day: str) -> date:
    return date.fromisoformat(day)


class Anything(Plan):
    """The plan of a measure made for a test."""


@contextmanager
def measure(process) -> Iterator[dict]:
    """A kind of measure for a test, under the word ``probe``."""
    MEASURES["probe"] = Registered("probe", Anything, process, MEASURES["retire"].title)
    try:
        yield {"probe": {}}
    finally:
        del MEASURES["probe"]
