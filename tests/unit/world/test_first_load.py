"""How doctors have answered their load by the first day: section 15 of docs/model.md, by hand."""

from datetime import date

import numpy as np
import pytest

from sim.territory import make_calendar
from sim.vocabulary.structure import N_BANDS, AgendaSort, Answers, Leave, SeenAt
from sim.world import first_load
from sim.world.days import day_table
from sim.world.doctors import FirstDoctors
from sim.world.tables import AGENDA, DOCTOR, NEVER, PANEL, RESIDENT, SETTINGS, table
from tests.shipped_conf import plan

DAYS = day_table(make_calendar(date(2025, 1, 1), date(2025, 12, 31)))


def one_doctor(answers: int, slots: int = 10, away: int = 0) -> FirstDoctors:
    """Who works on Tuesday mornings; of the 52 Tuesdays of 2025 the 11 November is a holiday."""
    panels, agendas = table(PANEL, 1), table(AGENDA, 1)
    panels["answers"], panels["patients"], panels["cap"], panels["most"] = answers, 100, 120, NEVER
    agendas["is_a"], agendas["active"], agendas["factor"] = AgendaSort.GP, 1, 1.0
    agendas["weekly"][0, 2], agendas["overtime"], agendas["horizon_days"] = slots, 2, 60
    agendas["leave"][0, :away] = Leave.AWAY
    return FirstDoctors(table(DOCTOR, 1), agendas, panels)


def answered(pressure: float, answers: int, returns: float = 0.0, **of_doctor: int) -> FirstDoctors:
    """With patients who ask for ``pressure`` times what there is, in slots of the first year; ``returns`` of
    it are those of chronic illness.
    """
    doctors, supply = plan("doctors"), one_doctor(answers, **of_doctor)
    there = float(first_load.offered(supply.agendas, DAYS)[0])
    demand = np.array([pressure * there / doctors.answers.asked, 1000.0])
    of_returns = returns * demand
    first_load.answer(doctors, supply, np.array([0, -1]), first_load.OwnDemand(demand, of_returns), DAYS)
    return supply


def test_what_an_agenda_offers_in_a_year() -> None:
    """51 Tuesdays that are no holidays, each 10 slots and 2 of overtime; none in the weeks away."""
    assert first_load.offered(one_doctor(8).agendas, DAYS).tolist() == [51 * 12]
    # Weeks begin on 1 January, a Wednesday: the first six have a Tuesday each.
    assert first_load.offered(one_doctor(8, away=6).agendas, DAYS).tolist() == [45 * 12]
    assert first_load.offered(one_doctor(8, slots=0).agendas, DAYS).tolist() == [0]


def test_what_patients_need_in_a_year() -> None:
    people, settings = table(RESIDENT, 4), table(SETTINGS, 1)
    rates = np.zeros((N_BANDS, 3))
    rates[2] = 0.004, 0.006, 99.0  # a day; the third kind is not of primary care
    people["frailty"], people["chronic_from"], people["ald_from"] = 1.0, NEVER, NEVER
    people["frailty"][1], people["housebound"][1] = 2.0, 1
    people["chronic_from"][2:], people["ald_from"][3], people["latent"][2:] = 0, 0, 0.5
    settings["home_visit_slots"], settings["follow_up_days"] = 3, 0.0
    settings["follow_up_days"][0, 2] = 100.0, 50.0
    settings["recurring_days"][0, 0] = 200.0
    recurs = np.array([[True], [False], [False], [False]])
    per_day = first_load.own_demand(people, np.full(4, 2), rates, recurs, settings, 2).all / 365.25
    assert per_day == pytest.approx(
        [0.01 + 1 / 200, 3 * 2 * 0.01, 0.5 * (0.01 + 1 / 100), 0.5 * 0.01 + 1 / 50], rel=1e-6
    )
    of_returns = first_load.own_demand(people, np.full(4, 2), rates, recurs, settings, 2).returns / 365.25
    assert of_returns == pytest.approx([0, 0, 0.5 / 100, 1 / 50])
    settings["acute"][0, 0], settings["round_slots"] = 1, 1
    people["housebound"] = SeenAt.EHPAD
    per_day = first_load.own_demand(people, np.full(4, 2), rates, recurs, settings, 2).all / 365.25
    assert per_day == pytest.approx(
        [
            3 * (0.004 + 1 / 200) + 0.006,  # of kind 0, which is acute, three slots; what recurs is of it
            2 * (3 * 0.004 + 0.006),
            0.5 * (3 * 0.004 + 0.006 + 1 / 100),
            0.5 * (3 * 0.004 + 0.006) + 1 / 50,
        ],
        rel=1e-6,
    )


ALL = int(Answers.ANSWERS + Answers.LONGER_DAYS + Answers.LONGER_DELAYS + Answers.SHORTER_VISITS)


@pytest.mark.parametrize(
    ("pressure", "answers", "steps"),
    [
        (0.95, ALL, (0, 0, 0)),
        (1.02, ALL, (1, 0, 0)),  # 2.5 % more are enough
        (1.06, ALL, (3, 0, 0)),
        (1.12, ALL, (4, 2, 1)),  # 10 % longer days are not; delays are longer, but bring no slots
        (2.0, ALL, (4, 2, 4)),
        (1.06, int(Answers.ANSWERS), (0, 0, 0)),
        (1.06, int(Answers.ANSWERS + Answers.SHORTER_VISITS), (0, 0, 3)),  # 1 / (1 − 0.075) = 1.081
        (1.06, 0, (0, 0, 0)),
    ],
)
def test_steps_are_taken_until_there_is_enough(pressure, answers, steps) -> None:
    supply = answered(pressure, answers)
    panel, agenda, plan_ = supply.panels[0], supply.agendas[0], plan("doctors").answers
    assert (panel["longer"], panel["later_steps"], panel["saved"]) == steps
    stretch = (1 + plan_.step * steps[0]) / (1 - plan_.step * steps[2]) - 1
    assert agenda["stretch"] == pytest.approx(stretch)
    assert agenda["shorter"] == pytest.approx(plan_.step * steps[2])
    assert agenda["later"] == min(plan_.later_days * steps[1], 4)
    assert panel["pressure"] == pytest.approx(pressure / (1 + stretch) if answers else 0.0)


def test_which_lists_are_open_is_left_to_the_run_up() -> None:
    assert answered(1.5, ALL).panels["cap"] == [120]


@pytest.mark.parametrize("pressure", [0.5, 0.95, 1.5])
def test_returns_have_settled_with_the_pressure(pressure: float) -> None:
    """P = others + returns / again(P), usual pressure 0.95; within the bounds of ``doctors.returns.most``."""
    doctors, supply = plan("doctors"), answered(pressure, int(Answers.ANSWERS), returns=0.4)
    settled, power = float(supply.panels["pressure"][0]), doctors.returns.power
    again = (settled / 0.95) ** power
    assert 1 / doctors.returns.most < again < doctors.returns.most
    assert settled == pytest.approx(pressure * (0.6 + 0.4 / again), rel=1e-9)
    assert supply.panels["again"][0] == pytest.approx(again, rel=1e-9)


def test_who_has_hardly_any_patients_sees_them_at_most_twice_as_often() -> None:
    supply = answered(0.01, int(Answers.ANSWERS), returns=0.5)
    assert supply.panels["again"][0] == pytest.approx(1 / plan("doctors").returns.most)
    assert supply.panels["pressure"][0] == pytest.approx(0.01 * (0.5 + 0.5 * 2))
