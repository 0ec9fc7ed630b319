"""Indicators over periods, by replication: stored months put together by the rules of the catalogue."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.outcomes.catalogue.catalogue import catalogue_of
from sim.outcomes.catalogue.indicator import Indicator, Rule
from sim.outcomes.counting.source import ALL, WHOLE, Array, Key, Tallies
from sim.outcomes.periods.by_rule import quantiles, ratios, spreads
from sim.outcomes.periods.months import Period
from sim.outcomes.storage.store import StoredRun, coded, ranks
from sim.vocabulary.vocabulary import Vocabulary, ids
from sim.world.records import MOST_DAYS

if TYPE_CHECKING:
    import pandas as pd  # costs a second: only where a table is made

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

    def frame(self) -> "pd.DataFrame":
        """(replication, commune, indicator, group, value, unit), sorted; undefined values left out."""
        import pandas as pd

        keys = sorted(self.values)
        cube = np.stack([self.values[key] for key in keys])
        key, replication, commune = np.nonzero(~np.isnan(cube))
        return pd.DataFrame(
            {
                "replication": np.array(self.replications)[replication],
                "commune": np.array(self.communes)[commune],
                "indicator": np.array([name for name, _ in keys])[key],
                "group": np.array([group for _, group in keys])[key],
                "value": cube[key, replication, commune],
                "unit": np.array([self.catalogue[name].unit for name, _ in keys])[key],
            }
        )


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
        parts, days = _Parts.read(run, number, places, catalogue), _Waits.read(run, number, places, kinds)
        return [(parts.over(period), days.over(period)) for period in periods]

    with ThreadPoolExecutor(THREADS) as pool:  # the files' columns are unpacked outside Python
        sums = list(pool.map(sums_of, numbers))
    return [
        Values(
            period,
            numbers,
            places,
            _put_together(
                _stack([each[i][0] for each in sums]),
                np.stack([each[i][1] for each in sums]),
                period,
                run.manifest.grain == "commune",
                vocabulary,
            ),
            catalogue,
        )
        for i, period in enumerate(periods)
    ]


class _Rows(NamedTuple):
    """Rows of a table in the order of their months: what is added up, into which of ``size`` places."""

    months: NDArray[np.int32]  # their first days, since 1970
    place: NDArray[np.int64]
    values: Array | NDArray[np.int64]
    size: int

    def within(self, first: date, last: date) -> "_Rows":
        """The rows from one month to another."""
        begin = self.months.searchsorted(_day(first), side="left")
        end = self.months.searchsorted(_day(last), side="right")
        return _Rows(self.months[begin:end], self.place[begin:end], self.values[begin:end], self.size)

    def sums(self) -> Array:
        """``[place]``."""
        return np.bincount(self.place, self.values, self.size).astype(np.float64, copy=False)

    def known(self) -> NDArray[np.bool_]:
        """``[place]``: whether there is any row."""
        there = np.zeros(self.size, dtype=np.bool_)
        there[self.place] = True
        return there


class _Parts(NamedTuple):
    """FLOWs and STOCKs of one replication, one row a month, key and commune; those of civil years, which
    stand in January, apart. Places are key · communes + commune; other indicators are put after the last key.
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
        pair = names.codes * len(groups.words) + groups.codes
        used = np.flatnonzero(np.bincount(pair))
        held = [(names.words[p // len(groups.words)], groups.words[p % len(groups.words)]) for p in used]
        parts = {each.id: each.yearly for each in catalogue.values() if each.rule in PARTS}
        keys = tuple(key for key in held if key[0] in parts)
        is_part = np.array([name in parts for name, _ in held], dtype=np.bool_)
        yearly = is_part & np.array([parts.get(name, False) for name, _ in held], dtype=np.bool_)
        row = np.where(is_part, np.cumsum(is_part) - 1, len(keys))
        months, values, commune = _days(table), table["value"].to_numpy(), ranks(table["commune"], communes)
        size = (len(keys) + 1) * len(communes)
        begin = _by_code(used, np.where(yearly, len(keys), row) * len(communes))
        monthly = _Rows(months, begin[pair] + commune, values, size)
        once = np.flatnonzero(_by_code(used, yearly)[pair])
        begin = _by_code(used, row * len(communes))
        of_years = _Rows(months[once], begin[pair[once]] + commune[once], values[once], size)
        return cls(monthly, of_years, keys, len(communes))

    def over(self, period: Period) -> Tallies:
        """Sums over the months, ``[commune]`` by key; NaN where nothing is written."""
        januaries = [date(year, 1, 1) for year in period.whole_years]
        within = [self.monthly.within(*period), *(self.yearly.within(first, first) for first in januaries)]
        sums, known = within[0].sums(), within[0].known()
        for rows in within[1:]:
            sums += rows.sums()
            known |= rows.known()
        there = known.reshape(-1, self.communes)
        table = np.where(there, sums.reshape(there.shape), np.nan)
        held = np.logical_or.reduce(there, axis=1)
        return {key: table[row] for row, key in enumerate(self.keys) if held[row]}


class _Waits(NamedTuple):
    """Appointments of one replication, one row a month, commune, kind and number of days."""

    rows: _Rows
    communes: int
    kinds: int

    @classmethod
    def read(
        cls, run: StoredRun, replication: int, communes: Sequence[str], kinds: Sequence[str]
    ) -> "_Waits":
        columns = ("month", "commune", "kind", "days", "n")
        table = run.table("waits", columns, None, (replication,), ("commune", "kind"))
        cell = ranks(table["kind"], kinds) * len(communes) + ranks(table["commune"], communes)
        place = cell * MOST_DAYS + table["days"].to_numpy()
        size = len(kinds) * len(communes) * MOST_DAYS
        return cls(_Rows(_days(table), place, table["n"].to_numpy(), size), len(communes), len(kinds))

    def over(self, period: Period) -> NDArray[np.int64]:
        """``[kind, commune, days]``; the last commune is the whole territory."""
        # Counts are far below 2**53, so that their sums as floating-point numbers are exact.
        counts = self.rows.within(*period).sums().reshape(self.kinds, self.communes, MOST_DAYS)
        counts[:, -1] += counts[:, :-1].sum(axis=1)  # at grain territory they stand there already
        return counts.astype(np.int64)


def _by_code(codes: NDArray[np.int64], values: NDArray[Any]) -> NDArray[Any]:
    """``values`` where ``codes`` say, in order; codes between them are nobody's."""
    spread = np.zeros(codes[-1] + 1 if len(codes) else 0, dtype=values.dtype)
    spread[codes] = values
    return spread


def _days(table: pa.Table) -> NDArray[np.int32]:
    """The first days of the rows' months, since 1970; the store writes rows in the order of months."""
    return np.asarray(table["month"].cast(pa.int32()).to_numpy())


def _day(day: date) -> np.int32:
    return np.int32((day - date(1970, 1, 1)).days)


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
    values = _of_a_month(sums, period.months, catalogue_of(vocabulary))
    values |= ratios(sums, dict.fromkeys(group for _, group in sums))
    values |= quantiles(waits.sum(axis=1))
    for row, kind in enumerate(ids(vocabulary.kinds)):
        if waits[:, row].any():
            values |= quantiles(waits[:, row], f"kind:{kind}")
    return values | spreads(values) if of_communes else values


def _of_a_month(sums: Tallies, months: int, catalogue: Mapping[str, Indicator]) -> Tallies:
    """Stocks as means over the months; flows as they are."""
    return {
        (name, group): total / months if catalogue[name].rule is Rule.STOCK else total
        for (name, group), total in sums.items()
    }
