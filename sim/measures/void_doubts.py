"""Values with which a measure changes nothing, or hardly what is meant (sim.measures.foresight)."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from sim.measures.change_settings import SettingsChange
from sim.measures.delegate import Delegation
from sim.measures.doubt import Days, Doubt
from sim.measures.field_types import Cost
from sim.measures.hold_sessions import SecondPlace
from sim.measures.install import Installation
from sim.measures.leaving_days import last_day
from sim.measures.open_counter import CounterOpening
from sim.measures.open_line import LineOpening
from sim.measures.plan import Plan
from sim.measures.retire import Retirement
from sim.measures.run_centre import Centre
from sim.measures.seasons import Span, spans
from sim.measures.stand_in import Locums
from sim.scenario.origin import leaves
from sim.scenario.timetable import Hours, servers_of
from sim.schema.languages import Message
from sim.vocabulary.time import HOLIDAY

_HUNDREDTH: Final = 100
_SLIP: Final = (0, 1)  # of a share of 0,1
_WEEK: Final = 7


def void_doubts(plans: Mapping[str, Plan], days: Days, hours: Mapping[str, Hours]) -> Iterator[Doubt]:
    """Of values, then of hours that no day has, of lists, of announcements. ``hours``: those of profiles."""
    for name, plan in plans.items():
        for key, said in _void(plan):
            yield Doubt(name, key, said)
        for key in _on_no_weekday(plan, days, hours):
            yield Doubt(name, key, Message("no_day", {"end": days.end}))
        yield from _decimals(name, plan)
    yield from _announced_before(plans, days)


def _void(plan: Plan) -> Iterator[tuple[str, Message]]:
    """The key of each value with which nothing comes of a plan, or of a part of it."""
    nothing = Message("changes_nothing")
    if isinstance(plan, LineOpening):  # a line in which nobody takes part is one without doctors
        if plan.slots == 0 and plan.takes_part > 0:
            yield "slots", Message("keeps_no_slot")
    elif isinstance(plan, Locums):
        yield from ((key, nothing) for key in ("finds", "activity") if getattr(plan, key) == 0)
    elif isinstance(plan, SettingsChange):
        if not plan.set and all(value == 1 for _, value in leaves(plan.times)):
            yield "times", nothing
    elif isinstance(plan, Retirement):
        if plan.hazard is not None and not any(plan.hazard.model_dump().values()):
            yield "hazard", nothing
    elif isinstance(plan, Delegation) and plan.taking_part == 0 and plan.doctors == "all":
        yield "taking_part", nothing


def _on_no_weekday(plan: Plan, days: Days, hours: Mapping[str, Hours]) -> Iterator[str]:
    """The keys of weeks and hours of which no day is played: those of the calendar are other weekdays."""
    if isinstance(plan, SecondPlace):
        morning_and_afternoon = zip(plan.week.values[::2], plan.week.values[1::2], strict=True)
        asked = [("week", {day for day, slots in enumerate(morning_and_afternoon) if any(slots)})]
    elif isinstance(plan, CounterOpening):
        of_profile = hours.get(plan.profile) if plan.stops is None else None
        usual = plan.hours or of_profile
        asked = [] if usual is None else [("hours" if plan.hours else "calendar", _weekdays(usual))]
        asked += [("stops", _weekdays(stop.hours)) for stop in plan.stops or ()]
    else:
        return
    there = spans(days, plan.calendar, plan.on, plan.until)
    if not there or days.of(plan.on) > days.end:
        return  # said already
    played = {day for span in there for day in _weekdays_of(span, days)}
    for key, wanted in asked:
        if played and not wanted & played:
            yield key


def _weekdays(hours: Hours) -> set[int]:
    """Those on which somebody serves; all of them where holidays are served, which may be any."""
    open_on = {day for day, of_day in enumerate(servers_of(hours)) if any(of_day)}
    return set(range(HOLIDAY)) if HOLIDAY in open_on else open_on


def _weekdays_of(span: Span, days: Days) -> Iterator[int]:
    """The weekdays of its days that are played."""
    first = max(span.begins, days.first)
    last = days.end if span.ends is None else min(days.end, span.ends - timedelta(days=1))
    for after in range(min(_WEEK, (last - first).days + 1)):
        yield (first + timedelta(days=after)).weekday()


def _decimals(name: str, plan: Plan) -> Iterator[Doubt]:
    """Lists in which one number was written with a comma: 12000,50 and 0,1."""
    cost = getattr(plan, "cost", None)
    for before, after in pairwise(cost.yearly) if isinstance(cost, Cost) else ():
        if 0 < after < before / _HUNDREDTH:
            meant = f"{before:.0f}.{after:.0f}"
            values = {"before": f"{before:.10g}", "after": f"{after:.10g}", "meant": meant}
            yield Doubt(name, "cost.yearly", Message("two_amounts", values))
    if isinstance(plan, Centre) and plan.leaving is not None and _listed(plan.leaving) == _SLIP:
        yield Doubt(name, "leaving", Message("two_shares"))


def _listed(values: Any) -> tuple[float, ...]:
    return tuple(values) if isinstance(values, list | tuple) else ()


def _announced_before(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Departures that are announced before the doctor has come."""
    comes: dict[str, tuple[date, str]] = {
        made.name: (days.of(plan.by), name)
        for name, plan in plans.items()
        if isinstance(plan, Installation) and plan.by is not None
        for made in plan.makes(name)
    }
    for name, plan in plans.items():
        if not isinstance(plan, Retirement) or plan.doctor not in comes:
            continue
        day, other = comes[plan.doctor]
        last = last_day(plan, days)
        announced = None if last is None else last - timedelta(days=plan.notice)
        if last is not None and announced is not None and announced < day <= last:
            values = {"announced": announced, "doctor": plan.doctor, "day": day, "other": other}
            yield Doubt(name, "notice", Message("announced_before", values))
