"""`compare` and `report` on runs made up: what is printed, and where the page is written."""

import json
from pathlib import Path

import pytest

from sim.cli import main
from tests.unit.reports import synthetic


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A folder of results, far from where the commands are typed, with two runs of two replications."""
    folder = tmp_path_factory.mktemp("elsewhere") / "results"
    synthetic.write_run(folder / "runs", replications=2)
    synthetic.write_run(folder / "runs", "mios_without_cmsi", "Without the CMSI", replications=2)
    return folder


@pytest.fixture
def printed(tmp_path, capsys, monkeypatch):
    """Runs a command in an empty folder; its standard output. Nothing may be written there."""
    monkeypatch.chdir(tmp_path)

    def _printed(*words):
        assert main(list(words)) == 0
        assert list(tmp_path.iterdir()) == []
        return capsys.readouterr().out

    return _printed


@pytest.mark.parametrize("command", ["compare", "report"])
def test_the_page_is_written_beside_the_runs_named_by_their_folder(printed, elsewhere, command):
    folders = sorted(str(folder) for folder in (elsewhere / "runs").iterdir())
    page = Path(printed(command, *folders).splitlines()[-1])
    assert page.parent == elsewhere
    assert page.is_file()


@pytest.mark.parametrize("command", ["compare", "report"])
def test_the_page_is_written_where_the_runs_were_looked_for(printed, elsewhere, command):
    words = [command, "mios_as_is", "mios_without_cmsi", "--outputs", str(elsewhere)]
    assert Path(printed(*words).splitlines()[-1]).parent == elsewhere


def test_each_language_has_a_page_of_its_own(printed, elsewhere):
    words = ["report", "mios_as_is", "--outputs", str(elsewhere)]
    pages = [Path(printed(*words, "--lang", lang).strip()) for lang in ("en", "fr", "en")]
    assert pages[0] == pages[2] and pages[1] == pages[0].with_suffix(".fr.html")
    for page, lang in zip(pages[:2], ("en", "fr"), strict=True):
        assert f'<html lang="{lang}">' in page.read_text(encoding="utf-8")


def test_a_run_folder_that_was_moved_has_its_page_beside_it(printed, elsewhere, tmp_path_factory):
    (run,) = (elsewhere / "runs").glob("mios_as_is-*")
    moved = tmp_path_factory.mktemp("moved")
    (moved / run.name).symlink_to(run)
    assert Path(printed("report", str(moved / run.name)).strip()).parent == moved


def test_the_page_has_a_short_path_when_it_lies_below(elsewhere, capsys, monkeypatch):
    monkeypatch.chdir(elsewhere.parent)
    assert main(["report", "mios_as_is", "--outputs", "results"]) == 0
    assert capsys.readouterr().out.startswith("results/mios_as_is-")


def test_a_place_that_cannot_be_written_is_told_before_anything_is_computed(
    elsewhere, capsys, monkeypatch, tmp_path
):
    import sim.cli.output

    def refused(dir):
        raise PermissionError(13, "refused", str(dir))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sim.cli.output.tempfile, "TemporaryFile", refused)
    assert main(["report", "mios_as_is", "--outputs", str(elsewhere)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"{elsewhere} cannot be written to" in captured.err
    assert "copy their folders" in captured.err


COLUMNS = [
    "run_id", "baseline_run_id", "label", "period", "scenario", "baseline", "commune", "indicator", "group",
    "unit", "baseline_mean", "scenario_mean", "difference", "low", "high", "replications",
    "freedom", "plausible_low", "plausible_high", "worlds",
]  # fmt: skip


def test_json_of_a_comparison_is_its_rows(printed, elsewhere):
    out = printed("compare", "mios_as_is", "mios_without_cmsi", "--outputs", str(elsewhere), "--json")
    rows = json.loads(out)
    assert all(list(row) == COLUMNS for row in rows)
    assert len(out.splitlines()) == len(rows) + 2  # one a line, between the brackets
    assert {row["commune"] for row in rows} == {"*", "33284", "33051"}
    assert {row["replications"] for row in rows} == {2}
    for row in rows:
        numbers = [row[key] for key in ("baseline_mean", "scenario_mean", "difference", "low", "high")]
        assert all(number is None or isinstance(number, float) for number in numbers)
        if None not in numbers[2:]:
            assert row["low"] <= row["difference"] <= row["high"]


def test_what_json_prints_is_documented():
    page = (Path(__file__).parents[3] / "outputs/README.md").read_text(encoding="utf-8")
    for key in (*COLUMNS, "runs", "page", "territory", "measures", "value", "status", "source"):
        assert f"`{key}`" in page, key


def test_json_of_a_report_is_its_runs_and_its_page(printed, elsewhere):
    found = json.loads(printed("report", "mios_as_is", "--outputs", str(elsewhere), "--json"))
    assert set(found) == {"runs", "page"}
    assert Path(found["page"]).is_file()


def test_files_for_spreadsheets_are_written_where_they_are_asked_for(elsewhere, capsys, tmp_path):
    csv, xlsx = tmp_path / "x.csv", tmp_path / "x.xlsx"
    words = ["compare", "mios_as_is", "mios_without_cmsi", "--outputs", str(elsewhere)]
    assert main([*words, "--csv", str(csv), "--xlsx", str(xlsx)]) == 0
    *_, first, second, _ = capsys.readouterr().out.splitlines()
    assert [first, second] == [str(csv), str(xlsx)]
    assert csv.is_file()
    assert xlsx.is_file()


@pytest.mark.parametrize(
    ("option", "file", "remedy"),
    [
        ("--csv", "x.xlsx", "a table of rows is called NAME.csv; --xlsx writes a workbook"),
        ("--csv", "x.txt", "a table of rows is called NAME.csv"),
        ("--xlsx", "x.csv", "a workbook is called NAME.xlsx"),
    ],
)
def test_a_file_is_called_as_what_it_is(elsewhere, capsys, tmp_path, option, file, remedy):
    words = ["compare", "mios_as_is", "mios_without_cmsi", "--outputs", str(elsewhere)]
    assert main([*words, option, str(tmp_path / file)]) == 2
    assert f"{option} {tmp_path / file}: {remedy}" in capsys.readouterr().err
    assert not (tmp_path / file).exists()


def test_no_folder_is_made_for_a_comparison_that_cannot_be(elsewhere, capsys, tmp_path):
    words = ["compare", "mios_as_is", "mios_without_cmsi", "--outputs", str(elsewhere), "--period", "2040"]
    assert main([*words, "--csv", str(tmp_path / "nodir/x.csv")]) == 2
    assert "period 2040-01..2040-12: the run reports " in capsys.readouterr().err
    assert not (tmp_path / "nodir").exists()
