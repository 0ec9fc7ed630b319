"""What the sources say of each lever, and at which sizes it can be had: conf/levers.yaml."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import read, shown
from sim.scenario.sources import data_root
from sim.schema.faults import faults
from sim.schema.nearest import nearest
from sim.schema.types import Bilingual, CountFrom1, Plain, Positive, Remark, Text

FILE: Final = "levers.yaml"
LEVERS: Final = "levers"
# What a lever is read by, in the order of the page: indicators of the catalogue.
INDICATORS: Final = ("adults_without_mt", "answered_48h_share", "ed_visits", "renounced", "gps", "gp_fte")

EACH: Final = re.compile(r"[A-Za-z0-9_.]+=[0-9]+(\.[0-9]+)?")
EXAMPLE: Final = "measures.settle.doctors=1"

Sign = Literal["more", "less", "same"]
Stance = Literal["expected", "contested", "denied", "asked"]
Kind = Literal["lever", "event"]


class Size(Plain):
    """At which sizes a lever can be had. ``n``: that of its scenario, in units of which ``of`` is the name
    (`{n:# post|# posts}`); ``least`` and ``most``: where it is still the same lever. ``each``: what overrides
    set for each unit, `key=number`, so that another size is played; without any, effects are extrapolated in
    proportion.
    """

    n: Positive
    of: Bilingual
    least: Positive
    most: Positive
    each: list[Text] = Field(default_factory=list)

    @field_validator("each")
    @classmethod
    def _numbers(cls, each: list[str]) -> list[str]:
        for text in each:
            if EACH.fullmatch(text) is None:
                raise ValueError(f"“{text}”: write a key and what it is for one unit, such as {EXAMPLE}")
        return each

    @model_validator(mode="after")
    def _around(self) -> "Size":
        if not self.least <= self.n <= self.most:
            raise ValueError(f"n: {self.n:g} must lie between least, {self.least:g}, and most, {self.most:g}")
        return self

    @property
    def played(self) -> bool:
        """Whether other sizes are played."""
        return bool(self.each)

    def overrides(self, n: float) -> list[str]:
        """What makes the scenario that of ``n`` units."""
        parts = (text.partition("=") for text in self.each)
        return [f"{key}={_plain(float(of_one) * n)}" for key, _, of_one in parts]


def _plain(value: float) -> str:
    return str(round(value)) if abs(value - round(value)) < 1e-6 else f"{value:.2f}"


class Record(Plain):
    """One lever. ``baseline``: the scenario it is compared with, where that does not follow from its measures
    (``sim.levers.choose``); ``expects``: by indicator, which way it goes in the fifth year by those who want
    it; ``said``: what the sources expect, contest or deny (``stance``); ``why``: what explains a sign that
    nobody expects; ``replications``: at most so many, of a territory that takes long; ``kind``: a lever is
    somebody's decision, an event happens to a place and is ranked with no lever.
    """

    stance: Stance
    kind: Kind = "lever"
    said: Bilingual
    expects: dict[str, Sign] = Field(default_factory=dict)
    why: Remark = ""
    baseline: Text | None = None
    size: Size | None = None
    replications: CountFrom1 | None = None

    @field_validator("expects")
    @classmethod
    def _shown(cls, expects: dict[str, Sign]) -> dict[str, Sign]:
        for name in expects:
            if name not in INDICATORS:
                raise ValueError(f"{name}: no lever is read by it; {nearest(name, INDICATORS)}")
        return expects


class Records(Plain):
    """The file. ``budget``: € a year at which levers are ranked."""

    budget: Positive
    levers: dict[str, Record]


@cache
def read_records(path: Path | None = None) -> Records:
    """conf/levers.yaml, or another such file. Raises ScenarioError with file, line and key."""
    page = read(path or data_root() / "conf" / FILE)
    try:
        return Records.model_validate(page.data)
    except ValidationError as error:
        key, said = next(iter(faults(Records, error, page.data)))
        there = next((page.lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in page.lines), 1)
        raise ScenarioError(f"{shown(page.path)}, line {there}, key {'.'.join(key)}: {said}") from None


def check_records(records: Records, scenarios: Collection[str]) -> None:
    """Refuses records of scenarios that there are not. Raises ScenarioError."""
    for name, record in records.levers.items():
        for called, where in ((name, name), (record.baseline, f"{name}.baseline")):
            if called is not None and called not in scenarios:
                said = f"there is no scenario “{called}”; {nearest(called, scenarios)}"
                raise ScenarioError(f"conf/{FILE}, key {LEVERS}.{where}: {said}")
