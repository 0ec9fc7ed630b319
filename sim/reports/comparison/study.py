"""What one page is about: runs, how they are called and drawn, places, periods, monthly indicators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import pandas as pd

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.counting.source import ALL, WHOLE
from sim.reports.comparison.compared import places_of, unique
from sim.reports.figures.style import Style, styles
from sim.reports.reading.focus import acts_everywhere, focus_communes
from sim.reports.reading.names import commune_names, days_of, nice_period
from sim.reports.reading.runs import Run, called
from sim.reports.reading.series import band
from sim.reports.words import Words
from sim.vocabulary.vocabulary import Vocabulary

MONTHLY: Final = tuple(each.id for each in CATALOGUE.values() if each.section is not None)
MOST_DRAWN: Final = 8  # runs in one figure: beyond, colours cannot be told apart


@dataclass(frozen=True)
class Study:
    """The baseline is the first run; ``places`` are INSEE codes and the whole territory: last, or
    first where scenarios act everywhere.
    """

    runs: Sequence[Run]
    styles: Mapping[str, Style]
    comparison: pd.DataFrame
    places: Sequence[str]
    names: Mapping[str, str]  # of communes
    said: Words

    @property
    def baseline(self) -> Run:
        """The run that the others are compared with."""
        return self.runs[0]

    @property
    def vocabulary(self) -> Vocabulary:
        """In whose words the runs are written: they are compared only where they share it."""
        return self.baseline.manifest.vocabulary

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

    @property
    def keys(self) -> list[Style]:
        """The legend of figures over time."""
        return [self.style(run) for run in self.drawn]

    def period(self, period: str) -> str:
        """A period of the comparison in words."""
        return nice_period(period, self.said)

    @property
    def periods(self) -> list[str]:
        """The periods of the comparison, as it names them, the first in time first."""
        named = unique(self.comparison, "period") if len(self.comparison) else []
        return sorted(named, key=lambda period: days_of(period) or (date.max, date.max))

    @property
    def window(self) -> tuple[date, date]:
        """First day of the first month, last day of the last, of the comparison's first period; else the last
        twelve months of the runs.
        """
        head = self.baseline.manifest
        last_year = pd.Timestamp(head.end) - pd.DateOffset(years=1) + pd.Timedelta(days=1)
        usual = max(head.start, last_year.date()), head.end
        first, last = next(filter(None, map(days_of, self.periods)), usual)
        return first.replace(day=1), last

    @property
    def window_name(self) -> str:
        """The window in words."""
        return nice_period(f"{self.window[0]}..{self.window[1]}", self.said)

    def series(self, indicator: str, place: str) -> dict[str, pd.DataFrame]:
        """An indicator by month (month, mean, low, high), by the id of the runs drawn that hold it."""
        held = self._monthly
        chosen = held[(held["indicator"] == indicator) & (held["commune"] == place)]
        return {
            str(run_id): band(mine.pivot(index="month", columns="replication", values="value"))
            for run_id, mine in chosen.groupby("run_id", sort=False)
        }

    @cached_property
    def _monthly(self) -> pd.DataFrame:
        """The values of all indicators that are drawn over time, of all runs and replications."""
        sql = """SELECT $run_id AS run_id, indicator, commune, CAST(month AS TIMESTAMP) AS month,
                        replication, value
                 FROM this
                 WHERE "group" = $group AND indicator = ANY($indicators) AND commune = ANY($places)"""
        wanted = {"group": ALL, "indicators": MONTHLY, "places": self.places}
        found = [
            run.query("indicators", sql, run_id=run.run_id, **wanted)
            for run in self.drawn
            if run.has("indicators")
        ]
        return pd.concat(found) if found else pd.DataFrame(columns=["run_id", "indicator", "commune"])

    @property
    def worlds(self) -> int:
        """In how many plausible worlds the replications live, at most; 1: in the central one."""
        return 1 if self.comparison.empty else int(self.comparison["worlds"].max())

    @property
    def ranged(self) -> bool:
        """Whether differences have a range over plausible worlds."""
        return not self.comparison.empty and bool(self.comparison["plausible_low"].notna().any())

    @property
    def replications(self) -> int:
        """The fewest replications that any of the runs has."""
        return min(run.replications for run in self.runs)


def make_study(runs: Sequence[Run], comparison: pd.DataFrame, said: Words) -> Study:
    """The study of some runs, the baseline first: places are the communes where they act, then all; all first
    where they act everywhere.
    """
    focus = focus_communes(runs)
    places = [*focus, WHOLE] if comparison.empty else places_of(comparison, focus)
    if acts_everywhere(runs):
        places.sort(key=lambda place: place != WHOLE)  # the others stay in their order
    return Study(runs, styles(runs, called(runs, said.lang)), comparison, places, commune_names(runs), said)
