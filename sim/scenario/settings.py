"""What a planner wrote, checked: one strict model for each block, and the measures by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple, get_type_hints

from pydantic import BaseModel

from sim.scenario.costs import Costs
from sim.scenario.doctors import Doctors
from sim.scenario.followed import Horizon, followed_days
from sim.scenario.ledger import Known
from sim.scenario.market import Market
from sim.scenario.needs import Needs
from sim.scenario.origin import Origin
from sim.scenario.pathways import Pathways
from sim.scenario.run import RunSettings
from sim.scenario.services import Services
from sim.scenario.sources import GROUPS
from sim.schema.languages import Worded
from sim.vocabulary.vocabulary import Vocabulary


class TerritoryFiles(NamedTuple):
    """A territory's YAML as it stands, for `sim.territory.load_territory`, and the folder its file names
    start from.
    """

    name: str
    settings: Mapping[str, Any]
    folder: Path


class Measure(NamedTuple):
    """A measure of a scenario: its kind (`install`, `retire`, …) and its plan, of the schema the registry
    has for it.
    """

    kind: str
    plan: BaseModel


@dataclass(frozen=True)
class Settings:
    """One scenario, whole. `measures` are the territory's, then the scenario's; those that are removed are
    not here.
    """

    title: Worded
    source: Worded
    vocabulary: Vocabulary
    territory: TerritoryFiles
    needs: Needs
    services: Services
    pathway: Pathways
    doctors: Doctors
    market: Market
    costs: Costs
    run: RunSettings
    measures: Mapping[str, Measure]
    plain: Mapping[str, Any] = field(default_factory=dict, repr=False)  # the blocks as written, by name

    @property
    def days(self) -> Horizon:
        """How many are reported, played and known."""
        after = followed_days(self.pathway, self.doctors, self.services, self.vocabulary)
        return Horizon(self.run.reported_days, after)


SCHEMAS: Final = {group: get_type_hints(Settings)[group] for group in GROUPS}


@dataclass(frozen=True)
class Job:
    """One scenario to be played, with what sets it apart in a sweep.

    label      "measures.settle.doctors=2", or ""
    overrides  those of the command line, of one value each
    resolved   the composed configuration: plain dicts, lists and scalars, dates as text
    origin     where each value of it was written
    shipped    the configuration without what a user wrote
    origins    the ledger of its territory
    """

    scenario: str
    label: str
    overrides: tuple[str, ...]
    settings: Settings
    resolved: Mapping[str, Any]
    origin: Origin
    shipped: Mapping[str, Any]
    origins: tuple[Known, ...] = ()
