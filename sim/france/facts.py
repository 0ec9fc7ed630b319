"""What a reader makes of a file: tables whose columns have the same names whatever the layout.

A reader keeps codes as the file has them, but for their form (``sim.france.codes``): what has merged since,
and arrondissements, are joined later, once, for all sources (``sim.france.join``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import pandas as pd

from sim.france.files import OpenFile
from sim.schema.languages import Worded

Shape = Literal["communes", "facilities", "doctors", "pairs", "departments", "moves", "postcodes"]

AGES: Final = ("age_0_14", "age_15_29", "age_30_44", "age_45_59", "age_60_74", "age_75_89", "age_90_up")

# What a table of each shape may hold; a reader gives the columns that its file has. Numbers are float64 (NaN:
# the file says nothing), texts str. The first columns are those that name a line.
COLUMNS: Final[dict[Shape, tuple[str, ...]]] = {
    # One line a commune.
    "communes": (
        "code",
        "name",
        "dep",
        "region",
        "epci",
        "epci_name",
        "lat",  # degrees, town hall or middle
        "lon",
        "area_km2",
        "population",  # residents (municipal population); its year is the reading's vintage
        "population_before",  # the same, `population_years` years before
        "population_years",
        *AGES,  # residents by age, whatever year: shares are taken
        "births",  # of a year
        "deaths",
        "dwellings",
        "second_homes",
        "gps",  # liberal general practitioners
        "gps_60_up",  # of them, of 60 years and over
        "gps_before",  # the same some years before (2018 where the wide table says so)
        "ehpad_places",
        "emergency_departments",
        "health_centres",
        "msp",
        "pharmacies",
        "nurses",
        "physiotherapists",
        "ed_minutes",  # to the nearest emergency department
        "density",  # INSEE's grid, 1 dense … 7
        "zoning",  # ZIP, ZAC, ZV, HV
        "adults",  # people of 16 and over of the general scheme (CNAM)
        "adults_without_mt",
        "adults_no_visit",  # no visit to a GP in 24 months
        "people_with_ald",
        "people_insured",
        "apl",  # accessibility to GPs (DREES), all ages
        "apl_65",  # to GPs of 65 or less
        "apl_population",  # standardised population
    ),
    # One line an establishment, or one for those of a sort in a commune (`number`).
    "facilities": ("sort", "name", "code", "lat", "lon", "number", "places"),
    # One line a doctor and site. share: of the doctor, at this site. mode: "mt", "particular" or "".
    "doctors": ("doctor", "code", "site", "share", "mode", "age", "salaried"),
    # Minutes of travel from commune a to commune b.
    "pairs": ("a", "b", "minutes"),
    # One line a département (or "FR").
    "departments": ("dep", "gps", "patients_mt", "patients_seen", "gps_60_up"),
    # Communes that became another: the code before and after, and the day.
    "moves": ("before", "after", "on"),
    # Communes and their postcodes: of each one or several, and most are those of several communes.
    "postcodes": ("code", "postcode"),
}


@dataclass(frozen=True)
class Loss:
    """Lines of a file that were not used: why (in both languages), how many, and a few of them."""

    why: Worded
    lines: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """Of what a file gathered from others: who published it, and the year of what it says."""

    publisher: Worded
    year: str


@dataclass(frozen=True, eq=False)
class Reading:
    """What one file said.

    reader    the id of its reader
    file      its name (of a member of an archive: archive/member)
    vintage   the year or date of what it says, such as "2024"; "" where the file does not tell
    lines     lines of data of the file; used: those kept; losses: the others, by reason
    table     columns of ``COLUMNS[shape]``, the first always
    assumed   what the reader had to assume, because the file does not say it
    lacking   of the lines used, those that lack something: what, and how many
    none_is_zero  a commune that the table does not list has none of what it counts, where communes of its
                  département are listed
    given     by column, where the file has it from; of those that are not here, the file itself says it
    """

    reader: str
    shape: Shape
    file: str
    vintage: str
    lines: int
    used: int
    table: pd.DataFrame
    losses: tuple[Loss, ...] = field(default=())
    assumed: tuple[Worded, ...] = field(default=())
    lacking: tuple[Loss, ...] = field(default=())
    none_is_zero: bool = False
    given: Mapping[str, Given] = field(default_factory=dict)

    def vintage_of(self, column: str) -> str:
        """The year or date of what it says in a column."""
        return self.given[column].year if column in self.given else self.vintage

    def publisher_of(self, column: str) -> Worded:
        """Who says what stands in a column: the file, or whom the file has it from."""
        return self.given[column].publisher if column in self.given else self.file

    @property
    def years(self) -> str:
        """The vintage, or of a file gathered from others the first and the last: 2015–2025."""
        found = sorted(each.year for each in self.given.values())
        return f"{found[0]}–{found[-1]}" if found else self.vintage


@dataclass(frozen=True)
class Reader:
    """One layout of an official file.

    gives       columns of ``COLUMNS[shape]`` that it fills, beside those that name a line
    title       what the file is
    published   its name and where it is published, for a planner who looks for it
    recognises  whether a file has this layout, by its header (never by its name)
    read        reads it. Raises SourceError where it is damaged
    """

    id: str
    shape: Shape
    gives: tuple[str, ...]
    title: Worded
    published: Worded
    recognises: Callable[[OpenFile], bool]
    read: Callable[[OpenFile], Reading]
