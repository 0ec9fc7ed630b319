"""Every indicator by its stable id: unit, title, definition, rule (``sim.outcomes.rules`` says what rules
mean).

Left out at this stage: ``third_next_available`` (no count of free slots is recorded), ``retention_3y``,
``retention_5y``, ``displaced`` and ``reassign_months``.
"""

from typing import Final

from sim.outcomes.rules import ALL, WHOLE, Indicator, Rule

__all__ = ["ALL", "CATALOGUE", "COSTS", "INEQUALITY_OF", "WHOLE", "Indicator", "Rule"]

INEQUALITY_OF: Final = "apl"


def _flow(id: str, unit: str, title: str, definition: str) -> Indicator:
    return Indicator(id, unit, title, definition, Rule.FLOW)


def _stock(id: str, unit: str, title: str, definition: str) -> Indicator:
    return Indicator(id, unit, title, definition, Rule.STOCK)


def _part_flow(id: str, unit: str, title: str, definition: str) -> Indicator:
    return Indicator(id, unit, title, definition, Rule.FLOW, shown=False)


def _part_stock(id: str, unit: str, title: str, definition: str) -> Indicator:
    return Indicator(id, unit, title, definition, Rule.STOCK, shown=False)


def _ratio(
    id: str, unit: str, title: str, definition: str, parts: tuple[str, str], scale: float = 1.0
) -> Indicator:
    return Indicator(id, unit, title, definition, Rule.RATIO, parts[0], parts[1], scale)


SUPPLY: Final = (
    _stock("gps", "heads", "GPs", "GPs who practise in the commune on the first of the month"),
    _stock(
        "gp_fte", "full-time GPs", "GPs, full-time equivalents",
        "consultations held by the commune's GPs in the month, as a yearly rate, over those of one "
        "full-time GP (5,400)",
    ),
    _ratio(
        "gps_per_10000", "per 10,000 residents", "GPs per 10,000 residents",
        "gps over residents",
        ("gps", "residents"), 10000,
    ),
    _ratio(
        "apl", "consultations per resident and year", "Accessibility (APL)",
        "two-step floating catchment areas: supply is the consultations of the last twelve months "
        "(fewer at the beginning) of GPs who practise on the first of the month, as a yearly rate and"
        " capped; demand is residents weighted by age; weights by travel",
        ("apl_residents", "standardised_residents"),
    ),
    _ratio(
        "panel", "patients per GP", "Panel",
        "residents who name the GP as médecin traitant, per GP",
        ("panel_patients", "gps"),
    ),
    _ratio(
        "weekly_hours", "hours a week", "Weekly hours of a GP",
        "hours of booked slots in weeks that are worked, times the hours worked for an hour with "
        "patients",
        ("gp_hours", "gp_weeks"),
    ),
    _ratio(
        "overloaded", "%", "GPs who are overloaded",
        "GPs whose weekly hours in the month exceed the threshold",
        ("overloaded_gps", "gps"), 100,
    ),
    _flow(
        "arrivals", "heads", "GPs who arrive",
        "GPs who begin in the commune; a move within the territory counts at both ends",
    ),
    _flow(
        "departures", "heads", "GPs who leave",
        "GPs who end in the commune; a move within the territory counts at both ends",
    ),
)  # fmt: skip

ACCESS: Final = (
    _ratio(
        "without_mt", "%", "Without médecin traitant, 17 and over",
        "residents of 17 and over who have no médecin traitant on the first of the month",
        ("adults_without_mt", "adults"), 100,
    ),
    _stock(
        "children_without_mt", "residents", "Without médecin traitant, under 17",
        "residents under 17 without médecin traitant",
    ),
    _ratio(
        "delay_mean", "days", "Delay, mean",
        "days from first request to appointment, of appointments that took place with a GP or their "
        "team, by the month of the request (in groups all and kind: 90 days stand for 90 and more)",
        ("appointment_days", "appointments"),
    ),
    Indicator(
        "delay_median", "days", "Delay, median",
        "half of the appointments are obtained within so many days",
        Rule.QUANTILE, scale=0.5,
    ),
    Indicator(
        "delay_p90", "days", "Delay, 90th percentile",
        "nine appointments in ten are obtained within so many days",
        Rule.QUANTILE, scale=0.9,
    ),
    _ratio(
        "delay_same_day", "%", "Appointments on the same day",
        "delay of 0 days",
        ("appointments_same_day", "appointments"), 100,
    ),
    _ratio(
        "within_48h", "%", "Appointments within 48 hours",
        "delay of 0 or 1 day",
        ("appointments_48h", "appointments"), 100,
    ),
    _ratio(
        "delay_over_5", "%", "Appointments after more than 5 days",
        "delay of 6 days or more",
        ("appointments_over_5", "appointments"), 100,
    ),
    _flow(
        "needs", "needs", "Needs",
        "needs of residents and visitors that arose in the month, each counted once",
    ),
    _flow("answered", "needs", "Needs answered", "needs that ended seen by somebody or advised by the 15"),
    _ratio("answered_share", "%", "Needs answered, share", "answered over needs", ("answered", "needs"), 100),
    _flow(
        "refused", "needs", "Needs refused an appointment",
        "needs of which some request for an appointment brought no offer",
    ),
    _ratio("refused_share", "%", "Needs refused, share", "refused over needs", ("refused", "needs"), 100),
    _flow("renounced", "needs", "Needs renounced", "needs given up after everything was tried"),
    _ratio(
        "renounced_share", "%", "Needs renounced, share",
        "renounced over needs",
        ("renounced", "needs"), 100,
    ),
    _flow("no_shows", "needs", "No-shows", "appointments to which nobody came"),
    _ratio(
        "travel_minutes", "minutes", "Travel to the GP",
        "one way, of visits to GPs of the territory and their teams",
        ("travel_total", "travel_visits"),
    ),
    _ratio(
        "counter_wait_minutes", "minutes", "Wait at counters",
        "from joining to the beginning of service, of those served at counters of the territory; the "
        "commune is the counter's",
        ("counter_waited", "counter_served"),
    ),
    Indicator(
        "any_contact", "%", "At least one contact in the year",
        "residents present all year who were seen at least once",
        Rule.YEARLY, "persons_with_contact", "persons_all_year", scale=100,
    ),
    Indicator(
        "inequality", "Gini index", "Inequality between communes",
        "Gini index of the communes' APL, each weighted by its residents",
        Rule.SPREAD,
    ),
)  # fmt: skip

USE: Final = (
    _flow(
        "consultations", "consultations", "Consultations with a doctor",
        "needs seen by a GP in person or on screen, by SOS Médecins, an MMG or a CMSI, or outside; "
        "not emergency departments",
    ),
    _ratio(
        "consultations_per_resident", "per resident and year", "Consultations per resident and year",
        "twelve times the consultations of residents in a month over the residents on its first day",
        ("resident_consultations", "residents"), 12,
    ),
    _flow(
        "ed_visits", "visits", "Emergency visits",
        "needs and true emergencies that ended at an emergency department or its GP front end",
    ),
    _flow("ed_avoidable", "visits", "Avoidable emergency visits", "the same, needs of primary care only"),
    _flow("cmsi_visits", "visits", "CMSI visits", "needs seen at a CMSI"),
    _flow("sos_visits", "visits", "SOS Médecins visits", "needs seen by SOS Médecins"),
    _flow("mmg_visits", "visits", "MMG visits", "needs seen at a maison médicale de garde"),
    _flow(
        "team_visits", "visits", "Visits to teams",
        "needs seen by an IPA or another professional to whom they are delegated",
    ),
    _flow("teleconsultations", "consultations", "Teleconsultations", "needs seen by a doctor on screen"),
    _flow(
        "out_of_territory", "consultations", "Consultations outside",
        "needs seen by a GP outside the territory",
    ),
    _flow("calls", "calls", "Calls to the 15", "calls that were answered, whatever they were about"),
    _flow(
        "calls_advised", "calls", "Calls that end with advice",
        "needs and other calls that ended with advice",
    ),
    _flow(
        "calls_abandoned", "calls", "Calls abandoned",
        "callers who hung up, were turned away or met the closing of the line",
    ),
    _flow(
        "avoidable_hospitalisations", "stays", "Avoidable hospitalisations",
        "follow-ups and renewals that did not take place, times an assumed rate",
    ),
)  # fmt: skip

MONEY: Final = (
    _flow("cost_commune", "€", "Cost to the commune", "what measures cost the communes"),
    _flow(
        "cost_insurance", "€", "Cost to the health insurance",
        "its share of contacts for needs of residents and visitors, and what measures cost it",
    ),
    _flow(
        "cost_patients", "€", "Cost to patients",
        "the share of contacts that is not reimbursed, before complementary insurance",
    ),
    _flow("cost_others", "€", "Cost to others", "what measures cost the region and the doctors"),
    Indicator(
        "cost_per_gp", "€ per GP", "Cost to the commune per GP retained",
        "added cost to the commune since the start, over GPs added (on average over the period)",
        Rule.COMPARED,
    ),
    Indicator(
        "cost_per_answer", "€ per need", "Public cost per need answered",
        "added cost to commune and insurance over needs answered in addition, since the start",
        Rule.COMPARED,
    ),
    Indicator(
        "cost_per_ed_visit", "€ per visit", "Public cost per emergency visit avoided",
        "added cost to commune and insurance over emergency visits avoided, since the start",
        Rule.COMPARED,
    ),
)  # fmt: skip

PARTS: Final = (
    _stock("residents", "residents", "Residents", "residents on the first of the month"),
    _part_stock(
        "adults", "residents", "Residents of 17 and over",
        "residents of 17 and over on the first of the month",
    ),
    _part_stock(
        "adults_without_mt", "residents", "Adults without médecin traitant",
        "of those, without médecin traitant",
    ),
    _part_stock(
        "panel_patients", "patients", "Patients on panels",
        "residents on the panels of the commune's GPs",
    ),
    _part_stock("overloaded_gps", "heads", "Overloaded GPs", "see overloaded"),
    _part_stock("apl_residents", "consultations", "APL times residents", "see apl"),
    _part_stock("standardised_residents", "residents", "Residents weighted by age", "see apl"),
    _part_flow("resident_consultations", "consultations", "Consultations of residents", "without visitors"),
    _part_flow(
        "gp_visits", "visits", "Visits held by GPs",
        "visits held by the commune's GPs, by the month of the visit",
    ),
    _part_flow("gp_hours", "hours", "Hours of GPs", "see weekly_hours"),
    _part_flow("gp_weeks", "weeks", "Weeks worked by GPs", "see weekly_hours"),
    _part_flow(
        "appointments", "appointments", "Appointments",
        "appointments with a GP or their team that took place",
    ),
    _part_flow("appointment_days", "days", "Days to appointments", "sum of their delays"),
    _part_flow("appointments_same_day", "appointments", "Appointments, same day", "delay 0"),
    _part_flow("appointments_48h", "appointments", "Appointments within 48 hours", "delay 0 or 1"),
    _part_flow("appointments_over_5", "appointments", "Appointments after 5 days", "delay 6 and more"),
    _part_flow("travel_visits", "visits", "Visits with travel", "see travel_minutes"),
    _part_flow("travel_total", "minutes", "Minutes of travel", "see travel_minutes"),
    _part_flow("counter_served", "visits", "Served at counters", "see counter_wait_minutes"),
    _part_flow("counter_waited", "minutes", "Minutes waited at counters", "see counter_wait_minutes"),
    _part_flow(
        "persons_all_year", "residents", "Residents present all year",
        "of the civil year that begins in the month",
    ),
    _part_flow(
        "persons_with_contact", "residents", "Residents with a contact",
        "of those, seen at least once",
    ),
    _part_flow("contacts", "contacts", "Contacts", "of those, how often seen"),
)  # fmt: skip

CATALOGUE: Final[dict[str, Indicator]] = {
    line.id: line for lines in (SUPPLY, ACCESS, USE, MONEY, PARTS) for line in lines
}
COSTS: Final = ("cost_commune", "cost_insurance", "cost_patients", "cost_others")
