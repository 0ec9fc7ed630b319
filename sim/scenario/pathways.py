"""What a resident tries, in order, and when they give up (conf/pathway/)."""

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from sim.schema.types import Amount, Count, CountFrom1, Plain, Positive, Share

MOST_STEPS: Final = 16  # what the engines hold (sim/world/vocabulary.py)
ON_AGENDAS: Final = ("own", "team", "nearby", "tele", "outside")
AT_COUNTERS: Final = ("cmsi", "sos", "mmg", "front", "ed")

Try = Literal[
    "own", "team", "nearby", "tele", "outside", "cmsi", "sos", "mmg", "front", "ed", "line15", "retry"
]
Who = Literal["with_mt", "without_mt", "visitor"]


class Step(Plain):
    """One step: what is tried (or how it ends), by whom, when, by which share of people, how soon."""

    action: Annotated[Try | None, Field(alias="try")] = None
    end: Literal["renounced", "advised"] | None = None
    within_days: Count | None = None
    within_hours: Count | None = None
    after_days: CountFrom1 | None = None
    uptake: Share | None = None  # not said: everybody
    when: Literal["always", "office", "out_of_hours"] = "always"
    who: Annotated[tuple[Who, ...], Field(min_length=1)] = ("with_mt", "without_mt", "visitor")

    @model_validator(mode="after")
    def _complete(self) -> "Step":
        if (self.action is None) == (self.end is None):
            raise ValueError(
                "write what to try or how it ends: {try: own, within_days: 3} or {end: renounced}"
            )
        self._needs("within_days", self.within_days, ON_AGENDAS, needed=True)
        self._needs("after_days", self.after_days, ("retry",), needed=True)
        self._needs("within_hours", self.within_hours, AT_COUNTERS, needed=False)
        return self

    def _needs(self, key: str, value: int | None, actions: tuple[str, ...], needed: bool) -> None:
        if self.action in actions:
            if needed and value is None:
                raise ValueError(f"{{try: {self.action}}}: {key} is missing")
        elif value is not None:
            raise ValueError(f"{key} belongs to {{try: {' | '.join(actions)}}}; take it out")


Steps = Annotated[list[Step], Field(min_length=1, max_length=MOST_STEPS)]


class StepsByKind(Plain):
    """The pathway of each kind of need, at most 16 steps."""

    acute_urgent: Steps
    acute_minor: Steps
    follow_up: Steps
    renewal: Steps
    prevention: Steps
    certificate: Steps
    emergency: Steps
    other_call: Steps


class Reach(Plain):
    """Which doctors come to mind: attraction falls by e over ``minutes``, to none beyond ``most_minutes``."""

    minutes: Positive
    most_minutes: Amount


class Pathways(Plain):
    """conf/pathway/NAME.yaml."""

    steps: StepsByKind
    most_attempts: Count
    counter_minutes: Count
    no_car_minutes: Count
    sas_days: Count
    sent_hours: Count
    reach: Reach
