"""Reads the tables of conf/indicators/. Whatever is wrong is said with its file, line and id."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import Document, read
from sim.scenario.sources import data_root
from sim.scenario.vocabulary import Row, checked

Noun = TypeVar("Noun")


def rows(table: str) -> Iterator[Row]:
    """The rows of a table, in their order, families written out."""
    document = read(data_root() / "conf" / "indicators" / f"{table}.yaml")
    for name, values in document.data.items():
        if isinstance(values, dict) and "each" in values:
            yield from _family(Row(name, values, document))
        else:
            yield Row(name, values, document)


def _family(family: Row) -> Iterator[Row]:
    """``{each: {years: [3, 5]}, records: {…}}``: the records for 3, then for 5, where they say {years}."""
    if set(family.values) != {"each", "records"} or len(family.values["each"]) != 1:
        raise ScenarioError(f"{family.where()}: a family has `each: {{a word: [values]}}` and `records`")
    [(word, values)] = family.values["each"].items()
    inside = {key[2:]: line for key, line in family.document.lines.items() if key[0] == family.id}
    for value in values:
        lines = {tuple(_filled(key, word, value)): line for key, line in inside.items()}
        document = Document(family.document.path, _filled(family.values["records"], word, value), lines)
        yield from (Row(name, written, document) for name, written in document.data.items())


def _filled(written: Any, word: str, value: object) -> Any:
    """Plain data with the value in place of the word in braces."""
    return json.loads(json.dumps(written).replace(f"{{{word}}}", str(value)))


def read_table(noun: type[Noun], written: Iterable[Row]) -> dict[str, Noun]:
    """Rows by id, each read by its dataclass. Raises ScenarioError, for an id that is there twice too."""
    found: dict[str, Row] = {}
    for row in written:
        if row.id in found:
            raise ScenarioError(f"{row.where()}: there already ({found[row.id].where()}); take one out")
        found[row.id] = row
    return {id: checked(noun, row) for id, row in found.items()}
