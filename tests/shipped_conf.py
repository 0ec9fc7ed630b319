"""conf/ as shipped, with what the territory mios says of its own, as plain data that a test may change; and
the world that comes of it.
"""

import copy
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sim.measures.registry import schemas
from sim.scenario.compose import compose_scenario
from sim.scenario.doctors import Doctors
from sim.scenario.needs import Needs
from sim.scenario.pathways import Pathways
from sim.scenario.run import RunSettings
from sim.scenario.services import Services
from sim.scenario.settings import Settings, TerritoryFiles
from sim.scenario.sources import find_sources
from sim.scenario.vocabulary import shipped
from sim.territory import Territory, load_territory
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.prepare import Prepared, prepare

CONF = Path(__file__).resolve().parents[1] / "conf"
SCHEMAS = {"needs": Needs, "services": Services, "pathway": Pathways, "doctors": Doctors}
START, END, WARMUP = date(2025, 1, 1), date(2027, 12, 31), 366


@cache
def _shipped() -> dict[str, Any]:
    return compose_scenario(["scenario=mios_as_is"], find_sources(), tuple(schemas())).data


def data(group: str, **changes: Any) -> dict[str, Any]:
    """The shipped block as plain data; `changes` by dotted key, dots written as `__`."""
    values = copy.deepcopy(_shipped()[group])
    for key, value in changes.items():
        *way, last = key.split("__")
        block = values
        for part in way:
            block = block[part]
        block[last] = value
    return values


def plan(group: str, **changes: Any) -> Any:
    """The same, checked."""
    return SCHEMAS[group].model_validate(data(group, **changes))


@cache
def mios() -> Territory:
    """The territory as shipped."""
    return load_territory(data("territory"), CONF / "territory", START)


def prepared(
    territory: Territory | None = None,
    changes: Mapping[str, Mapping[str, Any]] | None = None,
    seed: int = 33284,
    vocabulary: Vocabulary | None = None,
    **run: Any,
) -> Prepared:
    """The shipped configuration with `changes` by group, over the days of `run`."""
    changes = changes or {}
    days = {"start": START, "warmup_days": WARMUP, "end": END, "trace": 1 / 16, "seed": seed} | run
    settings = Settings(
        title="A test",
        source="made for a test",
        vocabulary=vocabulary or shipped(),
        territory=TerritoryFiles("mios", {}, CONF / "territory"),
        **{group: plan(group, **changes.get(group, {})) for group in SCHEMAS},
        market=None,
        costs=None,
        run=RunSettings.model_validate(_shipped()["run"] | days),
        measures={},
    )
    return prepare(territory or mios(), settings)
