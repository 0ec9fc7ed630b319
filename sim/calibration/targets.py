"""The published figures that are calibrated to: rows of conf/published.csv with the role calibration, as
conf/calibration.yaml lists them. No row of another role is asked for.
"""

from pathlib import Path
from typing import Final, NamedTuple

from pydantic import ValidationError

from sim.calibration.errors import CalibrationError
from sim.calibration.implausible import Target
from sim.outcomes.published.rows import FILE, Published, published_rows
from sim.outcomes.published.shown import FRANCE
from sim.outcomes.published.shown import shown as record_of
from sim.scenario.reader import read_items, shown
from sim.scenario.sources import data_root
from sim.schema.faults import faults
from sim.schema.nearest import nearest
from sim.schema.types import Bilingual, Plain, Text
from sim.schema.types import Number as Figure

LISTED: Final = "calibration.yaml"
ROLE: Final = "calibration"
WIDTHS: Final = 4.0  # standard deviations from low to high: they hold 95 %


class Listed(Plain):
    """An entry of conf/calibration.yaml, as its head describes it."""

    id: Text
    discrepancy: Figure
    why: Bilingual


class Row(NamedTuple):
    """A published figure that is calibrated to."""

    published: Published
    discrepancy: float

    @property
    def id(self) -> str:
        """Of the figure."""
        return self.published.id

    @property
    def target(self) -> Target:
        """What the waves know of it."""
        row = self.published
        return Target(
            row.id, row.published, (row.high - row.low) / WIDTHS, self.discrepancy * abs(row.published)
        )


def rows(conf: Path | None = None) -> tuple[Row, ...]:
    """The rows, in the order of the list. Raises CalibrationError, ScenarioError."""
    conf = conf or data_root() / "conf"
    held = {row.id: row for row in published_rows(ROLE, file=conf / FILE)}
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


def _row(published: Published, discrepancy: float, where: str) -> Row:
    record = record_of(published)
    if record.on != FRANCE:
        shows = record.on or "nothing"
        raise CalibrationError(
            f"{where}: {published.id} is shown by {shows}; figures of the country alone are held on the "
            "territories that are played"
        )
    if record.input:
        raise CalibrationError(
            f"{where}: {published.id} is what the files say of a territory, whatever the model does; take it "
            "out of the list"
        )
    return Row(published, discrepancy)
