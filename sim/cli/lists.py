"""The commands `scenarios` and `parameters`: what there is, with its sources. Nothing heavy is imported."""

import itertools
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.cli.messages import say, texts
from sim.cli.output import print_json, print_json_rows, wide_console
from sim.outcomes.catalogue.units import unit_words
from sim.reports.terminal.wrapped import print_table, print_text
from sim.scenario.errors import ScenarioError
from sim.scenario.reader import Document, read, read_items, shown
from sim.scenario.sources import GROUPS, Sources, data_root, find_sources
from sim.schema.languages import LANGUAGES, fault_of, in_language

if TYPE_CHECKING:
    from sim.scenario.ledger import Row  # brings schemas, which a list of scenarios does not need

SHORT: Final = 4  # letters of a word that is looked for as a whole only: GP, MT, wage
SAID: Final = ("unit", "low", "high", "status", "source")  # by an entry of the ledger


def list_scenarios(
    name: str | None,
    config_dir: Path | None,
    *,
    as_json: bool,
    lang: str,
    territory: str | None = None,
    kind: str | None = None,
) -> None:
    """Prints one line a scenario, of a ``territory`` and with a measure of a ``kind`` of its own if these
    are given; with `name`, that scenario and its measures. Raises ScenarioError.
    """
    sources = find_sources(config_dir)
    if name is not None and (territory or kind):
        raise ScenarioError("scenarios: write either a NAME, or --territory and --measure")
    if territory is not None:
        sources.find("territory", territory, "scenarios --territory")
    if kind is not None:
        from sim.cli.measure_list import check_kind  # brings measures

        check_kind(kind, "scenarios --measure")
    if name is not None:
        path = sources.find("scenario", name, f"scenarios {name}")
        page = read(path)
        found = [_scenario(name, page, sources, lang)]
    else:
        found = list(_readable(sources, lang, territory, kind))
        if not found and (territory or kind):
            asked = f" --territory {territory}" * bool(territory) + f" --measure {kind}" * bool(kind)
            raise ScenarioError(f"scenarios{asked}: there is none; `premier-recours scenarios` lists all")
    if as_json:
        print_json(found)
    elif name is not None:
        from sim.cli.scenario_told import print_scenario  # brings words and measures

        there = territory_of(page, sources)
        print_scenario(found[0], page.data, there, settings_below(page, there, sources), lang)
    else:
        _print_scenarios(found, texts("lists", lang))


def _asked_for(page: Document, territory: str | None, kind: str | None) -> bool:
    """Whether a scenario is of the territory, and does something of the kind itself."""
    own = page.data.get("measures")
    plans = own.values() if isinstance(own, Mapping) else ()
    kinds = {str(one) for plan in plans if isinstance(plan, Mapping) for one in plan}
    return territory in (None, page.data.get("territory")) and (kind is None or kind in kinds)


def _readable(
    sources: Sources, lang: str, territory: str | None, kind: str | None
) -> Iterator[dict[str, Any]]:
    """The scenarios that can be read, and are asked for; what cannot is told on standard error."""
    for path, remedy in sources.passed_over.items():
        said = say("passed_over", lang, file=shown(path), remedy=in_language(remedy, lang))
        print(say("note", lang, said=said), file=sys.stderr)
    for name, path in sources.files["scenario"].items():
        try:
            page = read(path)
            if _asked_for(page, territory, kind):
                yield _scenario(name, page, sources, lang)
        except ScenarioError as error:
            print(say("note", lang, said=error), file=sys.stderr)


def _scenario(name: str, page: Document, sources: Sources, lang: str) -> dict[str, Any]:
    """A scenario with its measures by name, those of its territory among them; its texts in a language."""
    territory = page.data.get("territory")
    there = territory_of(page, sources)
    inherited = ({} if there is None else there.data.get("measures")) or {}
    own = page.data.get("measures") or {}
    for each, place in ((inherited, f"territory {territory}"), (own, page.label)):
        if not isinstance(each, Mapping):
            raise ScenarioError(f"{place}, key measures: should be a block of named measures")
    together = {**inherited, **own}
    return {
        "name": name,
        "territory": territory,
        "title": _text(page.data.get("title"), lang),
        "source": _text(page.data.get("source"), lang),
        "measures": {key: plan for key, plan in together.items() if plan is not None},
    }


def territory_of(page: Document, sources: Sources) -> Document | None:
    """The file of a scenario's territory; None where it names none."""
    name = page.data.get("territory")
    if not isinstance(name, str):
        return None
    return read(sources.find("territory", name, f"{page.label}, key territory"))


def _text(written: Any, lang: str) -> Any:
    """A text of a scenario in a language; what is none, as it is: whoever plays it is told."""
    return written if fault_of(written) else in_language(written, lang)


def _print_scenarios(found: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> None:
    heads = [words[column] for column in ("scenario", "territory", "title")]
    rows = [[str(each[key] or "–") for key in ("name", "territory", "title")] for each in found]
    to = wide_console()
    print_table(to, heads, rows, whole=(0,))
    print_text(to, words["more"])


def settings_below(page: Document, territory: Document | None, sources: Sources) -> dict[str, Any]:
    """The settings that a scenario lays its own over, as they are written: those of conf/, and of its
    territory.
    """
    from sim.scenario.compose import merged

    found = {}
    for group in GROUPS:
        chosen = [each.data.get(group) for each in (page, territory) if each is not None]
        file = next((each for each in chosen if isinstance(each, str)), "default")
        found[group] = read(sources.find(group, file, f"{page.label}, key {group}")).data
        if len(chosen) > 1 and isinstance(chosen[1], Mapping):
            found[group] = merged(found[group], chosen[1])
    return found


def list_parameters(word: str | None, config_dir: Path | None, *, as_json: bool, lang: str) -> None:
    """Prints every number with its origin, those of the user's folder too; with `word`, those that it is
    found with. In the table, numbers of one ledger entry share a line, and those of territories of which the
    same is said. Raises ScenarioError, with what is
    near, where nothing is found.
    """
    from sim.scenario.calibrated import with_remaining
    from sim.scenario.ledger import rows, shipped
    from sim.scenario.numbers import all_numbers

    sources = find_sources(config_dir)
    found = [*with_remaining(rows(shipped().entries, all_numbers(sources)), sources.conf)]
    if word is not None:
        found = _holding(word, found)
    if as_json:
        print_json_rows([_parameter(row, lang) for row in found])
    else:
        _print_parameters(found, lang)


def _holding(word: str, listed: "Sequence[Row]") -> "list[Row]":
    """The numbers whose key, unit, source or note holds the word or another word for the same, in French or
    English, whatever its case and accents.
    """
    wanted = _folded(word)
    others = "|".join(_another(each) for each in _synonyms(wanted))
    held = [(row, " ".join(map(_folded, _texts(row)))) for row in listed]
    found = [row for row, text in held if wanted in text or (others and re.search(others, text))]
    if not found:
        there_are = {part for _, text in held for part in re.findall(r"\w+", text)}
        near = get_close_matches(wanted, sorted(there_are), n=3, cutoff=0.7)
        hint = f"did you mean {' or '.join(near)}?" if near else "`premier-recours parameters` lists all"
        raise ScenarioError(f"parameters: nothing has “{word}” in its key, unit, source or note; {hint}")
    return found


def _synonyms(wanted: str) -> list[str]:
    """The other words for a word, in both languages (conf/words/synonyms.yaml)."""
    written, _ = zip(*read_items(data_root() / "conf" / "words" / "synonyms.yaml"), strict=True)
    alike = [[_folded(each) for each in group] for group in written]
    return [each for group in alike if wanted in group for each in group if each != wanted]


def _another(word: str) -> str:
    """A pattern of a word that nobody typed: it begins where a word does; a short one ends there, too."""
    return rf"(?<![^\W_]){re.escape(word)}" + (r"(?![^\W_])" if len(word) <= SHORT else "")


def _texts(row: "Row") -> Iterator[str]:
    """All that a number can be found by."""
    yield row.number.key
    if row.entry is not None:
        yield row.entry.key
        for lang in LANGUAGES:
            yield unit_words(row.entry.unit, lang).text
            yield in_language(row.entry.source, lang)
            yield in_language(row.entry.note, lang)


@cache
def _folded(text: str) -> str:
    """Without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _parameter(row: "Row", lang: str) -> dict[str, Any]:
    """Unit and status by their ids, whatever the language; source and note in the language."""
    found = {"key": row.number.key, "value": row.number.value}
    found |= {name: getattr(row.entry, name, None) for name in SAID}
    for name in ("source", "note"):
        found[name] = None if row.entry is None else in_language(getattr(row.entry, name), lang)
    return found


def _print_parameters(found: "Sequence[Row]", lang: str) -> None:
    words = texts("lists", lang)
    grouped: dict[tuple[Any, ...], list[Row]] = {}
    for row in found:
        grouped.setdefault(_whose(row, lang), []).append(row)
    columns, rows = ("key", "value", *SAID), []
    for together in grouped.values():
        entry = together[0].entry
        key = entry.key if entry else together[0].number.key
        if together[0].number.known is not None:
            key = _key_of_all([row.number.key for row in together])
        said: list[float | str | None] = ["", "", "", words["unknown"], ""]
        if entry is not None:
            source, note = (in_language(text, lang) for text in (entry.source, entry.note))
            unit = unit_words(entry.unit, lang).text
            told = f"{source} ({note})" if note else source
            said = [unit, entry.low, entry.high, words[entry.status], told]
        cells = (key, _values(together, words, lang), *said)
        rows.append([_figure(cell, lang) for cell in cells])
    right = [columns.index(column) for column in ("value", "low", "high")]
    print_table(wide_console(), [words[column] for column in columns], rows, right=right, whole=(0,))


def _whose(row: "Row", lang: str) -> tuple[Any, ...]:
    """Alike for numbers that share a line: those of one entry; of the ledgers of territories, all numbers (or
    columns of a file) of which the same is said.
    """
    number, entry = row
    if entry is None:
        return "", number.key
    source = in_language(entry.source, lang)
    if number.known is None or number.source is not None:
        return source, entry.key, entry.low, entry.high, entry.status
    file, _, _ = number.key.rpartition(":")
    return source, in_language(entry.note, lang), entry.unit, entry.low, entry.high, entry.status, file


def _key_of_all(keys: "Sequence[str]") -> str:
    """One key for several: what they have in common, and stars."""
    if len(set(keys)) == 1:
        return keys[0]
    file, colon, _ = keys[0].rpartition(":")
    if colon:
        return f"{file}:*"
    parts = [key.split(".") for key in keys]
    alike = itertools.takewhile(lambda each: len(set(each)) == 1, zip(*parts, strict=False))
    return ".".join((*(each[0] for each in alike), "**"))


def _values(together: "Sequence[Row]", words: Mapping[str, str], lang: str) -> str:
    values = [row.number.value for row in together if row.number.value is not None]
    if not values:
        return words["column" if len(together) == 1 else "columns"]
    low, high = min(values), max(values)
    span = _figure(low, lang) if low == high else f"{_figure(low, lang)} … {_figure(high, lang)}"
    return span if len(values) == 1 else f"{span} ({len(values)})"


def _figure(value: float | str | None, lang: str) -> str:
    """A number without needless digits, with the decimal sign of the language; a text as it is."""
    from babel.numbers import get_decimal_symbol

    if isinstance(value, str | None):
        return value or ""
    return f"{value:.10g}".replace(".", get_decimal_symbol(lang))
