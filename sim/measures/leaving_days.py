"""The day on which the one doctor of a retirement leaves."""

from datetime import date, timedelta

from sim.measures.doubt import Days
from sim.measures.retire import Retirement


def last_day(plan: Retirement, days: Days) -> date | None:
    """None where the hazard of an age says it."""
    if plan.on is None:
        return None
    if plan.goes_on is None:
        return days.of(plan.on)
    if plan.goes_on.until is not None:
        return days.of(plan.goes_on.until)
    return days.of(plan.on) + timedelta(days=plan.goes_on.days or 0)
