"""Everything the reports say in a language.

Texts are format strings (conf/words/report.yaml). Names of kinds and endings come from the vocabulary and
fall back on the id; indicators, themes, units and measures are named in their own records.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date, get_month_names

from sim.measures.registry import MEASURES
from sim.outcomes.catalogue.catalogue import catalogue_of
from sim.outcomes.catalogue.indicator import Indicator, Wording
from sim.outcomes.catalogue.units import unit_words
from sim.outcomes.counting.money import PAYER
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.scenario.vocabulary import shipped
from sim.schema.languages import unbroken
from sim.vocabulary.vocabulary import Vocabulary, said


class Term(str):
    """A name as readers see it, with what it means, which the page tells who asks."""

    definition: str


@dataclass(frozen=True)
class Words:
    """All that reports say, in one language (``words`` makes it). Texts are format strings in which spaces do
    not break; each other mapping has by id what readers see in its place.
    """

    lang: str
    texts: Mapping[str, str]
    catalogue: Mapping[str, Indicator]  # the indicators there are …
    kinds: Mapping[str, str]  # … and what the vocabulary calls its kinds of need
    endings: Mapping[str, str]  # and groups of outcomes
    payers: Mapping[str, str]
    measures: Mapping[str, str]
    statuses: Mapping[str, str]
    grains: Mapping[str, str]
    events: Mapping[str, str]  # changes of supply
    plans: Mapping[str, str]  # what measures have keys and words for
    days: Mapping[str, str]  # patterns of dates
    locale: Locale

    def say(self, key: str, **values: object) -> str:
        """The text of that key with its values. Raises KeyError for a key that there is not."""
        return self.texts[key].format(**values)

    def pair(self, what: object, value: object) -> str:
        """``what: value``, with the colon of the language."""
        return f"{what}{self.texts['colon']} {value}"

    def listed(self, parts: Iterable[str]) -> str:
        """Parts of one sentence, semicolons between them."""
        return self.texts["also"].join(parts)

    def indicator(self, name: str) -> Wording:
        """The indicator in words; one that the catalogue does not know is called by its id."""
        if name in self.catalogue:
            return self.catalogue[name].words(self.lang)
        if name.startswith(PAYER):
            payer = self.name(self.payers, name.removeprefix(PAYER))
            keys = ("paid_by", "paid_by_defined", "paid_by_noun")
            return Wording(*(self.say(key, payer=payer) for key in keys))
        plain = name.replace("_", " ")
        return Wording(plain, plain, plain)

    def term(self, indicator: str, text: str = "") -> Term:
        """An indicator's title (or a ``text`` that stands for it), with its definition."""
        wording = self.indicator(indicator)
        made = Term(text or wording.title)
        definition = unbroken(wording.definition, self.lang)
        made.definition = definition[:1].upper() + definition[1:]
        return made

    def unit(self, unit: str) -> str:
        """A unit as it is written behind a number."""
        return unit_words(unit, self.lang).text

    def short_unit(self, unit: str) -> str:
        """A unit as it is written in narrow tables."""
        return unit_words(unit, self.lang).short

    def unit_of(self, unit: str, value: Decimal) -> str:
        """A unit behind a number, with its decimals as it is shown: ``0,9 jour``, ``1.0 days``."""
        words = unit_words(unit, self.lang)
        return words.one if self.locale.plural_form(value) == "one" else words.text

    def name(self, of: Mapping[str, str], key: str) -> str:
        """The name of a kind, outcome, measure … ; one it does not know is written as it is."""
        return of.get(key, key.replace("_", " "))

    def part(self, key: str) -> str:
        """A key of a measure's plan, or of the settings that it changes."""
        return self.plans.get(key) or self.name(self.kinds, key)

    def month(self, year: int, month: int) -> str:
        """A month, e.g. ``Jan 2030``."""
        return format_date(date(year, month, 1), "MMM y", self.locale)

    def day(self, day: date, which: str = "day") -> str:
        """A day in a sentence, e.g. ``1er octobre 2025``; ``alone``: as one stands by itself."""
        return format_date(day, self.days[f"first_{which}" if day.day == 1 else which], self.locale)

    def coarse(self, grain: str) -> str:
        """That results are of something coarser than communes."""
        return self.say("coarse", grain=grain, what=self.grains[grain])

    @property
    def plotly(self) -> Mapping[str, Any]:
        """How Plotly writes numbers and months in this language."""
        symbols = self.locale.number_symbols["latn"]
        months = {
            name: [names[month] for month in range(1, 13)]
            for name, names in (
                ("months", get_month_names("wide", locale=self.locale)),
                ("shortMonths", get_month_names("abbreviated", locale=self.locale)),
            )
        }
        return {"separators": symbols["decimal"] + symbols["group"], **months}


def words(lang: str, vocabulary: Vocabulary | None = None) -> Words:
    """The words of a language, with the labels of a vocabulary (without one: of that we ship). Raises
    ValueError, naming the languages there are.
    """
    there_are = languages()
    if lang not in there_are:
        raise ValueError(f"no words for language {lang!r}; there is: {', '.join(there_are)}")
    vocabulary = vocabulary or shipped()
    block = {name: {key: each[lang] for key, each in keys.items()} for name, keys in written().items()}
    return Words(
        lang=lang,
        texts={key: unbroken(text, lang) for key, text in block["texts"].items()},
        catalogue=catalogue_of(vocabulary),
        kinds=vocabulary.kind_labels(lang),
        endings={**vocabulary.ending_labels(lang), **block["endings"]},
        payers={payer.id: said(payer.label, lang) for payer in vocabulary.payers},
        measures={kind: said(measure.title, lang) for kind, measure in MEASURES.items()},
        **{name: block[name] for name in ("statuses", "grains", "events", "plans", "days")},
        locale=Locale.parse(lang),
    )


@cache
def written() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """What conf/words/report.yaml says: ``[block][key][language]``. Raises ScenarioError."""
    return read(data_root() / "conf" / "words" / "report.yaml").data


def languages() -> list[str]:
    """The languages that every key is written in."""
    return sorted(set.intersection(*(set(each) for keys in written().values() for each in keys.values())))
