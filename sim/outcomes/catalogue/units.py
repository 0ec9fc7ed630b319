"""Units of indicators (conf/indicators/units.yaml): how each is written behind a number."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple

from sim.outcomes.catalogue.read_records import read_table, rows
from sim.vocabulary.rows import STRICT


class UnitText(NamedTuple):
    """A unit in one language: behind a number, in narrow tables, and behind a number that takes the singular
    (the same, if empty).
    """

    text: str
    short: str = ""
    one: str = ""


@dataclass(frozen=True)
class Unit:
    """A unit by its id, which stands in the column ``unit`` of ``indicators.parquet``."""

    __pydantic_config__: ClassVar[Any] = STRICT

    id: str
    en: UnitText
    fr: UnitText
    most: float = math.inf  # values in it cannot be larger

    def words(self, lang: str) -> UnitText:
        """The unit in a language. Raises KeyError for one that units are not written in."""
        written = {"en": self.en, "fr": self.fr}[lang]
        return UnitText(written.text, written.short or written.text, written.one or written.text)


UNITS: Final = read_table(Unit, rows("units"))
THOUSANDS: Final = "k"  # before a unit of euros


def unit_words(id: str, lang: str) -> UnitText:
    """The words of a unit, or of thousands of it (``k€ per GP``); one that is unknown is written as it is."""
    if id in UNITS:
        return UNITS[id].words(lang)
    whole = id.removeprefix(THOUSANDS)
    if whole != id and whole in UNITS:
        return UnitText(*(THOUSANDS + text for text in UNITS[whole].words(lang)))
    return UnitText(id, id, id)
