"""Published against simulated: one line for each figure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np

from sim.outcomes.counting.source import Array
from sim.outcomes.periods.intervals import mean_with_interval
from sim.outcomes.published.made import Context
from sim.outcomes.published.rows import Published
from sim.outcomes.published.shown import Shown, shown
from sim.schema.languages import Worded

# "input": runs read it from files; "too few": of too few places for it to say anything
Verdict = Literal["outside", "inside", "input", "too few", "not shown"]
ORDER: Final[tuple[Verdict, ...]] = ("outside", "inside", "input", "too few", "not shown")
NAN: Final = float("nan")


@dataclass(frozen=True)
class Line:
    """A figure and what runs say of it: their mean with its 95 % interval over replications, NaN where it is
    not shown. ``where``: the territory that shows it; ``note``: in what it differs, or why it is not shown.
    """

    row: Published
    where: str
    simulated: float
    low: float
    high: float
    verdict: Verdict
    note: Worded = ""

    @property
    def judged(self) -> bool:
        """Whether it is a hit or a miss of the model."""
        return self.verdict in ("outside", "inside")

    @property
    def off(self) -> float:
        """How far outside it lies, in half widths of the published range; 0 inside."""
        beyond = max(self.row.low - self.simulated, self.simulated - self.row.high, 0.0)
        return beyond / max((self.row.high - self.row.low) / 2, 1e-12)

    def flat(self) -> dict[str, Any]:
        """The columns of ``validate --json``."""
        return {
            "id": self.row.id,
            "figure": self.row.figure,
            "source": self.row.source,
            "unit": self.row.unit,
            "published": self.row.published,
            "low": self.row.low,
            "high": self.row.high,
            "simulated": self.simulated,
            "simulated_low": self.low,
            "simulated_high": self.high,
            "role": self.row.role,
            "territory": self.where,
            "verdict": self.verdict,
            "note": self.note,
        }


def line_of(row: Published, where: str, values: Array, note: Worded = "", empty: Worded = "") -> Line:
    """The line of ``[replication]`` simulated values; ``empty`` is said where none is known."""
    mean, low, high = mean_with_interval(values)
    if np.isnan(mean):
        return unseen(row, empty or note, where)
    return Line(row, where, mean, low, high, "inside" if row.holds(mean) else "outside", note)


def unseen(row: Published, why: Worded, where: str = "") -> Line:
    """The line of a row that nothing shows."""
    return Line(row, where or row.territory, NAN, NAN, NAN, "not shown", why)


def too_few(row: Published, where: str, why: Worded) -> Line:
    """The line of a row of so few places that a value would say nothing."""
    return replace(unseen(row, why, where), verdict="too few")


def line(row: Published, of: Context, where: str, how: Shown | None = None) -> Line:
    """What runs say of a row of territories."""
    record = how or shown(row)
    return judged(line_of(row, where, record.made(of), record.note), record)


def judged(made: Line, record: Shown) -> Line:
    """The line; neither a hit nor a miss where runs read the figure from files."""
    return replace(made, verdict="input") if record.input and made.judged else made


def misses_first(lines: Iterable[Line]) -> list[Line]:
    """What lies outside first, the farthest at the head; then what lies inside, what is read from files, and
    what is not shown.
    """
    return sorted(
        lines, key=lambda each: (ORDER.index(each.verdict), -each.off if each.off == each.off else 0)
    )
