"""What the reports say, one module for each language."""

from dataclasses import replace

from sim.outcomes.catalogue.catalogue import catalogue_of
from sim.reports.words.en import WORDS as ENGLISH
from sim.reports.words.words import Words
from sim.scenario.vocabulary import shipped
from sim.vocabulary.vocabulary import Vocabulary

__all__ = ["LANGUAGES", "Words", "words"]

LANGUAGES = {"en": ENGLISH}


def words(lang: str, vocabulary: Vocabulary | None = None) -> Words:
    """The words of a language, with the labels of a vocabulary (without one: of that we ship). Raises
    ValueError, naming the languages there are.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no words for language {lang!r}; there is: {', '.join(sorted(LANGUAGES))}")
    said, vocabulary = LANGUAGES[lang], vocabulary or shipped()
    return replace(
        said,
        catalogue=catalogue_of(vocabulary),
        kinds=vocabulary.kind_labels(lang),
        endings={**vocabulary.ending_labels(lang), **said.endings},
    )
