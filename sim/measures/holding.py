"""How long a doctor holds a post under a contract, and who supervises them (docs/model.md, section 17)."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sim.changes.sessions import ChangeActivity
from sim.measures.field_types import Moment
from sim.measures.leaving import Chance, first_exit, give_notice
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.contracts import ContractTerms

_ALONE: Final = 2  # word of occurrence 0 of the draws about a doctor: those of their first year there
_MONTHS: Final = 12


@dataclass
class Post:
    """What a doctor whom a measure has brought works under. ``leave`` asks for the departure and says who
    follows; it is called on the day, of whoever is still there.
    """

    doctor: str
    where: str  # the site or commune at which they practise
    since: date  # the first day there; may lie before the world's
    birth_year: int  # 0 where unknown
    terms: ContractTerms
    notice: int  # days between the announcement and the departure
    leave: Callable[[], None]
    leaves_on: int | None = None  # the day that is announced


def hold(
    clock: Clock, supply: Supply, draws: Draws, post: Post, chances: Iterator[Chance] | None = None
) -> Process:
    """The doctor stays until they leave of their own accord, by ``chances`` (else the contract's, by years
    there), or the contract ends.
    """
    own = by_tenure(clock, post.since, post.terms, post.notice) if chances is None else chances
    end = contract_end(post.since, post.birth_year, post.terms)
    last = None if end is None else clock.day_of(end)
    day = yield from first_exit(clock, supply, draws, post.doctor, own, post.notice, last)
    day = last if day is None else day
    if day is not None:
        yield from go(clock, supply, post, day)


def go(clock: Clock, supply: Supply, post: Post, day: int) -> Process:
    """The doctor leaves on the day, unless they go sooner."""
    if post.leaves_on is not None and post.leaves_on <= day:
        return
    yield clock.until(day - post.notice)
    if post.leaves_on is not None and post.leaves_on <= day:
        return
    post.leaves_on = day
    yield from give_notice(clock, supply, post.doctor, day, post.notice)
    if post.leaves_on == day and supply.practising(post.doctor):
        post.leave()


def by_tenure(clock: Clock, since: date, terms: ContractTerms, notice: int) -> Iterator[Chance]:
    """One day in each year there, from the first on, as far as the notice of a departure is played."""
    leaving = terms.leaving
    year, beyond = 0, clock.day_of(clock.end) + notice
    while leaving is not None and (first := clock.day_of(anniversary(since, year))) <= beyond:
        days = clock.day_of(anniversary(since, year + 1)) - first
        yield Chance(year, first + 1, days - 1, leaving[min(year, len(leaving) - 1)])
        year += 1


def anniversary(since: date, years: int) -> date:
    """So many years later; 1 March for 29 February where there is none."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 3, 1)


def months_after(since: date, months: int) -> date:
    """So many months later, to the day; the last of the month where there is no such day."""
    years, month = divmod(since.month - 1 + months, _MONTHS)
    year, month = since.year + years, month + 1
    return date(year, month, min(since.day, monthrange(year, month)[1]))


def contract_end(since: date, birth_year: int, terms: ContractTerms) -> date | None:
    """The day on which a contract ends of itself: no longer at work; None if it does not."""
    ends = []
    if terms.ends_after is not None:
        ends.append(months_after(since, terms.ends_after))
    if terms.ends_at is not None and birth_year:
        ends.append(date(birth_year + terms.ends_at, 1, 1))
    return min(ends, default=None)


def walk_path(clock: Clock, supply: Supply, post: Post) -> Process:
    """Works a part of the week until the path is done."""
    path = post.terms.path
    done = None if path is None else clock.day_of(months_after(post.since, path.months))
    if path is None or done is None or done <= clock.day:
        return
    supply.ask(ChangeActivity(post.doctor, path.activity))
    yield clock.until(done)
    if supply.practising(post.doctor):
        supply.ask(ChangeActivity(post.doctor, 1.0))


class Supervisors:
    """Who supervises whom, of the doctors of one measure, each for a share ``time`` of their slots."""

    def __init__(self, supply: Supply, time: float) -> None:
        self._supply = supply
        self._time = time
        self._of: dict[str, str | None] = {}  # of each who is supervised, by whom; None: nobody

    def find(self, doctor: str, where: str, named: str | None) -> bool:
        """Whether somebody supervises the doctor from now on: who does already, else who is ``named``, else
        the first of the GPs there who have as few as anybody.
        """
        now = self._of.setdefault(doctor, None)
        if now is not None and self._supply.practising(now):
            return True
        found = named if named is not None and self._supply.practising(named) else self._at(where)
        self._of[doctor] = found
        if found is not None:
            self._take_time(found)
        return found is not None

    def release(self, doctor: str) -> None:
        """The doctor needs nobody any more."""
        supervisor = self._of.pop(doctor, None)
        if supervisor is not None and self._supply.practising(supervisor):
            self._take_time(supervisor)

    def _at(self, where: str) -> str | None:
        there = [
            one.name
            for one in self._supply.doctors(where)
            if self._supply.terms(one.contract).supervision is None
        ]
        return min(there, key=self._number, default=None)

    def _number(self, supervisor: str) -> int:
        return sum(one == supervisor for one in self._of.values())

    def _take_time(self, supervisor: str) -> None:
        left = max(0.0, 1.0 - self._time * self._number(supervisor))
        self._supply.ask(ChangeActivity(supervisor, left))


def supervise(
    clock: Clock, supply: Supply, draws: Draws, post: Post, supervisors: Supervisors, named: str | None
) -> Process:
    """Month by month while the contract says so and the doctor is there."""
    terms = post.terms.supervision
    if terms is None:
        return
    until: Moment | None = None if terms.months is None else months_after(post.since, terms.months)
    alone = False
    while supply.practising(post.doctor) and (until is None or clock.day < clock.day_of(until)):
        found = supervisors.find(post.doctor, post.where, named)
        if not found and not alone:
            alone = True
            if draws.uniform(0, _ALONE) < terms.alone:
                clock.begin(go(clock, supply, post, clock.day + post.notice))
        yield clock.next_month()
    supervisors.release(post.doctor)
