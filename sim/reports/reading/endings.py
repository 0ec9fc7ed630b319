"""Outcomes in groups that a planner tells apart (ids of ``sim.reports.figures.style.ENDINGS``)."""

from typing import Final

GROUP_OF: Final = {
    "seen_own": "own",
    "seen_team": "own",
    "seen_other": "other_gp",
    "seen_sas": "other_gp",
    "teleconsulted": "tele",
    "seen_cmsi": "walk_in",
    "seen_sos": "walk_in",
    "seen_mmg": "walk_in",
    "seen_front": "ed",
    "seen_ed": "ed",
    "outside": "outside",
    "advised": "advised",
    "no_show": "missed",
    "cancelled": "missed",
    "renounced": "renounced",
    "left": "open",
    "waiting": "open",
}
ORDER: Final = (
    "own",
    "other_gp",
    "tele",
    "walk_in",
    "ed",
    "outside",
    "advised",
    "missed",
    "renounced",
    "open",
)
ABSENT: Final = "absent"  # a need of one scenario that has no counterpart in the other


def grouped(column: str) -> str:
    """SQL that turns a column of outcomes into groups; an outcome that no group names stays as it is."""
    cases = " ".join(f"WHEN '{outcome}' THEN '{group}'" for outcome, group in GROUP_OF.items())
    return f"CASE {column} {cases} ELSE {column} END"
