"""Panels and agendas: sessions of slots, what they offer, who is booked (docs/model.md, section 7)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, NamedTuple

from sim.reference.calendar import Calendar
from sim.reference.person import Need, Person
from sim.reference.row_objects import change, rests
from sim.vocabulary.structure import ROUND_DAYS, AgendaSort, Case, Leave
from sim.vocabulary.time import DAY
from sim.world.tables import AGENDA, MAX_HORIZON, NOBODY_ELSE


class Offer(NamedTuple):
    """A session that an agenda offers; of two the one that comes first by the first four is the better."""

    start: int  # moment
    other_site: bool  # than the médecin traitant's
    minutes: int
    number: int  # row of the agenda
    agenda: "Agenda"
    half: int
    case: Case  # as whom the person asked

    @property
    def day(self) -> int:
        """The day on which it is."""
        return self.half // 2


@dataclass(eq=False)
class Panel:
    """Patients who share a médecin traitant; ``row`` holds the columns of ``sim.world.tables.PANEL`` now."""

    number: int
    row: SimpleNamespace
    agendas: list["Agenda"] = field(default_factory=list)  # that serve it, in the order of their rows

    @property
    def site(self) -> int:
        """That of the first agenda."""
        return int(self.agendas[0].row.site)

    @property
    def team(self) -> int:
        """The agenda (row) of the team of the first agenda that has one, or -1."""
        return next((int(agenda.row.team) for agenda in self.agendas if agenda.row.team >= 0), -1)

    @property
    def is_served(self) -> bool:
        """Whether some doctor works for these patients."""
        return any(agenda.row.active for agenda in self.agendas)

    def has_room(self, ald: int) -> bool:
        """Whether it takes one more new patient, with an ALD or without."""
        row = self.row
        most = row.cap + (row.ald_extra if ald else 0) if row.cap > 0 else 0
        return bool(row.list_open and row.patients < most)


class Agenda:
    """The sessions of one doctor at one place; ``row`` holds the columns of ``AGENDA`` as they are now."""

    def __init__(
        self,
        number: int,
        row: SimpleNamespace,
        calendar: Calendar,
        panel: Panel | None,
        backlog: Sequence[int] = (),
    ) -> None:
        """Joins the panel it serves."""
        self.number = number
        self.row = row
        self.calendar = calendar
        self.panel = panel
        if panel is not None:
            panel.agendas.append(self)
        self.booked: Counter[int] = Counter()  # slots, by half-day
        self.needs: list[Need] = []  # booked and not yet served
        for half, slots in enumerate(backlog):
            self.booked[half] = max(0, min(slots, self.capacity(half) - row.overtime))

    def change(self, columns: Mapping[str, Any]) -> None:
        """Other values in columns; days that load has added stay within what can be booked."""
        change(self.row, AGENDA, columns)
        self.row.later = min(self.row.later, MAX_HORIZON - self.row.horizon_days)

    def start(self, half: int) -> int:
        """Moment at which the session of a half-day starts."""
        return half // 2 * DAY + int(self.row.starts[half % 2])

    def capacity(self, half: int) -> int:
        """Slots of the session, overtime included; 0 on days that are not known."""
        row, (day, part) = self.row, divmod(half, 2)
        if not row.from_day <= day < min(row.until_day, self.calendar.known) or rests(row, day):
            return 0
        if self.leave(day) == Leave.AWAY or (self.calendar.holiday[day] and not row.works_holidays):
            return 0
        slots = row.weekly[2 * self.calendar.weekday[day] + part]
        if slots == 0:
            return 0
        ramp = 1.0
        if row.ramp_days > 0:
            ramp = min(1.0, row.ramp_start + (1.0 - row.ramp_start) * (day - row.from_day) / row.ramp_days)
        usual = int(slots * row.factor * ramp + 0.5)
        more = int(usual * row.stretch + (5 * half % 16 + 0.5) / 16) if row.stretch > 0 else 0
        return usual + more + int(row.overtime)

    def leave(self, day: int) -> Leave:
        """Whether the doctor is away in the week of a day."""
        return Leave(self.row.leave[self.calendar.week[day]])

    @property
    def horizon(self) -> int:
        """Days that can be booked, today among them."""
        return int(self.row.horizon_days + self.row.later)

    def protected(self, acute: bool, case: Case, ahead: int, within: bool, for_sas: bool = True) -> int:
        """Slots of a session so many days ahead that a request may not touch; ``within``: the audience for
        which some are kept; ``for_sas``: those kept for the SAS are not yet given back.
        """
        row = self.row
        always = within and not row.kept_for_day
        free_from = 0 if within else row.freed_days  # days ahead up to which they are for this request
        kept: int = 0 if always or ahead <= free_from else row.kept
        if case == Case.SAS:
            return int(row.overtime) + kept
        pressing = case == Case.OWN and acute and ahead == 0
        kept += 0 if pressing else row.overtime
        kept += row.sas if for_sas else 0
        kept += row.same_day if ahead > 0 else 0
        kept += row.panel_reserve if case == Case.UNKNOWN else 0
        return kept

    def offer(
        self,
        need: Need,
        now: int,
        minutes: int,
        case: Case,
        within: int,
        site: int | None,
        freed: int,
        wanted: int = 0,
    ) -> Offer | None:
        """The earliest session this need may have, or None; ``minutes`` of travel, ``site`` of the MT;
        ``freed``: sessions of today that start by then keep nothing for the SAS; ``wanted``: no session
        before that moment is of use.
        """
        row, today = self.row, now // DAY
        if not row.active or not row.kinds[need.kind]:
            return None
        earliest = max(now + 60 * minutes + DAY * row.lead_days, wanted)
        if need.of_the_round and row.doctor >= 0:
            earliest = self._round_after(earliest)
        limit = min(need.patience, within)
        meant = need.person.meant(row, case == Case.SAS, today)
        last = min(today + limit, today + self.horizon - 1, row.book_until - 1)
        for half in range(2 * (earliest // DAY), 2 * last + 2):
            if self.start(half) < earliest:
                continue
            for_sas = half // 2 > today or self.start(half) > freed
            kept = self.protected(need.acute, case, half // 2 - today, meant, for_sas)
            if self.capacity(half) - self.booked[half] >= need.slots + kept:
                other_site = row.site != site
                return Offer(self.start(half), other_site, minutes, self.number, self, half, case)
        return None

    def sees_others(self, sort: int, kind: int) -> bool:
        """Whether it is of this sort, and sees people who are not its own with a kind of need."""
        row = self.row
        return bool(row.active and row.is_a == sort and row.kinds[kind] and row.panel_reserve < NOBODY_ELSE)

    def _round_after(self, moment: int) -> int:
        """The day of the doctor's next round, whole minutes later."""
        day = moment // DAY + 1
        while (self.calendar.weekday[0] + day) % 7 != self.row.doctor % ROUND_DAYS:
            day += 1
        return moment + 60 * -((moment - DAY * day) // 60)

    def third_next(self, today: int) -> int | None:
        """Days to the third slot that the own patients may book ahead; None without a session to book."""
        row, free = self.row, 0
        last = min(today + self.horizon, row.book_until) - 1
        sessions = [h for h in range(2 * (today + row.lead_days), 2 * last + 2) if self.capacity(h) > 0]
        for half in sessions:
            day = half // 2
            kept = self.protected(False, Case.OWN, day - today, within=False)
            free += max(0, self.capacity(half) - self.booked[half] - kept)
            if free >= 3:
                return day - today
        return min(self.horizon, self.calendar.known - today) if sessions else None

    def book(self, need: Need, offer: Offer) -> None:
        """Takes an offer: its slots are no longer free."""
        self.booked[offer.half] += need.slots
        self.needs.append(need)
        need.booking = offer

    def forget(self, need: Need, give_back: bool) -> None:
        """The booking is over: held, or called off (then its slots are free again)."""
        assert need.booking is not None
        if give_back:
            self.booked[need.booking.half] -= need.slots
        self.needs.remove(need)
        need.booking = None

    def takes_as_mt(self, person: Person, day: int) -> bool:
        """Whether its panel takes this person as a new patient."""
        is_gp = self.row.active and self.row.is_a == AgendaSort.GP
        return bool(is_gp and self.panel is not None and self.panel.has_room(person.ald(day)))
