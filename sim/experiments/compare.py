"""Scenarios against a baseline: paired differences of every indicator, by place and period."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sim.experiments.comparable import Shared, difference
from sim.experiments.errors import ExperimentError
from sim.experiments.paired import Array, in_whole_days, paired_by_place, ratio
from sim.experiments.windows import of_all, windows
from sim.outcomes.catalogue.catalogue import CATALOGUE, with_rule
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.counting.money import PAYER
from sim.outcomes.counting.source import ALL, WHOLE
from sim.outcomes.periods.months import Period, month_of
from sim.outcomes.periods.period import Values, over_each
from sim.outcomes.storage.manifest import Manifest
from sim.outcomes.storage.store import StoredRun, read_run
from sim.vocabulary.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd  # costs a second: only where a table is made

COLUMNS: Final = (
    "run_id", "baseline_run_id", "label", "period", "scenario", "baseline", "commune", "indicator", "group",
    "unit", "baseline_mean", "scenario_mean", "difference", "low", "high", "replications",
    "freedom", "plausible_low", "plausible_high", "worlds",
)  # fmt: skip
PAID: Final = "paid_for_measures"
ANSWERED: Final = "answered"


class _Pair(NamedTuple):
    """Baseline and scenario, of the replications that both have."""

    window: tuple[Values, Values]
    since: tuple[Values, Values]  # from the start of the run to the end of the window
    worlds: Sequence[int] | None  # of each replication; None: all live in the central one


def compare(
    folders: Sequence[Path],
    baseline: Path | None = None,
    period: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> "pd.DataFrame":
    """Every run of ``folders`` against ``baseline`` (the first, if None), in the columns of COLUMNS.

    Differences are scenario − baseline, paired by replication, with the 95 % interval of luck and the range
    over plausible worlds (``sim.outcomes.periods.luck``). Costs are
    cumulated from the first day that is reported to the end of the period. ``labels``: by run id, what a
    sweep calls its runs; a run itself keeps the label of the sweep that first played it. Raises
    ExperimentError for runs of another seed, territory or horizon, StoreError for folders that cannot be
    read.
    """
    base = Path(baseline) if baseline is not None else Path(folders[0])
    return compare_pairs([(Path(folder), base) for folder in folders], period, labels)


def compare_pairs(
    pairs: Sequence[tuple[Path, Path]], period: str | None = None, labels: Mapping[str, str] | None = None
) -> "pd.DataFrame":
    """The same, each run with a baseline of its own: (run, baseline). One beside itself has no rows."""
    read = {folder: read_run(folder) for folder in dict.fromkeys(folder for pair in pairs for folder in pair)}
    both = [(read[folder], read[base]) for folder, base in pairs]
    both = [(run, base) for run, base in both if run.run_id != base.run_id]
    if not both:
        raise ExperimentError("compare: there is only the baseline; name another run")
    for run, base in both:
        check_comparable(run, base)
    rows: list[tuple[object, ...]] = []
    own = [windows(run, base, period) for run, base in both]
    for (run, base), found in zip(both, of_all(own), strict=True):
        label = _label(run, base, (labels or {}).get(run.run_id, run.manifest.label))
        for words, pair in zip(found, _pairs(run, base, list(found.values())), strict=True):
            head = (run.run_id, base.run_id, label, words, run.manifest.scenario, base.manifest.scenario)
            rows += [(*head, *row) for row in _rows(pair, run.manifest.vocabulary)]
    import pandas as pd

    return pd.DataFrame(rows, columns=list(COLUMNS))


def of_other_code(folders: Sequence[Path], baseline: Path) -> list[str]:
    """The ids of runs that another version of the program has made than the baseline."""
    base = read_run(baseline).manifest
    heads = [read_run(folder).manifest for folder in folders]
    return [head.run_id for head in heads if _code(head) != _code(base)]


def _code(head: Manifest) -> str:
    return head.code or head.commit


def _label(run: StoredRun, base: StoredRun, said: str) -> str:
    """What distinguishes a run from the baseline: its scenario if that differs, its label in the sweep."""
    scenario = run.manifest.scenario
    if scenario == base.manifest.scenario:
        return said or run.run_id
    return said if scenario in said else ", ".join(word for word in (scenario, said) if word)


def check_comparable(run: StoredRun, base: StoredRun) -> None:
    """Raises ExperimentError for runs of another seed, territory, period or grain."""
    mine, theirs = run.manifest, base.manifest
    said = difference(_shared(mine), _shared(theirs))
    if said is not None:
        raise ExperimentError(
            f"compare: {run.run_id} and {base.run_id} differ in {said}; play both with the same"
        )
    if not set(mine.complete) & set(theirs.complete):
        raise ExperimentError(f"compare: {run.run_id} and {base.run_id} have no replication in common")


def _shared(head: Manifest) -> Shared:
    return Shared(
        seed=head.seed,
        territory=head.territory,
        communes=tuple(sorted(head.communes)),
        first_days=(head.first_day, head.start),
        end=head.end,
        grain=head.grain,
        vocabulary=head.vocabulary,
        worlds=(head.worlds, head.worlds_digest),
    )


def _pairs(run: StoredRun, base: StoredRun, found: Sequence[Period]) -> list[_Pair]:
    numbers = tuple(sorted(set(run.manifest.complete) & set(base.manifest.complete)))
    start = month_of(run.manifest.start)
    since = [Period(min(start, window.first), window.last) for window in found]
    before, after = (over_each(each, [*found, *since], numbers) for each in (base, run))
    n = len(found)
    both_ways = list(zip(before, after, strict=True))
    worlds = worlds_in(run, numbers)
    return [_Pair(*each, worlds) for each in zip(both_ways[:n], both_ways[n:], strict=True)]


def worlds_in(run: StoredRun, numbers: Sequence[int]) -> list[int] | None:
    """The world in which each of some replications lives; None where all live in the central one. Raises
    StoreError.
    """
    lived = run.lived_in
    return None if lived is None else [lived.world[number] for number in numbers]


def _rows(pair: _Pair, vocabulary: Vocabulary) -> Iterator[tuple[object, ...]]:
    """(commune, indicator, group, unit, baseline_mean, …) of the indicators that are shown; the cost to
    several payers together is split by payer, too.
    """
    baseline, scenario = pair.window
    catalogue = scenario.catalogue
    kept = sorted({*baseline.values, *scenario.values})
    shown = {key: key for key in kept if catalogue[key[0]].shown}  # where it stands: what it is read from
    shown |= {
        (cost, group): (PAID, group) for cost, group in split_costs(vocabulary) if (PAID, group) in kept
    }
    communes = [WHOLE, *sorted({*baseline.communes, *scenario.communes} - {WHOLE})]
    differences = []
    for (shows, _), (name, group) in shown.items():
        both = pair.since if catalogue[shows].since_start else pair.window
        before, after = (values.of_each(name, group, communes) for values in both)
        found = paired_by_place(before, after, pair.worlds)
        whole = catalogue[name].rule is Rule.QUANTILE
        differences.append([in_whole_days(each) for each in found] if whole else found)
    for place, commune in enumerate(communes):
        for (name, group), of_each in zip(shown, differences, strict=True):
            if not (np.isnan(of_each[place].baseline) and np.isnan(of_each[place].scenario)):
                yield (commune, name, group, catalogue[name].unit, *of_each[place])
        yield from _cost_per(pair, commune)


def split_costs(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """(cost, ``payer:NAME``) of each payer who shares an indicator of costs with another."""
    costs = [payer.indicator for payer in vocabulary.payers]
    return [
        (each.indicator, f"{PAYER}{each.id}") for each in vocabulary.payers if costs.count(each.indicator) > 1
    ]


def _cost_per(pair: _Pair, commune: str) -> Iterator[tuple[object, ...]]:
    """Added cost over gain, where the gain is clear of 0 (``paired.ratio``); of less use, where
    no fewer needs are answered: care that is lost saves nothing.
    """
    answered = _gap(pair.since, ANSWERED, commune)
    lost = bool(np.isfinite(answered).any() and np.nanmean(answered) < 0)
    for each in with_rule(Rule.COMPARED):
        if lost and each.scale < 0:
            continue
        *costs, of = each.parts
        added = sum(_gap(pair.since, cost, commune) for cost in costs)
        both = pair.window if CATALOGUE[of].rule is Rule.STOCK else pair.since
        gained = each.scale * _gap(both, of, commune)
        value, low, high = ratio(np.asarray(added), gained)
        if not np.isnan(value):
            nan = float("nan")
            n = len(gained)
            yield (commune, each.id, ALL, each.unit, nan, nan, value, low, high, n, n - 1, nan, nan, 1)


def _gap(both: tuple[Values, Values], name: str, commune: str) -> Array:
    baseline, scenario = both
    return np.asarray(scenario.of(name, ALL, commune) - baseline.of(name, ALL, commune))
