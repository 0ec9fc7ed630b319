"""Doctors settle: so many, at a site or in a commune, by a date or after a search, if they come at all."""

from dataclasses import replace
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from sim.changes.changes import Depart, Install
from sim.measures.field_types import Cost, DoctorName, Moment, When, Where
from sim.measures.leaving import exit_day, give_notice
from sim.measures.paying import pay
from sim.measures.plan import Awaited, Mention, PlacedPlan, Turn
from sim.measures.protocol import Clock, Doctor, Draws, Process, Supply
from sim.scenario.doctors import MOST_PATIENTS
from sim.scenario.services import Slotted
from sim.scenario.terms import ContractName
from sim.schema.types import Count, Days, DoctorAge, MeanDays, Share, between

_MOST: Final = 1000  # each has a name that other measures may mention
# Words of a doctor's draw; the occurrence is their number among those who settle.
_COMES: Final = 0
_LEAD: Final = 1
_NEIGHBOUR: Final = 2


class Installation(PlacedPlan):
    """``doctors`` who settle at ``site`` (or in ``commune``, in premises of their own)."""

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
    week: Slotted | None = Field(default=None, description="slots by half-day; else a newcomer's usual week")
    panel_cap: Annotated[Count, between(0, MOST_PATIENTS)] | None = None  # else a newcomer's usual one
    ramp_days: Days | None = Field(default=None, description="days until the agenda is offered in full …")
    ramp_start: Share | None = Field(
        default=None, description="… and the share of it offered on the first day"
    )
    departure_hazard: Share | None = Field(default=None, description="yearly probability of leaving again")
    notice: Days | None = Field(default=None, description="days between the announcement and that departure")
    shares_panel_of: DoctorName | None = Field(
        default=None, description="a colleague there, whose patients are then those of both"
    )
    cost: Cost | None = None

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

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """The doctors: ``settle_1``, ``settle_2``, … for the measure ``settle``."""
        return tuple(Mention("doctors", "doctor", f"{measure}_{n + 1}") for n in range(self.doctors))


def install(clock: Clock, supply: Supply, draws: Draws, plan: Installation) -> Process:
    """Who comes settles by the date, or when the search has found them."""
    for nth in range(plan.doctors):
        if draws.uniform(nth, _COMES) < plan.probability:
            lead = 0 if plan.lead_days is None else int(plan.lead_days * draws.exponential(nth, _LEAD))
            clock.begin(settle(clock, supply, draws, plan, nth, clock.day_of(plan.moment) + lead))
    yield clock.until(plan.moment)


def settle(clock: Clock, supply: Supply, draws: Draws, plan: Installation, nth: int, day: int) -> Process:
    """A doctor begins on the day, or as soon as a room is free.

    A neighbour leaves the old practice that morning and part of the panel follows. They may leave again.
    """
    yield clock.until(day)
    if plan.site is not None:
        yield supply.site_open(plan.site)
        yield supply.rooms(plan.site).get(1)
    name = f"{supply.measure}_{nth + 1}"
    former = None if plan.origin == "outside" else neighbour(supply, draws, plan, nth)
    if plan.origin != "outside" and former is None:  # nobody is left there who could move
        if plan.site is not None:
            supply.rooms(plan.site).put(1)
        return
    commune = supply.site_commune(plan.site) if plan.site is not None else supply.insee(plan.commune or "")
    since = day if clock.day <= max(day, 0) else clock.day  # dated before the first day: at the age it has
    arrives = newcomer(clock, plan, name, commune, former, since)
    if plan.shares_panel_of is not None and not supply.practising(plan.shares_panel_of):
        arrives = replace(arrives, shares_panel_of=None)  # the colleague has left: patients of their own
    supply.ask(arrives)
    if former is not None:
        supply.ask(Depart(former.name, successor=name, share=plan.follow, same_doctor=True))
    once, monthly = f"installation of {name}", f"post of {name}"
    clock.begin(pay(clock, supply, plan.cost, once, monthly, commune, supply.practising, name))
    yield from stay(clock, supply, draws.about(name, commune), plan, name)


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
        ramp_days=plan.ramp_days or 0,
        ramp_start=1.0 if plan.ramp_start is None else plan.ramp_start,
        shares_panel_of=plan.shares_panel_of,
    )


def stay(clock: Clock, supply: Supply, draws: Draws, plan: Installation, name: str) -> Process:
    """Until, one year, they leave: announced, with nobody to take over."""
    rate, notice = plan.departure_hazard, plan.notice
    if rate is None or notice is None:
        return
    day = yield from exit_day(clock, supply, draws, name, lambda _: rate, notice)
    if day is None:
        return
    yield from give_notice(clock, supply, name, day, notice)
    if supply.practising(name):
        supply.ask(Depart(name))
