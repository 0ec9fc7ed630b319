"""What one page is about: runs, how they are called and drawn, places, periods, monthly indicators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pandas as pd

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.counting.source import ALL, WHOLE
from sim.reports.compared import places_of, unique
from sim.reports.focus import focus_communes
from sim.reports.names import commune_names, days_of, nice_period
from sim.reports.runs import Run, called
from sim.reports.series import band
from sim.reports.theme import Style, styles
from sim.reports.words import Words
from sim.vocabulary.vocabulary import Vocabulary

MONTHLY: Final = tuple(each.id for each in CATALOGUE.values() if each.section is not None)
MOST_DRAWN: Final = 8  # runs in one figure: beyond, colours cannot be told apart


@dataclass(frozen=True)
class Study:
    """The baseline is the first run; ``places`` are INSEE codes and, last, the whole territory."""

    runs: Sequence[Run]
    styles: Mapping[str, Style]
    comparison: pd.DataFrame
    places: Sequence[str]
    names: Mapping[str, str]
    said: Words
    monthly: Mapping[str, pd.DataFrame] = field(
        repr=False
    )  # by run id: indicator, commune, month, replication, value

    @property
    def baseline(self) -> Run:
        """The run that the others are compared with."""
        return self.runs[0]

    @property
    def vocabulary(self) -> Vocabulary:
        """In whose words the runs are written: they are compared only where they share it."""
        return self.baseline.vocabulary

    @property
    def drawn(self) -> Sequence[Run]:
        """The runs that figures over time show."""
        return self.runs[:MOST_DRAWN]

    def place(self, code: str) -> str:
        """The name of a place at the head of something."""
        return self.said.say("territory") if code == WHOLE else self.names.get(code, code)

    def place_inside(self, code: str) -> str:
        """The name of a place inside a sentence."""
        return self.said.say("in_territory") if code == WHOLE else self.place(code)

    def style(self, run: Run) -> Style:
        """How a run is drawn."""
        return self.styles[run.run_id]

    def period(self, period: str) -> str:
        """A period of the comparison in words."""
        return nice_period(period, self.said)

    @property
    def periods(self) -> list[str]:
        """The periods of the comparison, as it names them."""
        return unique(self.comparison, "period") if len(self.comparison) else []

    @property
    def window(self) -> tuple[date, date]:
        """First and last day of the comparison's first period; else the last twelve months of the runs."""
        for period in self.periods:
            days = days_of(period)
            if days is not None:
                return days
        end = self.baseline.end
        last = pd.Timestamp(end)
        return max(self.baseline.start, (last - pd.DateOffset(years=1) + pd.Timedelta(days=1)).date()), end

    @property
    def window_name(self) -> str:
        """The window in words."""
        return nice_period(f"{self.window[0]}..{self.window[1]}", self.said)

    def series(self, run: Run, name: str, place: str) -> pd.DataFrame | None:
        """An indicator by month: month, mean, low, high; None if the run does not hold it."""
        held = self.monthly[run.run_id]
        chosen = held[(held["indicator"] == name) & (held["commune"] == place)]
        if chosen.empty:
            return None
        return band(chosen.pivot(index="month", columns="replication", values="value").sort_index())

    @property
    def replications(self) -> int:
        """The fewest replications that any of the runs has."""
        return min(run.replications for run in self.runs)


def make_study(
    runs: Sequence[Run],
    comparison: pd.DataFrame,
    said: Words,
    names: Mapping[str, str] | None = None,
    focus: Sequence[str] | None = None,
) -> Study:
    """Reads what several figures share.

    ``focus``: INSEE codes shown before the whole territory; found if not given.
    """
    known = dict(commune_names(runs), **(names or {}))
    chosen = list(focus_communes(runs) if focus is None else focus)
    places = places_of(comparison, chosen) if len(comparison) else [*chosen, WHOLE]
    monthly = {run.run_id: _monthly(run, places) for run in runs}
    return Study(runs, styles(runs, called(runs)), comparison, places, known, said, monthly)


def _monthly(run: Run, places: Sequence[str]) -> pd.DataFrame:
    if not run.has("indicators"):
        return pd.DataFrame(columns=["indicator", "commune", "month", "replication", "value"])
    marks = ", ".join("?" * len(MONTHLY)), ", ".join("?" * len(places))
    found = run.query(
        "indicators",
        f"""SELECT indicator, commune, month, replication, value FROM this
            WHERE "group" = '{ALL}' AND indicator IN ({marks[0]}) AND commune IN ({marks[1]})
            ORDER BY ALL""",
        [*MONTHLY, *places],
    )
    found["month"] = pd.to_datetime(found["month"])
    return found
