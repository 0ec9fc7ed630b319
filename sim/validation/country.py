"""Territories of intercommunalités, built from a folder of files as a planner would, and found again."""

import csv
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.building.asked_services import profiles_of
from sim.building.assemble import built_of
from sim.building.build import Order, plan_of, read_facts
from sim.building.select import Asked
from sim.building.write import Files, check_name, write
from sim.france.joined import Facts
from sim.scenario.identity import code_hash
from sim.scenario.sources import PACKAGE, data_root

STAMP: Final = "made_of.txt"
RING: Final = 20.0  # minutes
SAMPLE: Final = "france/sample.csv"


@dataclass(frozen=True)
class Place:
    """An intercommunalité, or a département: its territory's name, its code, how many residents it stands
    for, over those that it has, and what readers see (nothing: the name).
    """

    name: str
    code: str
    weight: float = 1.0
    department: bool = False
    title: str = ""

    @property
    def asked(self) -> Asked:
        """Its communes."""
        return Asked(departments=[self.code]) if self.department else Asked(epcis=[self.code])


class Country:
    """What a folder of files says of the country. ``folder``: where territories are built."""

    def __init__(self, data: Path, folder: Path) -> None:
        self.data, self.folder = data, folder
        self._stamp = _stamp(data)

    @cached_property
    def facts(self) -> Facts:
        """Read when something has to be built, or is compared."""
        return read_facts(self.data)[0]

    @property
    def communes(self) -> pd.DataFrame:
        """One line a commune that belongs to an intercommunalité, and somebody lives in."""
        table = self.facts.communes
        return table[table["epci"].notna() & (table["epci"] != "") & (table["population"] > 0)]

    def sample(self) -> list[Place]:
        """Those on which national figures are held, each for the residents of its class of density."""
        with (data_root() / "conf" / SAMPLE).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        classes = density_of(self.communes)
        people = self.communes.groupby("epci")["population"].sum()
        whole = people.groupby(classes).sum()
        there = [row for row in rows if row["code"] in people.index]
        held: dict[str, float] = {}
        for row in there:
            held[row["density"]] = held.get(row["density"], 0.0) + float(people[row["code"]])
        return [
            Place(
                name_of(row["code"]), row["code"], float(whole[float(row["density"])]) / held[row["density"]]
            )
            for row in there
        ]

    def build(self, places: Sequence[Place], say: Callable[[str], object] = lambda _: None) -> None:
        """Writes the territories that are not there yet, from these files and with this program."""
        profiles = profiles_of()
        for place in places:
            files = Files(self.folder, place.name)
            stamp = files.folder / STAMP
            if stamp.is_file() and stamp.read_text(encoding="utf-8") == self._stamp:
                continue
            order = Order(place.name, place.asked, None, self.folder, RING, force=True)
            say(place.name)
            plan, _ = plan_of(order, self.facts)
            built = built_of(plan, {}, profiles)
            write(plan, built, check_name(place.name, self.folder, force=True), {})
            stamp.write_text(self._stamp, encoding="utf-8")


def name_of(code: str) -> str:
    """The territory of an intercommunalité."""
    return f"epci_{code}"


def density_of(communes: pd.DataFrame) -> pd.Series:
    """By intercommunalité, the class of density in which most of its residents live."""
    people = communes.pivot_table(index="epci", columns="density", values="population", aggfunc="sum")
    classes: pd.Series = people.idxmax(axis=1)
    return classes


def spread(frame: pd.DataFrame, by: str, seed: int) -> list[str]:
    """The index in an order in which every beginning has the classes of ``by`` in their proportions: by
    chance within each, the seed fixed.
    """
    rng = np.random.default_rng(seed)
    shuffled = frame.iloc[rng.permutation(len(frame))]
    rank = shuffled.groupby(by).cumcount() + rng.random(len(shuffled))
    share = rank / shuffled.groupby(by)[by].transform("size")
    return [str(code) for code in share.sort_values(kind="stable").index]


def _stamp(data: Path) -> str:
    """Of the files and the program."""
    files = sorted(data.iterdir()) if data.is_dir() else [data]
    told = [f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
    return hashlib.sha256("\n".join([*told, code_hash(PACKAGE)]).encode()).hexdigest()
