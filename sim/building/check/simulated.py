"""What a short simulation of a territory says beside what is known: of France, and of the place itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.building.check.known import Known
from sim.building.check.record import TEXTS, settings_of_check
from sim.outcomes.periods.intervals import mean_with_interval
from sim.outcomes.published.made import Context
from sim.outcomes.published.rows import Published, published_rows
from sim.outcomes.published.shown import FRANCE, Shown, shown
from sim.outcomes.published.verdicts import Verdict, line
from sim.outcomes.published.year import Year, year_of
from sim.outcomes.storage.store import read_run
from sim.scenario.ledger import Entry, read_ledger
from sim.scenario.settings import Job
from sim.scenario.sources import data_root
from sim.schema.languages import Worded, texts_of


class Span(NamedTuple):
    """A figure and its bounds."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Compared:
    """One figure. known: what is published, or what the files of the territory say; simulated: the mean with
    its 95 % interval; moved_by: where it lies outside, keys of the ledger that move it.
    """

    id: str
    figure: Worded
    where: Literal["france", "here"]
    known: Span
    simulated: Span
    verdict: Verdict
    source: str
    moved_by: tuple[str, ...] = ()


def short_run(job: Job, replications: int) -> tuple[str, ...]:
    """The overrides that make a scenario's run a short one: one year, the whole territory."""
    year = job.settings.run.start.year
    return (
        f"run.start={year}-01-01",
        f"run.end={year}-12-31",
        f"run.replications={replications}",
        "run.grain=territory",
        "run.worlds=central",
    )


def compared(folder: Path, known: Known) -> tuple[Compared, ...]:
    """What the run in a folder says, where it can say it. `known`: the territory that was played."""
    manifest = read_run(folder).manifest
    year = year_of([folder], manifest.start.year)
    ledger = read_ledger(data_root() / "conf")
    rows = [*_published(year, manifest.territory), *_own(year, known)]
    return tuple(_explained(row, ledger) for row in rows)


def held_here(territory: str) -> list[tuple[Published, Shown]]:
    """Rows of the country, and of the territory itself, that are made of a run; not those that ask another
    question: beside a figure of here they would be taken for the same.
    """
    found = [(row, shown(row)) for row in published_rows("calibration")]
    return [(row, how) for row, how in found if how.on in (FRANCE, territory) and not how.other_question]


def _published(year: Year, territory: str) -> Iterator[Compared]:
    for row, how in held_here(territory):
        said = line(row, Context(year), territory, how)
        if not said.judged:
            continue
        yield Compared(
            row.id,
            row.figure,
            "france" if how.on == FRANCE else "here",
            Span(row.published, row.low, row.high),
            Span(said.simulated, said.low, said.high),
            said.verdict,
            row.source,
        )


def _own(there: Year, known: Known) -> Iterator[Compared]:
    """The share without médecin traitant of CNAM, and the APL of DREES."""
    for figure, indicator, value, source in (
        ("without_mt_here", "without_mt", without_mt(known), "CNAM"),
        ("apl_here", "apl", _drees(known), "DREES"),
    ):
        mean = Span(*(float(each) for each in mean_with_interval(there.sum(indicator))))
        if not np.isfinite(value) or not np.isfinite(mean.value):
            continue
        off = float(settings_of_check()["off_by"])
        bounds = Span(value, (1 - off) * value, (1 + off) * value)
        verdict: Verdict = "inside" if bounds.low <= mean.value <= bounds.high else "outside"
        yield Compared(figure, TEXTS.written["names"][figure], "here", bounds, mean, verdict, source)


def without_mt(known: Known) -> float:
    """%: the published figure of France times how the place lies to France in the count of CNAM. NaN where
    the files do not tell.
    """
    adults, without = known.told("adults"), known.told("adults_without_mt")
    there = known.reported & (adults > 0) & np.isfinite(without)
    if not there.any():
        return float("nan")
    (published,) = (row.published for row in published_rows("calibration") if row.id == "without_mt")
    share = without[there].sum() / adults[there].sum()
    return published * float(share) / float(settings_of_check()["no_mt_of_cnam"])


def _drees(known: Known) -> float:
    apl = known.told("apl")
    there = known.reported & np.isfinite(apl) & (known.people > 0)
    return float(np.average(apl[there], weights=known.people[there])) if there.any() else float("nan")


def _explained(row: Compared, ledger: Sequence[Entry]) -> Compared:
    if row.verdict == "inside":
        return row
    return replace(row, moved_by=movers(row.id, ledger))


def movers(figure: str, ledger: Sequence[Entry]) -> tuple[str, ...]:
    """Keys of the ledger whose entries name a published figure, after those of the territory itself."""
    own: Mapping[str, Any] = settings_of_check()["moved_by"]
    named = re.compile(rf"\b{figure.removesuffix('_here')}\b")
    said = (entry.key for entry in ledger if any(map(named.search, texts_of(entry.note))))
    return tuple(dict.fromkeys([*own.get(figure, ()), *said]))
