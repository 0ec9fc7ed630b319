"""The commands that simulate, played for real on a hamlet of 400 residents and three months."""

import json
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.heavy  # compiles the kernels


def test_a_sweep_ends_with_its_folders_and_the_page(played):
    out, _ = played("sweep", "scenario=as_it_is,one_settles")
    *_, first, second, page = out.splitlines()
    assert Path(first).name.startswith("as_it_is-")
    assert Path(second).name.startswith("one_settles-")
    for folder in (first, second):
        manifest = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["run_id"] == Path(folder).name
        assert len(manifest["complete"]) == 2
    assert "<html" in Path(page).read_text(encoding="utf-8")
    assert "GPs in practice" in out
    assert "hamlet" not in out.splitlines()[-1]


def stamps(folder):
    """When each file of results was written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet") if path.is_file()}


def test_what_is_there_is_not_played_again(played):
    before, _ = played("run", "scenario=as_it_is")
    folder = Path(before.splitlines()[-2])
    first = stamps(folder)
    assert first
    out, err = played("run", "scenario=as_it_is")
    assert out == before
    assert "the result exists" in err
    assert stamps(folder) == first
    _, err = played("run", "scenario=as_it_is", "run.replications=3")
    assert "2 replications exist; 1 more" in err
    second = stamps(folder)
    assert len(second) > len(first)
    assert {path: second[path] for path in first} == first
    played("run", "scenario=as_it_is", "--force")
    third = stamps(folder)
    assert all(third[path] > first[path] for path in first)


def test_json_is_alone_on_standard_output(played):
    out, _ = played("sweep", "scenario=as_it_is,one_settles", "--json")
    found = json.loads(out)
    assert [Path(folder).is_dir() for folder in found["runs"]] == [True, True]
    assert Path(found["page"]).is_file()
    first, second = (Path(folder).name for folder in found["runs"])
    rows = json.loads(played("compare", first, second, "--json", config=False)[0])
    assert {row["run_id"] for row in rows} == {second}
    assert {row["baseline_run_id"] for row in rows} == {first}
    gps = [row for row in rows if row["indicator"] == "gps" and row["commune"] == "*"]
    assert gps
    assert all(0 < row["difference"] <= 1 for row in gps)  # one settles after a month
    turned = json.loads(played("compare", first, second, "--baseline", second, "--json", config=False)[0])
    assert {row["run_id"] for row in turned} == {first}


def test_a_sweep_over_a_parameter_has_a_row_for_each_value(played):
    out, _ = played("sweep", "scenario=one_settles", "measures.settle.doctors=0,2", "run.replications=1")
    assert "settle.doctors" in out
    assert "One settles, against As it is" in out
    assert "As it is (baseline)" in out and "0 (baseline)" not in out


def test_a_sweep_over_an_assumption_ends_with_the_effect_by_its_value(played):
    """Each scenario is compared with its own baseline under the same value, which is played where needed."""
    words = ("doctors.patients.look.lost=0.33,0.8", "run.replications=1", "--lang", "en")
    out, _ = played("sweep", "scenario=as_it_is,one_settles", *words)
    assert out.count("As it is (baseline)") == out.count("  One settles ") > 1
    assert len([line for line in out.splitlines() if line.strip() == "0.8"]) > 1
    for folder in (line for line in out.splitlines() if "/runs/one_settles" in line):
        config = yaml.safe_load((Path(folder) / "config.yaml").read_text(encoding="utf-8"))
        assert config["doctors"]["patients"]["look"]["lost"] in (0.33, 0.8)
    page = Path(out.splitlines()[-1]).read_text(encoding="utf-8")
    assert '<section id="effects">' in page and "Effect over doctors.patients.look.lost" in page
    alone = json.loads(played("sweep", "scenario=one_settles", *words, "--json")[0])
    names = [Path(folder).name.split("-")[0] for folder in alone["runs"]]
    assert names == ["as_it_is", "as_it_is", "one_settles", "one_settles"]


def test_whose_a_number_is_outlives_the_command(played):
    """A page that is made later, of runs that are there, says of them what the first one said."""
    out, _ = played("run", "scenario=one_settles", "needs.per_year=3.5", "run.replications=1", "--lang", "en")
    folder, first = out.splitlines()[-2:]
    again = played("report", folder, "--lang", "en", config=False)[0].strip()
    for page in (Path(first), Path(again)):
        text = page.read_text(encoding="utf-8")
        changed = text.partition('id="changed"')[2].partition("</aside>")[0]
        assert "needs.<wbr>per_year" in changed and "command line" in changed
        assert "scenarios/one_settles.yaml" in changed and "territory/hamlet.yaml" in changed
        assert "CMSI of Mios" not in text and "territory/<wbr>mios" not in text


def test_reports_of_one_run_and_of_several(played):
    runs = json.loads(played("sweep", "scenario=as_it_is,one_settles", "--json")[0])["runs"]
    for chosen in (runs[:1], runs):
        page = played("report", *chosen, config=False)[0].strip()
        assert Path(page).is_file()


def test_a_run_is_found_by_its_beginning(played):
    runs = json.loads(played("sweep", "scenario=as_it_is,one_settles", "--json")[0])["runs"]
    beginnings = [Path(run).name[:-2] for run in runs]
    out, _ = played("compare", *beginnings, config=False)
    assert out.splitlines()[-1].endswith(".html")
