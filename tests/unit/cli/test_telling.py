"""What a scenario's measures bring about, told in sentences."""

import re

import pytest

from sim.cli.telling import known, told
from sim.measures.registry import MEASURES
from sim.scenario.reader import read
from sim.scenario.sources import find_sources

SETTLE = {"install": {"doctors": 3, "site": "house", "by": "2025-10-01", "probability": 0.3333}}
RETURNS = {"needs": {"chronic": {"days_without_ald": {"age_15_29": 1.5, "age_30_44": 1.5}}}}
SHIPPED = {name: read(path).data["measures"] for name, path in find_sources().files["scenario"].items()}


@pytest.mark.parametrize(
    ("plan", "english", "french"),
    [
        (
            SETTLE,
            "3 doctors settle at the site house on 1 October 2025, each with a probability of 33.3\u00a0%.",
            "3 médecins s’installent sur le site house le 1er octobre 2025, chacun avec une probabilité de "
            "33,3\u00a0%.",
        ),
        (
            {"retire": {"doctor": "mios_1", "on": "2025-06-30", "notice": 180}},
            "Doctor mios_1 leaves on 30 June 2025, announced 180 days before.",
            "Le médecin mios_1 part le 30 juin 2025, départ annoncé 180 jours avant.",
        ),
        (
            {"attract": {"what": "premises", "where": "Mios", "on": "start", "size": 1,
                         "cost": {"payer": "commune", "once": 15000, "yearly": [24000, 12000]}}},
            "Premises attract from the first day of the results on (Mios); paid by: Commune, 15,000\u00a0€ "
            "once, 24,000\u00a0€, 12,000\u00a0€ a year.",
            "Des locaux attirent à partir du premier jour des résultats (Mios)\u202f; payé par\u00a0: "
            "Commune, 15\u202f000\u00a0€ en une fois, 24\u202f000\u00a0€, 12\u202f000\u00a0€ par an.",
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
