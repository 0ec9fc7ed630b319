"""The supply of care as one measure sees it (``sim.measures.protocol.Supply``)."""

from collections.abc import Collection

import simpy

from sim.changes.change import Change
from sim.changes.labour import Attract, BeginRule, OfferPosts
from sim.engine import named_supply
from sim.engine.lowering import ask
from sim.engine.supply_state import SupplyState
from sim.engine.workload import Observer, relative_loads, urge
from sim.measures.field_types import Doctors
from sim.measures.plan import Plan
from sim.measures.protocol import Commune, Doctor, Leaver, Worked
from sim.scenario.contracts import ContractTerms
from sim.scenario.market import Market
from sim.scenario.professionals import Professional
from sim.vocabulary.structure import AgendaSort, Case
from sim.world.tables import NEVER


class MeasureSupply:
    """The state of supply, and changes of it, for the measure of one name."""

    def __init__(self, state: SupplyState, observer: Observer, measure: str) -> None:
        self._state = state
        self._observer = observer
        self.measure = measure
        plans = [each.plan for each in state.settings.measures.values()]
        self._followed = {plan.followed() for plan in plans if isinstance(plan, Plan)}

    def ask(self, change: Change) -> None:
        """Asks for a change of supply, of today."""
        ask(self._state, self.measure, change)

    def doctors(self, where: Doctors = "all") -> tuple[Doctor, ...]:
        """GPs who practise today (all, or at a place, or of these names), as they came; locums are none."""
        if isinstance(where, tuple):
            return tuple(doctor for place in where for doctor in self.doctors(place))
        doctors = self._state.gps()
        if where != "all":
            commune = self._state.commune(where)
            doctors = [one for one in doctors if where == one.name or _works_at(one, where, commune)]
        return tuple(one.known for one in doctors if not one.stands_in_for)

    def doctor(self, name: str) -> Doctor:
        """The doctor of that name, who practises today. ValueError for another."""
        return self._state.at_work(name).known

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

    def leavers(self, but: Collection[str] = ()) -> tuple[Leaver, ...]:
        """GPs whose departure is announced or past, but those for whom a plan names a successor."""
        gp, followed = AgendaSort.GP, self._followed
        return tuple(
            Leaver(one.name, one.first.commune, one.first.site if one.has_room else "", one.leaves_on)
            for one in self._state.doctors.values()
            if one.leaves_on < NEVER and one.sort is gp and not one.stands_in_for
            if one.name not in but and one.name not in followed
        )

    def communes(self) -> tuple[Commune, ...]:
        """Those of the territory."""
        place = self._state.territory
        where = place.population.tolist(), place.lat.tolist(), place.lon.tolist()
        return tuple(map(Commune, place.codes, *where))

    def place(self, word: str) -> str:
        """The INSEE code of a commune; any other word as it is."""
        return word if word == "all" else self._state.commune(word) or word

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

    def free_rooms(self) -> dict[str, int]:
        """Rooms that are free today, by open site."""
        sites = self._state.sites.items()
        return {name: int(site.rooms.level) for name, site in sites if site.rooms is not None}

    @property
    def most_urge(self) -> float:
        """The greatest ``urge`` there is, and one over the least."""
        leaving = self._state.settings.doctors.leaving
        return leaving.most if leaving.power > 0 else 1.0

    def urge(self, doctor: str) -> float:
        """By how many times the doctor's load multiplies the hazard of leaving, today."""
        return urge(self._state, doctor)

    def terms(self, contract: str) -> ContractTerms:
        """What a contract says of how one works under it."""
        return self._state.settings.doctors.terms(contract)

    @property
    def fee(self) -> float:
        """Euros for a visit to one's own GP."""
        vocabulary, prices = self._state.settings.vocabulary, self._state.settings.costs.unit_costs
        outcome = vocabulary.outcomes[vocabulary.visit_outcomes[AgendaSort.GP][Case.OWN]]
        return float(sum(prices[key] for key in outcome.price))

    def worked(self, doctor: str) -> Worked:
        """What a doctor did in the month before this first of a month."""
        return self._observer.worked(doctor)

    def loads(self) -> tuple[tuple[Doctor, float], ...]:
        """GPs who practise today, locums are none; the pressure of their patients over the usual one."""
        return relative_loads(self._state)

    @property
    def market(self) -> Market:
        """What is known of the labour market."""
        return self._state.settings.market

    def attractions(self) -> tuple[Attract, ...]:
        """Those that hold, as they began."""
        return tuple(self._state.labour.attractions.values())

    def rules(self) -> tuple[BeginRule, ...]:
        """Those that hold, as they began."""
        return tuple(self._state.labour.rules.values())

    def offers(self) -> tuple[OfferPosts, ...]:
        """Posts that are offered, as the offers began."""
        return tuple(self._state.labour.offers.values())

    def found(self) -> simpy.Event:
        """Happens when a doctor begins whom this measure has found."""
        return self._state.labour.found(self.measure).get()

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


def _works_at(doctor: named_supply.Doctor, site: str, commune: str) -> bool:
    """Whether one of the doctor's places is that site, or lies in that commune (INSEE code, "" none)."""
    places = doctor.open_agendas
    return any(site == agenda.site or (commune and commune == agenda.commune) for agenda in places)
