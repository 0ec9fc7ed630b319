"""Which one number a sweep varies, found by comparing the configurations of its runs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.reports.reading.runs import Run
from sim.scenario.origin import WORDS

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
        flat = {run.run_id: dict(leaves(run.config)) for run in chosen}
        paths = sorted(set().union(*flat.values()))
        differing = [p for p in paths if len({repr(values.get(p)) for values in flat.values()}) > 1]
        if len(differing) == 1 and all(_is_number(values.get(differing[0])) for values in flat.values()):
            path = differing[0]
            return Parameter(path, {run_id: float(values[path]) for run_id, values in flat.items()})
    return None


def leaves(value: Any, path: str = "", whole_lists: bool = False) -> Iterator[tuple[str, Any]]:
    """Every value of a nested configuration with its dotted path (list items by index), but ``APART``.

    ``whole_lists``: a list of plain values is one value.
    """
    if isinstance(value, Mapping):
        for key, part in value.items():
            if path or key not in APART:
                yield from leaves(part, f"{path}.{key}" if path else str(key), whole_lists)
    elif isinstance(value, list) and not (whole_lists and not any(isinstance(p, list | dict) for p in value)):
        for index, part in enumerate(value):
            yield from leaves(part, f"{path}.{index}", whole_lists)
    else:
        yield path, value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
