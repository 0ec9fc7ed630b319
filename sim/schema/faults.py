"""What pydantic found wrong, for a planner: which key, what is wrong, what would be right."""

import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.schema.nearest import nearest

Path = tuple[str, ...]
UNKNOWN_WORD: Final = "unknown_word"  # kind of error of who knows the words; its context has `nearest`
MISSING: Final = "is missing"
LACKING: Final = "missing: "  # of several keys
UNKNOWN: Final = "unknown; "  # before what is known
BLOCK: Final = "should be a block of keys"  # which they are, if it is known, comes behind it
# What should stand there instead, by pydantic's kind of error; {x} are the error's own terms.
SHOULD: Final[Mapping[str, str]] = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "finite_number": "should be a finite number",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "string_type": "should be text (a number that is meant as text stands in quotes)",
    "string_too_short": "should not be empty",
    "literal_error": "should be {expected}",
    "enum": "should be {expected}",
    "model_type": BLOCK,
    "dict_type": BLOCK,
    "list_type": "should be a list, such as [a, b]",
    "tuple_type": "should be a list, such as [a, b]",
    "too_short": "should have {min_length} entries at least; it has {actual_length}",
    "too_long": "should have at most {max_length} entries; it has {actual_length}",
}


# Kinds of error of what has another form than a member of a union, and of a list that lost entries for
# faults of their own: not said where something else is wrong there.
OF_FORM: Final = {"string_type", "list_type", "tuple_type", "dict_type", "model_type"}
OF_LENGTH: Final = {"too_short", "too_long"}


class Fault(NamedTuple):
    """A fault of a block: the key below it as the planner writes it, and what is wrong there."""

    key: Path
    said: str


def faults(schema: type, error: ValidationError, block: Any) -> list[Fault]:
    """All faults that ``schema`` found in ``block``, each once (a union says the same of each member); the
    missing keys of one block in one fault.
    """
    together: dict[Fault, list[str]] = {}
    errors = error.errors(include_url=False)
    said = [(each["type"], _fault(schema, each, block)) for each in errors]
    for found in [fault for kind, fault in said if not _follows(kind, fault, said)]:
        missing = found.said == MISSING
        place = Fault(found.key[:-1], MISSING) if missing else found
        together.setdefault(place, []).extend(found.key[-1:] if missing else ())
    return [_one(place, missing) for place, missing in together.items()]


def _follows(kind: str, fault: Fault, said: Sequence[tuple[str, Fault]]) -> bool:
    """Whether it is said for another fault alone: at the same key, or below it."""
    for other, there in said:
        below = there.key[: len(fault.key)] == fault.key
        if below and other not in OF_FORM and kind in OF_FORM:
            return True
        if below and there.key != fault.key and kind in OF_LENGTH:
            return True
    return False


def _one(place: Fault, missing: Sequence[str]) -> Fault:
    if len(missing) == 1:
        return Fault((*place.key, missing[0]), MISSING)
    return Fault(place.key, f"{LACKING}{', '.join(missing)}") if missing else place


def _fault(schema: type, error: ErrorDetails, block: Any) -> Fault:
    kind, context, given = error["type"], error.get("ctx", {}), error["input"]
    key, known, inside = _walk(schema, block, error["loc"], missing=kind == "missing")
    if kind == "missing":
        return Fault(key, MISSING)
    if kind == UNKNOWN_WORD:
        return Fault(key, f"{UNKNOWN}{context['nearest']}" if "[key]" in error["loc"] else error["msg"])
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return Fault(key, f"{UNKNOWN}{nearest(key[-1], known)}")
    if kind == "value_error":
        return _of_validator(error["msg"].removeprefix("Value error, "), key, given)
    said = _of_form(error)
    return Fault(key, f"{said}: {', '.join(inside)}" if said.endswith(BLOCK) and inside else said)


def _of_form(error: ErrorDetails) -> str:
    """What pydantic itself found wrong with a value."""
    kind, context, given = error["type"], error.get("ctx", {}), error["input"]
    if isinstance(given, list) and kind in ("model_type", "dict_type"):
        return "a list; write keys one under the other, without dashes and [ ]"
    if isinstance(given, list | Mapping) and kind == "string_type":
        return f"{'a list' if isinstance(given, list) else 'a block of keys'}; write one word"
    if kind == "too_short" and context["actual_length"] == 0:
        return "holds nothing; write one entry at least"
    value = _short(given)
    return f"{value} {SHOULD[kind].format(**context)}" if kind in SHOULD else f"{value}: {error['msg']}"


def _of_validator(said: str, key: Path, given: Any) -> Fault:
    """A schema's own complaint. One about a whole block may begin with the key in it that it means:
    "open.sos.at: write null".
    """
    inner, _, rest = said.partition(": ")
    if rest and isinstance(given, Mapping) and inner.partition(".")[0] in given:
        return Fault((*key, *inner.split(".")), rest)
    return Fault(key, said)


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = str(value)
    return f"“{text if len(text) <= 60 else text[:57] + '…'}”"


def _walk(
    schema: Any, block: Any, loc: Sequence[int | str], missing: bool
) -> tuple[Path, list[str], list[str]]:
    """Of pydantic's place: the keys that a planner sees, those that could stand where the last does, and
    those that could stand below it.

    Between the keys pydantic names members of unions and validators; a key stands in the block, or could.
    """
    key: list[str] = []
    here, known = [schema], []
    for at, part in enumerate(loc):
        could = [name for annotation in here for name in _annotations(annotation)]
        is_item = isinstance(block, list | tuple) and isinstance(part, int)
        held = is_item or (isinstance(block, Mapping) and part in block)
        if held or part in could or (missing and at == len(loc) - 1):
            key.append(str(part))
            known = could
            here = [inner for annotation in here for inner in _below(annotation, str(part))]
            block = block[part] if held else None
    return tuple(key), known, [name for annotation in here for name in _annotations(annotation)]


def _annotations(schema: Any) -> dict[str, Any]:
    """The types of what a model or dataclass reads, by key; none if it is no block of keys."""
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        return {field.alias or name: field.annotation for name, field in schema.model_fields.items()}
    if is_dataclass(schema):
        return {field.name: field.type for field in fields(schema)}
    return {}


def _below(annotation: Any, key: str) -> list[Any]:
    """What may stand at a key of a block, or be held by a list or mapping."""
    blocks = _annotations(annotation)
    return _members(blocks.get(key)) if blocks else _items(annotation)


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
