"""Registration of the first day of places built from files: beside a drawn world, and in processes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.scenario.settings import Job
from sim.territory import load_territory
from sim.validation.country import Country, Place, name_of
from sim.validation.first_day import FROM, _adults, first_days, share
from sim.vocabulary.structure import Link
from sim.world.build import build
from sim.world.prepare import prepare
from tests.france import EXTRACT

PLACES = [Place(name_of(code), code) for code in ("200069854", "243301405")]
YEAR = ("run.start=2025-01-01", "run.end=2025-12-31", "run.worlds=central")


def job_of(folder: Path, place: Place) -> Job:
    return load([f"scenario={place.name}_as_is", *YEAR], folder, schemas())


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    made = Country(EXTRACT, tmp_path_factory.mktemp("first_day"))
    made.build(PLACES)
    return made


def test_who_is_sixteen_or_over():
    ages = np.zeros((2, 100), dtype=np.int64)
    ages[0, [3, 15, 20, 40]] = [7, 1, 3, 5]
    ages[1, 95] = 4
    assert _adults(ages).tolist() == [[0, 0.75, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 1]]


def test_it_is_what_a_run_begins_with(country):
    """Of people drawn one by one, in the reported communes, as many have no médecin traitant as is expected.

    A share of n people drawn independently scatters by at most √(p (1 − p) / n); four of it, with the seed
    fixed, is a false alarm once in 16,000.
    """
    settings = job_of(country.folder, PLACES[0]).settings
    settings = replace(settings, run=settings.run.model_copy(update={"seed": 33284}))
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    world = build(prepare(territory, settings), 0)
    none = everybody = 0
    for catchment in world.catchments:
        people = catchment.residents
        first = settings.run.first_day.year
        grown = (people["from_day"] == 0) & (people["birth_year"] > 0)
        adults = grown & (first - people["birth_year"] >= FROM) & ~catchment.ring[people["commune"]]
        without = (people["mt"] < 0) & (people["link"] != Link.FAR)
        none, everybody = none + int((adults & without).sum()), everybody + int(adults.sum())
    expected = share(settings) / 100
    assert everybody > 10_000 and 0.01 < expected < 0.5
    assert abs(none / everybody - expected) < 4 * np.sqrt(expected * (1 - expected) / everybody)


def test_processes_say_what_one_says_and_places_keep_their_order(country, monkeypatch):
    expected = [share(job_of(country.folder, place).settings) for place in PLACES]
    monkeypatch.setattr("sim.validation.first_day.AT_ONCE", 1)
    for cores in (1, 2):
        monkeypatch.setattr("sim.validation.first_day.cores", lambda n=cores: n)
        found = first_days(country, PLACES, YEAR, lambda done: True)
        assert list(found.index) == [place.code for place in PLACES]
        assert found.tolist() == expected


def test_nothing_is_begun_when_time_is_over(country, monkeypatch):
    monkeypatch.setattr("sim.validation.first_day.AT_ONCE", 1)
    monkeypatch.setattr("sim.validation.first_day.cores", lambda: 1)
    for least in (0, 1):
        found = first_days(country, PLACES, YEAR, lambda done, least=least: done < least)
        assert list(found.index) == [place.code for place in PLACES[:least]]
