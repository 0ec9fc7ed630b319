"""The months over which scenarios are compared: the last twelve, and the twelve after the last opening."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from sim.changes.change import MidnightOrder
from sim.changes.changes import names_of
from sim.outcomes.periods.months import Period, last_months, month_of, parse_period, within
from sim.outcomes.storage.replication_result import later
from sim.outcomes.storage.store import StoredRun

MONTHS: Final = 12
OPENINGS: Final = names_of(MidnightOrder.OPENING)


def windows(scenario: StoredRun, baseline: StoredRun, period: str | None) -> dict[str, Period]:
    """Periods by their name in the comparison: the one that is asked for, or the two usual ones.

    Raises StoreError for a period that cannot be read or lies outside the run.
    """
    head = scenario.manifest
    if period is not None:
        asked = within(parse_period(period), head.first_day, head.end)
        return {str(asked): asked}
    last = last_months(head.end, min(MONTHS, head.months))
    last = Period(max(last.first, month_of(head.start)), max(last.last, month_of(head.start)))
    found = {f"last {last.months} months, {last}": last}
    opening = last_opening(scenario, baseline)
    if opening is not None:
        first = month_of(opening) if opening.day == 1 else later(opening, 1)
        after = Period(first, min(later(first, MONTHS - 1), last.last))
        if first <= last.last and after != last:
            found[f"first {after.months} months after the last opening, {after}"] = after
    return found


def last_opening(scenario: StoredRun, baseline: StoredRun) -> date | None:
    """The day of the last opening that the scenario has and the baseline has not; None if there is none.

    A drawn day differs between replications: then it is their median (of an even number, the later of the
    two in the middle).
    """
    theirs = _openings(baseline)
    last: list[date] = []
    for replication, mine in _openings(scenario).items():
        own = mine - theirs.get(replication, set())
        days = [day for day, _, _ in own if day >= scenario.manifest.start]
        if replication in theirs and days:
            last.append(max(days))
    return sorted(last)[len(last) // 2] if last else None


def _openings(run: StoredRun) -> Mapping[int, set[tuple[date, str, str]]]:
    found: dict[int, set[tuple[date, str, str]]] = {n: set() for n in run.manifest.complete}
    rows = run.table("events", ("replication", "date", "event", "entity")).to_pylist()
    for row in rows:
        if row["event"] in OPENINGS:
            found[row["replication"]].add((row["date"], row["event"], row["entity"]))
    return found
