"""From the overrides of a command line to checked jobs."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from sim.scenario.check import check
from sim.scenario.compose import compose_scenario
from sim.scenario.errors import ScenarioError
from sim.scenario.overrides import expand, one_decimal, varying
from sim.scenario.settings import Job
from sim.scenario.sources import Sources, find_sources
from sim.scenario.vocabulary import read_vocabulary
from sim.schema.languages import Message
from sim.vocabulary.vocabulary import Vocabulary

Registry = Mapping[str, type[BaseModel]]
FEW: Final = 8  # scenarios that are checked within a second or two


def load(
    overrides: Sequence[str],
    config_dir: Path | None,
    registry: Registry,
    *,
    label: str = "",
    sources: Sources | None = None,
    vocabulary: Vocabulary | None = None,
) -> Job:
    """One scenario by overrides of one value each (`scenario=NAME`, `key=value`), composed and checked.

    `registry` has the schema of each kind of measure. Raises ScenarioError, which names file and key.
    """
    sources = sources or find_sources(config_dir)
    vocabulary = vocabulary or read_vocabulary(sources.vocabulary, sources.conf)
    composed = compose_scenario(overrides, sources, tuple(registry))
    settings = check(composed, registry, vocabulary)
    return Job(
        composed.scenario,
        label,
        tuple(overrides),
        settings,
        composed.data,
        composed.origin,
        composed.shipped,
        composed.origins,
    )


def load_sweep(
    overrides: Sequence[str],
    config_dir: Path | None,
    registry: Registry,
    say: Callable[[Message], None] = lambda _: None,
) -> list[Job]:
    """Every scenario that the overrides ask for, in order; all are checked before the first is returned.

    How many there are is told by `say` at once, where checking them takes a while.
    """
    sources = find_sources(config_dir)
    vocabulary = read_vocabulary(sources.vocabulary, sources.conf)
    combinations = expand(overrides, {group: list(files) for group, files in sources.files.items()})
    if len(combinations) > FEW:
        say(Message("many_runs", {"n": len(combinations)}))
    labels = varying(combinations)
    try:
        return [
            load(job, config_dir, registry, label=label, sources=sources, vocabulary=vocabulary)
            for job, label in zip(combinations, labels, strict=True)
        ]
    except ScenarioError as error:
        raise ScenarioError(_as_typed(str(error), overrides)) from None


def _as_typed(message: str, overrides: Sequence[str]) -> str:
    """A message about one of two values that may have been one decimal, with what was typed."""
    for typed in overrides:
        meant, (key, _, values) = one_decimal(typed), typed.partition("=")
        for value in values.split(",") if meant is not None else ():
            place = f"command line, {key}={value}: "
            if place in message:
                said = message.replace(place, f"command line, {typed}: ")
                return f"{said}; a decimal has a point, not a comma: {key}={meant}"
    return message
