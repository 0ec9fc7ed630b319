"""A territory's YAML: one strict model for each block. Each complaint names its key."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)

from sim.schema.faults import faults
from sim.schema.types import (
    Bilingual,
    ByBand,
    ByName,
    Latitude,
    Longitude,
    MonthDay,
    Number,
    Plain,
    Positive,
    Remark,
    Share,
    Text,
    Whole,
    between,
    sums_to_1,
)
from sim.territory.errors import TerritoryError, fail
from sim.territory.travel import Code, Roads

MOST_RESIDENTS: Final = 100_000_000
MOST_COMMUNES: Final = 10_000  # of a catchment

Floats = NDArray[np.float64]


def _distribution(shares: ByBand[float]) -> ByBand[float]:
    sums_to_1(shares.values, "the seven shares")
    return shares


def _rises(values: tuple[float, ...]) -> tuple[float, ...]:
    if any(after <= before for before, after in pairwise(values)):
        raise ValueError("each number must be higher than the one before")
    return values


Distribution = Annotated[ByBand[Share], AfterValidator(_distribution)]
Part = Annotated[Number, between(0, 1)]
People = Annotated[Number, between(1, MOST_RESIDENTS)]
Heads = Annotated[Whole, between(0, MOST_RESIDENTS)]
Parts = Annotated[tuple[Part, ...], Field(min_length=2), AfterValidator(_rises)]
Sizes = Annotated[tuple[People, ...], Field(min_length=2), AfterValidator(_rises)]


class VisitorsBlock(Plain):
    """Visitors per resident at the peak, and the share of the peak that is there on each `month-day`."""

    peak: Annotated[Number, between(0, 100)]
    shape: Annotated[dict[MonthDay, Share], Field(min_length=1)]


class PlaceBlock(Plain):
    """A named point; `commune`: INSEE code of the one it stands in, None outside.

    sort     what it is (ed, mmg, ehpad, pharmacy …), for who reads the map
    profile  the service of its name that is open there on the first day, with `part` of its servers: the
             scenario has it as `services.open` (`sim.scenario.open_places`)
    number   how many there are at the point; places: beds
    """

    title: Bilingual
    commune: Code | None
    lat: Latitude
    lon: Longitude
    sort: Text | None = None
    profile: Text | None = None
    part: Positive | None = None
    number: Annotated[Whole, between(1, 10_000)] | None = None
    places: Annotated[Whole, between(0, 100_000)] | None = None
    source: Remark = ""

    @model_validator(mode="after")
    def _part_of_something(self) -> "PlaceBlock":
        if self.part is not None and self.profile is None:
            raise ValueError("part: says what part of a service is there; name the service, profile: …")
        return self


class Demography(Plain):
    """What a year does to a population: yearly rates.

    growth  part of each commune's own yearly growth that goes on (0: the census stays as counted)
    birth   children per resident of 15 to 44
    death   share of each band who die
    leave   share of each band who move out of the territory
    arrive  age bands of newcomers
    """

    growth: Annotated[Number, between(0, 3)]
    birth: Annotated[Share, between(0, 0.5)]
    death: ByBand[Share]
    leave: ByBand[Share]
    arrive: Distribution

    @model_validator(mode="after")
    def _some_stay(self) -> "Demography":
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
    shore: Text
    lat: Annotated[Number, between(-60, 60)]
    lon: Longitude


def _ages_are(value: Any) -> str:
    return "dict" if isinstance(value, Mapping) else "str"


class _TerritoryBlock(Plain):
    """What every territory says."""

    name: Text
    title: Bilingual
    source: Bilingual
    ages: Annotated[
        Annotated[Text, Tag("str")] | Annotated[Distribution, Tag("dict")], Discriminator(_ages_are)
    ]  # a file, or the same for every commune
    travel: Text | None
    roads: Roads
    ald: ByBand[Share]
    no_car: ByBand[Share]
    visitors: dict[str, VisitorsBlock]  # by kind of shore
    places: ByName[PlaceBlock]
    gps: Text | None = None  # the file of doctors one by one
    origins: Text | None = None  # the ledger of the territory, which the scenario reads
    observed: Text | None = None
    contours: Text | None = None
    demography: Demography
    measures: Any  # dated measures, which the scenario reads


class SurveyedBlock(_TerritoryBlock):
    """A territory whose communes are those of a file."""

    communes: Text


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
        found = (fail(".".join(key), said) for key, said in faults(schema, error, settings))
        raise TerritoryError("\n".join(map(str, found))) from None


def array_of(by_band: ByBand[float]) -> Floats:
    """(7,) the values of the age bands."""
    return np.array(by_band.values, dtype=np.float64)
