"""Composed mapping in, checked `Settings` out; every fault in one message that a planner can act on."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from sim.scenario.compose import Composed
from sim.scenario.costs import Costs
from sim.scenario.doctors import Doctors
from sim.scenario.errors import ScenarioError
from sim.scenario.needs import Needs
from sim.scenario.origin import Key, Origin
from sim.scenario.pathways import Pathways
from sim.scenario.run import RunSettings
from sim.scenario.services import Services
from sim.scenario.settings import Measure, Settings, TerritoryFiles
from sim.scenario.sources import GROUPS
from sim.scenario.terms import CONTEXT
from sim.schema.faults import faults as faults_of
from sim.schema.nearest import nearest
from sim.vocabulary.vocabulary import Vocabulary

SCHEMAS: Final[Mapping[str, type[BaseModel]]] = {
    "needs": Needs,
    "services": Services,
    "pathway": Pathways,
    "doctors": Doctors,
    "costs": Costs,
    "run": RunSettings,
}


def check(composed: Composed, registry: Mapping[str, type[BaseModel]], vocabulary: Vocabulary) -> Settings:
    """Reads every block by its schema. `registry` has the schema of each kind of measure, `vocabulary` the
    words that stand for kinds, services, outcomes. Raises ScenarioError.
    """
    data, origin = composed.data, composed.origin
    faults = [_no_text(data, key, origin) for key in ("title", "source") if not _is_text(data.get(key))]
    blocks: dict[str, Any] = {}
    for group in GROUPS:
        blocks[group] = _validated(SCHEMAS[group], data.get(group), (group,), origin, faults, vocabulary)
    measures: dict[str, Measure] = {}
    for name, block in data["measures"].items():
        measure = _measure(name, block, registry, origin, faults, vocabulary)
        if measure is not None:
            measures[name] = measure
    if faults:
        raise ScenarioError("\n".join(faults))
    return Settings(
        title=data["title"],
        source=data["source"],
        vocabulary=vocabulary,
        territory=TerritoryFiles(composed.territory, data["territory"], composed.territory_folder),
        measures=measures,
        **blocks,
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _no_text(data: Mapping[str, Any], key: str, origin: Origin) -> str:
    said = "is missing" if data.get(key) is None else f"“{data[key]}” is no text"
    return origin.says((key,), f"{said}; a scenario says in words what it is and where it comes from")


def _measure(
    name: str,
    block: Any,
    registry: Mapping[str, type[BaseModel]],
    origin: Origin,
    faults: list[str],
    vocabulary: Vocabulary,
) -> Measure | None:
    path = ("measures", name)
    if not isinstance(block, Mapping) or len(block) != 1:
        kinds = ", ".join(map(str, block)) if isinstance(block, Mapping) else f"“{block}”"
        said = f"should hold one measure, such as `{name}: {{install: {{…}}}}`; it holds {kinds or 'none'}"
        faults.append(origin.says(path, said))
        return None
    kind, plan = next(iter(block.items()))
    if kind not in registry:
        faults.append(origin.says((*path, kind), f"there is no measure “{kind}”; {nearest(kind, registry)}"))
        return None
    plan = {} if plan is None else plan
    checked = _validated(registry[kind], plan, (*path, kind), origin, faults, vocabulary)
    return None if checked is None else Measure(kind, checked)


def _validated(
    schema: type[BaseModel],
    block: Any,
    path: Key,
    origin: Origin,
    faults: list[str],
    vocabulary: Vocabulary,
) -> BaseModel | None:
    try:
        return schema.model_validate(block, context={CONTEXT: vocabulary})
    except ValidationError as error:
        faults += [origin.says(path + key, said) for key, said in faults_of(schema, error, block)]
        return None
