"""What building a territory says to readers (conf/words/building.yaml), in their language."""

from collections.abc import Callable, Mapping

from sim.scenario.texts import Texts
from sim.schema.languages import LANGUAGES

say = Texts("building").say


def both(key: str, values: Callable[[str], Mapping[str, object]] = lambda lang: {}) -> dict[str, str]:
    """The text in each language, with the values that it has there."""
    return {lang: say(key, lang, **values(lang)) for lang in LANGUAGES}


def figure(value: float, lang: str) -> str:
    """A number as the language writes it, without needless decimals."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, format="#,##0.##", locale=lang))
