"""What every schema is made of: a strict, frozen model, and the types its numbers have.

Pydantic says where a value stands; the types below say what is wrong with it and what would be right.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import FunctionType
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from sim.schema.input_hints import number_hint, said, share_hint, share_of, whole_hint
from sim.schema.languages import Worded, fault_of
from sim.schema.slugs import slug

BAND_KEYS: Final = ("age_0_14", "age_15_29", "age_30_44", "age_45_59", "age_60_74", "age_75_89", "age_90_up")


MONTH_DAY: Final = re.compile(r"[0-9]{2}-[0-9]{2}")
NAME: Final = re.compile(r"[A-Za-z0-9_.\-]+")
BY_NUMBER: Final = re.compile(r"_n_(?=\d+$)")  # "Mios n° 4", as a doctor is called in sentences
LEAP_YEAR: Final = 2024  # any leap year: only its days are used
LEAST: Final = 1e-6  # of what must be more than 0; beyond the two, nothing means anything
MOST: Final = 1e9
NOT_WHOLE: Final = "is not a whole number"
CENTURY: Final = 36525  # days
SUM_TOLERANCE: Final = 1e-6  # shares written with a few decimals must still sum to 1


class Plain(BaseModel):
    """A block of the configuration: every key is known, none is missing, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def is_number(value: Any) -> bool:
    """Whether it is one in YAML, too: not true, not text."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Any) -> Any:
    """Refuses what only looks like a number: YAML's true, and text."""
    if not is_number(value):
        raise ValueError(f"{said(value)} is not a number; {number_hint(value)}")
    return value


def _whole(value: Any) -> Any:
    """Accepts 6e6, which YAML reads as a number with decimals."""
    if not is_number(value) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError(f"{said(value)} {NOT_WHOLE}; {whole_hint(value)}")
    return int(value)


def _share(value: Any) -> Any:
    if not is_number(value):
        raise ValueError(f"{said(value)} is not a number; {share_hint(value)}")
    if not 0 <= value <= 1:
        raise ValueError(f"{value:g} is no share; write a number between 0 and 1; {share_of(value)}")
    return value


def _at_least_0(value: float) -> float:
    if value < 0:
        raise ValueError(f"{value:g} is negative; write 0 or more")
    return value


def _above_0(value: float) -> float:
    if value <= 0:
        raise ValueError(f"{value:g} must be more than 0")
    if value < LEAST:
        raise ValueError(f"{value:g} is too small a number; write at least {LEAST:g}")
    return value


def _bearable(value: float) -> float:
    if abs(value) > MOST:
        raise ValueError(f"{value:g} is too large a number; write at most {MOST:g}")
    return value


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; write a text")
    return text


def _worded(text: Any) -> Worded:
    fault = fault_of(text)
    if fault is not None:
        raise ValueError(": ".join(part for part in fault if part))
    return text if isinstance(text, str) else dict(text)


def _without_removed(block: Any) -> Any:
    """`null` removes an entry of a block of named things (an emergency department, a stream)."""
    if not isinstance(block, Mapping):
        return block
    return {name: value for name, value in block.items() if value is not None}


def _month_day(text: Any) -> date:
    if MONTH_DAY.fullmatch(str(text)):
        with suppress(ValueError):
            return date.fromisoformat(f"{LEAP_YEAR}-{text}")
    raise ValueError(f'“{text}” is no day of the year; write month-day, such as "08-15"')


def check_doctor(value: str) -> str:
    """The text, if it can be the name of a doctor who is there. Raises ValueError, which says how they are
    called.
    """
    if NAME.fullmatch(value) is None:
        near = BY_NUMBER.sub("_", slug(value))
        such = near if near[-1:].isdigit() else f"{near or 'mios'}_1"
        raise ValueError(f"“{value}” is no doctor; they are called by their commune and a number, as {such}")
    return value


def check_name(value: str) -> str:
    """The text, if doctors, sites, services and measures may be called so. Raises ValueError."""
    if NAME.fullmatch(value) is None:
        bare = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
        near = re.sub(r"[^A-Za-z0-9_.\-]+", "_", bare.strip()).strip("_")
        such = f", such as {near}" if near else ""
        raise ValueError(
            f"“{value}” cannot be a name; write letters without accents, digits, _ . or -, and no space{such}"
        )
    return value


@dataclass(frozen=True)
class Between:
    """Refuses a number that lies outside."""

    low: float
    high: float

    def __call__(self, value: float) -> float:
        """The value itself. Raises ValueError for one that lies outside."""
        if not self.low <= value <= self.high:
            raise ValueError(f"{value:.10g} must lie between {self.low:.10g} and {self.high:.10g}")
        return value


def between(low: float, high: float) -> AfterValidator:
    """For `Annotated[Number, between(…)]`; that of the same bounds is the same."""
    return AfterValidator(Between(low, high))


# Every number has bounds that the engines can bear. The plausible range of each is the ledger's.
Number = Annotated[float, BeforeValidator(_number)]  # bounded by those below, or by `between`
Whole = Annotated[int, BeforeValidator(_whole)]
Share = Annotated[float, BeforeValidator(_share)]  # a probability or a part of a whole
Amount = Annotated[Number, AfterValidator(_at_least_0), AfterValidator(_bearable)]
Positive = Annotated[Number, AfterValidator(_above_0), AfterValidator(_bearable)]
Count = Annotated[Whole, AfterValidator(_at_least_0), AfterValidator(_bearable)]
CountFrom1 = Annotated[Whole, AfterValidator(_above_0), AfterValidator(_bearable)]
Days = Annotated[Count, between(0, CENTURY)]
DaysFrom1 = Annotated[CountFrom1, between(1, CENTURY)]
MeanDays = Annotated[Positive, between(0.1, CENTURY)]
Minutes = Annotated[Positive, between(0.01, 1440)]  # within a day
Age = Annotated[Count, between(0, 120)]
DoctorAge = Annotated[CountFrom1, between(20, 100)]
Text = Annotated[str, AfterValidator(_not_blank)]
Latitude = Annotated[Number, between(-90, 90)]
Longitude = Annotated[Number, between(-180, 180)]
Bilingual = Annotated[Worded, BeforeValidator(_worded)]  # a text, or one for each language
Remark = Annotated[Worded, BeforeValidator(lambda text: text if text == "" else _worded(text))]  # or none
MonthDay = Annotated[date, BeforeValidator(_month_day)]  # a day of the leap year LEAP_YEAR

T = TypeVar("T")
Pair = Annotated[list[T], Field(min_length=2, max_length=2)]
ByName = Annotated[dict[str, T], BeforeValidator(_without_removed)]
Twelve = Annotated[list[T], Field(min_length=12, max_length=12)]


def bounds_of(validator: object) -> tuple[float, float] | None:
    """Least and most of the numbers that one of the validators of this page lets pass; None for another."""
    if isinstance(validator, Between):
        return validator.low, validator.high
    return _BOUNDS.get(validator) if isinstance(validator, FunctionType) else None


_BOUNDS: Final[Mapping[object, tuple[float, float]]] = {
    _share: (0.0, 1.0),
    _at_least_0: (0.0, math.inf),
    _above_0: (LEAST, math.inf),
    _bearable: (-MOST, MOST),
}


class Series(Plain, Generic[T]):
    """Values of one sort under keys whose order has a meaning."""

    @property
    def values(self) -> tuple[T, ...]:
        """In the order of the keys."""
        return tuple(getattr(self, key) for key in type(self).model_fields)


class ByBand(Series[T], Generic[T]):
    """One value for each age band of INSEE."""

    age_0_14: T
    age_15_29: T
    age_30_44: T
    age_45_59: T
    age_60_74: T
    age_75_89: T
    age_90_up: T


class ByHalfDay(Plain, Generic[T]):
    """A value for the morning and one for the afternoon of each weekday."""

    mon: Pair[T]
    tue: Pair[T]
    wed: Pair[T]
    thu: Pair[T]
    fri: Pair[T]
    sat: Pair[T]
    sun: Pair[T]

    @property
    def values(self) -> tuple[T, ...]:
        """By 2 * weekday + half, 14 of them."""
        return tuple(value for day in type(self).model_fields for value in getattr(self, day))


def sums_to_1(shares: Iterable[float], what: str) -> None:
    """Refuses shares (`what`: which) that do not sum to 1."""
    total = sum(shares)
    if abs(total - 1.0) > SUM_TOLERANCE:
        raise ValueError(f"{what} sum to {total:g}; they must sum to 1")


def _never_falls(shares: ByBand[float]) -> ByBand[float]:
    """Refuses a share that falls with age: nobody recovers from it in the model."""
    for (younger, older), key in zip(pairwise(shares.values), BAND_KEYS[1:], strict=True):
        if older < younger:
            raise ValueError(
                f"the share falls from {younger:g} to {older:g} at {key}; it must not fall with age, "
                "since nobody leaves that state in the model"
            )
    return shares


Rising = Annotated[ByBand[Share], AfterValidator(_never_falls)]
