"""Texts with numbers that their words agree with: `{posts:one post is offered|# posts are offered}`."""

from functools import cache
from string import Formatter
from typing import Any, Final

MARK: Final = "#"  # stands for the number


class Said(str):
    """A number as it is written, which words may agree with."""

    number: float

    def __new__(cls, text: str, number: float) -> "Said":
        """``text``: the number, written in a language."""
        made = super().__new__(cls, text)
        made.number = number
        return made


class Agreeing(Formatter):
    """`str.format`, with one form behind the colon for one and another for more, as the language counts: in
    French one and a half is one. A form that does not write the number is of 1 alone.
    """

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        """The form that a number asks for; of what is no number, the second."""
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        one, more = format_spec.split("|")
        number = value.number if isinstance(value, Said) else value if isinstance(value, int) else None
        form = (
            one
            if number == 1 or (number is not None and MARK in one and _is_one(number, self._lang))
            else more
        )
        return form.replace(MARK, str(value))


@cache
def _is_one(number: float, lang: str) -> bool:
    from decimal import Decimal

    from babel import Locale

    return str(Locale.parse(lang).plural_form(Decimal(str(number)).normalize())) == "one"
