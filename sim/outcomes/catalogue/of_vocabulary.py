"""The indicators of a run: those of the catalogue, and those that rows of its vocabulary are counted as."""

from collections.abc import Mapping
from functools import cache

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.lines import flow
from sim.outcomes.catalogue.rules import Indicator
from sim.vocabulary.vocabulary import Vocabulary


@cache
def catalogue_of(vocabulary: Vocabulary) -> Mapping[str, Indicator]:
    """The catalogue with a line for each indicator that outcomes of the vocabulary alone name
    (``OutcomeOfNeed.counted_as``): needs that ended so.
    """
    own = {
        outcome.counted_as: flow(
            outcome.counted_as, "visits", outcome.label.en, f"needs that ended so: {outcome.description.en}"
        )
        for outcome in vocabulary.outcomes
        if outcome.counted_as is not None and outcome.counted_as not in CATALOGUE
    }
    return {**CATALOGUE, **own}
