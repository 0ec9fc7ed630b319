"""The supply of care as one measure sees it (``sim.measures.protocol.Supply``).

Names in, changes of rows out.
"""

from collections.abc import Sequence

import simpy
from simpy.resources.resource import Request, Resource

from sim.engine import agendas, services
from sim.engine.history import Payment
from sim.engine.supply_state import Agenda, Book, Class, Noted
from sim.engine.workload import Observer
from sim.measures.field_types import Payer
from sim.measures.protocol import Doctor, Newcomer, Post, Team
from sim.scenario.base import Timetable
from sim.vocabulary.structure import AgendaSort


class BookedSupply:
    """What the measure of one name asks of the book."""

    def __init__(self, book: Book, observer: Observer, measure: str) -> None:
        self._book = book
        self._observer = observer
        self.measure = measure

    # --- who is where
    # ------------------------------------------------------------------------------------------

    def doctors(self, where: str = "all") -> tuple[Doctor, ...]:
        """GPs who practise today, in the order in which they came.

        Of a commune, a site, or the one of that name.
        """
        commune = self._book.commune(where)
        return tuple(
            Doctor(agenda.name, agenda.commune, agenda.site, agenda.birth_year, agenda.first_day)
            for agenda in self._book.agendas.values()
            if agenda.practising
            and agenda.sort == AgendaSort.GP
            and (where in ("all", agenda.name, agenda.site) or (commune and commune == agenda.commune))
        )

    def practising(self, doctor: str) -> bool:
        """Whether an agenda of that name is at work."""
        return doctor in self._book.agendas and self._book.agendas[doctor].practising

    def insee(self, commune: str) -> str:
        """The INSEE code of a commune."""
        return self._book.territory.codes[self._book.territory.find(commune)]

    def is_open(self, service: str) -> bool:
        """Whether a counter or line is open from today on."""
        return service in self._book.services and self._book.services[service].open

    # --- premises
    # ----------------------------------------------------------------------------------------------

    def open_site(self, site: str, commune: str, rooms: int) -> None:
        """Premises with that many rooms; whoever waits for them may ask for one."""
        place = self._book.site(site)
        if place.rooms is not None:
            raise ValueError(f"measure {self.measure}: the site {site} is open already")
        place.commune = self.insee(commune)
        place.number = self._book.new_site_number()
        place.rooms = Resource(self._book.env, rooms)
        place.opened.succeed()
        noted = Noted("site_opens", site, site, place.commune, f"{rooms} rooms")
        self._book.ask(Class.OPENING, self.measure, lambda day: self._book.note(day, noted))

    def site_open(self, site: str) -> simpy.Event:
        """Happens when the site opens."""
        return self._book.site(site).opened

    def site_commune(self, site: str) -> str:
        """The INSEE code of an open site's commune."""
        return self._book.site(site).commune

    def room(self, site: str) -> Resource:
        """The rooms of an open site."""
        rooms = self._book.site(site).rooms
        if rooms is None:
            raise ValueError(f"measure {self.measure}: the site {site} is not open yet; wait for `site_open`")
        return rooms

    # --- agendas
    # -----------------------------------------------------------------------------------------------

    def install(self, newcomer: Newcomer, room: Request | None = None) -> None:
        """A doctor begins."""
        agendas.enter_newcomer(self._book, self.measure, newcomer, room)

    def close_list(self, doctor: str) -> None:
        """No new patient as médecin traitant."""
        agendas.set_columns(self._book, self.measure, self._at_work(doctor), "list_closed", "", list_open=0)

    def open_list(self, doctor: str) -> None:
        """Takes new patients again, unless the departure is announced."""
        agendas.open_list(self._book, self.measure, self._at_work(doctor))

    def stop_bookings(self, doctor: str, day: int) -> None:
        """No appointment from that day on."""
        agendas.announce(self._book, self.measure, self._at_work(doctor), day)

    def depart(
        self, doctor: str, successor: str | None = None, share: float = 0.0, same_doctor: bool = False
    ) -> None:
        """The agenda ends today."""
        agendas.leave(self._book, self.measure, self._at_work(doctor), successor, share, same_doctor)

    def change_activity(self, doctor: str, factor: float, panel: float = 1.0) -> None:
        """From today this measure multiplies slots and panel cap by so much."""
        agendas.change_activity(self._book, self.measure, self._at_work(doctor), factor, panel)

    def keep_slots(self, line: str, doctors: Sequence[str], slots: int) -> None:
        """Slots kept for those whom the line sends."""
        agendas.keep_slots(self._book, self.measure, line, doctors, slots)

    def open_team(self, team: Team) -> None:
        """Opens a team's agenda."""
        agendas.enter_team(self._book, self.measure, team)

    def close_team(self, name: str) -> None:
        """Ends it."""
        agendas.leave(self._book, self.measure, self._at_work(name), None, 0.0, False)

    # --- counters and lines
    # ------------------------------------------------------------------------------------

    def open_counter(self, post: Post) -> None:
        """Opens a counter."""
        services.open_counter(self._book, self.measure, post)

    def close_counter(self, name: str) -> None:
        """Closes it."""
        services.close(self._book, self.measure, self._book.services[name])

    def reopen_counter(self, name: str) -> None:
        """Opens it again as it was."""
        services.reopen(self._book, self.measure, self._book.services[name])

    def set_servers(self, name: str, hours: Timetable) -> None:
        """Servers by day and hour."""
        services.set_servers(self._book, self.measure, self._book.services[name], hours)

    def open_line(self, post: Post, through: str | None = None) -> None:
        """Opens a line, of its own or through another."""
        if through is None:
            services.open_line(self._book, self.measure, post)
        else:
            services.open_line_through(self._book, self.measure, post, self._book.services[through])

    def close_line(self, name: str) -> None:
        """Closes it; slots kept for it are given back."""
        line = self._book.services[name]
        if line.through:
            services.close_line_through(self._book, self.measure, line)
        else:
            services.close(self._book, self.measure, line)
        keeping = [a.name for a in self._book.agendas.values() if a.practising and name in a.kept]
        self.keep_slots(name, keeping, 0)

    # --- money, feedback
    # ---------------------------------------------------------------------------------------

    def note_cost(self, what: str, payer: Payer, amount: float, commune: str = "") -> None:
        """Euros paid today, for a place in a commune (name or code)."""
        if amount > 0:
            insee = self.insee(commune) if commune else ""
            self._book.ask(
                Class.CHANGE,
                self.measure,
                lambda day: self._book.payments.append(
                    Payment(self._book.date(day), payer, insee, amount, self.measure, what)
                ),
            )

    def past_month(self) -> simpy.Event:
        """Happens on the next first of a month, with what each doctor did in the month before."""
        return self._observer.past_month()

    def _at_work(self, name: str) -> Agenda:
        if not self.practising(name):
            raise ValueError(f"measure {self.measure}: {name} does not practise; ask `practising` first")
        return self._book.agendas[name]
