"""Composed mapping in, checked `Settings` out; every fault in one message that a planner can act on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol, runtime_checkable

from pydantic import BaseModel, ValidationError

from sim.scenario.compose import Composed
from sim.scenario.dated import date_faults
from sim.scenario.errors import ScenarioError
from sim.scenario.followed import too_long
from sim.scenario.origin import WORDS, Key
from sim.scenario.settings import SCHEMAS, Measure, Settings, TerritoryFiles
from sim.scenario.sources import GROUPS
from sim.scenario.terms import CONTEXT
from sim.schema.faults import LACKING, MISSING, UNKNOWN, Fault
from sim.schema.faults import faults as faults_of
from sim.schema.languages import fault_of
from sim.schema.nearest import nearest
from sim.schema.types import check_name
from sim.vocabulary.vocabulary import Vocabulary

LISTS: Final = "premier-recours measures"  # the command that lists them


@runtime_checkable
class HeldByOne(Protocol):
    """Plans that say under which contracts one person works: their keys, and the contract."""

    def held_by_one(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """The key of each person's contract, and which it is."""


def check(composed: Composed, registry: Mapping[str, type[BaseModel]], vocabulary: Vocabulary) -> Settings:
    """Reads every block by its schema. `registry` has the schema of each kind of measure, `vocabulary` the
    words that stand for kinds, services, outcomes. Raises ScenarioError.
    """
    data = composed.data
    faults = [*_no_texts(data), *_no_measures(data["measures"], registry)]
    given: dict[Key, Any] = {(group,): data.get(group) for group in GROUPS}
    for name, block in data["measures"].items():
        if isinstance(block, Mapping) and len(block) == 1:
            ((kind, plan),) = block.items()
            if kind in registry:
                given["measures", name, kind] = {} if plan is None else plan
    read: dict[Key, Any] = {}
    for path, block in given.items():
        schema = SCHEMAS[path[0]] if path[0] in SCHEMAS else registry[path[-1]]
        try:
            read[path] = schema.model_validate(block, context={CONTEXT: vocabulary})
        except ValidationError as error:
            faults += [_told(path, fault) for fault in faults_of(schema, error, block)]
    faults += _too_many(read, registry)
    if not faults and (said := too_long({group: read[group,] for group in GROUPS}, vocabulary)):
        faults.append(Fault(("run", "end"), said))
    _refuse(faults, composed)
    settings = Settings(
        title=data["title"],
        source=data["source"],
        vocabulary=vocabulary,
        territory=TerritoryFiles(composed.territory, data["territory"], composed.territory_folder),
        measures={path[1]: Measure(path[2], plan) for path, plan in read.items() if path[0] == "measures"},
        plain={group: data[group] for group in GROUPS},
        **{group: read[group,] for group in GROUPS},
    )
    _refuse([*_held_in_turn(settings), *date_faults(settings)], composed)
    return settings


def _held_in_turn(settings: Settings) -> Iterator[Fault]:
    """Contracts of a line that volunteers hold in turn, where one person is to work."""
    for name, (kind, plan) in settings.measures.items():
        for key, contract in plan.held_by_one() if isinstance(plan, HeldByOne) else ():
            terms = settings.doctors.contracts.get(contract)
            if terms is not None and terms.rotation is not None:
                said = (
                    f"{contract} is held by {terms.rotation.people} people in turn (`rotation`), and this is "
                )
                remedy = "work of one doctor; write another contract, or open the line by `install`"
                yield Fault(("measures", name, kind, *key), said + remedy)


def _told(path: Key, fault: Fault) -> Fault:
    """A fault of a block; of what a measure lacks or does not know, where one can read what there is."""
    more = ""
    if path[0] == "measures" and len(path) > 2:
        if fault.said.startswith((MISSING, LACKING)):
            more = f"; `{LISTS} {path[-1]}` tells what it is"
        elif fault.said.startswith(UNKNOWN):
            more = f"; `{LISTS} {path[-1]}` tells its keys"
    return Fault(path + fault.key, fault.said + more)


def _refuse(faults: Sequence[Fault], composed: Composed) -> None:
    if faults:
        raise ScenarioError("\n".join(composed.origin.says(key, said) for key, said in faults))


def _too_many(read: Mapping[Key, Any], registry: Mapping[str, type[BaseModel]]) -> Iterator[Fault]:
    """More measures of a kind than there may be."""
    for kind, schema in registry.items():
        most = getattr(schema, "most", None)
        there = [path for path in read if path[0] == "measures" and path[-1] == kind]
        if most is not None and len(there) > most:
            said = f"there may be {most} measures {kind}, and this is one more; take one out"
            yield Fault(there[most][:2], said)


def _no_texts(data: Mapping[str, Any]) -> Iterator[Fault]:
    for key in WORDS:
        fault = fault_of(data.get(key))
        if fault is not None:
            inner, said = fault
            path = (key, inner) if inner else (key,)
            yield Fault(path, f"{said}; a scenario says in words what it is and where it comes from")


def _no_measures(measures: Mapping[str, Any], registry: Mapping[str, Any]) -> Iterator[Fault]:
    """What holds no measure, or not one, and what cannot be a name."""
    for name, block in measures.items():
        try:
            check_name(name)
        except ValueError as error:
            yield Fault(("measures", name), str(error))
            continue
        kinds = [str(kind) for kind in block] if isinstance(block, Mapping) else [f"“{block}”"]
        if not isinstance(block, Mapping) or len(block) != 1:
            said = f"should hold one measure, such as `{name}: {{install: {{…}}}}`; it holds"
            yield Fault(("measures", name), f"{said} {', '.join(kinds) or 'none'}")
        elif kinds[0] not in registry:
            said = f"there is no measure “{kinds[0]}”; {nearest(kinds[0], registry, LISTS)}"
            yield Fault(("measures", name, kinds[0]), said)
