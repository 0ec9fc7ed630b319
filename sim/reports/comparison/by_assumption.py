"""A sweep over assumptions: under each of them, scenarios with the baseline that shares it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from babel.numbers import get_decimal_symbol

from sim.reports.comparison.compared import unique
from sim.reports.reading.runs import Run, called
from sim.reports.words import Words
from sim.scenario.origin import WORDS, leaves
from sim.scenario.run import TECHNICAL
from sim.schema.types import is_number

NOT_SWEPT: Final = tuple(f"run.{key}" for key in TECHNICAL)
MOST_TOLD: Final = 3  # of the values in which assumptions differ


@dataclass(frozen=True)
class Assumed:
    """One value of what is swept, with its baseline and the runs that are compared with it, and what they are
    called, by run id.
    """

    value: str
    number: float | None  # where it is one
    baseline: Run
    runs: Sequence[Run]
    names: Mapping[str, str]


@dataclass(frozen=True)
class ByAssumption:
    """What is swept (a key, or several), and its values in the order of the sweep, numbers by size."""

    parameter: str
    values: Sequence[Assumed]

    @property
    def scenarios(self) -> list[str]:
        """What is compared under each value."""
        return list(dict.fromkeys(name for each in self.values for name in each.names.values()))


def by_assumption(comparison: pd.DataFrame, runs: Sequence[Run], said: Words) -> ByAssumption | None:
    """The sweep, where a comparison has several baselines; else None."""
    baselines = unique(comparison, "baseline_run_id") if len(comparison) else []
    known = {run.run_id: run for run in runs}
    if len(baselines) < 2 or not known.keys() >= set(baselines):
        return None
    flat = {name: _flat(known[name].config) for name in baselines}
    keys = dict.fromkeys(key for values in flat.values() for key in values)
    varying = [key for key in keys if len({repr(values.get(key)) for values in flat.values()}) > 1]
    told = varying[:MOST_TOLD]
    values = []
    for name in baselines:
        mine = comparison.loc[comparison["baseline_run_id"] == name, "run_id"].unique()
        words = [_word(flat[name].get(key), said) for key in told]
        value = flat[name].get(told[0]) if len(varying) == 1 else None
        number = float(value) if value is not None and is_number(value) else None
        swept = [known[str(each)] for each in mine]
        both = called([known[name], *swept], said.lang)
        names = {run.run_id: both[run.run_id] for run in swept}
        values.append(Assumed(" · ".join(words), number, known[name], swept, names))
    if all(each.number is not None for each in values):
        values.sort(key=lambda each: each.number or 0.0)
    return ByAssumption(" · ".join([*told, *(["…"] if len(varying) > len(told) else [])]), values)


def _flat(config: Mapping[str, Any]) -> dict[str, Any]:
    found = {".".join(path): value for path, value in leaves(config) if path[0] not in WORDS}
    return {key: value for key, value in found.items() if key not in NOT_SWEPT}


def _word(value: Any, said: Words) -> str:
    """A value to the digit, as the language writes it."""
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", get_decimal_symbol(said.locale))
    return "–" if value is None else str(value)
