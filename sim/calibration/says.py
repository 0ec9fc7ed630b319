"""What runs of several territories say together of published figures."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.counting.source import ALL
from sim.outcomes.periods.months import parse_period, within
from sim.outcomes.periods.period import Values, over
from sim.outcomes.periods.published import Year, simulated
from sim.outcomes.storage.store import read_run

Array = NDArray[np.float64]
ADDED: Final = (Rule.FLOW, Rule.STOCK)
DIVIDED: Final = (Rule.RATIO, Rule.YEARLY)


class _Together(NamedTuple):
    """Years of several territories as if they were one: counts are added up, each times its weight, and
    ratios are made of the sums. It stands where a ``Year`` stands.
    """

    parts: tuple[Values, ...]
    weights: tuple[float, ...]
    months: int
    run: Any  # of the first: its costs and sizes are asked for

    def sum(self, indicator: str, group: str = ALL) -> Array:
        """``[replication]``; NaN where it is undefined or cannot be known of several together."""
        about = CATALOGUE[indicator]
        if about.rule in ADDED:
            found = np.stack(
                [w * part.of(indicator, group) for w, part in zip(self.weights, self.parts, strict=True)]
            )
            return np.where(np.isnan(found).all(axis=0), np.nan, np.nansum(found, axis=0))
        if about.rule in DIVIDED:
            *above, below = (self._over_months(part, group) for part in about.parts)
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(about.scale * np.sum(above, axis=0) / below)
        return np.full(len(self.parts[0].replications), np.nan)

    def _over_months(self, part: str, group: str) -> Array:
        months = self.months if CATALOGUE[part].rule is Rule.STOCK else 1
        return np.asarray(months * self.sum(part, group))


class _Sizes(NamedTuple):
    """What figures ask of a run: its costs, and how many people there are, those of the ring too."""

    config: Any
    manifest: Any


class _People(NamedTuple):
    simulated: float
    residents: float


def said(folders: Sequence[Path], weights: Sequence[float], year: int, figures: Sequence[str]) -> Array:
    """``[replication, figure]``; NaN where the runs cannot show one. Raises StoreError."""
    runs = [read_run(folder) for folder in folders]
    period = within(parse_period(str(year)), runs[0].manifest.first_day, runs[0].manifest.end)
    people = _People(
        *(
            float(sum(w * getattr(run.manifest, key) for w, run in zip(weights, runs, strict=True)))
            for key in _People._fields
        )
    )
    together = _Together(
        tuple(over(run, period) for run in runs),
        tuple(weights),
        period.months,
        _Sizes(runs[0].config, people),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        found = [np.asarray(simulated(figure, cast(Year, together)), dtype=np.float64) for figure in figures]
    return np.where(np.isfinite(values := np.stack(found, axis=1)), values, np.nan)
