"""Plays points of the ranges: the market of every region as it is expected, and figures of all together."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.calibration.market.country import Region, market_of
from sim.calibration.market.expect import Expected, Play
from sim.calibration.market.figures import MONTHS_BETWEEN_COUNTS, changes, expected, rates
from sim.calibration.market.land import First
from sim.calibration.playing import ID, values_at
from sim.experiments.pool import in_order
from sim.scenario.identity import code_hash
from sim.scenario.ledger import Speaking, read_ledger
from sim.scenario.origin import Key
from sim.scenario.sources import PACKAGE, data_root
from sim.scenario.uncertain import Uncertain, matching, numbers_at, sets, with_numbers

Array = NDArray[np.float64]

BLOCK: Final = "market"
PARTS: Final = 4  # of the points, for each process: the land (16 MB) is handed over with each part


@dataclass(frozen=True, eq=False)
class Land:
    """All that stays the same from point to point. ``market``: the block as shipped; ``care``: GPs in general
    care for each GP counted; ``ids``: the figures that count.
    """

    regions: tuple[Region, ...]
    first: First
    market: dict[str, Any]
    care: float
    uncertain: tuple[Uncertain, ...]
    ids: tuple[str, ...]

    def block(self, values: Sequence[float]) -> dict[str, Any]:
        """The block `market` with these values of the assumptions."""
        whole = {BLOCK: self.market}
        ledger, numbers = Speaking(read_ledger(data_root() / "conf")), dict[Key, float]()
        for each, value in zip(self.uncertain, values, strict=True):
            for one in sets(each, whole, ledger, lambda _: True):
                numbers.update(numbers_at(each, one, value))
        made: dict[str, Any] = with_numbers(whole, numbers)[BLOCK]
        return made

    def expect(self, block: dict[str, Any]) -> list[Expected]:
        """Of each region, from the first count to the other."""
        return [
            Play(market_of(one, block), one.land, self.first).run(MONTHS_BETWEEN_COUNTS)
            for one in self.regions
        ]

    def figures(self, block: dict[str, Any]) -> dict[str, float]:
        """All figures, by id."""
        made = self.expect(block)
        hazard = float(block["exits"]["hazard"]["under_55"])
        return {
            **changes(expected(self.regions, made, self.care)),
            **rates(self.regions, made, hazard),
        }

    @property
    def centre(self) -> Array:
        """The point of the shipped values."""
        whole: Mapping[str, Any] = {BLOCK: self.market}
        found = []
        for each in self.uncertain:
            value = 1.0 if each.factor else next(v for _, v in matching(whole, each.key.split(".")))
            found.append(each.part_of(value))
        return np.array(found)


def _figures(land: Land, points: Array) -> list[list[float]]:
    """``[point][figure]`` those that count; in a process of its own."""
    made = [land.figures(land.block(values_at(land.uncertain, point))) for point in points.tolist()]
    return [[each[name] for name in land.ids] for each in made]


class Playing:
    """A ``Player`` (``sim.calibration.waves``); there is no luck, so that replications are all alike."""

    def __init__(self, land: Land, jobs: int) -> None:
        self.land, self.jobs = land, jobs

    def id(self, points: int) -> str:
        """Of all that decides what comes of points."""
        told = {
            "code": code_hash(PACKAGE),
            "market": self.land.market,
            "assumptions": [[*map(str, each.meaning)] for each in self.land.uncertain],
            "ids": self.land.ids,
            "places": [[one.code, [f"{each:g}" for each in one.before]] for one in self.land.regions],
            "ages": [f"{each:.6g}" for each in self.land.first.ages],
            "points": points,
        }
        return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:ID]

    def possible(self, points: Array) -> NDArray[np.bool_]:
        """All: ranges of the ledger are allowed together."""
        return np.ones(len(points), dtype=np.bool_)

    def play(self, points: Array, replications: Sequence[int]) -> Array:
        """``[point, figure]``."""
        del replications
        parts = np.array_split(points, max(1, min(len(points), PARTS * self.jobs)))
        found = in_order(partial(_figures, self.land), parts, self.jobs)
        return np.array([figures for part in found for figures in part])
