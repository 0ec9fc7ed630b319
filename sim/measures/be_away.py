"""A doctor is away for months (a birth, an illness, a sabbatical), and comes back to their patients."""

from datetime import date, timedelta
from typing import Final, Self

from pydantic import model_validator

from sim.changes.sessions import ComeBack, GoAway, SetAway
from sim.measures.field_types import DoctorName, When
from sim.measures.plan import Plan
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.services import MOST_HORIZON

_AGAIN: Final = 28  # days after which it is said anew in which of the coming weeks the doctor is away
_WEEK: Final = 7
_MIDDLE: Final = 3  # day of a week, from 0


class LongLeave(Plan):
    """The ``doctor`` is away from ``on`` to the day before ``until``. Nobody is booked with them meanwhile,
    they take no new patients, and their patients stay theirs. `stand_in` brings a locum.
    """

    doctor: DoctorName
    on: When
    until: When

    @model_validator(mode="after")
    def one_week(self) -> Self:
        """A week at least; a plan that ends before it begins is refused as any such."""
        on, until = self.on, self.until
        if on != "start" and until != "start" and timedelta(0) <= until - on < timedelta(_WEEK):
            least = on + timedelta(_WEEK)
            raise ValueError(f"{until} is less than a week after {on}; write {least} or a later day")
        return self


def be_away(clock: Clock, supply: Supply, draws: Draws, plan: LongLeave) -> Process:
    """It is known as soon as appointments could be made for the first of these weeks."""
    first, back = clock.day_of(plan.on), clock.day_of(plan.until)
    yield supply.arrival(plan.doctor)
    yield clock.until(max(0, first - MOST_HORIZON))
    if back <= clock.day:
        return
    clock.begin(without_new_patients(clock, supply, plan.doctor, first, back))
    while clock.day < back and supply.practising(plan.doctor):
        begins = max(first, clock.day - _WEEK)  # the week in hand may have begun before today
        ends = min(back, clock.day + MOST_HORIZON + _AGAIN)
        supply.ask(SetAway(plan.doctor, weeks(clock.date_of(begins), clock.date_of(ends))))
        yield clock.until(min(back, clock.day + _AGAIN))
    if supply.practising(plan.doctor):
        supply.ask(SetAway(plan.doctor, ()))


def without_new_patients(clock: Clock, supply: Supply, doctor: str, first: int, back: int) -> Process:
    """Who is away takes nobody on."""
    yield clock.until(max(first, clock.day))
    if supply.practising(doctor):
        supply.ask(GoAway(doctor, clock.date_of(back)))
    yield clock.until(back)
    if supply.practising(doctor):
        supply.ask(ComeBack(doctor))


def weeks(begins: date, ends: date) -> tuple[int, ...]:
    """The weeks of the year (seven days each, from 1 January on, as those of leave) whose middle lies on a
    day from ``begins`` on and before ``ends``; of the one or two days beyond the 52nd, either.
    """
    found = set[int]()
    for n in range((ends - begins).days):
        week, day = divmod((begins + timedelta(n)).timetuple().tm_yday - 1, _WEEK)
        if day == _MIDDLE or week == 52:
            found.add(week)
    return tuple(sorted(found))
