"""Numbers as a planner reads them: few digits, thousands grouped, the sign of a difference always shown."""

import math
from decimal import Decimal
from functools import cache

from babel.numbers import NumberPattern, format_decimal, parse_pattern

from sim.reports.words import Words

MOST_DIGITS = 4
SIGNIFICANT = 3  # digits of a level, at most
MINUS = "−"


def finite(value: float | None) -> bool:
    """Whether there is a number at all: neither None nor NaN nor infinite."""
    return value is not None and math.isfinite(value)


def digits(*levels: float, difference: float | None = None) -> int:
    """Decimals for numbers of that size: none from 100 on, one from 1 on, else two.

    A ``difference`` that is given is never rounded to nothing, as long as four decimals suffice.
    """
    size = max((abs(level) for level in levels if finite(level)), default=0.0)
    decimals = 0 if size >= 100 or size == 0 else 1 if size >= 1 else 2
    while (
        finite(difference)
        and difference
        and decimals < MOST_DIGITS
        and abs(difference) < 0.5 * 10.0**-decimals
    ):
        decimals += 1
    return decimals


def most_decimals(*levels: float) -> int:
    """With which numbers of that size have SIGNIFICANT digits: more would say what nobody knows."""
    size = max((abs(level) for level in levels if finite(level)), default=0.0)
    if size == 0:
        return MOST_DIGITS
    return min(MOST_DIGITS, max(0, SIGNIFICANT - 1 - math.floor(math.log10(size))))


def number(value: float | None, decimals: int, words: Words) -> str:
    """``-1234.5`` → ``−1,234.5``; a dash where there is no number."""
    if value is None or not math.isfinite(value):
        return "–"
    rounded = Decimal(f"{abs(value):.{decimals}f}")
    text = str(_pattern(decimals).apply(rounded, words.locale))
    return MINUS + text if value < 0 and any(c in "123456789" for c in text) else text


def brief(value: float, lang: str) -> str:
    """A figure of a table: ``1,235``, ``0.12``; a whole number from 100 on, one decimal from 10 on, two from
    0.1 on, else four, none of them needless. A dash where there is no number.
    """
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else MOST_DIGITS
    rounded = round(size, decimals)
    text = str(format_decimal(rounded, format=f"#,##0.{'#' * decimals}", locale=lang))
    return MINUS + text if value < 0 and rounded else text


def plain(value: float, words: Words) -> str:
    """A number of the configuration: ``0.05``, ``280,000``; at most four decimals, without needless ones."""
    text = f"{abs(value):.{MOST_DIGITS}f}".rstrip("0").partition(".")[2]
    return number(value, len(text), words)


@cache
def _pattern(decimals: int) -> NumberPattern:
    return parse_pattern("#,##0" + "." * (decimals > 0) + "0" * decimals)


def signed(value: float | None, decimals: int, words: Words) -> str:
    """As ``number``, with a plus before what is above 0."""
    text = number(value, decimals, words)
    return f"+{text}" if finite(value) and text[0].isdigit() and any(c in "123456789" for c in text) else text


def unit_of_difference(unit: str, shown: str, words: Words) -> str:
    """The unit of a difference, as it is ``shown``: of two percentages, points."""
    return words.say("points") if unit == "%" else shown


def with_unit(text: str, unit: str) -> str:
    """``17.9`` and ``%`` → ``17.9 %`` (the space does not break)."""
    return f"{text}\u00a0{unit}" if unit else text
