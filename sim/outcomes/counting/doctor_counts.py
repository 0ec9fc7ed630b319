"""What doctors offer, by month and the cell of the practice.

Heads, activity, hours, panels, arrivals, APL. The APL is made by commune, whatever the grain.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.catalogue.rules import ALL
from sim.outcomes.counting.tallies import Array, Tallies
from sim.outcomes.storage.replication_result import CatchmentResult, Stretch
from sim.scenario.costs import Apl, Costs
from sim.world.cells import Cells
from sim.world.records import BOOKED, VISITS, Counts, Records
from sim.world.tables import Table
from sim.world.vocabulary import AgendaSort

DAYS_A_YEAR: Final = 365.25
LOCUM: Final = 2  # row of the contracts
MONTHS_OF_ACTIVITY: Final = 12  # the APL counts the consultations of a year


def of_doctors(
    catchment: CatchmentResult, records: Records, stretch: Stretch, before: Counts, costs: Costs
) -> Tallies:
    """``[month, cell]``, over the GPs of the territory. ``before``: visits ``[month, agenda]`` of the eleven
    months before the stretch, as far as the run has them.

    Visits, hours and accessibility are counted where the sessions are held; a doctor is one head, counted
    where their first agenda is. A locum holds sessions and is no head.
    """
    rows = np.flatnonzero((catchment.agendas["is_a"] == AgendaSort.GP) & (catchment.agendas["commune"] >= 0))
    agendas = catchment.agendas[rows]
    people = heads_of(agendas, catchment.doctors)
    earlier = len(before)
    days, first_day = _days_of(stretch, earlier)
    starts = np.searchsorted(days["month"], np.arange(stretch.first - earlier, stretch.end))
    held = _present(agendas, first_day, len(days))  # [agenda, day]
    in_service = np.add.reduceat(held, starts, axis=1, dtype=np.int64).T
    own, lengths = starts[earlier:], np.diff(np.append(starts, len(days)))[earlier:]
    working = people.any_of(held & (agendas["leave"][:, days["week"]] == 0))
    weeks = np.add.reduceat(working, own, axis=1).T / 7.0
    visits = records.at_agendas[:, rows, VISITS].astype(np.float64)
    hours = (
        records.at_agendas[:, rows, BOOKED] * agendas["slot_minutes"] / 60.0 * costs.hours.per_patient_hour
    )
    weekly = np.divide(people.sum_of(hours), weeks, out=np.zeros_like(weeks), where=weeks > 0)
    there = people.any_of(held)[:, own].T * people.counted  # [month, doctor] on the month's first day
    first_days = held[:, own].T.astype(np.float64)
    of_agendas = {
        "gp_visits": visits,
        "gp_fte": visits * (DAYS_A_YEAR / lengths)[:, None] / costs.full_time,
        "panel_patients": records.panels[:, rows] * first_days,
        "gp_hours": hours,
    }
    of_heads = {
        "gps": there.astype(np.float64),
        "gp_weeks": weeks,
        "overloaded_gps": (weekly > costs.hours.overload) * there,
        "arrivals": _happens(people.least_of(agendas["from_day"]), stretch) * people.counted,
        "departures": _happens(people.most_of(agendas["until_day"]), stretch) * people.counted,
    }
    place = _places(agendas, len(catchment.communes))
    tallies: Tallies = {(name, ALL): values @ place for name, values in of_agendas.items()}
    tallies |= {(name, ALL): values @ place[people.first] for name, values in of_heads.items()}
    a_year = yearly_activity(
        np.vstack([before[:, rows], visits]), in_service, costs.apl.most_consultations, people
    )
    years = days["year"][own] - stretch.played.days["year"][0]
    tallies |= _accessibility(
        catchment, records.inhabitants[years], (first_days * a_year[earlier:]) @ place, costs.apl
    )
    return {key: _in_cells(values, catchment.cells) for key, values in tallies.items()}


class Heads(NamedTuple):
    """Who holds some agendas: each doctor once, in the order of their first agenda."""

    of: NDArray[np.int64]  # [agenda] the doctor's place among these
    first: NDArray[np.int64]  # [doctor] their first agenda
    counted: NDArray[np.bool_]  # [doctor] whether they are a head of the territory

    def sum_of(self, values: Array) -> Array:
        """``[…, doctor]`` of ``[…, agenda]``."""
        sums = np.zeros((*values.shape[:-1], len(self.first)))
        np.add.at(sums.T, self.of, values.T)
        return sums

    def any_of(self, values: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """``[doctor, …]`` of ``[agenda, …]``."""
        found = np.zeros((len(self.first), *values.shape[1:]), dtype=np.bool_)
        np.logical_or.at(found, self.of, values)
        return found

    def least_of(self, values: NDArray[np.int32]) -> NDArray[np.int32]:
        """``[doctor]`` of ``[agenda]``."""
        least = values[self.first].copy()
        np.minimum.at(least, self.of, values)
        return least

    def most_of(self, values: NDArray[np.int32]) -> NDArray[np.int32]:
        """``[doctor]`` of ``[agenda]``."""
        most = values[self.first].copy()
        np.maximum.at(most, self.of, values)
        return most


def heads_of(agendas: Table, doctors: Table) -> Heads:
    """The doctors of these agendas; an agenda of nobody in particular is a head of its own."""
    who = np.where(agendas["doctor"] >= 0, agendas["doctor"], -1 - np.arange(len(agendas)))
    _, first, of = np.unique(who, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    doctor = agendas["doctor"][first[order]]
    locum = np.array([d >= 0 and doctors["contract"][d] == LOCUM for d in doctor], dtype=np.bool_)
    return Heads(rank[of.ravel()], first[order], ~locum)


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


def _present(agendas: Table, first_day: int, n: int) -> NDArray[np.bool_]:
    """``[agenda, day]`` of ``n`` days: its sessions are held."""
    day = np.arange(first_day, first_day + n)
    return (agendas["from_day"][:, None] <= day) & (day < agendas["until_day"][:, None])


def _happens(day: NDArray[np.int32], stretch: Stretch) -> Array:
    """``[month, doctor]``: 1 in the month of that day, if it lies within the run and after its first day."""
    days = stretch.played.days
    happens = np.zeros((stretch.end - stretch.first, len(day)))
    inside = np.flatnonzero((day > 0) & (day < len(days)))
    month = days["month"][day[inside]] - stretch.first
    held = (month >= 0) & (month < len(happens))
    happens[month[held], inside[held]] = 1.0
    return happens


def _places(agendas: Table, communes: int) -> Array:
    """``[agenda, commune]``: 1 where its sessions are held."""
    place = np.zeros((len(agendas), communes))
    place[np.arange(len(agendas)), agendas["commune"]] = 1.0
    return place


def yearly_activity(visits: Array, in_service: NDArray[np.int64], most: float, people: Heads) -> Array:
    """``[month, agenda]`` consultations a year: those of the last twelve months (as many as there are) over
    the days in service in them; those of one doctor together never more than ``most``.
    """
    sums = []
    for values in (visits, in_service.astype(np.float64)):
        total = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
        begin = np.maximum(0, np.arange(len(values)) + 1 - MONTHS_OF_ACTIVITY)
        sums.append(total[1:] - total[begin])
    rate = np.divide(sums[0] * DAYS_A_YEAR, sums[1], out=np.zeros_like(sums[0]), where=sums[1] > 0)
    together = people.sum_of(rate)[:, people.of]
    part = np.divide(rate, together, out=np.zeros_like(rate), where=together > 0)
    return np.asarray(np.minimum(together, most) * part)


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
