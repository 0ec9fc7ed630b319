"""What communes and periods are called."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sim.reports.reading.runs import Run
from sim.reports.words import Words

DAY: Final = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def commune_names(runs: Sequence[Run]) -> dict[str, str]:
    """INSEE code → name of the communes of the runs."""
    return {code: name for run in runs for code, name in run.manifest.communes.items()}


def days_of(period: str) -> tuple[date, date] | None:
    """First and last day of a period in whose words two dates (or months) stand; None if they do not."""
    found = [match.groups() for match in DAY.finditer(period)]
    if len(found) < 2:
        return None
    (year, month, day), (to_year, to_month, to_day) = found[0], found[-1]
    try:
        first = date(int(year), int(month), int(day or 1))
        last = (
            date(int(to_year), int(to_month), int(to_day))
            if to_day
            else _month_end(int(to_year), int(to_month))
        )
    except ValueError:
        return None
    return first, last


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def nice_period(period: str, said: Words) -> str:
    """A period in words: ``2030-01..2030-12`` → ``Jan 2030 – Dec 2030``; other words around it stay."""
    days = days_of(period)
    if days is None:
        return period.replace("_", " ")
    matches = list(DAY.finditer(period))
    before, after = period[: matches[0].start()], period[matches[-1].end() :]
    first, last = (said.month(day.year, day.month) for day in days)
    text = first if first == last else f"{first} – {last}"
    return f"{before.replace('_', ' ')}{text}{after.replace('_', ' ')}".strip()
