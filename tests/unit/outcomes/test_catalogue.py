"""Every record of the catalogue is whole: words in both languages, a known unit, parts that exist, places.
What is not is said with its file, line and id.
"""

import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from sim.outcomes.catalogue import read_records
from sim.outcomes.catalogue.catalogue import (
    CATALOGUE,
    THEMES,
    catalogue_of,
    in_answer,
    in_section,
    read_themes,
    with_rule,
)
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.catalogue.units import UNITS, unit_words
from sim.scenario.errors import ScenarioError
from sim.scenario.ledger import read_ledger
from sim.scenario.sources import data_root
from tests.shipped import SHIPPED

LANGUAGES = ("en", "fr")
COUNTED = (Rule.FLOW, Rule.STOCK)


def test_every_record_stands_once_in_one_theme():
    ids = [record.id for theme in THEMES for record in theme.indicators]
    assert {name: n for name, n in Counter(ids).items() if n > 1} == {}
    assert ids == list(CATALOGUE)
    assert len({theme.id for theme in THEMES}) == len(THEMES)


def test_every_record_has_its_words_in_every_language():
    for record in CATALOGUE.values():
        for lang in LANGUAGES:
            words = record.words(lang)
            assert words.title and words.definition, (record.id, lang)
            assert bool(words.noun) == record.shown, f"{record.id}: what is shown goes into sentences"
            assert all(text == " ".join(text.split()) for text in words), (record.id, lang)
            assert lang != "fr" or not any("'" in text for text in words), f"{record.id}: write ’ in French"


def test_titles_of_what_is_shown_tell_indicators_of_one_unit_apart():
    for lang in LANGUAGES:
        for theme in THEMES:
            heads = [(r.words(lang).heading, r.unit) for r in theme.indicators if r.shown]
            assert len(set(heads)) == len(heads)


def test_units_are_those_of_the_records_and_of_the_parameters():
    """Those of what territories are built with, and of their own ledgers, too."""
    conf = data_root() / "conf"
    parameters = {entry.unit for entry in read_ledger(conf)}
    for path in (conf / "building.yaml", *sorted(conf.glob("territory/*/origins.yaml"))):
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        parameters |= {entry["unit"] for entry in entries if entry.get("unit")}
    assert {record.unit for record in CATALOGUE.values()} | parameters == set(UNITS)
    assert all(all(unit.words(lang)) for unit in UNITS.values() for lang in LANGUAGES)


def test_thousands_of_euros_follow_from_their_unit():
    assert unit_words("k€ per GP", "en") == ("k€ per GP", "k€ / GP", "k€ per GP")
    assert unit_words("k€ per GP", "fr") == ("k€ par médecin", "k€ / MG", "k€ par médecin")
    assert unit_words("furlongs", "fr") == ("furlongs", "furlongs", "furlongs")


def test_a_record_says_what_it_is_made_of():
    """FLOWs and STOCKs are counted; whatever else has parts is made of such counts, an inequality of a
    ratio.
    """
    lengths = {
        Rule.RATIO: (2,),
        Rule.YEARLY: (2,),
        Rule.SPREAD: (2,),
        Rule.PERCENTILE: (1,),
        Rule.COMPARED: (2, 3),
    }
    for record in CATALOGUE.values():
        parts = [CATALOGUE[part] for part in record.parts]
        assert (record.counted is not None) == (record.rule in COUNTED), record.id
        assert len(parts) in lengths.get(record.rule, (0,)), record.id
        assert record.rule is Rule.SPREAD or all(part.rule in COUNTED for part in parts), record.id
        assert record.rule is not Rule.YEARLY or all(part.yearly for part in parts), record.id


def test_every_part_serves_something():
    used = {part for record in CATALOGUE.values() for part in record.parts}
    kept_for_scripts = {"contacts", "gp_visits", "paid_for_measures"}
    assert {record.id for record in CATALOGUE.values() if not record.shown} - used == kept_for_scripts


def test_ranks_are_unique_where_indicators_are_chosen():
    told = [record.answer for record in CATALOGUE.values() if record.answer is not None]
    assert len(set(told)) == len(told)
    assert {answer.name for answer in told} == {"doctors", "registered", "wait", "emergency", "cost"}
    assert [record.id for record in in_answer("wait")] == ["delay_mean", "delay_p90", "renounced_share"]
    drawn = [record.section for record in CATALOGUE.values() if record.section is not None]
    assert len(set(drawn)) == len(drawn)
    assert {section.name for section in drawn} == {"supply", "without_mt", "delays", "volumes"}
    assert [record.id for record in in_section("volumes")] == [
        "ed_visits", "cmsi_visits", "calls", "calls_advised",
    ]  # fmt: skip


def test_what_is_chosen_is_shown():
    for record in CATALOGUE.values():
        chosen = (
            record.main,
            record.answer,
            record.section,
            record.in_curve,
            record.in_sweep,
            record.in_drift,
        )
        assert record.shown or not any(chosen)
        assert record.main or record.answer is None


def test_payers_of_measures_pay_into_one_indicator_each():
    assert all(CATALOGUE[payer.indicator].rule is Rule.FLOW for payer in SHIPPED.payers)


def test_what_outcomes_are_counted_as_are_indicators():
    assert catalogue_of(SHIPPED) == CATALOGUE


def test_indicators_are_found_by_their_rule():
    assert [record.id for record in with_rule(Rule.QUANTILE)] == ["delay_median", "delay_p90"]
    assert [record.id for record in with_rule(Rule.SPREAD)] == ["inequality"]


RECORDS = Path(__file__).parents[3] / "conf/indicators"
TEXTS = "en: {title: A, noun: a, definition: a}, fr: {title: B, noun: b, definition: b}"
NEEDS = f"unit: needs, rule: flow, {TEXTS}"
REFUSED = "rule: flow, counted: refused"


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (f"mian: true, unit: needs, {REFUSED}, {TEXTS}", "mian: unknown; did you mean main?"),
        (f"unit: neds, {REFUSED}, {TEXTS}", "unit: there is no unit “neds”; did you mean needs"),
        (f"unit: needs, rule: flaw, {TEXTS}", "rule: “flaw” should be 'flow', 'stock'"),
        (
            f"unit: days, rule: ratio, parts: [refusd, needs], {TEXTS}",
            "parts: there is no indicator “refusd”; did you mean refused",
        ),
        (f"unit: needs, {REFUSED}, en: {{title: A, definition: a}}", "fr: is missing"),
        (f"unit: needs, {REFUSED}, en: {{title: A}}, fr: {{title: B}}", "en.definition: is missing"),
        (NEEDS, "rule: a flow or stock is counted, the others have parts"),
        (f"counted: refusals, {NEEDS}", "counted: there is no count “refusals”; did you mean refused"),
        (
            f"counted: {{need: {{}}}}, {NEEDS}",
            "counted: there is no count “need”; did you mean needs",
        ),
        (f"counted: {{needs: {{by: kind}}}}, {NEEDS}", "counted.needs.by: unknown; known: by_kind"),
        (
            f"counted: {{needs: {{ended: {{seem: true}}}}}}, {NEEDS}",
            "counted.needs.ended.seem: unknown; known: answered",
        ),
        (f"counted: {{needs: {{ended: {{role: lost}}}}}}, {NEEDS}", "there is no role “lost”; "),
        (
            f"counted: {{people: {{array: peple}}}}, {NEEDS}",
            "there is no array “peple” of records; did you mean people",
        ),
        (
            f"counted: {{at_lines: {{columns: [lost]}}}}, {NEEDS}",
            "counted.at_lines.columns.0: “lost” should be 'joined'",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: str, said: str
):
    complaint = complaint_of("other", f"mine: {{{record}}}", tmp_path, monkeypatch)
    line = len((RECORDS / "other.yaml").read_text(encoding="utf-8").splitlines()) + 1
    assert f"other.yaml, line {line}, key mine." in complaint and said in complaint


def test_an_id_stands_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    complaint = complaint_of("use", f"needs: {{counted: refused, {NEEDS}}}", tmp_path, monkeypatch)
    assert (
        "key needs: there already (" in complaint and "use.yaml" in complaint and "access.yaml" in complaint
    )


def complaint_of(table: str, record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is said of our tables with one record more."""
    shutil.copytree(RECORDS, tmp_path / "conf/indicators")
    with (tmp_path / f"conf/indicators/{table}.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{record}\n")
    monkeypatch.setattr(read_records, "data_root", lambda: tmp_path)
    with pytest.raises(ScenarioError) as error:
        read_themes()
    return str(error.value)
