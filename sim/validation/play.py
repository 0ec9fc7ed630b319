"""What is played to validate, and what it says: territories, the national set, maps, experiments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

import numpy as np

from sim.experiments import run_jobs
from sim.experiments.progress import Progress
from sim.measures.registry import schemas
from sim.outcomes.published.effects import EFFECTS, Pair
from sim.outcomes.published.made import Context
from sim.outcomes.published.rows import Published
from sim.outcomes.published.shown import EXPERIMENT, FRANCE, MAP, shown
from sim.outcomes.published.verdicts import Line, line, line_of, unseen
from sim.outcomes.published.year import Year, year_of
from sim.scenario.load import load
from sim.scenario.settings import Job
from sim.scenario.sources import data_root
from sim.scenario.vocabulary import shipped
from sim.schema.languages import Worded
from sim.validation.country import Country, Place, density_of, name_of, spread
from sim.validation.maps import Map, candidates, maps_of

YEAR: Final = 2025
# Played where no files of the country are given: all territories that we ship whose lines are communes.
NEAREST: Final = (
    "biscarrosse", "ceret", "chatelleraudais", "dordogne_bergerac", "dordogne_nontron",
    "dordogne_perigueux", "dordogne_sarlat", "haute_gironde", "mios", "tulle",
)  # fmt: skip
SEED: Final = 20261129  # of the order in which intercommunalités are chosen
REPEATED: Final = 4  # times as often as an intercommunalité, what is held by itself: one place has more luck
AT_ONCE: Final = 8  # of them, before the clock is looked at


@dataclass(frozen=True)
class Ask:
    """What is asked for. ``data``: a folder of files of the whole country; ``replications``: of each
    intercommunalité; ``seconds``: after so many no more intercommunalités are begun; ``places``: so many of
    them, whatever the time.
    """

    outputs: Path
    data: Path | None = None
    replications: int = 2
    quick: bool = False
    experiments: bool = True
    places: int | None = None
    seconds: float = 900.0
    progress: Progress | None = None
    begun: float = field(default_factory=monotonic)

    @property
    def often(self) -> int:
        """Replications of a territory that is held by itself."""
        return self.replications if self.quick else REPEATED * self.replications

    @property
    def folder(self) -> Path:
        """Where territories of intercommunalités are built."""
        return self.outputs / "validation"


@dataclass(frozen=True)
class Found:
    """``country``: how many territories stand for it, and whether they are the sample."""

    lines: list[Line]
    maps: list[Map]
    country: int
    sampled: bool


def validate(rows: Sequence[Published], ask: Ask, texts: Callable[[str], Worded]) -> Found:
    """What runs say of the rows. ``texts``: what is said where nothing is, by its key. Raises ScenarioError,
    StoreError, BuildingError.
    """
    country = Country(ask.data, ask.folder) if ask.data is not None and not ask.quick else None
    of = {row.id: shown(row) for row in rows}
    on = {each.on for each in of.values()}
    experiments = sorted(each for each in on if each.startswith(EXPERIMENT))
    territories = _territories(sorted(on - {"", FRANCE, MAP} - set(experiments)), ask)
    nation = _nation(country, ask)
    wanted = () if ask.quick or not ask.experiments else experiments
    pairs = {each: _pair(each.removeprefix(EXPERIMENT), ask) for each in wanted}
    maps = _maps(country, nation, ask) if MAP in on else []

    def said(row: Published) -> Line:
        record = of[row.id]
        if not record.on:
            return unseen(row, record.why)
        if record.on == MAP:
            return _line_of_map(row, str(record.takes["of"]), maps, texts("needs_data"))
        if record.on in experiments and record.on not in pairs:
            return unseen(row, texts("needs_experiments"))
        if record.on in pairs:
            values = EFFECTS[record.function](pairs[record.on], **record.takes)
            name = record.on.removeprefix(EXPERIMENT)
            return line_of(row, name, values, record.note, texts("nothing_counted"))
        here = nation if record.on == FRANCE else territories[record.on]
        return line(row, Context(here, nation), record.on, record)

    return Found([said(row) for row in rows], maps, len(nation.parts), country is not None)


def _year_job(scenario: str, ask: Ask, config_dir: Path | None, replications: int, *more: str) -> Job:
    return load([f"scenario={scenario}", *_overrides(ask, replications), *more], config_dir, schemas())


def _overrides(ask: Ask, replications: int) -> tuple[str, ...]:
    """One year, a year of warm-up before it."""
    return (
        f"run.start={YEAR}-01-01",
        f"run.end={YEAR}-12-31",
        f"run.replications={replications}",
        f"run.outputs={ask.outputs}",
    )


def _play(jobs: Sequence[Job], ask: Ask) -> list[Path]:
    return [Path(run.folder) for run in run_jobs(jobs, progress=ask.progress)] if jobs else []


def _territories(names: Sequence[str], ask: Ask) -> dict[str, Year]:
    """Years of territories that we ship."""
    folders = _play([_year_job(f"{name}_as_is", ask, None, ask.often) for name in names], ask)
    return {name: year_of([folder], YEAR) for name, folder in zip(names, folders, strict=True)}


def _nation(country: Country | None, ask: Ask) -> Year:
    """The territories on which national figures are held, together."""
    if country is None:
        folders = _play([_year_job(f"{name}_as_is", ask, None, ask.often) for name in NEAREST], ask)
        return year_of(folders, YEAR)
    places = country.sample()
    return year_of(_played(country, places, ask), YEAR, [place.weight for place in places])


def _played(country: Country, places: Sequence[Place], ask: Ask) -> list[Path]:
    country.build(places)
    jobs = [_year_job(f"{place.name}_as_is", ask, country.folder, ask.replications) for place in places]
    return _play(jobs, ask)


def _maps(country: Country | None, nation: Year, ask: Ask) -> list[Map]:
    """As many intercommunalités as there is time for; each beginning of their order is spread over the
    classes of density.
    """
    if country is None:
        return []
    table = candidates(country.communes, [place.code for place in country.sample()])
    classes = density_of(country.communes)
    codes = spread(table.assign(density=classes.reindex(table.index)), "density", SEED)
    codes = codes[: ask.places] if ask.places is not None else codes
    places: list[Place] = []
    folders: list[Path] = []
    for first in range(0, len(codes), AT_ONCE):
        if ask.places is None and places and monotonic() - ask.begun > ask.seconds:
            break
        more = [Place(name_of(code), code) for code in codes[first : first + AT_ONCE]]
        folders += _played(country, more, ask)
        places += more
    if not places:
        return []
    return maps_of(country.communes, places, year_of(folders, YEAR), nation, shipped())


def _line_of_map(row: Published, of: str, maps: Sequence[Map], empty: Worded) -> Line:
    scores = [each.scores["simulated"] for each in maps if each.of == of]
    return line_of(row, MAP, np.array([each.r2 for each in scores]), "", empty)


def _pair(name: str, ask: Ask) -> Pair:
    """An experiment and what it is compared with, with the same luck."""
    folder = data_root() / "conf" / "validation" / "experiments"
    job = _year_job(name, ask, folder, ask.often, "run.grain=territory")
    same = ("run.grain=territory", f"run.trace={job.settings.run.trace}")
    baseline = _year_job(f"{job.settings.territory.name}_as_is", ask, None, ask.often, *same)
    before, after = _play([baseline, job], ask)
    last = f"{YEAR}-12"
    return Pair(
        year_of([before], YEAR - 1),
        year_of([before], YEAR),
        year_of([after], YEAR),
        year_of([before], last),
        year_of([after], last),
    )
