"""What doctors offer, by month and the cell of the practice.

Heads, activity, hours, panels, arrivals, APL. The APL is made by commune, whatever the grain.
"""

from typing import Annotated, Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.france.apl import apl_of, step_weights
from sim.outcomes.counting.source import ALL, Array, ByGroup, CatchmentSource, in_each
from sim.outcomes.storage.replication_result import Stretch
from sim.scenario.costs import Apl
from sim.vocabulary.structure import AgendaSort
from sim.vocabulary.time import DAYS_A_YEAR
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.cells import Cells
from sim.world.records import HELD, MT_REFUSED, REFUSES, SECONDS, VISITS
from sim.world.tables import Table

LONG_WEEK: Final = 50  # hours, as surveys of GPs ask
CLASS: Final = "class:"  # a group of heads: "class:40-41", from and below
MONTHS_OF_ACTIVITY: Final = 12  # the APL counts the consultations of a year


class Heads(NamedTuple):
    """Who holds some agendas: each doctor once, in the order of their first agenda."""

    of: NDArray[np.int64]  # [agenda] the doctor's place among these
    first: NDArray[np.int64]  # [doctor] their first agenda
    counted: NDArray[np.bool_]  # [doctor] whether they are a head: who stands in without a panel is none

    def each(self, together: np.ufunc, values: NDArray[Any]) -> NDArray[Any]:
        """``[doctor, …]`` of ``[agenda, …]``: the sum, least, … of the values of their agendas."""
        return _of_groups(self.of, together, values)


def _of_groups(of: NDArray[np.int64], together: np.ufunc, values: NDArray[Any]) -> NDArray[Any]:
    """``[group, …]`` of ``[row, …]``; ``of``: the group of each row, none of them empty."""
    order = np.argsort(of, kind="stable")
    begins = np.flatnonzero(np.diff(of[order], prepend=-1))
    return np.asarray(together.reduceat(values[order], begins, axis=0))


def heads_of(agendas: Table, doctors: Table, vocabulary: Vocabulary) -> Heads:
    """The doctors of these agendas; an agenda of nobody in particular is a head of its own."""
    who = np.where(agendas["doctor"] >= 0, agendas["doctor"], -1 - np.arange(len(agendas)))
    _, first, of = np.unique(who, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    doctor = agendas["doctor"][first[order]]
    contract = np.array([doctors["contract"][row] if row >= 0 else -1 for row in doctor], dtype=np.int64)
    own = np.array([row < 0 or doctors["panel"][row] >= 0 for row in doctor], dtype=np.bool_)
    stands_in = np.array([*(each.stands_in for each in vocabulary.contracts), False])[contract]
    return Heads(rank[of.ravel()], first[order], own | ~stands_in)


class GpMonths(NamedTuple):
    """The GPs of the territory in the months of a stretch: their agendas, and themselves as heads, who are
    counted where their first agenda is.
    """

    source: CatchmentSource
    rows: NDArray[np.int64]  # [agenda] in the table of agendas
    agendas: Table
    heads: Heads
    in_practice: Array  # [month, agenda] its sessions are held on the first of the month
    present: Array  # [month, doctor] heads in practice on the first of the month
    visits: Array  # [month, agenda]
    panels: Array  # [month, agenda] on the first of the month, of the panel that it serves first
    hours: Array  # [month, doctor] worked, over all their places
    weeks: Array  # [month, doctor] worked
    refuses: Array  # [month, doctor] 1: the list of their panel takes nobody new
    refused: Array  # [month, doctor] requests to be their patient that they refused, over all their places
    acts: Array  # [month, doctor] of the last twelve months, as a yearly rate
    lengths: NDArray[np.int64]  # [month] days
    yearly_visits: Array  # [month, agenda] of the last twelve months, capped, as the APL counts them
    place: Array  # [agenda, commune]: 1 where the practice is

    @property
    def full_time(self) -> Array:
        """``[month, agenda]`` visits as a yearly rate over those of a full-time GP."""
        rate = self.visits * (DAYS_A_YEAR / self.lengths)[:, None]
        return np.asarray(rate / self.source.yardsticks.full_time)

    @property
    def overloaded(self) -> Array:
        """``[month, doctor]`` heads in practice whose weekly hours, over all their places, exceed the
        threshold.
        """
        return np.asarray((self.weekly > self.source.yardsticks.hours.overload) * self.present)

    @property
    def from_50(self) -> Array:
        """``[month, doctor]`` heads in practice who work 50 hours a week or more."""
        return np.asarray((self.weekly >= LONG_WEEK) * self.present)

    @property
    def weekly(self) -> Array:
        """``[month, doctor]`` hours in a week that is worked; 0 of who works in none."""
        return np.divide(self.hours, self.weeks, out=np.zeros_like(self.hours), where=self.weeks > 0)

    @property
    def patients(self) -> Array:
        """``[month, doctor]`` of the panels whose first agenda is theirs."""
        return self.heads.each(np.add, self.panels.T).T

    @property
    def begins(self) -> Array:
        """``[month, doctor]`` heads whose first session lies in the month."""
        return self._on(self.heads.each(np.minimum, self.agendas["from_day"]))

    @property
    def ends(self) -> Array:
        """``[month, doctor]`` heads whose last session lies in the month."""
        return self._on(self.heads.each(np.maximum, self.agendas["until_day"]))

    def _on(self, day: NDArray[Any]) -> Array:
        return happened(self.source.stretch, day, np.arange(len(day)), len(day)) * self.heads.counted


def gp_months(source: CatchmentSource) -> GpMonths:
    """Read from the agendas and the records of one catchment."""
    catchment, records, stretch = source.catchment, source.records, source.stretch
    rows = np.flatnonzero((catchment.agendas["is_a"] == AgendaSort.GP) & (catchment.agendas["commune"] >= 0))
    gps = catchment.agendas[rows]
    heads = heads_of(gps, catchment.doctors, source.vocabulary)
    earlier = len(source.before)
    every_day = stretch.played.days
    first, end = np.searchsorted(every_day["month"], [stretch.first - earlier, stretch.end])
    days, day = every_day[first:end], np.arange(first, end)
    starts = np.searchsorted(days["month"], np.arange(stretch.first - earlier, stretch.end))
    there = (gps["from_day"][:, None] <= day) & (day < gps["until_day"][:, None])  # [agenda, day]
    in_service = np.add.reduceat(there, starts, axis=1, dtype=np.int64).T
    own = starts[earlier:]
    visits = records.at_agendas[:, rows, VISITS].astype(np.float64)
    billed = as_billed(np.vstack([source.before[:, rows], visits]), gps)
    in_practice = there[:, own].T.astype(np.float64)
    working = heads.each(np.logical_or, there & (gps["leave"][:, days["week"]] == 0))
    present = (heads.each(np.logical_or, there)[:, own].T & heads.counted).astype(np.float64)
    weeks = np.add.reduceat(working, own, axis=1).T / 7.0
    held = records.at_agendas[:, rows, SECONDS] / 3600.0
    between = source.by_month(lambda costs: costs.hours.between_visits)
    held += records.at_agendas[:, rows, HELD] * between[:, None] / 60.0
    with_patients = heads.each(np.add, held.T).T
    besides = source.by_month(lambda costs: costs.hours.administrative + costs.hours.other)
    most = source.yardsticks.apl.most_consultations
    return GpMonths(
        source=source,
        rows=rows,
        agendas=gps,
        heads=heads,
        in_practice=in_practice,
        present=present,
        visits=visits,
        panels=records.panels[:, rows] * _served(gps, in_practice),
        hours=(with_patients + weeks * besides[:, None]) * heads.counted,
        weeks=weeks * heads.counted,
        refuses=heads.each(np.maximum, records.at_agendas[:, rows, REFUSES].T).T * present,
        refused=heads.each(np.add, records.at_agendas[:, rows, MT_REFUSED].T).T.astype(np.float64),
        acts=heads.each(np.add, yearly_activity(billed, in_service, np.inf, heads)[earlier:].T).T,
        lengths=np.diff(np.append(starts, len(days)))[earlier:],
        yearly_visits=yearly_activity(billed, in_service, most, heads)[earlier:],
        place=np.eye(len(catchment.communes))[gps["commune"]],
    )


def _served(gps: Table, in_practice: Array) -> Array:
    """``[month, agenda]``: 1 where some agenda of its panel is in practice."""
    panel = np.where(gps["panel"] >= 0, gps["panel"], -1 - np.arange(len(gps)))
    _, of = np.unique(panel, return_inverse=True)
    return np.asarray(_of_groups(of, np.maximum, in_practice.T)[of].T)


@in_each
def at_practices(source: CatchmentSource, values: Literal["visits", "panels", "full_time"]) -> ByGroup:
    """Sums of ``values`` of ``GpMonths`` by the cell of the practice."""
    gps = source.once(gp_months)
    return {ALL: _in_cells(getattr(gps, values) @ gps.place, source.catchment.cells)}


@in_each
def of_heads(
    source: CatchmentSource,
    values: Literal["present", "weeks", "hours", "overloaded", "from_50", "refuses", "begins", "ends"],
) -> ByGroup:
    """Sums of ``values`` of ``GpMonths`` by the cell of the doctors' first practices."""
    gps = source.once(gp_months)
    place = gps.place[gps.heads.first]
    return {ALL: _in_cells(getattr(gps, values) @ place, source.catchment.cells)}


@in_each
def heads_by(
    source: CatchmentSource, values: Literal["weekly", "acts", "patients"], width: Annotated[int, Field(gt=0)]
) -> ByGroup:
    """Heads in practice in a reported commune by class of ``values``, so wide: of the whole territory. Who
    works less than a week of the month is in none.
    """
    gps = source.once(gp_months)
    cells = source.catchment.cells
    reported = cells.of[gps.agendas["commune"][gps.heads.first]] < len(cells.names)
    counted = (gps.present > 0) & (gps.weeks >= 1.0) & reported
    of = np.floor(getattr(gps, values) / width).astype(np.int64)
    return {
        f"{CLASS}{width * number}-{width * (number + 1)}": ((of == number) & counted).sum(
            axis=1, dtype=np.float64
        )
        for number in np.unique(of[counted]).tolist()
    }


def _in_cells(values: Array, cells: Cells) -> Array:
    """``[month, cell]``: sums over the communes of a cell that is reported."""
    sums = np.zeros((len(values), cells.counted))
    np.add.at(sums.T, cells.of, values.T)
    return sums[:, : len(cells.names)]


def happened(stretch: Stretch, day: NDArray[Any], column: NDArray[np.int64], columns: int) -> Array:
    """``[month, column]``: how many of the days, each in its column (-1: in none), lie in the month, within
    the run and after its first day.
    """
    days = stretch.played.days
    counts = np.zeros((stretch.end - stretch.first, columns))
    inside = (day > 0) & (day < len(days)) & (column >= 0)
    month = days["month"][day[inside]] - stretch.first
    held = (month >= 0) & (month < len(counts))
    np.add.at(counts, (month[held], column[inside][held]), 1.0)
    return counts


def as_billed(visits: Array, agendas: Table) -> Array:
    """``[month, agenda]``: a locum's visits are those of the doctor whom they stand in for, who bills them:
    of the first agenda of the panel that is no locum's.
    """
    found = visits.copy()
    for locum in np.flatnonzero(agendas["locum"] == 1):
        theirs = np.flatnonzero((agendas["panel"] == agendas["panel"][locum]) & (agendas["locum"] == 0))
        if len(theirs) and agendas["panel"][locum] >= 0:
            found[:, theirs[0]] += found[:, locum]
            found[:, locum] = 0.0
    return found


def yearly_activity(visits: Array, in_service: NDArray[np.int64], most: float, heads: Heads) -> Array:
    """``[month, agenda]`` consultations a year: those of the last twelve months (as many as there are) over
    the days in service in them; those of one doctor together never more than ``most``.
    """
    sums = []
    for values in (visits, in_service.astype(np.float64)):
        total = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
        begin = np.maximum(0, np.arange(len(values)) + 1 - MONTHS_OF_ACTIVITY)
        sums.append(total[1:] - total[begin])
    rate = np.divide(sums[0] * DAYS_A_YEAR, sums[1], out=np.zeros_like(sums[0]), where=sums[1] > 0)
    together = heads.each(np.add, rate.T)[heads.of].T
    part = np.divide(rate, together, out=np.zeros_like(rate), where=together > 0)
    return np.asarray(np.minimum(together, most) * part)


@in_each
def apl_residents(source: CatchmentSource) -> ByGroup:
    """APL times residents weighted by age, by cell."""
    gps, standardised = source.once(gp_months), source.once(_standardised)
    activity = gps.in_practice * gps.yearly_visits @ gps.place
    weights = _weights(source.catchment.travel, source.yardsticks.apl)
    values = apl_of(activity, standardised, weights) * standardised
    return {ALL: _in_cells(values, source.catchment.cells)}


@in_each
def standardised_residents(source: CatchmentSource) -> ByGroup:
    """Residents weighted by age, by cell."""
    return {ALL: _in_cells(source.once(_standardised), source.catchment.cells)}


def _standardised(source: CatchmentSource) -> Array:
    """Residents weighted by age, ``[month, commune]``: those of the first day of the year."""
    days, stretch = source.stretch.played.days, source.stretch
    first_days = np.searchsorted(days["month"], np.arange(stretch.first, stretch.end))
    years = days["year"][first_days] - days["year"][0]
    return np.asarray(source.records.inhabitants[years] @ np.array(source.yardsticks.apl.age.values))


def _weights(minutes: NDArray[np.int32], apl: Apl) -> Array:
    """``[commune, commune]`` by travel."""
    return step_weights(minutes, [(row.below, row.weight) for row in apl.distance])
