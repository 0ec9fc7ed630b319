"""What a calibration left of the ranges of the ledger: read from its worlds, written nowhere else."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from sim.scenario.ledger import Row
from sim.scenario.plausible import read_worlds
from sim.scenario.reader import read
from sim.scenario.sources import GROUPS
from sim.scenario.uncertain import FOLDER, Uncertain, matching

PARTS: Final = (0.05, 0.95)  # between them nine worlds of ten
NARROWED: Final = 0.8  # of what worlds spread over the whole range would cover: what is less was learnt
CHOSEN: Final = ("assumed", "calibrated")  # a number that was found or computed stays so, whatever remains
Range = tuple[float, float]


def with_remaining(rows: Iterable[Row], conf: Path) -> Iterator[Row]:
    """The same rows; of our assumptions that a calibration has narrowed, with the status "calibrated" and the
    range that remains.
    """
    left = remaining_ranges(conf)
    for row in rows:
        ours = row.number.source is None and row.number.known is None
        if row.entry is not None and ours and row.entry.status in CHOSEN and row.number.key in left:
            low, high = left[row.number.key]
            about = {"status": "calibrated", "low": low, "high": high}
            row = row._replace(entry=row.entry.model_copy(update=about))
        yield row


def remaining_ranges(conf: Path) -> dict[str, Range]:
    """By key, the range of each number that a calibration has narrowed; none before there was one."""
    file = conf / FOLDER / "plausible.csv"
    if not file.is_file() or not read(file.with_suffix(".yaml")).data.get("calibrated"):
        return {}
    worlds, found = read_worlds(file), dict[str, Range]()
    blocks = {
        group: read(written).data for group in GROUPS if (written := conf / group / "default.yaml").is_file()
    }
    values = np.array(worlds.values)
    for column, uncertain in enumerate(worlds.uncertain):
        low, high = (float(each) for each in np.quantile(values[:, column], PARTS))
        if not narrowed(uncertain, low, high):
            continue
        for path, usual in matching(blocks, uncertain.key.split(".")):
            times = usual if uncertain.factor else 1.0
            found[".".join(path)] = (times * low, times * high)
    return found


def narrowed(uncertain: Uncertain, low: float, high: float) -> bool:
    """Whether a range is less than worlds spread evenly would have, on the scale of the assumption."""
    scale = np.log if uncertain.scale == "log" else np.asarray
    usual = (PARTS[1] - PARTS[0]) * float(scale(uncertain.high) - scale(uncertain.low))
    return float(scale(high) - scale(low)) < NARROWED * usual
