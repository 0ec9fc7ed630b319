"""What the reports say, in each language (conf/words/)."""

from sim.reports.words.words import Term, Words, words

__all__ = ["Term", "Words", "words"]
