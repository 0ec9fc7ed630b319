"""Measures about doctors, communes or services that are not there on their day (sim.measures.foresight)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from sim.measures.close_counter import CounterClosing
from sim.measures.close_line import LineClosing
from sim.measures.delegate import Delegation
from sim.measures.doubt import Days, Doubt, There
from sim.measures.hold_sessions import SecondPlace
from sim.measures.install import Installation
from sim.measures.leaving_days import last_day
from sim.measures.market import LabourMarket
from sim.measures.offer_posts import PostOffer
from sim.measures.open_line import LineOpening
from sim.measures.open_site import Premises
from sim.measures.plan import Plan
from sim.measures.reserve import Reserve
from sim.measures.retire import Retirement
from sim.measures.run_centre import Centre
from sim.measures.stand_in import Locums
from sim.measures.transport import Transport
from sim.schema.languages import Message

# What is about whoever practises somewhere on a day.
ABOUT_THOSE_THERE: Final = (
    Delegation,
    Installation,
    LineOpening,
    Locums,
    Reserve,
    Retirement,
    Transport,
)
_BRINGS: Final = (Centre, Installation, PostOffer, SecondPlace)
_STAYS: Final = "spared"  # who is of a particular mode does not leave anyway


def there_doubts(plans: Mapping[str, Plan], days: Days, there: There | None) -> Iterator[Doubt]:
    """Of doctors, then of communes, then of services. ``there``: the first day, if it is known."""
    yield from _successors(plans, days)
    if there is not None:
        yield from _mode_unknown(plans, there)
        yield from _nobody_in(plans, days, there)
    yield from _closed_by_then(plans, days)


def _mode_unknown(plans: Mapping[str, Plan], there: There) -> Iterator[Doubt]:
    """Doctors who are named, and in some replications are drawn to be outside general care: each once."""
    told: set[str] = set()
    for name, plan in plans.items():
        unsure: dict[str, list[str]] = {}
        for said in plan.mentions():
            if said.name in there.unsure and said.key != _STAYS and said.name not in told:
                unsure.setdefault(said.key, []).append(said.name)
                told.add(said.name)
        for key, doctors in unsure.items():
            yield Doubt(name, key, Message("mode_unknown", {"doctors": ", ".join(doctors)}))


def _successors(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Successors who have left by then, and those to whom nothing goes."""
    goes = {
        plan.doctor: (last, name)
        for name, plan in plans.items()
        if isinstance(plan, Retirement) and plan.doctor and (last := last_day(plan, days)) is not None
    }
    market = any(isinstance(plan, LabourMarket) for plan in plans.values())
    for name, plan in plans.items():
        if not isinstance(plan, Retirement) or plan.successor is None:
            continue
        day = last_day(plan, days)
        left, other = goes.get(plan.successor, (date.max, ""))
        if day is not None and left <= day:
            values = {"doctor": plan.successor, "day": day, "other": other, "left": left}
            yield Doubt(name, "successor", Message("has_left", values))
        elif plan.share == 0 and not market:
            values = {"doctor": plan.doctor, "successor": plan.successor}
            yield Doubt(name, "successor", Message("no_share", values))


def _nobody_in(plans: Mapping[str, Plan], days: Days, there: There) -> Iterator[Doubt]:
    """Measures about the doctors of a commune in which there is none, or fewer than they ask for."""
    if any(isinstance(plan, LabourMarket) for plan in plans.values()):
        return  # somebody may have come
    for name, plan in plans.items():
        if not isinstance(plan, ABOUT_THOSE_THERE):
            continue
        begins = plan.begins()
        day = days.first if begins is None else max(days.of(begins[1]), days.first)
        for said in plan.mentions():
            code = there.communes.get(said.name.strip().casefold()) if said.sort == "where" else None
            if code is None or said.name in there.practise:
                continue
            n = _doctors_in(code, day, plans, days, there)
            if n == 0 and day <= days.end:
                yield Doubt(name, said.key, Message("nobody_in", {"commune": said.name, "day": day}))
            elif n is not None and isinstance(plan, Installation) and n < plan.doctors:
                values = {"n": n, "commune": said.name, "doctors": plan.doctors, "day": day}
                yield Doubt(name, "doctors", Message("fewer_in", values))


def _doctors_in(code: str, day: date, plans: Mapping[str, Plan], days: Days, there: There) -> int | None:
    """How many practise in a commune on a day; None where that is not known before it is played."""
    sites = {
        plan.site: there.communes.get(plan.commune.strip().casefold())
        for plan in plans.values()
        if isinstance(plan, Premises)
    }
    for plan in plans.values():
        if isinstance(plan, _BRINGS):
            place = there.communes.get((plan.commune or "").strip().casefold(), sites.get(plan.site or ""))
            begins = plan.begins()
            if place == code and (begins is None or days.of(begins[1]) <= day):
                return None
    gone = {
        plan.doctor
        for plan in plans.values()
        if isinstance(plan, Retirement)
        and plan.successor is None
        and (last := last_day(plan, days)) is not None
        and last <= day
    }
    return sum(where == code for doctor, where in there.practise.items() if doctor not in gone)


def _closed_by_then(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Transport to a counter, or a gate before one, that another measure has closed for good."""
    closed: dict[str, tuple[date, str]] = {}
    for name, plan in plans.items():
        if isinstance(plan, LineClosing):
            closed[plan.line] = days.of(plan.on), name
        elif isinstance(plan, CounterClosing) and not plan.gate and not (plan.until or plan.calendar):
            closed[plan.counter] = days.of(plan.on), name
    for name, plan in plans.items():
        if isinstance(plan, Transport):
            asked = [("counters", counter) for counter in plan.counters]
        elif isinstance(plan, CounterClosing) and plan.gate:
            asked = [("counter", plan.counter)]
        else:
            continue
        for key, counter in asked:
            day, other = closed.get(counter, (date.max, ""))
            if day <= days.of(plan.on):
                values = {"service": counter, "day": days.of(plan.on), "other": other, "closed": day}
                yield Doubt(name, key, Message("closed_by_then", values))
