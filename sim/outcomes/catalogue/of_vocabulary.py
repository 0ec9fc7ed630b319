"""The indicators of a run: those of the catalogue, and those that rows of its vocabulary are counted as."""

from collections.abc import Mapping
from functools import cache

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.lines import flow
from sim.outcomes.catalogue.rules import Indicator
from sim.vocabulary.vocabulary import Vocabulary, said


@cache
def catalogue_of(vocabulary: Vocabulary) -> Mapping[str, Indicator]:
    """The catalogue, then the vocabulary's own indicators."""
    return {**CATALOGUE, **own_indicators(vocabulary, "en")}


def own_indicators(vocabulary: Vocabulary, lang: str) -> Mapping[str, Indicator]:
    """A line for each indicator that outcomes of the vocabulary alone name (``OutcomeOfNeed.counted_as``):
    needs that ended so.
    """
    return {
        outcome.counted_as: flow(
            outcome.counted_as, "visits", said(outcome.label, lang), said(outcome.description, lang)
        )
        for outcome in vocabulary.outcomes
        if outcome.counted_as is not None and outcome.counted_as not in CATALOGUE
    }
