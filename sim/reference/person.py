"""A person (or a stream), and a need of theirs."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING

import simpy

from sim.draws import purposes
from sim.draws.keyed import block, entity
from sim.reference.calendar import Calendar
from sim.reference.diary import Due
from sim.reference.draws import Words
from sim.vocabulary.structure import WHO_STREAM, WHO_WITH_MT, WHO_WITHOUT_MT, Link, SeenAt, Sort, Trait
from sim.vocabulary.time import HOUR
from sim.world.world import World

if TYPE_CHECKING:
    from sim.reference.agenda import Agenda, Offer

BAND_STARTS = (15, 30, 45, 60, 75, 90)  # INSEE: 0-14, 15-29, ... , 90 and over


@dataclass(eq=False)
class Person:
    """A row of ``residents``; the columns are those of ``sim.world.tables.RESIDENT``."""

    number: int  # row: the stable id
    world: World
    calendar: Calendar
    is_a: int
    commune: int
    key: int
    rank: int
    birth_year: int
    frailty: float
    from_day: int
    until_day: int
    chronic_from: int
    ald_from: int
    no_car: int
    housebound: int
    look: int
    traced: int
    link: int
    poor: int
    latent: float
    mt: int
    group: int
    goes_on: int
    recurring_from: list[int]  # by recurring kind, the first day of it
    searches: int = 0  # armed so far
    seen_by: int = -1  # agenda of the GP who saw them last without being theirs
    released: int | None = None  # day on which their doctor departed and nobody took them over
    needs: dict[tuple[int, int], "Need"] = field(default_factory=dict)  # open, by clock and occurrence

    @property
    def stream(self) -> bool:
        """Whether it is no resident, but a stream of needs that come from outside."""
        return self.is_a != Sort.RESIDENT

    @property
    def in_ehpad(self) -> bool:
        """Whether they live in an EHPAD."""
        return self.housebound == SeenAt.EHPAD

    @property
    def without_mt(self) -> bool:
        """Has no declared médecin traitant, near or far."""
        return self.mt < 0 and self.link != Link.FAR

    @property
    def who(self) -> int:
        """The bit of the pathway's ``who``."""
        if self.stream:
            return WHO_STREAM
        return WHO_WITH_MT if self.mt >= 0 else WHO_WITHOUT_MT

    def meant(self, row: SimpleNamespace, sent: bool, day: int) -> bool:
        """Whether a request of theirs is within the audience of an agenda or a counter."""
        traits = {Trait.SENT} if sent else set()
        if self.stream:
            traits.add(Trait.ELSEWHERE)
        else:
            has = {
                Trait.AGES: row.age_from <= self.age(day) <= row.age_to,
                Trait.ALD: self.ald(day),
                Trait.NO_CAR: self.no_car,
                Trait.WITHOUT_MT: self.mt < 0,
                Trait.AT_HOME: self.housebound == SeenAt.HOME,
                Trait.EHPAD: self.in_ehpad,
                Trait.ELSEWHERE: not self.in_ehpad,
                Trait.POOR: self.poor,
            }
            traits |= {trait for trait, there in has.items() if there}
        all_of, any_of = ({trait for trait in Trait if trait & wanted} for wanted in (row.all_of, row.any_of))
        return all_of <= traits and (not any_of or bool(any_of & traits))

    def present(self, day: int) -> bool:
        """Whether they live here on a day."""
        return self.from_day <= day < self.until_day

    def age(self, day: int) -> int:
        """In years, by the year of birth alone."""
        return self.calendar.year[day] - self.birth_year

    def band(self, day: int) -> int:
        """The number of their age band (``BAND_STARTS``)."""
        return sum(self.age(day) >= start for start in BAND_STARTS)

    def ald(self, day: int) -> int:
        """1 from the day on which they have an ALD, else 0."""
        return int(self.ald_from <= day)

    def intensity_group(self, day: int) -> int:
        """Row of ``cumulative`` and ``rates``."""
        return self.group if self.stream else self.band(day)

    def words(self, purpose: int, occurrence: int) -> Words:
        """A block of this person's draws; entity types are the sorts, counted from 1."""
        who = entity(purposes.RESIDENT + self.is_a, self.rank)
        return block(self.world.seed, self.key, self.world.replication, who, purpose, occurrence)


@dataclass(eq=False)
class Need:
    """A need: who, which clock, the how manieth. ``step`` is the step of the pathway it stands at."""

    person: Person
    clock: int
    occurrence: int
    first: int  # moment
    kind: int
    acute: bool  # the kind is
    patience: int  # days
    slots: int  # on an agenda
    ended: simpy.Event  # succeeds with the outcome
    attempt: int = 0
    step: int = 0
    refused: bool = False
    booking: "Offer | None" = None  # the one that is taken
    due: Due | None = None  # what it waits for, where that can still be called off
    retrying: bool = False
    visited: "Agenda | None" = None  # where the visit was, held or missed, by which it ended
    joined: int = 0  # moment at which it came to the counter or line in hand

    @property
    def of_the_round(self) -> bool:
        """Whether it waits for the doctor's round of the EHPAD."""
        return self.person.in_ehpad and not self.acute

    @property
    def tag(self) -> int:
        """Of the keys of its events: clock and step."""
        return 16 * self.clock + self.step

    def words(self, base: int, step: int = 0) -> Words:
        """A block of draws of this need: ``base + 16 * clock + step``."""
        return self.person.words(base + 16 * self.clock + step, self.occurrence)

    def call_off(self) -> None:
        """What it waited for will not happen."""
        if self.due is not None:
            self.due.cancel()
        self.due = None
        self.retrying = False


def days_ahead(need: Need, settings: SimpleNamespace) -> int:
    """Days from the request to the one from which on somebody wants to be seen."""
    if need.first % HOUR >= settings.ahead_below[need.kind]:
        return 0
    return int(settings.ahead_part[need.kind] * need.patience)
