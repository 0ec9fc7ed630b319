"""What a short simulation of a territory says beside what is known: of France, and of the place itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from sim.building.check.known import Known
from sim.building.check.record import settings_of_check, texts_of_check
from sim.outcomes.periods.intervals import mean_with_interval
from sim.outcomes.periods.months import parse_period, within
from sim.outcomes.periods.period import over
from sim.outcomes.periods.published import FILE, Year, calibration_table
from sim.outcomes.storage.store import read_run
from sim.scenario.ledger import Entry, read_ledger
from sim.scenario.settings import Job
from sim.scenario.sources import data_root
from sim.schema.languages import Worded, texts_of

Verdict = Literal["inside", "outside"]


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
    run = read_run(folder)
    year = run.manifest.start.year
    ledger = read_ledger(data_root() / "conf")
    rows = [*_published(folder, year), *_own(folder, year, known)]
    return tuple(_explained(row, ledger) for row in rows)


def _published(folder: Path, year: int) -> Iterator[Compared]:
    places = pd.read_csv(data_root() / "conf" / FILE).set_index("id")["territory"]
    names = texts_of_check()["names"]
    for row in calibration_table(folder, year).to_dict("records"):
        if row["verdict"] == "not shown":
            continue
        yield Compared(
            row["id"],
            names.get(row["id"], row["figure"]),
            "france" if places[row["id"]] == "france" else "here",
            Span(row["published"], row["published_low"], row["published_high"]),
            Span(row["simulated"], row["simulated_low"], row["simulated_high"]),
            row["verdict"],
            row["source"],
        )


def _own(folder: Path, year: int, known: Known) -> Iterator[Compared]:
    """The share without médecin traitant of CNAM, and the APL of DREES."""
    run = read_run(folder)
    period = within(parse_period(str(year)), run.manifest.first_day, run.manifest.end)
    there = Year(over(run, period), run)
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
        yield Compared(figure, texts_of_check()["names"][figure], "here", bounds, mean, verdict, source)


def without_mt(known: Known) -> float:
    """%: the published figure of France times how the place lies to France in the count of CNAM. NaN where
    the files do not tell.
    """
    adults, without = known.told("adults"), known.told("adults_without_mt")
    there = known.reported & (adults > 0) & np.isfinite(without)
    if not there.any():
        return float("nan")
    published = pd.read_csv(data_root() / "conf" / FILE, index_col="id")["published"].astype(float)
    share = without[there].sum() / adults[there].sum()
    return float(published["without_mt"]) * float(share) / float(settings_of_check()["no_mt_of_cnam"])


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
