"""Composed mapping in, checked `Settings` out; every fault in one message that a planner can act on."""

import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.compose import Composed
from sim.scenario.costs import Costs
from sim.scenario.doctors import Doctors
from sim.scenario.errors import ScenarioError, nearest
from sim.scenario.needs import Needs
from sim.scenario.origin import Origin
from sim.scenario.pathways import Pathways
from sim.scenario.run import RunSettings
from sim.scenario.services import Services
from sim.scenario.settings import Measure, Settings, TerritoryFiles
from sim.scenario.sources import GROUPS

Path = tuple[str, ...]
MISSING: Final = ": is missing"
SCHEMAS: Final[Mapping[str, type[BaseModel]]] = {
    "needs": Needs,
    "services": Services,
    "pathway": Pathways,
    "doctors": Doctors,
    "costs": Costs,
    "run": RunSettings,
}
# What should stand there instead, by pydantic's kind of error; {x} are the error's own terms.
SHOULD: Final[Mapping[str, str]] = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "int_type": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_from_float": "should be a whole number",
    "float_type": "should be a number",
    "float_parsing": "should be a number",
    "finite_number": "should be a finite number",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "string_type": "should be text (a number that is meant as text stands in quotes)",
    "string_too_short": "should not be empty",
    "string_pattern_mismatch": "should look like {pattern}",
    "literal_error": "should be {expected}",
    "enum": "should be {expected}",
    "date_type": "should be a date such as 2025-10-01",
    "date_parsing": "is no date; write year-month-day, such as 2025-10-01",
    "date_from_datetime_parsing": "is no date of the calendar; write year-month-day, such as 2025-10-01",
    "date_from_datetime_inexact": "should be a day, without an hour",
    "model_type": "should be a block of keys",
    "model_attributes_type": "should be a block of keys",
    "dict_type": "should be a block of keys",
    "list_type": "should be a list, such as [a, b]",
    "tuple_type": "should be a list, such as [a, b]",
    "too_short": "should have at least {min_length} entries; it has {actual_length}",
    "too_long": "should have at most {max_length} entries; it has {actual_length}",
}
INNER: Final = (
    "[key]",
    "function-",
    "tagged-union",
    "constrained-",
    "nullable",
)  # pydantic's own parts of a place


def check(composed: Composed, registry: Mapping[str, type[BaseModel]]) -> Settings:
    """Reads every block by its schema. `registry` has the schema of each kind of measure. Raises
    ScenarioError.
    """
    data, origin = composed.data, composed.origin
    faults = [_no_text(data, key, origin) for key in ("title", "source") if not _is_text(data.get(key))]
    blocks: dict[str, Any] = {}
    for group in GROUPS:
        block = without_removed(SCHEMAS[group], data.get(group))
        blocks[group] = _validated(SCHEMAS[group], block, (group,), origin, faults)
    measures: dict[str, Measure] = {}
    for name, block in data["measures"].items():
        measure = _measure(name, block, registry, origin, faults)
        if measure is not None:
            measures[name] = measure
    if faults:
        raise ScenarioError("\n".join(faults))
    return Settings(
        title=data["title"],
        source=data["source"],
        territory=TerritoryFiles(composed.territory, data["territory"], composed.territory_folder),
        measures=measures,
        **blocks,
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _no_text(data: Mapping[str, Any], key: str, origin: Origin) -> str:
    said = "is missing" if data.get(key) is None else f"“{data[key]}” is no text"
    return (
        f"{origin.of((key,))}: key {key}: {said}; a scenario says in words what it is and where it comes from"
    )


def _measure(
    name: str,
    block: Any,
    registry: Mapping[str, type[BaseModel]],
    origin: Origin,
    faults: list[str],
) -> Measure | None:
    path = ("measures", name)
    if not isinstance(block, Mapping) or len(block) != 1:
        kinds = ", ".join(map(str, block)) if isinstance(block, Mapping) else f"“{block}”"
        faults.append(
            f"{origin.of(path)}: key {'.'.join(path)}: should hold one measure, such as `{name}: "
            f"{{install: {{…}}}}`; "
            f"it holds {kinds or 'none'}"
        )
        return None
    kind, plan = next(iter(block.items()))
    if kind not in registry:
        place = (*path, kind)
        faults.append(
            f"{origin.of(place)}: key {'.'.join(place)}: there is no measure “{kind}”; "
            f"{nearest(kind, registry)}"
        )
        return None
    checked = _validated(registry[kind], {} if plan is None else plan, (*path, kind), origin, faults)
    return None if checked is None else Measure(kind, checked)


def _validated(
    schema: type[BaseModel], block: Any, path: Path, origin: Origin, faults: list[str]
) -> BaseModel | None:
    try:
        return schema.model_validate(block)
    except ValidationError as error:
        found = [_fault(schema, item, path, origin) for item in error.errors(include_url=False)]
        faults.extend(_together(found))  # a union says the same of each of its members
        return None


def _fault(schema: type[BaseModel], error: ErrorDetails, path: Path, origin: Origin) -> str:
    """One line: where, which key, what is wrong, what would be right."""
    inner, holder = _walk(schema, error["loc"])
    place = path + inner
    where, key, kind = origin.of(place), ".".join(place), error["type"]
    context = error.get("ctx", {})
    if kind == "missing":
        return f"{where}: key {key}{MISSING}"
    if "[key]" in error["loc"]:
        return f"{where}: key {key}: unknown; {_known_words(context) or error['msg']}"
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"{where}: key {key}: unknown; {nearest(inner[-1], _names(holder))}"
    if kind in ("value_error", "assertion_error"):
        return _of_validator(error["msg"].removeprefix("Value error, "), place, holder, origin)
    value = _short(error["input"])
    if isinstance(error["input"], list) and kind in ("model_type", "dict_type"):
        return f"{where}: key {key}: a list; write keys one under the other, without dashes and [ ]"
    if kind in SHOULD:
        return f"{where}: key {key}: {value} {SHOULD[kind].format(**context)}"
    return f"{where}: key {key}: {value}: {error['msg']}"


def _known_words(context: Mapping[str, Any]) -> str:
    """The words that a key may be, of a literal's own list."""
    return f"known: {context['expected']}".replace("'", "") if "expected" in context else ""


def _together(faults: Sequence[str]) -> list[str]:
    """The same complaint once; the missing keys of one block in one line."""
    together: dict[str, list[str]] = {}
    for fault in faults:
        place, colon, _ = fault.rpartition(MISSING)
        block, _, key = place.rpartition(".") if colon else (fault, "", "")
        together.setdefault(block, []).extend([key] if key else [])
    return [
        f"{at}.{keys[0]}{MISSING}" if len(keys) == 1 else f"{at}: missing: {', '.join(keys)}" if keys else at
        for at, keys in together.items()
    ]


def _of_validator(said: str, place: Path, holder: type[BaseModel] | None, origin: Origin) -> str:
    """A schema's own complaint. One about a whole block may begin with the key it means: "open.sos.at:
    write null".
    """
    inner, colon, rest = said.partition(": ")
    if colon and inner.partition(".")[0] in _names(holder) and " " not in inner:
        place, said = place + tuple(inner.split(".")), rest
    return f"{origin.of(place)}: key {'.'.join(place)}: {said}"


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = str(value)
    return f"“{text if len(text) <= 60 else text[:57] + '…'}”"


def _walk(schema: Any, loc: Sequence[int | str]) -> tuple[Path, type[BaseModel] | None]:
    """The keys that a planner sees of pydantic's place, and the model that holds the last of them."""
    seen: list[str] = []
    here: list[Any] = [schema]
    holder: type[BaseModel] | None = schema
    for part in loc:
        models = [model for model in here if _is_model(model)]
        text = str(part)
        fitting = [model for model in models if text in _names(model)]
        if fitting:
            holder = fitting[0]
            here = _members(_field(holder, text))
        elif models and len(models) == len(here):
            holder = models[0]  # unknown here: the last part of the place, or the name of a union's member
            if _is_inner(text) or any(model.__name__ == text for model in models):
                continue
            here = []
        else:
            if _is_inner(text):
                continue
            here = [inner for outer in here for inner in _items(outer)]
        seen.append(text)
    return tuple(seen), holder


def _is_inner(text: str) -> bool:
    return text in ("int", "float", "str", "bool", "date", "none") or any(mark in text for mark in INNER)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _names(model: type[BaseModel] | None) -> list[str]:
    """The keys a model reads."""
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _field(model: type[BaseModel], key: str) -> Any:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return field.annotation
    return None


def _members(annotation: Any) -> list[Any]:
    """The members of a union, or the one type there is; without Annotated."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _members(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return [inner for member in typing.get_args(annotation) for inner in _members(member)]
    return [annotation]


def _items(annotation: Any) -> list[Any]:
    """What a list or mapping holds."""
    arguments = [argument for argument in typing.get_args(annotation) if argument is not Ellipsis]
    return _members(arguments[-1]) if arguments else []


def without_removed(schema: Any, block: Any) -> Any:
    """`null` removes an entry of a block of named things (an emergency department, a stream)."""
    if _is_model(schema) and isinstance(block, Mapping):
        return {key: _pruned(_field(schema, str(key)), value) for key, value in block.items()}
    return block


def _pruned(annotation: Any, value: Any) -> Any:
    for member in _members(annotation):
        if _is_model(member) and isinstance(value, Mapping):
            return without_removed(member, value)
        if isinstance(value, Mapping) and any(_is_model(item) for item in _items(member)):
            kept = {key: item for key, item in value.items() if item is not None}
            return {key: without_removed(_items(member)[0], item) for key, item in kept.items()}
    return value
