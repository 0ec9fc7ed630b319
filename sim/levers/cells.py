"""What stands in the tables of the levers: numbers with their intervals, in one language."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sim.levers.about import About, Place
from sim.levers.figures import Figure
from sim.reports.words import words
from sim.reports.words.numbers import digits, finite, number, plain, signed, unit_of_difference, with_unit
from sim.scenario.texts import Texts
from sim.scenario.vocabulary import shipped
from sim.schema.languages import Worded, printed
from sim.vocabulary.vocabulary import said

NOTHING: Final = "–"
TEXTS: Final = Texts("levers")


def rounded(value: float) -> float:
    """To three significant figures, where it has more before the decimal point: more is not known."""
    if not finite(value) or abs(value) < 1000:
        return value
    return float(round(value, 2 - math.floor(math.log10(abs(value)))))


class Cells:
    """What stands in cells and headings, in one language: each method makes the text of one thing. A number
    that is not known (NaN) is ``NOTHING``.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._words = words(lang)

    def say(self, key: str, **values: object) -> str:
        """A text with what is filled in."""
        return TEXTS.say(key, self.lang, **values)

    def both(self, key: str) -> Worded:
        """A text in all languages."""
        found: Worded = TEXTS.written[key]
        return found

    def pair(self, what: str, value: str) -> str:
        """``what: value``, with the colon of the language."""
        return self._words.pair(what, value)

    def listed(self, parts: Iterable[str]) -> str:
        """Parts of one sentence, semicolons between them."""
        return self._words.listed(parts)

    def title(self, indicator: str) -> str:
        """What a row of the indicator is called."""
        return self._words.indicator(indicator).heading

    def payer(self, name: str) -> str:
        """Who pays."""
        label = next((each.label for each in shipped().payers if each.id == name), None)
        return name if label is None else said(label, self.lang)

    def link(self, scenario: str, about: About) -> str:
        """The title of a scenario, which leads to its section."""
        return f"[{printed(about.title, self.lang)}](#{scenario})"

    def place(self, place: Place | None) -> str:
        """A territory, short, with its residents."""
        if place is None:
            return NOTHING
        return self.say("place", name=place.name, residents=self.amount(place.residents))

    def comes(self, about: About) -> str:
        """What is taken for granted."""
        return self.listed(self.say(f"comes_{each}") for each in about.comes) or NOTHING

    def day(self, day: date) -> str:
        """A day in a sentence."""
        return self._words.day(day)

    def plain(self, value: float) -> str:
        """A number of units."""
        return plain(round(value, 2), self._words)

    def amount(self, value: float) -> str:
        """Euros or people, to three figures."""
        return number(rounded(value), 0, self._words)

    def level(self, figure: Figure) -> str:
        """The figure of the baseline, with its unit."""
        if not finite(figure.level):
            return NOTHING
        text = number(rounded(figure.level), digits(figure.level), self._words)
        return with_unit(text, self._words.unit(figure.unit))

    def marked(self, figure: Figure) -> str:
        """A difference: in italics where luck hides it, bold where it holds in all worlds."""
        return self._marked(figure, self._signed(figure.value, figure))

    def cell(self, figure: Figure) -> str:
        """The same with its interval and range, and as points what is a difference of shares."""
        if not finite(figure.value):
            return NOTHING
        value = self._signed(figure.value, figure)
        unit = unit_of_difference(figure.unit, "", self._words)
        value = self._marked(figure, with_unit(value, unit))
        if not finite(figure.low) or figure.low == figure.high:
            return value  # known to a hair, or not at all
        luck = self._between(figure.low, figure.high, figure)
        if figure.plausible_low != figure.plausible_low:
            return self.say("cell_luck", value=value, luck=luck)
        worlds = self._between(figure.plausible_low, figure.plausible_high, figure)
        return self.say("cell", value=value, luck=luck, worlds=worlds)

    def _between(self, low: float, high: float, figure: Figure) -> str:
        if not finite(low):
            return self.say("no_gain")
        if not finite(high):
            return self.say("from_on", low=self._signed(low, figure))
        return self.say("between", low=self._signed(low, figure), high=self._signed(high, figure))

    def _signed(self, value: float, figure: Figure) -> str:
        ends = [end for end in (figure.low, figure.high) if finite(end)]
        decimals = digits(figure.value, *ends, difference=figure.value if figure.clear else None)
        return signed(rounded(value), decimals, self._words)

    def _marked(self, figure: Figure, text: str) -> str:
        if not finite(figure.value) or not finite(figure.low):
            return text
        if not figure.clear:
            return f"*{text}*"
        return f"**{text}**" if figure.holds else text


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """In Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def anchored(anchor: str, heading: str) -> str:
    """A heading to which links lead in any language."""
    return f'<a id="{anchor}"></a>\n\n{heading}'
