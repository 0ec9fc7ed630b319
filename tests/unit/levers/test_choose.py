"""From when on a lever is one, until when it is played, what it is compared with."""

from datetime import date

import pytest

from sim.levers.choose import Ask, Chooser
from sim.levers.play import jobs_of
from sim.levers.records import Record, Records
from sim.outcomes.periods.months import Period
from sim.scenario.errors import ScenarioError

AS_IS = "title: a\nsource: b\nterritory: mios\n"
BARE = Records(budget=300_000, levers={})


@pytest.fixture
def own(tmp_path):
    """Writes scenarios into a folder of one's own; what they are as levers, by name."""
    (tmp_path / "scenarios").mkdir()

    def _own(*words, records=BARE, **pages):
        for name, page in pages.items():
            (tmp_path / f"scenarios/{name}.yaml").write_text(AS_IS + page, encoding="utf-8")
        ask = Ask(tmp_path, tuple(pages), 4, words, tmp_path, records)
        return {each.name: each for each in Chooser(ask).levers()}

    return _own


SETTLE = "measures:\n  come: {install: {doctors: 1, commune: Salles, by: %s, contract: liberal}}\n"


@pytest.mark.parametrize(
    ("by", "first", "begins", "end"),
    [
        ("2025-01-01", date(2025, 1, 1), date(2025, 1, 1), date(2029, 12, 31)),
        ("2025-01-02", date(2025, 1, 2), date(2025, 2, 1), date(2030, 12, 31)),
        ("2026-01-01", date(2026, 1, 1), date(2026, 1, 1), date(2030, 12, 31)),
        ("2026-02-03", date(2026, 2, 3), date(2026, 3, 1), date(2031, 12, 31)),
    ],
)
def test_five_years_from_its_first_whole_month(own, by, first, begins, end):
    lever = own(mine=SETTLE % by)["mine"]
    assert (lever.first, lever.begins) == (first, begins)
    assert {lever.job.settings.run.end, lever.baseline.settings.run.end} == {end}
    assert lever.baseline.scenario == "mios_as_is"


def test_its_years_and_what_its_costs_are_summed_over(own):
    lever = own(mine=SETTLE % "2025-10-15")["mine"]
    assert lever.year(1) == Period(date(2025, 11, 1), date(2026, 10, 1))
    assert lever.year(5) == Period(date(2029, 11, 1), date(2030, 10, 1))
    assert lever.whole == Period(date(2025, 10, 1), date(2030, 10, 1))


def test_the_first_of_its_own_dates_counts_not_an_end_nor_one_of_the_territory(own):
    page = (
        "measures:\n"
        "  later: {install: {doctors: 1, commune: Salles, by: 2027-05-01, contract: liberal}}\n"
        "  shut: {close_counter: {counter: cmsi_mios, on: 2026-06-01, until: 2026-07-01}}\n"
    )
    assert own(mine=page)["mine"].first == date(2026, 6, 1)
    page = page.replace("on: 2026-06-01", "on: start")
    assert own(mine=page)["mine"].first == date(2025, 1, 1)


def test_one_with_a_labour_market_is_compared_with_such_a_baseline(own):
    market = (
        "measures:\n  turnover: null\n  market: {market: {candidates: [{since: 1990-01-01, times: 0.5}]}}\n"
    )
    lever = own(mine=market)["mine"]
    assert lever.baseline.scenario == "mios_market_as_is"
    assert lever.first == date(2025, 1, 1)  # so it has been since 1990


def test_a_change_that_is_no_measure_begins_with_the_results(own):
    step = "{try: pharmacy, within_hours: 12, uptake: 0.12, lives: elsewhere}"
    lever = own(mine=f"pathway:\n  first:\n    renewal: [{step}]\nmeasures: {{}}\n")["mine"]
    assert (lever.first, lever.baseline.scenario) == (date(2025, 1, 1), "mios_as_is")


def test_who_takes_a_measure_of_the_territory_away_says_what_it_is_compared_with(own):
    gone = "measures:\n  turnover: null\n"
    with pytest.raises(ScenarioError, match=r"levers mine: no scenario .*levers\.mine\.baseline"):
        own(mine=gone)
    told = Record(stance="asked", said="so", baseline="mios_as_is")
    lever = own(mine=gone, records=BARE.model_copy(update={"levers": {"mine": told}}))["mine"]
    assert lever.baseline.scenario == "mios_as_is"


def test_results_are_of_the_whole_territory_alone_unless_asked_otherwise(own):
    run = own(mine=SETTLE % "2025-01-01")["mine"].job.settings.run
    assert (run.grain, run.trace, run.worlds, run.replications) == ("territory", 0, "plausible", 4)
    other = own("run.grain=commune", "run.worlds=central", mine=SETTLE % "2025-01-01")["mine"]
    assert (other.job.settings.run.grain, other.baseline.settings.run.worlds) == ("commune", "central")


@pytest.mark.parametrize(
    "key", ["run.end=2026-12-31", "scenario=mios_as_is", "run.replications=3", "run.outputs=x"]
)
def test_what_the_command_says_itself_is_not_for_overrides(own, key):
    with pytest.raises(ScenarioError, match=f"command line, {key}.*cannot be set for all levers"):
        own(key, mine=SETTLE % "2025-01-01")


def test_measures_are_not_for_overrides(own):
    with pytest.raises(ScenarioError, match=r"measures\.come\.doctors cannot be set.*stands in its scenario"):
        own("measures.come.doctors=2", mine=SETTLE % "2025-01-01")


def test_a_baseline_is_no_lever_and_an_unknown_name_is_told_the_nearest(tmp_path):
    with pytest.raises(ScenarioError, match="mios_as_is: it is a baseline"):
        Chooser(Ask(tmp_path, ("mios_as_is",))).levers()
    with pytest.raises(ScenarioError, match=r"--scenarios mios_zap: there is no scenario .*mios_zip"):
        Chooser(Ask(tmp_path, ("mios_zap",))).levers()


def test_a_large_territory_is_played_less_often_and_its_baseline_as_often_as_any_lever_asks(own):
    few = Record(stance="asked", said="so", replications=2)
    pages = {"mine": SETTLE % "2025-02-01", "other": SETTLE % "2025-03-01"}
    levers = own(records=BARE.model_copy(update={"levers": {"mine": few}}), **pages)
    assert {name: each.job.settings.run.replications for name, each in levers.items()} == {
        "mine": 2,
        "other": 4,
    }
    for in_order in (levers.values(), reversed(levers.values())):
        (jobs,) = jobs_of(list(in_order))
        often = {job.scenario: job.settings.run.replications for job in jobs}
        assert often == {"mios_as_is": 4, "mine": 2, "other": 4}
