"""Measures that say different things of one and the same: what is played then (sim.measures.foresight)."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final, TypeVar

from sim.measures.be_away import LongLeave
from sim.measures.change_settings import SettingsChange
from sim.measures.close_counter import CounterClosing
from sim.measures.close_line import LineClosing
from sim.measures.delegate import Delegation
from sim.measures.doubt import Days, Doubt
from sim.measures.field_types import Doctors
from sim.measures.hold_sessions import SecondPlace
from sim.measures.market import LabourMarket
from sim.measures.offer_posts import PostOffer
from sim.measures.plan import Plan
from sim.measures.retire import Retirement
from sim.measures.seasons import Span, spans
from sim.measures.stand_in import Locums
from sim.scenario.timetable import DAY_TYPES
from sim.schema.languages import Message
from sim.schema.slugs import slug

EVERYBODY: Final = "all"
_HALVES: Final = ("morning", "afternoon")
_YEAR: Final = timedelta(days=365)  # a vacancy is found about so long before and after
Kind = TypeVar("Kind", bound=Plan)


def twice_doubts(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Of closings, then of locums, of leaves, of professionals, of second places, of settings, of posts."""
    yield from _closed_twice(plans, days)
    yield from _two_locums(plans, days)
    yield from _away_twice(plans, days)
    yield from _delegated_twice(plans, days)
    yield from _two_places(plans, days)
    yield from _set_twice(plans, days)
    yield from _vacancies_too(plans, days)


def _closed_twice(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Closings of one service that hold on the same days: it is open when none of them holds."""
    closings = {name: plan for name, plan in plans.items() if isinstance(plan, CounterClosing | LineClosing)}
    for (first, one), (then, other) in combinations(closings.items(), 2):
        if _closed_by(one) != _closed_by(other):
            continue
        both = [
            (mine, theirs)
            for mine in _closed_on(one, days)
            for theirs in _closed_on(other, days)
            if _overlap(mine, theirs)
        ]
        if both:
            mine, theirs = both[0]
            ends = None if mine.ends is None or theirs.ends is None else max(mine.ends, theirs.ends)
            values = {"service": _closed_by(one)[0], "other": first, "day": min(mine.begins, theirs.begins)}
            said = "closed_twice_for_good" if ends is None else "closed_twice"
            yield Doubt(then, "on", Message(said, values | {"until": ends}))


def _closed_by(plan: CounterClosing | LineClosing) -> tuple[str, bool]:
    """The service, and whether it is shut to those alone who come by themselves."""
    return (plan.counter, plan.gate) if isinstance(plan, CounterClosing) else (plan.line, False)


def _closed_on(plan: CounterClosing | LineClosing, days: Days) -> list[Span]:
    if isinstance(plan, LineClosing):
        return [Span(days.of(plan.on), None)]
    return spans(days, plan.calendar, plan.on, plan.until)


def _overlap(one: Span, other: Span) -> bool:
    return one.begins < (other.ends or date.max) and other.begins < (one.ends or date.max)


def _two_locums(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Locums of two measures for one doctor at the same time: both come."""
    for (first, one), (then, other) in _together(plans, Locums, days):
        if _same_doctors(one.doctors, other.doctors):
            yield Doubt(then, "doctors", Message("two_locums", {"other": first}))


def _away_twice(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Leaves of one doctor that overlap: they are back when the last is over."""
    for (first, one), (then, other) in _together(plans, LongLeave, days):
        if one.doctor == other.doctor:
            back = max(days.of(one.until), days.of(other.until))
            values = {"doctor": one.doctor, "other": first, "back": back}
            yield Doubt(then, "on", Message("away_twice", values))


def _delegated_twice(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """The same professional at the side of the same doctors by two measures: both come."""
    for (first, one), (then, other) in _together(plans, Delegation, days):
        if one.to == other.to and _same_doctors(one.doctors, other.doctors):
            yield Doubt(then, "doctors", Message("delegated_twice", {"other": first, "to": one.to}))


def _two_places(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Half-days of one doctor at two second places, on the same days."""
    for (first, one), (then, other) in _together(plans, SecondPlace, days):
        if one.doctor != other.doctor or not _in_one_week(one, other):
            continue
        mine, theirs = (spans(days, plan.calendar, plan.on, plan.until) for plan in (one, other))
        both = [
            half
            for half, slots in enumerate(zip(one.week.values, other.week.values, strict=True))
            if all(slots)
        ]
        if both and any(_overlap(span, another) for span in mine for another in theirs):
            day, half = divmod(both[0], 2)
            values = {
                "doctor": one.doctor,
                "other": first,
                "day": DAY_TYPES[day],
                "half": Message(_HALVES[half]),
            }
            yield Doubt(then, "week", Message("two_places", values))


def _in_one_week(one: SecondPlace, other: SecondPlace) -> bool:
    """Whether both may be held in one week; of those of some weeks alone that is not asked further."""
    return not all(plan.calendar is not None and plan.calendar.one_week_in > 1 for plan in (one, other))


def _same_doctors(some: Doctors, others: Doctors) -> bool:
    """Whether two plans name the same doctor or place, or one of them all."""
    mine, theirs = ({each} if isinstance(each, str) else set(each) for each in (some, others))
    return bool(mine & theirs) or EVERYBODY in mine | theirs


def _set_twice(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Values of one setting at the same time: that of the later day is laid over the others."""
    for (first, one), (then, other) in _together(plans, SettingsChange, days):
        theirs = dict(_leaves(other.set))
        twice = [key for key, value in _leaves(one.set) if key in theirs and theirs[key] != value]
        if twice:
            values = {"other": then, "key": ".".join(twice[0]), "day": days.of(other.on)}
            yield Doubt(first, "set", Message("set_twice", values))


def _vacancies_too(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Posts offered where a GP leaves, whose practice candidates find anyway."""
    if not any(isinstance(plan, LabourMarket) for plan in plans.values()):
        return
    leaving = [
        (days.of(plan.on), name, plan)
        for name, plan in plans.items()
        if isinstance(plan, Retirement) and plan.doctor and plan.on is not None
    ]
    leaves: dict[str, tuple[str, date]] = {}  # who leaves twice has left the first time
    for day, name, leave in sorted(leaving, key=lambda each: each[:2]):
        if leave.successor is None:
            leaves.setdefault(leave.doctor or "", (name, day))
    for name, plan in plans.items():
        if not isinstance(plan, PostOffer) or plan.commune is None:
            continue
        for doctor, (other, day) in leaves.items():
            near = _overlap(_lasts(plan, days), Span(day - _YEAR, day + _YEAR))
            if near and doctor.rpartition("_")[0] == slug(plan.commune):
                yield Doubt(name, "posts", Message("vacancy_too", {"doctor": doctor, "other": other}))


def _leaves(block: Mapping[str, Any], at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, inner in block.items():
        if isinstance(inner, Mapping):
            yield from _leaves(inner, (*at, str(key)))
        else:
            yield (*at, str(key)), inner


def _together(
    plans: Mapping[str, Plan], kind: type[Kind], days: Days
) -> Iterator[tuple[tuple[str, Kind], tuple[str, Kind]]]:
    """Pairs of measures of a kind that hold on the same days; who begins first, then by name."""
    held = {name: plan for name, plan in plans.items() if isinstance(plan, kind)}
    lasts = {name: _lasts(plan, days) for name, plan in held.items()}
    begun = sorted(held, key=lambda name: (lasts[name].begins, name))
    for first, then in combinations(begun, 2):
        if _overlap(lasts[first], lasts[then]):
            yield (first, held[first]), (then, held[then])


def _lasts(plan: Any, days: Days) -> Span:
    until = getattr(plan, "until", None)
    return Span(days.of(plan.on), None if until is None else days.of(until))
