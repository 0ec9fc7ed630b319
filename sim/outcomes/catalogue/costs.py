"""Indicators of money: who pays for care and measures, and what is gained for it."""

from typing import Final

from sim.outcomes.catalogue.indicator import Indicator, Rule, Theme, Wording
from sim.outcomes.counting.money import by_insurance, by_measures, by_patients

COSTS: Final = Theme("costs", {"en": "Costs since the start", "fr": "Coûts depuis le début"}, (
    Indicator(
        id="cost_commune", unit="€", rule=Rule.FLOW, counted=by_measures(),
        en=Wording("Cost to the commune", "the cost to the commune", "what measures cost the communes"),
        fr=Wording(
            "Coût pour la commune", "le coût pour la commune", "ce que les mesures coûtent aux communes",
        ),
        main=True, in_curve=True, since_start=True,
    ),
    Indicator(
        id="cost_insurance", unit="€", rule=Rule.FLOW, counted=by_insurance(),
        en=Wording(
            "Cost to health insurance", "the cost to health insurance",
            "its share of contacts for needs of residents and visitors, and what measures cost it",
        ),
        fr=Wording(
            "Coût pour l’assurance maladie", "le coût pour l’assurance maladie",
            "sa part des recours aux soins des habitants et des visiteurs, et ce que les mesures lui coûtent",
        ),
        main=True, since_start=True,
    ),
    Indicator(
        id="cost_patients", unit="€", rule=Rule.FLOW, counted=by_patients(),
        en=Wording(
            "Cost to patients", "the cost to patients",
            "the share of contacts that is not reimbursed, before complementary insurance",
        ),
        fr=Wording(
            "Coût pour les patients", "le coût pour les patients",
            "la part des recours aux soins que l’assurance maladie ne rembourse pas, avant complémentaire",
        ),
        main=True, since_start=True,
    ),
    Indicator(
        id="cost_others", unit="€", rule=Rule.FLOW, counted=by_measures(),
        en=Wording("Cost to others", "the cost to others", "what measures cost the region and the doctors"),
        fr=Wording(
            "Coût pour les autres", "le coût pour les autres",
            "ce que les mesures coûtent à la région et aux médecins",
        ),
        since_start=True,
    ),
    Indicator(
        id="cost_per_gp", unit="€ per GP", rule=Rule.COMPARED, parts=("cost_commune", "gps"),
        en=Wording(
            "Commune's cost per GP kept", "the commune's cost per GP retained",
            "added cost to the commune since the start, over GPs added (on average over the period)",
        ),
        fr=Wording(
            "Coût communal par médecin maintenu", "le coût pour la commune par médecin maintenu",
            "surcoût pour la commune depuis le début, rapporté aux médecins gagnés (en moyenne sur la "
            "période)",
        ),
        main=True,
    ),
    Indicator(
        id="cost_per_answer", unit="€ per need", rule=Rule.COMPARED,
        parts=("cost_commune", "cost_insurance", "answered"),
        en=Wording(
            "Public cost per need answered", "the public cost per need answered",
            "added cost to commune and insurance over needs answered in addition, since the start",
        ),
        fr=Wording(
            "Coût public par besoin satisfait", "le coût public par besoin satisfait",
            "surcoût pour la commune et l’assurance maladie, rapporté aux besoins satisfaits en plus, depuis "
            "le début",
        ),
        main=True,
    ),
    Indicator(
        id="cost_per_ed_visit", unit="€ per visit", rule=Rule.COMPARED, scale=-1,
        parts=("cost_commune", "cost_insurance", "ed_visits"),
        en=Wording(
            "Public cost per ED visit saved", "the public cost per emergency visit avoided",
            "added cost to commune and insurance over emergency visits avoided, since the start",
        ),
        fr=Wording(
            "Coût public par passage aux urgences évité", "le coût public par passage aux urgences évité",
            "surcoût pour la commune et l’assurance maladie, rapporté aux passages aux urgences évités, "
            "depuis le début",
        ),
        main=True,
    ),
))  # fmt: skip
