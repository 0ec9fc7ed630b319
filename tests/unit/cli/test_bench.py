"""`premier-recours bench` hands over to a checkout, and says clearly where there is none."""

import pytest

from sim.cli import bench as command
from sim.cli import main
from sim.scenario.errors import ScenarioError

STANDS_IN = "import sys; print(sys.argv[1:]); sys.exit(7)"


def test_an_installed_package_has_none(tmp_path):
    with pytest.raises(
        ScenarioError, match=r"^bench: an installed package has no benchmarks; run it in a clone"
    ):
        command.bench(short=False, full=False, check=False, as_json=False, checkout=tmp_path)


def test_it_is_status_2_without_a_trace(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command.bench, "__kwdefaults__", {"checkout": tmp_path})
    assert main(["bench"]) == 2
    out, err = capsys.readouterr()
    assert (
        out == "" and err.startswith("premier-recours: bench: an installed package") and err.count("\n") == 1
    )


def test_forms_exclude_each_other(capsys):
    assert main(["bench", "--short", "--full"]) == 2
    assert "exclude each other" in capsys.readouterr().err


def test_what_is_missing_is_named(monkeypatch, capsys):
    monkeypatch.setattr(command, "NEEDED", ("pytest", "no_such_module"))
    assert main(["bench"]) == 2
    assert "bench: no_such_module not installed; `uv sync`" in capsys.readouterr().err


def test_options_and_status_are_handed_over(tmp_path, monkeypatch, capfd):
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "__init__.py").touch()  # else ours is found first
    (tmp_path / "benchmarks" / "__main__.py").write_text(STANDS_IN)
    monkeypatch.setattr(command.bench, "__kwdefaults__", {"checkout": tmp_path})
    assert main(["bench", "--short", "--json"]) == 7
    assert capfd.readouterr().out == "['--short', '--json']\n"
