"""What a territory knows of single doctors, in the world of the first day."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from sim.territory.doctor_list import ListedDoctor
from sim.world.build import build
from tests.shipped_conf import START, WARMUP, mios, prepared

NOBODY = ListedDoctor(None, None, None, "", "")
BIGANOS = 1  # rank; ten doctors
FIRST = (START - timedelta(days=WARMUP)).year  # of the world: ages are those of its first day


def place(**known):
    """The world around Mios when so much is known of doctors of Biganos (``d3``: the third)."""
    listed = {int(name[1:]): who for name, who in known.items()}
    return build(prepared(replace(mios(), doctor_list={BIGANOS: listed})), 0).catchments[0]


def doctor(made, name):
    return made.agenda_names.index(name)


def differing(made, other, table, *columns):
    """Names of the doctors whose row differs."""
    mine, theirs = getattr(made, table), getattr(other, table)
    same = {name: mine[i] for i, name in enumerate(made.doctor_names)}
    return {
        name
        for i, name in enumerate(other.doctor_names)
        if name in same and any((same[name][column] != theirs[i][column]).any() for column in columns)
    }


@pytest.fixture(scope="module")
def unknown():
    return place()


def test_a_known_age_is_the_doctors_and_moves_nobody_elses(unknown):
    """But their activity follows it, and all together work as much."""
    made = place(d3=NOBODY._replace(ages=(67, 67)))
    assert FIRST - made.doctors["birth_year"][doctor(made, "biganos_3")] == 67
    assert differing(made, unknown, "doctors", "birth_year") <= {"biganos_3"}
    moved = np.abs(made.agendas["weekly"].sum(axis=1) - unknown.agendas["weekly"].sum(axis=1).astype(int))
    assert moved[np.arange(len(moved)) != doctor(made, "biganos_3")].max() <= 3, "by one rank at most"


def test_an_age_of_which_the_bounds_are_known_is_drawn_between_them():
    """As the ages of all doctors lie there (conf/doctors); evenly where it has nobody."""
    ages = []
    for low, high in ((60, 100), (20, 59), (55, 59), (90, 95)):
        made = place(**{f"d{n}": NOBODY._replace(ages=(low, high)) for n in range(1, 11)})
        here = FIRST - made.doctors["birth_year"][[doctor(made, f"biganos_{n}") for n in range(1, 11)]]
        assert ((low <= here) & (here <= high)).all()
        ages.append(here)
    assert ages[0].max() <= 75  # conf/doctors has nobody older
    assert len(set(ages[3].tolist())) > 1


def test_known_sessions_are_the_half_days_of_the_week(unknown):
    made = place(d2=NOBODY._replace(sessions=3), d4=NOBODY._replace(sessions=0.4), d5=NOBODY)
    third, part_time = (made.agendas["weekly"][doctor(made, f"biganos_{n}")] for n in (2, 4))
    assert ((third > 0).sum(), third.sum()) == (3, 24)
    assert ((part_time > 0).sum(), part_time.sum()) == (1, 3)
    assert differing(made, unknown, "doctors", "birth_year") == set()


def test_who_practises_otherwise_is_nobodys_doctor_and_offers_nothing(unknown):
    """The others keep their names, ages and weeks' order; the particular one is not among the doctors."""
    made = place(d3=NOBODY._replace(particular=True))
    assert set(unknown.doctor_names) - set(made.doctor_names) == {"biganos_3"}
    assert len(made.doctors) == len(unknown.doctors) - 1
    assert made.agendas["doctor"].max() == len(made.doctors) - 1
    assert differing(made, unknown, "doctors", "birth_year", "key", "rank") == set()
    gps = len(made.doctors)
    assert (np.arange(gps) == made.agendas["doctor"][:gps]).all()


def test_what_a_planner_says_of_a_doctor_by_name_goes_before_the_list():
    """``doctors.named`` has Mios 1, born in 1957, with a week of 9 half-days."""
    known = NOBODY._replace(ages=(40, 40), sessions=2, particular=True)
    made = build(prepared(replace(mios(), doctor_list={0: {1: known}})), 0).catchments[0]
    row = doctor(made, "mios_1")
    assert made.doctors["birth_year"][row] == 1957
    assert made.agendas["weekly"][row].sum() > 90
