"""Who practises where and what is open, by name: the engine's state of supply between measures, who know
names, and patients, who know rows.

The state changes as soon as a measure asks for a change; the rows change when the midnight is over
(``sim.engine.lowering``), in the order of ``MidnightOrder``, measure and asking. So a doctor who has asked to
leave no longer practises for the next measure of the same midnight, while patients see all changes of the
night at once.
"""

from datetime import date, timedelta
from typing import NamedTuple

import simpy

from sim.changes.change import Change, MidnightOrder, SupplyEvent
from sim.engine.labour_state import LabourState
from sim.engine.named_supply import Agenda, Doctor, KeptBack, Service, Site
from sim.scenario.dated import Overlay
from sim.scenario.settings import Settings
from sim.territory.territory import Territory
from sim.vocabulary.structure import AgendaSort
from sim.world.counters import part_of
from sim.world.dated_rules import Ground
from sim.world.patients_protocol import Patients
from sim.world.tables import FIRST_RIDE
from sim.world.world import World


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
        self.settings = settings  # of today
        self.rules = settings  # as the rows have them: those of the midnights that are over
        self.ground = Ground(world, territory, settings)
        self.overlays: dict[str, Overlay] = {}  # that hold today, by measure
        self.first = settings.run.first_day
        self.territory = territory
        self.patients = patients
        self.env = simpy.Environment()
        self.doctors: dict[str, Doctor] = {}  # and the nurses of teams
        self.arrivals: dict[str, simpy.Event] = {}  # of those who were waited for
        self.services: dict[str, Service] = {}
        self.sites: dict[str, Site] = {}
        self.transports: dict[str, tuple[str, ...]] = {}  # those that run, with the communes they serve
        self.labour = LabourState(self.env)
        self.pending: list[PendingChange] = []
        self.events: list[SupplyEvent] = []
        self.doctor_names = [list(catchment.doctor_names) for catchment in world.catchments]
        self.agenda_names = [list(catchment.agenda_names) for catchment in world.catchments]
        self.panels = [len(catchment.panels) for catchment in world.catchments]  # how many rows
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
        """Writes the first day's doctors and services of a catchment into the state."""
        catchment = self.world.catchments[index]
        for row, (name, agenda) in enumerate(zip(catchment.agenda_names, catchment.agendas, strict=True)):
            if agenda["doctor"] < 0:
                continue  # doctors on screen or outside: nobody's to name
            held = Agenda(
                name=name,
                commune=catchment.communes[agenda["commune"]] if agenda["commune"] >= 0 else "",
                site="",
                row=row,
                open=bool(agenda["active"]),
                usual_week=tuple(int(slots) for slots in agenda["weekly"]),
                usual_sas=int(agenda["sas"]),
                usual_slower=float(agenda["slower"]),
                slower=float(agenda["slower"]),
            )
            self._enter_doctor(index, int(agenda["doctor"]), AgendaSort(int(agenda["is_a"])), held)
        for row, (name, counter) in enumerate(zip(catchment.counter_names, catchment.counters, strict=True)):
            commune = catchment.communes[counter["commune"]] if counter["commune"] >= 0 else ""
            service, active = self.service(name), bool(counter["active"])
            if not service.there:
                service.commune, service.there, service.closings = commune, True, int(not active)
                service.known_open = service.active = active
                service.rides |= int(counter["rides"])
            service.places.append((index, row))
        keys, ranks = catchment.doctors["key"].tolist(), catchment.doctors["rank"].tolist()
        for key, rank in zip(keys, ranks, strict=True):
            self._ranks[key] = max(rank, self._ranks.get(key, -1))

    def _enter_doctor(self, index: int, row: int, sort: AgendaSort, agenda: Agenda) -> None:
        """One more agenda of a doctor of the first day."""
        catchment = self.world.catchments[index]
        name = catchment.doctor_names[row]
        if name in self.doctors:
            self.doctors[name].agendas.append(agenda)
            return
        panel = int(catchment.doctors["panel"][row])
        self.doctors[name] = Doctor(
            name,
            index,
            [agenda],
            sort,
            birth_year=int(catchment.doctors["birth_year"][row]),
            contract=self.world.vocabulary.contracts[int(catchment.doctors["contract"][row])].id,
            first_day=True,
            row=row,
            panel=panel,
            keeps_back=KeptBack(agenda.usual_week, (index, row)),
            practising=agenda.open,
            takes_new=panel < 0 or bool(catchment.panels["list_open"][panel]),
            usual_cap=int(catchment.panels["cap"][panel]) if panel >= 0 else 0,
        )

    def ride(self, transport: str) -> int:
        """The bit of a measure ``transport``, by its place among them."""
        named = sorted(
            name for name, measure in self.settings.measures.items() if measure.kind == "transport"
        )
        return 1 << (FIRST_RIDE + named.index(transport))

    def new_site_number(self) -> int:
        """A number that no practice has."""
        self._site_numbers += 1
        return self._site_numbers - 1

    def new_rank(self, key: int) -> int:
        """The next rank among the doctors of a commune (its code in base 36); ranks are never used again."""
        self._ranks[key] = rank = self._ranks.get(key, -1) + 1
        return rank

    def site(self, name: str) -> Site:
        """The site of that name; one that has not opened yet has no rooms."""
        return self.sites.setdefault(name, Site("", self.env.event()))

    def service(self, name: str) -> Service:
        """The counter or line of that name; it need not have opened yet."""
        return self.services.setdefault(name, Service(name))

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
        if known is None:
            return part_of(self.territory, residents, None)
        return part_of(self.territory, residents, known.for_residents) * (known.part or 1.0)

    def commune(self, word: str) -> str:
        """The INSEE code of a commune given by name or code; "" if the word is none."""
        rank = self.territory.rank(word)
        return "" if rank is None else self.territory.codes[rank]

    def begins_work(self, doctor: Doctor) -> None:
        """A new doctor or team. ValueError for a name that is taken."""
        self.refuse_twice(doctor.name)
        self.doctors[doctor.name] = doctor
        doctor.began = int(self.env.now)
        if doctor.name in self.arrivals:
            self.arrivals[doctor.name].succeed()

    def arrival(self, name: str) -> simpy.Event:
        """Happens when a doctor of that name begins to practise; at once, if they have."""
        if name not in self.arrivals:
            self.arrivals[name] = self.env.event()
            if name in self.doctors:
                self.arrivals[name].succeed()
        return self.arrivals[name]

    def gps(self) -> list[Doctor]:
        """Those who practise today, locums among them, as they came."""
        gp = AgendaSort.GP  # looked up once, which is slow: there are many doctors
        return [one for one in self.doctors.values() if one.practising and one.sort is gp]

    def at_work(self, name: str) -> Doctor:
        """A doctor or team who practises. ValueError for another."""
        doctor = self.doctors.get(name)
        if doctor is None or not doctor.practising:
            raise ValueError(f"{name} does not practise; ask `practising` first")
        return doctor

    def refuse_twice(self, name: str) -> None:
        """ValueError for a name that a doctor, a team or an agenda has already."""
        if name in {*self.doctors, *(each.name for one in self.doctors.values() for each in one.agendas)}:
            raise ValueError(f"there is a doctor or an agenda {name} already")

    def date_of(self, day: int) -> date:
        """The date of a day."""
        return self.first + timedelta(days=day)

    def day_of(self, when: date) -> int:
        """The number of a date's day; negative before the first."""
        return (when - self.first).days
