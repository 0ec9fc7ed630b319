"""The counts of which indicators are made: written into ``indicators.parquet``, not shown."""

from typing import Final

from sim.outcomes.catalogue.lines import part_flow, part_stock, stock

PARTS: Final = (
    stock("residents", "residents", "Residents", "residents on the first of the month"),
    part_stock(
        "adults", "residents", "Residents of 17 and over",
        "residents of 17 and over on the first of the month",
    ),
    part_stock(
        "adults_without_mt", "residents", "Adults without médecin traitant",
        "of those, without médecin traitant",
    ),
    part_stock(
        "panel_patients", "patients", "Patients on panels",
        "residents on the panels of the commune's GPs",
    ),
    part_stock("overloaded_gps", "heads", "Overloaded GPs", "see overloaded"),
    part_stock("apl_residents", "consultations", "APL times residents", "see apl"),
    part_stock("standardised_residents", "residents", "Residents weighted by age", "see apl"),
    part_flow("resident_consultations", "consultations", "Consultations of residents", "without visitors"),
    part_flow(
        "gp_visits", "visits", "Visits held by GPs",
        "visits held by the commune's GPs, by the month of the visit",
    ),
    part_flow("gp_hours", "hours", "Hours of GPs", "see weekly_hours"),
    part_flow("gp_weeks", "weeks", "Weeks worked by GPs", "see weekly_hours"),
    *(
        part
        for years in (3, 5)
        for part in (
            part_flow(
                f"retention_{years}y_due", "heads", f"GPs who came {years} years before",
                f"see retention_{years}y",
            ),
            part_flow(
                f"retention_{years}y_kept", "heads", f"GPs who came {years} years before and stayed",
                f"see retention_{years}y",
            ),
        )
    ),
    part_stock("third_next_gps", "heads", "GPs with sessions to book", "see third_next_available"),
    part_stock("third_next_days", "days", "Days to third free slots", "see third_next_available"),
    part_flow(
        "reassigned", "residents", "Residents registered again",
        "residents released who registered with a new médecin traitant",
    ),
    part_flow("reassigned_days", "days", "Days from release to registration", "see reassign_months"),
    part_stock("people_released", "residents", "Residents ever released", "see not_reassigned"),
    part_stock(
        "people_released_without_mt", "residents", "Released, without médecin traitant", "see not_reassigned"
    ),
    part_flow(
        "appointments", "appointments", "Appointments",
        "appointments with a GP or their team that took place",
    ),
    part_flow("appointment_days", "days", "Days to appointments", "sum of their delays"),
    part_flow("appointments_same_day", "appointments", "Appointments, same day", "delay 0"),
    part_flow("appointments_48h", "appointments", "Appointments within 48 hours", "delay 0 or 1"),
    part_flow("appointments_over_5", "appointments", "Appointments after 5 days", "delay 6 and more"),
    part_flow("travel_visits", "visits", "Visits with travel", "see travel_minutes"),
    part_flow("travel_total", "minutes", "Minutes of travel", "see travel_minutes"),
    part_flow("counter_served", "visits", "Served at counters", "see counter_wait_minutes"),
    part_flow("counter_waited", "minutes", "Minutes waited at counters", "see counter_wait_minutes"),
    part_flow(
        "persons_all_year", "residents", "Residents present all year",
        "of the civil year that begins in the month",
    ),
    part_flow(
        "persons_with_contact", "residents", "Residents with a contact",
        "of those, seen at least once",
    ),
    part_flow("contacts", "contacts", "Contacts", "of those, how often seen"),
)  # fmt: skip
