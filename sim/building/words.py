"""What building a territory says to readers (conf/words/building.yaml), in their language."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from sim.reports.words.words import UNBREAKABLE
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.schema.languages import LANGUAGES

NO_BREAK: Final = "\u00a0"


def say(key: str, lang: str, /, **values: object) -> str:
    """The text of that key with its values."""
    return UNBREAKABLE.sub(NO_BREAK, _written()[key][lang]).format(**values)


def both(key: str, values: Callable[[str], Mapping[str, object]] = lambda lang: {}) -> dict[str, str]:
    """The text in each language, with the values that it has there."""
    return {lang: say(key, lang, **values(lang)) for lang in LANGUAGES}


def figure(value: float, lang: str) -> str:
    """A number as the language writes it, without needless decimals."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, format="#,##0.##", locale=lang))


@cache
def _written() -> Mapping[str, Any]:
    return read(data_root() / "conf" / "words" / "building.yaml").data
