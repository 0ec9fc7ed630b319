"""What the labour market's numbers are held against (conf/market_calibration): real changes of places that
are open, and published figures of the role calibration. No row of another role is asked for.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from pydantic import ValidationError

from sim.calibration.errors import CalibrationError
from sim.calibration.implausible import Target
from sim.calibration.targets import ROLE, WIDTHS
from sim.outcomes.published.rows import FILE, Published, published_rows
from sim.scenario.reader import read_items, shown
from sim.scenario.sources import data_root
from sim.scenario.uncertain import Uncertain, uncertain_in
from sim.schema.faults import faults
from sim.schema.nearest import nearest
from sim.schema.types import Bilingual, Plain, Text
from sim.schema.types import Number as Figure

FOLDER: Final = "market_calibration"


class Change(Plain):
    """An entry of changes.yaml, as its head describes it."""

    id: Text
    discrepancy: Figure
    name: Bilingual
    unit: Text
    why: Bilingual


class OfRow(Plain):
    """An entry of published.yaml."""

    id: Text
    discrepancy: Figure
    why: Bilingual


Entry = TypeVar("Entry", Change, OfRow)


class Held(NamedTuple):
    """What is held against; each in the order of its file."""

    changes: tuple[Change, ...]
    rows: tuple[tuple[Published, float], ...]

    def targets(self, observed: Mapping[str, float], luck: Mapping[str, float]) -> list[Target]:
        """Changes first. ``observed`` of the places, and ``luck``: standard deviation as they are drawn."""
        made = [Target(one.id, observed[one.id], luck[one.id], one.discrepancy) for one in self.changes]
        return made + [
            Target(row.id, row.published, (row.high - row.low) / WIDTHS, discrepancy * abs(row.published))
            for row, discrepancy in self.rows
        ]


def assumptions(conf: Path | None = None) -> tuple[Uncertain, ...]:
    """Those that are tried. Raises ScenarioError, CalibrationError."""
    conf = conf or data_root() / "conf"
    found = uncertain_in(conf / FOLDER / "assumptions.yaml", conf)
    for each in found:
        if not each.key.startswith("market."):
            raise CalibrationError(
                f"{shown(conf / FOLDER / 'assumptions.yaml')}: {each.key} is no number of the block market; "
                "others are tried by `premier-recours calibrate`"
            )
    return found


def held(known: tuple[str, ...], shows: tuple[str, ...], conf: Path | None = None) -> Held:
    """``known``: ids of changes that can be computed; ``shows``: of rows that the market shows.
    Raises CalibrationError, ScenarioError.
    """
    conf = conf or data_root() / "conf"
    changes = _entries(conf / FOLDER / "changes.yaml", Change)
    for each in changes:
        _one_of(each.id, known, conf / FOLDER / "changes.yaml", "a change that can be computed")
    rows = {row.id: row for row in published_rows(ROLE, file=conf / FILE)}
    of_rows = _entries(conf / FOLDER / "published.yaml", OfRow)
    for one in of_rows:
        file = conf / FOLDER / "published.yaml"
        _one_of(one.id, tuple(rows), file, f"a row of conf/{FILE} with the role {ROLE}")
        _one_of(one.id, shows, file, "a row that the labour market shows")
    return Held(tuple(changes), tuple((rows[one.id], one.discrepancy) for one in of_rows))


def _one_of(name: str, known: tuple[str, ...], file: Path, what: str) -> None:
    if name not in known:
        raise CalibrationError(f"{shown(file)}: {name} is not {what}; {nearest(name, known)}")


def _entries(file: Path, kind: type[Entry]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for item, line in read_items(file):
        where = f"{shown(file)}, line {line}"
        try:
            entry = kind.model_validate(item)
        except ValidationError as error:
            said = "; ".join(": ".join((".".join(key), what)) for key, what in faults(kind, error, item))
            raise CalibrationError(f"{where}: {said}") from None
        if entry.id in found:
            raise CalibrationError(f"{where}: {entry.id} has an entry already; keep one")
        if entry.discrepancy < 0:
            raise CalibrationError(f"{where}: discrepancy: is 0 or more, such as 2.5")
        found[entry.id] = entry
    return list(found.values())
