"""The months over which scenarios are compared: those after what a scenario itself changes, and the last."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sim.changes.change import MidnightOrder, names_of
from sim.changes.counters_and_lines import ReopenCounter, UngateCounter
from sim.changes.dated_settings import EndSettings
from sim.changes.doctors_and_sites import Install
from sim.changes.labour import CountCandidates, EndAttraction, EndOffer, EndRule
from sim.changes.sessions import ComeBack, EndStandIn, StandIn
from sim.outcomes.periods.months import Period, last_months, month_of, months_between, parse_period, within
from sim.outcomes.storage.replication_result import later
from sim.outcomes.storage.store import StoredRun
from sim.scenario.fair_baseline import replacing
from sim.vocabulary.time import MONTHS_A_YEAR

MOST_SHARED: Final = 0.75  # of the longer of two windows: beyond, they say the same
# What opens again as it was (after its yearly closing, say) and who stands in for a doctor bring nothing
# new whose effect comes with time.
OPENINGS: Final = names_of(MidnightOrder.OPENING) - {
    each.event for each in (ReopenCounter, UngateCounter, StandIn)
}
DEPARTURES: Final = names_of(MidnightOrder.DEPARTURE)
CLOSINGS: Final = names_of(MidnightOrder.CLOSURE)
# What only ends something that was for a time: one asks about the months in which it held.
NO_CHANGE: Final = {
    each.event
    for each in (EndSettings, EndAttraction, EndOffer, EndRule, CountCandidates, ComeBack, EndStandIn)
}
LAST: Final = "last"  # the name of a window begins with it, or with …
FIRST: Final = "first"
COLUMNS: Final = ("replication", "date", "event", "entity", "measure")


class Followed(NamedTuple):
    """What the months after it are asked about: its day, and what it is (arrival, opening, departure,
    closing or change).
    """

    day: date
    what: str


def windows(scenario: StoredRun, baseline: StoredRun, period: str | None) -> dict[str, Period]:
    """Periods by their name in the comparison: the one that is asked for, or the usual ones: the last twelve
    months, and the twelve after the last change that is the scenario's own.

    Raises StoreError for a period that cannot be read or lies outside the run.
    """
    head = scenario.manifest
    if period is not None:
        asked = within(parse_period(period), head.start, head.end)
        return {str(asked): asked}
    start = month_of(head.start)
    reported = Period(start, month_of(head.end))
    last = last_months(head.end, min(MONTHS_A_YEAR, reported.months))
    last = Period(max(last.first, start), max(last.last, start))
    found = {f"{LAST} {_months(last)}, {last}": last}
    change = followed(scenario, baseline)
    if change is not None:
        first = month_of(change.day) if change.day.day == 1 else later(change.day, 1)
        after = Period(first, min(later(first, MONTHS_A_YEAR - 1), last.last))
        if first <= last.last and after != last:
            found[f"{FIRST} {_months(after)} after the last {change.what}, {after}"] = after
    return found


def _months(period: Period) -> str:
    return "month" if period.months == 1 else f"{period.months} months"


def followed(scenario: StoredRun, baseline: StoredRun) -> Followed | None:
    """The last change that the scenario's own measures bring: of what opens, comes, closes or leaves (but for
    what they have opened or brought themselves), else of all they change; None if there is none.

    A drawn day differs between replications: then it is their median (of an even number, the later of the
    two in the middle), of what happens in half of them at least.
    """
    days = _own_days(scenario, baseline)
    brought = {entity for event, entity in days if event in OPENINGS}
    lost = DEPARTURES | CLOSINGS
    moves = {
        key: day
        for key, day in days.items()
        if key[0] in OPENINGS or (key[0] in lost and key[1] not in brought)
    }
    chosen = moves or days
    if not chosen:
        return None
    last = max(chosen.values())
    return Followed(last, _what({event for (event, _), day in chosen.items() if day == last}))


def _what(events: set[str]) -> str:
    """What these are together: a doctor's coming before all else that opens on the day."""
    if Install.event in events:
        return "arrival"
    for what, names in (("opening", OPENINGS), ("departure", DEPARTURES), ("closing", CLOSINGS)):
        if events & names:
            return what
    return "change"


def _own_days(scenario: StoredRun, baseline: StoredRun) -> dict[tuple[str, str], date]:
    """The day of each change (event, entity) that own measures of the scenario bring, for the first time."""
    own = own_measures(scenario.config, baseline.config)
    both = {*scenario.manifest.complete} & {*baseline.manifest.complete}
    first: dict[tuple[str, str], dict[int, date]] = defaultdict(dict)
    theirs = {row[:4] for row in _changes(baseline)}
    for replication, day, event, entity, measure in sorted(_changes(scenario)):
        if measure not in own or event in NO_CHANGE or day < scenario.manifest.start:
            continue
        if replication in both and (replication, day, event, entity) not in theirs:
            first[event, entity].setdefault(replication, day)
    return {key: _median(days.values()) for key, days in first.items() if 2 * len(days) >= len(both)}


def own_measures(scenario: dict[str, Any], baseline: dict[str, Any]) -> set[str]:
    """The measures that one configuration has and the other has not, or otherwise. Who comes and goes all
    the time, by `turnover` or a `market`, is no change to wait for.
    """
    mine, theirs = (each.get("measures") or {} for each in (scenario, baseline))
    return {
        name for name, plan in mine.items() if theirs.get(name) != plan and not replacing({name: plan or {}})
    }


def _median(days: Iterable[date]) -> date:
    known = sorted(days)
    return known[len(known) // 2]


def _changes(run: StoredRun) -> set[tuple[int, date, str, str, str]]:
    """(replication, date, event, entity, measure). Earlier runs do not know by which measure: "" there."""
    table = run.table("events")
    columns = table.to_pydict()
    columns.setdefault("measure", [""] * len(table))
    return set(zip(*(columns[name] for name in COLUMNS), strict=True))


def of_all(own: Sequence[dict[str, Period]]) -> list[dict[str, Period]]:
    """The same, of scenarios that are shown together.

    Windows of which one says what another does are one: of those after a change the latest; the last months
    are left out where the months after a change are nearly the same. A scenario that changes nothing of its
    own is compared over the months of the first that does, too.
    """
    every = {name: found for each in own for name, found in each.items() if name.startswith(FIRST)}
    latest = sorted(every.items(), key=lambda named: named[1], reverse=True)
    found = [dict(_as_one(named, latest) for named in each.items()) for each in own]
    first = next((each for each in found if len(each) > 1), {})
    found = [each if len(each) > 1 else first | each for each in found]
    if first and all(_alike(*each.values()) for each in found):
        return [{name: period for name, period in each.items() if name.startswith(FIRST)} for each in found]
    return found


def _as_one(named: tuple[str, Period], latest: Sequence[tuple[str, Period]]) -> tuple[str, Period]:
    """The latest window after a change of the same sort whose months are nearly the same; else itself."""
    sort = _sort(named[0])
    return next((each for each in latest if _sort(each[0]) == sort and _alike(each[1], named[1])), named)


def _sort(name: str) -> str:
    """What the months follow; "" of the last ones."""
    return name.partition(",")[0].partition(" after ")[2]


def _alike(one: Period, other: Period) -> bool:
    """Whether two windows have nearly all months in common."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    shared = 0 if last < first else months_between(first, last) + 1
    return shared > MOST_SHARED * max(one.months, other.months)
