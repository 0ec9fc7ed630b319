"""The published figures that are calibrated to: rows of conf/published.csv with the role calibration, as
conf/calibration.yaml lists them. Rows of any other role are dropped before a value of theirs is looked at.
"""

import csv
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError

from sim.calibration.errors import CalibrationError
from sim.calibration.implausible import Target
from sim.scenario.reader import read_items, shown
from sim.scenario.sources import data_root
from sim.schema.faults import faults
from sim.schema.nearest import nearest
from sim.schema.types import Bilingual, Plain, Text
from sim.schema.types import Number as Figure

FILE: Final = "published.csv"
LISTED: Final = "calibration.yaml"
ROLE: Final = "calibration"
WHOLE: Final = "france"
WIDTHS: Final = 4.0  # standard deviations from low to high: they hold 95 %


class Listed(Plain):
    """An entry of conf/calibration.yaml, as its head describes it."""

    id: Text
    discrepancy: Figure
    why: Bilingual


class Row(NamedTuple):
    """A published figure that is calibrated to. ``figure``: in words, by language."""

    id: str
    figure: dict[str, str]
    unit: str
    published: float
    low: float
    high: float
    discrepancy: float

    @property
    def target(self) -> Target:
        """What the waves know of it."""
        observed = (self.high - self.low) / WIDTHS
        return Target(self.id, self.published, observed, self.discrepancy * abs(self.published))


def published_rows(conf: Path) -> dict[str, dict[str, str]]:
    """By id, the rows with the role calibration. Of others nothing is kept but that they are there."""
    with (conf / FILE).open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file) if row["role"] == ROLE}


def rows(conf: Path | None = None) -> tuple[Row, ...]:
    """The rows, in the order of the list. Raises CalibrationError, ScenarioError."""
    conf = conf or data_root() / "conf"
    held = published_rows(conf)
    found: dict[str, Row] = {}
    for item, line in read_items(conf / LISTED):
        where = f"{shown(conf / LISTED)}, line {line}"
        try:
            entry = Listed.model_validate(item)
        except ValidationError as error:
            said = "; ".join(": ".join((".".join(key), what)) for key, what in faults(Listed, error, item))
            raise CalibrationError(f"{where}: {said}") from None
        if entry.id not in held:
            raise CalibrationError(
                f"{where}: {entry.id} is no row of conf/{FILE} with the role {ROLE}; "
                f"{nearest(entry.id, held)}"
            )
        if entry.id in found:
            raise CalibrationError(f"{where}: {entry.id} has an entry already; keep one")
        if entry.discrepancy < 0:
            raise CalibrationError(f"{where}: discrepancy: is a share, 0 or more, such as 0.1")
        found[entry.id] = _row(held[entry.id], entry.discrepancy, where)
    if not found:
        raise CalibrationError(f"{shown(conf / LISTED)}: lists no row; name those to calibrate to")
    return tuple(found.values())


def _row(published: dict[str, str], discrepancy: float, where: str) -> Row:
    if published["territory"] != WHOLE:
        raise CalibrationError(
            f"{where}: {published['id']} is a figure of {published['territory']}; national ones alone are "
            "held on the territories that are played"
        )
    value, low, high = (float(published[key]) for key in ("published", "low", "high"))
    figure = {"en": published["figure"], "fr": published.get("figure_fr") or published["figure"]}
    return Row(published["id"], figure, published["unit"], value, low, high, discrepancy)
