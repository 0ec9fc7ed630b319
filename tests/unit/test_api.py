"""``from sim import api`` and the notebook of docs/, on a territory of two villages.

What is said of numbers is reckoned again from the Parquet files with pandas alone.
"""

import shutil
import sys
from pathlib import Path
from subprocess import run as command
from typing import Any, NamedTuple

import jupytext
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient
from scipy.stats import t as student

from sim import api
from sim.errors import PlannerError
from tests.territories import own_folder

TESTS = Path(__file__).parents[1]
NOTEBOOK = TESTS.parent / "docs" / "notebook.py"
EXACT = {"rel": 1e-12, "abs": 1e-12}


class Pair(NamedTuple):
    """A doctor's leave that nobody covers, and that a locum covers."""

    base: api.Run
    more: api.Run
    own: Path
    words: list[str]


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> Pair:
    own = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 2, 800)
    shutil.copy(TESTS / "scenarios" / "locum.yaml", own / "scenarios" / "covered.yaml")
    text = (own / "scenarios" / "covered.yaml").read_text(encoding="utf-8").partition("measures:")[0]
    (own / "scenarios" / "alone.yaml").write_text(text, encoding="utf-8")
    words = ["run.replications=3", "run.jobs=1", f"run.outputs={own / 'results'}", "run.end=2025-03-31"]
    played = [api.play(name, *words, config_dir=own) for name in ("alone", "covered")]
    return Pair(*played, own, words)


def written(run: api.Run, table: str) -> pd.DataFrame:
    return pd.read_parquet(run.folder / f"{table}.parquet")


def monthly(run: api.Run, indicator: str, commune: str = "*") -> pd.Series:
    """By replication and month."""
    rows = written(run, "indicators")
    rows = rows[(rows.indicator == indicator) & (rows.group == "all") & (rows.commune == commune)]
    return rows.set_index(["replication", "month"])["value"]


# --- runs and their tables


def test_a_run_is_found_again(pair):
    again = api.play("covered", *pair.words, config_dir=pair.own)
    for found in (again, api.read(pair.more.id, pair.own / "results"), api.read(pair.more.folder)):
        assert found.id == pair.more.id and found.replications == (0, 1, 2)
    assert again.title == "Two weeks of leave, covered by a locum"
    assert again.communes == {"90001": "C1", "90002": "C2"}
    assert again.settings["run"]["warmup_days"] == 31
    listed = api.runs(pair.own / "results")
    assert listed["scenario"].tolist() == ["alone", "covered"]
    assert listed["id"].tolist() == [pair.base.id, pair.more.id]
    assert (listed["replications"] == 3).all() and (listed["end"] == pd.Timestamp(2025, 3, 31)).all()


@pytest.mark.parametrize("name", ["outcomes", "waits", "indicators", "events", "trace", "daily", "doctors"])
def test_a_table_is_what_is_on_the_disk_with_places_and_units(pair, name):
    frame, stored = pair.more.table(name), written(pair.more, name)
    assert len(frame) == len(stored)
    assert [column for column in frame if column != "place"] == list(stored)
    names = frame[["commune", "place"]].drop_duplicates().itertuples(index=False, name=None)
    assert {*names} <= {("90001", "C1"), ("90002", "C2"), ("*", "*"), ("", "")}
    for column in ("month", "date", "arose"):
        assert column not in frame or np.issubdtype(frame[column].dtype, np.datetime64)
    assert frame.attrs["run"] == pair.more.id
    assert set(frame.attrs["units"]) <= {*frame.columns}
    if name != "indicators":
        plain = ["replication", "age", "resident", "occurrence", "ald", "birth_year"]
        numbers = {column for column in frame.select_dtypes("number") if column not in plain}
        assert numbers <= {*frame.attrs["units"]}, "every number has a unit"


# --- an analyst's numbers: pandas alone


def test_levels_are_ratios_of_sums_over_the_months(pair):
    found = api.levels(pair.more, "2025-01..2025-03")
    chosen = found[(found.indicator == "delay_mean") & (found.group == "all") & (found.commune == "*")]
    sums = [monthly(pair.more, part) for part in ("appointment_days", "appointments")]
    days, n = (part[part.index.get_level_values(1) >= pd.Timestamp(2025, 1, 1).date()] for part in sums)
    expected = (days.groupby("replication").sum() / n.groupby("replication").sum()).tolist()
    assert chosen["value"].tolist() == expected
    assert chosen["unit"].unique().tolist() == ["days"]
    assert found.attrs["period"] == "2025-01..2025-03"


def test_a_difference_and_its_interval_are_those_of_paired_means(pair):
    row = api.compare(pair.base, pair.more, period="2025-02")
    row = row[(row.indicator == "delay_mean") & (row.group == "all") & (row.commune == "*")].iloc[0]
    february = pd.Timestamp(2025, 2, 1).date()
    before, after = (
        (monthly(run, "appointment_days") / monthly(run, "appointments")).xs(february, level=1).to_numpy()
        for run in (pair.base, pair.more)
    )
    gaps = after - before
    half = student.ppf(0.975, len(gaps) - 1) * gaps.std(ddof=1) / np.sqrt(len(gaps))
    expected = [before.mean(), after.mean(), gaps.mean(), gaps.mean() - half, gaps.mean() + half]
    columns = ["baseline_mean", "scenario_mean", "difference", "low", "high"]
    assert row[columns].tolist() == pytest.approx(expected, **EXACT)
    assert row["difference"] < 0, "covered leave shortens the delay"
    assert (row["place"], row["unit"], row["replications"]) == ("Whole territory", "days", 3)


def test_a_figure_of_the_page_is_reproduced_from_the_file(pair):
    """The line of each run over the months: means over the replications."""
    drawn = api.figures(pair.base, pair.more)["without_mt-all"]
    lines = [trace for trace in drawn.data if trace.line.width > 0]
    assert len(lines) == 2
    for run, line in zip((pair.base, pair.more), lines, strict=True):
        expected = monthly(run, "without_mt").groupby("month").mean()
        assert [pd.Timestamp(x) for x in line.x] == [pd.Timestamp(month) for month in expected.index]
        assert list(line.y) == pytest.approx(expected.tolist(), **EXACT)


# --- figures, needs


def test_figures_speak_the_language_that_is_asked_for(pair):
    english, french = (api.figures(pair.base, pair.more, lang=lang) for lang in ("en", "fr"))
    assert list(english) == list(french) and len(english) > 10
    names = [made["without_mt-all"].layout.title.text for made in (english, french)]
    assert names[0] == "Without a médecin traitant: Whole territory"
    assert "Ensemble du territoire" in names[1] and "\u00a0:" in names[1]
    assert english["without_mt-all"].layout.separators != french["without_mt-all"].layout.separators
    assert "without_mt-all" in api.figures(pair.base), "one run alone has figures too"


def test_a_need_is_followed_through_two_scenarios(pair):
    needs = api.follow(pair.base, pair.more, commune="C1")
    key = ["replication", "commune", "resident", "occurrence"]
    before, after = (written(run, "trace").query("commune == '90001'") for run in (pair.base, pair.more))
    assert len(needs) == len(before[key].merge(after[key], how="outer"))
    assert not needs.duplicated(key).any()
    both = needs.dropna(subset=["outcome_baseline", "outcome_scenario"])
    by_itself = both[both["occurrence"] % 2 == 0]
    assert (by_itself["arose_baseline"] == by_itself["arose_scenario"]).all()
    assert both["changed"].equals(both["outcome_baseline"] != both["outcome_scenario"])
    covered = both[both["changed"] & both["service_scenario"].str.startswith("cover.")]
    assert len(covered) > 3, "some are seen by the locum now"
    one = covered.iloc[[0]]
    chosen = {"commune": "90001", "resident": int(one["resident"].iloc[0]), "replication": 0}
    assert set(api.follow(pair.base, pair.more, **chosen)["resident"]) == {chosen["resident"]}


def test_steps_are_the_words_of_what_was_tried(pair):
    trace = pair.more.table("trace")
    found = api.steps(trace)
    assert set(found["came"]) >= {"refused", "booked", "nobody", "calls"}
    assert {"own", "nearby", "line15"} <= set(found["step"])
    last = found.groupby(["replication", "commune", "resident", "occurrence"]).tail(1)
    joined = trace.merge(
        last, on=["replication", "commune", "resident", "occurrence"], suffixes=("", "_step")
    )
    seen = joined[joined["outcome"].isin(["seen_own", "seen_other"])]
    assert len(seen) > 300
    assert (seen["came"] == "booked").all() and (seen["service"] == seen["service_step"]).all()
    said = pd.DataFrame(
        [[0, "90001", 1, 2, "own:refused retry:later +3 own:booked@c1_1"]],
        columns=["replication", "commune", "resident", "occurrence", "tried"],
    )
    assert api.steps(said).iloc[:, 4:].to_numpy().tolist() == [
        [0, 0, "own", "refused", ""],
        [1, 0, "retry", "later", ""],
        [2, 3, "own", "booked", "c1_1"],
    ]


# --- what is wrong


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda p: api.play("coverd", *p.words, config_dir=p.own), "did you mean covered?"),
        (lambda p: api.play("covered", "run.replication=3", config_dir=p.own), "run.replication"),
        (lambda p: api.read("cover-1", p.own / "results"), "did you mean covered-"),
        (lambda p: p.base.table("wait"), "did you mean waits?"),
        (lambda p: api.levels(p.base, "2031"), "the run reports 2025-01..2025-03"),
        (lambda p: api.compare(p.base, p.base), "name another run"),
        (lambda p: api.figures(p.base, p.more, lang="de"), "write en or fr"),
        (lambda p: api.follow(p.base, p.more, commune="C3"), "known: C1, C2"),
        (lambda p: api.follow(p.base, p.more, resident=99999), "resident 99999"),
    ],
)
def test_a_wrong_name_is_one_message(pair, ask, said):
    with pytest.raises(PlannerError) as caught:
        ask(pair)
    assert said in str(caught.value)
    assert caught.value._render_traceback_() == [f"{type(caught.value).__name__}: {caught.value}"]


# --- the notebook, and what it costs


def test_the_notebook_runs(pair):
    """On the villages, in a kernel of its own: its assertions hold, and it shows figure and steps."""
    notebook = jupytext.read(NOTEBOOK)
    (place,) = [i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    values: dict[str, Any] = {"BASELINE": "alone", "SCENARIO": "covered"}
    values |= {"OVERRIDES": pair.words, "CONFIG_DIR": str(pair.own)}
    notebook.cells[place].source = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in shown if output["output_type"] == "error"]
    kinds = {kind for output in shown for kind in output.get("data", {})}
    assert "application/vnd.plotly.v1+json" in kinds and "text/html" in kinds
    tables = "".join(output.get("data", {}).get("text/html", "") for output in shown)
    assert "booked" in tables and "outcome_scenario" in tables


def test_importing_it_brings_neither_numba_nor_plotly():
    asked = "import sys; from sim import api; sys.exit(bool({'numba', 'plotly', 'simpy'} & set(sys.modules)))"
    assert command([sys.executable, "-c", asked], check=False).returncode == 0
