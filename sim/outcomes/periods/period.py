"""Indicators over periods, by replication: stored months put together by the rules of the catalogue."""

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.outcomes.catalogue.catalogue import catalogue_of
from sim.outcomes.catalogue.indicator import Indicator, Rule
from sim.outcomes.counting.source import ALL, WHOLE, Array, Key, Tallies
from sim.outcomes.periods.by_rule import percentiles, quantiles, ratios, spreads
from sim.outcomes.periods.months import Period
from sim.outcomes.storage.store import StoredRun, coded, ranks
from sim.vocabulary.vocabulary import Vocabulary, ids
from sim.world.records import MOST_DAYS

THREADS: Final = 2  # that read files side by side
PARTS: Final = (Rule.FLOW, Rule.STOCK)


@dataclass(frozen=True)
class Values:
    """``values[indicator, group]`` is ``[replication, commune]``, the last one ``*``. NaN is undefined.

    Where ``run.grain`` is coarser, catchments stand for communes, or ``*`` alone.
    """

    period: Period
    replications: tuple[int, ...]
    communes: tuple[str, ...]
    values: Tallies
    catalogue: Mapping[str, Indicator]

    def of(self, indicator: str, group: str = ALL, commune: str = WHOLE) -> Array:
        """``[replication]``; NaN where it is undefined or not counted."""
        if (indicator, group) not in self.values or commune not in self.communes:
            return np.full(len(self.replications), np.nan)
        return self.values[indicator, group][:, self.communes.index(commune)]

    def of_each(self, indicator: str, group: str, communes: Sequence[str]) -> Array:
        """``[replication, commune]``, as ``of``."""
        return np.stack([self.of(indicator, group, commune) for commune in communes], axis=1)


def over(run: StoredRun, period: Period, replications: Sequence[int] | None = None) -> Values:
    """Every indicator over the period, for each complete replication (or for some of them)."""
    return over_each(run, (period,), replications)[0]


def over_each(
    run: StoredRun, periods: Sequence[Period], replications: Sequence[int] | None = None
) -> list[Values]:
    """The same for several periods; every file is read once."""
    numbers = run.manifest.complete if replications is None else tuple(replications)
    places = (*run.manifest.places, WHOLE)
    vocabulary = run.manifest.vocabulary
    catalogue, kinds = catalogue_of(vocabulary), ids(vocabulary.kinds)

    def sums_of(number: int) -> list[tuple[Tallies, NDArray[np.int64]]]:
        parts, waits = _Parts.read(run, number, places, catalogue), _waits(run, number, places, kinds)
        shape = len(kinds), len(places), MOST_DAYS
        return [(parts.over(period), _appointments(waits, period, shape)) for period in periods]

    with ThreadPoolExecutor(THREADS) as pool:  # the files' columns are unpacked outside Python
        sums = list(pool.map(sums_of, numbers))
    found = []
    for i, period in enumerate(periods):
        parts, waits = _stack([each[i][0] for each in sums]), np.stack([each[i][1] for each in sums])
        values = _put_together(parts, waits, period, run.manifest.grain == "commune", vocabulary)
        found.append(Values(period, numbers, places, values, catalogue))
    return found


class _Rows(NamedTuple):
    """Rows of a table in the order of their months: what is added up, and where."""

    months: NDArray[np.datetime64]
    place: NDArray[np.int64]
    values: Array | NDArray[np.int64]

    @classmethod
    def of(cls, table: pa.Table, place: NDArray[np.int64], values: str) -> "_Rows":
        """All rows of a table; the store writes them in the order of months."""
        return cls(table["month"].to_numpy(), place, table[values].to_numpy())

    def at(self, which: slice | NDArray[np.bool_]) -> "_Rows":
        """Some of the rows."""
        return _Rows(self.months[which], self.place[which], self.values[which])

    def within(self, first: date, last: date) -> "_Rows":
        """The rows from one month to another."""
        begin = self.months.searchsorted(np.datetime64(first), side="left")
        return self.at(slice(begin, self.months.searchsorted(np.datetime64(last), side="right")))

    def sums(self, places: int) -> Array:
        """``[place]``."""
        return np.bincount(self.place, self.values, places).astype(np.float64, copy=False)


class _Parts(NamedTuple):
    """FLOWs and STOCKs of one replication, one row a month, key and commune; those of civil years, which
    stand in January, apart. Places are key · communes + commune.
    """

    monthly: _Rows
    yearly: _Rows
    keys: tuple[Key, ...]
    communes: int

    @classmethod
    def read(
        cls, run: StoredRun, replication: int, communes: Sequence[str], catalogue: Mapping[str, Indicator]
    ) -> "_Parts":
        columns = ("month", "commune", "indicator", "group", "value")
        table = run.table("indicators", columns, None, (replication,), columns[1:-1])
        names, groups = coded(table["indicator"]), coded(table["group"])
        pairs = pa.array(names.codes * len(groups.words) + groups.codes).dictionary_encode()
        key = pairs.indices.to_numpy()
        at = [divmod(pair, len(groups.words)) for pair in pairs.dictionary.to_pylist()]
        keys = tuple((names.words[name], groups.words[group]) for name, group in at)
        parts = {each.id: each.yearly for each in catalogue.values() if each.rule in PARTS}
        yearly = np.array([parts.get(name, False) for name, _ in keys], dtype=np.bool_)
        monthly = np.array([name in parts for name, _ in keys], dtype=np.bool_) & ~yearly
        place = key.astype(np.int64) * len(communes) + ranks(table["commune"], communes)
        rows = _Rows.of(table, place, "value")
        return cls(rows.at(monthly[key]), rows.at(yearly[key]), keys, len(communes))

    def over(self, period: Period) -> Tallies:
        """Sums over the months, ``[commune]`` by key; NaN where nothing is written."""
        januaries = [date(year, 1, 1) for year in period.whole_years]
        held = [self.monthly.within(*period), *(self.yearly.within(first, first) for first in januaries)]
        shape = len(self.keys), self.communes
        sums, known = np.zeros(shape), np.zeros(shape, dtype=np.bool_)
        for rows in held:
            sums += rows.sums(sums.size).reshape(shape)
            known.flat[rows.place] = True
        sums[~known] = np.nan
        return {key: sums[row] for row, key in enumerate(self.keys) if known[row].any()}


def _waits(run: StoredRun, replication: int, communes: Sequence[str], kinds: Sequence[str]) -> _Rows:
    """Appointments of one replication, one row a month, commune, kind and number of days."""
    columns = ("month", "commune", "kind", "days", "n")
    table = run.table("waits", columns, None, (replication,), ("commune", "kind"))
    cell = ranks(table["kind"], kinds) * len(communes) + ranks(table["commune"], communes)
    return _Rows.of(table, cell * MOST_DAYS + table["days"].to_numpy(), "n")


def _appointments(waits: _Rows, period: Period, shape: tuple[int, int, int]) -> NDArray[np.int64]:
    """``[kind, commune, days]``; the last commune is the whole territory."""
    # Counts are far below 2**53, so that their sums as floating-point numbers are exact.
    counts = waits.within(*period).sums(math.prod(shape)).reshape(shape)
    counts[:, -1] += counts[:, :-1].sum(axis=1)  # at grain territory they stand there already
    return counts.astype(np.int64)


def _stack(parts: Sequence[Tallies]) -> Tallies:
    """``[replication, commune]`` of every key that any replication has."""
    keys = dict.fromkeys(key for part in parts for key in part)
    unknown = next((np.full(len(values), np.nan) for part in parts for values in part.values()), np.empty(0))
    return {key: np.stack([part.get(key, unknown) for part in parts]) for key in keys}


def _put_together(
    sums: Tallies, waits: NDArray[np.int64], period: Period, of_communes: bool, vocabulary: Vocabulary
) -> Tallies:
    """Every indicator, ``[replication, commune]``, from sums over the months and ``waits [replication, kind,
    commune, days]``.
    """
    catalogue = catalogue_of(vocabulary)
    values: Tallies = {  # stocks as means over the months, flows as they are
        key: total / period.months if catalogue[key[0]].rule is Rule.STOCK else total
        for key, total in sums.items()
    }
    values |= ratios(sums, dict.fromkeys(group for _, group in sums))
    values |= percentiles(sums)
    values |= quantiles(waits.sum(axis=1))
    for row, kind in enumerate(ids(vocabulary.kinds)):
        if waits[:, row].any():
            values |= quantiles(waits[:, row], f"kind:{kind}")
    return values | spreads(values) if of_communes else values
