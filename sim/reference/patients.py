"""The reference as an engine of patients: ``sim.world.patients_protocol.Patients`` in plain SimPy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.reference.agenda import Panel
from sim.reference.clocks import Clocks
from sim.reference.counter import Counter
from sim.reference.diary import Key, Process
from sim.reference.lost import Lost
from sim.reference.pathway import Pathway
from sim.reference.place import Place
from sim.reference.recorder import NOWHERE
from sim.reference.registration import Registration
from sim.reference.row_objects import as_table, change, plain_as
from sim.reference.rules import Rules
from sim.reference.search import AFTER_ALL, Searches
from sim.vocabulary.structure import EventClass
from sim.vocabulary.time import DAY
from sim.world import records
from sim.world.patients_protocol import LogRow, Workload
from sim.world.records import Records
from sim.world.row_edits import (
    AddAgenda,
    AddCounter,
    AddDoctor,
    AddPanel,
    EditAgenda,
    EditCounter,
    EditPanel,
    EndAgenda,
    RowEdit,
    TellOfList,
)
from sim.world.tables import AGENDA, COUNTER, DOCTOR, PANEL, Table
from sim.world.world import Catchment, World


class _Played:
    """One catchment being played."""

    def __init__(self, world: World, catchment: Catchment, keep_log: bool) -> None:
        self.place = Place(world, catchment, keep_log)
        self.searches = Searches(self.place)
        self.pathway = Pathway(self.place, self.searches)
        clocks = Clocks(self.place, self.pathway, Lost(self.place, self.pathway))
        self.rules = Rules(self.place, clocks, self.searches)
        self.registration = Registration(self.place, self.pathway, clocks, self.searches)
        env = self.place.diary.env
        for person in self.place.people:
            env.process(self.registration.life(person))
        for counter in self.place.counters:
            env.process(self.pathway.queues.opening_hours(counter))
        env.process(self.mornings())
        env.process(self.searches.evenings())
        self.place.diary.begin()

    def mornings(self) -> Process:
        """Process: the observer, once demography is done."""
        place = self.place
        for day in range(place.calendar.n_days):
            yield place.diary.at(day * DAY, EventClass.DEMOGRAPHY, AFTER_ALL)
            turns = place.recorder.census(day, place.people, place.agendas, place.panels)
            if turns and day > 0:
                place.workload.month_turns(day)
            place.recorder.offers(day, place.agendas)

    def apply(self, edit: RowEdit) -> int | None:
        """Edits rows at the midnight of today; the number of a row that is new."""
        place = self.place
        match edit:
            case AddDoctor():
                place.doctors.append(plain_as(edit.row, DOCTOR))
                return len(place.doctors) - 1
            case AddPanel():
                place.panels.append(Panel(len(place.panels), plain_as(edit.row, PANEL)))
                return len(place.panels) - 1
            case EditPanel():
                change(place.panels[edit.panel].row, PANEL, edit.columns)
            case AddAgenda():
                return place.open_agenda(plain_as(edit.row, AGENDA)).number
            case EditAgenda():
                place.agendas[edit.agenda].change(edit.columns)
                place.reach = None
            case EndAgenda():
                self._end(edit)
            case TellOfList():  # of those there before today's demography
                self.searches.tell_of_list(place.agendas[edit.agenda], then=max(0, place.today - 1))
            case AddCounter():
                return self._open(edit)
            case EditCounter():
                change(place.counters[edit.counter].row, COUNTER, edit.columns)
            case _:
                self.rules.apply(edit)
        return None

    def _end(self, edit: EndAgenda) -> None:
        """Inactive from now on; bookings and panel are released at the day's first second."""
        place = self.place
        place.agendas[edit.agenda].row.active = 0
        place.reach = None
        place.diary.at(place.now, EventClass.RELEASE, edit.agenda, do=lambda: self.registration.departs(edit))

    def _open(self, edit: AddCounter) -> int:
        place = self.place
        counter = Counter(
            len(place.counters), plain_as(edit.row, COUNTER), place.calendar, edit.travel.tolist()
        )
        place.counters.append(counter)
        place.diary.env.process(self.pathway.queues.opening_hours(counter))
        return counter.number

    def finish(self) -> Records:
        """Whatever is still open ends WAITING."""
        place, waiting = self.place, self.place.vocabulary.outcome_of("waiting")
        for person in place.people:
            for (_, occurrence), need in sorted(person.needs.items()):
                key = (place.calendar.end, EventClass.END_OF_RUN, person.number, occurrence % 256, need.tag)
                place.diary.handles(Key(*map(int, key)))
                need.call_off()
                self.pathway.ends(need, waiting, NOWHERE, day=place.calendar.n_days)
        return place.recorder.records(place.people, len(place.agendas), len(place.counters))


class ReferencePatients:
    """All patients, each catchment in a SimPy environment of its own; implements ``Patients``."""

    def __init__(self, world: World, log: bool = True) -> None:
        self.world = world
        self._played = tuple(_Played(world, catchment, log) for catchment in world.catchments)

    @property
    def log(self) -> tuple[list[LogRow], ...]:
        """What happened, by catchment, as it happened; ``diary.sorted_log`` puts it in the order of keys."""
        return tuple(played.place.diary.log for played in self._played)

    def advance(self, from_day: int, to_day: int) -> None:
        """Plays days ``from_day`` … ``to_day - 1``. ValueError if ``from_day`` is not the next day."""
        for played in self._played:
            env = played.place.diary.env
            if env.now != from_day * DAY:
                raise ValueError(f"day {from_day} is not next: played so far until day {env.now // DAY}")
            if to_day > from_day:
                env.run(until=to_day * DAY)

    def doctors(self, catchment: int) -> Table:
        """All doctors there have been (a copy); DOCTOR."""
        return as_table(self._played[catchment].place.doctors, DOCTOR)

    def panels(self, catchment: int) -> Table:
        """The panels as they are now (a copy); PANEL."""
        return as_table((panel.row for panel in self._played[catchment].place.panels), PANEL)

    def agendas(self, catchment: int) -> Table:
        """The agendas as they are now (a copy); AGENDA."""
        return as_table((agenda.row for agenda in self._played[catchment].place.agendas), AGENDA)

    def agenda(self, catchment: int, agenda: int) -> Any:
        """The row of an agenda as measures have made it (a copy)."""
        return as_table([self._played[catchment].place.agendas[agenda].row], AGENDA)[0]

    def counter(self, catchment: int, counter: int) -> Any:
        """The same of a counter or line (COUNTER)."""
        return as_table([self._played[catchment].place.counters[counter].row], COUNTER)[0]

    def counters(self, catchment: int) -> Table:
        """The counters and lines as they are now (a copy); COUNTER."""
        return as_table((counter.row for counter in self._played[catchment].place.counters), COUNTER)

    def apply(self, catchment: int, edit: RowEdit) -> int | None:
        """Edits rows; the number of a row that is new."""
        return self._played[catchment].apply(edit)

    def finish(self) -> tuple[Records, ...]:
        """Ends the run; its records, one for each catchment."""
        return tuple(played.finish() for played in self._played)

    def pressure(self, catchment: int, panel: int) -> float:
        """The load on a panel as the days before today have left it; 0 of a new one."""
        panels = self._played[catchment].place.panels
        return float(panels[panel].row.pressure) if panel < len(panels) else 0.0

    def pressures(self, catchment: int) -> NDArray[np.float64]:
        """``[panel]`` the same of the panels there were before today."""
        return np.array([panel.row.pressure for panel in self._played[catchment].place.panels])

    def workload(self, catchment: int, month: int) -> Workload:
        """What the agendas did in that (past) month."""
        place = self._played[catchment].place
        counts = place.recorder.counts["at_agendas"]
        rows = range(len(place.agendas))

        def column(which: int) -> NDArray[np.int64]:
            return np.array([counts[month, row, which] for row in rows], dtype=np.int64)

        return Workload(
            column(records.OFFERED),
            column(records.VISITS),
            np.array([panel.row.patients for panel in place.panels], dtype=np.int64),
            np.array([panel.row.cap for panel in place.panels], dtype=np.int64),
        )
