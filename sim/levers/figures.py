"""The figures of a lever: paired differences after one and five years, what it costs, what a gain costs."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from sim.experiments.compare import check_comparable, worlds_in
from sim.experiments.paired import Array, Difference, Worlds, paired, ratio
from sim.levers.choose import YEARS, Lever
from sim.levers.records import INDICATORS
from sim.outcomes.counting.money import PAYER
from sim.outcomes.counting.source import ALL
from sim.outcomes.periods.by_month import PAID
from sim.outcomes.periods.luck import ENDS, LEAST_WORLDS, without_luck, worlds_and_luck
from sim.outcomes.periods.months import Period
from sim.outcomes.periods.period import Values, over_each
from sim.outcomes.storage.store import StoredRun

SEEN: Final = (1, YEARS)  # years of a lever that are shown
OVER_ALL: Final = 0  # in place of a year: over all five, a year of them
AT_THE_END: Final = (
    "adults_without_mt",
    "gps",
)  # are told of the last month of a year, the others of all of it
INSURANCE: Final = "insurance"
OWN: Final = "own"  # what the lever itself costs public payers
CARE: Final = "care"  # what changes in what the insurance pays for care
PATIENTS: Final = "patients"
PUBLIC: Final = "public"  # the first two together
PER_PERSON: Final = "per_person_year"
PER_ED_VISIT: Final = "per_ed_visit"
EUROS: Final = "€"
SUMS: Final = (OWN, CARE, PUBLIC, PATIENTS, PER_PERSON, PER_ED_VISIT)
# What every lever has: (id, year); beside it, a row for each payer.
WANTED: Final = {(name, year) for name in INDICATORS for year in SEEN} | {(name, OVER_ALL) for name in SUMS}


class Figure(NamedTuple):
    """One figure of a lever. ``id``: an indicator, a cost or a cost per gain; ``year``: 1, 5, or OVER_ALL.

    ``level``: of the baseline; ``value``: scenario − baseline (of a cost per gain: the ratio); ``low`` …
    ``high``: its 95 % interval by luck; ``plausible_low`` … ``plausible_high``: range over plausible worlds,
    infinite where in too many of them nothing is gained. NaN: unknown.
    """

    id: str
    year: int
    unit: str
    level: float
    value: float
    low: float
    high: float
    plausible_low: float
    plausible_high: float
    replications: int
    worlds: int

    @classmethod
    def of(cls, id: str, year: int, unit: str, found: Difference) -> "Figure":
        """A paired difference."""
        return cls(
            id,
            year,
            unit,
            found.baseline,
            found.difference,
            found.low,
            found.high,
            found.plausible_low,
            found.plausible_high,
            found.pairs,
            found.worlds,
        )

    @property
    def clear(self) -> bool:
        """Whether the interval of luck excludes 0."""
        return self.low > 0 or self.high < 0

    @property
    def holds(self) -> bool:
        """Whether the range over plausible worlds does."""
        return self.plausible_low > 0 or self.plausible_high < 0

    def times(self, factor: float) -> "Figure":
        """The same of so many times the lever, in proportion; what a gain costs stays."""
        if self.id in (PER_PERSON, PER_ED_VISIT):
            return self
        ends = sorted((factor * self.low, factor * self.high))
        allowed = sorted((factor * self.plausible_low, factor * self.plausible_high))
        return self._replace(
            value=factor * self.value,
            low=ends[0],
            high=ends[1],
            plausible_low=allowed[0],
            plausible_high=allowed[1],
        )


class _Both(NamedTuple):
    """Baseline and scenario over one period."""

    before: Values
    after: Values

    def paired(self, indicator: str, worlds: Worlds, group: str = ALL, scale: float = 1.0) -> Difference:
        return paired(
            scale * self.before.of(indicator, group), scale * self.after.of(indicator, group), worlds
        )

    def gap(self, indicator: str, group: str = ALL) -> Array:
        """``[replication]``."""
        return np.asarray(self.after.of(indicator, group) - self.before.of(indicator, group))


def figures_of(lever: Lever, run: StoredRun, base: StoredRun) -> list[Figure]:
    """All figures of a lever from its run and that of its baseline. Raises ExperimentError for runs that
    cannot be compared, StoreError.
    """
    check_comparable(run, base)
    numbers = tuple(sorted(set(run.manifest.complete) & set(base.manifest.complete)))
    worlds = worlds_in(run, numbers)
    years = [lever.year(number) for number in SEEN]
    ends = [Period(year.last, year.last) for year in years]
    five = Period(lever.begins, years[-1].last)
    periods = [*years, *ends, five, lever.whole]
    read = [over_each(each, periods, numbers) for each in (base, run)]
    both = [_Both(*pair) for pair in zip(*read, strict=True)]
    found = [
        Figure.of(name, year, catalogue[name].unit, pair.paired(name, worlds))
        for name in INDICATORS
        for place, year in enumerate(SEEN)
        for pair in (both[place + (len(SEEN) if name in AT_THE_END else 0)],)
        for catalogue in (pair.after.catalogue,)
    ]
    payers = {payer.id: payer.public for payer in run.manifest.vocabulary.payers}
    costs = Costs.of(both[-1], payers)
    found += costs.figures(worlds)
    return [*found, *gains(costs.public, both[-2], worlds)]


class Costs(NamedTuple):
    """What a lever costs over five years, ``[replication]`` € a year: by who pays for its measures (name;
    whether that is public money), what changes in what the insurance and patients pay for care.
    """

    paid: dict[str, Array]
    is_public: dict[str, bool]
    care: Array
    patients: Array

    @classmethod
    def of(cls, both: _Both, payers: dict[str, bool]) -> "Costs":
        """From sums since its first day."""
        paid = {name: np.nan_to_num(both.gap(PAID, f"{PAYER}{name}")) / YEARS for name in payers}
        care = both.gap("cost_insurance") / YEARS - paid.get(INSURANCE, 0.0)
        return cls(paid, payers, care, both.gap("cost_patients") / YEARS)

    @property
    def own(self) -> Array:
        """What its measures cost public payers."""
        none = np.zeros(len(self.care))
        return sum((each for name, each in self.paid.items() if self.is_public[name]), none)

    @property
    def public(self) -> Array:
        """With what changes in what the insurance pays for care."""
        return self.own + self.care

    def figures(self, worlds: Worlds) -> Iterator[Figure]:
        """One for each payer, then the sums."""
        parts = {f"{PAYER}{name}": each for name, each in self.paid.items()}
        parts |= {OWN: self.own, CARE: self.care, PUBLIC: self.public, PATIENTS: self.patients}
        for name, each in parts.items():
            found = paired(np.zeros(len(each)), each, worlds)
            yield Figure.of(name, OVER_ALL, EUROS, found)._replace(level=float("nan"))


def gains(public: Array, both: _Both, worlds: Worlds) -> Iterator[Figure]:
    """What a person-year with a médecin traitant, and an emergency visit avoided, cost the public, over the
    five years from the first whole month on.
    """
    person_years = -both.gap("adults_without_mt")  # a mean over months: people, that is person-years a year
    visits = -both.gap("ed_visits") / YEARS
    for name, gained in ((PER_PERSON, person_years), (PER_ED_VISIT, visits)):
        yield cost_per(name, public, gained, worlds)


def cost_per(name: str, cost: Array, gained: Array, worlds: Worlds) -> Figure:
    """Mean cost over mean gain, with its interval by jackknife; NaN where it is not clear that there is a
    gain (``sim.experiments.paired.ratio``). Its range: what it costs in each world, as far as luck lets that
    be seen; infinite where nothing is gained.
    """
    value, low, high = ratio(cost, gained)
    known = ~(np.isnan(cost) | np.isnan(gained))
    there = (
        None if worlds is None else [each for each, is_known in zip(worlds, known, strict=True) if is_known]
    )
    least, most, n = _range(cost[known], gained[known], there)
    if np.isnan(value):
        least, most = np.nan, np.nan
    if not np.isnan(low) and not np.isnan(least):
        least, most = min(least, low), max(most, high)
    nan = float("nan")
    return Figure(name, OVER_ALL, EUROS, nan, value, low, high, least, most, int(known.sum()), n)


def _range(cost: Array, gained: Array, worlds: Worlds) -> tuple[float, float, int]:
    """The ends of the range over worlds, and how many there are."""
    nan = float("nan")
    if worlds is None or len(cost) < 2:
        return nan, nan, 1 if worlds is None else len(cost)
    gaps = np.stack([cost, gained])
    there, means, sizes, luck = worlds_and_luck(gaps, worlds)
    if len(there) < LEAST_WORLDS:
        return nan, nan, len(there)
    above, below = without_luck(means, sizes, gaps.mean(axis=1), luck)
    each = np.divide(above, below, out=np.full(len(there), np.inf), where=below > 0)
    ends = np.quantile(each, ENDS[0], method="lower"), np.quantile(each, ENDS[1], method="higher")
    return float(ends[0]), float(ends[1]), len(there)


def payers_of(figures: Sequence[Figure]) -> list[str]:
    """Names of the payers that figures know, in order."""
    return [each.id.removeprefix(PAYER) for each in figures if each.id.startswith(PAYER)]


def by_key(figures: Sequence[Figure]) -> dict[tuple[str, int], Figure]:
    """Figures by id and year."""
    return {(each.id, each.year): each for each in figures}
