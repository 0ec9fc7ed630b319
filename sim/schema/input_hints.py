"""Numbers and dates as people write them, read well enough to say how they are written here."""

import re
from datetime import date
from typing import Any, Final

BLANKS: Final = re.compile(r"[\s\u00a0\u202f]")
PLAIN: Final = re.compile(r"[-+]?\d+(\.\d+)?")
DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
YEAR_FIRST: Final = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})")
EXAMPLE: Final = "50 %, for instance, is written 0.5"
ISO: Final = "year-month-day"


def said(value: Any) -> str:
    """The value between quotation marks; where nothing stands, that."""
    return "nothing stands here, which" if value is None else f"“{value}”"


def figure(value: Any) -> float | None:
    """The number that a text most likely means: `0,5`, `150 000 €`, `50 %` (0.5), `1/3`. None if it is none.

    What has a point already keeps it, so that 150.000 is 150.
    """
    if not isinstance(value, str):
        return None
    text = BLANKS.sub("", value).removesuffix("€")
    percent = text.endswith("%")
    text = text.removesuffix("%")
    parts = text.split("/")
    if not percent and len(parts) == 2 and all(PLAIN.fullmatch(part) for part in parts) and float(parts[1]):
        return float(parts[0]) / float(parts[1])
    text = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    if PLAIN.fullmatch(text) is None:
        return None
    return float(text) / 100 if percent else float(text)


def number_hint(value: Any) -> str:
    """How to write it: the number itself where it can be guessed."""
    meant = figure(value)
    if meant is None:
        return "write digits, with a point for decimals"
    if PLAIN.fullmatch(value) is not None:
        return f"write {meant:.10g} without quotation marks"
    return f"write {meant:.4g}" if "/" in value else f"write {meant:.10g}"


def share_hint(value: Any) -> str:
    """How to write a share: always a number between 0 and 1."""
    meant = figure(value)
    if meant is None:
        return "a share is a number between 0 and 1, such as 0.5"
    said = EXAMPLE if "%" in str(value) and not 0 <= meant <= 1 else share_of(meant)
    return f"a share is a number between 0 and 1; {said}"


def share_of(value: float) -> str:
    """What a number out of place among shares may have meant."""
    if 0 <= value <= 1:
        return f"write {value:.4g}"
    if 1 < value <= 100:
        return f"{value:g} % is written {value / 100:g}"
    return EXAMPLE


def date_hint(value: Any) -> str:
    """How to write a date: the day itself where it can be guessed (28/02/2026 is the 28th of February)."""
    text = str(value).strip()
    found, order = DAY_FIRST.fullmatch(text), (3, 2, 1)
    if found is None:
        found, order = YEAR_FIRST.fullmatch(text), (1, 2, 3)
    if found is not None:
        try:
            return f"write {ISO}: {date(*(int(found[part]) for part in order))}"
        except ValueError:
            pass
    return f"write {ISO}, such as 2025-10-01"
