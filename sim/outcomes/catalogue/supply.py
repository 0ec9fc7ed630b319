"""Indicators of doctors: how many practise, how much they work, who comes, leaves and stays."""

from collections.abc import Iterator
from typing import Final

from sim.outcomes.catalogue.indicator import Indicator, Rule, Section, Theme, Wording
from sim.outcomes.counting.careers import displaced, from_outside, years_later
from sim.outcomes.counting.doctor_counts import (
    apl_residents,
    full_time,
    happens_on,
    heads,
    of_gps,
    overloaded,
    standardised_residents,
)

RETENTION_YEARS: Final = (3, 5)


def _retention(years: int) -> Indicator:
    return Indicator(
        id=f"retention_{years}y", unit="%", rule=Rule.RATIO, scale=100,
        parts=(f"retention_{years}y_kept", f"retention_{years}y_due"),
        en=Wording(
            f"GPs still there after {years} years",
            f"the share of GPs still there after {years} years",
            f"of the GPs who came from outside the territory {years} years before, on a day after the first "
            "one simulated, those who practise in it still, wherever they have moved; counted in the month "
            f"{years} years after they came, in the commune where they began; undefined (never 0) where no "
            "such month falls in the period, as in the first years of every run",
        ),
        fr=Wording(
            f"Médecins encore en exercice après {years} ans",
            f"la part des médecins encore en exercice après {years} ans",
            f"parmi les médecins généralistes venus de l’extérieur du territoire {years} ans plus tôt, après "
            "le premier jour simulé, ceux qui y exercent encore, où qu’ils aient déménagé ; comptés dans le "
            f"mois qui suit leur arrivée de {years} ans, dans la commune de leur installation ; non défini "
            "(jamais 0) si aucun de ces mois ne tombe dans la période, comme dans les premières années de "
            "toute simulation",
        ),
        main=True,
    )  # fmt: skip


def _retention_parts(years: int) -> Iterator[Indicator]:
    yield Indicator(
        id=f"retention_{years}y_due", unit="heads", rule=Rule.FLOW, counted=years_later(years), shown=False,
        en=Wording(f"GPs who came {years} years before", "", f"see retention_{years}y"),
        fr=Wording(f"Médecins arrivés {years} ans plus tôt", "", f"voir retention_{years}y"),
    )  # fmt: skip
    yield Indicator(
        id=f"retention_{years}y_kept", unit="heads", rule=Rule.FLOW, shown=False,
        counted=years_later(years, kept=True),
        en=Wording(f"GPs who came {years} years before and stayed", "", f"see retention_{years}y"),
        fr=Wording(f"Médecins arrivés {years} ans plus tôt et restés", "", f"voir retention_{years}y"),
    )  # fmt: skip


SUPPLY: Final = Theme("doctors", {"en": "Doctors", "fr": "Médecins"}, (
    Indicator(
        id="gps", unit="heads", rule=Rule.STOCK, counted=of_gps(heads),
        en=Wording(
            "GPs in practice", "the number of GPs in practice",
            "GPs who practise in the commune on the first of the month",
        ),
        fr=Wording(
            "Médecins généralistes en exercice", "le nombre de médecins généralistes en exercice",
            "médecins généralistes qui exercent dans la commune le premier du mois",
        ),
        main=True, lead=8, section=Section("supply", 1), in_sweep=True, steps=True,
    ),
    Indicator(
        id="gp_fte", unit="full-time GPs", rule=Rule.STOCK, counted=of_gps(full_time),
        en=Wording(
            "GPs, full-time equivalents", "GPs' activity in full-time equivalents",
            "consultations held by the commune's GPs in the month, as a yearly rate, over those of one "
            "full-time GP (5,400)",
            alone="Full-time equivalents",
        ),
        fr=Wording(
            "Médecins généralistes, ETP", "l’activité des médecins généralistes en équivalents temps plein",
            "consultations des médecins généralistes de la commune dans le mois, ramenées à l’année, "
            "rapportées à celles d’un équivalent temps plein (5 400)",
            alone="Équivalents temps plein",
        ),
        main=True, lead=7, section=Section("supply", 2), in_curve=True, in_sweep=True, in_drift=True,
    ),
    Indicator(
        id="gps_per_10000", unit="per 10,000 residents", rule=Rule.RATIO, parts=("gps", "residents"),
        scale=10000,
        en=Wording(
            "GPs per 10,000 residents", "the number of GPs per 10,000 residents", "gps over residents",
        ),
        fr=Wording(
            "Médecins généralistes pour 10 000 habitants",
            "le nombre de médecins généralistes pour 10 000 habitants", "gps rapporté à residents",
        ),
    ),
    Indicator(
        id="apl", unit="consultations per resident and year", rule=Rule.RATIO,
        parts=("apl_residents", "standardised_residents"),
        en=Wording(
            "Accessibility to GPs (APL)", "accessibility to GPs (APL)",
            "two-step floating catchment areas: supply is the consultations of the last twelve months (fewer "
            "at the beginning) of GPs who practise on the first of the month, as a yearly rate and capped; "
            "demand is residents weighted by age; weights by travel",
        ),
        fr=Wording(
            "Accessibilité aux généralistes (APL)",
            "l’accessibilité potentielle localisée (APL) aux médecins généralistes",
            "l’offre est faite des consultations des douze derniers mois (moins au début) des médecins "
            "généralistes en exercice le premier du mois, ramenées à l’année et plafonnées ; la demande, des "
            "habitants pondérés par l’âge ; les deux sont pondérées par le temps de trajet",
        ),
        main=True,
    ),
    Indicator(
        id="panel", unit="patients per GP", rule=Rule.RATIO, parts=("panel_patients", "gps"),
        en=Wording(
            "Patients per GP (panel)", "the number of patients per GP",
            "residents who name the GP as médecin traitant, per GP",
        ),
        fr=Wording(
            "Patientèle médecin traitant par médecin", "la patientèle médecin traitant par médecin",
            "habitants qui ont déclaré le médecin comme médecin traitant, par médecin",
        ),
        in_drift=True,
    ),
    Indicator(
        id="weekly_hours", unit="hours a week", rule=Rule.RATIO, parts=("gp_hours", "gp_weeks"),
        en=Wording(
            "Hours per GP and week", "the number of hours a GP works in a week",
            "hours of booked slots in weeks that are worked, times the hours worked for an hour with "
            "patients",
        ),
        fr=Wording(
            "Heures de travail par médecin et semaine",
            "le nombre d’heures de travail par semaine d’un "
            "médecin",
            "heures de créneaux réservés des semaines travaillées, multipliées par les heures travaillées "
            "pour une heure auprès des patients",
        ),
    ),
    Indicator(
        id="overloaded", unit="%", rule=Rule.RATIO, parts=("overloaded_gps", "gps"), scale=100,
        en=Wording(
            "GPs overloaded", "the share of GPs who are overloaded",
            "GPs whose weekly hours in the month exceed the threshold",
        ),
        fr=Wording(
            "Médecins en surcharge", "la part des médecins en surcharge",
            "médecins généralistes dont les heures par semaine dépassent le seuil dans le mois",
        ),
    ),
    Indicator(
        id="arrivals", unit="heads", rule=Rule.FLOW, counted=happens_on("from_day"),
        en=Wording(
            "GPs who arrived", "the number of GPs who arrived",
            "GPs who begin in the commune; a move within the territory counts at both ends",
        ),
        fr=Wording(
            "Installations de médecins", "le nombre d’installations de médecins généralistes",
            "médecins généralistes qui s’installent dans la commune ; un déménagement à l’intérieur du "
            "territoire compte aux deux bouts",
        ),
    ),
    Indicator(
        id="arrivals_outside", unit="heads", rule=Rule.FLOW, counted=from_outside(),
        en=Wording(
            "GPs who came from outside", "the number of GPs who came from outside",
            "of the arrivals, those who come from outside the territory",
        ),
        fr=Wording(
            "… dont venus de l’extérieur", "le nombre de médecins généralistes venus de l’extérieur",
            "parmi les installations, celles de médecins venus de l’extérieur du territoire",
            alone="Médecins venus de l’extérieur",
        ),
        main=True,
    ),
    Indicator(
        id="departures", unit="heads", rule=Rule.FLOW, counted=happens_on("until_day"),
        en=Wording(
            "GPs who left", "the number of GPs who left",
            "GPs who end in the commune; a move within the territory counts at both ends",
        ),
        fr=Wording(
            "Départs de médecins", "le nombre de départs de médecins généralistes",
            "médecins généralistes qui cessent d’exercer dans la commune ; un déménagement à l’intérieur du "
            "territoire compte aux deux bouts",
        ),
    ),
    Indicator(
        id="displaced", unit="heads", rule=Rule.FLOW, counted=displaced(),
        en=Wording(
            "GPs who left for nearby practice", "the number of GPs who left for a practice nearby",
            "GPs who settle elsewhere in the territory and leave their practice for it; the commune is the "
            "one they leave",
        ),
        fr=Wording(
            "Médecins partis vers un cabinet voisin",
            "le nombre de médecins généralistes partis vers un cabinet voisin",
            "médecins généralistes qui quittent leur cabinet pour s’installer ailleurs dans le territoire ; "
            "la commune est celle qu’ils quittent",
        ),
        main=True,
    ),
    *(_retention(years) for years in RETENTION_YEARS),
    # Parts.
    Indicator(
        id="panel_patients", unit="patients", rule=Rule.STOCK, shown=False,
        counted=of_gps(lambda gps, source: gps.panels),
        en=Wording("Patients on panels", "", "residents on the panels of the commune's GPs"),
        fr=Wording("Patientèle médecin traitant", "", "patientèles des médecins de la commune"),
    ),
    Indicator(
        id="overloaded_gps", unit="heads", rule=Rule.STOCK, counted=of_gps(overloaded), shown=False,
        en=Wording("Overloaded GPs", "", "see overloaded"),
        fr=Wording("Médecins en surcharge", "", "voir overloaded"),
    ),
    Indicator(
        id="apl_residents", unit="consultations", rule=Rule.STOCK, counted=apl_residents(), shown=False,
        en=Wording("APL times residents", "", "see apl"),
        fr=Wording("APL multipliée par les habitants", "", "voir apl"),
    ),
    Indicator(
        id="standardised_residents", unit="residents", rule=Rule.STOCK, shown=False,
        counted=standardised_residents(),
        en=Wording("Residents weighted by age", "", "see apl"),
        fr=Wording("Habitants pondérés par l’âge", "", "voir apl"),
    ),
    Indicator(
        id="gp_visits", unit="visits", rule=Rule.FLOW, shown=False,
        counted=of_gps(lambda gps, source: gps.visits),
        en=Wording(
            "Visits held by GPs", "", "visits held by the commune's GPs, by the month of the visit",
        ),
        fr=Wording(
            "Consultations des médecins", "",
            "consultations des médecins généralistes de la commune, par mois de la consultation",
        ),
    ),
    Indicator(
        id="gp_hours", unit="hours", rule=Rule.FLOW, shown=False,
        counted=of_gps(lambda gps, source: gps.hours),
        en=Wording("Hours of GPs", "", "see weekly_hours"),
        fr=Wording("Heures des médecins", "", "voir weekly_hours"),
    ),
    Indicator(
        id="gp_weeks", unit="weeks", rule=Rule.FLOW, shown=False,
        counted=of_gps(lambda gps, source: gps.weeks),
        en=Wording("Weeks worked by GPs", "", "see weekly_hours"),
        fr=Wording("Semaines travaillées par les médecins", "", "voir weekly_hours"),
    ),
    *(part for years in RETENTION_YEARS for part in _retention_parts(years)),
))  # fmt: skip
