"""Overrides of the command line, and the sweeps they ask for."""

import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.overrides import expand, parse, varying

NAMES = {"scenario": ["gisele_1", "gisele_3", "mios_as_is"], "territory": ["mios"]}


def test_an_override_is_a_key_and_a_value():
    (override,) = parse(["measures.settle.doctors=2"])
    assert override.path == ("measures", "settle", "doctors")
    assert override.value == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("run.start=2025-01-01", "2025-01-01"),
        ("run.outputs=/tmp/a b", "/tmp/a b"),
        ("run.outputs=~/résultats", "~/résultats"),
        ("run.cluster=tcp://host:8786", "tcp://host:8786"),
        ("run.jobs=null", None),
        ("a.b=0.5", 0.5),
        ("a.b='5'", "5"),
        ("a.b=[1,x]", [1, "x"]),
        ("a.b={c:{62:0.1}}", {"c": {"62": 0.1}}),
        ("a.b=true", True),
    ],
)
def test_values(text, value):
    assert parse([text])[0].value == value


@pytest.mark.parametrize(
    "text",
    [
        "scenario",
        "=3",
        "a=1,2",
        "scenario=glob(*)",
        "hydra.run.dir=/",
        "hydra/launcher=joblib",
        "run@x=default",
        "+a.b=1",
        "++a.b=1",
        "~a.b",
        "~a.b=1",
        "a.b=${oc.env:HOME}",
        "a.b='${x}'",
        "a._target_=os.system",
        "a.b=???",
        "a..b=1",
        "a.b=[1,",
    ],
)
def test_what_an_override_of_one_value_may_not_be(text):
    with pytest.raises(ScenarioError) as error:
        parse([text])
    assert str(error.value).startswith("command line, ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.b=" + "[" * 300 + "]" * 300, "nested too deep"),
        ("a.b=" + "[" * 30_000, "nested too deep"),
        ("k" * 100_000 + "=1", "too long"),
        ("a.b=" + "k" * 100_000, "too long"),
        ("title='A\x1b[31mB'", "command line, title='A?[31mB': holds the character U+001B"),
        ("run.outputs=a\0b", "U+0000"),
    ],
)
def test_what_no_parser_should_be_given(text, said):
    """One short message, at once; the terminal is sent no control codes."""
    with pytest.raises(ScenarioError) as error:
        parse([text])
    assert said in str(error.value)
    assert len(str(error.value)) < 400 and str(error.value).isprintable()


def test_a_key_is_given_once():
    with pytest.raises(ScenarioError, match="given twice"):
        parse(["run.seed=1", "run.seed=2"])


def test_a_sweep_is_every_combination_the_last_override_fastest():
    assert expand(["scenario=gisele_3", "m.a.n=range(0,3)", "run.seed=1,2"], NAMES) == [
        ["scenario=gisele_3", f"m.a.n={n}", f"run.seed={seed}"] for n in (0, 1, 2) for seed in (1, 2)
    ]


def test_scenarios_by_list_and_by_pattern():
    assert expand(["scenario=mios_as_is,gisele_3"], NAMES) == [["scenario=mios_as_is"], ["scenario=gisele_3"]]
    assert expand(["scenario=glob(gisele_*)"], NAMES) == [["scenario=gisele_1"], ["scenario=gisele_3"]]
    assert expand(["scenario=choice(mios_as_is)"], NAMES) == [["scenario=mios_as_is"]]


def test_names_stay_as_they_are_typed():
    """A scenario may be called 2026 or 1e3, which elsewhere are numbers."""
    listed = expand(["scenario=2026, 1e3,null,2026_27"], NAMES)
    assert listed == [["scenario=2026"], ["scenario=1e3"], ["scenario=null"], ["scenario=2026_27"]]


def test_values_keep_their_type_when_a_sweep_is_expanded():
    jobs = expand(["a.b=2025-10-01,'5',{c:1},0.50"], NAMES)
    assert [parse(job)[0].value for job in jobs] == ["2025-10-01", "5", {"c": 1}, 0.5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.b=interval(0,1)", "interval"),
        ("a.b=glob(x*)", "write a list"),
        ("scenario=glob(nothing_*)", "matches no scenario"),
        ("a.b=shuffle(1,2)", "shuffle"),
        ("a.b=range(3,3)", "no value"),
        ("a.b=range(0,3,0)", "step of 0"),
        ("a.b=range(0,0.4,0)", "step of 0"),
        ("a.b=range(0,inf)", "numbers"),
        ("a.b=range(0,0.4,-0.1)", "the end of range.from,to. is left out"),
        ("a.b=sort(range(0,3),reverse=true)", "write range.3,0,-1. for 3, 2, 1"),
        ("a.b=range(0,20000)", "20000 runs; a sweep plays at most 1000"),
        ("a.b=range(0,1e300,1e-300)", "at most 1000"),
    ],
)
def test_sweeps_that_mean_nothing(text, said):
    with pytest.raises(ScenarioError, match=said):
        expand([text], NAMES)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("range(3)", "0 1 2"),
        ("range(0,0.4,0.1)", "0 0.1 0.2 0.3"),
        ("range(0,0.6,0.2)", "0 0.2 0.4"),
        ("range(0,1,0.1)", "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9"),
        ("range(0.5,2.5,0.5)", "0.5 1 1.5 2"),
        ("range(3,0,-1)", "3 2 1"),
        ("range(0.3,0,-0.1)", "0.3 0.2 0.1"),
        ("range(0,3e-7,1e-7)", "0 0.0000001 0.0000002"),
        ("range(10,31,10)", "10 20 30"),
    ],
)
def test_a_range_is_the_list_that_one_would_write(said, values):
    """Its end is left out, whatever the step; 0.7 is 0.7, so that it is the run that 0.7 gives."""
    assert expand([f"a.b={said}"], NAMES) == [[f"a.b={value}"] for value in values.split()]


def test_too_many_runs_are_counted_and_refused():
    with pytest.raises(ScenarioError, match="command line: 2 × 40 × 30 values, 2400 runs; a sweep plays at"):
        expand(["scenario=a,b", "m.n=range(0,40)", "run.end=2026-01-01", "m.o=range(0,30)"], NAMES)


def test_what_sets_jobs_apart():
    jobs = expand(["scenario=a,b", "m.n=0,1", "run.end=2026-01-01"], NAMES)
    assert varying(jobs) == ["m.n=0", "m.n=1", "m.n=0", "m.n=1"]
    assert varying([["scenario=a"], ["scenario=b"]]) == ["", ""]
