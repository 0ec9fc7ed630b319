"""Indicators of appointments, within the theme of access: how long people wait for a GP or their team."""

from typing import Final

from sim.outcomes.catalogue.indicator import Indicator, Rule, Section, Wording
from sim.outcomes.counting.tallies import appointments, by_cell, days_to_appointments

APPOINTMENTS: Final = (
    Indicator(
        id="delay_mean", unit="days", rule=Rule.RATIO, parts=("appointment_days", "appointments"),
        en=Wording(
            "Delay to appointment, mean", "the mean delay to an appointment",
            "days from first request to appointment, of appointments that took place with a GP or their "
            "team, by the month of the request (in groups all and kind: 90 days stand for 90 and more)",
            alone="Mean delay by month of the request",
        ),
        fr=Wording(
            "Délai de rendez-vous, moyenne", "le délai moyen de rendez-vous",
            "jours de la première demande au rendez-vous, pour les rendez-vous honorés avec un médecin "
            "généraliste ou son équipe, par mois de la demande (groupes all et kind : 90 jours valent 90 et "
            "plus)",
            alone="Délai moyen par mois de la demande",
        ),
        main=True, lead=2, section=Section("delays", 1), in_curve=True, in_drift=True,
    ),
    Indicator(
        id="delay_median", unit="days", rule=Rule.QUANTILE, scale=0.5,
        en=Wording(
            "Delay to appointment, median", "the median delay to an appointment",
            "half of the appointments are obtained within so many days",
        ),
        fr=Wording(
            "Délai de rendez-vous, médiane", "le délai médian de rendez-vous",
            "la moitié des rendez-vous sont obtenus en ce nombre de jours au plus",
        ),
        main=True, lead=3, in_sweep=True,
    ),
    Indicator(
        id="delay_p90", unit="days", rule=Rule.QUANTILE, scale=0.9,
        en=Wording(
            "Delay that 1 in 10 exceeds", "the delay that one appointment in ten exceeds",
            "nine appointments in ten are obtained within so many days",
        ),
        fr=Wording(
            "Délai dépassé par 1 sur 10", "le délai que dépasse un rendez-vous sur dix",
            "neuf rendez-vous sur dix sont obtenus en ce nombre de jours au plus",
        ),
        main=True,
    ),
    Indicator(
        id="delay_same_day", unit="%", rule=Rule.RATIO, scale=100,
        parts=("appointments_same_day", "appointments"),
        en=Wording(
            "Appointments on the same day", "the share of appointments on the same day", "delay of 0 days",
        ),
        fr=Wording("Rendez-vous le jour même", "la part des rendez-vous le jour même", "délai de 0 jour"),
    ),
    Indicator(
        id="within_48h", unit="%", rule=Rule.RATIO, scale=100, parts=("appointments_48h", "appointments"),
        en=Wording(
            "Appointments within 48 hours", "the share of appointments within 48 hours",
            "delay of 0 or 1 day",
        ),
        fr=Wording(
            "Rendez-vous sous 48 heures", "la part des rendez-vous sous 48 heures", "délai de 0 ou 1 jour",
        ),
        main=True, lead=4, in_curve=True,
    ),
    Indicator(
        id="delay_over_5", unit="%", rule=Rule.RATIO, scale=100,
        parts=("appointments_over_5", "appointments"),
        en=Wording(
            "Appointments after over 5 days", "the share of appointments after more than 5 days",
            "delay of 6 days or more",
        ),
        fr=Wording(
            "Rendez-vous à plus de 5 jours", "la part des rendez-vous à plus de 5 jours",
            "délai de 6 jours ou plus",
        ),
    ),
    Indicator(
        id="third_next_available", unit="days", rule=Rule.RATIO, parts=("third_next_days", "third_next_gps"),
        en=Wording(
            "Third free slot of a GP", "the wait for the third free slot of a GP",
            "days from the first of the month to the third free slot of a GP's agenda, mean over the GPs of "
            "the commune who have sessions to book; slots kept for the day itself, the SAS or overtime are "
            "not free; an agenda with fewer than three counts with its horizon (at most to the end of the "
            "run)",
        ),
        fr=Wording(
            "Troisième créneau libre d’un médecin", "l’attente du troisième créneau libre d’un médecin",
            "jours du premier du mois au troisième créneau libre de l’agenda, en moyenne sur les médecins "
            "généralistes de la commune dont l’agenda est ouvert ; les créneaux réservés au jour même, au "
            "service d’accès aux soins (SAS) ou en supplément ne sont pas libres ; un agenda qui en a moins "
            "de trois compte pour son horizon (au plus jusqu’à la fin de la simulation)",
        ),
        main=True,
    ),
    # Parts.
    Indicator(
        id="appointments", unit="appointments", rule=Rule.FLOW, counted=appointments(by_person=True),
        shown=False,
        en=Wording("Appointments", "", "appointments with a GP or their team that took place"),
        fr=Wording("Rendez-vous", "", "rendez-vous honorés avec un médecin généraliste ou son équipe"),
    ),
    Indicator(
        id="appointment_days", unit="days", rule=Rule.FLOW, counted=days_to_appointments(), shown=False,
        en=Wording("Days to appointments", "", "sum of their delays"),
        fr=Wording("Jours d’attente des rendez-vous", "", "somme de leurs délais"),
    ),
    Indicator(
        id="appointments_same_day", unit="appointments", rule=Rule.FLOW, counted=appointments(0, 0),
        shown=False,
        en=Wording("Appointments, same day", "", "delay 0"),
        fr=Wording("Rendez-vous le jour même", "", "délai 0"),
    ),
    Indicator(
        id="appointments_48h", unit="appointments", rule=Rule.FLOW, counted=appointments(0, 1), shown=False,
        en=Wording("Appointments within 48 hours", "", "delay 0 or 1"),
        fr=Wording("Rendez-vous sous 48 heures", "", "délai 0 ou 1"),
    ),
    Indicator(
        id="appointments_over_5", unit="appointments", rule=Rule.FLOW, counted=appointments(6), shown=False,
        en=Wording("Appointments after 5 days", "", "delay 6 and more"),
        fr=Wording("Rendez-vous à plus de 5 jours", "", "délai 6 et plus"),
    ),
    Indicator(
        id="third_next_gps", unit="heads", rule=Rule.STOCK, counted=by_cell("third_next", 0), shown=False,
        en=Wording("GPs with sessions to book", "", "see third_next_available"),
        fr=Wording("Médecins à l’agenda ouvert", "", "voir third_next_available"),
    ),
    Indicator(
        id="third_next_days", unit="days", rule=Rule.STOCK, counted=by_cell("third_next", 1), shown=False,
        en=Wording("Days to third free slots", "", "see third_next_available"),
        fr=Wording("Jours jusqu’aux troisièmes créneaux libres", "", "voir third_next_available"),
    ),
)  # fmt: skip
