"""A rule on where doctors may settle, for which some give up what they meant to do."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from sim.changes.labour import BeginRule, EndRule
from sim.measures.field_types import When
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.schema.types import CountFrom1, Positive, Share, between

_NEEDS: Final = {"no_new_in_dense": "dense", "serve_first_years": "years", "limit_locum": "years"}


class Obligation(Plan):
    """From ``on`` (to ``until``) a ``rule`` holds for candidates (`measures: market`); the share that
    ``defies`` it does not look for a practice.

    no_new_in_dense: successions alone in communes of no zone with more than ``dense`` GPs for 10,000
    residents; serve_first_years: the first ``years`` in a zone; limit_locum: at most ``years`` as a locum.
    """

    turn = Turn.COMES

    rule: Literal["no_new_in_dense", "serve_first_years", "limit_locum"]
    on: When
    until: When | None = None
    defies: Share
    years: Annotated[CountFrom1, between(1, 30)] | None = None
    dense: Annotated[Positive, between(0.1, 100)] | None = Field(
        default=None, description="GPs for 10,000 residents"
    )

    @model_validator(mode="after")
    def _of_the_rule(self) -> Self:
        """Each rule has a number of its own."""
        needed = _NEEDS[self.rule]
        other = "years" if needed == "dense" else "dense"
        if getattr(self, needed) is None:
            raise ValueError(f"{self.rule} needs `{needed}`")
        if getattr(self, other) is not None:
            raise ValueError(f"`{other}` is no key of {self.rule}; take it out")
        return self


def obligation(clock: Clock, supply: Supply, draws: Draws, plan: Obligation) -> Process:
    """From the day to the day."""
    yield clock.until(plan.on)
    since = clock.date_of(plan.on)
    supply.ask(BeginRule(supply.measure, plan.rule, since, plan.defies, plan.years or 0, plan.dense or 0.0))
    if plan.until is not None:
        yield clock.until(plan.until)
        supply.ask(EndRule(supply.measure))
