"""What the measures of a scenario bring about, in sentences: pieces of conf/words/told.yaml, filled in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from string import Formatter
from typing import Any, Final, NamedTuple

from sim.cli.names_told import NAMED, Names
from sim.cli.told_terms import Was, bare, completed
from sim.cli.told_who import audience, calendar
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.schema.agreement import Agreeing, Said
from sim.schema.languages import in_language

BEGINS: Final = ("on", "by", "since")
DATES: Final = (*BEGINS, "until", "goes_on_until")
EUROS: Final = (
    "capital_cost", "creation_cost", "bears", "fee", "aid_once", "aid_yearly", "cost_once", "cost_yearly",
    "zone_aid_once", "zone_aid_yearly", "terms_costs", "worth",
)  # fmt: skip
SHARES: Final = (
    "share", "probability", "search_probability", "ramp_start", "departure_hazard", "finds", "taking_part",
    "takes_part", "replaced", "reaches", "defies", "goes_on_activity", "goes_on_leaving", "terms_activity",
    "terms_leaving", "terms_path_activity", "terms_supervision_time",
)  # fmt: skip
# The table of the vocabulary in which the words of a key have their labels.
TABLES: Final = {
    "contract": "contracts", "goes_on_contract": "contracts", "to": "professionals", "profile": "services",
    "payer": "payers", "cost_payer": "payers", "aid_payer": "payers", "payers": "payers",
    "zone_aid_payer": "payers", "terms_payer": "payers",
    "parts": "kinds",
}  # fmt: skip
LIST_AND: Final = {"en": " and ", "fr": " et "}
THEN: Final = {"en": ", then ", "fr": ", puis "}  # of years, one after the other


class Around(NamedTuple):
    """What measures are laid over: the settings of the scenario, as they are written; the measures of its
    territory, which those of the same name replace; all measures there are.
    """

    settings: Mapping[str, Any] = {}
    before: Mapping[str, Any] = {}
    beside: Mapping[str, Any] = {}


def told(
    measures: Mapping[str, Any],
    lang: str,
    names: Names | None = None,
    around: Around | None = None,
    *,
    gone: bool = False,
) -> list[str]:
    """A sentence for each measure, as a planner wrote it, by the day on which it begins; those without one
    first. ``names``: what the names in them stand for; ``gone``: they have been taken away.
    """
    known, over = names or Names(), around or Around()
    kinds = {kind for block in over.beside.values() if isinstance(block, Mapping) for kind in block}
    found = []
    for number, (name, block) in enumerate(measures.items()):
        for kind, plan in block.items() if isinstance(block, Mapping) else ():
            plan = plan if isinstance(plan, Mapping) else {}
            begins = next((str(plan[key]) for key in BEGINS if key in plan), "")
            before = _plan_of(over.before.get(name), kind)
            values, were = (
                dict(_flat(_named(completed(kind, each, over.settings, over.beside), known, lang)))
                for each in (plan, before)
            )
            values["market_too"] = "market" in kinds
            sentence = _sentence(name, kind, values, were if before else {}, lang, gone=gone)
            found.append(("" if begins == "start" else begins, number, sentence))
    return [sentence for _, _, sentence in sorted(found)]


def _plan_of(block: Any, kind: str) -> Mapping[str, Any]:
    plan = block.get(kind) if isinstance(block, Mapping) else None
    return plan if isinstance(plan, Mapping) else {}


def known() -> frozenset[str]:
    """The kinds of measures that are told by pieces of their own."""
    return frozenset(_written()) - {"terms", "cost", "gone", "words", "settings", "who", "when"}


def _sentence(
    name: str, kind: str, values: Mapping[str, Any], were: Mapping[str, Any], lang: str, *, gone: bool
) -> str:
    """By the pieces of its kind, or its name and kind alone; then what its contract says, and who pays."""
    pieces = _written()
    if gone and (said := "".join(_pieces(pieces["gone"].get(kind, ()), values, {}, lang))):
        return f"{said}."
    own = "".join(_pieces(pieces.get(kind, ()), values, were, lang))
    more = "".join(_pieces((*pieces["terms"], *pieces["cost"]), values, were, lang))
    return f"{own or f'{name}: {kind}'}{more}."


def _named(plan: Mapping[str, Any], names: Names, lang: str) -> dict[str, Any]:
    """The plan with what its names stand for in place of them."""

    def said(key: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return _named(value, names, lang)
        if isinstance(value, list):
            return [said(key, one) for one in value]
        if key not in NAMED or not isinstance(value, str) or value in _written()["words"].get(key, {}):
            return value
        return names.said(key, value, lambda profile: label("profile", profile, lang), lang)

    return {key: said(key, value) for key, value in plan.items()}


def _pieces(
    pieces: Sequence[Mapping[str, Any]], values: Mapping[str, Any], were: Mapping[str, Any], lang: str
) -> Iterator[str]:
    """Those for which the plan has all that they name, and says what they ask for. ``were``: of the plan that
    this one replaces.
    """
    for piece in pieces:
        named = [name for _, name, _, _ in Formatter().parse(piece[lang]) if name]
        there = all(values.get(name) not in (None, "", [], {}) for name in named)
        asked = all(values.get(key) == value for key, value in piece.get("of", {}).items())
        barred = any(values.get(key) == value for key, value in piece.get("unless", {}).items())
        if there and asked and not barred:
            said = Agreeing(lang).format(
                piece[lang], **{name: _in_words(name, values[name], lang) for name in named}
            )
            yield said + "".join(_as_it_is(name, values, were, lang) for name in named)


def _as_it_is(name: str, values: Mapping[str, Any], were: Mapping[str, Any], lang: str) -> str:
    """What stands in the plan that this one replaces, if that is something else."""
    if were.get(name) in (None, "", [], {}) or were[name] == values[name]:
        return ""
    return str(_written()["words"]["as_it_is"]["were"][lang].format(_in_words(name, were[name], lang)))


def _flat(plan: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """The keys of a plan, those within blocks too: `aid: {once: …}` as `aid_once`."""
    for key, value in plan.items():
        yield f"{before}{key}", value
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}_")


def _in_words(key: str, value: Any, lang: str) -> str:
    """A value as one says it."""
    if isinstance(value, Was):
        which = "was" if value.changed is None else "becomes"
        said = {name: _in_words(key, getattr(value, name), lang) for name in Was._fields}
        return str(_written()["words"]["as_it_is"][which][lang].format(**said))
    if isinstance(value, Mapping):
        return _block(key, value, lang)
    if isinstance(value, list):
        words = [_in_words(key, one, lang) for one in value]
        then = key in EUROS or key in SHARES
        return ", ".join([*words[:-2], (THEN if then else LIST_AND)[lang].join(words[-2:])])
    if key in DATES:
        return _day(value, lang)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(key, value, lang)
    return label(key, str(value), lang)


def _block(key: str, value: Mapping[str, Any], lang: str) -> str:
    """For whom, when, shares of payers, steps of a number, or settings by their keys."""
    words = _written()["words"]
    if key == "audience":
        return audience(value, _written()["who"], lang)
    if key == "calendar":
        return calendar(value, _written()["when"], lang)
    if key == "payers":
        return ", ".join(
            f"{label(key, who, lang)} {_number('share', part, lang)}" for who, part in value.items()
        )
    for step in ("times", "places"):
        if set(value) == {"since", step}:
            said = {name: _in_words(name, value[name], lang) for name in value}
            return str(words[step][lang].format(**said))
    return _settings(value, "×\u00a0" if key == "times" else "", lang)


def _settings(block: Mapping[str, Any], sign: str, lang: str) -> str:
    """Settings by what they are called, or their keys: once where all that stands below is the same."""
    called: dict[str, dict[str, Any]] = {}
    for key, value in _leaves(block):
        name = max(
            (each for each in _names() if f"{key}.".startswith(f"{each}.")),
            key=len,
            default=key,
        )
        called.setdefault(name, {})[key.removeprefix(name).lstrip(".")] = value
    return ", ".join(f"{_setting(name, lang)}{_values(of, sign, lang)}" for name, of in called.items())


def _leaves(block: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """`needs.avoided.certificate`, 0.5."""
    for key, value in block.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _setting(name: str, lang: str) -> str:
    return str(_names().get(name, {}).get(lang, name))


def _values(of: Mapping[str, Any], sign: str, lang: str) -> str:
    """One value, or several with what each is of; what each was, where that can be said."""
    between = " " if sign else {"en": ": ", "fr": "\u00a0: "}[lang]
    full = {key: sign + _in_words("parts", value, lang) for key, value in of.items()}
    for said in (full, {key: sign + _in_words("parts", bare(value), lang) for key, value in of.items()}):
        if len(set(said.values())) == 1:
            return between + next(iter(said.values()))
    words = ((" ".join(label("parts", part, lang) for part in key.split(".")), full[key]) for key in full)
    return f" ({', '.join(f'{key} {value}' for key, value in words)})"


def _number(key: str, value: float, lang: str) -> Said:
    from babel.numbers import format_decimal

    if key in SHARES:
        return Said(f"{format_decimal(100 * value, '#,##0.#', locale=lang)}\u00a0%", value)
    written = format_decimal(value, "#,##0.###", locale=lang)
    return Said(f"{written}\u00a0€" if key in EUROS else str(written), value)


def _day(value: Any, lang: str) -> str:
    from babel.dates import format_date

    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return label("day", str(value), lang)
    first = "'1er' MMMM y" if lang == "fr" and day.day == 1 else "d MMMM y"
    return str(format_date(day, first, locale=lang))


def label(key: str, word: str, lang: str) -> str:
    """The text of a word at a key of a plan; one that is not known as it is."""
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
