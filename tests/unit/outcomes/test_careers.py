"""Doctors who come, move and stay, counted by hand."""

from datetime import date

import numpy as np
import pytest

from sim.changes.change import SupplyEvent
from sim.changes.changes import Depart
from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.counting.source import ALL
from sim.outcomes.periods.by_month import indicators
from sim.outcomes.storage.replication_result import CatchmentResult, ReplicationResult
from sim.world.cells import Cells
from sim.world.records import TRACE, Records, shapes
from sim.world.tables import AGENDA, COUNTER, NEVER, table
from tests.runs import costs, days
from tests.shipped import AgendaSort

FIRST = date(2024, 1, 1)
LAST = date(2029, 12, 31)
STAYS = date.max  # to the end


def day(when: date) -> int:
    return NEVER if when == STAYS else (when - FIRST).days


def catchment(
    communes: tuple[str, ...], doctors: list[tuple[str, int, date, date]], n_days: int
) -> CatchmentResult:
    """Doctors: name, row of the commune (-1: outside), first day, first day without them."""
    agendas = table(AGENDA, len(doctors))
    agendas["is_a"], agendas["slot_minutes"] = AgendaSort.GP, 15
    for row, (_, commune, begins, ends) in zip(agendas, doctors, strict=True):
        row.commune, row.from_day, row.until_day = commune, day(begins), day(ends)
    months, years = 72, 6
    sizes = shapes(months, len(communes), len(communes), len(doctors), 0, n_days, years)
    records = {name: np.zeros(size, dtype=np.int64) for name, size in sizes.items()}
    travel = np.zeros((len(communes), len(communes)), dtype=np.int32)
    names = tuple(name for name, *_ in doctors)
    cells = Cells(communes, np.arange(len(communes), dtype=np.int32))
    return CatchmentResult(
        communes,
        cells,
        agendas,
        names,
        table(COUNTER, 0),
        (),
        travel,
        Records(**records, trace=table(TRACE, 0)),
    )


@pytest.fixture(scope="module")
def played() -> ReplicationResult:
    """Two catchments: Mios (0) and Arcachon (1), and Ajaccio (2)."""
    n_days = (LAST - FIRST).days + 1
    mios = [
        ("old", 0, FIRST, date(2025, 6, 15)),  # of the first day: moves to Ajaccio, as `old_again`
        ("leap", 0, date(2024, 2, 29), STAYS),  # three years later: 1 March 2027
        ("leaves", 1, date(2024, 3, 10), date(2027, 3, 10)),  # to the day three years: no longer there
        ("short", 1, date(2024, 3, 20), date(2026, 7, 1)),
        ("wanders", 1, date(2024, 3, 30), date(2025, 1, 1)),  # to Ajaccio, and back to Mios
        ("wanders_back", 0, date(2027, 1, 1), date(2028, 1, 1)),
        ("late", 0, date(2028, 5, 1), STAYS),  # three years later the run is over
        ("elsewhere", -1, date(2024, 3, 1), STAYS),
        ("before", 0, date(2023, 7, 1), STAYS),  # came before the first day
    ]
    ajaccio = [
        ("old_again", 0, date(2025, 6, 15), STAYS),
        ("wanders_on", 0, date(2025, 1, 1), date(2027, 1, 1)),
    ]
    moves = [
        SupplyEvent(when, "moves", Depart(left, began, 0.5, same_doctor=True))
        for when, left, began in (
            (date(2025, 1, 1), "wanders", "wanders_on"),
            (date(2025, 6, 15), "old", "old_again"),
            (date(2027, 1, 1), "wanders_on", "wanders_back"),
        )
    ]
    catchments = (catchment(("33284", "33009"), mios, n_days), catchment(("2A004",), ajaccio, n_days))
    return ReplicationResult(0, FIRST, days(n_days), catchments, moves)


def counted(played: ReplicationResult, indicator: str) -> dict[tuple[str, int], int]:
    """What happened, by month and row of the commune."""
    values = indicators(played, costs()).values[indicator, ALL][:, :-1]
    return {
        (f"{played.months[m]:%Y-%m}", int(c)): int(values[m, c])
        for m, c in zip(*np.nonzero(values), strict=True)
    }


def test_who_moves_is_displaced_where_they_leave(played):
    assert counted(played, "displaced") == {("2025-06", 0): 1, ("2025-01", 1): 1, ("2027-01", 2): 1}


def test_who_moves_does_not_come_from_outside(played):
    assert counted(played, "arrivals_outside") == {("2024-02", 0): 1, ("2024-03", 1): 3, ("2028-05", 0): 1}


def test_arrivals_are_those_from_outside_and_those_who_moved(played):
    values = indicators(played, costs()).values
    together = values["arrivals_outside", ALL][:, -1] + values["displaced", ALL][:, -1]
    assert values["arrivals", ALL][:, -1].tolist() == together.tolist()
    assert together.sum() == 8


def test_three_years_later(played):
    """Came in 2024: `leap` is still there, `leaves` and `short` are not, `wanders` is, in another place."""
    assert counted(played, "retention_3y_due") == {("2027-03", 0): 1, ("2027-03", 1): 3}
    assert counted(played, "retention_3y_kept") == {("2027-03", 0): 1, ("2027-03", 1): 1}
    share = indicators(played, costs()).values["retention_3y", ALL]
    assert share[38].tolist() == [100.0, pytest.approx(100 / 3), pytest.approx(np.nan, nan_ok=True), 50.0]
    assert np.isnan(np.delete(share, 38, axis=0)).all(), "undefined in every other month, never 0"


def test_five_years_later(played):
    """Of the four who came five years before, in March 2029, only `leap` is there."""
    assert counted(played, "retention_5y_due") == {("2029-03", 0): 1, ("2029-03", 1): 3}
    assert counted(played, "retention_5y_kept") == {("2029-03", 0): 1}


def test_what_the_planner_reads_of_it_says_when_it_is_undefined():
    for years in (3, 5):
        record = CATALOGUE[f"retention_{years}y"]
        assert "undefined" in record.en.definition and "non défini" in record.fr.definition
