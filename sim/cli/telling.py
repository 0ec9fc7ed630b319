"""What the measures of a scenario bring about, in sentences: pieces of conf/words/told.yaml, filled in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from string import Formatter
from typing import Any, Final

from sim.cli.names_told import NAMED, Names
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.schema.languages import in_language

BEGINS: Final = ("on", "by", "since")
DATES: Final = (*BEGINS, "until", "goes_on_until")
EUROS: Final = (
    "capital_cost", "creation_cost", "bears", "fee", "aid_once", "aid_yearly", "cost_once", "cost_yearly",
)  # fmt: skip
SHARES: Final = (
    "share", "probability", "search_probability", "ramp_start", "departure_hazard", "finds", "taking_part",
    "takes_part", "replaced", "reaches", "defies", "goes_on_activity",
)  # fmt: skip
# The table of the vocabulary in which the words of a key have their labels.
TABLES: Final = {
    "contract": "contracts", "goes_on_contract": "contracts", "to": "professionals", "profile": "services",
    "payer": "payers", "cost_payer": "payers", "aid_payer": "payers", "payers": "payers",
    "parts": "kinds",
}  # fmt: skip
LIST_AND: Final = {"en": " and ", "fr": " et "}


def told(measures: Mapping[str, Any], lang: str, names: Names | None = None) -> list[str]:
    """A sentence for each measure, as a planner wrote it, by the day on which it begins; those without one
    first. ``names``: what the names in them stand for.
    """
    known = names or Names()
    found = []
    for number, (name, block) in enumerate(measures.items()):
        for kind, plan in block.items() if isinstance(block, Mapping) else ():
            plan = plan if isinstance(plan, Mapping) else {}
            begins = next((str(plan[key]) for key in BEGINS if key in plan), "")
            sentence = _sentence(name, kind, _named(plan, known, lang), lang)
            found.append(("" if begins == "start" else begins, number, sentence))
    return [sentence for _, _, sentence in sorted(found)]


def known() -> frozenset[str]:
    """The kinds of measures that are told by pieces of their own."""
    return frozenset(_written()) - {"cost", "words", "settings"}


def _sentence(name: str, kind: str, plan: Mapping[str, Any], lang: str) -> str:
    """By the pieces of its kind, or its name and kind alone; then who pays."""
    pieces, values = _written(), dict(_flat(plan))
    own = "".join(_pieces(pieces.get(kind, ()), values, lang))
    return f"{own or f'{name}: {kind}'}{''.join(_pieces(pieces['cost'], values, lang))}."


def _named(plan: Mapping[str, Any], names: Names, lang: str) -> dict[str, Any]:
    """The plan with what its names stand for in place of them."""

    def said(key: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return _named(value, names, lang)
        if isinstance(value, list):
            return [said(key, one) for one in value]
        if key not in NAMED or not isinstance(value, str) or value in _written()["words"].get(key, {}):
            return value
        return names.said(key, value, lambda profile: _label("profile", profile, lang), lang)

    return {key: said(key, value) for key, value in plan.items()}


def _pieces(pieces: Sequence[Mapping[str, Any]], values: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Those for which the plan has all that they name, and says what they ask for."""
    for piece in pieces:
        named = [name for _, name, _, _ in Formatter().parse(piece[lang]) if name]
        there = all(values.get(name) not in (None, "", [], {}) for name in named)
        asked = all(values.get(key) == value for key, value in piece.get("of", {}).items())
        barred = any(values.get(key) == value for key, value in piece.get("unless", {}).items())
        if there and asked and not barred:
            yield piece[lang].format(**{name: _in_words(name, values[name], lang) for name in named})


def _flat(plan: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """The keys of a plan, those within blocks too: `aid: {once: …}` as `aid_once`."""
    for key, value in plan.items():
        yield f"{before}{key}", value
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}_")


def _in_words(key: str, value: Any, lang: str) -> str:
    """A value as one says it."""
    if isinstance(value, Mapping):
        return _block(key, value, lang)
    if isinstance(value, list):
        words = [_in_words(key, one, lang) for one in value]
        between = ", " if key in EUROS else LIST_AND[lang]
        return ", ".join([*words[:-2], between.join(words[-2:])])
    if key in DATES:
        return _day(value, lang)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(key, value, lang)
    return _label(key, str(value), lang)


def _block(key: str, value: Mapping[str, Any], lang: str) -> str:
    """Shares of payers, steps of a number, or settings by their keys."""
    words = _written()["words"]
    if key == "payers":
        return ", ".join(
            f"{_label(key, who, lang)} {_number('share', part, lang)}" for who, part in value.items()
        )
    for step in ("times", "places"):
        if set(value) == {"since", step}:
            said = {name: _in_words(name, value[name], lang) for name in value}
            return str(words[step][lang].format(**said))
    return _settings(value, "×\u00a0" if key == "times" else "", lang)


def _settings(block: Mapping[str, Any], sign: str, lang: str) -> str:
    """Settings by what they are called, or their keys: once where all that stands below is the same."""
    called: dict[str, dict[str, str]] = {}
    for key, value in _leaves(block):
        name = max(
            (each for each in _names() if f"{key}.".startswith(f"{each}.")),
            key=len,
            default=key,
        )
        called.setdefault(name, {})[key.removeprefix(name).lstrip(".")] = sign + _in_words(
            "parts", value, lang
        )
    between = " " if sign else {"en": ": ", "fr": "\u00a0: "}[lang]
    return ", ".join(f"{_setting(name, lang)}{_values(of, between, lang)}" for name, of in called.items())


def _leaves(block: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """`needs.avoided.certificate`, 0.5."""
    for key, value in block.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _setting(name: str, lang: str) -> str:
    return str(_names().get(name, {}).get(lang, name))


def _values(of: Mapping[str, str], between: str, lang: str) -> str:
    """One value, or several with what each is of."""
    if len(set(of.values())) == 1:
        return between + next(iter(of.values()))
    words = ((" ".join(_label("parts", part, lang) for part in key.split(".")), of[key]) for key in of)
    return f" ({', '.join(f'{key} {value}' for key, value in words)})"


def _number(key: str, value: float, lang: str) -> str:
    from babel.numbers import format_decimal

    if key in SHARES:
        return f"{format_decimal(100 * value, '#,##0.#', locale=lang)}\u00a0%"
    written = format_decimal(value, "#,##0.###", locale=lang)
    return f"{written}\u00a0€" if key in EUROS else str(written)


def _day(value: Any, lang: str) -> str:
    from babel.dates import format_date

    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return _label("day", str(value), lang)
    first = "'1er' MMMM y" if lang == "fr" and day.day == 1 else "d MMMM y"
    return str(format_date(day, first, locale=lang))


def _label(key: str, word: str, lang: str) -> str:
    """The text of a word at a key."""
    words = _written()["words"].get(key, {})
    if word in words:
        return str(words[word][lang])
    row = _rows(TABLES[key]).get(word) if key in TABLES else None
    return word if row is None else str(in_language(row["label"], lang))


@cache
def _written() -> Mapping[str, Any]:
    return read(data_root() / "conf" / "words" / "told.yaml").data


@cache
def _names() -> Mapping[str, Any]:
    """What settings are called, by their key or the beginning of it."""
    return {row["keys"]: row for row in _written()["settings"]}


@cache
def _rows(table: str) -> Mapping[str, Any]:
    return read(data_root() / "conf" / "vocabulary" / f"{table}.yaml").data
