"""Whether something has become slower: a figure over its bare loop, against its last runs in the history.

One measurement on a busy machine proves nothing, and neither does one run: bare loops wait for memory, so
that a busy machine slows them more than kernels that send for rows ahead, and the ratio of a quiet machine is
the greater. A figure has become slower when every one of ``TIMES`` measurements in a row lies more than
``MOST`` above the greatest of the last ``RUNS`` runs; and, where those were made on this processor, its
nanoseconds lie as far above theirs (else the bare loop has become faster, and nothing slower).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.history import Line, Value

MOST: Final = 0.25
TIMES: Final = 3
RUNS: Final = 5

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
    """The figures of one measurement that lie too far above their last runs, on this processor if any was."""
    worse = {}
    for name, value in found.items():
        earlier = _greatest(history, name, cpu)
        if earlier is None or value.over_bare is None:
            continue
        before, commit = earlier
        most_ns = _most_ns(history, name, cpu)
        as_fast = value.ns is not None and most_ns is not None and value.ns <= (1.0 + MOST) * most_ns
        if value.over_bare > (1.0 + MOST) * before and not as_fast:
            worse[name] = Slower(name, before, commit, (value.over_bare,))
    return worse


def _greatest(history: Sequence[Line], figure: str, cpu: str) -> tuple[float, str] | None:
    """The greatest ratio of the last runs that have it, and its commit."""
    lines = [line for line in history if (value := line.figures.get(figure)) and value.over_bare is not None]
    lines = [line for line in lines if line.cpu == cpu] or lines
    ratios = [(line.figures[figure].over_bare or 0.0, line.commit) for line in lines[-RUNS:]]
    return max(ratios, default=None)


def _most_ns(history: Sequence[Line], figure: str, cpu: str) -> float | None:
    """The most nanoseconds an event in the last runs on this processor; None if none tells."""
    here = [line.figures[figure].ns for line in history if line.cpu == cpu and figure in line.figures]
    return max((ns for ns in here[-RUNS:] if ns is not None), default=None)


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
