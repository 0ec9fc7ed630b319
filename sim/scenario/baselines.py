"""What each scenario of a sweep is compared with: a baseline that shares its assumptions, not its measures.

The key decides: `measures.*` is what a scenario does, and the baseline does without; all else (territory,
needs, seed, …) is assumed, and holds in both.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from sim.scenario.check import check
from sim.scenario.compose import Composed, compose_scenario
from sim.scenario.errors import ScenarioError
from sim.scenario.fair_baseline import alike, fair_baseline
from sim.scenario.load import Registry, load
from sim.scenario.origin import WORDS
from sim.scenario.reader import read
from sim.scenario.settings import Job
from sim.scenario.sources import Sources, find_sources
from sim.scenario.vocabulary import read_vocabulary
from sim.vocabulary.vocabulary import Vocabulary

SCENARIO: Final = "scenario="
MEASURES: Final = "measures."


class Pair(NamedTuple):
    """A job and what it is compared with; a baseline stands beside itself."""

    job: Job
    baseline: Job


def with_baselines(jobs: Sequence[Job], config_dir: Path | None, registry: Registry) -> list[Pair]:
    """Each job of a sweep with its baseline, in the order of the jobs.

    Of several scenarios the first is the baseline: under each of the assumptions that are swept. Of one alone
    it is the scenario without its measures, which is played with it (but with a labour market if it has one);
    without measures of its own, its first job. Raises ScenarioError.
    """
    groups: dict[tuple[str, ...], list[Job]] = {}
    for job in jobs:
        groups.setdefault(_assumptions(job), []).append(job)
    found = {key: group[0] for key, group in groups.items()}
    if len({job.scenario for job in jobs}) == 1:
        alone = {key: _without_measures(group[0], config_dir, registry) for key, group in groups.items()}
        found = {key: made or jobs[0] for key, made in alone.items()}
    return [Pair(job, found[_assumptions(job)]) for job in jobs]


def _assumptions(job: Job) -> tuple[str, ...]:
    return tuple(text for text in job.overrides if not text.startswith((SCENARIO, MEASURES)))


def _without_measures(job: Job, config_dir: Path | None, registry: Registry) -> Job | None:
    """The job without what its scenario and the command line do: the scenario that says just that, if there
    is one. None for a job that does nothing of its own.
    """
    sources = find_sources(config_dir)
    vocabulary = read_vocabulary(sources.vocabulary, sources.conf)
    texts = _assumptions(job)
    label = ", ".join(text for text in texts if text in job.label)
    named = f"{SCENARIO}{job.scenario}"
    bare = compose_scenario([named, *texts], sources, tuple(registry), own_measures=False)
    if bare.data["measures"] == job.resolved["measures"]:
        return None
    played_as = partial(
        load, config_dir=config_dir, registry=registry, label=label, sources=sources, vocabulary=vocabulary
    )
    if not alike(bare.data["measures"], job.resolved["measures"]):
        fair = fair_baseline(job.resolved["measures"], bare.territory, sources, tuple(registry))
        if fair is not None:
            there = played_as([f"{SCENARIO}{fair}", *texts])
            return None if there.resolved["measures"] == job.resolved["measures"] else there
    for name in _as_they_are(sources, bare.territory):
        there = played_as([f"{SCENARIO}{name}", *texts])
        if _played(there.resolved) == _played(bare.data):
            return there
    return _job(bare, label, texts, registry, vocabulary)


def _as_they_are(sources: Sources, territory: str) -> list[str]:
    """The scenarios of a territory that do nothing."""
    found = []
    for name, path in sources.files["scenario"].items():
        try:
            said = read(path).data
        except ScenarioError:  # who plays that scenario is told
            continue
        if said.get("territory") == territory and not said.get("measures"):
            found.append(name)
    return found


def _played(configuration: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in configuration.items() if key not in WORDS}


def _job(bare: Composed, label: str, texts: Sequence[str], registry: Registry, vocabulary: Vocabulary) -> Job:
    """A job of no scenario that there is: it is called by its territory."""
    title = bare.data["territory"].get("title")
    composed = bare._replace(data={**bare.data, "title": title or bare.territory})
    settings = check(composed, registry, vocabulary)
    name = f"{bare.scenario}_without_measures"
    return Job(
        name,
        label,
        tuple(texts),
        settings,
        composed.data,
        composed.origin,
        composed.shipped,
        composed.origins,
    )
