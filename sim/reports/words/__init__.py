"""What the reports say, in each language (conf/words/)."""

from sim.reports.words.words import Words, words

__all__ = ["Words", "words"]
