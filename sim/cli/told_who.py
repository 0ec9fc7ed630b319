"""For whom and when something is there: an audience, a calendar (words of conf/words/told.yaml)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

LEAP: Final = 2024  # a year that has every day
Words = Mapping[str, Mapping[str, str]]


def audience(block: Mapping[str, Any], words: Words, lang: str) -> str:
    """`without a car or aged 75 and over`: what all of them are, and what one of several."""
    any_of, all_of = list(block.get("any_of") or ()), list(block.get("all_of") or ())
    if block.get("ages") and "ages" not in (*any_of, *all_of):
        all_of.append("ages")
    ages = block.get("ages") or {}
    which = "_".join(key for key in ("from", "to") if key in ages) or "all"
    said = {key: words[key][lang] for key in words}
    said["ages"] = words[f"ages_{which}"][lang].format(**ages)
    both = [
        _listed([said[trait] for trait in traits], words[by][lang])
        for traits, by in ((all_of, "and"), (any_of, "or"))
        if traits
    ]
    return words["and_also"][lang].join(both)


def calendar(block: Mapping[str, Any], words: Words, lang: str) -> str:
    """`from 1 July to 31 August of every year, one week in 2`."""
    spans = [(words["season"], _day_of_year, each) for each in block.get("seasons") or ()]
    spans += [(words["dates"], _day, each) for each in block.get("dates") or ()]
    said = [
        word[lang].format(**{key: day(str(value), words, lang) for key, value in each.items()})
        for word, day, each in spans
    ]
    parts = [_listed(said, words["and"][lang])] if said else []
    if (weeks := block.get("one_week_in", 1)) != 1:
        parts.append(words["one_week_in"][lang].format(weeks=weeks))
    return ", ".join(parts)


def _listed(said: Sequence[str], between: str) -> str:
    return ", ".join([*said[:-2], between.join(said[-2:])])


def _day_of_year(text: str, words: Words, lang: str) -> str:
    """`07-01` without a year."""
    month, _, day = text.partition("-")
    return _written(date(LEAP, int(month), int(day)), "d MMMM", lang)


def _day(text: str, words: Words, lang: str) -> str:
    return words[text][lang] if text in words else _written(date.fromisoformat(text), "d MMMM y", lang)


def _written(day: date, pattern: str, lang: str) -> str:
    from babel.dates import format_date

    first = pattern.replace("d", "'1er'", 1) if lang == "fr" and day.day == 1 else pattern
    return str(format_date(day, first, locale=lang))
