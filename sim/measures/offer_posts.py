"""Posts that somebody creates for doctors who look for one: salaried as a rule."""

from typing import Annotated

from pydantic import Field

from sim.changes.labour import EndOffer, OfferPosts
from sim.measures.field_types import Cost, Week, When
from sim.measures.paying import pay
from sim.measures.plan import PlacedPlan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.doctors import MOST_PATIENTS
from sim.scenario.terms import ContractName
from sim.schema.types import Count, CountFrom1, between


class PostOffer(PlacedPlan):
    """``posts`` at a ``site`` (or in a ``commune``) for candidates (`measures: market`) from ``on``, as long
    as nobody has taken them (at most to ``until``). Who leaves one leaves it free again.
    """

    turn = Turn.COMES

    posts: Annotated[CountFrom1, between(1, 1000)]
    on: When
    until: When | None = None
    contract: ContractName = "salaried"
    week: Week | None = Field(default=None, description="slots by half-day; else a newcomer's usual week")
    panel_cap: Annotated[Count, between(0, MOST_PATIENTS)] | None = None  # else a newcomer's usual one
    cost: Cost | None = Field(default=None, description="of each post, while it is held")


def offer_posts(clock: Clock, supply: Supply, draws: Draws, plan: PostOffer) -> Process:
    """From the day on, at a site when it has opened."""
    yield clock.until(plan.on)
    if plan.site is not None:
        yield supply.site_open(plan.site)
    commune = supply.insee(plan.commune) if plan.commune is not None else supply.site_commune(plan.site or "")
    week = None if plan.week is None else plan.week.values
    supply.ask(
        OfferPosts(supply.measure, plan.posts, commune, plan.site or "", plan.contract, week, plan.panel_cap)
    )
    if plan.cost is not None:
        clock.begin(pay_for_each(clock, supply, plan.cost, commune))
    if plan.until is not None:
        yield clock.until(plan.until)
        supply.ask(EndOffer(supply.measure))


def pay_for_each(clock: Clock, supply: Supply, cost: Cost, commune: str) -> Process:
    """Of each doctor who begins, while they practise."""
    while True:
        doctor: str = yield supply.found()
        once, monthly = f"installation of {doctor}", f"post of {doctor}"
        clock.begin(pay(clock, supply, cost, once, monthly, commune, supply.practising, doctor))
