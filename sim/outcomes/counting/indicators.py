"""Puts the tallies of all catchments together into the indicators of one replication."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.outcomes.catalogue.catalogue import CATALOGUE, INEQUALITY_OF
from sim.outcomes.catalogue.rules import ALL, WHOLE, Rule
from sim.outcomes.counting.careers import of_careers
from sim.outcomes.counting.delays import gini, quantiles
from sim.outcomes.counting.doctor_counts import MONTHS_OF_ACTIVITY, of_doctors
from sim.outcomes.counting.money import of_contacts
from sim.outcomes.counting.tallies import Array, Key, Tallies, by_cell, of_counters, of_years
from sim.outcomes.periods.months import months_between
from sim.outcomes.storage.replication_result import ReplicationResult, Stretch
from sim.scenario.costs import Costs
from sim.world.records import VISITS, Counts


@dataclass(frozen=True)
class Indicators:
    """``values[indicator, group]`` is ``[month, place + 1]``; the last column is the whole territory.

    NaN where an indicator is undefined, or not counted by place. ``places`` are INSEE codes (or catchments,
    or none: ``ReplicationResult.places``), then ``*``.
    """

    places: tuple[str, ...]
    values: Tallies


def indicators(played: ReplicationResult, costs: Costs) -> Indicators:
    """All indicators of the catalogue that one run can show, of all months at once."""
    return _of(played.whole, _nothing_before(played), costs)


def by_stretch(played: ReplicationResult, costs: Costs, months: int) -> Iterator[tuple[Stretch, Indicators]]:
    """The same by so many months at a time, with what was counted in them."""
    before = _nothing_before(played)
    for first in range(0, len(played.months), months):
        stretch = played.stretch(first, min(first + months, len(played.months)))
        yield stretch, _of(stretch, before, costs)
        visits = [records.at_agendas[..., VISITS] for records in stretch.records]
        before = [np.vstack(pair)[1 - MONTHS_OF_ACTIVITY :] for pair in zip(before, visits, strict=True)]


def _nothing_before(played: ReplicationResult) -> list[Counts]:
    return [np.zeros((0, len(catchment.agendas)), dtype=np.int64) for catchment in played.catchments]


def _of(stretch: Stretch, before: Sequence[Counts], costs: Costs) -> Indicators:
    """The indicators of a stretch; ``before``: visits of the months before it, by catchment."""
    played = stretch.played
    months, cells = stretch.end - stretch.first, played.cells
    placed, whole = _tallies(stretch, before, costs)
    values = {key: np.column_stack([part, part.sum(axis=1)]) for key, part in placed.items()}
    _add_payments(values, stretch)
    for key, total in whole.items():
        values[key] = np.column_stack([np.full((months, len(cells)), np.nan), total])
    values |= quantiles(np.concatenate([records.waits for records in stretch.records], axis=1))
    values |= ratios(values)
    if played.of_communes:
        values["inequality", ALL] = _inequality(values)
    named = [*(name != WHOLE for name in cells), True]
    return Indicators((*played.places, WHOLE), {key: value[:, named] for key, value in values.items()})


def _tallies(stretch: Stretch, before: Sequence[Counts], costs: Costs) -> tuple[Tallies, Tallies]:
    """``[month, cell]`` over the cells of all catchments, and sums ``[month]`` over the catchments."""
    placed: list[Tallies] = []
    whole: Tallies = {}
    for (catchment, records), earlier in zip(stretch.pairs, before, strict=True):
        vocabulary = stretch.played.vocabulary
        at_counters, by_service = of_counters(catchment, records, vocabulary)
        placed.append(
            by_cell(records, vocabulary, costs.hospitalisations.per_missed_follow_up)
            | of_doctors(catchment, records, stretch, earlier, costs)
            | at_counters
            | of_contacts(records, costs, vocabulary)
        )
        for key, total in (by_service | of_years(records, stretch)).items():
            whole[key] = whole[key] + total if key in whole else total
    together = {key: np.concatenate([part[key] for part in placed], axis=1) for key in placed[0]}
    return together | of_careers(stretch), whole


def _add_payments(values: Tallies, stretch: Stretch) -> None:
    """Adds what measures cost, to the cell's column if it is known whose, and to the whole territory's."""
    played = stretch.played
    column: dict[str, int] = {}
    before = 0
    for catchment in played.catchments:
        column |= {
            code: before + int(cell)
            for code, cell in zip(catchment.communes, catchment.cells.of, strict=True)
        }
        before += len(catchment.cells.names)
    for payment in played.payments:
        month = stretch.place(months_between(played.first, payment.date))
        if month is None:
            continue
        cost = values[played.vocabulary.cost_of(payment.payer), ALL]
        cost[month, -1] += payment.amount
        if payment.commune in column:
            cost[month, column[payment.commune]] += payment.amount


def ratios(values: Tallies) -> Tallies:
    """Every RATIO and YEARLY indicator of everybody.

    Those of groups are made over periods (``sim.outcomes.periods.period``).
    """
    made: Tallies = {}
    for indicator in CATALOGUE.values():
        if indicator.rule in (Rule.RATIO, Rule.YEARLY):
            above, below = values[indicator.numerator, ALL], values[indicator.denominator, ALL]
            made[indicator.id, ALL] = divide(indicator.scale * above, below)
    return made


def divide(above: Array, below: Array) -> Array:
    """Above / below; NaN where below is 0 or unknown."""
    known = ~np.isnan(above) & ~np.isnan(below) & (below != 0)
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=known))


def _inequality(values: dict[Key, Array]) -> Array:
    of, weights = values[INEQUALITY_OF, ALL], values["residents", ALL]
    spread = np.full(of.shape, np.nan)
    spread[:, -1] = [gini(of[month, :-1], weights[month, :-1]) for month in range(len(of))]
    return spread
