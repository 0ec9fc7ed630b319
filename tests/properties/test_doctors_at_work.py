"""Two scenarios, from their files to their results: a doctor at two sites on different days, and two weeks of
leave covered by a locum (``tests/scenarios``).

On a territory of two villages of 400 residents; every need is traced.
"""

import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from sim.experiments import run_jobs
from sim.measures.registry import schemas
from sim.outcomes.storage.store import read_run
from sim.scenario.load import load
from tests.territories import own_folder

SCENARIOS = Path(__file__).parents[1] / "scenarios"
TUE, FRI = 1, 4


class Run(NamedTuple):
    """Visits: a row for each, with ``service``, ``day`` (a date), ``resident`` and ``outcome``."""

    visits: pd.DataFrame
    indicators: pd.DataFrame
    events: pd.DataFrame

    def at(self, service: str) -> pd.DataFrame:
        return self.visits[self.visits["service"] == service]

    def monthly(self, indicator: str, commune: str = "*") -> list[float]:
        """Its values from the first month of the results on."""
        rows = self.indicators[
            (self.indicators["indicator"] == indicator)
            & (self.indicators["commune"] == commune)
            & (self.indicators["group"] == "all")
            & (self.indicators["month"] >= date(2025, 1, 1))
        ]
        return rows.sort_values("month")["value"].tolist()


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    own = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 2, 800)
    for name in ("two_places", "locum"):
        shutil.copy(SCENARIOS / f"{name}.yaml", own / "scenarios")
    return own


def played(own: Path, name: str, *words: str) -> Run:
    outputs = own / "outputs"
    asked = [f"scenario={name}", "run.replications=1", "run.jobs=1", f"run.outputs={outputs}", *words]
    (run,) = run_jobs([load(asked, own, schemas())])
    stored = read_run(run.folder)
    needs = stored.table("trace").to_pandas()
    seen = needs[needs["outcome"].isin(["seen_own", "seen_other"])].copy()
    seen["day"] = (seen["arose"].dt.normalize() + pd.to_timedelta(seen["days"], unit="D")).dt.date
    return Run(seen, stored.table("indicators").to_pandas(), stored.table("events").to_pandas())


# --- a doctor at two sites

OPENS, CLOSES = date(2025, 2, 3), date(2025, 4, 14)


@pytest.fixture(scope="module")
def two_places(own) -> Run:
    return played(own, "two_places")


@pytest.fixture(scope="module")
def one_place(own) -> Run:
    """The same without the measure."""
    return played(own, "two_places", "measures.tuesdays=null")


def test_each_place_is_visited_on_its_days(two_places):
    there, usual = two_places.at("tuesdays"), two_places.at("c1_1")
    assert len(there) > 50
    assert {day.weekday() for day in there["day"]} == {TUE, FRI}
    assert there["day"].min() >= OPENS and there["day"].max() < CLOSES
    meanwhile = usual[(usual["day"] >= OPENS) & (usual["day"] < CLOSES)]
    assert len(meanwhile) > 50
    before_and_after = usual[(usual["day"] < OPENS) | (usual["day"] >= CLOSES)]
    assert TUE in {day.weekday() for day in before_and_after["day"]}


def test_on_days_given_up_only_those_are_seen_at_the_usual_place_who_were_booked_before(two_places):
    usual = two_places.at("c1_1")
    tuesdays = usual[[OPENS <= day < CLOSES and day.weekday() == TUE for day in usual["day"]]]
    assert all(day < OPENS for day in tuesdays["arose"].dt.date)


def test_patients_of_the_doctor_are_patients_at_either_place(two_places):
    at_both = set(two_places.at("tuesdays")["resident"]) & set(two_places.at("c1_1")["resident"])
    assert len(at_both) > 10
    assert (two_places.at("tuesdays")["outcome"] == "seen_own").any()


def test_heads_are_counted_once(two_places, one_place):
    assert two_places.monthly("gps") == one_place.monthly("gps") == [2, 2, 2, 2]
    for commune in ("90001", "90002"):
        assert two_places.monthly("gps", commune) == [1, 1, 1, 1]
    assert two_places.monthly("arrivals") == two_places.monthly("departures") == [0, 0, 0, 0]


def test_work_is_counted_where_it_is_done(two_places, one_place):
    there = [run.monthly("gp_fte", "90002")[1:3] for run in (two_places, one_place)]
    assert all(more > less for more, less in zip(*there, strict=True))


def test_nobody_loses_their_doctor(two_places):
    assert sum(two_places.monthly("released")) == 0
    assert two_places.events[["event", "entity", "commune"]].to_numpy().tolist() == [
        ["sessions_open", "tuesdays", "90002"],
        ["sessions_close", "tuesdays", "90002"],
    ]


# --- two weeks of leave

# Nobody asks ahead of time: what is asked for within the run is held within it.
AT_ONCE = [f"needs.patience.{kind}.ahead=null" for kind in ("follow_up", "renewal", "prevention")]


@pytest.fixture(scope="module")
def covered(own) -> Run:
    return played(own, "locum", *AT_ONCE)


@pytest.fixture(scope="module")
def alone(own) -> Run:
    """The same without the locum."""
    return played(own, "locum", "measures.cover=null", *AT_ONCE)


def week(day: date) -> int:
    """Of the year, in which leave is counted: the first begins on 1 January."""
    return (day.timetuple().tm_yday - 1) // 7


def weeks_of(visits: pd.DataFrame) -> set[int]:
    return {week(day) for day in visits["day"] if day.year == 2025}


def test_in_the_weeks_of_leave_there_are_visits_with_the_locum_alone(covered, alone):
    away = weeks_of(covered.at("cover.c1_1"))
    assert len(away) == 2
    assert away <= set(range(4, 9)), "in February"
    assert weeks_of(covered.at("c1_1")) == set(range(17)) - away | {17} & weeks_of(covered.at("c1_1"))
    assert weeks_of(alone.at("c1_1")).isdisjoint(away)
    assert alone.at("cover.c1_1").empty
    assert len(covered.at("cover.c1_1")) > 30


def test_the_locum_sees_the_patients_of_the_doctor(covered):
    visits = covered.at("cover.c1_1")
    assert (visits["outcome"] == "seen_own").mean() > 0.5
    own = covered.at("c1_1")
    patients = set(own[own["outcome"] == "seen_own"]["resident"])
    assert len(set(visits["resident"]) & patients) > 10


def test_a_locum_is_no_head(covered, alone):
    assert covered.monthly("gps") == alone.monthly("gps") == [2, 2, 2, 2]
    assert covered.monthly("arrivals") == covered.monthly("departures") == [0, 0, 0, 0]
    assert sum(covered.monthly("released")) == 0
    assert covered.events["event"].tolist() == ["locum_begins", "locum_ends"]


def test_work_of_a_locum_counts_as_work(covered, alone):
    assert sum(covered.monthly("gp_fte")) > sum(alone.monthly("gp_fte"))
