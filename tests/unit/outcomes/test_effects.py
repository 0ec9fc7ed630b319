"""Effects of experiments, by hand: of which doctors, of which patients, over which period."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.outcomes.published import effects
from tests.runs import manifest, played, write_run

COLUMNS = ("commune", "resident", "age", "outcome", "service", "arose", "days")


def year(
    doctors: list[tuple[Any, ...]] = [],  # noqa: B006 (read alone)
    trace: list[tuple[Any, ...]] = [],  # noqa: B006
    months: int = 12,
    days: int = 364,
    **sums: float,
) -> SimpleNamespace:
    """One replication. Doctors: month, name, panel, visits; needs: as COLUMNS."""
    tables = {
        "doctors": pd.DataFrame(doctors, columns=["month", "doctor", "panel", "visits"]),
        "trace": pd.DataFrame(trace, columns=[*COLUMNS]).assign(
            arose=lambda frame: pd.to_datetime(frame["arose"])
        ),
    }
    return SimpleNamespace(
        n=1,
        table=lambda name: [tables[name]],
        sum=lambda name: np.array([sums[name]]),
        days=lambda: days,
        period=SimpleNamespace(months=months),
    )


def pair(without: SimpleNamespace, run: SimpleNamespace, before: SimpleNamespace | None = None) -> Any:
    asked: list[Any] = []

    def over(period: Any = None) -> tuple[SimpleNamespace, SimpleNamespace]:
        asked.append(period)
        return without, run

    return SimpleNamespace(before=before, baseline=without, scenario=run, over=over, asked=asked)


def test_doctors_change_where_they_practise_in_both():
    without = year([("m", "a_1", 1000, 100), ("m", "a_2", 500, 50), ("m", "b_1", 1, 9)])
    run = year([("m", "a_1", 1100, 103), ("m", "b_1", 7, 9), ("m", "a_3", 50, 50)])
    of = pair(without, run)
    found = effects.change_of_doctors(of, ["a_1", "a_2", "a_3"], "panel", "2028-12")
    assert found.tolist() == pytest.approx([10.0]) and of.asked == ["2028-12"]
    assert effects.change_of_doctors(of, ["a_1"], "visits").tolist() == pytest.approx([3.0])
    assert np.isnan(effects.change_of_doctors(of, ["nobody"], "visits")).all()


def test_a_change_is_of_all_replications_together():
    """100 and 300 become 110 and 270: 380 of 400, and not the mean of 10 and −10 %."""
    found = effects._percent(np.array([110.0, 270.0]), np.array([100.0, 300.0]))
    assert found.mean() == pytest.approx(-5.0)
    assert found.tolist() == pytest.approx([-5.0 + 100 * 15 / 200, -5.0 - 100 * 15 / 200])
    same = effects._percent(np.array([90.0, 270.0]), np.array([100.0, 300.0]))
    assert same.tolist() == pytest.approx([-10.0, -10.0])  # the same in all: no chance
    assert np.isnan(effects._percent(np.zeros(2), np.zeros(2))).all()


def test_patients_and_visits_of_those_who_were_brought():
    """Two months, one doctor in both and one in the second: 1.5 of them."""
    rows = [("m1", "centre_1", 200, 100), ("m2", "centre_1", 300, 100), ("m2", "centre_2", 100, 50)]
    of = pair(year(), year([*rows, ("m1", "other_1", 900, 900)], months=2, days=70))
    assert effects.visits_of(of, "centre_", "p").tolist() == pytest.approx([250 * 6])
    assert effects.visits_of(of, "centre_", "p", each=True).tolist() == pytest.approx([250 * 6 / 1.5])
    assert effects.visits_of(of, "centre_", "p", a_day=True).tolist() == pytest.approx([250 / 50])
    month = pair(year(), year(rows[1:], months=1))
    assert effects.patients_of(month, "centre_", "p").tolist() == [400]
    assert effects.patients_of(month, "centre_", "p", each=True).tolist() == [200]
    assert np.isnan(effects.patients_of(month, "line_", "p")).all()


# Saturday 4 January 2025
SATURDAY, FRIDAY = "2025-01-04 10:00", "2025-01-03 23:30"


def seen(resident: int, age: int, outcome: str, service: str, arose: str, days: int = 0) -> tuple[Any, ...]:
    return ("19272", resident, age, outcome, service, arose, days)


def studied() -> Any:
    """Patients of the year before: 1 and 2 (aged) of a_1, who stops; 3 of a_2; 4 saw a_1, not their own."""
    before = year(
        trace=[
            seen(1, 30, "seen_own", "a_1", "2024-03-01"),
            seen(1, 30, "seen_own", "a_1", "2024-04-01"),
            seen(2, 70, "seen_on_screen", "a_1", "2024-03-01"),
            seen(3, 40, "seen_own", "a_2", "2024-03-01"),
            seen(4, 40, "seen_other", "a_1", "2024-03-01"),
        ]
    )
    held = [("m", "a_1", 1, 1), ("m", "a_2", 1, 1)]
    of_people = {"ed_visits": 100.0, "ed_avoidable": 40.0, "residents": 60.0}  # one true emergency each
    without = year(
        held,
        [
            seen(1, 31, "seen_own", "a_1", SATURDAY),
            seen(1, 31, "seen_ed", "ed", FRIDAY, 1),
            seen(2, 71, "seen_own", "a_1", SATURDAY),
            seen(2, 71, "seen_front", "front", FRIDAY),
            seen(3, 41, "seen_ed", "ed", SATURDAY),
            seen(4, 41, "seen_ed", "ed", SATURDAY),
        ],
        **of_people,
    )
    run = year(
        held[1:],
        [
            seen(1, 31, "seen_other", "a_2", SATURDAY),
            seen(2, 71, "renounced", "", SATURDAY),
            seen(2, 71, "seen_ed", "ed", FRIDAY),
            seen(4, 41, "seen_ed", "ed", SATURDAY),
        ],
        **of_people,
    )
    return pair(without, run, before)


def test_patients_are_those_whose_own_doctor_is_gone():
    assert effects.contacts_of_patients(studied()).tolist() == pytest.approx([-50.0])
    assert effects.contacts_of_patients(studied(), least_age=65).tolist() == pytest.approx([-100.0])


def test_of_doctors_who_come_back_patients_are_those_of_the_names():
    """Resident 3 sees a_2; to be seen by `seen_front` alone is something of 2, of a_1, and is no more."""
    named = effects.contacts_of_patients(studied(), doctors=["a_1", "a_2"])
    assert named.tolist() == pytest.approx([-50.0])
    front = effects.contacts_of_patients(studied(), doctors=["a_1"], outcomes=["seen_front", "seen_other"])
    assert front.tolist() == pytest.approx([0.0]), "one in the baseline, another one in the experiment"


def test_a_baseline_may_have_more_replications_than_an_experiment(tmp_path):
    for name, numbers in (("baseline", (0, 1, 2)), ("experiment", (0, 1))):
        write_run(
            tmp_path / name, manifest(), [played(number) for number in numbers], {"run": {"trace": 0.5}}
        )
    of = effects.Pair(tmp_path / "baseline", tmp_path / "experiment", 2025)
    assert (of.n, of.baseline.n, of.scenario.n) == (2, 2, 2)
    assert len(of.baseline.table("doctors")) == 2
    assert effects.change(of, above=["ed_visits"]).shape == (2,)


def test_true_emergencies_are_among_visits_to_emergency_departments():
    """Of two patients: two visits for primary care become one, and two true emergencies stay: 4 and 3."""
    assert effects.ed_of_patients(studied()).tolist() == pytest.approx([-25.0])


def test_patients_of_doctors_named_on_some_days_of_the_week():
    """A visit counts on the day on which it takes place. Emergencies: 1 a patient, 2 of 7 at weekends."""
    of = studied()
    assert effects.ed_of_patients(of, ["a_2"]).tolist() == pytest.approx([100 * (1 / 2 - 1)])
    weekend = effects.ed_of_patients(of, weekdays=[5, 6])
    assert weekend.tolist() == pytest.approx([100 * ((4 / 7) / (1 + 4 / 7) - 1)])


def test_who_found_another_doctor_by_a_month():
    def stock(lost: float, without: float) -> Mapping[str, float]:
        return {"people_released": lost, "people_released_without_mt": without}

    of = pair(year(**stock(100, 40)), year(**stock(300, 140)))
    assert effects.found_again(of, "2025-12").tolist() == pytest.approx([50.0])
    assert effects.still_without(of, "2027-12").tolist() == pytest.approx([50.0])
    assert of.asked == ["2025-12", "2027-12"]
    assert np.isnan(effects.found_again(pair(year(**stock(5, 1)), year(**stock(5, 1))), "x")).all()
