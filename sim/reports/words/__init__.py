"""What the reports say, one module for each language."""

from sim.reports.words.en import WORDS as ENGLISH
from sim.reports.words.words import Words

__all__ = ["LANGUAGES", "Words", "words"]

LANGUAGES = {"en": ENGLISH}


def words(lang: str) -> Words:
    """The words of a language. Raises ValueError, naming those there are."""
    if lang not in LANGUAGES:
        raise ValueError(f"no words for language {lang!r}; there is: {', '.join(sorted(LANGUAGES))}")
    return LANGUAGES[lang]
