"""One configuration out of many files: Hydra composes what `reader` has read.

Hydra never opens a file here. Every file is read as data (`reader`), translated into Hydra's terms (a
scenario's
`territory: mios` is a choice in a defaults list), and put into Hydra's store of configurations. So a
planner's file needs no line of Hydra, and none is obeyed if it stands there.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from hydra import compose, initialize
from hydra.core.config_store import ConfigStore
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.scenario.errors import ScenarioError
from sim.scenario.origin import Layer, Origin
from sim.scenario.overrides import Word, parse
from sim.scenario.reader import Document, read
from sim.scenario.sources import GROUPS, Sources
from sim.schema.nearest import nearest

TOP: Final = ("title", "source", "territory", *GROUPS, "measures")  # the keys of a composed configuration
SAID: Final = ("a title", "a source", "its territory")
PRIMARY: Final = "config"


class Composed(NamedTuple):
    """The composed mapping (dates still text, measures inherited), and where each value came from."""

    scenario: str
    territory: str
    territory_folder: Path
    data: dict[str, Any]
    origin: Origin


@dataclass(frozen=True)
class _Chosen:
    """What the words name, read."""

    scenario: str
    territory: str
    scenario_file: Document
    territory_file: Document
    words: tuple[Word, ...]


def compose_scenario(overrides: Sequence[str], sources: Sources, kinds: Sequence[str]) -> Composed:
    """Composes one scenario: command line over scenario over territory over conf.

    `overrides` are single words (`words.expand` makes them of a sweep), `kinds` the names of the measures
    there are. Raises ScenarioError.
    """
    chosen = _choose(parse(overrides), sources, kinds)
    groups = _read_groups(chosen, sources)
    measures = _inherited(chosen)
    values, layer = _overrides(chosen, measures, sources, kinds)
    data, choices = _hydra(chosen, groups, measures, values, sources)
    data["measures"] = {name: plan for name, plan in data["measures"].items() if plan is not None}
    territory = chosen.territory_file
    layers = [
        layer,
        Layer(chosen.scenario_file, (), only=[key for key in TOP if key != "territory"]),
        Layer(territory, (), only=(*GROUPS, "measures")),
        Layer(territory, ("territory",)),
        *(Layer(groups[group][choices[group]], (group,)) for group in GROUPS),
    ]
    folder = territory.path.parent
    return Composed(chosen.scenario, chosen.territory, folder, data, Origin(tuple(layers)))


def _choose(words: Sequence[Word], sources: Sources, kinds: Sequence[str]) -> _Chosen:
    """Reads the scenario and the territory that are meant."""
    named = {word.key: word for word in words}
    if "scenario" not in named:
        raise ScenarioError(
            f"command line: name a scenario, scenario=NAME; {nearest('', sources.files['scenario'])}"
        )
    scenario = _name(named["scenario"])
    page = read(sources.find("scenario", scenario, f"command line, scenario={scenario}"))
    if not page.data:
        raise ScenarioError(f"{page.label}: holds nothing; a scenario has {', '.join(SAID)} and measures")
    for key, value in page.data.items():
        if key not in TOP:
            where = f"{page.label}, line {page.lines[(key,)]}, key {key}"
            raise ScenarioError(f"{where}: unknown; {_belongs(key, value, sources, kinds)}")
    if "territory" in named:
        territory, where = _name(named["territory"]), f"command line, {named['territory'].text}"
    else:
        territory, where = _territory_of(page)
    place = read(sources.find("territory", territory, where))
    return _Chosen(scenario, territory, page, place, tuple(words))


def _belongs(key: str, value: Any, sources: Sources, kinds: Sequence[str]) -> str:
    """Where a key that stands at the top was meant to stand; else the nearest names."""
    if key in kinds or (isinstance(value, Mapping) and any(kind in value for kind in kinds)):
        name = "NAME" if key in kinds else key
        return (
            f"measures stand under `measures:`, each with a name and further in: `{name}: {{install: {{…}}}}`"
        )
    inside = _inside(key, sources)
    return (
        f"did you mean {inside}? Write `{inside.replace('.', ': {', 1)}: …}}`"
        if inside
        else nearest(key, TOP)
    )


def _inside(key: str, sources: Sources) -> str | None:
    """`run.replications` for `replications`: the block of conf/ that alone has such a key."""
    holders = [group for group in GROUPS if key in read(sources.files[group]["default"]).data]
    return f"{holders[0]}.{key}" if len(holders) == 1 else None


def _name(word: Word) -> str:
    if isinstance(word.value, Mapping):
        inner = next(iter(word.value), "KEY")
        raise ScenarioError(f"command line, {word.text}: set one key at a time, {word.key}.{inner}=…")
    if not isinstance(word.value, str | int | float) or isinstance(word.value, bool):
        raise ScenarioError(f"command line, {word.text}: {word.key} should be a name")
    return word.value_text.strip("'\"")


def _territory_of(page: Document) -> tuple[str, str]:
    name = page.data.get("territory")
    if not isinstance(name, str):
        raise ScenarioError(
            f"{page.label}, key territory: should name the territory, such as `territory: mios`"
        )
    return name, f"{page.label}, line {page.lines[('territory',)]}, key territory"


def _read_groups(chosen: _Chosen, sources: Sources) -> dict[str, dict[str, Document]]:
    """The files of each group that could be chosen: the default, and what a file or the command line
    names.
    """
    named = {word.key: word for word in chosen.words}
    groups: dict[str, dict[str, Document]] = {}
    for group in GROUPS:
        wanted = {"default": "conf/config.yaml"}
        for document in (chosen.territory_file, chosen.scenario_file):
            choice = document.data.get(group)
            if isinstance(choice, str):
                wanted[choice] = f"{document.label}, line {document.lines[(group,)]}, key {group}"
        if group in named:
            wanted[_name(named[group])] = f"command line, {named[group].text}"
        groups[group] = {name: read(sources.find(group, name, where)) for name, where in wanted.items()}
    return groups


def _inherited(chosen: _Chosen) -> dict[str, Any]:
    """The territory's measures, then the scenario's: the same name replaces, null removes."""
    together: dict[str, Any] = {}
    for document in (chosen.territory_file, chosen.scenario_file):
        measures = document.data.get("measures") or {}
        if not isinstance(measures, Mapping):
            line = document.lines[("measures",)]
            raise ScenarioError(
                f"{document.label}, line {line}, key measures: should be a block of named measures, such as "
                f"`settle: {{install: {{…}}}}`, one under the other"
            )
        together.update(measures)
    return {name: plan for name, plan in together.items() if plan is not None}


def _overrides(
    chosen: _Chosen, measures: Mapping[str, Any], sources: Sources, kinds: Sequence[str]
) -> tuple[list[str], Layer]:
    """The words in Hydra's terms, and as the uppermost layer of values."""
    texts: list[str] = []
    values: dict[str, Any] = {}
    lines: dict[tuple[str, ...], str] = {}
    for word in chosen.words:
        if word.path in {(group,) for group in ("scenario", "territory", *GROUPS)}:
            texts.append(f"{word.key}={_name(word)}")
            continue
        path = _long_form(word, chosen.scenario, measures, kinds) if word.path[0] == "measures" else word.path
        if path[:2] == ("territory", "measures"):
            raise ScenarioError(f"command line, {word.text}: write measures.{'.'.join(path[2:]) or 'NAME'}=…")
        if path[0] not in TOP:
            inside = _inside(path[0], sources)
            remedy = f"did you mean {inside}?" if inside else nearest(path[0], TOP)
            raise ScenarioError(f"command line, {word.text}: unknown key {path[0]}; {remedy}")
        if path[0] == "measures" and len(path) == 2 and path[1] in measures:
            texts.append(f"~measures.{path[1]}")
        texts.append(f"++{'.'.join(path)}={word.value_text}")
        block = values
        for part in path[:-1]:
            block = block.setdefault(part, {})
        block[path[-1]] = word.value
        lines[path] = word.text
    return texts, Layer.of_words(values, lines)


def _long_form(
    word: Word, scenario: str, measures: Mapping[str, Any], kinds: Sequence[str]
) -> tuple[str, ...]:
    """`measures.settle.doctors` → `measures.settle.install.doctors`: the one measure under the name is
    meant.
    """
    where = f"command line, {word.text}"
    if len(word.path) == 1:
        raise ScenarioError(f"{where}: name a measure, measures.NAME; {nearest('', measures)}")
    name, rest = word.path[1], word.path[2:]
    if name not in measures:
        if word.value is None or (rest and rest[0] not in kinds):
            raise ScenarioError(
                f"{where}: the scenario {scenario} has no measure “{name}”; {nearest(name, measures)}"
                " (a setting goes to every scenario that is named)"
            )
        return word.path
    if not rest:
        return word.path
    block = measures[name]
    if rest[0] in kinds or not isinstance(block, Mapping) or len(block) != 1:
        return word.path
    return ("measures", name, next(iter(block)), *rest)


def _hydra(
    chosen: _Chosen,
    groups: Mapping[str, Mapping[str, Document]],
    measures: Mapping[str, Any],
    overrides: Sequence[str],
    sources: Sources,
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """Composes by Hydra; the plain result, and which file of each group was taken."""
    nodes: dict[str, Any] = {
        f"{group}/{name}": (document.data, None)
        for group, documents in groups.items()
        for name, document in documents.items()
    }
    nodes[PRIMARY] = (read(sources.conf / "config.yaml", defaults_allowed=True).data, None)
    nodes[f"territory/{chosen.territory}"] = (_territory_node(chosen), "_global_")
    nodes[f"scenario/{chosen.scenario}"] = (_scenario_node(chosen, measures), "_global_")
    words = [text for text in overrides if not text.startswith("scenario=")]
    try:
        with _stored(nodes), initialize(config_path=None, version_base="1.3"):
            config = compose(
                PRIMARY, overrides=[f"scenario={chosen.scenario}", *words], return_hydra_config=True
            )
            choices = dict(config.hydra.runtime.choices)
            plain = OmegaConf.to_container(config)
    except (HydraException, OmegaConfBaseException) as error:
        said = " ".join(str(error).split())
        raise ScenarioError(
            f"{chosen.scenario_file.label} with the command line: cannot be composed: {said}"
        ) from None
    if not isinstance(plain, dict):
        raise TypeError("Hydra composed no mapping")
    return {str(key): value for key, value in plain.items() if key != "hydra"}, choices


def _scenario_node(chosen: _Chosen, measures: Mapping[str, Any]) -> dict[str, Any]:
    data = chosen.scenario_file.data
    choices: list[Any] = ["_self_", {"override /territory": chosen.territory}]
    node: dict[str, Any] = {"defaults": choices + _group_choices(data), "measures": dict(measures)}
    return (
        node | {key: data[key] for key in ("title", "source") if key in data} | _blocks(chosen.scenario_file)
    )


def _territory_node(chosen: _Chosen) -> dict[str, Any]:
    data = chosen.territory_file.data
    # inherited above
    own = {key: value for key, value in data.items() if key not in GROUPS} | {"measures": {}}
    return {"defaults": ["_self_", *_group_choices(data)], "territory": own, **_blocks(chosen.territory_file)}


def _group_choices(data: Mapping[str, Any]) -> list[Any]:
    """`services: other` in a file chooses conf/services/other.yaml."""
    return [{f"override /{group}": data[group]} for group in GROUPS if isinstance(data.get(group), str)]


def _blocks(document: Document) -> dict[str, Any]:
    """The blocks a file lays over those of conf/."""
    blocks = {group: document.data[group] for group in GROUPS if group in document.data}
    for group, block in blocks.items():
        if not isinstance(block, Mapping | str):
            raise ScenarioError(
                f"{document.label}, line {document.lines[(group,)]}, key {group}: should be a block of "
                f"keys, or a name"
            )
    return {group: block for group, block in blocks.items() if isinstance(block, Mapping)}


@contextmanager
def _stored(nodes: Mapping[str, tuple[Any, str | None]]) -> Iterator[None]:
    """Hydra's store (one for the process) holds `nodes` inside the block and what it held before, after
    it.
    """
    store = ConfigStore.instance()
    before = dict(store.repo)
    try:
        for path, (node, package) in nodes.items():
            group, _, name = path.rpartition("/")
            store.store(name=name, node=node, group=group or None, package=package)
        yield
    finally:
        store.repo = before
