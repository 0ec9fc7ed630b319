"""How long doctors work, and how they answer a load that lasts (docs/model.md, section 15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from types import SimpleNamespace

from sim.draws import purposes
from sim.reference.agenda import Agenda, Offer, Panel
from sim.reference.calendar import Calendar
from sim.reference.person import Need
from sim.reference.recorder import Recorder
from sim.vocabulary.structure import AgendaSort, Answers, Leave, SeenAt
from sim.world import records
from sim.world.tables import MAX_HORIZON


@dataclass(eq=False)
class Pressure:
    """What panels are asked for, and what their doctors do about it."""

    calendar: Calendar
    settings: SimpleNamespace
    recorder: Recorder
    panels: Sequence[Panel]

    # --- as it happens

    def asked(self, need: Need, today: int) -> None:
        """A request to the person's own doctor."""
        panel = self.panels[need.person.mt]
        if not need.refused and panel.agendas[0].leave(today) != Leave.AWAY:
            panel.row.asked += need.slots

    def held(self, need: Need, booking: Offer) -> None:
        """A visit has been held: so long."""
        row, day = booking.agenda.row, booking.day
        if booking.agenda.leave(day) == Leave.COVERED:
            return
        word = need.words(purposes.BOOKING)[2]
        at_home = SeenAt.HOME if need.person.housebound else SeenAt.PRACTICE
        where = SeenAt.EHPAD if need.of_the_round else at_home
        usual = self.settings.visit_seconds[where][word >> 24]
        seconds = int(usual * (1.0 + row.slower) * (1.0 - row.shorter))
        month = self.calendar.month[day]
        self.recorder.add("at_agendas", month, booking.number, records.HELD)
        self.recorder.add("at_agendas", month, booking.number, records.SECONDS, n=seconds)

    # --- once a month

    def month_turns(self, today: int) -> None:
        """On the first of a month, after the census."""
        past = self.calendar.month[today - 1]
        for panel in self.panels:
            if not panel.row.answers & Answers.ANSWERS:
                continue
            offered = sum(
                self.recorder.counts["at_agendas"][past, agenda.number, records.OFFERED]
                for agenda in panel.agendas
                if not agenda.row.locum
            )
            if offered:
                self._answer(panel.row, panel.row.asked / offered)
            panel.row.asked = 0
            for agenda in panel.agendas:
                self._follow(agenda, panel.row)

    def _answer(self, row: SimpleNamespace, past: float) -> None:
        row.pressure = (2.0 * row.pressure + past) / 3.0 if row.pressure else past
        row.again = self._again(row.pressure)
        if row.pressure > self.settings.above:
            self._step_up(row)
        elif row.pressure < self.settings.below:
            self._step_back(row)

    def _again(self, pressure: float) -> float:
        """Times the usual days to the next return; 0 as long as the pressure is not known."""
        if pressure == 0.0:
            return 0.0
        settings = self.settings
        relative = 2.0 * pressure / (settings.above + settings.below)
        times, most = exp(settings.again_power * log(relative)), settings.again_most
        return float(min(most, max(1.0 / most, times)))

    def _step_up(self, row: SimpleNamespace) -> None:
        settings = self.settings
        for answer, steps, most in (
            (Answers.LONGER_DAYS, "longer", settings.most_steps),
            (Answers.LONGER_DELAYS, "later_steps", settings.most_later),
            (Answers.SHORTER_VISITS, "saved", settings.most_steps),
        ):
            if row.answers & answer and getattr(row, steps) < most:
                setattr(row, steps, getattr(row, steps) + 1)
                break
        row.cap = min(row.cap, row.patients)

    def _step_back(self, row: SimpleNamespace) -> None:
        for steps in ("saved", "later_steps", "longer"):
            if getattr(row, steps) > 0:
                setattr(row, steps, getattr(row, steps) - 1)
                return
        room = self.settings.most_a_month
        if row.pressure:
            room = max(1, min(room, int(row.patients * (self.settings.below / row.pressure - 1.0))))
        row.cap = max(row.cap, min(row.most, row.patients + room))

    def _follow(self, agenda: Agenda, panel: SimpleNamespace) -> None:
        row, settings = agenda.row, self.settings
        if row.is_a != AgendaSort.GP:
            return
        row.shorter = settings.step * panel.saved
        row.stretch = (1.0 + settings.step * panel.longer) / (1.0 - settings.step * panel.saved) - 1.0
        row.later = min(settings.later_days * panel.later_steps, MAX_HORIZON - row.horizon_days)
