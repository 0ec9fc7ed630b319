"""What is played to validate, and what it says: territories, the national set, maps, experiments."""

from collections.abc import Callable, Mapping, Sequence
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
from sim.outcomes.published.rows import ROLES, Published, published_rows
from sim.outcomes.published.shown import EARLIER, EXPERIMENT, FORMULA, FRANCE, MAP, MARKET, Shown, shown
from sim.outcomes.published.verdicts import Line, judged, line, line_of, too_few, unseen
from sim.outcomes.published.year import Year, year_of
from sim.scenario.load import load
from sim.scenario.reader import read
from sim.scenario.settings import Job
from sim.scenario.sources import data_root
from sim.scenario.vocabulary import shipped
from sim.schema.languages import LANGUAGES, Worded, in_language
from sim.validation.accessibility import apl_of_communes, line_of_formula
from sim.validation.country import Country, Place, density_of, name_of, spread
from sim.validation.earlier import line_of_then
from sim.validation.first_day import first_days
from sim.validation.maps import (
    ENOUGH,
    Map,
    candidates,
    map_of_apl,
    map_of_first_day,
    maps_of,
    none_played,
)

YEAR: Final = 2025
# Played where no files of the country are given: all territories that we ship whose lines are communes.
NEAREST: Final = (
    "biscarrosse", "ceret", "chatelleraudais", "dordogne_bergerac", "dordogne_nontron",
    "dordogne_perigueux", "dordogne_sarlat", "haute_gironde", "mios", "tulle",
)  # fmt: skip
SEED: Final = 20261129  # of the order in which intercommunalités are chosen
REPEATED: Final = 4  # times as often as an intercommunalité, what is held by itself: one place has more luck
AT_ONCE: Final = 8  # intercommunalités that are played before the clock is looked at
FIRST_PART: Final = 0.25  # of the time is for registration of the first day; more only for LEAST places
LEAST: Final = 100
OF_FILES: Final = (EARLIER, FORMULA, MARKET)  # of the files of the country, without a run


@dataclass(frozen=True)
class Ask:
    """What is asked for. ``data``: a folder of files of the whole country; ``replications``: of each
    intercommunalité; ``seconds``: after so many no more intercommunalités are begun; ``places``: so many of
    them are played, whatever the time.
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
    """``country``: how many territories stand for it (none where nothing asks for it), and whether they are
    the sample.
    """

    lines: list[Line]
    maps: list[Map]
    country: int
    sampled: bool


def validate(
    rows: Sequence[Published],
    ask: Ask,
    texts: Callable[[str], Worded],
    market: Callable[[Path], Mapping[str, float]] = lambda _: {},
) -> Found:
    """What runs say of the rows. ``texts``: what is said where nothing is, by its key; ``market``: what the
    labour market alone says of some of them, by id, from the files of the country. Raises ScenarioError,
    StoreError, BuildingError.
    """
    country = Country(ask.data, ask.folder) if ask.data is not None and not ask.quick else None
    of = {row.id: shown(row) for row in rows}
    on = {each.on for each in of.values()}
    experiments = sorted(each for each in on if each.startswith(EXPERIMENT))
    drawn = country if MAP in on else None
    still = _of_no_run(drawn, ask)
    of_market = market(country.data) if country is not None and MARKET in on else {}
    territories = _territories(sorted(on - {"", FRANCE, MAP, *OF_FILES} - set(experiments)), ask)
    whole = bool(on - {"", *OF_FILES} - set(experiments))  # something is held on, or against, the country
    nation, pace = _nation(country, ask) if whole else (None, 0.0)
    wanted = () if ask.quick or not ask.experiments else experiments
    pairs = {each: _pair(each.removeprefix(EXPERIMENT), ask) for each in wanted}
    maps = [*still, *(_of_runs(drawn, nation, pace, ask) if nation is not None else [])]

    def said(row: Published) -> Line:
        record = of[row.id]
        if not record.on:
            return unseen(row, record.why)
        if record.on in (EARLIER, FORMULA):
            found = _line_of_files(row, record, country)
            return found or unseen(row, texts("needs_data"))
        if record.on == MAP:
            return _line_of_map(row, record, maps, texts)
        if record.on == MARKET:
            value = np.array([of_market.get(row.id, np.nan)])
            return line_of(row, MARKET, value, record.note, texts("needs_data"))
        if record.on in experiments and record.on not in pairs:
            return unseen(row, texts("needs_experiments"))
        if record.on in pairs:
            values = EFFECTS[record.function](pairs[record.on], **record.takes)
            name = record.on.removeprefix(EXPERIMENT)
            return judged(line_of(row, name, values, record.note, texts("nothing_counted")), record)
        here = nation if record.on == FRANCE and nation is not None else territories[record.on]
        return line(row, Context(here, nation), record.on, record)

    stand_for = 0 if nation is None else len(nation.parts)
    return Found([said(row) for row in rows], maps, stand_for, country is not None)


def _year_job(scenario: str, ask: Ask, config_dir: Path | None, replications: int) -> Job:
    return load([f"scenario={scenario}", *_overrides(ask, replications)], config_dir, schemas())


def _overrides(ask: Ask, replications: int, end: str = f"{YEAR}-12-31") -> tuple[str, ...]:
    """One year, or until another day, a year of warm-up before it."""
    return (
        f"run.start={YEAR}-01-01",
        f"run.end={end}",
        f"run.replications={replications}",
        f"run.outputs={ask.outputs}",
    )


def _play(jobs: Sequence[Job], ask: Ask) -> list[Path]:
    return [Path(run.folder) for run in run_jobs(jobs, progress=ask.progress)] if jobs else []


def _territories(names: Sequence[str], ask: Ask) -> dict[str, Year]:
    """Years of territories that we ship."""
    folders = _play([_year_job(f"{name}_as_is", ask, None, ask.often) for name in names], ask)
    return {name: year_of([folder], YEAR) for name, folder in zip(names, folders, strict=True)}


def _nation(country: Country | None, ask: Ask) -> tuple[Year, float]:
    """The territories on which national figures are held, together; and the seconds that one took."""
    if country is None:
        folders = _play([_year_job(f"{name}_as_is", ask, None, ask.often) for name in NEAREST], ask)
        return year_of(folders, YEAR), 0.0
    places, begun = country.sample(), monotonic()
    folders = _played(country, places, ask)
    pace = (monotonic() - begun) / len(places)
    return year_of(folders, YEAR, [place.weight for place in places]), pace


def _played(country: Country, places: Sequence[Place], ask: Ask) -> list[Path]:
    country.build(places)
    jobs = [_year_job(f"{place.name}_as_is", ask, country.folder, ask.replications) for place in places]
    return _play(jobs, ask)


def _order(country: Country) -> list[Place]:
    """The intercommunalités of the maps: each beginning of the order is spread over classes of density."""
    table = candidates(country.communes, [place.code for place in country.sample()])
    classes = density_of(country.communes)
    codes = spread(table.assign(density=classes.reindex(table.index)), "density", SEED)
    return [Place(name_of(code), code) for code in codes]


def _of_no_run(country: Country | None, ask: Ask) -> list[Map]:
    """Maps of what stands before any day is played: registration of the first day, of as many places as
    there is time for, and our APL.
    """
    if country is None:
        return []
    sample, places = country.sample(), _order(country)

    def goes_on(done: int) -> bool:
        part = FIRST_PART if done >= len(sample) + LEAST else 1.0
        return monotonic() - ask.begun < part * ask.seconds

    shares = first_days(country, [*sample, *places], _overrides(ask, 1), goes_on, ask.progress)
    first_day = map_of_first_day(country.communes, shares, sample)
    ours = apl_of_communes(country.facts.communes)
    return [first_day, map_of_apl(country.communes, ours, [place.code for place in places])]


def _of_runs(country: Country | None, nation: Year, pace: float, ask: Ask) -> list[Map]:
    """Maps of what is played, as long as there is time for places enough to say something. ``pace``: seconds
    that a place takes.
    """
    if country is None:
        return []
    order = _order(country)[: ask.places]
    places: list[Place] = []
    folders: list[Path] = []
    for first in range(0, len(order), AT_ONCE):
        if ask.places is None:
            left = ask.seconds - (monotonic() - ask.begun)
            if left <= pace * max(AT_ONCE, ENOUGH - len(places)):
                break
        more, begun = order[first : first + AT_ONCE], monotonic()
        folders += _played(country, more, ask)
        places += more
        pace = (monotonic() - begun) / len(more)
    if not places:
        return none_played()
    return maps_of(country.communes, places, year_of(folders, YEAR), nation, shipped())


def _line_of_files(row: Published, record: Shown, country: Country | None) -> Line | None:
    """Of an earlier year, or of the formula alone: no run; None where files are needed that are not given."""
    if record.on == EARLIER:
        return line_of_then(row, record, published_rows(*ROLES), country)
    return line_of_formula(row, record, country.facts.communes) if country is not None else None


def _line_of_map(row: Published, record: Shown, maps: Sequence[Map], texts: Callable[[str], Worded]) -> Line:
    """Judged by the score that the record names: bars are those of who fits a line."""
    found = next((each for each in maps if each.of == record.takes["of"]), None)
    if found is None:
        return unseen(row, texts("needs_data"), MAP)
    if not found.enough:
        said = texts("too_few_places")
        n, least = found.ours.places, ENOUGH
        return too_few(
            row, MAP, {lang: in_language(said, lang).format(n=n, least=least) for lang in LANGUAGES}
        )
    return line_of(row, MAP, np.array([getattr(found.ours, record.function)]), record.note)


def _pair(name: str, ask: Ask) -> Pair:
    """An experiment and what it is compared with, with the same luck. Its block `run` may say when it ends,
    and how many replications there are at least.
    """
    folder = data_root() / "conf" / "validation" / "experiments"
    said = read(folder / "scenarios" / f"{name}.yaml").data.get("run", {})
    words = _overrides(ask, max(ask.often, said.get("replications", 1)), said.get("end", f"{YEAR}-12-31"))
    job = load([f"scenario={name}", *words, "run.grain=territory"], folder, schemas())
    same = ("run.grain=territory", f"run.trace={job.settings.run.trace}")
    baseline = load([f"scenario={job.settings.territory.name}_as_is", *words, *same], None, schemas())
    before, after = _play([baseline, job], ask)
    return Pair(before, after, YEAR)
