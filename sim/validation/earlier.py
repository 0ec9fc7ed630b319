"""Territories in January of an earlier year: who had no médecin traitant then, and how many GPs there were.

Registration alone (``sim.validation.first_day``): no day is played. People are those of the census, grown
back to that year. GPs lie on a straight line between the two counts of the files; where the first is not
known they were as many as now. Where the source of a figure counted the GPs of that year, too, they are
brought to its count, those of the count before in the same proportion.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.measures.registry import schemas
from sim.outcomes.published.of_tables import ADULT
from sim.outcomes.published.rows import Published
from sim.outcomes.published.shown import Shown
from sim.outcomes.published.verdicts import Line, judged, line_of
from sim.scenario.load import load
from sim.scenario.settings import Settings
from sim.scenario.vocabulary import shipped
from sim.territory import Territory, load_territory
from sim.validation.country import Country, Place
from sim.validation.first_day import without_of
from sim.world.prepare import prepare

NOW: Final = 2025  # in January of which territories have the GPs of their lists, those of the end of 2024
FRANCE: Final = "france"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Then:
    """A place and a year, as a record says them. ``territory``: one that we ship; ``department``: built of
    the files; neither: the sample of the country. ``heads``: how many GPs its source counts there.
    """

    year: int
    territory: str = ""
    department: str = ""
    heads: float | None = None

    @property
    def where(self) -> str:
        """As the line of the figure says it."""
        return self.territory or (f"département {self.department}" if self.department else FRANCE)

    @property
    def needs_data(self) -> bool:
        """Whether the files of the country are needed."""
        return not self.territory


def line_of_then(
    row: Published, record: Shown, rows: Sequence[Published], country: Country | None
) -> Line | None:
    """The line of a figure of an earlier year; None where files are needed that are not given. ``rows``:
    those among which the record may name one that counts GPs.
    """
    takes = dict(record.takes)
    counted = {each.id: each.published for each in rows}
    if "heads" in takes:
        takes["heads"] = counted[takes["heads"]]
    then = Then(**takes)
    if then.needs_data and country is None:
        return None
    made = line_of(row, then.where, np.array([FIGURES[record.function](then, country)]), record.note)
    return judged(made, record)


def without_mt(then: Then, country: Country | None) -> float:
    """% of people of 17 and over without médecin traitant in January of the year."""
    without = everybody = 0.0
    for place, folder in _places(then, country):
        territory, job = _territory(place.name, folder, then.year)
        prepared = prepare(as_of(territory, then.year, then.heads), job)
        some, every = without_of(prepared, ADULT)
        without, everybody = without + place.weight * some, everybody + place.weight * every
    return 100.0 * without / everybody if everybody > 0 else float("nan")


def gps(then: Then, country: Country | None) -> float:
    """Liberal GPs of the reported communes, of all modes, in January of the year."""
    heads = 0.0
    for place, folder in _places(then, country):
        territory, _ = _territory(place.name, folder, then.year)
        heads += place.weight * float(_heads(territory, then.year)[1][~territory.ring].sum())
    return heads


FIGURES: Final[dict[str, Callable[[Then, Country | None], float]]] = {"without_mt": without_mt, "gps": gps}


def as_of(territory: Territory, year: int, counted: float | None = None) -> Territory:
    """The territory with the GPs of January of ``year``, whole heads; ``counted``: so many in the reported
    communes.
    """
    before, then = _heads(territory, year)
    here = ~territory.ring
    if counted is not None:
        ratio = np.where(here, counted / max(1e-9, float(then[here].sum())), 1.0)
        before, then = before * ratio, then * ratio
    whole = _whole(np.where(here, then, 0.0)) + _whole(np.where(here, 0.0, then))
    earlier = territory.gps_before is not None and territory.gps_before_year < year
    return replace(
        territory,
        gps=whole,
        gps_before=before if earlier else None,
        gps_before_year=territory.gps_before_year if earlier else 0,
    )


def _heads(territory: Territory, year: int) -> tuple[Floats, Floats]:
    """(n,) GPs at the first count of the files, and in January of ``year``."""
    now = territory.gps.astype(np.float64)
    before, since = territory.gps_before, territory.gps_before_year
    if before is None or since >= NOW:
        return now, now
    part = min(1.0, max(0.0, (year - since) / (NOW - since)))
    return before, before + (now - before) * part


def _whole(exact: Floats) -> NDArray[np.int64]:
    """Whole numbers that add up to the sum, the largest parts rounded up."""
    whole = np.floor(exact).astype(np.int64)
    part = exact - whole
    order = np.argsort(-part, kind="stable")[: round(float(part.sum()))]
    whole[order] += 1
    return whole


def _places(then: Then, country: Country | None) -> list[tuple[Place, Path | None]]:
    """The territories, and in which folder they lie; built where they are not there yet."""
    if then.territory:
        return [(Place(then.territory, ""), None)]
    assert country is not None
    if then.department:
        places = [Place(f"dep_{then.department}", then.department, department=True)]
    else:
        places = country.sample()
    country.build(places)
    return [(place, country.folder) for place in places]


def _territory(name: str, folder: Path | None, year: int) -> tuple[Territory, Settings]:
    words = [f"scenario={name}_as_is", f"run.start={year}-01-01", f"run.end={year}-12-31"]
    settings = load(words, folder, schemas(), vocabulary=shipped()).settings
    files = settings.territory
    return load_territory(files.settings, files.folder, settings.run.first_day), settings
