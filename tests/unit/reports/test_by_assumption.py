"""A sweep over an assumption: the effect by its value, each against the baseline that shares it."""

import pandas as pd
import pytest
import yaml

from sim.reports.comparison.by_assumption import by_assumption
from sim.reports.page import write_page
from sim.reports.reading.runs import read_runs
from sim.reports.terminal.sweeps import print_by_assumption
from sim.reports.words import words
from tests.unit.reports import synthetic
from tests.unit.reports.conftest import Pair
from tests.unit.reports.terminal import at_width, printed

VALUES = (0.33, 0.8)
TITLE = "Three doctors at Gisèle Halimi"


@pytest.fixture(scope="module")
def swept(tmp_path_factory) -> Pair:
    """Mios as it is and three doctors under two values; under the second, doctors do three times as much."""
    folders, tables = [], []
    for value in VALUES:
        root = tmp_path_factory.mktemp(f"at_{value}")
        base = synthetic.write_run(root, f"as_is_{value}", replications=3, needs=100)
        run = synthetic.write_run(
            root,
            f"three_{value}",
            TITLE,
            doctors=3,
            replications=3,
            needs=100,
            effect=1 if value < 0.5 else 3,
        )
        for folder in (base, run):
            config = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
            config["doctors"] = {"patients": {"look": {"lost": value}}}
            (folder / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        folders += [base, run]
        tables.append(synthetic.compare([base, run]))
    return Pair(folders, pd.concat(tables, ignore_index=True))


def test_values_are_those_in_which_baselines_differ(swept: Pair) -> None:
    runs = read_runs(swept.folders, {})
    found = by_assumption(swept.comparison, runs, words("fr"))
    assert found is not None and found.parameter == "doctors.patients.look.lost"
    assert [(each.value, each.number) for each in found.values] == [("0,33", 0.33), ("0,8", 0.8)]
    for each, value in zip(found.values, VALUES, strict=True):
        assert each.baseline.run_id.startswith(f"as_is_{value}")
        assert [run.run_id.split("-")[0] for run in each.runs] == [f"three_{value}"]
    assert found.scenarios == [TITLE]


def test_one_baseline_is_no_such_sweep(pair: Pair) -> None:
    assert by_assumption(pair.comparison, read_runs(pair.folders, {}), words("en")) is None


@pytest.mark.parametrize("width", [60, 100, 200])
def test_the_table_has_a_baseline_and_the_effect_under_each_value(swept: Pair, width: int) -> None:
    text = at_width(print_by_assumption, swept.comparison, width, folders=swept.folders)
    lines = [line.strip() for line in text.splitlines()]
    at = [lines.index(value) for value in ("0.33", "0.8")]
    assert at == sorted(at)
    for start in at:
        assert lines[start + 1].startswith("Mios as it is")
    assert max(map(len, text.splitlines())) <= width and "…" not in text


def test_effects_are_those_of_each_pair(swept: Pair) -> None:
    text = printed(print_by_assumption, swept.comparison, folders=swept.folders)
    table = swept.comparison
    for run_id in table["run_id"].unique():
        mine = (table["run_id"] == run_id) & (table["commune"] == "33284") & (table["group"] == "all")
        (row,) = table[mine & (table["indicator"] == "ed_visits")].to_dict("records")
        assert f"({row['difference']:+.0f})".replace("-", "−") in text.replace(",", "")


@pytest.mark.parametrize(
    ("lang", "of", "rest"), [("en", "0.33", "shows 0.33"), ("fr", "0,33", "montre 0,33")]
)
def test_the_page_begins_with_the_effects(swept: Pair, tmp_path, lang: str, of: str, rest: str) -> None:
    out = write_page(swept.folders, swept.comparison, tmp_path / "x.html", ledger=[], lang=lang)
    text = out.read_text(encoding="utf-8")
    section = text.partition('<section id="effects">')[2].partition("</section>")[0]
    assert rest in section and section.count(f'<th scope="row">{of}</th>') >= 2
    assert 'id="plot-effects-without_mt"' in section
    assert text.index('id="effects"') < text.index('id="forest"')
    for folder in swept.folders:  # all runs are named where the page comes from
        assert f"<code>{folder.name}</code>" in text
