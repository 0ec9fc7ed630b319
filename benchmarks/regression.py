"""Whether something has become slower: a figure over its bare loop, against its last run in the history.

One measurement on a busy machine proves nothing. A figure has become slower when every one of ``TIMES``
measurements in a row lies more than ``MOST`` above the last run.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.history import Line, Value, last

MOST: Final = 0.25
TIMES: Final = 3

Measure = Callable[[Collection[str] | None], Mapping[str, Value]]


@dataclass(frozen=True)
class Slower:
    """A figure that lies too far above its last run, in each of the measurements."""

    figure: str
    before: float
    commit: str
    now: tuple[float, ...]

    def __str__(self) -> str:
        ratios = ", ".join(f"{ratio:.2f}" for ratio in self.now)
        return (
            f"{self.figure}: {ratios} × its bare loop, {self.before:.2f} at {self.commit}"
            f" ({min(self.now) / self.before - 1:+.0%} at least; {MOST:.0%} is allowed)"
        )


def slower(history: Sequence[Line], found: Mapping[str, Value], cpu: str) -> dict[str, Slower]:
    """The figures of one measurement that lie too far above their last run, on this processor if any was."""
    worse = {}
    for name, value in found.items():
        earlier = last([line for line in history if _ratio(line, name) is not None], name, cpu)
        if earlier is None or value.over_bare is None:
            continue
        line, then = earlier
        assert then.over_bare is not None
        if value.over_bare > (1.0 + MOST) * then.over_bare:
            worse[name] = Slower(name, then.over_bare, line.commit, (value.over_bare,))
    return worse


def _ratio(line: Line, figure: str) -> float | None:
    value = line.figures.get(figure)
    return None if value is None else value.over_bare


def regressions(history: Sequence[Line], measure: Measure, cpu: str) -> list[Slower]:
    """Measures; what is slower is measured again, up to ``TIMES`` times. Those that were slower every time.

    ``measure`` is given the figures to measure, None for all.
    """
    worse = slower(history, measure(None), cpu)
    for _ in range(TIMES - 1):
        if not worse:
            break
        again = slower(history, measure(list(worse)), cpu)
        worse = {
            name: Slower(name, each.before, each.commit, each.now + again[name].now)
            for name, each in worse.items()
            if name in again
        }
    return list(worse.values())
