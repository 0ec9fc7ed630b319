"""Which language a reader is spoken to in: asked for, by the variable, by the locale, in this order."""

import json
import re

import pytest
import typer
import yaml

from sim.cli import main
from sim.cli.language import LOCALE, VARIABLE, language
from sim.scenario.numbers import all_numbers
from sim.scenario.sources import data_root, find_sources
from tests.unit.french import ENGLISH
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


@pytest.fixture(scope="module", autouse=True)
def numbers_once():
    """All numbers of conf/, which no test here changes: read once for all of them."""
    found = all_numbers(find_sources())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.scenario.numbers.all_numbers", lambda _: found)
        yield


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


def test_json_has_texts_in_the_language_and_all_else_in_none(printed):
    """Keys, units, statuses and numbers are what programs ask for; texts are what people read."""
    rows = {lang: json.loads(printed("parameters", "--json", "--lang", lang)) for lang in ("fr", "en")}
    texts = {lang: [(row.pop("source"), row.pop("note")) for row in listed] for lang, listed in rows.items()}
    assert rows["fr"] == rows["en"] and texts["fr"] != texts["en"]
    found = {lang: json.loads(printed("scenarios", "mios_as_is", "--json", "--lang", lang)) for lang in texts}
    assert found["fr"][0].pop("title") == "Mios tel qu’il est"
    assert found["en"][0].pop("title") == "Mios as it is"
    assert found["fr"][0].pop("source") != found["en"][0].pop("source")
    assert found["fr"] == found["en"]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("délai", "wait", "ATTENTE"), "doctors.horizon_days"),
        (("médecin traitant", "MT", "GP"), "doctors.patients.mt_minutes"),
        (("salaire", "salary", "pay"), "costs.unit_costs.delegate"),
        (("patientèle", "file active", "panel"), "doctors.newcomer.panel_cap"),
        (("congés", "holidays"), "doctors.leave.weeks"),
    ],
)
def test_a_parameter_is_found_by_any_word_for_it(printed, words, key):
    """In both languages, whichever the reader's is."""
    for word in words:
        found = json.loads(printed("parameters", word, "--json", "--lang", "en"))
        assert key in {row["key"] for row in found}, word


def test_french_lists_hold_no_english_word(printed):
    """Of all scenarios and parameters; keys and names of files are codes in every language."""
    for command in (("scenarios",), ("parameters",)):
        seen = printed(*command, "--lang", "fr")
        seen = re.sub(r"« \w+ »|`[^`]*`", " ", " ".join(seen.split()))
        seen = re.sub(r"\S*[._/*]\S*", " ", seen)
        assert re.findall(rf"(?<![\w’'-])(?:{ENGLISH})(?![\w-])", seen) == []


def test_tables_and_pages_are_french(printed, tmp_path):
    synthetic.write_run(tmp_path / "runs", replications=2)
    synthetic.write_run(tmp_path / "runs", "mios_without_cmsi", "Without the CMSI", replications=2)
    words = ["compare", "mios_as_is", "mios_without_cmsi", "--outputs", str(tmp_path), "--lang", "fr"]
    out = printed(*words)
    assert "Référence" in out and "Indicateur" in out and "12 derniers mois" in out
    seen = re.sub(r"\S*[._=]\S*", " ", out)  # files, keys, names of scenarios
    assert re.findall(rf"(?<![\w’'-])(?:{ENGLISH})(?![\w-])", seen) == []
    (page,) = tmp_path.glob("*.html")
    assert '<html lang="fr">' in page.read_text(encoding="utf-8")


def test_every_word_of_the_lists_is_said_in_both():
    written = yaml.safe_load((data_root() / "conf/words/lists.yaml").read_text(encoding="utf-8"))
    assert all(set(each) == {"en", "fr"} and all(each.values()) for each in written.values())


def test_a_scenario_that_sets_a_contract_says_what_follows_from_it(printed):
    """Whoever reads the plan is told, in their language; of the usual contract nothing follows."""
    name = "mios_docteurs_juniors"
    english = "(what this measure does not say: since 2026-11-01; activity 0.75;"
    assert english in printed("scenarios", name)
    assert "(ce que la mesure ne dit pas" in printed("scenarios", name, "--lang", "fr")
    assert "(what this measure" not in printed("scenarios", "gisele_halimi_1_doctor")


COMMANDS = (
    "", "run", "sweep", "compare", "report", "runs", "runs remove", "scenarios", "parameters",
    "bench", "compile", "territory", "territory build",
    "territory download", "territory check", "new", "new scenario", "new territory",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_french_for_every_command_and_option(printed, monkeypatch, command):
    english = printed(*command.split(), "--help")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    french = printed(*command.split(), "--help")  # a text that is missing is a KeyError
    assert re.search(r"^Usage\u00a0: premier-recours.*\n", french) and "Affiche cette aide" in french
    assert "Show this message" in english
    said = re.sub(r"\S*[<=:]\S*|--\S+", " ", french)  # options, patterns and types are the same in both
    placeholders = "FOLDER|FILE|NAME|MONTHS|TEXT|WORD|RUN|COMMAND"
    strange = re.findall(rf"(?<![\w’'-])(?:{ENGLISH}|{placeholders})(?![\w-])", said)
    assert set(strange) <= set(COMMANDS)


@pytest.mark.parametrize("asked", [("--lang", "fr"), ("--lang=fr",)])
def test_a_language_may_stand_before_the_command(printed, asked):
    assert printed(*asked, "scenarios") == printed("scenarios", "--lang", "fr")
    assert printed("--help", *asked) == printed(*asked, "--help")
    assert printed("--help", *asked).startswith("Usage\u00a0: premier-recours")


def test_a_command_without_a_language_says_how_to_set_it(capsys):
    for words in (["compile", "--lang", "fr"], ["--lang", "fr", "compile"]):
        assert main(words) == 2
        assert f"for all of them set {VARIABLE}=fr" in capsys.readouterr().err
