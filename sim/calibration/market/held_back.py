"""What worlds that remain say of figures to which nothing was fitted: Dordogne from 2012 to 2021, how far
from home doctors settle, what an aid adds, the map of changes.
"""

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calibration.market.country import OWN, Region, market_of
from sim.calibration.market.expect import Play
from sim.calibration.market.figures import ENOUGH, MONTHS_BETWEEN_COUNTS, expected, median, observed
from sim.calibration.market.playing import Land
from sim.calibration.playing import values_at
from sim.scenario.market import AID_UNIT
from sim.scenario.reader import read_items
from sim.scenario.sources import data_root
from sim.validation.lines import score

Vector = NDArray[np.float64]

BACKCAST_MONTHS: Final = 108  # from the beginning of 2012 to that of 2021
AID_MONTHS: Final = 48  # the bonus was counted over 2007 to 2010
BONUS: Final = 27_000.0  # euros a year
ZONED: Final = 0.1  # of residents, those of intercommunalités with the fewest GPs per resident


class Arrondissement(NamedTuple):
    """GPs ``before``; the row ``id`` of what came of them."""

    territory: str
    before: float
    id: str


@dataclass(frozen=True)
class Said:
    """By one world. ``heads``: GPs of the arrondissements at the end, ``luck`` their variance; ``home``:
    median km to where GPs come from; ``aid``: net GPs for each GP with the bonus, %; ``map``: R² of the
    change by intercommunalité; ``posts``: that a candidate sees, for each GP, as typical ones.
    """

    heads: tuple[float, ...]
    luck: tuple[float, ...]
    home: float
    aid: float
    map: float
    posts: float


def arrondissements(conf: Path | None = None) -> tuple[Arrondissement, ...]:
    """Of conf/market_calibration/backcast.yaml."""
    conf = conf or data_root() / "conf"
    return tuple(Arrondissement(**item) for item, _ in read_items(conf / "market_calibration/backcast.yaml"))


def says(land: Land, point: Vector) -> Said:
    """What the world at a point of the ranges says."""
    return says_of(land, land.block(values_at(land.uncertain, point.tolist())))


def says_of(land: Land, block: dict[str, Any]) -> Said:
    """What these numbers of the market say."""
    made, km, number = [], [], []
    for region in land.regions:
        play = Play(market_of(region, block), region.land, land.first)
        made.append(play.run(MONTHS_BETWEEN_COUNTS, flows=True))
        km.append(play.origins.home_km.ravel().astype(np.float64))
        flows = made[-1].flows
        assert flows is not None
        number.append(flows.ravel().astype(np.float64))
    gps = np.array([one.heads[0].sum() for one in made])
    own = [region for region in land.regions if region.code == OWN]
    heads, luck = backcast(own[0], land, block) if own else ((), ())
    return Said(
        heads=heads,
        luck=luck,
        home=median(np.concatenate(km), np.concatenate(number)),
        aid=aid_adds(own[0], land, block) if own else float("nan"),
        map=_map(land, made),
        posts=float(np.average([one.posts for one in made], weights=gps)),
    )


def _map(land: Land, made: list[Any]) -> float:
    seen, said = observed(land.regions, land.care), expected(land.regions, made, land.care)
    names, at = np.unique(seen.epci, return_inverse=True)
    before, after, ours = (
        np.bincount(at, weights=each, minlength=len(names)).astype(np.float64)
        for each in (seen.before, seen.after, said.after)
    )
    large = before / land.care >= ENOUGH
    return float(score(after[large] / before[large], ours[large] / before[large], before[large]).r2)


def backcast(
    region: Region, land: Land, block: dict[str, Any]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """GPs at the end, and their variance by luck, by arrondissement: as many of them as in 2012, spread over
    communes as in 2018; the rest of the region as in 2018.
    """
    gps, rows = region.land.gps.copy(), []
    codes = {code: row for row, code in enumerate(region.land.codes)}
    for one in arrondissements():
        at = np.array([codes[code] for code in _communes(one.territory) if code in codes], dtype=np.int64)
        gps[at] *= land.care * one.before / gps[at].sum()
        rows.append(at)
    there = replace(region.land, gps=gps)
    made = Play(market_of(region, block), there, land.first).run(BACKCAST_MONTHS)
    heads = tuple(float(made.heads[-1][at].sum()) / land.care for at in rows)
    moved = tuple(float((made.arrived + made.gone)[at].sum()) / land.care for at in rows)
    return heads, moved


def _communes(territory: str) -> list[str]:
    file = data_root() / "conf" / "territory" / territory / "communes.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return [row["code"] for row in csv.DictReader(lines, delimiter=";") if row["ring"] == "0"]


def aid_adds(region: Region, land: Land, block: dict[str, Any]) -> float:
    """Net GPs after four years for each GP where the bonus is paid, %."""
    names, at = np.unique(region.epci, return_inverse=True)
    people = np.bincount(at, weights=region.land.residents, minlength=len(names))
    gps = np.bincount(at, weights=region.land.gps, minlength=len(names))
    order = np.argsort(gps / people, kind="stable")
    part = np.cumsum(people[order]) / people.sum()
    zone = np.zeros(len(names), dtype=np.bool_)
    zone[order[part <= ZONED]] = True
    where = zone[at]
    market = market_of(region, block)
    worth = np.where(where, market.utility.aid * BONUS / AID_UNIT, 0.0)
    with_aid = Play(market, region.land, land.first, worth).run(AID_MONTHS).heads[-1]
    without = Play(market, region.land, land.first).run(AID_MONTHS).heads[-1]
    return 100.0 * float((with_aid - without)[where].sum() / with_aid[where].sum())
