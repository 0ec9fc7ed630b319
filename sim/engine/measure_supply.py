"""The supply of care as one measure sees it (``sim.measures.protocol.Supply``)."""

import simpy

from sim.changes.change import Change
from sim.engine.lowering import ask
from sim.engine.supply_state import SupplyState
from sim.engine.workload import Observer
from sim.measures.protocol import Doctor
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

    def doctors(self, where: str = "all") -> tuple[Doctor, ...]:
        """GPs who practise today, in the order in which they came.

        Of a commune, a site, or the one of that name.
        """
        commune = self._state.commune(where)
        return tuple(
            Doctor(agenda.name, agenda.commune, agenda.site, agenda.birth_year, agenda.first_day)
            for agenda in self._state.agendas.values()
            if agenda.practising
            and agenda.sort == AgendaSort.GP
            and (where in ("all", agenda.name, agenda.site) or (commune and commune == agenda.commune))
        )

    def practising(self, doctor: str) -> bool:
        """Whether an agenda of that name is at work."""
        return doctor in self._state.agendas and self._state.agendas[doctor].practising

    def insee(self, commune: str) -> str:
        """The INSEE code of a commune."""
        return self._state.territory.codes[self._state.territory.find(commune)]

    def is_open(self, service: str) -> bool:
        """Whether a counter or line is open from today on."""
        return service in self._state.services and self._state.services[service].open

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

    def past_month(self) -> simpy.Event:
        """Happens on the next first of a month, with what each doctor did in the month before."""
        return self._observer.past_month()
