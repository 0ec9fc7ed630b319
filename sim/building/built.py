"""What is asked of a territory, and what is made of it before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

import pandas as pd

from sim.building.nearby import Nearby
from sim.france.joined import Facts
from sim.schema.languages import Worded

GRAINS: Final = ("commune", "epci")  # of what a line is


@dataclass(frozen=True, eq=False)
class Plan:
    """What is asked: a territory of some communes, and what is known of them.

    name      of the territory, and of its files
    title     what readers see
    facts     of all communes that the files tell of
    reported  codes of the communes asked for, in order
    ring      codes of those around them, simulated and not reported, in order
    gps       GP heads of communes that the planner typed: before any file
    moved     codes of communes whose coordinates in the files were not believed, or were not there
    lang      of the reports
    by        what a line is: commune, or epci (``sim.building.coarser``)
    """

    name: str
    title: Worded
    facts: Facts
    reported: tuple[str, ...]
    ring: tuple[str, ...] = ()
    gps: Mapping[str, int] = field(default_factory=dict)
    lang: str = "en"
    moved: tuple[str, ...] = ()
    by: str = "commune"

    @property
    def codes(self) -> tuple[str, ...]:
        """Of all communes that are simulated: the lines of communes.csv, in order."""
        return (*self.reported, *self.ring)

    @cached_property
    def communes(self) -> pd.DataFrame:
        """The facts of those communes, in that order."""
        return self.facts.communes.loc[list(self.codes)]

    @cached_property
    def catchments(self) -> tuple[str, ...]:
        """Of each line, in order. Communes are all in one. Intercommunalités are in their département's,
        those of the ring in that of the nearest reported one, where each of these départements has an
        emergency department; else in one, too.
        """
        one = (self.name,) * len(self.codes)
        if self.by == "commune":
            return one
        own = {code: f"dep_{self.communes.at[code, 'dep']!s}" for code in self.reported}
        places = self.facts.facilities
        helped = {own[code] for code in places.loc[places["sort"] == "ed", "code"] if code in own}
        if len(set(own.values())) == 1 or helped != set(own.values()):
            return one
        near = Nearby(self.communes.loc[list(self.reported)], self.nearby.roads)
        around = self.communes.loc[list(self.ring), ["lat", "lon"]].to_numpy(dtype=float)
        return (*own.values(), *(own[str(near.minutes(*place).idxmin())] for place in around.tolist()))

    @cached_property
    def nearby(self) -> Nearby:
        """Minutes of travel among all communes that the files tell of."""
        return nearby_of(self.facts)


@lru_cache(maxsize=2)
def nearby_of(facts: Facts) -> Nearby:
    """Minutes of travel among all communes of some facts: many plans are of the same."""
    return Nearby(facts.communes)


@dataclass(frozen=True)
class Assumed:
    """A fact that no file gave.

    what         the fact, such as "residents by age"
    instead      what is assumed in its place
    communes     of how many communes; 0: of the whole territory
    replaced_by  the file that would say it: its name, and where it is published; "" where none does
    """

    what: Worded
    instead: Worded
    communes: int = 0
    replaced_by: Worded = ""


@dataclass(frozen=True, eq=False)
class Built:
    """A territory as it will be written. The tables have the columns of their files, in order.

    communes  communes.csv, but for ring: a line each of ``Plan.codes``
    ages      ages.csv
    settings  what NAME.yaml says beside its name, title, source and files: roads, ald, no_car, visitors,
              demography, blocks such as services and doctors, measures
    places    services.yaml
    origins   origins.yaml: entries
    doctors, travel, observed  their files; None where there is none
    source    in words, where the numbers are from
    assumed   what no file gave
    """

    communes: pd.DataFrame
    ages: pd.DataFrame
    settings: Mapping[str, Any]
    places: Mapping[str, Mapping[str, Any]]
    origins: tuple[Mapping[str, Any], ...]
    source: Worded
    doctors: pd.DataFrame | None = None
    travel: pd.DataFrame | None = None
    observed: pd.DataFrame | None = None
    assumed: tuple[Assumed, ...] = ()
