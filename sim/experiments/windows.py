"""The months over which scenarios are compared: the last twelve, and the twelve after the last opening."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sim.changes.change import MidnightOrder, names_of
from sim.changes.counters_and_lines import ReopenCounter
from sim.changes.sessions import StandIn
from sim.outcomes.periods.months import Period, last_months, month_of, parse_period, within
from sim.outcomes.storage.replication_result import later
from sim.outcomes.storage.store import StoredRun

MONTHS: Final = 12
# What opens again as it was (after its yearly closing, say) and who stands in for a doctor bring nothing
# new whose effect comes with time.
OPENINGS: Final = names_of(MidnightOrder.OPENING) - {ReopenCounter.event, StandIn.event}


def windows(scenario: StoredRun, baseline: StoredRun, period: str | None) -> dict[str, Period]:
    """Periods by their name in the comparison: the one that is asked for, or the two usual ones.

    Raises StoreError for a period that cannot be read or lies outside the run.
    """
    head = scenario.manifest
    if period is not None:
        asked = within(parse_period(period), head.first_day, head.end)
        return {str(asked): asked}
    start = month_of(head.start)
    reported = Period(start, month_of(head.end))
    last = last_months(head.end, min(MONTHS, reported.months))
    last = Period(max(last.first, start), max(last.last, start))
    found = {f"last {_months(last)}, {last}": last}
    opening = last_opening(scenario, baseline)
    if opening is not None:
        first = month_of(opening) if opening.day == 1 else later(opening, 1)
        after = Period(first, min(later(first, MONTHS - 1), last.last))
        if first <= last.last and after != last:
            found[f"first {_months(after)} after the last opening, {after}"] = after
    return found


def _months(period: Period) -> str:
    return "month" if period.months == 1 else f"{period.months} months"


def last_opening(scenario: StoredRun, baseline: StoredRun) -> date | None:
    """The day of the last opening that the scenario has and the baseline has not; None if there is none.

    A drawn day differs between replications: then it is their median (of an even number, the later of the
    two in the middle).
    """
    last: dict[int, date] = {}
    for replication, day, *_ in sorted(_openings(scenario) - _openings(baseline)):
        if day >= scenario.manifest.start and replication in baseline.manifest.complete:
            last[replication] = day
    days = sorted(last.values())
    return days[len(days) // 2] if days else None


def _openings(run: StoredRun) -> set[tuple[int, date, str, str]]:
    columns = run.table("events", ("replication", "date", "event", "entity")).to_pydict()
    return {row for row in zip(*columns.values(), strict=True) if row[2] in OPENINGS}


def of_all(own: Sequence[dict[str, Period]]) -> list[dict[str, Period]]:
    """The same, of scenarios that are shown together: one that opens nothing is compared over the months
    after the opening of the first that does, too.
    """
    most = max(own, key=len, default={})
    return [found if len(found) > 1 else most | found for found in own]
