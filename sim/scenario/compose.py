"""One configuration out of many files, the later over the earlier: conf/, territory, scenario, overrides.

`conf/config.yaml` lists in Hydra's terms what is laid in which order: each group with the file that stands
unless an override, the scenario or the territory chooses another (`services=other`, `services: other`). All
are data: they are merged here, and nothing in them is evaluated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from sim.scenario.errors import ScenarioError
from sim.scenario.laid_over import check_effect, check_measures, check_names_of_ours
from sim.scenario.ledger import Known, read_origins
from sim.scenario.open_places import OF_SERVICE, PLACES, Places, places_of
from sim.scenario.origin import COMMAND_LINE, WORDS, Key, Origin, Place, Writer
from sim.scenario.overrides import Override, parse
from sim.scenario.reader import Document, read
from sim.scenario.run import REACHING_OUT
from sim.scenario.sources import GROUPS, Sources
from sim.schema.languages import fault_of
from sim.schema.nearest import nearest
from sim.schema.types import is_number

TOP: Final = (*WORDS, "territory", *GROUPS, "measures")  # the keys of a composed configuration
CHOOSING: Final = ("scenario", "territory")  # these files may choose those of the groups
CHOICES: Final = (*CHOOSING, *GROUPS)  # the overrides that choose a file


class Composed(NamedTuple):
    """The composed mapping (dates still text, measures inherited), and where each value came from. `shipped`:
    what it would be without what a user wrote. `origins`: the ledger of the territory.
    """

    scenario: str
    territory: str
    territory_folder: Path
    data: dict[str, Any]
    origin: Origin
    shipped: dict[str, Any]
    origins: tuple[Known, ...]


def compose_scenario(
    texts: Sequence[str], sources: Sources, kinds: Sequence[str], *, own_measures: bool = True
) -> Composed:
    """Composes one scenario of overrides of one value each. `kinds` are the kinds of measures there are.
    Without its `own_measures`, those of its territory stand alone.

    Raises ScenarioError.
    """
    overrides = parse(texts)
    data = read(sources.conf / "config.yaml", defaults_allowed=True).data
    defaults = {
        key: name for entry in data.pop("defaults") if entry != "_self_" for key, name in entry.items()
    }
    names, documents = _read_chosen(overrides, defaults, sources, kinds)
    shipped = _shipped(data, defaults, documents, sources)
    writers = {group: _writer(document, sources) for group, document in documents.items()}
    places: dict[Key, Place] = {(): Place(writers["scenario"])}
    if not own_measures:
        documents["scenario"] = documents["scenario"].without("measures")
    elsewhere = any(override.key == "territory" for override in overrides)
    for group in defaults:
        if group == "territory" or (group == "scenario" and not elsewhere):
            check_measures(documents[group], data["measures"])
        _lay_file(group, documents[group], writers[group], data, places, sources)
    for override in overrides:
        if override.key not in CHOICES:
            path = _whole_path(override, names["scenario"], data["measures"], sources, kinds)
            _lay_override(override, path, data, places)
    folder = documents["territory"].path.parent
    origins = tuple(read_origins(documents["territory"]))
    return Composed(names["scenario"], names["territory"], folder, data, Origin(places), shipped, origins)


def _shipped(
    head: Mapping[str, Any], groups: Iterable[str], documents: Mapping[str, Document], sources: Sources
) -> dict[str, Any]:
    """The composition of our files alone: in place of a user's file of a group, the one that usually stands;
    in place of a user's territory or scenario, nothing.
    """
    data = dict(head)
    for group in groups:
        document = documents[group]
        if not sources.ships(document.path):
            if group in CHOOSING:
                continue
            document = read(sources.files[group]["default"])
        _lay_file(group, document, _writer(document, sources), data, {}, sources)
    return data


# --- which files -------------------------------------------------------------------------------------------


def _read_chosen(
    overrides: Sequence[Override], defaults: Mapping[str, str], sources: Sources, kinds: Sequence[str]
) -> tuple[dict[str, str], dict[str, Document]]:
    """The name and the file of each choice: by an override, the scenario, the territory, or the default."""
    chosen = {each.key: (_name(each), each.where) for each in overrides if each.key in CHOICES}
    names: dict[str, str] = {}
    documents: dict[str, Document] = {}
    for group in CHOICES:
        pages = [documents[key] for key in CHOOSING if key in documents]
        said = [
            (page.data[group], page.place(group)) for page in pages if isinstance(page.data.get(group), str)
        ]
        name, where = chosen.get(group) or (*said, (defaults[group], "conf/config.yaml"))[0]
        if name == "???" and group == "territory":
            said_there = documents["scenario"].data.get(group)
            remedy = "should name the territory, such as `territory: mios`"
            if is_number(said_there) or isinstance(said_there, bool):
                remedy += "; a name that looks like a number or like true stands in quotation marks"
            raise ScenarioError(f"{documents['scenario'].place(group)}: {remedy}")
        if name == "???":
            _check_words(overrides, sources)
            files = sources.files[group]
            known = nearest("", [each for each in files if not sources.ships(files[each])] or files)
            raise ScenarioError(f"command line: name a {group}, {group}=NAME; {known}; `scenarios` lists all")
        names[group], documents[group] = name, read(sources.find(group, name, where))
        if group == "scenario":
            _check_keys(documents[group], sources, kinds)
    for group in CHOOSING:
        _check_reach(documents[group], ("run",), {})
    if "run" not in chosen:  # else whoever calls the program has chosen that file
        _check_reach(documents["run"], (), read(sources.conf / "run" / "default.yaml").data)
    return names, documents


def _check_words(overrides: Sequence[Override], sources: Sources) -> None:
    """Refuses a key that there is not, where no scenario is named: it may be that."""
    for override in overrides:
        if override.path[0] not in (*TOP, *CHOICES):
            raise ScenarioError(f"{override.where}: unknown key; {_nearest_key(override.path[0], sources)}")


def _check_reach(document: Document, at: Key, ours: Mapping[str, Any]) -> None:
    """Refuses what a file says of the machines and folders that a run reaches, unless `ours` says the same:
    a scenario from somebody else is data, and connects and writes nowhere. `at`: where those keys stand.
    """
    block: Any = document.data
    for part in at:
        block = block.get(part)
    if not isinstance(block, Mapping):
        return
    for key in REACHING_OUT:
        if key in block and (key not in ours or block[key] != ours[key]):
            place, word = f"{document.label}, line {document.lines[*at, key]}", f"run.{key}"
            said = f"a file may not say where a run connects or writes; write {word}=… on the command line"
            raise ScenarioError(f"{place}: key {word}: {said}")


def _name(override: Override) -> str:
    """The name of the file that an override chooses."""
    if isinstance(override.value, Mapping):
        inner = next(iter(override.value), "KEY")
        raise ScenarioError(f"{override.where}: set one key at a time, {override.key}.{inner}=…")
    if isinstance(override.value, list):
        raise ScenarioError(f"{override.where}: {override.key} should be a name")
    return override.text.partition("=")[2].strip("'\"")


def _check_keys(scenario: Document, sources: Sources, kinds: Sequence[str]) -> None:
    """Refuses keys that have no place at the top of a scenario."""
    if not scenario.data:
        said = "holds nothing; a scenario has a title, a source, its territory and measures"
        raise ScenarioError(f"{scenario.label}: {said}")
    for key, value in scenario.data.items():
        if key in TOP:
            continue
        remedy = _nearest_key(key, sources)
        if key in kinds or (isinstance(value, Mapping) and any(kind in value for kind in kinds)):
            written = f"`{'NAME' if key in kinds else key}: {{install: {{…}}}}`"
            remedy = f"measures stand under `measures:`, each with a name and further in: {written}"
        raise ScenarioError(f"{scenario.place(key)}: unknown; {remedy}")


def _nearest_key(key: str, sources: Sources) -> str:
    """What may be meant by a key at the top: by `replications`, if only `run` has such a key, that."""
    holders = [group for group in GROUPS if key in read(sources.files[group]["default"]).data]
    if len(holders) != 1:
        return nearest(key, (*TOP, "scenario"))
    return f"did you mean {holders[0]}.{key}? In a file: `{holders[0]}: {{{key}: …}}`"


# --- laid one over the other -------------------------------------------------------------------------------


def _writer(document: Document, sources: Sources) -> Writer:
    source = document.data.get("source")
    said = source if source is not None and fault_of(source) is None else ""
    return Writer(document.label, sources.ships(document.path), said)


def _lay_file(
    group: str,
    document: Document,
    writer: Writer,
    data: dict[str, Any],
    places: dict[Key, Place],
    sources: Sources,
) -> None:
    """Lays what a file says over `data`, and where it says it over `places`."""
    block = _block(group, document)
    there = places_of(document) if group == "territory" else None
    if there is not None:
        check_names_of_ours(there, sources)
        _lay_places(there, block, writer, data, places)
    if group in CHOOSING:
        own = {key: value for key, value in block.items() if key in GROUPS}
        check_effect(data, own, lambda key: f"{document.label}, line {document.lines[key]}")
    _lay_measures(block.pop("measures", {}), data, places)
    if group in CHOOSING:
        _forget(block, places)
    data.update(merged(data, block))
    places[(group,)] = Place(writer)
    for key, line in document.lines.items():
        place = Place(writer, line)
        places[(group, *key)] = place
        if group in CHOOSING and (key[0] in block or key[0] == "measures"):
            places[key] = place


def _lay_places(
    there: Places, block: dict[str, Any], writer: Writer, data: dict[str, Any], places: dict[Key, Place]
) -> None:
    """The places of a territory: into its `block`, and the services that stand there before all others."""
    block["territory"][PLACES] = there.blocks
    services = data.get("services")
    if there.opened and isinstance(services, Mapping):
        others = services.get("open") or {}
        opened = {name: merged(others.get(name), service) for name, service in there.opened.items()}
        data["services"] = {**services, "open": {**opened, **others, **opened}}
    page = writer._replace(name=there.page.label)
    places.update({key: Place(page, line) for key, line in there.lines.items()})


def _block(group: str, document: Document) -> dict[str, Any]:
    """What a file adds to the configuration."""
    own = document.data
    if group in GROUPS:
        return {group: own}
    for key in GROUPS:
        if key in own and not isinstance(own[key], Mapping | str):
            raise ScenarioError(f"{document.place(key)}: should be a block of keys, or a name")
    measures = {} if own.get("measures") is None else own["measures"]
    if not isinstance(measures, Mapping):
        said = "a block of named measures, such as `settle: {install: {…}}`, one under the other"
        raise ScenarioError(f"{document.place('measures')}: should be {said}")
    block = {key: own[key] for key in GROUPS if isinstance(own.get(key), Mapping)} | {"measures": measures}
    if group == "territory":
        settings = {key: value for key, value in own.items() if key not in GROUPS}
        return {"territory": settings | {"measures": {}}} | block
    return {key: own[key] for key in WORDS if key in own} | block


def _lay_measures(measures: Mapping[str, Any], data: dict[str, Any], places: dict[Key, Place]) -> None:
    """Measures are not merged key by key: the same name replaces, null removes."""
    for path in [path for path in places if path[:1] == ("measures",) and path[1:2] and path[1] in measures]:
        del places[path]
    together = {**data["measures"], **measures}
    data["measures"] = {name: plan for name, plan in together.items() if plan is not None}


def _whole_path(
    override: Override, scenario: str, measures: Mapping[str, Any], sources: Sources, kinds: Sequence[str]
) -> Key:
    """The path that is meant: of `measures.settle.doctors`, that inside the one measure under the name,
    `measures.settle.install.doctors`. Raises ScenarioError where there is no such key.
    """
    where, path = override.where, override.path
    if path[0] not in TOP:
        raise ScenarioError(f"{where}: unknown key {path[0]}; {_nearest_key(path[0], sources)}")
    if path[:2] == ("territory", "measures"):
        raise ScenarioError(f"{where}: write measures.{'.'.join(path[2:]) or 'NAME'}=…")
    if path[:2] == ("territory", PLACES):
        for key in (path, *((*path, *inner) for inner in _keys(override.value))):
            if key[3:4] and key[3] in OF_SERVICE:
                raise ScenarioError(f"{where}: write services.open.{key[2]}.{key[3]}=…")
    if path == ("measures",):
        raise ScenarioError(f"{where}: name a measure, measures.NAME; {nearest('', measures)}")
    if path[0] != "measures":
        return path
    name, inner = path[1], path[2:]
    if name not in measures and (override.value is None or (inner and inner[0] not in kinds)):
        raise ScenarioError(
            f"{where}: the scenario {scenario} has no measure “{name}”; {nearest(name, measures)}"
            " (a setting goes to every scenario that is named)"
        )
    block = measures.get(name)
    if not inner or inner[0] in kinds or not isinstance(block, Mapping) or len(block) != 1:
        return path
    return ("measures", name, *block, *inner)


def _lay_override(override: Override, path: Key, data: dict[str, Any], places: dict[Key, Place]) -> None:
    """Lays the value of an override at `path`; a whole measure replaces that of its name."""
    block = override.value
    for part in reversed(path):
        block = {part: block}
    check_effect(data, block, lambda _: override.where)
    if path[:-1] == ("measures",):
        _lay_measures({path[1]: None}, data, places)
    if path[:-1] != ("measures",) or override.value is not None:
        _forget(block, places)
        data.update(merged(data, block))
    place = Place(Writer(COMMAND_LINE, ours=False), typed=override.text)
    places.update(dict.fromkeys(_keys(block), place))


def merged(below: Any, above: Any) -> Any:
    """Blocks are merged key by key, a block of numbers with the entries of a list; all else replaces."""
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}
    if isinstance(below, list) and isinstance(above, Mapping):
        entries = {str(at): item for at, item in enumerate(below)}
        return list(merged(entries, above).values()) if above.keys() <= entries.keys() else above
    return above


def _forget(block: Mapping[str, Any], places: dict[Key, Place]) -> None:
    """Lists replace: what stood below their keys was written for other entries."""
    replaced = {key for key in _lists(block, ()) if (*key, "0") in places}
    for path in list(places) if replaced else ():
        if any(path[:length] in replaced for length in range(1, len(path))):
            del places[path]


def _lists(value: Any, at: Key) -> Iterator[Key]:
    """The paths of lists inside a block."""
    if isinstance(value, list):
        yield at
    for key, inner in value.items() if isinstance(value, Mapping) else ():
        yield from _lists(inner, (*at, key))


def _keys(value: Any) -> Iterator[Key]:
    """The paths inside a value."""
    block = dict(enumerate(value)) if isinstance(value, list) else value if isinstance(value, Mapping) else {}
    for part, inner in block.items():
        yield (str(part),)
        yield from ((str(part), *deeper) for deeper in _keys(inner))
