"""What is told of a measure, or of a block of keys that measures hold: the texts of conf/measures/ and
conf/words/measures.yaml beside what the schemas say.

Whatever a schema has and no text tells is a ValueError, which says what to write where.
"""

import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any, Final, NamedTuple

from sim.measures.registry import MEASURES
from sim.outcomes.catalogue.units import UNITS, unit_words
from sim.reports.measures.shapes import Key, Shape, keys_of
from sim.reports.words import Words, words
from sim.reports.words.numbers import plain
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.schema.languages import LANGUAGES, unbroken
from sim.schema.types import Plain
from sim.vocabulary.vocabulary import said

FOLDER: Final = "measures"  # of conf/
ALIKE: Final = "*"  # for keys that have no text of their own
NOTHING: Final = "–"
EXAMPLE: Final = "\nexample:\n"  # from here to its end a file is the example
SUCH: Final = "{en: …, fr: …}"


class Row(NamedTuple):
    """A key, in a language: names of keys, what it means, what may stand there."""

    key: str
    meaning: str
    type: str
    unit: str
    default: str
    range: str


class Entry(NamedTuple):
    """A measure, or a block: ``blocks`` are those that its keys hold."""

    name: str
    title: str
    about: str
    rows: tuple[Row, ...]
    blocks: tuple[str, ...]
    example: str = ""


class Told(NamedTuple):
    """What a file says of a schema, and where that stands."""

    where: str
    texts: Mapping[str, Any]


def measure(kind: str, lang: str) -> Entry:
    """A measure in a language."""
    known, path = MEASURES[kind], data_root() / "conf" / FOLDER / f"{kind}.yaml"
    where = f"conf/{FOLDER}/{kind}.yaml"
    if not path.is_file():
        raise ValueError(
            f"measure {kind}: there is no {where}; write `about`, `keys` and `example` there, as in "
            f"conf/{FOLDER}/close_line.yaml, then run `python -m sim.reports.measures.measure_docs docs`"
        )
    made = _entry(kind, said(known.title, lang), known.schema, Told(where, read(path).data), lang)
    return made._replace(example=example(path))


def example(path: Path) -> str:
    """The example at the end of a measure's file, as it is written."""
    _, mark, rest = path.read_text(encoding="utf-8").partition(EXAMPLE)
    if not mark:
        raise ValueError(f"conf/{FOLDER}/{path.name}: example is missing; write one, last in the file")
    return textwrap.dedent(rest)


def blocks(names: tuple[str, ...], lang: str) -> list[Entry]:
    """The blocks that are held by those of these names, and by these, in the order in which they are met."""
    found: dict[str, Entry] = {}
    left = list(names)
    while left:
        name = left.pop(0)
        if name not in found:
            found[name] = _block(name, lang)
            left += found[name].blocks
    return list(found.values())


def _block(name: str, lang: str) -> Entry:
    texts = _told_block(name)
    return _entry(texts["name"], texts["name"], _schemas()[name], Told(_where(name), texts), lang)


def _where(block: str) -> str:
    return f"conf/words/measures.yaml: blocks.{block}"


def _told_block(name: str) -> Mapping[str, Any]:
    if name not in written()["blocks"]:
        such = f"write its `name`, `about: {SUCH}` and `keys`"
        raise ValueError(f"{_where(name)} is missing; {such}")
    texts: Mapping[str, Any] = written()["blocks"][name]
    return texts


@cache
def _schemas() -> dict[str, type[Plain]]:
    """Every block that a measure holds, by the name of its schema."""
    found: dict[str, type[Plain]] = {}
    left: list[type[Plain]] = [known.schema for known in MEASURES.values()]
    while left:
        for key in keys_of(left.pop()):
            for block in key.shape.blocks():
                if found.setdefault(block.__name__, block) is not block:
                    raise ValueError(f"two blocks are called {block.__name__}; call one of them otherwise")
                left.append(block)
    return found


@cache
def written() -> Mapping[str, Any]:
    """conf/words/measures.yaml."""
    return read(data_root() / "conf" / "words" / "measures.yaml").data


def phrase(text: Mapping[str, str], lang: str, **values: object) -> str:
    """A text in a language, its values filled in, with the spaces that do not break."""
    said = unbroken(text[lang], lang)
    return said.format(**values) if values else said


def _entry(name: str, title: str, schema: type[Plain], told: Told, lang: str) -> Entry:
    keys = keys_of(schema)
    texts = told.texts.get("keys") or {}
    for key in texts:
        if key not in (ALIKE, *(known.name for known in keys)):
            raise ValueError(f"{told.where}: keys.{key}: the schema has no such key; take it out")
    rows = tuple(_rows(keys, Told(told.where, texts), words(lang)))
    held = dict.fromkeys(block.__name__ for key in keys for block in key.shape.blocks())
    if "about" not in told.texts:
        raise ValueError(f"{told.where}: about is missing; write {SUCH}")
    return Entry(name, title, phrase(told.texts["about"], lang), rows, tuple(held))


def _rows(keys: list[Key], told: Told, by: Words) -> Iterator[Row]:
    """A row for each key; one for several of which the same is said."""
    alike = groupby(keys, lambda key: key.name if key.name in told.texts else key[1:])
    for _, group in alike:
        together = list(group)
        first, last = together[0], together[-1]
        name = f"`{first.name}`" if first is last else f"`{first.name}` … `{last.name}`"
        text = told.texts.get(first.name) or told.texts.get(ALIKE)
        if text is None or not set(LANGUAGES) <= set(text):
            raise ValueError(f"{told.where}: keys.{first.name} is missing; write {first.name}: {SUCH}")
        unit = _unit(first, text.get("unit"), told.where)
        yield Row(
            name,
            phrase(text, by.lang),
            _type(first.shape, by),
            unit_words(unit, by.lang).text if unit else "",
            _default(first, by),
            _range(first.shape, by),
        )


def _unit(key: Key, told: str | None, where: str) -> str:
    """The unit of the numbers of a key: that of its type, or what is told."""
    numbers = [each for each in key.shape.numbers() if each.sort != "share"]
    of_type = next((each.unit for each in numbers if each.unit), "")
    if told is not None and (of_type or told not in UNITS):
        said = (
            f"its type says {of_type}; take it out" if of_type else "write one of conf/indicators/units.yaml"
        )
        raise ValueError(f"{where}: keys.{key.name}.unit: {told}: {said}")
    if numbers and not of_type and told is None:
        raise ValueError(
            f"{where}: keys.{key.name}: unit is missing; write one of conf/indicators/units.yaml"
        )
    return of_type or told or ""


def _type(shape: Shape, by: Words) -> str:
    sorts, lang = written()["sorts"], by.lang
    if shape.block is None and shape.sort not in sorts:
        raise ValueError(f"conf/words/measures.yaml: sorts.{shape.sort} is missing; write {SUCH}")
    inner = [_type(part, by) for part in shape.parts]
    if shape.sort == "or":
        return phrase(sorts["or"], lang).join(inner)
    if shape.sort == "list":
        return phrase(sorts["list"], lang, of=inner[0])
    if shape.sort == "by":
        return phrase(sorts["by"], lang, of=inner[0], by=inner[1])
    if shape.block is not None:
        return phrase(sorts["block"], lang, name=f"`{_told_block(shape.block.__name__)['name']}`")
    if shape.words:
        stands = (f" ({getattr(each, lang)})" for each in shape.told)
        told = (f"`{word}`{text}" for word, text in zip_longest(shape.words, stands, fillvalue=""))
        return phrase(sorts[shape.sort], lang, words=", ".join(told))
    return phrase(sorts[shape.sort], lang)


def _default(key: Key, by: Words) -> str:
    if key.required:
        return phrase(written()["page"]["required"], by.lang)
    return NOTHING if key.default in (None, (), {}) else _figure(key.default, by)


def _figure(value: Any, by: Words) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        return f"`[{', '.join(map(str, value))}]`"
    return plain(value, by) if isinstance(value, int | float) else f"`{value}`"


def _range(shape: Shape, by: Words) -> str:
    """The hard bounds of the numbers, and of how many entries a list has."""
    said, page = [], written()["page"]
    number = next(shape.numbers(), None)
    if number is not None:
        low = "> 0" if 0 < number.low < 1e-3 else plain(number.low, by)
        said.append(f"{low} – {plain(number.high, by)}")
    if shape.sort == "list" and shape.low > 0:
        key = "exactly" if shape.low == shape.high else "entries_from"
        said.append(phrase(page[key], by.lang, low=plain(shape.low, by)))
    return "; ".join(said) if by.lang == "en" else "\u202f; ".join(said)
