"""What doctors offer, by month and the cell of the practice.

Heads, activity, hours, panels, arrivals, APL. The APL is made by commune, whatever the grain.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.counting.source import ALL, Array, ByGroup, CatchmentSource, Count, in_each
from sim.outcomes.storage.replication_result import Stretch
from sim.scenario.costs import Apl
from sim.vocabulary.structure import AgendaSort
from sim.world.cells import Cells
from sim.world.records import BOOKED, VISITS
from sim.world.tables import Table

DAYS_A_YEAR: Final = 365.25
MONTHS_OF_ACTIVITY: Final = 12  # the APL counts the consultations of a year


class GpMonths(NamedTuple):
    """The GPs of the territory (an agenda is a head), ``[month, agenda]``; months are those of a stretch."""

    agendas: Table
    in_practice: Array  # on the first of the month
    visits: Array
    panels: Array  # on the first of the month
    hours: Array  # worked, of booked slots
    weeks: Array  # worked
    lengths: NDArray[np.int64]  # [month] days
    yearly_visits: Array  # of the last twelve months, capped, as the APL counts them
    place: Array  # [agenda, commune]: 1 where the practice is


def gp_months(source: CatchmentSource) -> GpMonths:
    """Read from the agendas and the records of one catchment."""
    catchment, records, stretch, costs = source.catchment, source.records, source.stretch, source.costs
    rows = np.flatnonzero((catchment.agendas["is_a"] == AgendaSort.GP) & (catchment.agendas["commune"] >= 0))
    gps = catchment.agendas[rows]
    earlier = len(source.before)
    days, first_day = _days_of(stretch, earlier)
    starts = np.searchsorted(days["month"], np.arange(stretch.first - earlier, stretch.end))
    there = _present(gps, first_day, len(days))
    in_service = np.add.reduceat(there, starts, axis=1, dtype=np.int64).T
    own = starts[earlier:]
    visits = records.at_agendas[:, rows, VISITS].astype(np.float64)
    all_visits = np.vstack([source.before[:, rows], visits])
    in_practice = there[:, own].T.astype(np.float64)
    return GpMonths(
        agendas=gps,
        in_practice=in_practice,
        visits=visits,
        panels=records.panels[:, rows] * in_practice,
        hours=records.at_agendas[:, rows, BOOKED] * gps["slot_minutes"] / 60.0 * costs.hours.per_patient_hour,
        weeks=np.add.reduceat(there & (gps["leave"][:, days["week"]] == 0), own, axis=1).T / 7.0,
        lengths=np.diff(np.append(starts, len(days)))[earlier:],
        yearly_visits=yearly_activity(all_visits, in_service, costs.apl.most_consultations)[earlier:],
        place=_places(gps, len(catchment.communes)),
    )


def of_gps(values: Callable[[GpMonths, CatchmentSource], Array]) -> Count:
    """Sums of ``values`` ``[month, agenda]`` by the cell of the practice."""

    def count(source: CatchmentSource) -> ByGroup:
        gps = source.once(gp_months)
        return {ALL: _in_cells(values(gps, source) @ gps.place, source.catchment.cells)}

    return in_each(count)


def heads(gps: GpMonths, source: CatchmentSource) -> Array:
    """GPs in practice on the first of the month."""
    return gps.in_practice


def full_time(gps: GpMonths, source: CatchmentSource) -> Array:
    """Visits as a yearly rate over those of a full-time GP."""
    return np.asarray(gps.visits * (DAYS_A_YEAR / gps.lengths)[:, None] / source.costs.full_time)


def overloaded(gps: GpMonths, source: CatchmentSource) -> Array:
    """GPs in practice whose weekly hours exceed the threshold."""
    weekly = np.divide(gps.hours, gps.weeks, out=np.zeros_like(gps.hours), where=gps.weeks > 0)
    return np.asarray((weekly > source.costs.hours.overload) * gps.in_practice)


def happens_on(column: str) -> Count:
    """GPs of whom that day of their agenda (``from_day``, ``until_day``) lies in the month."""
    return of_gps(lambda gps, source: _happens(gps.agendas[column], source.stretch))


def _days_of(stretch: Stretch, earlier: int) -> tuple[Table, int]:
    """The days of a stretch and of so many months before it, and the number of the first of them."""
    days = stretch.played.days
    begin, end = np.searchsorted(days["month"], [stretch.first - earlier, stretch.end])
    return days[begin:end], int(begin)


def _in_cells(values: Array, cells: Cells) -> Array:
    """``[month, cell]``: sums over the communes of a cell."""
    sums = np.zeros((len(values), len(cells.names)))
    np.add.at(sums.T, cells.of, values.T)
    return sums


def _present(doctors: Table, first_day: int, n: int) -> NDArray[np.bool_]:
    """``[doctor, day]`` of ``n`` days: in practice."""
    day = np.arange(first_day, first_day + n)
    return (doctors["from_day"][:, None] <= day) & (day < doctors["until_day"][:, None])


def _happens(day: NDArray[np.int32], stretch: Stretch) -> Array:
    """``[month, doctor]``: 1 in the month of that day, if it lies within the run and after its first day."""
    days = stretch.played.days
    happens = np.zeros((stretch.end - stretch.first, len(day)))
    inside = np.flatnonzero((day > 0) & (day < len(days)))
    month = days["month"][day[inside]] - stretch.first
    held = (month >= 0) & (month < len(happens))
    happens[month[held], inside[held]] = 1.0
    return happens


def _places(doctors: Table, communes: int) -> Array:
    """``[doctor, commune]``: 1 where the practice is."""
    place = np.zeros((len(doctors), communes))
    place[np.arange(len(doctors)), doctors["commune"]] = 1.0
    return place


def yearly_activity(visits: Array, in_service: NDArray[np.int64], most: float) -> Array:
    """``[month, doctor]`` consultations a year: those of the last twelve months (as many as there are) over
    the days in service in them, never more than ``most``.
    """
    sums = []
    for values in (visits, in_service.astype(np.float64)):
        total = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
        begin = np.maximum(0, np.arange(len(values)) + 1 - MONTHS_OF_ACTIVITY)
        sums.append(total[1:] - total[begin])
    rate = np.divide(sums[0] * DAYS_A_YEAR, sums[1], out=np.zeros_like(sums[0]), where=sums[1] > 0)
    return np.asarray(np.minimum(rate, most))


def apl_residents() -> Count:
    """APL times residents weighted by age, by cell."""

    def count(source: CatchmentSource) -> ByGroup:
        gps, standardised = source.once(gp_months), source.once(_standardised)
        activity = gps.in_practice * gps.yearly_visits @ gps.place
        weights = _weights(source.catchment.travel, source.costs.apl)
        values = apl_of(activity, standardised, weights) * standardised
        return {ALL: _in_cells(values, source.catchment.cells)}

    return in_each(count)


def standardised_residents() -> Count:
    """Residents weighted by age, by cell."""
    return in_each(lambda source: {ALL: _in_cells(source.once(_standardised), source.catchment.cells)})


def _standardised(source: CatchmentSource) -> Array:
    """Residents weighted by age, ``[month, commune]``: those of the first day of the year."""
    days, stretch = source.stretch.played.days, source.stretch
    first_days = np.searchsorted(days["month"], np.arange(stretch.first, stretch.end))
    years = days["year"][first_days] - days["year"][0]
    return np.asarray(source.records.inhabitants[years] @ np.array(source.costs.apl.age.values))


def apl_of(activity: Array, residents: Array, weights: Array) -> Array:
    """``[month, commune]``: A_i = Σ_j w_ij m_j / Σ_k w_kj p_k (IRDES, DT 70)."""
    demand = residents @ weights
    ratio = np.divide(activity, demand, out=np.zeros_like(activity), where=demand > 0)
    return np.asarray(ratio @ weights.T)


def _weights(minutes: NDArray[np.int32], apl: Apl) -> Array:
    """``[commune, commune]`` by travel."""
    weights = np.zeros(minutes.shape)
    for row in reversed(apl.distance):
        weights[minutes < row.below] = row.weight
    return weights
