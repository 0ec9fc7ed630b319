"""What a plan asks for that cannot come about, seen before anything is played.

None of it is an error: a sweep over dates or numbers may well pass such a point. But whoever reads the result
should know.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from sim.measures.attract import Attraction
from sim.measures.be_away import LongLeave
from sim.measures.change_settings import SettingsChange
from sim.measures.close_counter import CounterClosing
from sim.measures.close_line import LineClosing
from sim.measures.contract_doubts import contract_doubts
from sim.measures.doubt import Days, Doubt, There
from sim.measures.hold_sessions import SecondPlace
from sim.measures.install import Installation
from sim.measures.leaving_days import last_day
from sim.measures.market import LabourMarket
from sim.measures.obligation import Obligation
from sim.measures.offer_posts import PostOffer
from sim.measures.open_counter import CounterOpening
from sim.measures.open_line import LineOpening
from sim.measures.open_site import Premises
from sim.measures.plan import PlacedPlan, Plan
from sim.measures.reserve import Reserve
from sim.measures.retire import Retirement
from sim.measures.run_centre import Centre
from sim.measures.schedule_doubts import schedule_doubts
from sim.measures.stand_in import Locums
from sim.measures.there_doubts import there_doubts
from sim.measures.transport import Transport
from sim.measures.turnover import Turnover
from sim.measures.twice_doubts import twice_doubts
from sim.measures.void_doubts import void_doubts
from sim.scenario.contracts import ContractTerms
from sim.scenario.run import next_month
from sim.scenario.timetable import Hours, surprises
from sim.schema.languages import Message
from sim.schema.slugs import slug

# What acts from its day on, whatever was there before: who is dated before the first day begins on that.
FROM_THEN_ON: Final = (Locums, LongLeave, Reserve, Transport, SecondPlace, PostOffer, SettingsChange)


def doubts(
    plans: Mapping[str, Plan],
    days: Days,
    contracts: Mapping[str, ContractTerms] = MappingProxyType({}),
    there: There | None = None,
    hours: Mapping[str, Hours] = MappingProxyType({}),
) -> list[Doubt]:
    """All there are, in the order of the checks, then of the measures (name → plan); ``contracts``: the rows
    of those that say something; ``there``: the first day, if it is known; ``hours``: of
    services, by profile.
    """
    return [
        *_after_the_end(plans, days),
        *_before_the_first_day(plans, days),
        *_gone_or_not_there(plans, days),
        *_closed_before_it_opens(plans, days),
        *_on_no_day(plans, days),
        *_finds_nobody(plans, days),
        *_without_a_room(plans, days),
        *_hours(plans),
        *schedule_doubts(plans, days),
        *twice_doubts(plans, days),
        *there_doubts(plans, days, there),
        *void_doubts(plans, days, hours),
        *contract_doubts(plans, days, contracts),
        *_nobody_follows(plans, days),
        *_before_the_site(plans, days),
        *_costs_nothing(plans, days),
        *_counted_later(plans, days),
        *_nobody_chooses(plans),
    ]


def _after_the_end(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    for name, plan in plans.items():
        begins = plan.begins()
        if begins is None or days.of(begins[1]) <= days.end:
            continue
        key, when = begins
        notice = plan.notice if isinstance(plan, Retirement) and plan.goes_on is None else 0
        if days.of(when) - timedelta(days=notice) <= days.end:
            so = Message("late_notice")
        else:
            so = Message("late_nothing")
        values = {"day": days.of(when), "end": days.end, "so": so}
        if isinstance(plan, Centre) and days.of(when) != days.of(plan.since):
            yield Doubt(name, key, Message("late_centre", {**values, "months": plan.creation_months}))
        else:
            yield Doubt(name, key, Message("late", values))


def _before_the_first_day(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    for name, plan in plans.items():
        if isinstance(plan, Retirement) and plan.doctor is not None:
            last = last_day(plan, days)
            if last is not None and last < days.first:
                values = {"day": last, "first": days.first, "doctor": plan.doctor}
                yield Doubt(name, "on", Message("early", values))
        elif isinstance(plan, Installation) and days.of(plan.moment) < days.first:
            values = {"day": days.of(plan.moment), "first": days.first}
            key, _ = plan.begins() or ("by", plan.moment)
            yield Doubt(name, key, Message("early_arrivals", values))
        elif isinstance(plan, FROM_THEN_ON) and days.of(plan.on) < days.first:
            values = {"day": days.of(plan.on), "first": days.first}
            over = plan.until is not None and days.of(plan.until) <= days.first
            yield Doubt(name, "on", Message("over_already" if over else "early_begins", values))


def _gone_or_not_there(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Retirements of a doctor whom another measure has sent away before, or brings only afterwards."""
    comes = {
        made.name: (name, days.of(plan.moment))
        for name, plan in plans.items()
        if isinstance(plan, Installation)
        for made in plan.makes(name)
    }
    goes: dict[str, tuple[date, str]] = {}
    dated = [
        (last, name, plan)
        for name, plan in plans.items()
        if isinstance(plan, Retirement) and (last := last_day(plan, days)) is not None
    ]
    for last, name, plan in sorted(dated, key=lambda each: each[:2]):
        doctor = plan.doctor or ""
        if doctor in goes:
            day, other = goes[doctor]
            values = {"doctor": doctor, "day": day, "other": other}
            yield Doubt(name, "doctor", Message("gone_already", values))
        elif doctor in comes and last < comes[doctor][1]:
            other, day = comes[doctor]
            values = {"day": last, "doctor": doctor, "other": other, "comes": day}
            yield Doubt(name, "doctor", Message("not_yet_there", values))
        goes.setdefault(doctor, (last, name))


def _closed_before_it_opens(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    opens: dict[str, tuple[str, date]] = {}
    for name, plan in plans.items():
        if isinstance(plan, CounterOpening):
            opens[plan.counter] = name, days.of(plan.on)
        elif isinstance(plan, LineOpening):
            opens[plan.line] = name, days.of(plan.on)
    for name, plan in plans.items():
        if isinstance(plan, CounterClosing | LineClosing):
            service = plan.counter if isinstance(plan, CounterClosing) else plan.line
            other, day = opens.get(service, ("", date.min))
            until = plan.until if isinstance(plan, CounterClosing) else None
            if days.of(plan.on) >= day or (until is not None and days.of(until) <= days.of(plan.on)):
                continue
            if until is None:
                so = Message("never_opens")
            elif days.of(until) <= day:
                so = Message("not_closed")
            else:
                so = Message("opens_when_over", {"until": days.of(until)})
            values = {"service": service, "day": day, "other": other, "so": so}
            yield Doubt(name, "on", Message("opens_later", values))


def _on_no_day(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    for name, plan in plans.items():
        for first, begins, last, ends in plan.spans():
            if last == "until" and days.of(begins) == days.of(ends):
                yield Doubt(name, last, Message("on_no_day", {"day": days.of(ends), "first": first}))


def _finds_nobody(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Measures about a doctor who has left by then, or about a site at which nobody practises yet."""
    goes = {
        plan.doctor: (last, name)
        for name, plan in plans.items()
        if isinstance(plan, Retirement) and plan.doctor and (last := last_day(plan, days)) is not None
    }
    first = _first_at_sites(plans, days)
    for name, plan in plans.items():
        begins = plan.begins()
        if begins is None or isinstance(plan, Retirement):
            continue
        day = max(days.of(begins[1]), days.first)
        for said in plan.mentions():
            left, other = goes.get(said.name, (date.max, ""))
            values = {"doctor": said.name, "day": day, "other": other, "left": left}
            if said.sort in ("doctor", "where") and left <= day:
                yield Doubt(name, said.key, Message("has_left", values))
            elif isinstance(plan, LongLeave) and left <= days.of(plan.until):
                yield Doubt(name, said.key, Message("never_back", values))
            elif said.sort == "where" and day < first.get(said.name, date.min):
                yield Doubt(name, said.key, Message("nobody_there", {"day": day, "site": said.name}))


def _first_at_sites(plans: Mapping[str, Plan], days: Days) -> dict[str, date]:
    """From when somebody may practise at each site."""
    begin: dict[str, list[date]] = {}
    for plan in plans.values():
        begins = plan.begins()
        if isinstance(plan, PlacedPlan) and plan.site is not None and begins is not None:
            begin.setdefault(plan.site, []).append(days.of(begins[1]))
    sites = [plan for plan in plans.values() if isinstance(plan, Premises)]
    return {site.site: max(days.of(site.on), min(begin.get(site.site, [date.max]))) for site in sites}


def _without_a_room(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Doctors who wait at a site for a room, or for the site itself."""
    settling: dict[str, list[tuple[date, str, Installation | Centre]]] = {}
    for name, plan in plans.items():
        if isinstance(plan, Installation | Centre) and plan.site is not None and _number(plan) > 0:
            begins = plan.begins() or ("on", "start")
            settling.setdefault(plan.site, []).append((days.of(begins[1]), name, plan))
    for site in (plan for plan in plans.values() if isinstance(plan, Premises)):
        there = sorted(settling.get(site.site, []), key=lambda each: each[:2])
        for _, name, _ in there if days.of(site.on) > days.end else ():
            values = {"site": site.site, "day": days.of(site.on)}
            yield Doubt(name, "site", Message("opens_after_end", values))
        doctors = sum(_number(plan) for _, _, plan in there)
        if doctors > site.rooms:
            up_to = "_up_to" if any(_may_not_come(plan) for _, _, plan in there) else ""
            several = "_together" if len(there) > 1 else "" if up_to else "_doctors"
            told = {
                "doctors": Message(f"rooms{up_to}{several}", {"n": doctors}),
                "rooms": site.rooms,
                "site": site.site,
                "waiting": doctors - site.rooms,
                "then": "" if _may_leave(plans, there) else Message("rooms_never"),
            }
            key = "posts" if isinstance(there[-1][2], Centre) else "doctors"
            yield Doubt(there[-1][1], key, Message("rooms", told))


def _number(plan: Installation | Centre) -> int:
    """How many doctors a plan brings at a time."""
    return plan.posts if isinstance(plan, Centre) else plan.doctors


def _may_not_come(plan: Installation | Centre) -> bool:
    return isinstance(plan, Installation) and plan.probability < 1


def _may_leave(plans: Mapping[str, Plan], there: list[tuple[date, str, Installation | Centre]]) -> bool:
    """Whether one of those who settle may go again."""
    names = {made.name for _, name, plan in there for made in plan.makes(name)}
    retiring = [plan for plan in plans.values() if isinstance(plan, Retirement)]
    return (
        any(isinstance(plan, Centre) or plan.departure_hazard for _, _, plan in there)
        or any(plan.doctor in names for plan in retiring)
        or any(plan.hazard is not None and plan.doctors is not None for plan in retiring)
    )


def _hours(plans: Mapping[str, Plan]) -> Iterator[Doubt]:
    for name, plan in plans.items():
        if isinstance(plan, CounterOpening | LineOpening) and plan.hours is not None:
            for said in surprises(plan.hours):
                yield Doubt(name, "hours", said)
        for stop in (plan.stops or ()) if isinstance(plan, CounterOpening) else ():
            for said in surprises(stop.hours):
                yield Doubt(name, "stops", said)


def _nobody_follows(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """A departure that a planner dates, where those that go on anyway are followed by others, and nobody
    settles in the commune.
    """
    usual = [plan for plan in plans.values() if isinstance(plan, Turnover) and plan.replaced > 0]
    spared = {doctor for plan in usual for doctor in plan.spared}
    sites = {plan.site: plan.commune for plan in plans.values() if isinstance(plan, Premises)}
    settle = [plan for plan in plans.values() if isinstance(plan, Installation)]
    places = {plan.commune or sites.get(plan.site or "") or "" for plan in settle}
    places |= {commune for plan in usual for commune in plan.unfilled}
    known = {slug(place) for place in places}
    for name, plan in plans.items() if usual else ():
        if not isinstance(plan, Retirement) or plan.on is None:
            continue
        if not days.start <= days.of(plan.on) <= days.end:
            continue
        if plan.doctor is None or plan.doctor.rpartition("_")[0] in known:
            continue
        if plan.successor is None and plan.doctor not in spared:
            yield Doubt(name, "doctor", Message("nobody_follows", {"doctor": plan.doctor}))


def _before_the_site(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Doctors who settle at a site before it opens."""
    opens = {plan.site: days.of(plan.on) for plan in plans.values() if isinstance(plan, Premises)}
    for name, plan in plans.items():
        if not isinstance(plan, Installation) or plan.site is None:
            continue
        day = opens.get(plan.site)
        if day is not None and days.of(plan.moment) < day <= days.end:
            key, _ = plan.begins() or ("by", plan.moment)
            yield Doubt(name, key, Message("before_the_site", {"site": plan.site, "day": day}))


def _counted_later(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """Costs that change within a month: what is counted of a month has those of its first day."""
    for name, plan in plans.items():
        if not isinstance(plan, SettingsChange) or "costs" not in {*plan.set, *plan.times}:
            continue
        for key, when in (("on", plan.on), ("until", plan.until)):
            day = None if when is None else days.of(when)
            if day is not None and day.day != 1 and days.first < day <= days.end:
                yield Doubt(name, key, Message("costs_later", {"day": next_month(day)}))


def _costs_nothing(plans: Mapping[str, Plan], days: Days) -> Iterator[Doubt]:
    """A counter that opens within the months shown, and of which no cost is written."""
    for name, plan in plans.items():
        if not isinstance(plan, CounterOpening) or plan.cost is not None:
            continue
        if days.start <= days.of(plan.on) <= days.end:
            yield Doubt(name, "counter", Message("no_cost", {"service": plan.counter}))


def _nobody_chooses(plans: Mapping[str, Plan]) -> Iterator[Doubt]:
    """What is for candidates, where there is no labour market to which they come."""
    if any(isinstance(plan, LabourMarket) for plan in plans.values()):
        return
    for name, plan in plans.items():
        key = {Attraction: "what", PostOffer: "posts", Obligation: "rule"}.get(type(plan))
        if key is not None:
            yield Doubt(name, key, Message("no_market"))
