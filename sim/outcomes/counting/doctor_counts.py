"""What doctors offer, by month and the cell of the practice.

Heads, activity, hours, panels, arrivals, APL. The APL is made by commune, whatever the grain.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.catalogue.rules import ALL
from sim.outcomes.counting.tallies import Array, Tallies
from sim.outcomes.storage.replication_result import CatchmentResult, Stretch
from sim.scenario.costs import Apl, Costs
from sim.vocabulary.structure import AgendaSort
from sim.world.cells import Cells
from sim.world.records import BOOKED, VISITS, Counts, Records
from sim.world.tables import Table

DAYS_A_YEAR: Final = 365.25
MONTHS_OF_ACTIVITY: Final = 12  # the APL counts the consultations of a year


def of_doctors(
    catchment: CatchmentResult, records: Records, stretch: Stretch, before: Counts, costs: Costs
) -> Tallies:
    """``[month, cell]``, over the GPs of the territory (an agenda is a head). ``before``: visits ``[month,
    agenda]`` of the eleven months before the stretch, as far as the run has them.
    """
    rows = np.flatnonzero((catchment.agendas["is_a"] == AgendaSort.GP) & (catchment.agendas["commune"] >= 0))
    doctors = catchment.agendas[rows]
    earlier = len(before)
    days, first_day = _days_of(stretch, earlier)
    starts = np.searchsorted(days["month"], np.arange(stretch.first - earlier, stretch.end))
    there = _present(doctors, first_day, len(days))
    in_service = np.add.reduceat(there, starts, axis=1, dtype=np.int64).T
    own, lengths = starts[earlier:], np.diff(np.append(starts, len(days)))[earlier:]
    first_days = there[:, own].T.astype(np.float64)
    weeks = np.add.reduceat(there & (doctors["leave"][:, days["week"]] == 0), own, axis=1).T / 7.0
    visits = records.at_agendas[:, rows, VISITS].astype(np.float64)
    hours = (
        records.at_agendas[:, rows, BOOKED] * doctors["slot_minutes"] / 60.0 * costs.hours.per_patient_hour
    )
    weekly = np.divide(hours, weeks, out=np.zeros_like(hours), where=weeks > 0)
    each = {
        "gps": first_days,
        "gp_visits": visits,
        "gp_fte": visits * (DAYS_A_YEAR / lengths)[:, None] / costs.full_time,
        "panel_patients": records.panels[:, rows] * first_days,
        "gp_hours": hours,
        "gp_weeks": weeks,
        "overloaded_gps": (weekly > costs.hours.overload) * first_days,
        "arrivals": _happens(doctors["from_day"], stretch),
        "departures": _happens(doctors["until_day"], stretch),
    }
    place = _places(doctors, len(catchment.communes))
    tallies: Tallies = {(name, ALL): values @ place for name, values in each.items()}
    a_year = yearly_activity(np.vstack([before[:, rows], visits]), in_service, costs.apl.most_consultations)
    years = days["year"][own] - stretch.played.days["year"][0]
    tallies |= _accessibility(
        catchment, records.inhabitants[years], first_days * a_year[earlier:] @ place, costs.apl
    )
    return {key: _in_cells(values, catchment.cells) for key, values in tallies.items()}


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


def _accessibility(catchment: CatchmentResult, inhabitants: Counts, activity: Array, apl: Apl) -> Tallies:
    """APL times residents, and residents, both weighted by age, ``[month, commune]``; of ``inhabitants``
    ``[month, commune, band]``.
    """
    standardised = inhabitants @ np.array(apl.age.values)
    return {
        ("apl_residents", ALL): apl_of(activity, standardised, _weights(catchment.travel, apl))
        * standardised,
        ("standardised_residents", ALL): standardised,
    }


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
