"""What a scenario's measures bring about, told in sentences."""

import re

import pytest

from sim.cli.lists import _scenario, territory_of
from sim.cli.names_told import Names, names_in
from sim.cli.scenario_told import parts_of
from sim.cli.telling import known, told
from sim.cli.told_terms import completed
from sim.measures.registry import MEASURES
from sim.scenario.reader import Document, read
from sim.scenario.sources import data_root, find_sources
from sim.schema.languages import in_language

SETTLE = {"install": {"doctors": 3, "site": "house", "by": "2025-10-01", "probability": 0.3333}}
RETURNS = {"needs": {"chronic": {"days_without_ald": {"age_15_29": 1.5, "age_30_44": 1.5}}}}
SHIPPED = {name: read(path).data["measures"] for name, path in find_sources().files["scenario"].items()}


@pytest.mark.parametrize(
    ("plan", "english", "french"),
    [
        (
            SETTLE,
            "3 doctors settle at the site “house” on 1 October 2025, each with a probability of 33.3\u00a0%.",
            "3 médecins s’installent sur le site «\u00a0house\u00a0» le 1er octobre 2025, chacun "
            "avec une probabilité de 33,3\u00a0%.",
        ),
        (
            {"retire": {"doctor": "mios_1", "on": "2025-06-30", "notice": 180}},
            "Doctor “mios” no. 1 leaves on 30 June 2025, announced 180 days before.",
            "Le médecin «\u00a0mios\u00a0» n°\u00a01 part le 30 juin 2025, départ annoncé 180 jours avant.",
        ),
        (
            {"attract": {"what": "premises", "where": "Mios", "on": "start", "size": 1,
                         "cost": {"payer": "commune", "once": 15000, "yearly": [24000, 12000]}}},
            "Premises attract from the first day of the results on (Mios); paid by: Commune, 15,000\u00a0€ "
            "once, 24,000\u00a0€, then 12,000\u00a0€ a year.",
            "Des locaux attirent à partir du premier jour des résultats (Mios)\u202f; payé par\u00a0: "
            "Commune, 15\u202f000\u00a0€ en une fois, 24\u202f000\u00a0€, puis 12\u202f000\u00a0€ par an.",
        ),
        (
            {"change": {"on": "2026-01-01", "times": RETURNS}},
            "From 1 January 2026 on this changes: days between two returns of the chronically ill without an "
            "ALD ×\u00a01.5.",
            "À partir du 1er janvier 2026, ceci change\u00a0: jours entre deux retours des malades "
            "chroniques sans ALD ×\u00a01,5.",
        ),
        (
            {"change": {"on": "2026-01-01", "set": {"needs": {"per_year": 5}}}},
            "From 1 January 2026 on this changes: needs.per_year: 5.",
            "À partir du 1er janvier 2026, ceci change\u00a0: needs.per_year\u00a0: 5.",
        ),
        ({"of_tomorrow": {"on": "2025-01-01"}}, "it: of_tomorrow.", "it: of_tomorrow."),
    ],
)  # fmt: skip
def test_a_sentence(plan, english, french):
    assert (told({"it": plan}, "en"), told({"it": plan}, "fr")) == ([english], [french])


def test_sentences_stand_in_the_order_of_their_days():
    late, soon = dict(SETTLE), {"close_line": {"line": "sas", "on": "2025-02-01"}}
    said = told({"late": late, "soon": soon, "always": {"market": {}}}, "en")
    assert [each.split()[0] for each in said] == ["Doctors", "The", "3"]


def test_every_kind_of_measure_has_words_of_its_own():
    assert set(MEASURES) <= known(), "add the pieces of the measure to conf/words/told.yaml"


NAMES = Names({"33284": "Mios", "mios": "Mios"}, {"ed_ares": ("ed", "33284"), "bus": ("bus", "")})


@pytest.mark.parametrize(
    ("plan", "english", "french"),
    [
        (
            {"retire": {"doctor": "mios_1", "on": "2025-06-30"}},
            "Doctor Mios no. 1 leaves on 30 June 2025.",
            "Le médecin Mios n°\u00a01 part le 30 juin 2025.",
        ),
        (
            {"close_counter": {"counter": "ed_ares", "on": "start"}},
            "A service closes on the first day of the results: Emergency department in Mios.",
            "Un service ferme le premier jour des résultats\u00a0: Urgences à Mios.",
        ),
        (
            {"transport": {"communes": ["33284"], "counters": ["bus"], "on": "2025-06-30"}},
            "From 30 June 2025 on people without a car are driven (Mios) to services (a bus with a GP).",
            "À partir du 30 juin 2025, les personnes sans voiture sont conduites (Mios) vers des services "
            "(un bus avec un généraliste).",
        ),
        (
            {"offer_posts": {"posts": 2, "site": "new_house", "on": "2025-06-30"}},
            "2 posts are offered from 30 June 2025 on at the site “new house” (salaried).",
            "2 postes sont proposés à partir du 30 juin 2025 sur le site «\u00a0new house\u00a0» (salariés).",
        ),
        (
            {"open_line": {"line": "sas", "on": "2025-06-30", "takes_part": 0.5, "slots": 1}},
            "The line of the SAS answers from 30 June 2025 on; 50\u00a0% of the doctors keep one slot "
            "of each half-day for it.",
            "La ligne du SAS répond à partir du 30 juin 2025\u202f; 50\u00a0% des médecins lui réservent un "
            "créneau par demi-journée.",
        ),
        (
            {"change": {"on": "2025-06-30", "set": {"needs": {"chronic": {"put_off": {"into": "renewal"}}}}}},
            "From 30 June 2025 on this changes: what returns that are put off turn into: Renewal.",
            "À partir du 30 juin 2025, ceci change\u00a0: ce que deviennent les retours repoussés\u00a0: "
            "Renouvellement.",
        ),
    ],
)  # fmt: skip
def test_names_are_told_as_what_they_stand_for(plan, english, french):
    said = told({"it": plan}, "en", NAMES), told({"it": plan}, "fr", NAMES)
    assert said == ([english], [french])


def test_a_territory_that_cannot_be_read_names_nothing(tmp_path):
    page = Document(tmp_path / "here.yaml", {"communes": "none.csv", "places": "none.yaml"}, {})
    assert names_in(page, {}) == Names({}, {})
    assert names_in(None, {"a": {"open_counter": {"counter": "c", "profile": "sos"}}}).counters == {
        "c": ("sos", "")
    }


def ids(lang: str) -> set[str]:
    """Words of files that are none of a language: the ids of the vocabulary, but for those that their label
    holds as well (`commune`).
    """
    found = set()
    for table in ("kinds", "services", "contracts", "professionals", "payers", "agendas"):
        for name, row in read(data_root() / "conf" / "vocabulary" / f"{table}.yaml").data.items():
            words = re.findall(r"\w+", in_language(row["label"], lang))
            if name not in {word.lower() for word in words if not word.isupper()}:
                found.add(name)
    return found


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_scenario_is_told_without_the_ids_of_files(name):
    sources = find_sources()
    page = read(sources.files["scenario"][name])
    territory = territory_of(page, sources)
    for lang in ("en", "fr"):
        parts = parts_of(_scenario(name, page, sources, lang), page.data, territory)
        assert parts["anyway"] or parts["own"], "the first day alone"
        names = names_in(territory, {**parts["anyway"], **parts["own"]})
        for sentence in (each for part in parts.values() for each in told(part, lang, names)):
            assert not re.search(r"\w_\w|\w\.[a-z]", sentence), sentence
            assert not ids(lang) & set(re.findall(r"[\w’]+", sentence)), sentence


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_scenario_is_told_in_both_languages(name):
    measures = {key: plan for key, plan in SHIPPED[name].items() if plan is not None}
    for lang in ("en", "fr"):
        said = told(measures, lang)
        assert len(said) == len(measures)
        for sentence in said:
            assert not re.search(r"[{}\[\]]|None|True|False", sentence), sentence
            assert re.match(r"[A-ZÀÉ0-9]", sentence) and sentence.endswith("."), sentence
            assert lang == "en" or not re.search(r" [:;?!%€]|\b(the|from|until|of)\b", sentence), sentence


@pytest.mark.parametrize(
    ("doctors", "part"),
    [("all", 0.6), ("Mios", 0.6), ("mios_3", 1), (["mios_3", "settle_1"], 1), (["mios_3", "Salles"], 0.6)],
)
def test_who_is_named_takes_part_whatever_share_of_others_does(doctors, part):
    settings = {"doctors": {"professionals": {"assistant": {"taking_part": 0.6}}}}
    plan = {"to": "assistant", "doctors": doctors}
    assert completed("delegate", plan, settings, {})["taking_part"] == part
