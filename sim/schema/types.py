"""What every schema is made of: a strict, frozen model, and the types its numbers have.

Pydantic says where a value stands; the types below say what is wrong with it and what would be right.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from sim.schema.input_hints import number_hint, said, share_hint, share_of

BAND_KEYS: Final = ("age_0_14", "age_15_29", "age_30_44", "age_45_59", "age_60_74", "age_75_89", "age_90_up")


class Plain(BaseModel):
    """A block of the configuration: every key is known, none is missing, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _number(value: Any) -> Any:
    """Refuses what only looks like a number: YAML's true, and text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{said(value)} is not a number; {number_hint(value)}")
    return value


def _whole(value: Any) -> Any:
    """Accepts 6e6, which YAML reads as a number with decimals."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{said(value)} is not a whole number; write digits only, such as 3")
    return value


def _share_number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{said(value)} is not a number; {share_hint(value)}")
    return value


def _share(value: float) -> float:
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
    return value


def between(low: float, high: float) -> AfterValidator:
    """Refuses a number that lies outside; for `Annotated[Number, between(…)]`."""

    def inside(value: float) -> float:
        if not low <= value <= high:
            raise ValueError(f"{value:g} must lie between {low:g} and {high:g}")
        return value

    return AfterValidator(inside)


Number = Annotated[float, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_whole)]
Share = Annotated[
    float, BeforeValidator(_share_number), AfterValidator(_share)
]  # a probability or a part of a whole
Amount = Annotated[Number, AfterValidator(_at_least_0)]
Positive = Annotated[Number, AfterValidator(_above_0)]
Count = Annotated[Whole, AfterValidator(_at_least_0)]
CountFrom1 = Annotated[Whole, AfterValidator(_above_0)]
Text = Annotated[str, Field(min_length=1)]

T = TypeVar("T")


class ByBand(Plain, Generic[T]):
    """One value for each age band of INSEE."""

    age_0_14: T
    age_15_29: T
    age_30_44: T
    age_45_59: T
    age_60_74: T
    age_75_89: T
    age_90_up: T

    @property
    def values(self) -> tuple[T, ...]:
        """In the order of age."""
        return tuple(getattr(self, key) for key in BAND_KEYS)


def never_falls(values: Sequence[float], what: str) -> None:
    """Refuses a share that falls with age: nobody recovers from it in the model."""
    for younger, older, key in zip(values, values[1:], BAND_KEYS[1:], strict=False):
        if older < younger:
            raise ValueError(
                f"{what} falls from {younger:g} to {older:g} at {key}; it must not fall with age, "
                "since nobody leaves that state in the model"
            )
