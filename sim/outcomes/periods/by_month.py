"""All indicators of one replication, by month and place: what goes into ``indicators.parquet``."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from sim.changes.change import counted
from sim.changes.payments import Account, Pay
from sim.outcomes.catalogue.catalogue import catalogue_of
from sim.outcomes.counting.doctor_counts import CLASS, MONTHS_OF_ACTIVITY, GpMonths, gp_months
from sim.outcomes.counting.money import PAYER
from sim.outcomes.counting.source import ALL, WHOLE, Array, CatchmentSource, Key, Source, Tallies
from sim.outcomes.periods.by_rule import percentiles, quantiles, ratios, spreads
from sim.outcomes.periods.months import months_between
from sim.outcomes.storage.replication_result import ReplicationResult, Stretch
from sim.scenario.costs import Costs
from sim.scenario.dated import DatedCosts
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.records import VISITS, Counts

PAID: Final = "paid_for_measures"  # the indicator of payments, by who pays
OnGps = Callable[[Stretch, Sequence[GpMonths]], object]


def by_stretch(
    played: ReplicationResult, costs: Costs | DatedCosts, months: int, on_gps: OnGps = lambda *_: None
) -> Iterator[tuple[Stretch, Tallies]]:
    """All indicators of the catalogue that one run can show, so many months at a time, ``[month, place + 1]``
    by ``ReplicationResult.places``, then the whole territory. NaN where an indicator is undefined, or not
    counted by place. ``on_gps`` is shown the GPs of each catchment in these months.
    """
    before = [np.zeros((0, len(catchment.agendas)), dtype=np.int64) for catchment in played.catchments]
    for first in range(0, len(played.months), months):
        stretch = played.stretch(first, min(first + months, len(played.months)))
        yield stretch, _of(stretch, before, costs, on_gps)
        visits = [records.at_agendas[..., VISITS] for records in stretch.records]
        before = [np.vstack(pair)[1 - MONTHS_OF_ACTIVITY :] for pair in zip(before, visits, strict=True)]


def _of(stretch: Stretch, before: Sequence[Counts], costs: Costs | DatedCosts, on_gps: OnGps) -> Tallies:
    """The indicators of a stretch; ``before``: visits of the months before it, by catchment."""
    played = stretch.played
    monthly = tuple(costs.on(month) for month in stretch.months)
    catchments = tuple(
        CatchmentSource(catchment, records, stretch, earlier, monthly)
        for catchment, records, earlier in zip(played.catchments, stretch.records, before, strict=True)
    )
    source = Source(stretch, catchments)
    values: Tallies = {}
    for indicator in catalogue_of(played.vocabulary).values():
        counted = {} if indicator.counted is None else indicator.counted(source)
        values |= {(indicator.id, group): _with_whole(counts, played) for group, counts in counted.items()}
    on_gps(stretch, [catchment.once(gp_months) for catchment in catchments])
    for each in (source, *catchments):
        each.forget()
    _add_payments(values, stretch)
    waits = np.concatenate([records.waits for records in stretch.records], axis=1).sum(axis=2)
    values |= quantiles(np.concatenate([waits, waits.sum(axis=1, keepdims=True)], axis=1))
    values |= ratios(values, (ALL,))
    values |= percentiles(values)
    # A class that nobody is in is not written: which classes there are would depend on the months after it.
    values |= {
        key: np.where(heads > 0, heads, np.nan) for key, heads in values.items() if key[1].startswith(CLASS)
    }
    if played.of_communes:
        values |= spreads(values)
    named = [*(name != WHOLE for name in played.cells), True]
    return {key: value[:, named] for key, value in values.items()}


def _with_whole(counts: Array, played: ReplicationResult) -> Array:
    """``[month, cell + 1]`` with the sum over the cells; of counts ``[month]``, cells are NaN."""
    if counts.ndim == 2:
        return np.column_stack([counts, counts.sum(axis=1)])
    return np.column_stack([np.full((len(counts), len(played.cells)), np.nan), counts])


def _add_payments(values: Tallies, stretch: Stretch) -> None:
    """Adds what measures cost and what employers of doctors receive, to the cell's column if it is known
    whose and reported, and to the whole territory's: a planner pays for what a measure does next door, too.
    """
    played = stretch.played
    column: dict[str, int] = {}
    before = 0
    for catchment in played.catchments:
        column |= {
            code: before + int(cell)
            for code, cell in zip(catchment.communes, catchment.cells.of, strict=True)
            if cell < len(catchment.cells.names)
        }
        before += len(catchment.cells.names)
    for event in played.events:
        change = event.change
        if not isinstance(change, Pay | Account):
            continue
        month = stretch.place(months_between(played.first, counted(event)))
        for key, amount in _booked(change, played.vocabulary) if month is not None else ():
            cost = values[key]
            cost[month, -1] += amount
            if change.commune in column:
                cost[month, column[change.commune]] += amount


def _booked(change: Pay | Account, vocabulary: Vocabulary) -> tuple[tuple[Key, float], ...]:
    """Where a payment, or a month's books of an employer, are added."""
    if isinstance(change, Pay):
        to = (vocabulary.cost_of(change.payer), ALL), (PAID, ALL), (PAID, f"{PAYER}{change.payer}")
        return tuple((key, change.amount) for key in to)
    deficit = change.costs - change.receipts
    return (("employer_receipts", ALL), change.receipts), (("employer_deficit", ALL), deficit)
