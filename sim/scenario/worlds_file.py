"""A file of plausible worlds: values of the uncertain assumptions that go together, a line a world."""

import csv
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import yaml

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import shown
from sim.scenario.sources import data_root
from sim.scenario.uncertain import FOLDER, Uncertain, read_uncertain
from sim.schema.nearest import nearest

BLOCK: Final = 4  # replications that live in OF_BLOCK worlds: the first two in the same
OF_BLOCK: Final = 3


@dataclass(frozen=True)
class Worlds:
    """A file of worlds: ``values[world][column]``, and what the columns mean."""

    file: Path
    uncertain: tuple[Uncertain, ...]
    values: tuple[tuple[float, ...], ...]

    @cached_property
    def digest(self) -> str:
        """Of all that decides what a replication's world is."""
        text = json.dumps([[BLOCK, OF_BLOCK], [each.meaning for each in self.uncertain], self.values])
        return sha256(text.encode()).hexdigest()

    def of(self, replication: int) -> int:
        """The world in which a replication lives: of each four the first two in the same, so that they
        differ by luck alone; after the last world comes the first again.
        """
        block, place = divmod(replication, BLOCK)
        return (OF_BLOCK * block + max(0, place - 1)) % len(self.values)


def read_worlds(file: Path) -> Worlds:
    """A file of worlds. Raises ScenarioError, which says on which line what is wrong."""
    return _read(file, data_root() / "conf")


@cache
def _read(file: Path, conf: Path) -> Worlds:
    known = {each.key: each for each in read_uncertain(conf)}
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            lines = list(csv.reader(opened))
    except (OSError, ValueError, csv.Error) as error:
        raise ScenarioError(f"{shown(file)}: cannot be read ({error})") from None
    header = lines[0] if lines else []
    for name in header:
        if name not in known:
            said = f"there is no such assumption in conf/{FOLDER}/parameters.yaml; {nearest(name, known)}"
            raise ScenarioError(f"{shown(file)}, column {name}: {said}")
        if header.count(name) > 1:
            raise ScenarioError(f"{shown(file)}, column {name}: stands there twice; keep one")
    if len(lines) < 2:
        raise ScenarioError(f"{shown(file)}: holds no world; it has a column an assumption, a line a world")
    uncertain = tuple(known[name] for name in header)
    values = tuple(_values(file, number, line, uncertain) for number, line in enumerate(lines[1:], 2))
    return Worlds(file, uncertain, values)


def _values(file: Path, number: int, line: list[str], uncertain: tuple[Uncertain, ...]) -> tuple[float, ...]:
    where = f"{shown(file)}, line {number}"
    if len(line) != len(uncertain):
        raise ScenarioError(f"{where}: {len(line)} values, and the header has {len(uncertain)} columns")
    found = []
    for text, each in zip(line, uncertain, strict=True):
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise ScenarioError(f"{where}, column {each.key}: “{text}” is not a number")
        if not each.low <= value <= each.high:
            said = f"{value:g} lies outside its range, {each.low:g} to {each.high:g}"
            raise ScenarioError(f"{where}, column {each.key}: {said}")
        found.append(value)
    return tuple(found)


def write_worlds(worlds: Worlds) -> None:
    """Writes the file of worlds."""
    with worlds.file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(each.key for each in worlds.uncertain)
        writer.writerows([f"{value:.6g}" for value in world] for world in worlds.values)


def write_with_companion(worlds: Worlds, about: Mapping[str, Any], commit: str) -> None:
    """Writes a file of worlds, and beside it NAME.yaml, which says how it was made: ``about`` has what (in
    words), calibrated, command, seed, rows (of what is published, by id, that the worlds were held against);
    their number, the day and the ``commit`` of this program are added.
    """
    write_worlds(worlds)
    said = {**about, "worlds": len(worlds.values), "date": date.today().isoformat(), "commit": commit}  # noqa: TID251
    text = yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120)
    worlds.file.with_suffix(".yaml").write_text(text, encoding="utf-8")
