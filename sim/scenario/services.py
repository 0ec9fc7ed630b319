"""What exists beside the doctors: counters, lines, doctors on screen and outside (conf/services/)."""

from typing import Annotated, Final, Literal

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario.terms import AgendaName, KindName, ServiceName, vocabulary_in
from sim.scenario.timetable import Time, Timetable
from sim.schema.nearest import nearest
from sim.schema.types import (
    Amount,
    ByHalfDay,
    ByName,
    Count,
    CountFrom1,
    Days,
    Minutes,
    Pair,
    Plain,
    Positive,
    Series,
    Share,
    Text,
    Whole,
    between,
    sums_to_1,
)

EVERY_CATCHMENT: Final = "every_catchment"
MOST_QUEUE: Final = 256  # what a queue of the engines holds (sim/world/tables.py)
MOST_SPREAD: Final = 3  # a lognormal law of more has nearly all of its time in few services
MOST_SLOT: Final = 720  # minutes of one appointment
MOST_HORIZON: Final = 64  # days an agenda of the engines can be booked ahead

Slots = Annotated[Whole, between(0, 255)]
HalfDays = Pair[Slots]


class Awareness(Plain):
    """Share of people who know a service: ``first`` on opening, ``last`` after ``days``, linear between."""

    first: Share
    last: Share
    days: Days


class Answers(Series[float]):
    """How a regulated call ends, in the order of the model's answers; the shares sum to 1."""

    advised: Share
    slot: Share
    counter: Share
    ed: Share

    @model_validator(mode="after")
    def _sums(self) -> "Answers":
        sums_to_1(self.values, "the four answers")
        return self


class ServiceProfile(Plain):
    """The figures of a counter or a line. ``minutes``: mean service by kind taken; ``answers``: of lines.

    ``spread``: the coefficient of variation of a service; up to 1 with a ``law`` of a fixed and an
    exponential part, up to 3 with a lognormal one. ``wakes``: of a counter, the share of the needs within its
    reach which nobody asked for that it brings about; ``wakes_poor``: of those of the poor, if it is another,
    as where nothing has to be paid in advance. ``comes``: who has no car is in its reach as others are.
    """

    type: ServiceName
    minutes: Annotated[dict[KindName, Minutes], Field(min_length=1)]
    spread: Annotated[Amount, between(0, MOST_SPREAD)]
    law: Literal["shifted_exponential", "lognormal"] = "shifted_exponential"
    queue_most: Annotated[Count, Field(le=MOST_QUEUE)]
    patience_minutes: Annotated[Positive, between(0.01, 10 * 1440)]
    awareness: Awareness
    wakes: Share = 0
    wakes_poor: Share | None = None  # not said: as of others
    comes: bool = False  # to people's homes
    servers: Timetable
    answers: dict[KindName, Answers] | None = None

    @model_validator(mode="after")
    def _law_bears_spread(self) -> "ServiceProfile":
        if self.spread > 1 and self.law != "lognormal":
            raise ValueError(
                f"spread: {self.spread:g} is more than 1, the most that a fixed and an exponential part can "
                "scatter; write at most 1, or add law: lognormal"
            )
        return self

    @model_validator(mode="after")
    def _answers_of_lines(self, info: ValidationInfo) -> "ServiceProfile":
        if self.type in vocabulary_in(info).lines and (self.wakes > 0 or self.wakes_poor):
            raise ValueError(f"wakes: a {self.type} is called; only a counter wakes needs")
        if self.type not in vocabulary_in(info).lines:
            if self.answers is not None:
                raise ValueError(f"answers: a {self.type} sees people; only a line answers them")
            return self
        for kind in self.minutes:
            if self.answers is None or kind not in self.answers:
                raise ValueError(f"answers.{kind} is missing; the line takes this kind of call")
        return self


class OpenService(Plain):
    """A counter or line open on the first day. ``at``: a place or commune of the territory, null: a line;
    EVERY_CATCHMENT: one in the town (the largest commune) of each.

    ``for_residents``: how many people the servers of the profile are meant for; those of a catchment are in
    proportion (without it they are shared out by population, where catchments share the service).
    ``from_residents``: smaller catchments have none.
    ``part``: of the servers of the profile, what is there for the people simulated; at least one while open.
    """

    profile: Text
    at: Text | None
    part: Annotated[Positive, between(0.001, 10)] | None = None
    for_residents: CountFrom1 | None = None
    from_residents: CountFrom1 | None = None

    @model_validator(mode="after")
    def _of_whom(self) -> "OpenService":
        if self.part is not None and self.for_residents is not None:
            raise ValueError(
                "part: `for_residents` says already how many servers there are; keep one of them"
            )
        return self


class Slotted(ByHalfDay[Slots]):
    """Slots of a working week, morning and afternoon."""


def some_slot(week: Slotted) -> Slotted:
    """The week, if somebody works in it. Raises ValueError."""
    if sum(week.values) == 0:
        raise ValueError("no slot at all; write the half-days that are worked, such as mon: [9, 9]")
    return week


class SharedAgenda(Plain):
    """An agenda of no doctor of the territory: on screen, or beyond the territory.

    ``mt_weight``: weekly slots it counts for when médecins traitants are chosen, 0 if it is nobody's.
    ``for_residents``: how many people the slots are meant for; without it, for all of the territory's.
    """

    sort: AgendaName
    at: Text | None
    starts: Pair[Time]
    slots: Slotted
    works_holidays: bool
    lead_days: Annotated[Count, between(0, MOST_HORIZON)]
    horizon_days: Annotated[CountFrom1, Field(le=MOST_HORIZON)]
    slot_minutes: Annotated[Positive, between(1, MOST_SLOT)]
    kinds: Annotated[list[KindName], Field(min_length=1)]
    mt_weight: Annotated[Amount, between(0, 1_000_000)]
    open_to_others: bool
    for_residents: CountFrom1 | None = None

    @model_validator(mode="after")
    def _placed(self, info: ValidationInfo) -> "SharedAgenda":
        vocabulary = vocabulary_in(info)
        placed = vocabulary.agendas[vocabulary.agenda_number[self.sort]].placed
        if placed and self.at is None:
            raise ValueError(
                "at is null; name the place beyond the territory, one of its `places`, where they are"
            )
        if not placed and (self.at is not None or self.mt_weight > 0):
            raise ValueError(
                "doctors on screen have no place and no patients of their own: at: null, mt_weight: 0"
            )
        return self


class Services(Plain):
    """conf/services/NAME.yaml."""

    profiles: ByName[ServiceProfile]
    open: ByName[OpenService]
    agendas: ByName[SharedAgenda]

    @model_validator(mode="after")
    def _profiles_exist(self, info: ValidationInfo) -> "Services":
        lines = vocabulary_in(info).lines
        for name, service in self.open.items():
            if service.profile not in self.profiles:
                raise ValueError(
                    f"open.{name}.profile: there is no profile “{service.profile}”; "
                    f"{nearest(service.profile, self.profiles)}"
                )
            line = self.profiles[service.profile].type in lines
            if line != (service.at is None):
                raise ValueError(
                    f"open.{name}.at: " + ("a line has no place; write null" if line else "write a place")
                )
        return self
