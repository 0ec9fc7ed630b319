"""A centre employs doctors: it is created, filled post by post, and closed where nobody bears its deficit
(docs/model.md, section 17).
"""

from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from sim.changes.doctors_and_sites import AnnounceClosing, CloseCentre, Depart, Install, OpenCentre
from sim.changes.payments import Pay
from sim.measures.books import Month, fees, month_before, settle
from sim.measures.field_types import Moment, Week, When
from sim.measures.holding import Post, Supervisors, go, hold, months_after, supervise, walk_path
from sim.measures.plan import Mention, PlacedPlan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.measures.search import Search, until_found
from sim.scenario.contracts import MOST_CAP, MOST_MONTHS, ContractTerms, Leaving, Months, Staff
from sim.scenario.terms import ContractName, PayerName
from sim.schema.types import Amount, Count, CountFrom1, Days, DoctorAge, Share, between, sums_to_1

_MOST_POSTS: Final = 100
_MONTHS: Final = 12
# What the plan says of the contract, in place of its row, is under the same keys.
_OF_CONTRACT: Final = ("leaving", "notice", "pay", "collected", "staff", "premises", "car")


class Centre(PlacedPlan):
    """From ``since`` a centre is created at a ``site`` (or in a ``commune``, in premises of its own):
    ``posts`` under a ``contract``, each filled by a search. It receives the fees; ``payers`` share its
    deficit.
    """

    turn = Turn.COMES

    since: When = Field(description="the day on which it is decided, and the searches begin")
    creation_months: Annotated[Count, between(0, MOST_MONTHS)] = Field(description="until it opens")
    posts: Annotated[CountFrom1, between(1, _MOST_POSTS)]
    search: Search = Field(description="for whoever takes a post: the first, and after each departure")
    contract: ContractName = "salaried"
    age: DoctorAge | None = Field(default=None, description="on arrival")
    week: Week | None = Field(default=None, description="slots by half-day; else the contract's")
    panel_cap: Annotated[Count, between(0, MOST_CAP)] | None = None  # of a doctor; else the contract's
    takeover: Share = Field(default=0.0, description="of the panel of who leaves, by a colleague there")
    leaving: Leaving | None = None  # these as in the contract, which they stand in for
    notice: Days | None = None
    pay: Amount | None = None
    collected: Share | None = None
    staff: Staff | None = None
    premises: Amount | None = None
    car: Amount | None = None
    creation_cost: Amount = 0.0
    grants: dict[PayerName, Amount] = Field(default_factory=dict, description="€ a year, by who gives them")
    payers: dict[PayerName, Share] | None = Field(default=None, description="shares of the deficit")
    bears: Amount | None = Field(default=None, description="€ a year of deficit that are borne")
    closes_after: Months | None = Field(default=None, description="months in a row with a greater one")

    @model_validator(mode="after")
    def borne_and_paid(self) -> Self:
        """What is borne, for how long, and by whom."""
        if (self.bears is None) != (self.closes_after is None):
            raise ValueError("`bears` and `closes_after` go together")
        if self.payers is not None:
            sums_to_1(self.payers.values(), "payers: the shares")
        return self

    def begins(self) -> tuple[str, Moment] | None:
        """The day on which it opens, as far as that is known."""
        if self.since == "start":
            return "since", self.since
        return "since", months_after(self.since, self.creation_months)

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """The first doctor of each post: ``centre_1``, ``centre_2``, … for the measure ``centre``."""
        return tuple(Mention("posts", "doctor", f"{measure}_{n + 1}") for n in range(self.posts))

    def terms(self, row: ContractTerms) -> ContractTerms:
        """The contract, with what the plan says in its place."""
        said: dict[str, Any] = {key: getattr(self, key) for key in _OF_CONTRACT}
        return row.model_copy(update={key: value for key, value in said.items() if value is not None})


@dataclass
class Running:
    """A centre that has opened."""

    plan: Centre
    terms: ContractTerms
    payers: dict[str, float]
    commune: str  # INSEE code
    opened: int  # day
    supervisors: Supervisors
    closes_on: int | None = None
    held: dict[int, Post] = field(default_factory=dict)  # by post, while somebody holds it
    holders: dict[int, int] = field(default_factory=dict)  # by post, how many have been sought for it
    doctors: list[str] = field(default_factory=list)  # who have worked here
    most: int = 0  # doctors at a time, so far
    deficits: list[float] = field(default_factory=list)  # by month

    def closing(self) -> bool:
        """Whether the closing has been announced, or is over."""
        return self.closes_on is not None

    @property
    def of_a_year(self) -> float:
        """The deficit of the last twelve months; of fewer, made that of a year."""
        last = self.deficits[-_MONTHS:]
        return sum(last) * _MONTHS / len(last)


def run_centre(clock: Clock, supply: Supply, draws: Draws, plan: Centre) -> Process:
    """It opens when it has been created and its premises are open; its books are closed month by month."""
    decided = clock.date_of(plan.since)
    yield clock.until(months_after(decided, plan.creation_months))
    if plan.site is not None:
        yield supply.site_open(plan.site)
    commune = supply.site_commune(plan.site) if plan.site is not None else supply.insee(plan.commune or "")
    terms = plan.terms(supply.terms(plan.contract))
    time = 0.0 if terms.supervision is None else terms.supervision.time
    payers = plan.payers or {terms.payer or "commune": 1.0}
    centre = Running(plan, terms, payers, commune, clock.day, Supervisors(supply, time))
    supply.ask(OpenCentre(supply.measure, commune, plan.site, plan.posts, plan.contract))
    for payer, share in payers.items():
        supply.ask(Pay(f"creation of {supply.measure}", payer, plan.creation_cost * share, commune))
    for number in range(plan.posts):
        clock.begin(fill(clock, supply, draws, centre, number, clock.day_of(decided)))
    yield from keep_books(clock, supply, draws, centre)


def fill(clock: Clock, supply: Supply, draws: Draws, centre: Running, number: int, since: int) -> Process:
    """A post is sought for from a day on, then held until its doctor leaves, and sought for again."""
    plan, first = centre.plan, f"{supply.measure}_{number + 1}"
    centre.holders[number] = holder = centre.holders.get(number, 0) + 1
    searches = draws.about(f"{first}/search/{holder}", centre.commune)
    yield clock.until(since + until_found(searches, plan.search))
    if plan.site is not None and not centre.closing():
        yield supply.rooms(plan.site).get(1)
        if centre.closing():
            supply.rooms(plan.site).put(1)
    if centre.closing():
        return
    name = first if holder == 1 else f"{first}.{holder}"
    birth_year = 0 if plan.age is None else clock.today.year - plan.age
    supply.ask(
        Install(
            doctor=name,
            commune=centre.commune,
            site=plan.site,
            birth_year=birth_year,
            contract=plan.contract,
            origin="outside",
            since=clock.today,
            week=None if plan.week is None else plan.week.values,
            panel_cap=plan.panel_cap,
        )
    )

    def leave() -> None:
        del centre.held[number]
        colleague = heir(supply, centre)
        supply.ask(Depart(name, successor=colleague, share=None if colleague is None else plan.takeover))
        if not centre.closing():
            clock.begin(fill(clock, supply, draws, centre, number, clock.day))

    where, notice = plan.site or centre.commune, centre.terms.notice or 0
    post = Post(name, where, clock.today, birth_year, centre.terms, notice, leave)
    centre.held[number] = post
    centre.doctors.append(name)
    centre.most = max(centre.most, sum(supply.practising(each.doctor) for each in centre.held.values()))
    own = draws.about(name, centre.commune)
    clock.begin(walk_path(clock, supply, post))
    clock.begin(supervise(clock, supply, own, post, centre.supervisors, None))
    yield from hold(clock, supply, own, post)


def heir(supply: Supply, centre: Running) -> str | None:
    """Who takes over a part of the panel of a doctor who leaves: of those who stay, who came first."""
    if centre.closing() or centre.plan.takeover == 0.0:
        return None
    staying = {post.doctor for post in centre.held.values() if post.leaves_on is None}
    return next((name for name in centre.doctors if name in staying and supply.practising(name)), None)


def keep_books(clock: Clock, supply: Supply, draws: Draws, centre: Running) -> Process:
    """On each first of a month: the month before, whether it goes on, and posts that stand empty because
    another measure has taken their doctor.
    """
    plan, over = centre.plan, 0
    while True:
        yield clock.next_month()
        month = books_of(clock, supply, centre)
        settle(supply, clock.today, supply.measure, month, centre.payers, centre.commune)
        if centre.closes_on is not None:
            if centre.closes_on <= clock.day:
                return
            continue
        for number, post in [*centre.held.items()]:
            if not supply.practising(post.doctor):
                del centre.held[number]
                clock.begin(fill(clock, supply, draws, centre, number, clock.day))
        centre.deficits.append(month.deficit)
        over = over + 1 if plan.bears is not None and centre.of_a_year > plan.bears else 0
        if plan.closes_after is not None and over >= plan.closes_after:
            clock.begin(close(clock, supply, centre))


def books_of(clock: Clock, supply: Supply, centre: Running) -> Month:
    """Costs and receipts of the month before today; grants are paid."""
    plan, terms = centre.plan, centre.terms
    last, days = month_before(clock.today)
    first = clock.day - days
    until = clock.day if centre.closes_on is None else min(clock.day, centre.closes_on)
    part = (until - max(centre.opened, first)) / days
    worked = [supply.worked(name) for name in centre.doctors]
    pay = sum(each.days for each in worked) / days * terms.pay
    kept = centre.most * terms.staff_yearly + plan.posts * (terms.premises + terms.car)
    for payer, yearly in plan.grants.items():
        supply.ask(Pay(f"grant to {supply.measure}", payer, part * yearly / _MONTHS, centre.commune, last))
    granted = part * sum(plan.grants.values()) / _MONTHS
    received = sum(fees(supply, terms, each) for each in worked)
    return Month((pay + part * kept) / _MONTHS, received + granted)


def close(clock: Clock, supply: Supply, centre: Running) -> Process:
    """All doctors are given notice and leave together; nobody comes any more."""
    plan = centre.plan
    centre.closes_on = day = clock.day + (centre.terms.notice or 0)
    closes = clock.date_of(day)
    supply.ask(AnnounceClosing(supply.measure, centre.commune, plan.site, closes, centre.of_a_year))
    for post in [*centre.held.values()]:
        clock.begin(go(clock, supply, post, day))
    yield clock.until(day)
    supply.ask(CloseCentre(supply.measure, centre.commune, plan.site))
