"""The command as a whole: help, lists, JSON, speed, and what happens when we fail."""

import errno
import json
import subprocess
import sys

import pytest

import sim.cli.lists
import sim.reports.page
from sim.cli import main
from sim.cli.run_commands import write_page
from sim.scenario.reader import read
from sim.scenario.sources import find_sources

COMMANDS = ("run", "sweep", "compare", "report", "scenarios", "parameters", "compile")


def printed(capsys, *words):
    assert main(words) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_help_names_every_command(capsys):
    for words in ([], ["--help"]):
        out = printed(capsys, *words)
        assert all(command in out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command, capsys):
    assert "Usage: premier-recours " + command in printed(capsys, command, "--help")


def test_scenarios_as_json(capsys):
    found = json.loads(printed(capsys, "scenarios", "--json"))
    assert [each["name"] for each in found] == list(find_sources().files["scenario"])
    for each in found:
        assert list(each) == ["name", "territory", "title", "source", "measures"]
        assert each["title"]
        assert each["source"]


def test_the_list_of_scenarios_is_short(capsys):
    """A line each; where each comes from, and what it does, is told of one by its name."""
    lines = printed(capsys, "scenarios").splitlines()
    assert len(lines) < len(find_sources().files["scenario"]) * 1.3
    assert "`premier-recours scenarios NAME`" in lines[-1] and "--territory" in lines[-1]
    assert "tulle_spiral" in "".join(lines) and "CNAM" not in "".join(lines)


def test_scenarios_of_a_territory_or_with_a_measure(capsys):
    """Of their own: what a territory does anyway does not count."""
    all_of_them = find_sources().files["scenario"]
    pages = {name: read(path).data for name, path in all_of_them.items()}
    of_tulle = [name for name, page in pages.items() if page["territory"] == "tulle"]
    found = json.loads(printed(capsys, "scenarios", "--json", "--territory", "tulle"))
    assert [each["name"] for each in found] == of_tulle and 1 < len(of_tulle) < len(all_of_them)
    closing = [
        name
        for name, page in pages.items()
        if any("close_counter" in (plan or {}) for plan in (page.get("measures") or {}).values())
    ]
    found = json.loads(printed(capsys, "scenarios", "--json", "--measure", "close_counter"))
    assert [each["name"] for each in found] == closing and closing
    both = ("--territory", "mios", "--measure", "close_counter")
    found = json.loads(printed(capsys, "scenarios", "--json", *both))
    of_mios = [name for name in closing if pages[name]["territory"] == "mios"]
    assert [each["name"] for each in found] == of_mios
    for name in printed(capsys, "scenarios", "--territory", "tulle").split():
        assert name not in all_of_them or name in of_tulle


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--territory", "toulle"),
            "there is no territory “toulle” (your own are found with --config-dir FOLDER); "
            "did you mean tulle?",
        ),
        (("--measure", "retires"), "“retires”; did you mean retire? `premier-recours measures` lists all"),
        (("--territory", "tulle", "--measure", "delegate"), "--territory tulle --measure delegate: there is"),
        (("mios_as_is", "--territory", "mios"), "write either a NAME, or --territory and --measure"),
    ],
)
def test_bad_filters_of_scenarios(words, said, capsys):
    assert main(["scenarios", *words]) == 2
    assert said in capsys.readouterr().err


def test_one_scenario_shows_its_measures_and_those_of_its_territory(capsys, tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios/mine.yaml").write_text(
        "title: T\nsource: S\nterritory: mios\nmeasures:\n  leaves: "
        "{retire: {doctor: mios_1, on: 2025-06-30}}\n",
        encoding="utf-8",
    )
    out = printed(capsys, "scenarios", "mine", "--config-dir", str(tmp_path))
    assert "leaves: retire" in out
    (each,) = json.loads(printed(capsys, "scenarios", "mine", "--json", "--config-dir", str(tmp_path)))
    assert each["measures"]["leaves"] == {"retire": {"doctor": "mios_1", "on": "2025-06-30"}}


def test_parameters_as_json(capsys):
    found = json.loads(printed(capsys, "parameters", "--json"))
    for each in found:
        assert list(each) == ["key", "value", "unit", "low", "high", "status", "source", "note"]
    seed = next(each for each in found if each["key"] == "run.seed")
    assert seed["value"] == 33284
    assert any(each["key"].endswith("communes.csv:population_2023") for each in found)


def test_parameters_as_a_table(capsys):
    out = printed(capsys, "parameters", "run.")
    assert "run.replications" in out
    assert "needs.per_year" not in out


@pytest.mark.parametrize(
    ("word", "key"),
    [("run.replications", "run.replications"), ("KM/H", "territory.roads.short_kmh"),
     ("INSEE code of mios", "run.seed"), ("crow-fly", "territory.roads.detour"), ("départ", None)],
)  # fmt: skip
def test_parameters_are_found_by_key_unit_source_and_note(capsys, word, key):
    """Case and accents do not count."""
    found = json.loads(printed(capsys, "parameters", word, "--json"))
    assert found
    assert key is None or key in {each["key"] for each in found}


def test_a_word_that_no_parameter_has_is_told_with_what_is_near(capsys):
    assert main(["parameters", "detoour"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "nothing has “detoour”" in captured.err
    assert "did you mean detour" in captured.err


LIGHT = {"numba", "llvmlite", "pandas", "plotly", "simpy", "duckdb", "hydra", "scipy", "pyarrow", "numpy"}


@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        (["--help"], LIGHT | {"pydantic", "yaml"}),
        (["scenarios"], LIGHT),
        (["parameters", "--json"], LIGHT),
        (["run"], {"numba", "llvmlite", "pandas", "plotly", "duckdb", "scipy.stats"}),  # refused: no scenario
    ],
)
def test_commands_import_what_they_need(words, heavy):
    code = (
        "import sys; from sim.cli import main; status = main(sys.argv[1:]); "
        f"loaded = {heavy} & set(sys.modules); sys.exit(f'loaded {{loaded}}' if loaded else status)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert done.returncode == (2 if words == ["run"] else 0), done.stderr


def failing(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(sim.cli.lists, "find_sources", fail)


def test_a_fault_of_ours_is_a_report_and_status_1(capsys, monkeypatch):
    failing(monkeypatch, ZeroDivisionError("nothing"))
    assert main(["scenarios"]) == 1
    captured = capsys.readouterr()
    assert "a fault of the program" in captured.err
    assert "ZeroDivisionError: nothing" in captured.err
    assert "premier-recours scenarios" in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "not allowed"), (errno.EROFS, "not allowed")],
)
def test_what_the_system_refuses_is_told(capsys, monkeypatch, number, said):
    failing(monkeypatch, OSError(number, "refused", "somewhere/x.parquet"))
    assert main(["scenarios"]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert "somewhere/x.parquet" in captured.err
    assert "Traceback" not in captured.err


def test_interruption_is_no_fault(capsys, monkeypatch):
    failing(monkeypatch, KeyboardInterrupt())
    assert main(["scenarios"]) == 130
    said = "premier-recours: stopped; the replications that were complete are kept\n"
    assert capsys.readouterr().err == said


def test_one_broken_file_does_not_empty_the_list(capsys, tmp_path):
    (tmp_path / "scenarios").mkdir()
    good = "title: Good\nsource: me\nterritory: mios\n"
    odd = good + "measures: []\n- x"
    for name, text in (("good", good), ("broken", "title: [\n"), ("odd", odd), ("a b", good)):
        (tmp_path / f"scenarios/{name}.yaml").write_text(text, encoding="utf-8")
    assert main(["scenarios", "--json", "--config-dir", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    listed = {each["name"] for each in json.loads(captured.out)}
    assert "good" in listed and "mios_as_is" in listed and not {"broken", "odd"} & listed
    notes = captured.err.splitlines()
    assert len(notes) == 3 and all(line.startswith("note: ") for line in notes)
    for part in ("a b.yaml is passed over; ", "broken.yaml, line 1: not valid YAML", "odd.yaml, line"):
        assert any(part in line for line in notes), part


def test_pages_of_long_names_have_a_short_one(tmp_path, monkeypatch):
    """Most file systems keep 255 letters of a name."""
    monkeypatch.setattr(sim.reports.page, "write_page", lambda folders, table, path, **_: path)
    folders = [tmp_path / f"{letter * 138}-0123456789ab" for letter in "ab"]
    assert len(write_page(folders, None, tmp_path, lang="en").name) < 100
    short = [tmp_path / f"{letter * 8}-0123456789ab" for letter in "ab"]
    assert write_page(short, None, tmp_path, lang="en").name == f"{short[0].name}--{short[1].name}.html"


def test_a_timetable_is_shown_as_it_is_understood(capsys, tmp_path):
    """`20-8` is two pieces of one day, and who names no holiday is closed on one."""
    (tmp_path / "scenarios").mkdir()
    hours = '{mon-fri: {"9-12": 2, "14-19": 1}, sat: {"20-8": 1}}'
    counter = f"open_counter: {{counter: c, profile: cmsi, commune: Mios, on: 2025-01-10, hours: {hours}}}"
    page = f"title: T\nsource: S\nterritory: mios\nmeasures:\n  c: {{{counter}}}\n"
    (tmp_path / "scenarios/mine.yaml").write_text(page, encoding="utf-8")
    command = ("scenarios", "mine", "--config-dir", str(tmp_path))
    shown = [" ".join(line.split()) for line in printed(capsys, *command).splitlines()]
    at = shown.index("hours Monday to Friday 9–12 h (2 servers), 14–19 h (1 server)")
    assert shown[at + 1 : at + 3] == [
        "Saturday 0–8 h (1 server), 20–24 h (1 server)",
        "Sunday and public holidays closed",
    ]
    french = " ".join(printed(capsys, *command, "--lang", "fr").split())
    assert "samedi 0–8 h (1 poste), 20–24 h (1 poste) dimanche et jours fériés fermé" in french
    (tmp_path / "scenarios/mine.yaml").write_text(page.replace("20-8", "late"), encoding="utf-8")
    assert "late: 1" in printed(capsys, *command)  # as written, where it cannot be read


def test_a_reader_who_has_gone_is_no_fault():
    """`premier-recours scenarios --json | head -c 100`."""
    code = "import sys; from sim.__main__ import run; sys.exit(run())"
    words = [sys.executable, "-c", code, "scenarios", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as played:
        assert played.stdout is not None and played.stderr is not None
        played.stdout.read(100)
        played.stdout.close()
        assert played.stderr.read() == b""
    assert played.returncode == 0
