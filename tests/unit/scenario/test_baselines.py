"""Each scenario of a sweep has its own baseline: the same assumptions, without its measures."""

import pytest

from sim.measures.registry import schemas
from sim.scenario.baselines import with_baselines
from sim.scenario.identity import run_id, world_hash
from sim.scenario.load import load_sweep
from sim.scenario.plausible import worlds_of
from tests.territories import own_folder

HEAD = "title: {title}\nsource: a test\nterritory: hamlet\n"
SETTLE = "measures: {{settle: {{install: {{doctors: 1, commune: C1, by: 2025-02-01}}}}}}\n"
RUSH = "needs: {{per_year: 3.9}}\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    own_folder(folder, "hamlet", 2, 400)
    for name, page in (
        ("as_it_is", HEAD),
        ("settles", HEAD + SETTLE),
        ("in_a_rush", HEAD + RUSH + SETTLE),
        ("broken", "title: {title}\nsource: [\n"),
    ):
        (folder / f"scenarios/{name}.yaml").write_text(page.format(title=name), encoding="utf-8")
    return folder


@pytest.fixture
def paired(own):
    def _paired(*words):
        return with_baselines(load_sweep(words, own, schemas()), own, schemas())

    return _paired


def value(job):
    return job.settings.doctors.patients.look.lost


def test_of_several_scenarios_the_first_is_the_baseline_under_each_assumption(paired):
    pairs = paired("scenario=as_it_is,settles", "doctors.patients.look.lost=0.33,0.8")
    assert [(job.scenario, value(job)) for job, _ in pairs] == [
        ("as_it_is", 0.33), ("as_it_is", 0.8), ("settles", 0.33), ("settles", 0.8),
    ]  # fmt: skip
    for job, baseline in pairs:
        assert (baseline.scenario, value(baseline)) == ("as_it_is", value(job))
        assert world_hash(job) == world_hash(baseline)  # they differ in measures alone


def test_without_assumptions_it_is_the_first_of_all(paired):
    pairs = paired("scenario=as_it_is,settles")
    assert {run_id(baseline) for _, baseline in pairs} == {run_id(pairs[0].job)}


def test_a_measure_swept_alone_is_compared_with_the_scenario_that_does_nothing(paired):
    pairs = paired("scenario=settles", "measures.settle.doctors=0,1,2")
    assert {run_id(baseline) for _, baseline in pairs} == {run_id(paired("scenario=as_it_is")[0].job)}
    assert pairs[0].baseline.label == ""


def test_an_assumption_of_one_scenario_has_its_baseline_at_each_value(paired):
    pairs = paired("scenario=settles", "doctors.patients.look.lost=0.33,0.8", "measures.settle.doctors=1,2")
    assert len(pairs) == 4
    for job, baseline in pairs:
        assert (baseline.scenario, value(baseline)) == ("as_it_is", value(job))
        assert baseline.settings.measures == {} and world_hash(job) == world_hash(baseline)
        assert baseline.label == f"doctors.patients.look.lost={value(job)}"


def test_what_a_scenario_assumes_is_in_its_baseline_too(paired):
    """No scenario says just that: the baseline is made of this one, and is called by the territory."""
    (job, baseline), *_ = paired("scenario=in_a_rush", "measures.settle.doctors=1,2")
    assert baseline.settings.needs.per_year == job.settings.needs.per_year == 3.9
    assert baseline.settings.measures == {} and world_hash(job) == world_hash(baseline)
    assert baseline.settings.title != job.settings.title
    assert run_id(baseline).startswith("in_a_rush_without_measures-")


def test_what_is_taken_from_the_territory_is_there_again():
    words = ["scenario=mios_as_is", "measures.cmsi=null", "needs.per_year=3.5,4.7"]
    for job, baseline in with_baselines(load_sweep(words, None, schemas()), None, schemas()):
        assert "cmsi" in baseline.settings.measures and "cmsi" not in job.settings.measures


def test_who_does_nothing_is_compared_with_the_first_value(paired):
    pairs = paired("scenario=as_it_is", "doctors.patients.look.lost=0.33,0.8")
    assert [value(baseline) for _, baseline in pairs] == [0.33, 0.33]


def test_under_each_value_of_an_assumption_both_live_in_the_same_worlds():
    """The swept value stands in every world of its pair; all else that a world says is the same in both."""
    asked = ["scenario=mios_as_is,gisele_halimi_3_doctors", "needs.per_year=3.8,4.2"]
    pairs = with_baselines(load_sweep(asked, None, schemas()), None, schemas())
    for pair in pairs:
        assert pair.job.resolved["needs"]["per_year"] == pair.baseline.resolved["needs"]["per_year"]
        worlds = [worlds_of(each) for each in pair]
        assert worlds[0].digest == worlds[1].digest
        needs = [each.blocks_in(5)["needs"] for each in worlds]
        assert needs[0] == needs[1] and needs[0]["per_year"] == pair.job.resolved["needs"]["per_year"]
    assert len({pair.baseline.label for pair in pairs}) == 2


@pytest.mark.parametrize(
    "words", [["scenario=mios_agency"], ["scenario=mios_agency", "needs.per_year=3.8,4.2"]]
)
def test_a_scenario_alone_is_compared_with_itself_without_its_measures_but_with_its_market(words):
    """Against *Mios as it is*, where nobody looks for a post, the market would pass for the effect."""
    for job, baseline in with_baselines(load_sweep(words, None, schemas()), None, schemas()):
        assert (job.scenario, baseline.scenario) == ("mios_agency", "mios_market_as_is")


def test_a_scenario_of_no_market_keeps_its_baseline(paired):
    ((job, baseline),) = paired("scenario=settles")
    assert (job.scenario, baseline.scenario) == ("settles", "as_it_is")
