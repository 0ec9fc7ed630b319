"""Who practises where and what is open, by name: the engine's state of supply between measures, who know
names, and patients, who know rows.

The state changes as soon as a measure asks for a change; the rows change when the midnight is over
(``sim.engine.lowering``), in the order of ``MidnightOrder``, measure and asking. So a doctor who has asked to
leave no longer practises for the next measure of the same midnight, while patients see all changes of the
night at once.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

import simpy

from sim.changes.change import Change, MidnightOrder, SupplyEvent
from sim.scenario.settings import Settings
from sim.territory.errors import TerritoryError
from sim.territory.territory import Territory
from sim.vocabulary.structure import AgendaSort
from sim.world.counters import part_of
from sim.world.patients_protocol import Patients
from sim.world.world import World


@dataclass
class Agenda:
    """A doctor's agenda, or a team's. ``row`` is -1 until the midnight of the opening has been applied."""

    name: str
    sort: AgendaSort
    catchment: int
    commune: str  # INSEE code
    site: str
    birth_year: int
    first_day: bool
    row: int = -1
    practising: bool = True
    leaving: bool = False  # the departure is announced
    usual_week: tuple[int, ...] = ()  # slots by half-day, untouched by measures
    usual_cap: int = 0
    usual_sas: int = 0
    week: tuple[int, ...] = ()  # as measures have made it; () as usual
    cap: int = 0  # the same; 0 as usual
    activity: dict[str, tuple[float, float]] = field(
        default_factory=dict
    )  # measure → factors of slots and panel cap
    kept: dict[str, int] = field(default_factory=dict)  # line → slots kept for it
    has_room: bool = False  # at its site


@dataclass
class Service:
    """A counter or a line; one row in each catchment that it serves."""

    name: str
    commune: str
    places: list[tuple[int, int]]  # (catchment, row)
    open: bool = True
    through: str = ""  # the line it runs through
    before: list[dict[str, Any]] = field(default_factory=list)  # by place of `through`: columns to return to


@dataclass
class Site:
    """Premises; ``rooms`` from the day they open."""

    commune: str
    opened: simpy.Event
    number: int = -1
    rooms: simpy.Container | None = None  # those that are free


class PendingChange(NamedTuple):
    """A change asked for at the midnight in hand; they are made in the order of these fields."""

    order: MidnightOrder
    measure: str
    number: int  # among all that was asked for at this midnight
    change: Change


class SupplyState:
    """The state of supply, its history, and what was asked for at the midnight in hand."""

    def __init__(self, world: World, territory: Territory, settings: Settings, patients: Patients) -> None:
        self.world = world
        self.settings = settings
        self.first = settings.run.first_day
        self.territory = territory
        self.patients = patients
        self.env = simpy.Environment()
        self.agendas: dict[str, Agenda] = {}
        self.services: dict[str, Service] = {}
        self.sites: dict[str, Site] = {}
        self.pending: list[PendingChange] = []
        self.events: list[SupplyEvent] = []
        self.agenda_names = [list(catchment.agenda_names) for catchment in world.catchments]
        self.counter_names = [list(catchment.counter_names) for catchment in world.catchments]
        self._ranks: dict[int, int] = {}  # the last rank given, by key
        self._places = {
            code: (index, row)
            for index, catchment in enumerate(world.catchments)
            for row, code in enumerate(catchment.communes)
        }
        self._site_numbers = 1 + max(
            (int(c.agendas["site"].max()) for c in world.catchments if len(c.agendas)), default=-1
        )
        for index in range(len(world.catchments)):
            self._enter(index)

    def _enter(self, index: int) -> None:
        """Writes the first day's agendas and services of a catchment into the state."""
        catchment = self.world.catchments[index]
        for row, (name, agenda) in enumerate(zip(catchment.agenda_names, catchment.agendas, strict=True)):
            if agenda["is_a"] not in (AgendaSort.GP, AgendaSort.DELEGATE):
                continue  # doctors on screen or outside: nobody's to name
            self.agendas[name] = Agenda(
                name=name,
                sort=AgendaSort(int(agenda["is_a"])),
                catchment=index,
                commune=catchment.communes[agenda["commune"]] if agenda["commune"] >= 0 else "",
                site="",
                birth_year=int(agenda["birth_year"]),
                first_day=True,
                row=row,
                practising=bool(agenda["active"]),
                usual_week=tuple(int(slots) for slots in agenda["weekly"]),
                usual_cap=int(agenda["panel_cap"]),
                usual_sas=int(agenda["sas"]),
            )
        for row, (name, counter) in enumerate(zip(catchment.counter_names, catchment.counters, strict=True)):
            commune = catchment.communes[counter["commune"]] if counter["commune"] >= 0 else ""
            service = self.services.setdefault(name, Service(name, commune, [], bool(counter["active"])))
            service.places.append((index, row))
        keys, ranks = catchment.agendas["key"].tolist(), catchment.agendas["rank"].tolist()
        for key, rank in zip(keys, ranks, strict=True):
            self._ranks[key] = max(rank, self._ranks.get(key, -1))

    def new_site_number(self) -> int:
        """A number that no practice has."""
        self._site_numbers += 1
        return self._site_numbers - 1

    def new_rank(self, key: int) -> int:
        """The next rank among the agendas of a commune (its code in base 36); ranks are never used again."""
        self._ranks[key] = rank = self._ranks.get(key, -1) + 1
        return rank

    def site(self, name: str) -> Site:
        """The site of that name; one that has not opened yet has no rooms."""
        return self.sites.setdefault(name, Site("", self.env.event()))

    def place(self, insee: str) -> tuple[int, int]:
        """(catchment, row) of a commune."""
        if insee not in self._places:
            raise KeyError(f"commune {insee} is in no catchment of the world")
        return self._places[insee]

    def part(self, catchment: int, line: str = "") -> float:
        """What a catchment has of a line's call-takers: in proportion to the people they are meant for."""
        here = self.world.catchments[catchment].communes
        residents = sum(int(self.territory.population[self.territory.rank_of[code]]) for code in here)
        known = self.settings.services.open.get(line)
        return part_of(self.territory, residents, None if known is None else known.for_residents)

    def commune(self, word: str) -> str:
        """The INSEE code of a commune given by name or code; "" if the word is none."""
        try:
            return self.territory.codes[self.territory.find(word)]
        except TerritoryError:
            return ""

    def at_work(self, name: str, measure: str) -> Agenda:
        """The agenda of a doctor or team who practises. ValueError names the measure that asks otherwise."""
        agenda = self.agendas.get(name)
        if agenda is None or not agenda.practising:
            raise ValueError(f"measure {measure}: {name} does not practise; ask `practising` first")
        return agenda

    def date_of(self, day: int) -> date:
        """The date of a day."""
        return self.first + timedelta(days=day)

    def day_of(self, when: date) -> int:
        """The number of a date's day; negative before the first."""
        return (when - self.first).days
