"""The shape of a language: everything the reports say, so that a second language is one more module.

A module of this folder (``en.py``) defines ``WORDS``. Texts are format strings; names of kinds and outcomes
are looked up by their ids and fall back on the id. What indicators, themes and units are called stands in
their records (``sim.outcomes.catalogue``).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.outcomes.catalogue.indicator import Indicator, Wording
from sim.outcomes.catalogue.units import unit_words


@dataclass(frozen=True)
class Words:
    """One language."""

    lang: str
    texts: Mapping[str, str]
    catalogue: Mapping[str, Indicator]  # the indicators there are …
    kinds: Mapping[str, str]  # … and what the vocabulary calls its kinds of need
    endings: Mapping[str, str]  # and groups of outcomes
    measures: Mapping[str, str]
    statuses: Mapping[str, str]
    months: tuple[str, ...]
    thousands: str
    decimal: str

    def say(self, key: str, **values: object) -> str:
        """The text of that key with its values. Raises KeyError for a key that the language does not have."""
        return self.texts[key].format(**values)

    def indicator(self, name: str) -> Wording:
        """The indicator in words; one that the catalogue does not know is called by its id."""
        if name in self.catalogue:
            return self.catalogue[name].words(self.lang)
        plain = name.replace("_", " ")
        return Wording(plain, plain, plain)

    def unit(self, unit: str) -> str:
        """A unit as it is written behind a number."""
        return unit_words(unit, self.lang).text

    def short_unit(self, unit: str) -> str:
        """A unit as it is written in narrow tables."""
        return unit_words(unit, self.lang).short

    def name(self, of: Mapping[str, str], key: str) -> str:
        """The name of a kind, outcome, measure … ; one it does not know is written as it is."""
        return of.get(key, key.replace("_", " "))

    def month(self, year: int, month: int) -> str:
        """A month, e.g. ``Jan 2030``."""
        return f"{self.months[month - 1]} {year}"
