"""The reports in English. Names of places, services and offices stay French."""

from typing import Final

from sim.reports.words.words import Indicator as I
from sim.reports.words.words import Words

_MT = "médecin traitant"

_INDICATORS: Final = {
    "gps": I("GPs in practice", "the number of GPs in practice"),
    "gp_fte": I("GPs, full-time equivalents", "GPs' activity in full-time equivalents"),
    "gps_per_10000": I("GPs per 10,000 residents", "the number of GPs per 10,000 residents"),
    "apl": I("Accessibility to GPs (APL)", "accessibility to GPs (APL)"),
    "panel": I("Patients per GP (panel)", "the number of patients per GP"),
    "weekly_hours": I("Hours per GP and week", "the number of hours a GP works in a week"),
    "overloaded": I("GPs overloaded", "the share of GPs who are overloaded"),
    "arrivals": I("GPs who arrived", "the number of GPs who arrived"),
    "departures": I("GPs who left", "the number of GPs who left"),
    "arrivals_outside": I("GPs who came from outside", "the number of GPs who came from outside"),
    "displaced": I("GPs who left for nearby practice", "the number of GPs who left for a practice nearby"),
    "retention_3y": I("GPs still there after 3 years", "the share of GPs still there after 3 years"),
    "retention_5y": I("GPs still there after 5 years", "the share of GPs still there after 5 years"),
    "without_mt": I(f"No {_MT}, 17 and over", f"the share of residents of 17 and over without a {_MT}"),
    "children_without_mt": I(f"No {_MT}, under 17", f"the number of children without a {_MT}"),
    "delay_mean": I("Delay to appointment, mean", "the mean delay to an appointment"),
    "delay_median": I("Delay to appointment, median", "the median delay to an appointment"),
    "delay_p90": I("Delay that 1 in 10 exceeds", "the delay that one appointment in ten exceeds"),
    "delay_same_day": I("Appointments on the same day", "the share of appointments on the same day"),
    "within_48h": I("Appointments within 48 hours", "the share of appointments within 48 hours"),
    "delay_over_5": I("Appointments after over 5 days", "the share of appointments after more than 5 days"),
    "third_next_available": I("Third free slot of a GP", "the wait for the third free slot of a GP"),
    "released": I("Residents who lost their GP", "the number of residents who lost their GP"),
    "reassign_months": I("Lost their GP, time to a new one", "the time to a new GP of those who lost theirs"),
    "not_reassigned": I(
        "Lost their GP, still without one", "the share still without a GP of those who lost theirs"
    ),
    "needs": I("Needs that arose", "the number of needs that arose"),
    "answered": I("Needs answered", "the number of needs answered"),
    "answered_share": I("Needs answered", "the share of needs answered"),
    "refused": I("Needs refused an appointment", "the number of needs refused an appointment"),
    "refused_share": I("Needs refused an appointment", "the share of needs refused an appointment"),
    "renounced": I("Needs given up", "the number of needs given up"),
    "renounced_share": I("Needs given up", "the share of needs given up"),
    "no_shows": I("Appointments nobody came to", "the number of appointments nobody came to"),
    "travel_minutes": I("Travel to a GP, one way", "travel to a GP, one way,"),
    "counter_wait_minutes": I("Wait at walk-in services", "the wait at walk-in services"),
    "any_contact": I(
        "Seen at least once in the year", "the share of residents seen at least once in the year"
    ),
    "inequality": I("Inequality between communes", "inequality between communes"),
    "consultations": I("Consultations with a doctor", "the number of consultations with a doctor"),
    "consultations_per_resident": I("Consultations per resident", "the number of consultations per resident"),
    "ed_visits": I("Emergency department visits", "the number of visits to emergency departments"),
    "ed_avoidable": I("… of which avoidable", "the number of avoidable visits to emergency departments"),
    "cmsi_visits": I("CMSI visits", "the number of visits to the CMSI"),
    "sos_visits": I("SOS Médecins visits", "the number of visits by SOS Médecins"),
    "mmg_visits": I("On-call surgery (MMG) visits", "the number of visits to the on-call surgery (MMG)"),
    "team_visits": I("Visits to IPA and teams", "the number of visits to IPA and teams"),
    "teleconsultations": I("Teleconsultations", "the number of teleconsultations"),
    "out_of_territory": I("Seen outside the territory", "the number of consultations outside the territory"),
    "calls": I("Calls answered by the 15 / SAS", "the number of calls answered by the 15 / SAS"),
    "calls_advised": I("… of which advised by phone", "the number of calls that end with advice"),
    "calls_abandoned": I("Calls abandoned", "the number of abandoned calls"),
    "avoidable_hospitalisations": I("Avoidable hospital stays", "the number of avoidable hospital stays"),
    "cost_commune": I("Cost to the commune", "the cost to the commune"),
    "cost_insurance": I("Cost to health insurance", "the cost to health insurance"),
    "cost_patients": I("Cost to patients", "the cost to patients"),
    "cost_others": I("Cost to others", "the cost to others"),
    "cost_per_gp": I("Commune's cost per GP kept", "the commune's cost per GP retained"),
    "cost_per_answer": I("Public cost per need answered", "the public cost per need answered"),
    "cost_per_ed_visit": I("Public cost per ED visit saved", "the public cost per emergency visit avoided"),
    "residents": I("Residents", "the number of residents"),
}

_THEMES: Final = {
    "doctors": (
        "Doctors",
        "gps gp_fte gps_per_10000 apl panel weekly_hours overloaded arrivals arrivals_outside departures "
        "displaced retention_3y retention_5y",
    ),
    "access": (
        "Access",
        "without_mt children_without_mt released not_reassigned reassign_months delay_mean delay_median "
        "delay_p90 delay_same_day within_48h delay_over_5 third_next_available needs answered "
        "answered_share refused refused_share renounced renounced_share no_shows travel_minutes "
        "counter_wait_minutes any_contact inequality",
    ),
    "where": (
        "Where people go",
        "consultations consultations_per_resident team_visits teleconsultations out_of_territory "
        "cmsi_visits sos_visits mmg_visits ed_visits ed_avoidable calls calls_advised calls_abandoned "
        "avoidable_hospitalisations",
    ),
    "costs": (
        "Costs since the start",
        "cost_commune cost_insurance cost_patients cost_others cost_per_gp cost_per_answer cost_per_ed_visit",
    ),
    "other": ("Other", "residents"),
}

_TEXTS: Final = {
    # tables in the terminal
    "territory": "Whole territory",
    "against": "{scenario}, against {baseline}",
    "replications": "{n} replications",
    "one_replication": "1 replication",
    "indicator": "Indicator",
    "baseline": "Baseline",
    "scenario": "Scenario",
    "difference": "Difference",
    "interval": "95 % interval",
    "unit": "Unit",
    "mark_legend": "* the 95 % interval of the difference excludes 0. Differences are taken before rounding.",
    "no_interval": "One replication only: no interval can be given. Ask for more (run.replications=20).",
    "nothing_to_compare": "Nothing to compare: the comparison is empty.",
    "sweep_legend": "In brackets the difference from the baseline; * its 95 % interval excludes 0.",
    "value": "Value",
    "several": "Scenario",
    "to": "{low} to {high}",
    "points": "points",
    # headline
    "lead_clear": "In {place} ({period}), {first}.",
    "but_unclear": "{first}; no clear difference in {nouns}",
    "and": " and in ",
    "lead_unclear": "In {place} ({period}), no main indicator differs clearly.",
    "lead_single": "One replication only, so that no difference can be told from chance.",
    "lead_of": "{scenario}: {lead}",
    "in_territory": "the whole territory",
    "coarse": (
        "Counted by {grain} (run.grain={grain}): communes cannot be told apart; the whole territory is shown."
    ),
    "clear_sentence": (
        "{noun} is {way}: {scenario} instead of {baseline} ({difference}; 95\u00a0% interval {interval})"
    ),
    "clear_short": "{noun} is {way} by {size} (95\u00a0% interval {interval})",
    "unclear_sentence": "{noun}: {scenario} instead of {baseline} ({difference}; {interval})",
    "single_sentence": "{noun}: {scenario} instead of {baseline} ({difference})",
    "equal_sentence": "{noun}: {scenario} in both",
    "ratio_sentence": "{noun}: {difference} (95\u00a0% interval {interval})",
    "ratio_single": "{noun}: {difference}",
    "ratio_title": "What it costs",
    "unclear_title": "No clear difference (the interval includes 0)",
    "equal_title": "The same in every replication",
    "single_title": "Differences, without interval",
    "more_clear": "More clear differences",
    "arrive_leave": "▲ arrive   ▼ leave",
    "clear_title": "Clear differences (the interval excludes 0)",
    "higher": "higher",
    "lower": "lower",
    # page
    "contents": "On this page",
    "other_headlines": "Other places and periods",
    "several_against": "{n} scenarios, against {baseline}",
    "skip": "Skip to the figures",
    "legend": "Legend",
    "read_me": "How to read this page",
    "read_lines": (
        "Lines are means over {replications}; the band is the 95 % interval of that mean, cut where values "
        "cannot lie (tables give it whole). Differences are taken before rounding, and are paired: both "
        "scenarios share every draw that the scenario does not change. The warm-up ({warmup}) is shaded in "
        "figures over time, and counted nowhere else."
    ),
    "read_lines_one": (
        "Lines are means over {replications}; the band is the 95 % interval of that mean, cut where values "
        "cannot lie (tables give it whole). The warm-up ({warmup}) is shaded in figures over time, and "
        "counted nowhere else."
    ),
    "read_lines_single": (
        "One replication only: there are no intervals, and a difference may be chance. The warm-up "
        "({warmup}) is shaded in figures over time, and counted nowhere else."
    ),
    "one_scenario": "This page shows one scenario; there is nothing it is compared with.",
    "headline": "What changes",
    "warmup": "warm-up",
    "month": "Month",
    "low": "Low",
    "high": "High",
    "missing": "Not in these runs: {what}.",
    "supply": "GPs over time",
    "supply_lead": (
        "How many GPs practise, and what that is in full-time equivalents. Triangles up are arrivals and "
        "openings, triangles down departures and closures; a larger triangle means more of them a month, a "
        "paler one that they happen in some replications only. For the whole territory only changes that "
        "happen in at least half of the replications are marked."
    ),
    "without_mt": f"Without a {_MT}",
    "without_mt_lead": f"Share of residents of 17 and over who have no {_MT}.",
    "delays": "Delay to an appointment",
    "delays_lead": (
        "Days from the first request to the appointment, for needs that arose in {period}. Dot: median. "
        "Thick bar: the middle half. Thin line: from the delay that 9 in 10 exceed to the one that 1 in 10 "
        "exceeds. Delays of 90 days and more are counted as 90."
    ),
    "delays_quantiles": "By kind of need, {place}",
    "delays_days": "days",
    "delays_share": "Seen within … days, all kinds, {place}",
    "delays_share_axis": "% of appointments",
    "delays_time": "Mean delay by month of the request, {place}",
    "kind": "Kind of need",
    "within_share": "{share} % within",
    "appointments": "Appointments",
    "ends": "Where needs end",
    "ends_lead": "What became of the needs that arose in {period}, and month by month.",
    "ends_bars": "Needs of {period}, {place}",
    "ends_time": "{scenario}, {place}",
    "share_of_needs": "% of needs",
    "diversion": "What the same need became",
    "diversion_lead": (
        "Each traced need is found again in the other scenario. Rows: how it ended in the baseline; "
        "columns: how it ended in the scenario. Numbers are % of the row; the diagonal is what did not "
        "change. Traced needs since {since}, the first day on which the scenarios differ."
    ),
    "diversion_note": (
        "{matched} traced needs found in both; {lost} of the baseline and {gained} of the scenario have no "
        "counterpart, because a return depends on when one was seen."
    ),
    "diversion_panel": "{scenario}, {place}",
    "diversion_rows": "in the baseline",
    "diversion_columns": "in the scenario",
    "diversion_changed": "{share} % of these needs ended otherwise.",
    "traced_needs": "traced needs",
    "volumes": "Emergency departments, CMSI and SAS",
    "volumes_lead": (
        "Visits and calls by month, whole territory. Visits to emergency departments include true "
        "emergencies; calls include those that are not about primary care."
    ),
    "volume_ed_visits": "Visits to emergency departments",
    "volume_cmsi_visits": "Visits to the CMSI",
    "volume_calls": "Calls answered by the 15 / SAS",
    "volume_calls_advised": "Calls that end with advice",
    "forest": "Differences with their intervals",
    "forest_lead": (
        "Each difference as a share of the baseline's value, with its 95 % interval; filled: the interval "
        "excludes 0. Under each name, the difference in its own unit. Beyond ±{limit} % all is cut."
    ),
    "forest_panel": "{place}, {period}",
    "forest_axis": "difference, % of the baseline",
    "forest_left_out": "Not drawn, because the baseline is 0 or has no value: {names}.",
    "curve": "Over {parameter}",
    "curve_lead": (
        "Main indicators over {parameter}, {place}, {period}. Bars: 95 % interval of the difference from "
        "the baseline ({baseline}), which is the dashed line."
    ),
    "measures": "What is done in each scenario",
    "measures_lead": "Measures inherited from the territory stand in every scenario.",
    "measure": "Measure",
    "plan": "In words",
    "here_only": "this scenario only",
    "changed_here": "differs from the baseline",
    "inherited": "in the baseline too",
    "removed": "in the baseline, not here",
    "no_measures": "No measure: the territory as it is.",
    "assumptions": "Assumptions behind the figures",
    "assumptions_lead": (
        "Every number that the model is given, by what it is worth: found in a source, computed from one, "
        "calibrated to published figures, or assumed. Low and high are its plausible range."
    ),
    "assumptions_of_measures": "Numbers of the measures",
    "assumptions_rest": "{status} ({n})",
    "no_ledger": "The parameter ledger was not given to this page.",
    "key": "Key",
    "number": "Value",
    "range": "Low – high",
    "status": "Status",
    "source": "Source",
    "provenance": "Where this page comes from",
    "run_id": "Run",
    "seed": "Seed",
    "done": "Replications",
    "period": "Period",
    "versions": "Versions",
    "commit": "Git commit",
    "needs": "Needs simulated",
    "with_warmup": "{start} – {end}, warm-up from {first_day}",
    "again": "To make these results again",
    "unknown": "not recorded",
    "table_of": "The numbers of this section as tables",
    "gps_axis": "GPs",
    "fte_axis": "full-time equivalents",
    "gps_panel": "GPs in practice, {place}",
    "fte_panel": "Full-time equivalents, {place}",
    "per_month": "per month",
    "events": "changes",
    "of": "% of residents of 17 and over",
    "days": "days",
    "reader_note": "Figures are interactive: point at a line to read its value.",
}

WORDS: Final = Words(
    lang="en",
    texts=_TEXTS,
    indicators=_INDICATORS,
    themes={theme: (title, tuple(names.split())) for theme, (title, names) in _THEMES.items()},
    units={"heads": "GPs"},
    short_units={
        "consultations": "consult.",
        "appointments": "appoint.",
        "full-time GPs": "FTE",
        "consultations per resident and year": "per head",
        "per month and resident": "a month",
        "per 10,000 residents": "/ 10,000",
        "patients per GP": "per GP",
        "hours a week": "h a week",
        "Gini index": "Gini",
        "k€ per GP": "k€ / GP",
        "€ per need": "€ / need",
        "€ per visit": "€ / visit",
    },
    kinds={},
    endings={"absent": "The need did not arise"},
    measures={
        "install": "GPs settle",
        "retire": "A GP retires",
        "open_site": "A site opens",
        "delegate": "Tasks are delegated",
        "open_counter": "A walk-in service opens",
        "close_counter": "A walk-in service closes",
        "open_line": "A line opens",
        "close_line": "A line closes",
        "turnover": "GPs come and go",
    },
    statuses={"found": "Found", "computed": "Computed", "assumed": "Assumed", "calibrated": "Calibrated"},
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    thousands=",",
    decimal=".",
)
