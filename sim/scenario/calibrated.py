"""What a calibration left of the ranges of the ledger: read from its worlds, written nowhere else."""

from collections.abc import Iterable, Iterator
from math import log
from pathlib import Path
from statistics import quantiles
from typing import Final

from sim.scenario.ledger import Row
from sim.scenario.reader import read
from sim.scenario.sources import GROUPS
from sim.scenario.uncertain import FOLDER, Uncertain, matching
from sim.scenario.worlds_file import read_worlds

DIGITS: Final = 3  # of a range: a quantile of some 200 worlds has no more
TWENTIETHS: Final = 20  # between the first and the last limit lie nine worlds of ten
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
    for uncertain, values in zip(worlds.uncertain, zip(*worlds.values, strict=True), strict=True):
        low, *_, high = quantiles(values, n=TWENTIETHS, method="inclusive")
        if not narrowed(uncertain, low, high):
            continue
        for path, usual in matching(blocks, uncertain.key.split(".")):
            times = usual if uncertain.factor else 1.0
            found[".".join(path)] = float(f"{times * low:.{DIGITS}g}"), float(f"{times * high:.{DIGITS}g}")
    return found


def narrowed(uncertain: Uncertain, low: float, high: float) -> bool:
    """Whether a range is less than worlds spread evenly would have, on the scale of the assumption."""
    logarithm = uncertain.scale == "log"
    whole = log(uncertain.high / uncertain.low) if logarithm else uncertain.high - uncertain.low
    left = log(high / low) if logarithm else high - low
    return left < NARROWED * whole * (TWENTIETHS - 2) / TWENTIETHS
