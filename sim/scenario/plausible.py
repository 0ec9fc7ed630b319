"""The plausible worlds of a job: what each sets in its configuration (docs/decisions/019)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sim.scenario.errors import ScenarioError
from sim.scenario.ledger import Speaking, read_ledger
from sim.scenario.origin import COMMAND_LINE, Key
from sim.scenario.reader import shown
from sim.scenario.run import CENTRAL
from sim.scenario.settings import SCHEMAS, Job, Settings
from sim.scenario.sources import GROUPS, data_root
from sim.scenario.terms import CONTEXT
from sim.scenario.uncertain import (
    FOLDER,
    Set,
    numbers_at,
    sets,
    with_numbers,
)
from sim.scenario.whose import own_values
from sim.scenario.worlds_file import Worlds, read_worlds
from sim.schema.faults import faults

TERRITORY: Final = "territory"


@dataclass(frozen=True)
class JobWorlds:
    """The worlds of one job: what each assumption sets in its configuration, but for values that the planner
    set. ``blocks``: the part of the configuration that can change.
    """

    worlds: Worlds
    blocks: Mapping[str, Any]
    sets: tuple[tuple[Set, ...], ...]  # by assumption

    @property
    def columns(self) -> tuple[int, ...]:
        """The assumptions that set anything."""
        return tuple(place for place, each in enumerate(self.sets) if each)

    @cached_property
    def digest(self) -> str:
        """Of the worlds and of what they set."""
        paths = [[one.path for one in each] for each in self.sets]
        return sha256((self.worlds.digest + json.dumps(paths)).encode()).hexdigest()

    def blocks_in(self, world: int) -> dict[str, Any]:
        """The blocks of the configuration that a world changes."""
        numbers: dict[Key, float] = {}
        for uncertain, value, each in zip(
            self.worlds.uncertain, self.worlds.values[world], self.sets, strict=True
        ):
            for one in each:
                numbers.update(numbers_at(uncertain, one, value))
        groups = dict.fromkeys(path[0] for path in numbers)
        below = {group: {path[1:]: n for path, n in numbers.items() if path[0] == group} for group in groups}
        return {group: with_numbers(self.blocks[group], below[group]) for group in groups}

    def settings_in(self, settings: Settings, world: int) -> Settings:
        """The settings of the job in one of its worlds. Raises ScenarioError where they cannot be."""
        changed: dict[str, Any] = {"plain": dict(settings.plain)}
        for group, block in self.blocks_in(world).items():
            if group == TERRITORY:
                changed[group] = settings.territory._replace(settings=block)
                continue
            changed["plain"][group] = block
            schema = SCHEMAS[group]
            try:
                changed[group] = schema.model_validate(block, context={CONTEXT: settings.vocabulary})
            except ValidationError as error:
                key, said = next(iter(faults(schema, error, block)))
                where = f"{shown(self.worlds.file)}, line {world + 2}"
                raise ScenarioError(f"{where}: key {'.'.join((group, *key))}: {said}") from None
        return replace(settings, **changed)


def worlds_of(job: Job) -> JobWorlds | None:
    """The worlds in which a job's replications live; None where all live in the central one. Raises
    ScenarioError.
    """
    name = job.settings.run.worlds
    if name == CENTRAL:
        return None
    conf = data_root() / "conf"
    worlds = read_worlds(Path(name) if name.endswith(".csv") else conf / FOLDER / f"{name}.csv")
    blocks = {group: job.resolved[group] for group in (*GROUPS, TERRITORY)}
    free, ledger = _free(job), _ledger(conf)
    return JobWorlds(worlds, blocks, tuple(sets(each, blocks, ledger, free) for each in worlds.uncertain))


@cache
def _ledger(conf: Path) -> Speaking[Any]:
    return Speaking(read_ledger(conf))


def _free(job: Job) -> Callable[[Key], bool]:
    """Which values a world may set: those that our national files say, and of a territory's file what is
    ours. What a scenario, an override, or a territory about how one works there says, stands.
    """
    own = cache(lambda: own_values(job))

    def free(path: Key) -> bool:
        writer = job.origin.place(path).writer
        if path[0] == TERRITORY:
            return writer.name != COMMAND_LINE and ".".join(path) not in own()
        return writer.ours and Path(writer.name).parent.name == path[0]

    return free
