"""What a resident tries, in order, and when they give up (conf/pathway/)."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from sim.scenario.terms import ByKind, EndName, KindName, TryName, on_agendas, vocabulary_in
from sim.schema.nearest import nearest
from sim.schema.types import Amount, Count, Days, DaysFrom1, Minutes, Plain, Share, between
from sim.vocabulary.structure import N_STEPS
from sim.vocabulary.vocabulary import Vocabulary

Hours = Annotated[Count, between(0, 8784)]
Who = Literal["with_mt", "without_mt", "visitor"]
Lives = Literal["everywhere", "elsewhere", "ehpad"]


class Step(Plain):
    """One step: what is tried (or how it ends), by whom, when, by which share of people, how soon."""

    action: Annotated[TryName | None, Field(alias="try")] = None
    end: EndName | None = None
    within_days: Days | None = None
    within_hours: Hours | None = None
    after_days: DaysFrom1 | None = None
    uptake: Share | None = None  # not said: everybody
    when: Literal["always", "office", "out_of_hours"] = "always"
    who: Annotated[tuple[Who, ...], Field(min_length=1)] = ("with_mt", "without_mt", "visitor")
    lives: Lives = "everywhere"  # ehpad: who lives in one; elsewhere: all others

    @model_validator(mode="after")
    def _complete(self, info: ValidationInfo) -> "Step":
        if (self.action is None) == (self.end is None):
            raise ValueError(
                "write what to try or how it ends: {try: own, within_days: 3} or {end: renounced}"
            )
        vocabulary = vocabulary_in(info)
        self._needs("within_days", self.within_days, on_agendas(vocabulary), needed=True)
        self._needs("after_days", self.after_days, ("retry",), needed=True)
        self._needs("within_hours", self.within_hours, vocabulary.counters, needed=False)
        return self

    def _needs(self, key: str, value: int | None, actions: Sequence[str], needed: bool) -> None:
        if self.action in actions:
            if needed and value is None:
                raise ValueError(f"{{try: {self.action}}}: {key} is missing")
        elif value is not None:
            raise ValueError(f"{key} belongs to {{try: {' | '.join(actions)}}}; take it out")


def _all_are_tried(steps: list[Step]) -> list[Step]:
    for i, step in enumerate(steps[:-1]):
        if step.end is not None and not step.model_fields_set & {"uptake", "when", "who", "lives"}:
            said = f"step {i}, {{end: {step.end}}}, ends it for everybody: nothing behind it is ever tried"
            raise ValueError(f"{said}; write it last")
    return steps


Steps = Annotated[list[Step], Field(min_length=1, max_length=N_STEPS), AfterValidator(_all_are_tried)]
FirstSteps = Annotated[list[Step], Field(max_length=N_STEPS)]


class Reach(Plain):
    """Which doctors come to mind: attraction falls by e over ``minutes``, to none beyond ``most_minutes``."""

    minutes: Annotated[Minutes, between(0.1, 1440)]
    most_minutes: Annotated[Amount, between(0, 1440)]


def _opens_then_closes(hours: list[int]) -> list[int]:
    opens, closes = hours
    if closes < opens:
        raise ValueError(
            f"from {opens} to {closes}: write the hour at which it opens, then that at which it closes"
        )
    return hours


FromTo = Annotated[
    list[Annotated[Count, Field(le=24)]],
    Field(min_length=2, max_length=2),
    AfterValidator(_opens_then_closes),
]


class OfficeHours(Plain):
    """Hours at which practices usually work, never on a public holiday: what `when: office` means."""

    weekdays: FromTo
    saturday: FromTo


class ByAge(Plain):
    """A number for children, and one for adults."""

    child: Annotated[Amount, between(0, 1)]
    adult: Annotated[Amount, between(0, 1)]


class Pathways(Plain):
    """conf/pathway/NAME.yaml.

    ``first``: by kind, what is tried before all ``steps``, whose numbers and draws stay as they are.
    ``use_falls_per_km``: by type of counter, the part of its use that each kilometre of road takes away.
    """

    steps: ByKind[Steps]
    first: Annotated[dict[KindName, FirstSteps], Field(default_factory=dict)]
    office_hours: OfficeHours
    most_attempts: Annotated[Count, between(0, 100)]
    counter_minutes: Annotated[Count, between(0, 1440)]
    no_car_minutes: Annotated[Count, between(0, 1440)]
    sas_days: Days
    sas_freed_hours: Annotated[Count, between(0, 24)]
    sent_hours: Hours
    reach: Reach
    use_falls_per_km: Annotated[dict[str, ByAge], Field(default_factory=dict)]

    @model_validator(mode="after")
    def _fall_at_counters(self, info: ValidationInfo) -> "Pathways":
        counters = vocabulary_in(info).counters
        for name in self.use_falls_per_km:
            if name not in counters:
                raise ValueError(
                    f"use_falls_per_km: “{name}” is no type of counter; {nearest(name, counters)}"
                )
        return self

    @model_validator(mode="after")
    def _first_are_tried(self) -> "Pathways":
        for kind, steps in self.first.items():
            for i, step in enumerate(steps):
                if step.action in (None, "retry"):
                    raise ValueError(f"first.{kind}.{i}: a first step is tried, it ends nothing; take it out")
            if len(self.steps[kind]) + len(steps) > N_STEPS:
                raise ValueError(
                    f"first.{kind}: with the {len(self.steps[kind])} others that is more than {N_STEPS} steps"
                )
        return self

    def numbered(self, kind: str) -> list[Step]:
        """The steps of a kind by number: the first ones behind the others."""
        return [*self.steps[kind], *self.first.get(kind, [])]

    def reached(self, vocabulary: Vocabulary) -> set[str]:
        """Types of service to which somebody comes: those that a step tries, those to which a line sends."""
        steps = (step for kind in self.steps for step in self.numbered(kind))
        tried = {step.action for step in steps if step.action is not None}
        sent = {service.id for service in vocabulary.services if service.answer is not None}
        return tried | (sent if tried.intersection(vocabulary.lines) else set())
