"""What is said where one scenario has a labour market and the one it is compared with has not."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.cli.messages import say
from sim.levers.records import read_records
from sim.measures.registry import schemas
from sim.scenario.fair_baseline import alike, fair_baseline, replacing
from sim.scenario.sources import find_sources
from sim.schema.languages import Message


class Played(NamedTuple):
    """A scenario's name, its territory, and its measures with those it inherits: ``name: {kind: plan}``."""

    scenario: str
    territory: str
    measures: Mapping[str, Any]


def note_baselines(pairs: Iterable[tuple[Played, Played]], config_dir: Path | None, lang: str) -> None:
    """Notes on standard error each scenario that replaces doctors in another way than its baseline, and which
    scenario would be the fair one.
    """
    unlike = [(mine, base) for mine, base in pairs if not alike(mine.measures, base.measures)]
    told = {(mine.scenario, base.scenario): (mine, base) for mine, base in unlike}
    for mine, base in told.values():
        fair = _fair(mine, config_dir)
        key = "unfair_baseline" if fair in (None, mine.scenario) else "fair_baseline"
        names = {"scenario": mine.scenario, "baseline": base.scenario, "fair": fair}
        said = Message(key, {**names, "mine": _words(mine), "theirs": _words(base)})
        print(say("note", lang, said=said), file=sys.stderr)


def _fair(mine: Played, config_dir: Path | None) -> str | None:
    record = read_records().levers.get(mine.scenario)
    if record is not None and record.baseline:
        return record.baseline
    return fair_baseline(mine.measures, mine.territory, find_sources(config_dir), tuple(schemas()))


def _words(of: Played) -> Message:
    return Message("replacing_" + ("_and_".join(replacing(of.measures)) or "nobody"), {})
