"""The reports in English. Names of places, services and offices stay French."""

from typing import Final

from sim.reports.words.words import Words

_MT = "médecin traitant"

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
    "panel_of": "{what}, {place}",
    "per_month": "per month",
    "events": "changes",
    "of": "% of residents of 17 and over",
    "days": "days",
    "reader_note": "Figures are interactive: point at a line to read its value.",
}

WORDS: Final = Words(
    lang="en",
    texts=_TEXTS,
    catalogue={},
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
