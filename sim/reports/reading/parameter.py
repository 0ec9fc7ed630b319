"""Which one number a sweep varies, found by comparing the configurations of its runs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.reports.reading.runs import Run
from sim.scenario.origin import WORDS, leaves
from sim.schema.types import is_number

LEAST_RUNS: Final = 3  # a curve has at least three points
APART: Final = (*WORDS, "run")  # keys in which runs of one sweep may differ otherwise


@dataclass(frozen=True)
class Parameter:
    """A dotted path of the configuration and its value in each run (by run id) that has it."""

    path: str
    values: Mapping[str, float]

    @property
    def name(self) -> str:
        """The path as one writes it in a sweep: without the kind of the measure in the middle."""
        parts = self.path.split(".")
        if parts[0] == "measures" and len(parts) > 3:
            parts = [parts[0], parts[1], *parts[3:]]
        return ".".join(parts)


def swept(runs: Sequence[Run]) -> Parameter | None:
    """The only number in which the runs differ; None if there is none, or more than one.

    The first run, the baseline, may lie outside of the sweep: then it is not asked for the number.
    """
    for chosen in (runs, runs[1:]):
        if len(chosen) < LEAST_RUNS:
            continue
        flat = {run.run_id: dict(dotted_leaves(run.config)) for run in chosen}
        paths = sorted(set().union(*flat.values()))
        differing = [p for p in paths if len({repr(values.get(p)) for values in flat.values()}) > 1]
        if len(differing) == 1 and all(is_number(values.get(differing[0])) for values in flat.values()):
            path = differing[0]
            return Parameter(path, {run_id: float(values[path]) for run_id, values in flat.items()})
    return None


def dotted_leaves(config: Mapping[str, Any], *, whole_lists: bool = False) -> Iterator[tuple[str, Any]]:
    """The values of a configuration (``leaves``) with their dotted paths, but those under ``APART``."""
    for path, value in leaves(config, whole_lists=whole_lists):
        if path[0] not in APART:
            yield ".".join(path), value
