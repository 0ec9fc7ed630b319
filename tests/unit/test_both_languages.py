"""Whatever is written for readers is there in French and in English, and is not the same text twice."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.scenario.ledger import read_ledger
from sim.scenario.sources import data_root
from sim.schema.languages import LANGUAGES

# Words that are the same in both languages.
ALIKE = {
    "CMSI",
    "Commune",
    "France",
    "Gini",
    "MMG",
    "SOS Médecins",
    "Source",
    "Versions",
    "ZAC",
    "ZIP",
    "succession",
    "zones",
    "agenda",
    "commune",
    "communes",
    "consult.",
    "consultations",
    "contacts",
    "département",
    "km",
    "km/h",
    "km²",
    "minutes",
    "patients",
    "place",
    "places",
    "points",
    "source",
}
# Texts of the ledger that both languages share: names of files, what is no word.
SHARED = {"conf/territory/mios.yaml", "unit_costs.ed − 61"}
FILES = sorted(file for folder in ("conf", "scenarios") for file in (data_root() / folder).rglob("*.yaml"))


def pairs(block: Any) -> Iterator[tuple[Any, Any]]:
    """What is written in English and in French; None where one of them is missing."""
    if isinstance(block, Mapping):
        if set(block) & set(LANGUAGES):
            yield from alike(block.get("en"), block.get("fr"))
        block = list(block.values())
    if isinstance(block, list):
        for inner in block:
            yield from pairs(inner)


def alike(english: Any, french: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(english, Mapping) or not isinstance(french, Mapping):
        yield english, french
        return
    for key in {**english, **french}:
        if key in ("text", "title", "definition") or key in english.keys() & french.keys():
            yield english.get(key), french.get(key)


def has_words(text: str) -> bool:
    """Whether letters stand beside what is filled in."""
    return re.search(r"[^\W\d_]", re.sub(r"{.*?}", "", text)) is not None


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(Path(file).relative_to(data_root())))
def test_no_text_is_missing_in_a_language_or_said_twice(file):
    for english, french in pairs(yaml.safe_load(file.read_text(encoding="utf-8"))):
        assert all(isinstance(text, str) and text.strip() for text in (english, french)), (english, french)
        assert english != french or english in ALIKE or not has_words(english), english


def test_the_ledger_speaks_both():
    for entry in read_ledger(data_root() / "conf"):
        for text in (entry.source, entry.note):
            assert isinstance(text, dict) or text in {"", *SHARED}, f"{entry.key}: {text}"


def test_what_is_held_to_be_alike_is():
    """So that the list has no words for which there is a French one by now."""
    told = {pair for file in FILES for pair in pairs(yaml.safe_load(file.read_text(encoding="utf-8")))}
    same = {english for english, french in told if english == french}
    assert {text for text in same if has_words(text)} == ALIKE
