"""Doctors settle: so many, at a site or in a commune, by a date or after a search, if they come at all."""

from dataclasses import replace
from typing import Annotated, Final, NamedTuple, Self

from pydantic import Field, model_validator

from sim.changes.doctors_and_sites import Depart, Install
from sim.measures.books import employ
from sim.measures.field_types import Cost, DoctorName, Moment, Week, When, Where
from sim.measures.holding import Post, Supervisors, contract_end, hold, supervise, walk_path
from sim.measures.leaving import by_civil_year
from sim.measures.paying import pay
from sim.measures.plan import Awaited, Mention, PlacedPlan, Turn
from sim.measures.protocol import Clock, Doctor, Draws, Process, Supply
from sim.measures.search import found_after
from sim.scenario.contracts import ContractTerms
from sim.scenario.own_patients import MOST_PATIENTS
from sim.scenario.terms import ContractName
from sim.schema.types import Count, Days, DoctorAge, MeanDays, Share, between

_MOST: Final = 1000  # each has a name that other measures may mention
# Words of a doctor's draw; the occurrence is their number among those who settle.
_COMES: Final = 0
_LEAD: Final = 1
_NEIGHBOUR: Final = 2


class Installation(PlacedPlan):
    """``doctors`` who settle at ``site`` (or in ``commune``, in premises of their own). What the plan does
    not say of how they work, stay and are paid is said by the ``contract``, or is as usual.
    """

    turn = Turn.COMES

    doctors: Annotated[Count, Field(le=_MOST)]
    by: When | None = Field(default=None, description="the day on which they begin")
    since: When | None = Field(default=None, description="the day on which the search begins …")
    lead_days: MeanDays | None = Field(default=None, description="… and its mean length, exponential")
    probability: Share = Field(default=1.0, description="that each of them comes")
    origin: Where = Field(
        default="outside", alias="from", description="outside, or a doctor or commune nearby"
    )
    follow: Share = Field(default=0.0, description="of the old panel that follows a doctor from nearby")
    contract: ContractName = "liberal"
    age: DoctorAge | None = Field(default=None, description="on arrival; not said: no hazard of age applies")
    week: Week | None = Field(default=None, description="slots by half-day; else the contract's")
    panel_cap: Annotated[Count, between(0, MOST_PATIENTS)] | None = None  # else the contract's
    ramp_days: Days | None = Field(default=None, description="days until the agenda is offered in full …")
    ramp_start: Share | None = Field(
        default=None, description="… and the share of it offered on the first day"
    )
    departure_hazard: Share | None = Field(default=None, description="yearly probability of leaving again")
    notice: Days | None = Field(default=None, description="days between the announcement and that departure")
    shares_panel_of: DoctorName | None = Field(
        default=None, description="a colleague there, whose patients are then those of both"
    )
    supervised_by: DoctorName | None = Field(
        default=None, description="who supervises them, under a contract with supervision; else a GP there"
    )
    cost: Cost | None = Field(default=None, description="in place of what the contract costs")

    @model_validator(mode="after")
    def one_time(self) -> Self:
        """A date or a search, and what goes together."""
        search = self.since is not None and self.lead_days is not None
        if search == (self.by is not None) or (self.since is None) != (self.lead_days is None):
            raise ValueError("write either `by`, or `since` and `lead_days`")
        if (self.ramp_days is None) != (self.ramp_start is None):
            raise ValueError("`ramp_days` and `ramp_start` go together")
        if (self.departure_hazard is None) != (self.notice is None):
            raise ValueError("`departure_hazard` and `notice` go together")
        if self.shares_panel_of is not None and self.panel_cap is not None:
            raise ValueError("`panel_cap` is the colleague's where the panel is shared; take it out")
        if self.origin == "outside" and self.follow > 0:
            raise ValueError("nobody follows (`follow`) a doctor who comes from outside")
        return self

    @property
    def moment(self) -> Moment:
        """From which they come or are searched for."""
        return self.by or self.since or "start"

    def mentions(self) -> tuple[Mention, ...]:
        """The place, the neighbour, the colleague."""
        return tuple(said for said in super().mentions() if (said.key, said.name) != ("from", "outside"))

    def awaits(self) -> tuple[Awaited, ...]:
        """The neighbour who moves, the colleague."""
        said = self.mentions()
        return tuple(Awaited(one, self.moment) for one in said if one.key in ("from", "shares_panel_of"))

    def together(self) -> tuple[Mention, ...]:
        """Who shares a panel works where its patients are."""
        if self.shares_panel_of is None:
            return ()
        return tuple(one for one in self.mentions() if one.key in ("site", "commune", "shares_panel_of"))

    def not_of_one(self) -> tuple[tuple[Mention, str], ...]:
        """Several come from a commune, or from outside."""
        if self.doctors < 2 or self.origin == "outside":
            return ()
        said = f"{self.origin} is one doctor, and {self.doctors} cannot be; write doctors: 1, or a commune"
        return ((Mention("from", "where", self.origin), said),)

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """The doctors: ``settle_1``, ``settle_2``, … for the measure ``settle``."""
        return tuple(Mention("doctors", "doctor", f"{measure}_{n + 1}") for n in range(self.doctors))


def install(clock: Clock, supply: Supply, draws: Draws, plan: Installation) -> Process:
    """Who comes settles by the date, or when the search has found them."""
    terms = supply.terms(plan.contract)
    supervision = terms.supervision
    supervisors = Supervisors(supply, 0.0 if supervision is None else supervision.time)
    for nth in range(plan.doctors):
        if draws.uniform(nth, _COMES) < plan.probability:
            lead = 0 if plan.lead_days is None else int(plan.lead_days * draws.exponential(nth, _LEAD))
            place = Place(nth, 0, terms, supervisors)
            clock.begin(settle(clock, supply, draws, plan, place, clock.day_of(plan.moment) + lead))
    yield clock.until(plan.moment)


class Place(NamedTuple):
    """One of the doctors whom a plan brings, and those who follow them."""

    nth: int
    held_before: int  # by how many
    terms: ContractTerms
    supervisors: Supervisors

    def name(self, measure: str) -> str:
        """Of who holds it: settle_1, then settle_1.2, …"""
        first = f"{measure}_{self.nth + 1}"
        return first if self.held_before == 0 else f"{first}.{self.held_before + 1}"


def settle(clock: Clock, supply: Supply, draws: Draws, plan: Installation, place: Place, day: int) -> Process:
    """A doctor begins on the day, or as soon as a room is free.

    A neighbour leaves the old practice that morning and part of the panel follows. They may leave again.
    """
    yield clock.until(day)
    if plan.site is not None:
        yield supply.site_open(plan.site)
        yield supply.rooms(plan.site).get(1)
    name, nearby = place.name(supply.measure), plan.origin != "outside" and place.held_before == 0
    former = neighbour(supply, draws, plan, place.nth) if nearby else None
    commune = supply.site_commune(plan.site) if plan.site is not None else supply.insee(plan.commune or "")
    since = day if clock.day <= max(day, 0) else clock.day  # dated before the first day: at the age it has
    arrives = newcomer(clock, plan, name, commune, former, since)
    ends = contract_end(arrives.since, arrives.birth_year, place.terms)
    nobody = nearby and former is None  # is left there who could move
    if nobody or (ends is not None and ends <= clock.today):
        if plan.site is not None:
            supply.rooms(plan.site).put(1)
        return
    if plan.shares_panel_of is not None and not supply.practising(plan.shares_panel_of):
        arrives = replace(arrives, shares_panel_of=None)  # the colleague has left: patients of their own
    supply.ask(arrives)
    if former is not None:
        supply.ask(Depart(former.name, successor=name, share=plan.follow, same_doctor=True))
    once, monthly = f"installation of {name}", f"post of {name}"
    clock.begin(pay(clock, supply, plan.cost, once, monthly, commune, supply.practising, name))
    yield from stay(clock, supply, draws, plan, place, arrives)


def stay(
    clock: Clock, supply: Supply, draws: Draws, plan: Installation, place: Place, arrives: Install
) -> Process:
    """Under the contract, until, one year, they leave, or it ends; somebody may follow."""
    terms, commune = place.terms, arrives.commune

    def leave() -> None:
        after = follows_after(draws, plan, place, supply.measure, commune)
        heir = place._replace(held_before=place.held_before + 1)
        if after == 0 and terms.succession is not None:
            share = terms.succession.takeover
            supply.ask(Depart(arrives.doctor, successor=heir.name(supply.measure), share=share))
        else:
            supply.ask(Depart(arrives.doctor))
        if after is not None:
            clock.begin(settle(clock, supply, draws, plan, heir, clock.day + after))

    rate, own = plan.departure_hazard, draws.about(arrives.doctor, commune)
    notice = terms.notice if plan.notice is None else plan.notice
    where = plan.site or commune
    post = Post(arrives.doctor, where, arrives.since, arrives.birth_year, terms, notice or 0, leave)
    payer = terms.payer if plan.cost is None else plan.cost.payer
    yearly = terms.yearly if plan.cost is None else 0.0
    clock.begin(employ(clock, supply, post, commune, yearly=yearly, payer=payer))
    clock.begin(walk_path(clock, supply, post))
    named = plan.supervised_by or plan.shares_panel_of
    clock.begin(supervise(clock, supply, own, post, place.supervisors, named))
    chances = None if rate is None else by_civil_year(clock, lambda _: rate, post.notice)
    yield from hold(clock, supply, own, post, chances)


def follows_after(draws: Draws, plan: Installation, place: Place, measure: str, commune: str) -> int | None:
    """After how many days somebody follows who leaves; None if nobody does."""
    succession = place.terms.succession
    if succession is None:
        return None
    own = draws.about(f"{measure}_{place.nth + 1}/succession", commune)
    return found_after(own, place.held_before, succession.share, succession.vacancy_days)


def neighbour(supply: Supply, draws: Draws, plan: Installation, nth: int) -> Doctor | None:
    """The doctor who moves: the one named, or one drawn among those of the commune."""
    nearby = supply.doctors(plan.origin)
    return nearby[int(draws.uniform(nth, _NEIGHBOUR) * len(nearby))] if nearby else None


def newcomer(
    clock: Clock, plan: Installation, name: str, commune: str, former: Doctor | None, since: int
) -> Install:
    """The doctor, as the plan has them work."""
    arrives = 0 if plan.age is None else clock.today.year - plan.age  # birth year
    return Install(
        doctor=name,
        commune=commune,
        site=plan.site,
        birth_year=arrives if former is None else former.birth_year,
        contract=plan.contract,
        origin="outside" if former is None else former.name,
        since=clock.date_of(since),
        like=former.name if former is not None and plan.week is None else None,
        week=None if plan.week is None else plan.week.values,
        panel_cap=plan.panel_cap,
        ramp_days=plan.ramp_days,
        ramp_start=plan.ramp_start,
        shares_panel_of=plan.shares_panel_of,
    )
