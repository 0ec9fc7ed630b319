"""What a plan asks of a calendar, or of the slots that doctors keep, that does not come about
(sim.measures.foresight).
"""

from collections.abc import Iterator, Mapping
from itertools import combinations

from sim.measures.close_counter import CounterClosing
from sim.measures.doubt import Days, Doubt
from sim.measures.field_types import Doctors
from sim.measures.hold_sessions import SecondPlace
from sim.measures.open_counter import CounterOpening
from sim.measures.plan import Plan
from sim.measures.reserve import Reserve
from sim.measures.seasons import spans
from sim.schema.languages import Message


def schedule_doubts(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Of calendars, then of reserves."""
    yield from _never_there(plans, days)
    yield from _reserves_together(plans, days)


def _never_there(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Calendars of which no day is played."""
    for name, plan in plans.items():
        if not isinstance(plan, CounterOpening | CounterClosing | SecondPlace) or plan.calendar is None:
            continue
        if days.of(plan.on) <= days.end and not spans(days, plan.calendar, plan.on, plan.until):
            yield Doubt(name, "calendar", Message("no_day", {"end": days.end}))


def _reserves_together(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Reserves of the same doctors at the same time: the one that began last holds."""
    kept = {name: plan for name, plan in plans.items() if isinstance(plan, Reserve)}
    begun = sorted(kept, key=lambda name: (days.of(kept[name].on), name))
    for first, then in combinations(begun, 2):
        whose, theirs = _words(kept[first].doctors), _words(kept[then].doctors)
        until, day = kept[first].until, days.of(kept[then].on)
        goes_on = until is None or days.of(until) > day
        if goes_on and (whose & theirs or "all" in whose | theirs):
            yield Doubt(first, "doctors", Message("reserved_twice", {"other": then, "day": day}))


def _words(doctors: Doctors) -> set[str]:
    """The place, or the names, that a plan gives."""
    return {doctors} if isinstance(doctors, str) else set(doctors)
