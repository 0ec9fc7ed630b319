"""The shape of a language: everything the reports say, so that a second language is one more module.

A module of this folder (``en.py``) defines ``WORDS``. Texts are format strings; names of indicators, kinds
and outcomes are looked up by their ids and fall back on the id, so that a new indicator shows up unnamed
rather than not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.outcomes.catalogue.catalogue import CATALOGUE


@dataclass(frozen=True)
class Indicator:
    """An indicator: ``title`` heads a row, ``noun`` goes into a sentence ("the share … is lower")."""

    title: str
    noun: str


@dataclass(frozen=True)
class Words:
    """One language."""

    lang: str
    texts: Mapping[str, str]
    indicators: Mapping[str, Indicator]
    themes: Mapping[str, tuple[str, tuple[str, ...]]]  # theme id -> title, indicator ids in their order
    units: Mapping[str, str]
    short_units: Mapping[str, str]  # for narrow tables
    kinds: Mapping[str, str]  # of the vocabulary
    endings: Mapping[str, str]  # groups of outcomes, of the vocabulary
    measures: Mapping[str, str]
    statuses: Mapping[str, str]
    months: tuple[str, ...]
    thousands: str
    decimal: str

    def say(self, key: str, **values: object) -> str:
        """The text of that key with its values. Raises KeyError for a key that the language does not have."""
        return self.texts[key].format(**values)

    def indicator(self, name: str) -> Indicator:
        """The indicator in words; one it does not know has its title from the catalogue, or else its id."""
        plain = CATALOGUE[name].title if name in CATALOGUE else name.replace("_", " ")
        return self.indicators.get(name, Indicator(plain, plain))

    def unit(self, unit: str) -> str:
        """A unit as it is written behind a number."""
        return self.units.get(unit, unit)

    def name(self, of: Mapping[str, str], key: str) -> str:
        """The name of a kind, outcome, measure … ; one it does not know is written as it is."""
        return of.get(key, key.replace("_", " "))

    def month(self, year: int, month: int) -> str:
        """A month, e.g. ``Jan 2030``."""
        return f"{self.months[month - 1]} {year}"
