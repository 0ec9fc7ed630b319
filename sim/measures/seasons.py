"""When something is there that is not always there: seasons of every year, single dates, one week in n
(docs/model.md, section 13).
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Final, NamedTuple, Protocol, Self

import simpy
from pydantic import Field, model_validator

from sim.changes.change import Change
from sim.changes.presence import EVERY_WEEK, Weeks
from sim.measures.field_types import Moment, When
from sim.measures.protocol import Clock, Process, Supply
from sim.schema.types import CountFrom1, MonthDay, Plain, between

MOST_WEEKS: Final = 52
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)


class Season(Plain):
    """Days of every year, both included; over the new year where the last comes before the first."""

    first: Annotated[MonthDay, Field(alias="from")]
    last: Annotated[MonthDay, Field(alias="to")]


class Dates(Plain):
    """Days of one year, or of several, both included."""

    first: Annotated[When, Field(alias="from")]
    last: Annotated[When, Field(alias="to")]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if isinstance(self.first, date) and isinstance(self.last, date) and self.last < self.first:
            raise ValueError(f"to: {self.last} lies before from, {self.first}; write a later date")
        return self


class Calendar(Plain):
    """``seasons`` and ``dates``: the days on which it is there (neither: all). ``one_week_in`` 2: every other
    week, the ``week`` 1 being that in which it begins, 2 the one after.
    """

    seasons: tuple[Season, ...] = ()
    dates: tuple[Dates, ...] = ()
    one_week_in: Annotated[CountFrom1, between(1, MOST_WEEKS)] = 1
    week: Annotated[CountFrom1, between(1, MOST_WEEKS)] = 1

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.seasons and not self.dates and self.one_week_in == 1:
            raise ValueError("says nothing; write seasons, dates or one_week_in, or leave it out")
        check_week(self.week, self.one_week_in)
        return self

    def weeks(self, clock: Clock, on: Moment) -> Weeks:
        """In which weeks it is there, counted from that of ``on``."""
        return weeks_of(clock, on, self.one_week_in, self.week)


def check_week(week: int, one_week_in: int) -> None:
    """Refuses a week that is none of those that return."""
    if week > one_week_in:
        weeks = "1" if one_week_in == 1 else f"1 to {one_week_in}"
        raise ValueError(f"week: of one week in {one_week_in} it is {weeks}; {week} is none of them")


class Dated(Protocol):
    """What knows the dates of moments, and the last day played."""

    @property
    def end(self) -> date:
        """The last day."""

    def date_of(self, when: Moment) -> date:
        """The date of a moment."""


class Span(NamedTuple):
    """Days ``begins`` up to ``ends``, which is not one of them any more (None: for good)."""

    begins: date
    ends: date | None


def spans(clock: Dated, calendar: Calendar | None, on: Moment, until: Moment | None) -> list[Span]:
    """From ``on`` until the last day played, and before ``until``: in order, none touching the next."""
    first, last = clock.date_of(on), None if until is None else clock.date_of(until)
    if calendar is None or not (calendar.seasons or calendar.dates):
        return [Span(first, last)]
    end = max(clock.end, first) + _DAY if last is None else last
    found: list[Span] = []
    for begins, ends in sorted(_named(clock, calendar, first, end)):
        begins, ends = max(begins, first), ends if last is None else min(ends, last)
        if begins >= ends or begins > end:
            continue
        if found and found[-1].ends is not None and begins <= found[-1].ends:
            found[-1] = Span(found[-1].begins, max(ends, found[-1].ends))
        else:
            found.append(Span(begins, ends))
    return found


def _named(clock: Dated, calendar: Calendar, first: date, end: date) -> Iterator[tuple[date, date]]:
    """The seasons of all years in question, and the dates: first day, and the day after the last."""
    for season in calendar.seasons:
        over = season.last < season.first
        for year in range(first.year - 1, end.year + 1):
            yield _begin(season.first, year), _after(season.last, year + over)
    for dates in calendar.dates:
        yield clock.date_of(dates.first), clock.date_of(dates.last) + _DAY


def _begin(day: date, year: int) -> date:
    """A day of the leap year in another; 1 March for 29 February, where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _after(day: date, year: int) -> date:
    """The day after it; of February its last."""
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year) + _DAY


def held_together(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two (one week in so many, which of them) ever fall on the same week."""
    longest = one[0] * other[0]
    return any((w - one[1]) % one[0] == 0 and (w - other[1]) % other[0] == 0 for w in range(longest))


class Switch(NamedTuple):
    """A change of supply, on its day."""

    day: int
    change: Change


def switches(clock: Clock, found: Sequence[Span], begins: Change, ends: Change) -> list[Switch]:
    """What is asked for when spans begin and end, in order."""
    made: list[Switch] = []
    for span in found:
        made.append(Switch(clock.day_of(span.begins), begins))
        if span.ends is not None:
            made.append(Switch(clock.day_of(span.ends), ends))
    return made


def in_order(clock: Clock, supply: Supply, due: Sequence[Switch]) -> Process:
    """Process: asks for each on its day. The midnights are waited for from now on, so that of one midnight
    these come before what the measure comes to wait for later (what is closed today is not paid for).
    """
    return _asked(supply, [(clock.until(switch.day), switch.change) for switch in due])


def _asked(supply: Supply, due: Sequence[tuple[simpy.Event, Change]]) -> Process:
    for midnight, change in due:
        yield midnight
        supply.ask(change)


def weeks_of(clock: Clock, on: Moment, one_week_in: int, week: int) -> Weeks:
    """One week in so many, of which the first is that of ``on``."""
    if one_week_in == 1:
        return EVERY_WEEK
    first = clock.date_of(on)
    return Weeks(one_week_in, first - timedelta(days=first.weekday()) + (week - 1) * _WEEK)
