"""What may stand at a key of a schema: its sort, its unit, its hard bounds, the words there are."""

import math
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic.fields import FieldInfo

from sim.measures.field_types import Name, Named, When
from sim.scenario.terms import Word
from sim.scenario.timetable import Servers, Timetable
from sim.scenario.vocabulary import shipped
from sim.schema.types import (
    LEAST,
    Age,
    Days,
    DaysFrom1,
    DoctorAge,
    MeanDays,
    Minutes,
    MonthDay,
    Number,
    Plain,
    Share,
    Whole,
    bounds_of,
)
from sim.vocabulary.rows import Text

NUMBERS: Final = ("number", "whole", "share")
# Sorts of values by the types that say so: whatever is made of them is of that sort.
SORTS: Final[dict[str, Any]] = {
    "share": Share,
    "number": Number,
    "whole": Whole,
    "date": When,
    "month_day": MonthDay,
    "timetable": Timetable,
    "new": Name,
}
HELD: Final[dict[str, Any]] = {"timetable": Servers}  # numbers in them
UNITS: Final = {
    "days": (Days, DaysFrom1, MeanDays),
    "minutes": (Minutes,),
    "years": (Age, DoctorAge),
}


class Shape(NamedTuple):
    """What may stand somewhere.

    sort   of the values: a key of ``sorts`` in conf/words/measures.yaml
    unit   where the type says it, one of conf/indicators/units.yaml
    low    … high: hard bounds of a number, or of the number of entries of a list
    words  that there are
    told   what each of them stands for, where that is to be told
    block  of keys, its schema
    parts  of a list its entry, of a block by name its value and its key, of alternatives each
    """

    sort: str
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    words: tuple[str, ...] = ()
    told: tuple[Text, ...] = ()
    block: type[Plain] | None = None
    parts: tuple["Shape", ...] = ()

    def blocks(self) -> Iterator[type[Plain]]:
        """All schemas of blocks in it."""
        if self.block is not None:
            yield self.block
        for part in self.parts:
            yield from part.blocks()

    def numbers(self) -> Iterator["Shape"]:
        """Those in it."""
        if self.sort in NUMBERS:
            yield self
        for part in self.parts:
            yield from part.numbers()


class Key(NamedTuple):
    """A key of a schema; ``default`` is None where nothing is said, ``required`` where it must be."""

    name: str
    shape: Shape
    required: bool
    default: Any


def keys_of(schema: type[Plain]) -> list[Key]:
    """The keys of a schema, in its order."""
    return [
        Key(
            field.alias or name,
            shape_of(field.annotation, tuple(field.metadata)),
            field.is_required(),
            None if field.is_required() else field.get_default(call_default_factory=True),
        )
        for name, field in schema.model_fields.items()
    ]


def shape_of(hint: Any, beside: tuple[Any, ...] = ()) -> Shape:
    """What a type lets stand; ``beside``: annotations that pydantic has taken off it."""
    bare, inner = _apart(hint)
    marks = (*inner, *beside)
    return _bounded(_marked(marks) or _bare(bare), marks)


def _apart(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its annotations, and those."""
    if get_origin(hint) is not Annotated:
        return hint, ()
    bare, *marks = get_args(hint)
    inner, first = _apart(bare)
    within = [mark.metadata if isinstance(mark, FieldInfo) else (mark,) for mark in marks]
    return inner, (*first, *(each for one in within for each in one))


def _marked(marks: tuple[Any, ...]) -> Shape | None:
    """What annotations say of a type; None where they only narrow it."""
    for mark in marks:
        if isinstance(mark, Named):
            return Shape("new" if mark.made else mark.sort)
        if isinstance(getattr(mark, "func", None), Word):
            words, told = tuple(mark.func.words(shipped())), mark.func.told(shipped())
            return Shape(mark.func.what, words=words, told=tuple(told[each] for each in words if told))
    for sort, known in SORTS.items():
        if marks and _apart(known)[1][:1] == marks[:1]:
            return Shape(sort, _unit(marks), parts=(shape_of(HELD[sort]),) if sort in HELD else ())
    return None


def _unit(marks: tuple[Any, ...]) -> str:
    for unit, types in UNITS.items():
        if any(marks[: len(known)] == known for known in (_apart(each)[1] for each in types)):
            return unit
    return ""


def _bare(hint: Any) -> Shape:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        some = [shape_of(part) for part in parts if part is not type(None)]
        return some[0] if len(some) == 1 else Shape("or", parts=tuple(some))
    if origin is Literal:
        return Shape("choice", words=parts)
    if origin in (tuple, list):
        return Shape("list", low=0, parts=(shape_of(parts[0]),))
    if origin is dict:
        inner = () if parts[1] is Any else (shape_of(parts[1]), shape_of(parts[0]))
        return Shape("by" if inner else "settings", parts=inner)
    if isinstance(hint, type) and issubclass(hint, Plain):
        return Shape("block", block=hint)
    plain = {bool: "yes_no", str: "text"}
    if hint not in plain:
        raise TypeError(f"{hint}: nobody knows how to tell this type; say it in {__name__}")
    return Shape(plain[hint])


def _bounded(found: Shape, marks: tuple[Any, ...]) -> Shape:
    """The narrowest of all bounds that are said."""
    low, high = found.low, found.high
    for mark in marks:
        match mark:
            case Ge(ge=least) | MinLen(min_length=least):
                low = max(low, float(str(least)))
            case Gt(gt=least):
                low = max(low, float(str(least)) + LEAST)
            case Le(le=most) | MaxLen(max_length=most):
                high = min(high, float(str(most)))
        narrow = bounds_of(getattr(mark, "func", None))
        if narrow is not None:
            low, high = max(low, narrow[0]), min(high, narrow[1])
    return found._replace(low=low, high=high)
