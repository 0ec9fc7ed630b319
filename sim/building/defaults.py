"""What is taken where no file says better: conf/building.yaml, and how it is told."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import ValidationError

from sim.building.built import Assumed
from sim.france.readers import READERS, wide
from sim.scenario.errors import ScenarioError
from sim.scenario.reader import read, read_items, shown
from sim.scenario.sources import data_root
from sim.schema.faults import faults
from sim.schema.languages import LANGUAGES, Worded, in_language
from sim.schema.types import Bilingual, Number, Plain, Text


class Default(Plain):
    """An entry of conf/building.yaml. `value`: a number, or a block of them."""

    key: Text
    value: Any
    unit: str
    low: Number | None = None
    high: Number | None = None
    status: Literal["found", "computed", "assumed"]
    source: Bilingual
    note: Bilingual = ""
    what: Bilingual = ""
    instead: Bilingual = ""
    columns: tuple[str, ...] = ()


class Defaults:
    """The entries by key, and the usual blocks of a territory: those of conf/territory/synthetic.yaml."""

    def __init__(self, entries: Mapping[str, Default], usual: Mapping[str, Any]) -> None:
        self.entries, self.usual = entries, usual

    def __getitem__(self, key: str) -> Default:
        return self.entries[key]

    def number(self, key: str) -> float:
        """The value of an entry that has one number."""
        return float(self.entries[key].value)

    def assumed(self, key: str, communes: int = 0) -> Assumed:
        """What is told of an entry where it takes the place of what no file said."""
        entry = self.entries[key]
        return Assumed(entry.what, entry.instead, communes, replaced_by(entry.columns))


def replaced_by(columns: tuple[str, ...]) -> Worded:
    """The files that would say these facts: what each is, and where it is published; "" where none would.
    (The wide table, which nobody can download, is none of them.)
    """
    readers = [r for r in READERS if r.id != wide.ID and set(columns) & set(r.gives)]
    if not readers:
        return ""
    return {lang: " ; ".join(in_language(reader.published, lang) for reader in readers) for lang in LANGUAGES}


@cache
def usual_defaults() -> Defaults:
    """Those that we ship. Raises ScenarioError where the file is damaged."""
    conf = data_root() / "conf"
    path = conf / "building.yaml"
    entries = {}
    for item, line in read_items(path):
        try:
            entry = Default.model_validate(item)
        except ValidationError as error:
            said = "; ".join(f"{'.'.join(key)}: {what}" for key, what in faults(Default, error, item))
            raise ScenarioError(f"{shown(path)}, line {line}: {said}") from None
        entries[entry.key] = entry
    return Defaults(entries, read(conf / "territory" / "synthetic.yaml").data)
