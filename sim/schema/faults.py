"""What pydantic found wrong, for a planner: which key, what is wrong, what would be right."""

import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.schema.nearest import nearest

Path = tuple[str, ...]
UNKNOWN_WORD: Final = "unknown_word"  # kind of error of who knows the words; its context has `nearest`
MISSING: Final = "is missing"
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
# Parts of pydantic's own in the place of an error: names of types, and pieces of such names.
TYPES: Final = ("int", "float", "str", "bool", "date", "dict", "none")
INNER: Final = ("[key]", "function-", "tagged-union", "constrained-", "nullable")


class Fault(NamedTuple):
    """A fault of a block: the key below it as the planner writes it, and what is wrong there."""

    key: Path
    said: str


def faults(schema: type[BaseModel], error: ValidationError) -> list[Fault]:
    """All faults that ``schema`` found, each once (a union says the same of each of its members); the missing
    keys of one block in one fault.
    """
    together: dict[Fault, list[str]] = {}
    for found in [_fault(schema, item) for item in error.errors(include_url=False)]:
        missing = found.said == MISSING
        place = Fault(found.key[:-1], MISSING) if missing else found
        together.setdefault(place, []).extend(found.key[-1:] if missing else ())
    return [_one(place, missing) for place, missing in together.items()]


def _one(place: Fault, missing: Sequence[str]) -> Fault:
    if len(missing) == 1:
        return Fault((*place.key, missing[0]), MISSING)
    return Fault(place.key, f"missing: {', '.join(missing)}") if missing else place


def _fault(schema: type[BaseModel], error: ErrorDetails) -> Fault:
    key, holder, here = _walk(schema, error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return Fault(key, MISSING)
    if kind == UNKNOWN_WORD:
        return Fault(key, f"unknown; {context['nearest']}" if "[key]" in error["loc"] else error["msg"])
    if "[key]" in error["loc"]:
        return Fault(key, f"unknown; {_known_words(context) or error['msg']}")
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return Fault(key, f"unknown; {nearest(key[-1], names(holder))}")
    if kind in ("value_error", "assertion_error"):
        return _of_validator(error["msg"].removeprefix("Value error, "), key, here)
    value = _short(error["input"])
    if isinstance(error["input"], list) and kind in ("model_type", "dict_type"):
        return Fault(key, "a list; write keys one under the other, without dashes and [ ]")
    if kind in SHOULD:
        return Fault(key, f"{value} {SHOULD[kind].format(**context)}")
    return Fault(key, f"{value}: {error['msg']}")


def _known_words(context: Mapping[str, Any]) -> str:
    """The words that a key may be, of a literal's own list."""
    return f"known: {context['expected']}".replace("'", "") if "expected" in context else ""


def _of_validator(said: str, key: Path, here: Sequence[Any]) -> Fault:
    """A schema's own complaint. One about a whole block may begin with the key it means: "open.sos.at:
    write null". ``here``: what may stand at ``key``.
    """
    inner, colon, rest = said.partition(": ")
    if (
        colon
        and " " not in inner
        and any(inner.partition(".")[0] in names(model) for model in here if is_model(model))
    ):
        return Fault(key + tuple(inner.split(".")), rest)
    return Fault(key, said)


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = str(value)
    return f"“{text if len(text) <= 60 else text[:57] + '…'}”"


def _walk(schema: Any, loc: Sequence[int | str]) -> tuple[Path, type[BaseModel] | None, list[Any]]:
    """Of pydantic's place: the keys that a planner sees, the model that holds the last of them, and the types
    that may stand there.
    """
    seen: list[str] = []
    here: list[Any] = [schema]
    holder: type[BaseModel] | None = schema
    for part in loc:
        models = [model for model in here if is_model(model)]
        text = str(part)
        fitting = [model for model in models if text in names(model)]
        if fitting:
            holder = fitting[0]
            here = members(annotation_of(holder, text))
        elif models and len(models) == len(here):
            holder = models[0]  # unknown here: the last part of the place, or the name of a union's member
            if _is_inner(text) or any(model.__name__ == text for model in models):
                continue
            here = []
        else:
            if _is_inner(text):
                continue
            here = [inner for outer in here for inner in items(outer)]
        seen.append(text)
    return tuple(seen), holder, here


def _is_inner(text: str) -> bool:
    return text in TYPES or any(mark in text for mark in INNER)


def is_model(annotation: Any) -> bool:
    """Whether an annotation is a schema of its own."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def names(model: type[BaseModel] | None) -> list[str]:
    """The keys a model reads."""
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def annotation_of(model: type[BaseModel], key: str) -> Any:
    """The annotation of the field that reads ``key``; None if there is none."""
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return field.annotation
    return None


def members(annotation: Any) -> list[Any]:
    """The members of a union, or the one type there is; without Annotated."""
    if typing.get_origin(annotation) is typing.Annotated:
        return members(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return [inner for member in typing.get_args(annotation) for inner in members(member)]
    return [annotation]


def items(annotation: Any) -> list[Any]:
    """What a list or mapping holds."""
    arguments = [argument for argument in typing.get_args(annotation) if argument is not Ellipsis]
    return members(arguments[-1]) if arguments else []
