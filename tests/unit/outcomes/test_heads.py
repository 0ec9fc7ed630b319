"""Doctors who hold sessions at two places, locums, and panels of two, counted by hand."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.outcomes.counting.source import ALL
from sim.outcomes.storage.replication_result import CatchmentResult, ReplicationResult
from sim.vocabulary.structure import AgendaSort
from sim.world.cells import Cells
from sim.world.records import BOOKED, HELD, SECONDS, TRACE, VISITS, Records, shapes
from sim.world.tables import AGENDA, COUNTER, DOCTOR, NEVER, Table, table
from tests.runs import costs, days, indicators
from tests.shipped import SHIPPED
from tests.worlds import LOCUM

FIRST = date(2024, 1, 1)  # 31, 29 and 31 days
MONTHS = 3
VISIT = 18 * 60  # seconds
HOURS = (18 + 6) / 60  # of a visit, with what comes between two
FIXED = 9.5  # of a week
MIOS, ARCACHON = 0, 1


def agendas(*held: dict[str, Any]) -> Table:
    """Of doctor 0 for panel 0 in Mios, from before the first day on, unless said otherwise."""
    rows = table(AGENDA, len(held))
    rows["is_a"], rows["active"], rows["slot_minutes"] = AgendaSort.GP, 1, 18
    rows["from_day"], rows["until_day"] = -1, NEVER
    for row, columns in zip(rows, held, strict=True):
        for name, value in columns.items():
            row[name] = value
    return rows


def found(held: Table, contracts: list[int], visits: list[int], patients: list[int], panels: Any = 0) -> Any:
    """Indicators by name, ``[month, (Mios, Arcachon, together)]``; so many visits at each agenda every month,
    so many patients of the panel whose first agenda it is. ``panels``: that of each doctor.
    """
    doctors = table(DOCTOR, len(contracts))
    doctors["contract"], doctors["panel"] = contracts, panels
    communes = ("33284", "33009")
    rows = days(91)
    sizes = shapes(SHIPPED, MONTHS, 2, 2, len(held), 0, len(rows), 1)
    counts = {name: np.zeros(size, dtype=np.int64) for name, size in sizes.items()}
    counts["at_agendas"][:, :, VISITS] = counts["at_agendas"][:, :, BOOKED] = visits
    counts["at_agendas"][:, :, HELD] = visits
    counts["at_agendas"][:, :, SECONDS] = VISIT * np.array(visits)
    counts["panels"][:] = patients
    counts["inhabitants"] += 500
    place = CatchmentResult(
        communes=communes,
        cells=Cells(communes, np.arange(2, dtype=np.int32)),
        doctors=doctors,
        agendas=held,
        agenda_names=tuple(f"agenda_{row}" for row in range(len(held))),
        counters=table(COUNTER, 0),
        counter_names=(),
        travel=np.zeros((2, 2), dtype=np.int32),
        records=Records(**counts, trace=table(TRACE, 0)),
    )
    values = indicators(ReplicationResult(0, SHIPPED, FIRST, rows, (place,), []))
    return lambda name: values[name, ALL]


def test_who_works_at_two_places_is_one_head_at_the_first_of_them():
    held = agendas({}, {"commune": ARCACHON})
    of = found(held, [0], [300, 100], [900, 0])
    assert of("gps").tolist() == [[1, 0, 1]] * MONTHS
    assert of("panel")[:, -1].tolist() == [900] * MONTHS
    assert of("gp_fte")[0].tolist() == pytest.approx([n * 365.25 / 31 / 5400 for n in (300, 100, 400)])
    assert of("weekly_hours")[0, -1] == pytest.approx(400 * HOURS / (31 / 7) + FIXED), "over all places"


def test_hours_are_those_of_a_doctor_not_of_a_place():
    """50 hours a week at each of two places are too many, at one of them not."""
    slots = round((50 - FIXED) / HOURS * 31 / 7)
    assert costs().hours.overload > 51
    two = found(agendas({}, {"commune": ARCACHON}), [0], [slots, slots], [0, 0])("overloaded")
    one = found(agendas({}), [0], [slots], [0])("overloaded")
    assert (two[0, -1], one[0, -1]) == (100, 0)


def test_a_second_place_is_no_arrival_and_its_end_no_departure():
    """It opens in February and closes in March; in March, too, another doctor leaves both of theirs."""
    held = agendas(
        {},
        {"commune": ARCACHON, "from_day": 35, "until_day": 70},
        {"doctor": 1, "panel": 1, "commune": ARCACHON, "from_day": 40, "until_day": 80},
        {"doctor": 1, "panel": 1, "from_day": 50, "until_day": 80},
    )
    of = found(held, [0, 0], [1, 1, 1, 1], [0, 0, 0, 0])
    assert of("arrivals").tolist() == [[0, 0, 0], [0, 1, 1], [0, 0, 0]]
    assert of("departures").tolist() == [[0, 0, 0], [0, 0, 0], [0, 1, 1]]
    assert of("gps").tolist() == [[1, 0, 1], [1, 0, 1], [1, 1, 2]]


def test_weeks_of_leave_are_those_away_from_both_places():
    """Nobody works in two weeks; in two others only the first place is closed."""
    held = agendas({}, {"commune": ARCACHON})
    held["leave"][0, [0, 1, 2, 3]] = held["leave"][1, [0, 1]] = 1
    rows = days(91)
    away = int((rows["week"][:31] <= 1).sum())
    assert found(held, [0], [200, 200], [0, 0])("weekly_hours")[0, -1] == pytest.approx(
        400 * HOURS / ((31 - away) / 7) + FIXED
    )


def test_a_locum_holds_visits_and_is_no_head():
    held = agendas({}, {"doctor": 1, "from_day": 35, "until_day": 70})
    of = found(held, [0, LOCUM], [300, 100], [900, 0], panels=[0, -1])
    assert of("gps")[:, -1].tolist() == [1] * MONTHS
    assert of("arrivals").sum() == of("departures").sum() == 0
    assert of("panel")[:, -1].tolist() == [900] * MONTHS
    assert of("gp_fte")[1, -1] == pytest.approx(400 * 365.25 / 29 / 5400)


def test_two_who_share_a_panel_are_two_heads_and_one_panel():
    held = agendas({}, {"doctor": 1, "commune": ARCACHON})
    of = found(held, [0, 0], [300, 100], [900, 0])
    assert of("gps")[0].tolist() == [1, 1, 2]
    assert of("panel")[:, -1].tolist() == [450] * MONTHS


def test_the_panel_of_a_colleague_who_has_left_is_still_there():
    """The first agenda of the panel has ended; its patients are those of the other."""
    held = agendas({"until_day": 35}, {"doctor": 1, "commune": ARCACHON})
    of = found(held, [0, 0], [300, 100], [900, 0])
    assert of("gps")[:, -1].tolist() == [2, 2, 1]
    assert of("panel")[:, -1].tolist() == [450, 450, 900]


def test_who_settles_as_a_locum_with_patients_of_their_own_is_a_head():
    """The contract says how they are paid; who has a panel is the doctor of these patients."""
    held = agendas({"from_day": 35})
    made = found(held, [LOCUM], [100], [0])
    assert made("arrivals")[1, -1] == 1


def test_teams_and_doctors_outside_are_no_heads():
    held = agendas({"is_a": AgendaSort.DELEGATE}, {"doctor": 1, "commune": -1}, {"doctor": 2})
    assert found(held, [0, 0, 0], [5, 5, 5], [0, 0, 0])("gps")[:, -1].tolist() == [1] * MONTHS
