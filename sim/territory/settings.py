"""A territory's YAML: one strict model for each block. Each complaint names its key."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)

from sim.schema.faults import faults
from sim.schema.nearest import nearest
from sim.schema.types import ByBand, Number, Plain, Share, Whole, between
from sim.territory.calendar import day_of_year
from sim.territory.errors import TerritoryError

SUM_TOLERANCE: Final = 1e-6  # shares written with a few decimals must still sum to 1
MOST_RESIDENTS: Final = 100_000_000
MOST_COMMUNES: Final = 10_000  # of a catchment
LEAP_YEAR: Final = 2024  # any leap year: only its days are used

Floats = NDArray[np.float64]


def fail(path: str, what: str) -> TerritoryError:
    """An error that names the key; without a key it is about the whole file."""
    return TerritoryError(f"territory, key {path}: {what}" if path else f"territory: {what}")


def _words(value: Any) -> Any:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"“{value}” should be a text")
    return value


def _code(value: Any) -> Any:
    """An INSEE code is a text: YAML would read 01004 as the octal number 516."""
    if not isinstance(value, str):
        raise ValueError(f'an INSEE code stands between quotation marks, such as "33284", not {value}')
    return value


def _codes(value: Any) -> Any:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError(f'“{value}” should be a list of INSEE codes, such as ["33284", "33051"]')
    return value


def _sums_to_1(shares: ByBand[float]) -> ByBand[float]:
    total = sum(shares.values)
    if abs(total - 1.0) > SUM_TOLERANCE:
        raise ValueError(f"the seven shares sum to {total:g}; they must sum to 1")
    return shares


def _rises(values: tuple[float, ...]) -> tuple[float, ...]:
    if any(after <= before for before, after in pairwise(values)):
        raise ValueError("each number must be higher than the one before")
    return values


def _days(shape: Any) -> Any:
    """Days of the year by number, instead of `month-day`."""
    if not isinstance(shape, Mapping):
        return shape
    if not shape:
        raise ValueError('is empty; write at least one day, such as "08-15": 1.0')
    for key in shape:
        day_number(str(key))
    return {str(key): value for key, value in shape.items()}


def day_number(key: str) -> int:
    """The day of the leap year, 0 to 365, that `month-day` means. Raises ValueError."""
    try:
        return day_of_year(date.fromisoformat(f"{LEAP_YEAR}-{key}"))
    except ValueError:
        raise ValueError(f'“{key}” is no day of the year; write month-day, such as "08-15"') from None


Words = Annotated[str, BeforeValidator(_words)]
Code = Annotated[str, BeforeValidator(_code)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(_codes)]
Distribution = Annotated[ByBand[Share], AfterValidator(_sums_to_1)]
Part = Annotated[Number, between(0, 1)]
People = Annotated[Number, between(1, MOST_RESIDENTS)]
Heads = Annotated[Whole, between(0, MOST_RESIDENTS)]
Parts = Annotated[tuple[Part, ...], Field(min_length=2), AfterValidator(_rises)]
Sizes = Annotated[tuple[People, ...], Field(min_length=2), AfterValidator(_rises)]
Latitude = Annotated[Number, between(-90, 90)]
Longitude = Annotated[Number, between(-180, 180)]
RoadNumber = Annotated[Number, between(1, 1000)]


class WaterBlock(Plain):
    """From a commune of one shore to one of the other, one drives through `via`: INSEE codes."""

    via: Code
    one_shore: Codes
    other_shore: Codes

    @model_validator(mode="after")
    def _two_shores(self) -> "WaterBlock":
        for code in self.other_shore:
            if code in self.one_shore:
                raise ValueError(f"other_shore: {code} stands on one_shore too; keep it on one of them")
        return self


class RoadsBlock(Plain):
    """What turns kilometres as the crow flies into minutes of driving (`sim.territory.travel.Roads`)."""

    detour: Annotated[Number, between(1, 5)]
    fixed_minutes: Annotated[Number, between(0, 60)]
    short_km: RoadNumber
    medium_km: RoadNumber
    short_kmh: RoadNumber
    medium_kmh: RoadNumber
    long_kmh: RoadNumber
    own_commune: Share
    around_water: WaterBlock | None

    @model_validator(mode="after")
    def _medium_is_longer(self) -> "RoadsBlock":
        if self.short_km > self.medium_km:
            raise ValueError(f"medium_km: must be at least roads.short_km ({self.short_km:g})")
        return self


class VisitorsBlock(Plain):
    """Visitors per resident at the peak, and the share of the peak that is there on each `month-day`."""

    peak: Annotated[Number, between(0, 100)]
    shape: Annotated[dict[str, Share], BeforeValidator(_days)]


class PlaceBlock(Plain):
    """A named point; `commune`: INSEE code of the one it stands in, None outside."""

    title: Words
    commune: Code | None
    lat: Latitude
    lon: Longitude


class DemographyBlock(Plain):
    """What a year does to a population (`sim.territory.demography.Demography`)."""

    growth: Annotated[Number, between(0, 3)]
    birth: Share
    death: ByBand[Share]
    leave: ByBand[Share]
    arrive: Distribution

    @model_validator(mode="after")
    def _some_stay(self) -> "DemographyBlock":
        if any(death + leave > 1 for death, leave in zip(self.death.values, self.leave.values, strict=True)):
            raise ValueError("leave: with demography.death, more than all of a band would go in a year")
        return self


class SizesBlock(Plain):
    """Residents of the commune at each part of all communes, from the smallest to the largest."""

    part: Parts
    residents: Sizes

    @model_validator(mode="after")
    def _match(self) -> "SizesBlock":
        if (self.part[0], self.part[-1]) != (0, 1):
            raise ValueError("part: must run from 0 to 1")
        if len(self.residents) != len(self.part):
            raise ValueError(f"residents: has {len(self.residents)} numbers; `part` has {len(self.part)}")
        return self


class AreaBlock(Plain):
    """Areas of mean `mean` km²: residents to the power `power`, with a lognormal spread.

    `spread`: the standard deviation of the logarithm.
    """

    mean: Annotated[Number, between(0.01, 10_000)]
    power: Annotated[Number, between(0, 2)]
    spread: Annotated[Number, between(0, 3)]


class CatchmentBlock(Plain):
    """Communes of a catchment: how many at least, and at most."""

    least: Annotated[Whole, between(1, MOST_COMMUNES)] = Field(alias="from")
    most: Annotated[Whole, between(1, MOST_COMMUNES)] = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> "CatchmentBlock":
        if self.most < self.least:
            raise ValueError(f"to: {self.most} must lie between {self.least} and {MOST_COMMUNES}")
        return self


class CommunesBlock(Plain):
    """Communes that are generated. `gps_from`, `ehpad_from`: smaller communes have none; `ehpad`: share of
    residents who live in an EHPAD; `lat`, `lon`: the middle.
    """

    mean_residents: People
    sizes: SizesBlock
    area_km2: AreaBlock
    per_catchment: CatchmentBlock
    gps_per_10000: Annotated[Number, between(0, 1000)]
    gps_from: Heads
    ehpad: Annotated[Number, between(0, 0.2)]
    ehpad_from: Heads
    growth: Annotated[Number, between(-0.2, 0.2)]
    no_car: Share
    shore: Words
    lat: Annotated[Number, between(-60, 60)]
    lon: Longitude


def _ages_are(value: Any) -> str:
    return "dict" if isinstance(value, Mapping) else "str"


class _TerritoryBlock(Plain):
    """What every territory says."""

    name: Words
    title: Words
    source: Words
    ages: Annotated[
        Annotated[Words, Tag("str")] | Annotated[Distribution, Tag("dict")], Discriminator(_ages_are)
    ]  # a file, or the same for every commune
    travel: Words | None
    roads: RoadsBlock
    ald: ByBand[Share]
    no_car: ByBand[Share]
    visitors: dict[str, VisitorsBlock]  # by kind of shore
    ed_sites: dict[str, PlaceBlock]
    outside: dict[str, PlaceBlock]
    demography: DemographyBlock
    measures: Any  # dated measures, which the scenario reads


class SurveyedBlock(_TerritoryBlock):
    """A territory whose communes are those of a file."""

    communes: Words


class GeneratedBlock(_TerritoryBlock):
    """A territory whose communes are generated for a number of residents."""

    residents: Annotated[Whole, between(1, MOST_RESIDENTS)]
    seed: Annotated[Whole, between(0, 2**32 - 1)]
    communes: CommunesBlock


TerritoryBlock = SurveyedBlock | GeneratedBlock


def read_settings(settings: Mapping[str, Any]) -> TerritoryBlock:
    """The checked settings of a territory. Raises TerritoryError, with every fault in a line of its own."""
    generated = isinstance(settings.get("communes"), Mapping)
    schema: type[TerritoryBlock] = GeneratedBlock if generated else SurveyedBlock
    try:
        return schema.model_validate(settings)
    except ValidationError as error:
        found = (fail(".".join(key), said) for key, said in faults(schema, error))
        raise TerritoryError("\n".join(map(str, found))) from None


def rank(code: str, path: str, known: Sequence[str]) -> int:
    """The rank of an INSEE code among those of the territory. Raises TerritoryError that names `path`."""
    if code not in known:
        raise fail(path, f"{code} is no commune of this territory; {nearest(code, known)}")
    return known.index(code)


def array_of(by_band: ByBand[float]) -> Floats:
    """(7,) the values of the age bands."""
    return np.array(by_band.values, dtype=np.float64)
