"""Something that makes posts more attractive, or better known: a campaign, an agency, an aid, a zone."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.changes.labour import Attract, EndAttraction
from sim.changes.payments import Pay
from sim.measures.field_types import Cost, Places, When
from sim.measures.labour.attributes import REACHING
from sim.measures.labour.candidates import BEGINNERS, Sort
from sim.measures.labour.paying_aids import pay_aid
from sim.measures.paying import pay
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.market import Aid, Zone
from sim.schema.types import Amount, Positive, Share, between

# Keys that belong to some attractions alone.
_OF: Final = {"reaches": REACHING, "fee": ("agency",), "aid": ("aid",), "zone": ("zoning",)}
_NEEDS: Final = {"campaign": "reaches", "agency": "reaches", "aid": "aid", "zoning": "zone"}

What = Literal["campaign", "agency", "aid", "zoning", "premises", "housing", "framework", "msp", "hosting"]


def _each_once(sorts: tuple[Sort, ...]) -> tuple[Sort, ...]:
    if len(set(sorts)) < len(sorts):
        raise ValueError("names a sort twice; write each once")
    return sorts


class Attraction(Plan):
    """``what`` there is from ``on`` to ``until`` for candidates (`measures: market`) at some places: all, a
    site, a commune, or several communes (``where``).

    A campaign and an agency tell a share of the candidates of the posts there (``reaches``); an agency is
    paid its ``fee`` for each doctor it has told of a post, once they have begun. An ``aid`` is paid to who
    settles, a ``zone`` brings the aids of the block `market`. The others add to a post's utility, ``size``
    times what the block `market` says. Only for some ``candidates``, if these are named.
    """

    turn = Turn.COMES

    what: What
    where: Places
    on: When
    until: When | None = None
    candidates: Annotated[tuple[Sort, ...], AfterValidator(_each_once)] = ()
    size: Annotated[Positive, between(0.01, 10)] | None = Field(
        default=None, description="times the utility of the block `market`"
    )
    reaches: Share | None = Field(default=None, description="share of candidates")
    fee: Amount | None = Field(default=None, description="euros for a doctor found and installed")
    aid: Aid | None = None
    zone: Zone | None = None
    cost: Cost | None = None

    @model_validator(mode="after")
    def _what_belongs_to_it(self) -> Self:
        """Each sort of attraction has its own keys."""
        for key, sorts in _OF.items():
            if getattr(self, key) is not None and self.what not in sorts:
                raise ValueError(f"`{key}` belongs to {' and '.join(sorts)}; take it out of {self.what}")
        if self.size is not None and self.what in _NEEDS:
            raise ValueError(f"`size` is no key of {self.what}; write `{_NEEDS[self.what]}` alone")
        needed = _NEEDS.get(self.what)
        if needed is not None and getattr(self, needed) is None:
            raise ValueError(f"{self.what} needs `{needed}`")
        if self.fee and self.cost is None:
            raise ValueError("a `fee` needs `cost: {payer: …}`, who pays it")
        if self.what == "zoning" and self.candidates:
            raise ValueError("a zone is the same for all candidates; take `candidates` out")
        return self


def attract(clock: Clock, supply: Supply, draws: Draws, plan: Attraction) -> Process:
    """From the day to the day; what it costs meanwhile, and for each doctor who comes through it."""
    yield clock.until(plan.on)
    where = plan.where if isinstance(plan.where, str) else tuple(map(supply.place, plan.where))
    where = supply.place(where) if isinstance(where, str) else where
    aid = plan.aid
    supply.ask(
        Attract(
            supply.measure,
            plan.what,
            where,
            clock.date_of(plan.on),
            plan.candidates or (BEGINNERS if aid is not None and aid.first else ()),
            1.0 if plan.size is None else plan.size,
            plan.reaches or 0.0,
            plan.zone or "",
            0.0 if aid is None else aid.a_year,
            0 if aid is None else aid.years,
        )
    )
    if plan.fee or aid is not None:
        clock.begin(pay_for_each(clock, supply, plan))
    lasts = [True]
    clock.begin(pay(clock, supply, plan.cost, plan.what, plan.what, "", lambda _: lasts[0], supply.measure))
    if plan.until is not None:
        yield clock.until(plan.until)
        lasts[0] = False
        supply.ask(EndAttraction(supply.measure))


def pay_for_each(clock: Clock, supply: Supply, plan: Attraction) -> Process:
    """The fee for each doctor found, the aid to each who settles, also after the attraction has ended."""
    while True:
        doctor: str = yield supply.found()
        there = supply.doctor(doctor)
        if plan.fee and plan.cost is not None:
            supply.ask(Pay(f"{plan.what} for {doctor}", plan.cost.payer, plan.fee, there.commune))
        if plan.aid is not None:
            clock.begin(pay_aid(clock, supply, plan.aid, f"{plan.what} for {doctor}", there.commune, doctor))
