"""Outcomes in the groups that a planner tells apart (the endings of the vocabulary)."""

from collections.abc import Iterable, Mapping

from sim.vocabulary.vocabulary import Vocabulary, ids


def groups_of(vocabulary: Vocabulary) -> Mapping[str, str]:
    """The group of each outcome, by id."""
    return {outcome.id: outcome.group for outcome in vocabulary.outcomes}


def grouped(column: str, vocabulary: Vocabulary) -> str:
    """SQL that turns a column of outcomes into groups; an outcome that no group names stays as it is."""
    groups = groups_of(vocabulary)
    cases = " ".join(f"WHEN '{outcome}' THEN '{group}'" for outcome, group in groups.items())
    return f"CASE {column} {cases} ELSE {column} END"


def in_order(groups: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """Groups in the order of the vocabulary, then outcomes that stand in none."""
    rank = {ending: i for i, ending in enumerate(ids(vocabulary.endings))}
    return sorted(groups, key=lambda group: (rank.get(group, len(rank)), group))
