"""One catchment: its people, agendas and counters, and what they all look at."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace

import numpy as np

from sim.reference.agenda import Agenda, Panel
from sim.reference.calendar import Calendar
from sim.reference.counter import Counter
from sim.reference.diary import Diary, Due
from sim.reference.draws import Words
from sim.reference.person import Need, Person, days_ahead
from sim.reference.pressure import Pressure
from sim.reference.recorder import Recorder
from sim.reference.row_objects import as_table, plain
from sim.vocabulary.structure import TRIED_FIRST, Action, EventClass
from sim.vocabulary.time import DAY
from sim.world.cells import cells_of
from sim.world.reach import reach
from sim.world.tables import AGENDA, COMES
from sim.world.world import Catchment, World


class Place:
    """The state of one catchment; ``pathway``, ``queues``, ``clocks`` and ``registration`` make it happen."""

    def __init__(self, world: World, catchment: Catchment, keep_log: bool) -> None:
        self.world = world
        self.vocabulary = world.vocabulary
        self.catchment = catchment
        self.calendar = Calendar(world)
        self.diary = Diary(keep_log)
        self.settings: SimpleNamespace = plain(world.settings[0])
        self.take_steps([[plain(step) for step in steps] for steps in world.pathway])
        self.seasons: list[list[float]] = world.seasons.tolist()
        self.rates: list[list[float]] = catchment.rates.tolist()
        self.cumulative: list[list[float]] = catchment.cumulative.tolist()
        self.travel: list[list[int]] = catchment.travel.tolist()
        since = catchment.recurring_from().tolist()
        self.people = [
            Person(number, world, self.calendar, recurring_from=since[number], **vars(plain(row)))
            for number, row in enumerate(catchment.residents)
        ]
        self.reach: list[list[int]] | None = None  # None: to be computed again
        self.rides: list[int] = [COMES for _ in catchment.communes]
        self.tau, self.most_minutes = world.reach_tau, world.reach_minutes
        self.intensity = catchment.intensity
        self.doctors = [plain(row) for row in catchment.doctors]
        self.panels = [Panel(number, plain(row)) for number, row in enumerate(catchment.panels)]
        self.agendas: list[Agenda] = []
        for row, backlog in zip(catchment.agendas, catchment.backlog.tolist(), strict=True):
            self.open_agenda(plain(row), backlog)
        self.counters = [
            Counter(number, plain(row), self.calendar, minutes)
            for number, (row, minutes) in enumerate(
                zip(catchment.counters, catchment.counter_travel.tolist(), strict=True)
            )
        ]
        cells = cells_of(world.grain, catchment)
        settings = self.settings
        self.recorder = Recorder(self.calendar, self.vocabulary, cells, settings)
        self.workload = Pressure(self.calendar, settings, self.recorder, self.panels)

    @property
    def now(self) -> int:
        """The moment that is played."""
        return self.diary.now

    @property
    def today(self) -> int:
        """The day that is played."""
        return self.diary.now // DAY

    def open_agenda(self, row: SimpleNamespace, backlog: Sequence[int] = ()) -> Agenda:
        """One more agenda, of the panel that its row names."""
        panel = self.panels[row.panel] if row.panel >= 0 else None
        agenda = Agenda(len(self.agendas), row, self.calendar, panel, backlog)
        self.agendas.append(agenda)
        self.reach = None
        return agenda

    def due(self, need: Need, moment: int, event_class: EventClass, do: Callable[[], None]) -> Due:
        """What will happen to a need."""
        who = need.person.number
        return self.diary.at(moment, event_class, who, need.occurrence, need.tag, do)

    def panel_of(self, person: Person) -> Panel | None:
        """The panel of the person's médecin traitant."""
        return self.panels[person.mt] if person.mt >= 0 else None

    def wanted(self, need: Need) -> int:
        """The moment before which no appointment is of use."""
        return DAY * (need.first // DAY + days_ahead(need, self.settings))

    def minutes_to(self, person: Person, agenda: Agenda) -> int:
        """Travel from the person's commune to the agenda."""
        if agenda.row.commune < 0:
            return int(agenda.row.minutes)
        return self.travel[person.commune][int(agenda.row.commune)]

    def has_ride(self, person: Person, row: SimpleNamespace) -> bool:
        """Whether people of their commune get to an agenda or a counter without a car."""
        return bool(row.rides & self.rides[person.commune])

    def practices(
        self, person: Person, words: Words, but: Panel | None = None, returns: bool = False
    ) -> list[Agenda]:
        """The practices that these words name, in order, none twice and none of panel ``but``; before them,
        if a stranger ``returns``, the one who saw the person last.
        """
        cumulated = self._reach()[person.commune]
        total = cumulated[-1] if cumulated else 0
        named: list[Agenda] = []
        if returns and person.seen_by >= 0 and self.agendas[person.seen_by].row.active:
            named.append(self.agendas[person.seen_by])
        if total > 0:
            for word in words:
                x = (word * total) >> 32
                named.append(self.agendas[next(row for row, weight in enumerate(cumulated) if weight > x)])
        found: list[Agenda] = []
        for agenda in named:
            by_car = not person.no_car or self.has_ride(person, agenda.row)
            too_far = not by_car and self.minutes_to(person, agenda) > self.settings.no_car_minutes
            own = but is not None and agenda.panel is but
            if agenda not in found and not own and not too_far:
                found.append(agenda)
        return found

    def _reach(self) -> list[list[int]]:
        if self.reach is None:
            table = as_table([agenda.row for agenda in self.agendas], AGENDA)
            travel = np.asarray(self.catchment.travel, dtype=np.int32)
            self.reach = reach(table, travel, self.tau, self.most_minutes).tolist()
        return self.reach

    def comes_to_mind(self, person: Person, agenda: Agenda) -> float:
        """The share of words that name an agenda, of those by which the person thinks of practices."""
        cumulated = self._reach()[person.commune]
        if cumulated[-1] == 0:
            return 0.0
        before = cumulated[agenda.number - 1] if agenda.number > 0 else 0
        return (cumulated[agenda.number] - before) / cumulated[-1]

    def take_steps(self, pathway: list[list[SimpleNamespace]]) -> None:
        """Steps by kind of need, and their order, from now on."""
        self.pathway = pathway
        self.order = [in_order(steps) for steps in pathway]


def in_order(steps: Sequence[SimpleNamespace]) -> list[int]:
    """The numbers of a pathway's steps as they are tried: the first ones, which have the last numbers, then
    the others.
    """
    written = [number for number, step in enumerate(steps) if step.action != Action.NONE]
    written = written[: next((n for n, number in enumerate(written) if n != number), len(written))]
    first = [number for number in written if steps[number].who & TRIED_FIRST]
    return first + [number for number in written if number not in first]
