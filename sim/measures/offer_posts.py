"""Posts that somebody creates for doctors who look for one: salaried as a rule."""

from functools import partial
from typing import Annotated

from pydantic import Field

from sim.changes.doctors_and_sites import Depart
from sim.changes.labour import EndOffer, OfferPosts
from sim.measures.books import employ
from sim.measures.field_types import Cost, Week, When
from sim.measures.holding import Post, Supervisors, hold, supervise, walk_path
from sim.measures.paying import pay
from sim.measures.plan import PlacedPlan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.own_patients import MOST_PATIENTS
from sim.scenario.terms import ContractName
from sim.schema.types import Count, CountFrom1, between


class PostOffer(PlacedPlan):
    """``posts`` at a ``site`` (or in a ``commune``) for candidates (`measures: market`) from ``on``, as long
    as nobody has taken them (at most to ``until``). Who leaves one leaves it free again. What the plan does
    not say of how one works, stays and is paid is said by the ``contract``, or is as usual.
    """

    turn = Turn.COMES

    posts: Annotated[CountFrom1, between(1, 1000)]
    on: When
    until: When | None = None
    contract: ContractName = "salaried"
    week: Week | None = Field(default=None, description="slots by half-day; else the contract's")
    panel_cap: Annotated[Count, between(0, MOST_PATIENTS)] | None = None  # else the contract's
    cost: Cost | None = Field(
        default=None, description="of each post, while it is held; in place of what the contract costs"
    )

    def held_by_one(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """Each post is taken by one candidate."""
        return ((("contract",), self.contract),)


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
    clock.begin(who_begins(clock, supply, draws, plan, commune))
    if plan.until is not None:
        yield clock.until(plan.until)
        supply.ask(EndOffer(supply.measure))


def who_begins(clock: Clock, supply: Supply, draws: Draws, plan: PostOffer, commune: str) -> Process:
    """Each of them works and is paid under the contract, also after the offer has ended."""
    terms = supply.terms(plan.contract)
    supervisors = Supervisors(supply, 0.0 if terms.supervision is None else terms.supervision.time)
    payer = terms.payer if plan.cost is None else plan.cost.payer
    yearly = terms.yearly if plan.cost is None else 0.0
    while True:
        doctor: str = yield supply.found()
        there = supply.doctor(doctor)
        own, leave = draws.about(doctor, commune), partial(_leave, supply, doctor)
        where, notice = plan.site or commune, terms.notice or 0
        post = Post(doctor, where, clock.today, there.birth_year, terms, notice, leave)
        once, monthly = f"installation of {doctor}", f"post of {doctor}"
        clock.begin(pay(clock, supply, plan.cost, once, monthly, commune, supply.practising, doctor))
        clock.begin(employ(clock, supply, post, commune, yearly=yearly, payer=payer))
        clock.begin(walk_path(clock, supply, post))
        clock.begin(supervise(clock, supply, own, post, supervisors, None))
        clock.begin(hold(clock, supply, own, post))


def _leave(supply: Supply, doctor: str) -> None:
    supply.ask(Depart(doctor))
