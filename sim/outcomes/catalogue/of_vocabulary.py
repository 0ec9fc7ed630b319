"""The indicators of a run: those of the catalogue, and those that rows of its vocabulary are counted as."""

from collections.abc import Mapping
from functools import cache

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.indicator import Indicator, Wording
from sim.outcomes.catalogue.use import visits
from sim.vocabulary.rows import OutcomeOfNeed
from sim.vocabulary.vocabulary import Vocabulary, said


@cache
def catalogue_of(vocabulary: Vocabulary) -> Mapping[str, Indicator]:
    """The catalogue, then a record for each indicator that outcomes of the vocabulary alone name
    (``OutcomeOfNeed.counted_as``): needs that ended so, visits at the services where needs end so.
    """
    own = {
        outcome.counted_as: visits(outcome.counted_as, _wording(outcome, "en"), _wording(outcome, "fr"))
        for outcome in vocabulary.outcomes
        if outcome.counted_as is not None and outcome.counted_as not in CATALOGUE
    }
    return {**CATALOGUE, **own}


def _wording(outcome: OutcomeOfNeed, lang: str) -> Wording:
    label = said(outcome.label, lang)
    return Wording(label, f"“{label}”", said(outcome.description, lang))
