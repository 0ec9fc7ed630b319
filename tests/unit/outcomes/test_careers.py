"""Doctors who come, move and stay, counted by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.changes.change import SupplyEvent
from sim.changes.doctors_and_sites import Depart
from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.counting.source import ALL
from sim.outcomes.storage.replication_result import CatchmentResult, ReplicationResult
from sim.world.cells import Cells
from sim.world.records import AXES, TRACE, Records, shapes
from sim.world.tables import AGENDA, COUNTER, DOCTOR, NEVER, table
from tests.runs import days, indicators
from tests.shipped import SHIPPED, AgendaSort

FIRST = date(2024, 1, 1)
LAST = date(2029, 12, 31)
STAYS = date.max  # to the end


def day(when: date) -> int:
    return NEVER if when == STAYS else (when - FIRST).days


def catchment(
    communes: tuple[str, ...], held: list[tuple[str, int, date, date]], n_days: int
) -> CatchmentResult:
    """Doctors: name, row of the commune (-1: outside), first day, first day without them; another line for
    one more place of theirs.
    """
    names = tuple(name for name, *_ in held)
    people = list(dict.fromkeys(names))
    agendas = table(AGENDA, len(held))
    agendas["is_a"], agendas["slot_minutes"] = AgendaSort.GP, 15
    agendas["doctor"] = [people.index(name) for name in names]
    for row, (_, commune, begins, ends) in zip(agendas, held, strict=True):
        row.commune, row.from_day, row.until_day = commune, day(begins), day(ends)
    months, years = 72, 6
    sizes = shapes(SHIPPED, months, len(communes), len(communes), len(held), 0, n_days, years)
    records = {name: np.zeros(size, dtype=np.int64) for name, size in sizes.items()}
    travel = np.zeros((len(communes), len(communes)), dtype=np.int32)
    cells = Cells(communes, np.arange(len(communes), dtype=np.int32))
    return CatchmentResult(
        communes=communes,
        cells=cells,
        doctors=table(DOCTOR, len(people)),
        agendas=agendas,
        agenda_names=names,
        counters=table(COUNTER, 0),
        counter_names=(),
        travel=travel,
        records=Records(**records, trace=table(TRACE, 0)),
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
        ("nearby", 1, date(2024, 4, 1), date(2024, 9, 1)),  # moves within the catchment, to Mios
        ("nearby_on", 0, date(2024, 9, 1), STAYS),
    ]
    ajaccio = [
        ("old_again", 0, date(2025, 6, 15), STAYS),
        ("wanders_on", 0, date(2025, 1, 1), date(2027, 1, 1)),
    ]
    moves = [
        SupplyEvent(when, "moves", Depart(left, began, 0.5, same_doctor=True))
        for when, left, began in (
            (date(2024, 9, 1), "nearby", "nearby_on"),
            (date(2025, 1, 1), "wanders", "wanders_on"),
            (date(2025, 6, 15), "old", "old_again"),
            (date(2027, 1, 1), "wanders_on", "wanders_back"),
        )
    ]
    catchments = (catchment(("33284", "33009"), mios, n_days), catchment(("2A004",), ajaccio, n_days))
    return ReplicationResult(0, SHIPPED, FIRST, days(n_days), catchments, moves)


def counted(played: ReplicationResult, indicator: str) -> dict[tuple[str, int], int]:
    """What happened, by month and row of the commune."""
    values = indicators(played)[indicator, ALL][:, :-1]
    return {
        (f"{played.months[m]:%Y-%m}", int(c)): int(values[m, c])
        for m, c in zip(*np.nonzero(values), strict=True)
    }


def test_who_moves_is_displaced_where_they_leave(played):
    expected = {("2024-09", 1): 1, ("2025-06", 0): 1, ("2025-01", 1): 1, ("2027-01", 2): 1}
    assert counted(played, "displaced") == expected


def test_who_moves_does_not_come_from_outside(played):
    expected = {("2024-02", 0): 1, ("2024-03", 1): 3, ("2024-04", 1): 1, ("2028-05", 0): 1}
    assert counted(played, "arrivals_outside") == expected


def test_arrivals_are_those_from_outside_and_those_who_moved(played):
    values = indicators(played)
    together = values["arrivals_outside", ALL][:, -1] + values["displaced", ALL][:, -1]
    assert values["arrivals", ALL][:, -1].tolist() == together.tolist()
    assert together.sum() == 10


def test_three_years_later(played):
    """Came in 2024: `leap` is still there, `leaves` and `short` are not, `wanders` is, in another place."""
    assert counted(played, "retention_3y_due") == {("2027-03", 0): 1, ("2027-03", 1): 3, ("2027-04", 1): 1}
    assert counted(played, "retention_3y_kept") == {("2027-03", 0): 1, ("2027-03", 1): 1, ("2027-04", 1): 1}
    share = indicators(played)["retention_3y", ALL]
    assert share[38].tolist() == [100.0, pytest.approx(100 / 3), pytest.approx(np.nan, nan_ok=True), 50.0]
    assert share[39, 1] == 100.0, "who moved nearby is there"
    assert np.isnan(np.delete(share, (38, 39), axis=0)).all(), "undefined in every other month, never 0"


def test_five_years_later(played):
    """Of the five who came five years before, only `leap` and who moved nearby are there."""
    assert counted(played, "retention_5y_due") == {("2029-03", 0): 1, ("2029-03", 1): 3, ("2029-04", 1): 1}
    assert counted(played, "retention_5y_kept") == {("2029-03", 0): 1, ("2029-04", 1): 1}


def test_a_doctor_at_two_places_is_one_career():
    """From the first of their places to the last, at the first: three years later they are still at one."""
    n_days = (LAST - FIRST).days + 1
    both = [
        ("two_places", 0, date(2024, 5, 2), date(2026, 1, 1)),
        ("two_places", 1, date(2025, 5, 2), STAYS),
    ]
    held = catchment(("33284", "33009"), both, n_days)
    found = ReplicationResult(0, SHIPPED, FIRST, days(n_days), (held,), [])
    assert counted(found, "arrivals_outside") == {("2024-05", 0): 1}
    assert counted(found, "displaced") == {}
    assert counted(found, "retention_3y_due") == counted(found, "retention_3y_kept") == {("2027-05", 0): 1}


def test_what_the_planner_reads_of_it_says_when_it_is_undefined():
    for years in (3, 5):
        record = CATALOGUE[f"retention_{years}y"]
        assert "undefined" in record.en.definition and "non défini" in record.fr.definition


def test_the_ring_is_next_door(played):
    """Arcachon and Ajaccio in the ring: who leaves Mios for it is displaced, who comes from it has not come
    from outside; nobody there is counted.
    """
    mios, ajaccio = played.catchments
    mios = replace(
        mios, cells=Cells(("33284",), np.array([0, 1], dtype=np.int32)), records=first_cells(mios, 1)
    )
    nowhere = Cells((), np.array([0], dtype=np.int32))
    ajaccio = replace(ajaccio, cells=nowhere, records=first_cells(ajaccio, 0))
    ringed = replace(played, catchments=(mios, ajaccio))
    assert counted(ringed, "displaced") == {("2025-06", 0): 1}
    assert counted(ringed, "arrivals_outside") == {("2024-02", 0): 1, ("2028-05", 0): 1}
    assert counted(ringed, "arrivals") == {
        ("2024-02", 0): 1, ("2024-09", 0): 1, ("2027-01", 0): 1, ("2028-05", 0): 1,
    }  # fmt: skip
    assert counted(ringed, "retention_3y_due") == counted(ringed, "retention_3y_kept") == {("2027-03", 0): 1}
    assert indicators(ringed)["gps", ALL].shape[1] == 2, "Mios and the whole"


def first_cells(here: CatchmentResult, cells: int) -> Records:
    """The records of the first ``cells`` alone."""
    records = here.records
    assert isinstance(records, Records)
    by_cell = [name for name, axes in AXES.items() if "cell" in axes]
    return replace(records, **{name: getattr(records, name)[:, :cells] for name in by_cell})


def test_who_has_moved_to_the_ring_is_not_kept():
    n_days = (LAST - FIRST).days + 1
    held = catchment(
        ("33284", "33009"),
        [("goes", 0, date(2024, 5, 2), date(2026, 1, 1)), ("gone", 1, date(2026, 1, 1), STAYS)],
        n_days,
    )
    moves = [SupplyEvent(date(2026, 1, 1), "moves", Depart("goes", "gone", 0.5, same_doctor=True))]
    plain = ReplicationResult(0, SHIPPED, FIRST, days(n_days), (held,), moves)
    assert counted(plain, "retention_3y_kept") == {("2027-05", 0): 1}
    cells = Cells(("33284",), np.array([0, 1], dtype=np.int32))
    ringed = replace(plain, catchments=(replace(held, cells=cells, records=first_cells(held, 1)),))
    assert counted(ringed, "retention_3y_due") == {("2027-05", 0): 1}
    assert counted(ringed, "retention_3y_kept") == {}
