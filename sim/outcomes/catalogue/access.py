"""Indicators of access: who has a médecin traitant, whose needs are answered, how far people travel."""

from typing import Final

from sim.outcomes.catalogue.appointments import APPOINTMENTS
from sim.outcomes.catalogue.indicator import Indicator, Rule, Section, Theme, Wording
from sim.outcomes.counting.tallies import (
    answered,
    at_counters,
    by_cell,
    contacts,
    counted_as,
    needs,
    people,
    refused,
    renounced,
)
from sim.world.records import BEGAN, WAITED_SECONDS

MONTHS_A_DAY: Final = 12 / 365.25
SECONDS_A_MINUTE: Final = 60.0

ACCESS: Final = Theme("access", {"en": "Access", "fr": "Accès aux soins"}, (
    Indicator(
        id="without_mt", unit="%", rule=Rule.RATIO, parts=("adults_without_mt", "adults"), scale=100,
        en=Wording(
            "No médecin traitant, 17 and over",
            "the share of residents of 17 and over without a médecin traitant",
            "residents of 17 and over who have no médecin traitant on the first of the month",
        ),
        fr=Wording(
            "Sans médecin traitant, 17 ans et plus",
            "la part des habitants de 17 ans et plus sans médecin traitant",
            "habitants de 17 ans et plus qui n’ont pas de médecin traitant le premier du mois",
        ),
        main=True, lead=1, section=Section("without_mt", 1), in_curve=True, in_sweep=True, in_drift=True,
    ),
    Indicator(
        id="children_without_mt", unit="residents", rule=Rule.STOCK, counted=people("children_without_mt"),
        en=Wording(
            "No médecin traitant, under 17", "the number of children without a médecin traitant",
            "residents under 17 without médecin traitant",
        ),
        fr=Wording(
            "Sans médecin traitant, moins de 17 ans", "le nombre d’enfants sans médecin traitant",
            "habitants de moins de 17 ans sans médecin traitant",
        ),
    ),
    Indicator(
        id="released", unit="residents", rule=Rule.FLOW, counted=people("released"),
        en=Wording(
            "Residents who lost their GP", "the number of residents who lost their GP",
            "residents whose médecin traitant left practice, and whom no successor took over",
        ),
        fr=Wording(
            "Patients dont le médecin est parti", "le nombre d’habitants dont le médecin traitant est parti",
            "habitants dont le médecin traitant a cessé d’exercer et qu’aucun successeur n’a repris",
        ),
    ),
    Indicator(
        id="not_reassigned", unit="%", rule=Rule.RATIO, scale=100,
        parts=("people_released_without_mt", "people_released"),
        en=Wording(
            "Lost their GP, still without one", "the share still without a GP of those who lost theirs",
            "of the residents whose médecin traitant ever left since the first day simulated, and whom no "
            "successor took over, those without one on the first of the month",
        ),
        fr=Wording(
            "Médecin parti, toujours sans",
            "la part de ceux dont le médecin traitant est parti et qui n’en ont pas retrouvé",
            "parmi les habitants dont le médecin traitant est parti depuis le premier jour simulé et "
            "qu’aucun successeur n’a repris, ceux qui n’en ont pas le premier du mois",
        ),
        main=True,
    ),
    Indicator(
        id="reassign_months", unit="months", rule=Rule.RATIO, scale=MONTHS_A_DAY,
        parts=("reassigned_days", "reassigned"),
        en=Wording(
            "Lost their GP, time to a new one", "the time to a new GP of those who lost theirs",
            "from the departure of the old médecin traitant to the registration with a new one (30.4 days a "
            "month), mean over those released who registered in the period; who still looks is not in it: "
            "see not_reassigned",
        ),
        fr=Wording(
            "Médecin parti, délai pour en retrouver un",
            "le délai pour retrouver un médecin traitant après un départ",
            "du départ de l’ancien médecin traitant à la déclaration du nouveau (30,4 jours par mois), en "
            "moyenne sur ceux qui en ont retrouvé un dans la période ; ceux qui cherchent encore n’y sont "
            "pas : voir not_reassigned",
        ),
        main=True,
    ),
    *APPOINTMENTS,
    Indicator(
        id="needs", unit="needs", rule=Rule.FLOW, counted=needs(by_kind=True, by_person=True),
        en=Wording(
            "Needs that arose", "the number of needs that arose",
            "needs of residents and visitors that arose in the month, each counted once",
        ),
        fr=Wording(
            "Besoins de soins apparus", "le nombre de besoins de soins apparus",
            "besoins des habitants et des visiteurs apparus dans le mois, comptés une fois chacun",
        ),
        in_drift=True,
    ),
    Indicator(
        id="answered", unit="needs", rule=Rule.FLOW, counted=needs(answered, by_kind=True, by_person=True),
        en=Wording(
            "Needs answered", "the number of needs answered",
            "needs that ended seen by somebody or advised by the 15",
        ),
        fr=Wording(
            "Besoins satisfaits", "le nombre de besoins satisfaits",
            "besoins vus par un soignant ou qui ont reçu un conseil du 15",
        ),
    ),
    Indicator(
        id="answered_share", unit="%", rule=Rule.RATIO, scale=100, parts=("answered", "needs"),
        en=Wording("Needs answered", "the share of needs answered", "answered over needs"),
        fr=Wording("Besoins satisfaits", "la part des besoins satisfaits", "answered rapporté à needs"),
        main=True,
    ),
    Indicator(
        id="refused", unit="needs", rule=Rule.FLOW, counted=refused(),
        en=Wording(
            "Needs refused an appointment", "the number of needs refused an appointment",
            "needs of which some request for an appointment brought no offer",
        ),
        fr=Wording(
            "Refus de rendez-vous", "le nombre de besoins qui ont essuyé un refus de rendez-vous",
            "besoins dont au moins une demande de rendez-vous est restée sans proposition",
        ),
        in_drift=True,
    ),
    Indicator(
        id="refused_share", unit="%", rule=Rule.RATIO, scale=100, parts=("refused", "needs"),
        en=Wording(
            "Needs refused an appointment", "the share of needs refused an appointment",
            "refused over needs",
        ),
        fr=Wording(
            "Refus de rendez-vous", "la part des besoins qui ont essuyé un refus de rendez-vous",
            "refused rapporté à needs",
        ),
        main=True,
    ),
    Indicator(
        id="renounced", unit="needs", rule=Rule.FLOW, counted=needs(renounced, by_kind=True, by_person=True),
        en=Wording(
            "Needs given up", "the number of needs given up", "needs given up after everything was tried",
        ),
        fr=Wording(
            "Renoncements", "le nombre de renoncements",
            "besoins auxquels on a renoncé après avoir tout essayé",
        ),
        in_drift=True,
    ),
    Indicator(
        id="renounced_share", unit="%", rule=Rule.RATIO, scale=100, parts=("renounced", "needs"),
        en=Wording("Needs given up", "the share of needs given up", "renounced over needs"),
        fr=Wording(
            "Renoncements", "la part des besoins auxquels on a renoncé", "renounced rapporté à needs",
        ),
        main=True, lead=5, in_curve=True, in_sweep=True,
    ),
    Indicator(
        id="no_shows", unit="needs", rule=Rule.FLOW, counted=needs(counted_as("no_shows")),
        en=Wording(
            "Appointments nobody came to", "the number of appointments nobody came to",
            "appointments to which nobody came",
        ),
        fr=Wording(
            "Rendez-vous non honorés", "le nombre de rendez-vous non honorés",
            "rendez-vous auxquels personne n’est venu",
        ),
    ),
    Indicator(
        id="travel_minutes", unit="minutes", rule=Rule.RATIO, parts=("travel_total", "travel_visits"),
        en=Wording(
            "Travel to a GP, one way", "travel to a GP, one way,",
            "one way, of visits to GPs of the territory and their teams",
        ),
        fr=Wording(
            "Trajet vers le médecin, aller", "le trajet aller vers le médecin",
            "trajet aller des consultations chez les médecins généralistes du territoire et leurs équipes",
        ),
        main=True,
    ),
    Indicator(
        id="counter_wait_minutes", unit="minutes", rule=Rule.RATIO,
        parts=("counter_waited", "counter_served"),
        en=Wording(
            "Wait at walk-in services", "the wait at walk-in services",
            "from joining the queue to the beginning of service, of those served at counters of the "
            "territory; the commune is the counter's",
        ),
        fr=Wording(
            "Attente aux services sans rendez-vous", "l’attente aux services sans rendez-vous",
            "de l’arrivée dans la file au début de la prise en charge, pour ceux qui ont été pris en charge "
            "dans un service du territoire ; la commune est celle du service",
        ),
    ),
    Indicator(
        id="any_contact", unit="%", rule=Rule.YEARLY, scale=100,
        parts=("persons_with_contact", "persons_all_year"),
        en=Wording(
            "Contact with a GP in the year",
            "the share of residents with a contact with a GP in the year",
            "residents present all year of whom at least one need was seen, other than by a team or by an "
            "emergency department (its GP front end is a contact)",
        ),
        fr=Wording(
            "Contact avec un généraliste dans l’année",
            "la part des habitants ayant eu un contact avec un médecin généraliste dans l’année",
            "habitants présents toute l’année dont au moins un besoin a été vu, autrement que par une équipe "
            "ou aux urgences (leur filière de médecine générale est un contact)",
        ),
    ),
    Indicator(
        id="inequality", unit="Gini index", rule=Rule.SPREAD, parts=("apl", "residents"),
        en=Wording(
            "Inequality between communes", "inequality between communes",
            "Gini index of the communes' APL, each weighted by its residents; only where results are by "
            "commune",
        ),
        fr=Wording(
            "Inégalité entre communes", "l’inégalité entre communes",
            "indice de Gini de l’APL des communes, pondérées par leurs habitants ; seulement si les "
            "résultats sont par commune",
        ),
    ),
    # Parts.
    Indicator(
        id="adults", unit="residents", rule=Rule.STOCK, counted=people("adults"), shown=False,
        en=Wording("Residents of 17 and over", "", "residents of 17 and over on the first of the month"),
        fr=Wording("Habitants de 17 ans et plus", "", "habitants de 17 ans et plus le premier du mois"),
    ),
    Indicator(
        id="adults_without_mt", unit="residents", rule=Rule.STOCK, counted=people("adults_without_mt"),
        shown=False,
        en=Wording("Adults without médecin traitant", "", "of the adults, those without médecin traitant"),
        fr=Wording("Adultes sans médecin traitant", "", "parmi les adultes, ceux sans médecin traitant"),
    ),
    Indicator(
        id="people_released", unit="residents", rule=Rule.STOCK, counted=people("people_released"),
        shown=False,
        en=Wording("Residents ever released", "", "see not_reassigned"),
        fr=Wording("Habitants dont le médecin est parti un jour", "", "voir not_reassigned"),
    ),
    Indicator(
        id="people_released_without_mt", unit="residents", rule=Rule.STOCK, shown=False,
        counted=people("people_released_without_mt"),
        en=Wording("Released, without médecin traitant", "", "see not_reassigned"),
        fr=Wording("Médecin parti, sans médecin traitant", "", "voir not_reassigned"),
    ),
    Indicator(
        id="reassigned", unit="residents", rule=Rule.FLOW, counted=people("reassigned", 0), shown=False,
        en=Wording(
            "Residents registered again", "",
            "residents released who registered with a new médecin traitant",
        ),
        fr=Wording(
            "Habitants avec un nouveau médecin traitant", "",
            "habitants dont le médecin est parti et qui en ont déclaré un nouveau",
        ),
    ),
    Indicator(
        id="reassigned_days", unit="days", rule=Rule.FLOW, counted=people("reassigned", 1), shown=False,
        en=Wording("Days from release to registration", "", "see reassign_months"),
        fr=Wording("Jours du départ à la nouvelle déclaration", "", "voir reassign_months"),
    ),
    Indicator(
        id="travel_visits", unit="visits", rule=Rule.FLOW, counted=by_cell("travel", 0), shown=False,
        en=Wording("Visits with travel", "", "see travel_minutes"),
        fr=Wording("Consultations avec trajet", "", "voir travel_minutes"),
    ),
    Indicator(
        id="travel_total", unit="minutes", rule=Rule.FLOW, counted=by_cell("travel", 1), shown=False,
        en=Wording("Minutes of travel", "", "see travel_minutes"),
        fr=Wording("Minutes de trajet", "", "voir travel_minutes"),
    ),
    Indicator(
        id="counter_served", unit="visits", rule=Rule.FLOW, counted=at_counters(BEGAN), shown=False,
        en=Wording("Served at counters", "", "see counter_wait_minutes"),
        fr=Wording("Pris en charge sans rendez-vous", "", "voir counter_wait_minutes"),
    ),
    Indicator(
        id="counter_waited", unit="minutes", rule=Rule.FLOW, shown=False,
        counted=at_counters(WAITED_SECONDS, SECONDS_A_MINUTE),
        en=Wording("Minutes waited at counters", "", "see counter_wait_minutes"),
        fr=Wording("Minutes d’attente sans rendez-vous", "", "voir counter_wait_minutes"),
    ),
    Indicator(
        id="persons_all_year", unit="residents", rule=Rule.FLOW, counted=contacts(0), yearly=True,
        shown=False,
        en=Wording(
            "Residents present all year", "",
            "from the first to the last day of the civil year that begins in the month",
        ),
        fr=Wording(
            "Habitants présents toute l’année", "",
            "du premier au dernier jour de l’année civile qui commence dans le mois",
        ),
    ),
    Indicator(
        id="persons_with_contact", unit="residents", rule=Rule.FLOW, counted=contacts(1), yearly=True,
        shown=False,
        en=Wording("Residents with a contact with a GP", "", "of them, those with any contact"),
        fr=Wording("Habitants ayant eu un contact", "", "parmi eux, ceux qui ont eu un contact"),
    ),
    Indicator(
        id="contacts", unit="contacts", rule=Rule.FLOW, counted=contacts(2), yearly=True, shown=False,
        en=Wording("Contacts with a GP", "", "of residents present all year: how many"),
        fr=Wording("Contacts avec un généraliste", "", "des habitants présents toute l’année : leur nombre"),
    ),
))  # fmt: skip
