"""Every indicator by its stable id: unit, title, definition, rule (``sim.outcomes.catalogue.rules`` says
what rules mean). ``docs/indicators.md`` is made of it (``sim.outcomes.catalogue.indicator_docs``).
"""

from typing import Final

from sim.outcomes.catalogue.components import PARTS
from sim.outcomes.catalogue.lines import flow, ratio, stock
from sim.outcomes.catalogue.rules import ALL, WHOLE, Indicator, Rule

__all__ = ["ALL", "CATALOGUE", "COSTS", "INEQUALITY_OF", "WHOLE", "Indicator", "Rule"]

INEQUALITY_OF: Final = "apl"
MONTHS_A_DAY: Final = 12 / 365.25


def _retention(years: int) -> Indicator:
    return ratio(
        f"retention_{years}y", "%", f"GPs still there after {years} years",
        f"of the GPs who came from outside the territory {years} years before, on a day after the first one "
        f"simulated, those who practise in it still, wherever they have moved; counted in the month {years} "
        "years after they came, in the commune where they began; undefined (never 0) where no such month"
        " falls in the period, as in the first years of every run",
        (f"retention_{years}y_kept", f"retention_{years}y_due"), 100,
    )  # fmt: skip


SUPPLY: Final = (
    stock("gps", "heads", "GPs", "GPs who practise in the commune on the first of the month"),
    stock(
        "gp_fte", "full-time GPs", "GPs, full-time equivalents",
        "consultations held by the commune's GPs in the month, as a yearly rate, over those of one "
        "full-time GP (5,400)",
    ),
    ratio(
        "gps_per_10000", "per 10,000 residents", "GPs per 10,000 residents",
        "gps over residents",
        ("gps", "residents"), 10000,
    ),
    ratio(
        "apl", "consultations per resident and year", "Accessibility (APL)",
        "two-step floating catchment areas: supply is the consultations of the last twelve months "
        "(fewer at the beginning) of GPs who practise on the first of the month, as a yearly rate and"
        " capped; demand is residents weighted by age; weights by travel",
        ("apl_residents", "standardised_residents"),
    ),
    ratio(
        "panel", "patients per GP", "Panel",
        "residents who name the GP as médecin traitant, per GP",
        ("panel_patients", "gps"),
    ),
    ratio(
        "weekly_hours", "hours a week", "Weekly hours of a GP",
        "hours of booked slots in weeks that are worked, times the hours worked for an hour with "
        "patients",
        ("gp_hours", "gp_weeks"),
    ),
    ratio(
        "overloaded", "%", "GPs who are overloaded",
        "GPs whose weekly hours in the month exceed the threshold",
        ("overloaded_gps", "gps"), 100,
    ),
    flow(
        "arrivals", "heads", "GPs who arrive",
        "GPs who begin in the commune; a move within the territory counts at both ends",
    ),
    flow(
        "departures", "heads", "GPs who leave",
        "GPs who end in the commune; a move within the territory counts at both ends",
    ),
    flow(
        "arrivals_outside", "heads", "GPs who arrive from outside",
        "of the arrivals, those who come from outside the territory",
    ),
    flow(
        "displaced", "heads", "GPs displaced",
        "GPs who settle elsewhere in the territory and leave their practice for it; the commune is the one"
        " they leave",
    ),
    _retention(3),
    _retention(5),
)  # fmt: skip

ACCESS: Final = (
    ratio(
        "without_mt", "%", "Without médecin traitant, 17 and over",
        "residents of 17 and over who have no médecin traitant on the first of the month",
        ("adults_without_mt", "adults"), 100,
    ),
    stock(
        "children_without_mt", "residents", "Without médecin traitant, under 17",
        "residents under 17 without médecin traitant",
    ),
    ratio(
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
    ratio(
        "delay_same_day", "%", "Appointments on the same day",
        "delay of 0 days",
        ("appointments_same_day", "appointments"), 100,
    ),
    ratio(
        "within_48h", "%", "Appointments within 48 hours",
        "delay of 0 or 1 day",
        ("appointments_48h", "appointments"), 100,
    ),
    ratio(
        "delay_over_5", "%", "Appointments after more than 5 days",
        "delay of 6 days or more",
        ("appointments_over_5", "appointments"), 100,
    ),
    ratio(
        "third_next_available", "days", "Third next available",
        "days from the first of the month to the third free slot of a GP's agenda, mean over the GPs of the "
        "commune who have sessions to book; slots kept for the day itself, the SAS or overtime are not free; "
        "an agenda with fewer than three counts with its horizon (at most to the end of the run)",
        ("third_next_days", "third_next_gps"),
    ),
    flow(
        "released", "residents", "Residents whose doctor left",
        "residents whose médecin traitant left practice, and whom no successor took over",
    ),
    ratio(
        "reassign_months", "months", "Time until a new médecin traitant",
        "from the departure of the old one to the registration with a new one (30.4 days a month), mean over "
        "those released who registered in the period; who still looks is not in it: see not_reassigned",
        ("reassigned_days", "reassigned"), MONTHS_A_DAY,
    ),
    ratio(
        "not_reassigned", "%", "Released and still without médecin traitant",
        "of the residents whose médecin traitant ever left since the first day simulated, and whom no "
        "successor took over, those without one on the first of the month",
        ("people_released_without_mt", "people_released"), 100,
    ),
    flow(
        "needs", "needs", "Needs",
        "needs of residents and visitors that arose in the month, each counted once",
    ),
    flow("answered", "needs", "Needs answered", "needs that ended seen by somebody or advised by the 15"),
    ratio("answered_share", "%", "Needs answered, share", "answered over needs", ("answered", "needs"), 100),
    flow(
        "refused", "needs", "Needs refused an appointment",
        "needs of which some request for an appointment brought no offer",
    ),
    ratio("refused_share", "%", "Needs refused, share", "refused over needs", ("refused", "needs"), 100),
    flow("renounced", "needs", "Needs renounced", "needs given up after everything was tried"),
    ratio(
        "renounced_share", "%", "Needs renounced, share",
        "renounced over needs",
        ("renounced", "needs"), 100,
    ),
    flow("no_shows", "needs", "No-shows", "appointments to which nobody came"),
    ratio(
        "travel_minutes", "minutes", "Travel to the GP",
        "one way, of visits to GPs of the territory and their teams",
        ("travel_total", "travel_visits"),
    ),
    ratio(
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
        "Gini index of the communes' APL, each weighted by its residents; only where results are by commune",
        Rule.SPREAD,
    ),
)  # fmt: skip

USE: Final = (
    flow(
        "consultations", "consultations", "Consultations with a doctor",
        "needs seen by a GP in person or on screen, by SOS Médecins, an MMG or a CMSI, or outside; "
        "not emergency departments",
    ),
    ratio(
        "consultations_per_resident", "per resident and year", "Consultations per resident and year",
        "twelve times the consultations of residents in a month over the residents on its first day",
        ("resident_consultations", "residents"), 12,
    ),
    flow(
        "ed_visits", "visits", "Emergency visits",
        "needs and true emergencies that ended at an emergency department or its GP front end",
    ),
    flow("ed_avoidable", "visits", "Avoidable emergency visits", "the same, needs of primary care only"),
    flow("cmsi_visits", "visits", "CMSI visits", "needs seen at a CMSI"),
    flow("sos_visits", "visits", "SOS Médecins visits", "needs seen by SOS Médecins"),
    flow("mmg_visits", "visits", "MMG visits", "needs seen at a maison médicale de garde"),
    flow(
        "team_visits", "visits", "Visits to teams",
        "needs seen by an IPA or another professional to whom they are delegated",
    ),
    flow("teleconsultations", "consultations", "Teleconsultations", "needs seen by a doctor on screen"),
    flow(
        "out_of_territory", "consultations", "Consultations outside",
        "needs seen by a GP outside the territory",
    ),
    flow("calls", "calls", "Calls to the 15", "calls that were answered, whatever they were about"),
    flow(
        "calls_advised", "calls", "Calls that end with advice",
        "needs and other calls that ended with advice",
    ),
    flow(
        "calls_abandoned", "calls", "Calls abandoned",
        "callers who hung up, were turned away or met the closing of the line",
    ),
    flow(
        "avoidable_hospitalisations", "stays", "Avoidable hospitalisations",
        "follow-ups and renewals that did not take place, times an assumed rate",
    ),
)  # fmt: skip

MONEY: Final = (
    flow("cost_commune", "€", "Cost to the commune", "what measures cost the communes"),
    flow(
        "cost_insurance", "€", "Cost to the health insurance",
        "its share of contacts for needs of residents and visitors, and what measures cost it",
    ),
    flow(
        "cost_patients", "€", "Cost to patients",
        "the share of contacts that is not reimbursed, before complementary insurance",
    ),
    flow("cost_others", "€", "Cost to others", "what measures cost the region and the doctors"),
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

CATALOGUE: Final[dict[str, Indicator]] = {
    line.id: line for lines in (SUPPLY, ACCESS, USE, MONEY, PARTS) for line in lines
}
COSTS: Final = ("cost_commune", "cost_insurance", "cost_patients", "cost_others")
