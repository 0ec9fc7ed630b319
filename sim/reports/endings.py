"""Outcomes in the groups that a planner tells apart (the endings of the vocabulary)."""

from collections.abc import Mapping
from typing import Final

from sim.vocabulary.vocabulary import Vocabulary

ABSENT: Final = "absent"  # a need of one scenario that has no counterpart in the other


def groups_of(vocabulary: Vocabulary) -> Mapping[str, str]:
    """The group of each outcome, by id."""
    return {outcome.id: outcome.group for outcome in vocabulary.outcomes}


def grouped(column: str, vocabulary: Vocabulary) -> str:
    """SQL that turns a column of outcomes into groups; an outcome that no group names stays as it is."""
    groups = groups_of(vocabulary)
    cases = " ".join(f"WHEN '{outcome}' THEN '{group}'" for outcome, group in groups.items())
    return f"CASE {column} {cases} ELSE {column} END"
