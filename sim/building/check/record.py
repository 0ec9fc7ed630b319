"""One thing that was looked at in a territory, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from babel.numbers import format_decimal

from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.scenario.texts import Texts
from sim.schema.agreement import Agreeing, Said
from sim.schema.languages import LANGUAGES, NO_BREAK, Worded, printed
from sim.schema.types import Bilingual, Number, Plain

Verdict = Literal["ok", "look", "wrong"]
BESIDE: Final = ("no_mt_of_cnam", "off_by", "moved_by")  # of conf/check.yaml, no ranges
TEXTS: Final = Texts("check")


@dataclass(frozen=True)
class Check:
    """What was looked at.

    figure    what was found; value: it as one number, where it is one
    expected  between what bounds it usually lies, and where that is from
    todo      what to do about it; "" where all is well
    """

    id: str
    verdict: Verdict
    title: Worded
    figure: Worded
    expected: Worded
    todo: Worded = ""
    value: float | None = None


class Range(Plain):
    """An entry of conf/check.yaml."""

    low: Number
    high: Number
    least: Number
    most: Number
    france: Number
    source: Bilingual

    def verdict(self, value: float) -> Verdict:
        """ "ok" within the usual range, "wrong" beyond what can be, else "look"."""
        if not self.least <= value <= self.most:
            return "wrong"
        return "ok" if self.low <= value <= self.high else "look"


class Figure(NamedTuple):
    """A number as it is written: decimals of it at most."""

    value: float
    decimals: int = 0


class Percent(NamedTuple):
    """A share as it is written."""

    share: float
    decimals: int = 0


@cache
def settings_of_check() -> Mapping[str, Any]:
    """conf/check.yaml."""
    return read(data_root() / "conf" / "check.yaml").data


@cache
def ranges() -> Mapping[str, Range]:
    """The ranges of conf/check.yaml."""
    blocks = settings_of_check().items()
    return {key: Range.model_validate(block) for key, block in blocks if key not in BESIDE}


def made(
    check: str,
    verdict: Verdict,
    *,
    text: str = "",
    todo: str = "",
    value: float | None = None,
    **values: Any,
) -> Check:
    """A check by the texts of its id in conf/words/check.yaml.

    text  the entry that is said in place of the check's own: where its figure cannot be told
    todo  the text of what to do, where it is not the one of the verdict
    values  fill the texts: numbers (Figure, Percent), names, texts in both languages
    """
    entry = {**TEXTS.written[check], **(TEXTS.written[text] if text else {})}
    advice = entry.get(todo or verdict)
    return Check(
        check,
        verdict,
        _filled(entry["title"], values),
        _filled(entry["figure"], values),
        _filled(entry["expected"], values),
        "" if advice is None else _filled(advice, values),
        value,
    )


def judged(
    check: str, name: str, value: float, shown: Figure | Percent, *, text: str = "", **values: Any
) -> Check:
    """A check whose verdict is that of a range in conf/check.yaml: `here`, `low`, `high`, `france` and
    `bounds` (where they are from) fill its texts, written as `shown` is.
    """
    bounds = ranges()[name]

    def like(number: float) -> Figure | Percent:
        return type(shown)(number, shown.decimals)

    given: dict[str, Any] = {
        "low": like(bounds.low),
        "high": like(bounds.high),
        "france": like(bounds.france),
    }
    given |= {"here": shown, "bounds": bounds.source}
    return made(check, bounds.verdict(value), text=text, value=value, **given, **values)


def say(key: str, lang: str, **values: object) -> str:
    """A text of the list itself, by its key in conf/words/check.yaml."""
    return TEXTS.say(key, lang, **_worded(values, lang))


def _filled(text: Worded, values: Mapping[str, object]) -> dict[str, str]:
    return {lang: Agreeing(lang).format(printed(text, lang), **_worded(values, lang)) for lang in LANGUAGES}


def _worded(values: Mapping[str, object], lang: str) -> dict[str, object]:
    return {key: written(value, lang) for key, value in values.items()}


def written(value: object, lang: str) -> object:
    """A value as a language writes it."""
    if isinstance(value, Figure):
        rounded = round(value.value, value.decimals)
        return Said(format_decimal(rounded, locale=lang), rounded)
    if isinstance(value, Percent):
        return f"{written(Figure(100 * value.share, value.decimals), lang)}{NO_BREAK}%"
    if isinstance(value, dict):
        return printed(value, lang)
    return value
