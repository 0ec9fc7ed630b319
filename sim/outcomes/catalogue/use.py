"""Indicators of use: by whom and where needs are seen, calls to the 15, what a missed follow-up leads to."""

from typing import Any, Final

from sim.outcomes.catalogue.indicator import Indicator, Rule, Section, Theme, Wording
from sim.outcomes.counting.tallies import (
    advised,
    at_ed,
    at_lines,
    counted_as,
    missed,
    needs,
    of_residents,
    with_doctor,
)
from sim.world.records import BEGAN, CLOSED_OUT, LEFT_QUEUE, TURNED_AWAY


def visits(id: str, en: Wording, fr: Wording, **chosen: Any) -> Indicator:
    """Needs whose end is counted so, and visits at the services where needs end so."""
    return Indicator(
        id=id, unit="visits", rule=Rule.FLOW, counted=needs(counted_as(id), by_service=True),
        en=en, fr=fr, **chosen,
    )  # fmt: skip


USE: Final = Theme("where", {"en": "Where people go", "fr": "Où vont les patients"}, (
    Indicator(
        id="consultations", unit="consultations", rule=Rule.FLOW, counted=needs(with_doctor),
        en=Wording(
            "Consultations with a doctor", "the number of consultations with a doctor",
            "needs seen by a GP in person or on screen, by SOS Médecins, an MMG or a CMSI, or outside; not "
            "emergency departments",
        ),
        fr=Wording(
            "Consultations d’un médecin", "le nombre de consultations d’un médecin",
            "besoins vus par un médecin généraliste, en présence ou à distance, par SOS Médecins, dans une "
            "MMG ou un CMSI, ou hors du territoire ; sans les urgences",
        ),
        main=True, in_drift=True,
    ),
    Indicator(
        id="consultations_per_resident", unit="per resident and year", rule=Rule.RATIO, scale=12,
        parts=("resident_consultations", "residents"),
        en=Wording(
            "Consultations per resident", "the number of consultations per resident",
            "twelve times the consultations of residents in a month over the residents on its first day",
        ),
        fr=Wording(
            "Consultations par habitant", "le nombre de consultations par habitant",
            "douze fois les consultations des habitants dans un mois, rapportées aux habitants de son "
            "premier jour",
        ),
    ),
    Indicator(
        id="team_visits", unit="visits", rule=Rule.FLOW, counted=needs(counted_as("team_visits")),
        en=Wording(
            "Visits to IPA and teams", "the number of visits to IPA and teams",
            "needs seen by an IPA or another professional to whom they are delegated",
        ),
        fr=Wording(
            "Consultations d’IPA et d’équipe", "le nombre de consultations d’IPA et d’équipe",
            "besoins vus par une infirmière en pratique avancée (IPA) ou un autre professionnel à qui ils "
            "sont délégués",
        ),
    ),
    Indicator(
        id="teleconsultations", unit="consultations", rule=Rule.FLOW,
        counted=needs(counted_as("teleconsultations")),
        en=Wording(
            "Teleconsultations", "the number of teleconsultations", "needs seen by a doctor on screen",
        ),
        fr=Wording(
            "Téléconsultations", "le nombre de téléconsultations", "besoins vus par un médecin à distance",
        ),
        main=True, in_drift=True,
    ),
    Indicator(
        id="out_of_territory", unit="consultations", rule=Rule.FLOW,
        counted=needs(counted_as("out_of_territory")),
        en=Wording(
            "Seen outside the territory", "the number of consultations outside the territory",
            "needs seen by a GP outside the territory",
        ),
        fr=Wording(
            "Vus hors du territoire", "le nombre de consultations hors du territoire",
            "besoins vus par un médecin généraliste hors du territoire",
        ),
        main=True, in_drift=True,
    ),
    visits(
        "cmsi_visits",
        Wording(
            "CMSI visits", "the number of visits to the CMSI", "needs seen at a CMSI",
            alone="Visits to the CMSI",
        ),
        Wording(
            "Passages au CMSI", "le nombre de passages au CMSI",
            "besoins vus dans un centre médical de soins immédiats (CMSI)",
        ),
        main=True, section=Section("volumes", 2), in_drift=True,
    ),
    visits(
        "sos_visits",
        Wording(
            "SOS Médecins visits", "the number of visits by SOS Médecins", "needs seen by SOS Médecins",
        ),
        Wording(
            "Visites de SOS Médecins", "le nombre de visites de SOS Médecins",
            "besoins vus par SOS Médecins",
        ),
        main=True,
    ),
    visits(
        "mmg_visits",
        Wording(
            "On-call surgery (MMG) visits", "the number of visits to the on-call surgery (MMG)",
            "needs seen at a maison médicale de garde",
        ),
        Wording(
            "Passages en maison médicale de garde", "le nombre de passages en maison médicale de garde (MMG)",
            "besoins vus dans une maison médicale de garde, lieu de la permanence des soins",
        ),
    ),
    Indicator(
        id="ed_visits", unit="visits", rule=Rule.FLOW, counted=needs(at_ed, streams=True, by_service=True),
        en=Wording(
            "Emergency department visits", "the number of visits to emergency departments",
            "needs and true emergencies that ended at an emergency department or its GP front end",
            alone="Visits to emergency departments",
        ),
        fr=Wording(
            "Passages aux urgences", "le nombre de passages aux urgences",
            "besoins et urgences vraies pris en charge dans un service d’urgences ou sa filière de médecine "
            "générale",
        ),
        main=True, lead=6, section=Section("volumes", 1), in_curve=True, in_sweep=True, in_drift=True,
    ),
    Indicator(
        id="ed_avoidable", unit="visits", rule=Rule.FLOW, counted=needs(at_ed, by_person=True),
        en=Wording(
            "… of which avoidable", "the number of avoidable visits to emergency departments",
            "the same, needs of primary care only",
            alone="Avoidable visits to emergency departments",
        ),
        fr=Wording(
            "… dont évitables", "le nombre de passages évitables aux urgences",
            "les mêmes, seulement les besoins qui relèvent des soins primaires",
            alone="Passages évitables aux urgences",
        ),
        main=True,
    ),
    Indicator(
        id="calls", unit="calls", rule=Rule.FLOW, counted=at_lines(BEGAN),
        en=Wording(
            "Calls answered by the 15 / SAS", "the number of calls answered by the 15 / SAS",
            "calls that were answered, whatever they were about",
        ),
        fr=Wording(
            "Appels décrochés par le 15 / SAS", "le nombre d’appels décrochés par le 15 / SAS",
            "appels décrochés par le 15 ou le service d’accès aux soins (SAS), quel que soit leur motif",
        ),
        main=True, section=Section("volumes", 3), in_drift=True,
    ),
    Indicator(
        id="calls_advised", unit="calls", rule=Rule.FLOW, counted=needs(advised, streams=True),
        en=Wording(
            "… of which advised by phone", "the number of calls that end with advice",
            "needs and other calls that ended with advice",
            alone="Calls that end with advice",
        ),
        fr=Wording(
            "… dont conseil médical", "le nombre d’appels qui se terminent par un conseil médical",
            "besoins et autres appels qui se terminent par un conseil médical",
            alone="Appels terminés par un conseil médical",
        ),
        section=Section("volumes", 4),
    ),
    Indicator(
        id="calls_abandoned", unit="calls", rule=Rule.FLOW,
        counted=at_lines(LEFT_QUEUE, CLOSED_OUT, TURNED_AWAY),
        en=Wording(
            "Calls abandoned", "the number of abandoned calls",
            "callers who hung up, were turned away or met the closing of the line",
        ),
        fr=Wording(
            "Appels abandonnés", "le nombre d’appels abandonnés",
            "appelants qui ont raccroché, que la ligne n’a pu prendre ou qu’elle a trouvés à sa fermeture",
        ),
    ),
    Indicator(
        id="avoidable_hospitalisations", unit="stays", rule=Rule.FLOW, counted=missed(),
        en=Wording(
            "Avoidable hospital stays", "the number of avoidable hospital stays",
            "follow-ups and renewals that did not take place, times an assumed rate",
        ),
        fr=Wording(
            "Hospitalisations évitables", "le nombre d’hospitalisations évitables",
            "suivis et renouvellements qui n’ont pas eu lieu, multipliés par un taux supposé",
        ),
    ),
    # Parts.
    Indicator(
        id="resident_consultations", unit="consultations", rule=Rule.FLOW, shown=False,
        counted=of_residents(with_doctor),
        en=Wording("Consultations of residents", "", "without visitors"),
        fr=Wording("Consultations des habitants", "", "sans les visiteurs"),
    ),
))  # fmt: skip
