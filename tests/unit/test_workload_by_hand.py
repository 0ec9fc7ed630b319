"""Hours, covered leave and answers to load: what both engines make of them, reckoned by hand."""

from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pytest

from sim.draws import purposes
from sim.vocabulary.structure import Answers
from sim.world.records import HELD, OFFERED, REFUSES, SECONDS, VISITS
from sim.world.tables import COUNTER, NEVER, Table, table
from sim.world.world import World
from tests.by_hand import (
    DAY_S,
    ENGINES,
    N_DAYS,
    NINE,
    OWN,
    bare_world,
    gap,
    panels_of,
    persons,
    sessions,
    words,
)
from tests.worlds import play

ALL = sum(Answers)
# Mornings worked, by month
WORKED = {0: sum(d % 7 < 5 for d in range(30)), 1: sum(d % 7 < 5 for d in range(30, 60))}
pytestmark = pytest.mark.parametrize("engine", ENGINES)


def world(
    agenda: Table, panel: dict[str, Any], settings: dict[str, Any], n: int = 4, a_day: float = 0.5
) -> World:
    """``n`` patients of one doctor; columns of the panel and settings besides. The months turn on day 30."""
    residents = persons(n, mt=0)
    panels = panels_of(residents, 1)
    for name, value in panel.items():
        panels[name] = value
    made = bare_world(residents, agenda, table(COUNTER, 0), a_day, OWN, panels)
    row = made.settings.copy()
    row["step"], row["most_steps"], row["later_days"], row["most_later"], row["most_a_month"] = (
        0.1,
        2,
        3,
        1,
        5,
    )
    for name, value in settings.items():
        row[name] = value
    return replace(made, settings=row)


def test_hours_are_the_minutes_of_visits_that_are_held(engine):
    """Ten minutes at the practice, twenty at home; this doctor is a tenth slower."""
    lengths = np.array([[600] * 256, [1200] * 256, [0] * 256])
    made = world(sessions(20, slower=0.1), {}, {"visit_seconds": lengths})
    made.catchments[0].residents["housebound"][:2] = 1
    counted = play(engine(made), made)[0].at_agendas.sum(axis=(0, 1))
    visits, held, seconds = (int(counted[column]) for column in (VISITS, HELD, SECONDS))
    assert visits == held > 60
    at_home = (seconds - 660 * held) / 660
    assert at_home == round(at_home), "660 seconds a visit, 1,320 at home"
    assert 0.3 < at_home / held < 0.7, "two of four patients"


def test_the_length_of_a_visit_is_that_of_its_word(engine):
    """256 lengths that are equally often: their mean, within four standard errors (one in 16,000)."""
    made = world(sessions(20), {}, {"visit_seconds": np.array([np.arange(256)] * 3)})
    counted = play(engine(made), made)[0].at_agendas.sum(axis=(0, 1))
    error = np.sqrt((256**2 - 1) / 12 / counted[HELD])
    assert abs(counted[SECONDS] / counted[HELD] - 127.5) < 4 * error


def test_a_locum_holds_the_sessions_of_a_covered_week_and_works_the_hours(engine):
    lengths = np.full((3, 256), 600)
    week = [[2] * 54]
    made = world(sessions(20, leave=week), {}, {"visit_seconds": lengths})
    usual = world(sessions(20), {}, {"visit_seconds": lengths})
    covered, worked = (play(engine(each), each)[0].at_agendas.sum(axis=(0, 1)) for each in (made, usual))
    assert covered[VISITS] == worked[VISITS] > 60
    assert covered[OFFERED] == worked[OFFERED]
    assert (covered[HELD], covered[SECONDS]) == (0, 0)
    away = world(sessions(20, leave=[[1] * 54]), {}, {})
    assert play(engine(away), away)[0].at_agendas[..., OFFERED].sum() == 0


# What is used, and what it comes to after one month above the band: columns of panel and agenda.
ANSWERED = {
    Answers.ANSWERS + Answers.LONGER_DAYS: ((1, 0, 0), 0.1, 0, 0.0),
    Answers.ANSWERS + Answers.LONGER_DELAYS + Answers.SHORTER_VISITS: ((0, 1, 0), 0.0, 3, 0.0),
    Answers.ANSWERS + Answers.SHORTER_VISITS: ((0, 0, 1), 1 / 0.9 - 1, 0, 0.1),
    Answers.ANSWERS: ((0, 0, 0), 0.0, 0, 0.0),
}


@pytest.mark.parametrize("used", ANSWERED)
def test_a_month_above_the_band_brings_one_step_and_closes_the_list(engine, used):
    """30 slots a morning: a tenth more are 3, and 3 or 4 of a stretch of a ninth."""
    steps, stretch, later, shorter = ANSWERED[used]
    made = world(sessions(30), {"answers": used, "most": NEVER}, {"above": 0.01, "below": 0.001})
    patients = engine(made)
    counted = play(patients, made)[0].at_agendas[:, 0]
    panel, agenda = patients.panels(0)[0], patients.agendas(0)[0]
    assert (panel["longer"], panel["later_steps"], panel["saved"]) == steps
    assert (agenda["stretch"], agenda["later"], agenda["shorter"]) == pytest.approx((stretch, later, shorter))
    assert panel["cap"] == panel["patients"] == 4
    assert counted[:, REFUSES].tolist() == [0, 0], "after the census of day 30"
    assert counted[0, OFFERED] == 30 * WORKED[0]
    more = counted[1, OFFERED] - 30 * WORKED[1]
    assert more == pytest.approx(30 * stretch * WORKED[1], abs=2)


def test_pressure_is_what_patients_ask_over_what_there_is(engine):
    """Every need is one request for one slot, and is asked once."""
    made = world(sessions(30), {"answers": ALL}, {"above": 9.0, "below": 0.0})
    patients = engine(made)
    play(patients, made)
    panel = patients.panels(0)[0]
    needs = panel["pressure"] * 30 * WORKED[0]
    assert needs == pytest.approx(round(needs)) and 40 < needs < 80, "4 patients, 0.5 a day, 30 days"


def test_below_the_band_steps_are_taken_back_then_the_list_opens(engine):
    """One step a month, the last answer first; without any, room for what the load leaves, up to `most`."""
    back = {"above": 9.0, "below": 0.9}
    panel = {"answers": ALL, "longer": 1, "saved": 1, "most": NEVER, "cap": 4}
    patients = engine(made := world(sessions(30, stretch=0.2), panel, back))
    counted = play(patients, made)[0].at_agendas[:, 0, OFFERED]
    assert [int(patients.panels(0)[0][name]) for name in ("longer", "saved", "cap")] == [1, 0, 4]
    assert counted[0] == pytest.approx(36 * WORKED[0], abs=2) and counted[1] == pytest.approx(
        33 * WORKED[1], abs=2
    )
    for most, cap in ((NEVER, 9), (6, 6), (3, 4)):
        patients = engine(made := world(sessions(30), {"answers": ALL, "most": most, "cap": 4}, back))
        play(patients, made)
        assert patients.panels(0)[0]["cap"] == cap


def test_who_does_not_answer_and_who_is_away_changes_nothing(engine):
    band = {"above": 0.01, "below": 0.001}
    for agenda, answers in ((sessions(30), 0), (sessions(30, leave=[[1] * 54]), ALL)):
        patients = engine(made := world(agenda, {"answers": answers, "most": NEVER}, band))
        play(patients, made)
        panel = patients.panels(0)[0]
        assert (panel["longer"], panel["pressure"], panel["cap"]) == (0, 0.0, 10)


def returning(engine, again: float, panel: dict[str, Any], days: int = 10) -> float:
    """Visits in 60 days of forty patients who return every ``days``, and have no other needs."""
    made = world(sessions(30), {"again": again, **panel}, {"follow_up_days": days}, 40, a_day=1e-9)
    made.catchments[0].residents["chronic_from"] = 0
    made.settings["follow_up_least"] = 1
    return float(play(engine(made), made)[0].at_agendas[:, 0, VISITS].sum())


def reckoned(again: float, days: int = 10) -> int:
    """The same visits, by the words of each patient: the first need falls anywhere in the first gap; a visit
    is in the first morning session that begins after the need; the next need comes a gap after the visit.
    Thirty places a morning are enough for all.
    """
    visits = 0
    for row in range(40):
        day = int(again * gap(row, 0, days) * words(row, purposes.NEED + 16, 0)[3])
        for k in count(1):
            second = int(DAY_S * words(row, purposes.NEED + 16, k - 1)[3])
            seen = next(d for d in count(day + (second > NINE)) if d % 7 < 5)
            if seen >= N_DAYS:
                break
            visits += 1
            day = seen + max(1, int(again * gap(row, k, days)))
    return visits


def test_a_doctor_with_time_sees_people_again_sooner(engine):
    """How far apart returns are is multiplied by what the doctor says; 1 is as said, and so is 0: nothing."""
    assert returning(engine, 0.0, {}) == returning(engine, 1.0, {}) == reckoned(1.0)
    assert returning(engine, 0.5, {}) == reckoned(0.5) > 1.5 * reckoned(1.0)
    assert returning(engine, 3.0, {}) == reckoned(3.0) < 0.5 * reckoned(1.0)


def test_how_soon_follows_from_the_pressure(engine):
    """(P / usual) ^ power within bounds, after the first month; not of a panel that does not answer."""
    for power, most in ((0.5, 2.0), (0.5, 1.1), (0.0, 2.0)):
        band = {"above": 0.3, "below": 0.1, "again_power": power, "again_most": most}
        patients = engine(made := world(sessions(30), {"answers": ALL}, band))
        play(patients, made)
        panel = patients.panels(0)[0]
        expected = (panel["pressure"] / 0.2) ** power
        assert panel["again"] == pytest.approx(min(most, max(1 / most, expected)))
    patients = engine(made := world(sessions(30), {"answers": 0}, {"again_power": 0.5, "again_most": 2.0}))
    play(patients, made)
    assert patients.panels(0)[0]["again"] == 0.0
