"""Which language a reader is spoken to in: asked for, by the variable, by the locale, in this order."""

import json

import pytest
import typer
import yaml

from sim.cli import main
from sim.cli.language import LOCALE, VARIABLE, language
from sim.scenario.sources import data_root
from tests.unit.reports import synthetic


@pytest.mark.parametrize(
    ("asked", "environment", "spoken"),
    [
        ("en", {VARIABLE: "fr", "LANG": "fr_FR.UTF-8"}, "en"),
        (None, {VARIABLE: "fr", "LANG": "en_GB.UTF-8"}, "fr"),
        (None, {"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, "en"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "fr_CA", "LANG": "C"}, "fr"),
        (None, {"LANG": "fr"}, "fr"),
        (None, {"LANG": "fr.UTF-8"}, "fr"),
        (None, {"LANG": "fr@euro"}, "fr"),
        (None, {"LANG": "frr_DE"}, "en"),  # North Frisian is not French
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "POSIX"}, "en"),
        (None, {}, "en"),
    ],
)
def test_who_decides(asked, environment, spoken):
    assert language(asked, environment) == spoken


def test_another_language_is_refused_and_says_who_asked():
    for asked, environment in (("de", {}), (None, {VARIABLE: "de"})):
        with pytest.raises(typer.BadParameter, match="write fr or en"):
            language(asked, environment)


@pytest.fixture
def printed(capsys, monkeypatch):
    """What a command prints, where nothing else says a language."""
    for name in (VARIABLE, *LOCALE):
        monkeypatch.delenv(name, raising=False)

    def _printed(*words):
        assert main(list(words)) == 0
        return capsys.readouterr().out

    return _printed


def test_lists_are_french(printed, monkeypatch):
    assert "scénario" in printed("scenarios", "--lang", "fr") and "scénario" not in printed("scenarios")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert "statut" in printed("parameters", "run.trace") and "supposé" in printed("parameters", "run.trace")
    assert "0,0625" in printed("parameters", "run.trace")
    assert "status" in printed("parameters", "run.trace", "--lang", "en")


def test_json_knows_no_language(printed):
    french, english = (json.loads(printed("parameters", "--json", "--lang", lang)) for lang in ("fr", "en"))
    assert french == english


def test_tables_and_pages_are_french(printed, tmp_path):
    synthetic.write_run(tmp_path / "runs", replications=2)
    synthetic.write_run(tmp_path / "runs", "mios_without_cmsi", "Without the CMSI", replications=2)
    words = ["compare", "mios_as_is", "mios_without_cmsi", "--outputs", str(tmp_path), "--lang", "fr"]
    out = printed(*words)
    assert "Référence" in out and "Indicateur" in out and "12 derniers mois" in out
    (page,) = tmp_path.glob("*.html")
    assert '<html lang="fr">' in page.read_text(encoding="utf-8")


def test_every_word_of_the_lists_is_said_in_both():
    written = yaml.safe_load((data_root() / "conf/words/lists.yaml").read_text(encoding="utf-8"))
    assert all(set(each) == {"en", "fr"} and all(each.values()) for each in written.values())


def test_a_scenario_that_sets_a_contract_says_that_nothing_follows_from_it(printed):
    """Until contracts are modelled: whoever reads the plan is told, in their language."""
    name = "gisele_halimi_1_doctor"
    assert "a contract changes nothing yet" in printed("scenarios", name)
    assert "le contrat ne change encore rien" in printed("scenarios", name, "--lang", "fr")


COMMANDS = ("", "run", "sweep", "compare", "report", "scenarios", "parameters", "bench", "compile")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_french_for_every_command_and_option(printed, monkeypatch, command):
    english = printed(*command.split(), "--help")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert printed(*command.split(), "--help") != english  # a text that is missing is a KeyError
