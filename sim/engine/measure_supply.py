"""The supply of care as one measure sees it (``sim.measures.protocol.Supply``)."""

import simpy

from sim.changes.change import Change
from sim.engine import supply_state
from sim.engine.lowering import ask
from sim.engine.supply_state import SupplyState
from sim.engine.workload import Observer, urge
from sim.measures.field_types import Doctors
from sim.measures.plan import Plan
from sim.measures.protocol import Doctor
from sim.scenario.professionals import Professional
from sim.vocabulary.structure import AgendaSort


class MeasureSupply:
    """The state of supply, and changes of it, for the measure of one name."""

    def __init__(self, state: SupplyState, observer: Observer, measure: str) -> None:
        self._state = state
        self._observer = observer
        self.measure = measure

    def ask(self, change: Change) -> None:
        """Asks for a change of supply, of today."""
        ask(self._state, self.measure, change)

    def doctors(self, where: Doctors = "all") -> tuple[Doctor, ...]:
        """GPs who practise today (all, or at a place, or of these names), as they came; locums are none."""
        if isinstance(where, tuple):
            return tuple(doctor for place in where for doctor in self.doctors(place))
        commune = self._state.commune(where)
        return tuple(
            Doctor(one.name, one.first.commune, one.first.site, one.birth_year, one.first_day)
            for one in self._state.doctors.values()
            if one.practising
            and one.sort == AgendaSort.GP
            and not one.stands_in_for
            and (where in ("all", one.name) or _works_at(one, where, commune))
        )

    def practising(self, doctor: str) -> bool:
        """Whether a doctor or a team of that name is at work."""
        return doctor in self._state.doctors and self._state.doctors[doctor].practising

    def arrival(self, doctor: str) -> simpy.Event:
        """Happens when a doctor of that name begins to practise."""
        return self._state.arrival(doctor)

    def departures_said(self) -> frozenset[str]:
        """Doctors whose last day a measure of the scenario says."""
        plans = [measure.plan for measure in self._state.settings.measures.values()]
        said = (plan.departs() for plan in plans if isinstance(plan, Plan))
        return frozenset(doctor for doctor in said if doctor is not None)

    def insee(self, commune: str) -> str:
        """The INSEE code of a commune."""
        return self._state.territory.codes[self._state.territory.find(commune)]

    def is_open(self, service: str) -> bool:
        """Whether a counter or line is open from today on."""
        return self._state.service(service).open

    def site_open(self, site: str) -> simpy.Event:
        """Happens when the site opens."""
        return self._state.site(site).opened

    def site_commune(self, site: str) -> str:
        """The INSEE code of an open site's commune."""
        return self._state.site(site).commune

    def rooms(self, site: str) -> simpy.Container:
        """The free rooms of an open site."""
        rooms = self._state.site(site).rooms
        if rooms is None:
            raise ValueError(f"measure {self.measure}: the site {site} is not open yet; wait for `site_open`")
        return rooms

    @property
    def most_urge(self) -> float:
        """The greatest ``urge`` there is, and one over the least."""
        leaving = self._state.settings.doctors.leaving
        return leaving.most if leaving.power > 0 else 1.0

    def urge(self, doctor: str) -> float:
        """By how many times the doctor's load multiplies the hazard of leaving, today."""
        return urge(self._state, doctor)

    def past_month(self) -> simpy.Event:
        """Happens on the next first of a month, with what each doctor and team did in the month before."""
        return self._observer.past_month()

    def professional(self, name: str) -> Professional:
        """What somebody to whom doctors delegate saves and asks for."""
        return self._state.settings.doctors.professionals[name]

    @property
    def visit_minutes(self) -> float:
        """How long a doctor's visit at the practice lasts."""
        return self._state.settings.doctors.visits.practice

    def usual_slots(self, doctor: str) -> int:
        """Slots of a doctor's usual week at all places."""
        return self._state.doctors[doctor].usual_slots


def _works_at(doctor: supply_state.Doctor, site: str, commune: str) -> bool:
    """Whether one of the doctor's places is that site, or lies in that commune (INSEE code, "" none)."""
    places = doctor.open_agendas
    return any(site == agenda.site or (commune and commune == agenda.commune) for agenda in places)
