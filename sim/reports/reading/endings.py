"""Outcomes in the groups that a planner tells apart (the endings of the vocabulary)."""

from collections.abc import Mapping

from sim.vocabulary.vocabulary import Vocabulary


def groups_of(vocabulary: Vocabulary) -> Mapping[str, str]:
    """The group of each outcome, by id."""
    return {outcome.id: outcome.group for outcome in vocabulary.outcomes}


def grouped(column: str, vocabulary: Vocabulary) -> str:
    """SQL that turns a column of outcomes into groups; an outcome that no group names stays as it is."""
    groups = groups_of(vocabulary)
    cases = " ".join(f"WHEN '{outcome}' THEN '{group}'" for outcome, group in groups.items())
    return f"CASE {column} {cases} ELSE {column} END"
