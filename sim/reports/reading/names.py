"""What communes and periods are called."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

import pandas as pd

from sim.reports.reading.runs import Run
from sim.reports.words import Words

# The usual periods, as sim.experiments.windows calls them.
WINDOW: Final = re.compile(
    r"(?:last|first) (?:(\d+) )?months?(?: after the last (arrival|opening|departure|closing|change))?"
)
AFTER: Final = {
    "arrival": "after_arrival",
    "opening": "after_opening",
    "departure": "after_departure",
    "closing": "after_closing",
    "change": "after_change",
}
DAY: Final = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")  # or a month


def commune_names(runs: Sequence[Run]) -> dict[str, str]:
    """INSEE code → name of the communes of the runs; with the code, where others are called the same."""
    names = {code: name for run in runs for code, name in run.manifest.communes.items()}
    often = Counter(names.values())
    return {code: name if often[name] == 1 else f"{name} ({code})" for code, name in names.items()}


def days_of(period: str) -> tuple[date, date] | None:
    """First and last day of a period in whose words two dates (or months) stand; None if they do not."""
    found = DAY.findall(period)
    if len(found) < 2:
        return None
    try:
        first, last = (pd.Period(day) for day in (found[0], found[-1]))
    except ValueError:
        return None
    return first.start_time.date(), last.end_time.date()


def nice_period(period: str, said: Words) -> str:
    """A period in words: ``2030-01..2030-12`` → ``Jan 2030 – Dec 2030``, with the words around it."""
    days = days_of(period)
    if days is None:
        return period.replace("_", " ")
    matches = list(DAY.finditer(period))
    before, after = period[: matches[0].start()], period[matches[-1].end() :]
    before = WINDOW.sub(partial(_window, said), before)
    first, last = (said.month(day.year, day.month) for day in days)
    text = first if first == last else f"{first} – {last}"
    return f"{before.replace('_', ' ')}{text}{after.replace('_', ' ')}".strip()


def _window(said: Words, found: "re.Match[str]") -> str:
    """The name of a usual period: ``last 12 months`` → ``12 derniers mois``."""
    one = found[1] is None
    if found[2] is None:
        return said.say("last_month" if one else "last_months", n=found[1])
    return said.say("first_month" if one else "first_months", n=found[1], after=said.say(AFTER[found[2]]))
