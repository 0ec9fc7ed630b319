"""Which scenarios are levers, what each is compared with, from when on, and until when they are played."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from sim.levers.records import Record, Records, check_records, read_records
from sim.measures.registry import schemas
from sim.outcomes.periods.months import Period
from sim.outcomes.storage.replication_result import later
from sim.scenario.errors import ScenarioError
from sim.scenario.fair_baseline import AS_IS, most_alike
from sim.scenario.load import load
from sim.scenario.overrides import parse
from sim.scenario.settings import Job
from sim.scenario.sources import Sources, find_sources
from sim.scenario.vocabulary import read_vocabulary
from sim.vocabulary.time import MONTHS_A_YEAR
from sim.vocabulary.vocabulary import Vocabulary

YEARS: Final = 5
DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
START: Final = "start"  # the word for the first day of the results
UNTIL: Final = "until"  # the key of an end
# Said by the command itself; the rest is the user's to override.
OURS: Final = {
    "scenario": "name scenarios with --scenarios",
    "run.end": "each lever is played until five years after its first day",
    "run.replications": "write --replications N",
    "run.outputs": "write --outputs FOLDER",
}
ENOUGH: Final = {"run.grain": "territory", "run.trace": "0"}  # for what the page shows
MEASURES: Final = "what a lever does stands in its scenario"


@dataclass(frozen=True)
class Ask:
    """What is asked for. ``names``: scenarios, all levers if there are none; ``overrides``: of all."""

    outputs: Path
    names: tuple[str, ...] = ()
    replications: int = 16
    overrides: tuple[str, ...] = ()
    config_dir: Path | None = None
    records: Records = field(default_factory=read_records)


class Lever(NamedTuple):
    """A scenario and its baseline, as they are played. ``first``: the day on which it begins; ``size``: how
    many units, where it has been played at another size than its own; ``record``: None where there is none.
    """

    name: str
    first: date
    job: Job
    baseline: Job
    record: Record | None
    size: float | None = None

    @property
    def begins(self) -> date:
        """The first of its first whole month."""
        return self.first if self.first.day == 1 else later(self.first.replace(day=1), 1)

    def year(self, number: int) -> Period:
        """The months of one of its years, from 1 on."""
        return Period(
            later(self.begins, MONTHS_A_YEAR * (number - 1)), later(self.begins, MONTHS_A_YEAR * number - 1)
        )

    @property
    def whole(self) -> Period:
        """From the month of its first day to the end of its fifth year: what it costs is summed over them."""
        return Period(self.first.replace(day=1), self.year(YEARS).last)


class Chooser:
    """Loads scenarios and their baselines, each once. Raises ScenarioError."""

    def __init__(self, ask: Ask) -> None:
        for each in parse(ask.overrides):
            key = each.key
            instead = OURS.get(key) or (MEASURES if each.path[0] == "measures" else None)
            if instead is not None:
                raise ScenarioError(
                    f"command line, {each.text}: {key} cannot be set for all levers; {instead}"
                )
        self._ask = ask
        said = {each.key for each in parse(ask.overrides)}
        self._usual = [f"{key}={value}" for key, value in ENOUGH.items() if key not in said]
        self._sources: Sources = find_sources(ask.config_dir)
        self._vocabulary: Vocabulary = read_vocabulary(self._sources.vocabulary, self._sources.conf)
        self._loaded: dict[tuple[str, ...], Job] = {}
        check_records(ask.records, self._sources.files["scenario"])

    def levers(self) -> list[Lever]:
        """Those that are asked for, in their order; else all there are, by name."""
        return [self._lever(name, None) for name in self._names()]

    def at_size(self, lever: Lever, n: float) -> Lever:
        """The same lever with ``n`` units."""
        return self._lever(lever.name, n)

    def _names(self) -> Iterator[str]:
        known = self._sources.files["scenario"]
        there = [name for name in known if not name.endswith(AS_IS)]
        for name in dict.fromkeys(self._ask.names):
            if name.endswith(AS_IS) and name in known:
                raise ScenarioError(f"--scenarios {name}: it is a baseline; name one that does something")
            if name not in known:
                self._sources.find("scenario", name, f"--scenarios {name}")
        yield from dict.fromkeys(self._ask.names) or there

    def _lever(self, name: str, n: float | None) -> Lever:
        record = self._ask.records.levers.get(name)
        sized = record.size.overrides(n) if record is not None and record.size is not None and n else []
        alone = self._load(name, *sized)
        baseline = record.baseline if record is not None and record.baseline else self._baseline(alone)
        bare = self._load(baseline).resolved["measures"]
        own = {key: plan for key, plan in alone.resolved["measures"].items() if bare.get(key) != plan}
        first = _first_day(own, alone.settings.run.start)
        often = self._ask.replications
        if record is not None and record.replications is not None:
            often = min(often, record.replications)
        played = f"run.end={_end(first)}", f"run.replications={often}"
        return Lever(name, first, self._load(name, *sized, *played), self._load(baseline, *played), record, n)

    def _baseline(self, job: Job) -> str:
        """Of the territory's scenarios that do nothing, that whose measures the scenario has all, and the
        most of them: `mios_market_as_is` for one with a labour market.
        """
        territory = job.settings.territory.name
        names = [name for name in self._sources.files["scenario"] if name.endswith(AS_IS)]
        same = [
            each for each in map(self._quietly, names) if each and each.settings.territory.name == territory
        ]
        best = most_alike(
            job.resolved["measures"], {each.scenario: each.resolved["measures"] for each in same}
        )
        if len(best) == 1:
            return best[0]
        known = ", ".join(each.scenario for each in same) or "none"
        why = "several scenarios do" if best else "no scenario does"
        raise ScenarioError(
            f"levers {job.scenario}: {why} nothing but what it does itself ({known}); "
            f"write which one it is compared with: conf/levers.yaml, levers.{job.scenario}.baseline"
        )

    def _quietly(self, name: str) -> Job | None:
        """A scenario, or None for one that cannot be read: whoever plays it is told."""
        try:
            return self._load(name)
        except ScenarioError:
            return None

    def _load(self, name: str, *more: str) -> Job:
        key = (name, *more)
        if key not in self._loaded:
            outputs = f"run.outputs={self._ask.outputs}"
            words = [f"scenario={name}", *self._usual, *self._ask.overrides, outputs, *more]
            self._loaded[key] = load(
                words, self._ask.config_dir, schemas(), sources=self._sources, vocabulary=self._vocabulary
            )
        return self._loaded[key]


def _first_day(measures: Mapping[str, Any], start: date) -> date:
    """The first day that measures name, ends apart; of what was so before ``start``, that day."""
    named = [start if text == START else date.fromisoformat(text) for text in _days(measures)]
    return max(start, min(named, default=start))


def _days(block: Any, key: str = "") -> Iterator[str]:
    if isinstance(block, Mapping):
        for name, inner in block.items():
            yield from _days(inner, str(name))
    elif isinstance(block, Sequence) and not isinstance(block, str):
        for inner in block:
            yield from _days(inner, key)
    elif key != UNTIL and (block == START or DATE.fullmatch(str(block))):
        yield str(block)


def _end(first: date) -> date:
    """The last day of the year in which five years end that begin with the first whole month from a day on:
    so that levers which begin in the same months share a baseline.
    """
    begins = first if first.day == 1 else later(first.replace(day=1), 1)
    return date(later(begins, MONTHS_A_YEAR * YEARS - 1).year, 12, 31)
