"""Numbers and dates as people write them, read well enough to say how they are written here."""

import re
from datetime import date
from typing import Any, Final

BLANKS: Final = re.compile(r"[\s\u00a0\u202f]")
PLAIN: Final = re.compile(r"[-+]?\d+(\.\d+)?")
ZERO_BEFORE: Final = re.compile(r"[-+]?0+\d+(\.\d+)?")
FIGURE: Final = re.compile(r"([-+]?\d+(?:[.,]\d+)?)(?:/(\d+)|(%))?€?")
DATE: Final = re.compile(
    r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"  # the year or the day first
)
EXAMPLE: Final = "50 %, for instance, is written 0.5"


def said(value: Any) -> str:
    """The value between quotation marks; where nothing stands, that."""
    return "nothing stands here, which" if value is None else f"“{value}”"


def figure(value: Any) -> float | None:
    """The number that a text most likely means: `0,5`, `150 000 €`, `50 %` (0.5), `1/3`. None if it is none.

    What has a point already keeps it, so that 150.000 is 150.
    """
    found = FIGURE.fullmatch(BLANKS.sub("", value)) if isinstance(value, str) else None
    divisor = 0.0 if found is None else 100.0 if found[3] else float(found[2] or 1)
    return float(found[1].replace(",", ".")) / divisor if found and divisor else None


def number_hint(value: Any) -> str:
    """How to write it: the number itself where it can be guessed."""
    meant = figure(value)
    if meant is None:
        return "write digits, with a point for decimals"
    if ZERO_BEFORE.fullmatch(value) is not None:
        return f"write {meant:.10g}, without a zero before it"
    if PLAIN.fullmatch(value) is not None:
        return f"write {meant:.10g} without quotation marks"
    return f"write {meant:.4g}" if "/" in value else f"write {meant:.10g}"


def whole_hint(value: Any) -> str:
    """How to write a whole number: the number itself where it can be guessed."""
    meant = figure(value)
    whole = meant is not None and meant.is_integer()
    return f"write {meant:.10g}" if whole else "write digits only, such as 3"


def share_hint(value: Any) -> str:
    """How to write a share: always a number between 0 and 1."""
    meant = figure(value)
    if meant is None:
        return "a share is a number between 0 and 1, such as 0.5"
    hint = EXAMPLE if "%" in value and not 0 <= meant <= 1 else share_of(meant)
    return f"a share is a number between 0 and 1; {hint}"


def share_of(value: float) -> str:
    """What a number out of place among shares may have meant."""
    if 0 <= value <= 1:
        return f"write {value:.4g}"
    return f"{value:g} % is written {value / 100:g}" if 1 < value <= 100 else EXAMPLE


def date_hint(value: Any) -> str:
    """How to write a date: the day itself where it can be guessed (28/02/2026 is the 28th of February)."""
    found = DATE.fullmatch(str(value).strip())
    try:
        parts = found.groups() if found else ()
        year, month, day = (int(text) for text in (parts[:3] if parts and parts[0] else parts[:2:-1]))
        return f"write year-month-day: {date(year, month, day)}"
    except ValueError:  # none of both, or no day of the calendar
        return "write year-month-day, such as 2025-10-01"
