"""What is played for maps, and how their rows are judged; over the country where its table is at hand."""

from pathlib import Path
from time import monotonic

import numpy as np
import pandas as pd
import pytest

from sim.outcomes.published.rows import published_rows
from sim.outcomes.published.shown import shown
from sim.validation import play
from sim.validation.country import Country, Place
from sim.validation.first_day import first_days
from sim.validation.lines import Score
from sim.validation.maps import ENOUGH, Map, map_of_apl, map_of_first_day
from sim.validation.play import Ask
from sim.validation.told import text
from tests.france import all_communes

(NO_MT,) = (row for row in published_rows("held_back") if row.id == "no_mt_map")
NOTHING = pd.DataFrame()


def judged(maps: list[Map]):
    return play._line_of_map(NO_MT, shown(NO_MT), maps, text)


def of(r2: float, r2_fitted: float, places: int) -> list[Map]:
    return [Map("without_mt", NOTHING, {"simulated": Score(r2, r2_fitted, 1.0, 1.0, places)})]


def test_a_map_is_judged_after_a_line_as_its_bar_was_made():
    assert judged(of(-1.0, 0.4, 100)).verdict == "inside"
    found = judged(of(0.4, 0.3, ENOUGH))
    assert (found.verdict, found.simulated) == ("outside", 0.3)


def test_of_too_few_places_nothing_is_said():
    """Neither a hit nor a miss, however well or badly it does."""
    for r2 in (-10.0, 0.9):
        found = judged(of(r2, r2, ENOUGH - 1))
        assert found.verdict == "too few" and np.isnan(found.simulated)
        assert str(ENOUGH - 1) in found.note["en"] and str(ENOUGH) in found.note["fr"]
    assert judged([]).verdict == "not shown"


@pytest.fixture
def country(monkeypatch, tmp_path):
    """Forty places in order; what is played takes no time and is told."""
    told = []
    monkeypatch.setattr(play, "_order", lambda _: [Place(f"p{i}", f"{i}") for i in range(40)])
    monkeypatch.setattr(play, "_played", lambda _, places, __: told.append(len(places)) or [])
    monkeypatch.setattr(play, "year_of", lambda *_: None)
    monkeypatch.setattr(play, "maps_of", lambda _, places, *__: [len(places)])
    monkeypatch.setattr(Country, "communes", property(lambda _: NOTHING))
    return Country(tmp_path, tmp_path), told


def runs(country, pace: float, **asked):
    ask = Ask(Path(), **asked)
    return play._of_runs(country[0], None, pace, ask), country[1]


def test_places_are_played_as_long_as_there_is_time(country):
    assert runs(country, 0.0, seconds=60.0) == ([40], [8] * 5)


def test_none_is_begun_where_time_is_over_or_not_enough_of_them_can_be_played(country):
    for pace, asked in ((0.0, {"begun": monotonic() - 61}), (60 / ENOUGH + 0.1, {})):
        maps, told = runs(country, pace, seconds=60.0, **asked)
        assert told == [] and [each.ours.places for each in maps] == [0, 0]


def test_so_many_places_are_played_whatever_the_time(country):
    assert runs(country, 1e6, seconds=0.0, places=10) == ([10], [8, 2])


def test_the_first_day_has_a_quarter_of_the_time_and_all_of_it_for_a_hundred_places(country, monkeypatch):
    asked = []
    monkeypatch.setattr(Country, "sample", lambda _: [Place("s", "s")] * 40)
    monkeypatch.setattr(Country, "facts", type("Facts", (), {"communes": NOTHING})())
    monkeypatch.setattr(play, "first_days", lambda *given: asked.append(given[3]))
    for made in ("map_of_first_day", "map_of_apl", "apl_of_communes"):
        monkeypatch.setattr(play, made, lambda *_: None)
    for since, begun in (("a third", monotonic() - 20), ("all", monotonic() - 61), ("none", monotonic())):
        play._of_no_run(country[0], Ask(Path(), seconds=60.0, begun=begun))
        expected = {"a third": [True, True, False], "all": [False] * 3, "none": [True] * 3}[since]
        assert [asked[-1](done) for done in (0, 139, 140)] == expected


# --- experiments


@pytest.mark.parametrize(
    ("name", "end", "replications", "trace"),
    [
        ("walk_in", "2025-12-31", 8, 0.0),
        ("seven_days", "2025-12-31", 8, 1.0),
        ("loss", "2027-12-31", 24, 0.25),
    ],
)
def test_an_experiment_says_its_years_and_its_baseline_has_them_too(
    name, end, replications, trace, monkeypatch, tmp_path
):
    asked = []
    monkeypatch.setattr(play, "_play", lambda jobs, _: asked.extend(jobs) or [Path("a"), Path("b")])
    made = play._pair(name, Ask(tmp_path))
    assert (made.without, made.run, made.year) == (Path("a"), Path("b"), play.YEAR)
    baseline, job = (each.settings for each in asked)
    assert {str(each.run.end) for each in (baseline, job)} == {end}
    assert {each.run.replications for each in (baseline, job)} == {replications}
    if trace:
        assert {each.run.trace for each in (baseline, job)} == {trace}
    assert baseline.territory.name == job.territory.name and str(job.run.start) == f"{play.YEAR}-01-01"


def test_more_replications_are_asked_for_than_an_experiment_says(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(play, "_play", lambda jobs, _: asked.extend(jobs) or [Path("a"), Path("b")])
    play._pair("loss", Ask(tmp_path, replications=10))
    assert {each.settings.run.replications for each in asked} == {40}


def test_for_an_experiment_alone_the_country_is_not_played(monkeypatch, tmp_path):
    (row,) = (row for row in published_rows("calibration") if row.id == "walkin_diverted_near")
    monkeypatch.setattr(play, "_pair", lambda *_: None)
    monkeypatch.setattr(play, "EFFECTS", {"diverted": lambda of, **_: np.array([7.0, 8.0])})
    found = play.validate([row], Ask(tmp_path), text)
    assert found.country == 0 and found.lines[0].simulated == 7.5 and found.lines[0].where == "walk_in"


# --- the labour market by itself


def of_market(monkeypatch, tmp_path, data: Path | None, says: dict[str, float]):
    """The line of a row that the market shows; nothing is played."""
    (row,) = (row for row in published_rows("held_back") if row.id == "distance_birth")
    monkeypatch.setattr(Country, "__init__", lambda self, data, folder: setattr(self, "data", data))
    (found,) = play.validate([row], Ask(tmp_path, data), text, lambda folder: says).lines
    return found


def test_rows_of_the_labour_market_need_no_run(monkeypatch, tmp_path):
    found = of_market(monkeypatch, tmp_path, tmp_path, {"distance_birth": 98.0})
    assert (found.verdict, found.simulated, found.where) == ("inside", 98.0, "market")
    assert np.isnan(found.low)


def test_without_files_of_the_country_they_are_not_shown(monkeypatch, tmp_path):
    for data, says in ((None, {"distance_birth": 98.0}), (tmp_path, {})):
        found = of_market(monkeypatch, tmp_path, data, says)
        assert found.verdict == "not shown" and "--data" in found.note["en"]


@pytest.mark.heavy  # the whole country
def test_maps_that_need_no_run(tmp_path):
    """Of the first places of the order and the APL of all communes: what docs/validation.md is made of."""
    country = Country(all_communes(), tmp_path)
    sample, order = country.sample(), play._order(country)
    assert len(order) > 350 and not {place.code for place in sample} & {place.code for place in order}
    chosen = [*sample[:6], *order[: ENOUGH + 2]]
    words = play._overrides(Ask(tmp_path), 1)
    shares = first_days(country, chosen, words, lambda done: True)
    assert list(shares.index) == [place.code for place in chosen] and shares.between(1, 60).all()
    found = map_of_first_day(country.communes, shares, sample)
    assert found.enough and set(found.table.index) == {place.code for place in order[: ENOUGH + 2]}
    assert found.ours.r2_fitted > 0.1
    ours = play.apl_of_communes(country.facts.communes)
    apl = map_of_apl(country.communes, ours, [place.code for place in order])
    assert apl.scores["formula_epci"].r2_fitted > 0.75 > apl.ours.r2_fitted > 0.5
    assert apl.ours.places > 15_000
