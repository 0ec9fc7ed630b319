"""What every plan can say of itself before anything runs: the names it mentions, and those it makes."""

from collections.abc import Iterator
from datetime import date
from enum import IntEnum
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    NamedTuple,
    Self,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import model_validator

from sim.measures.field_types import Commune, Moment, Named, SiteName, Sort
from sim.schema.types import Plain

BEGINS: Final = ("on", "by", "since")  # the keys by which plans say when they begin to act


class Turn(IntEnum):
    """Of the measures that act at one midnight the earlier turn goes first (docs/model.md, section 13)."""

    RULES = 0  # whoever comes today meets the settings of today
    CLOSES = 1  # services: what is closed today is neither staffed nor paid
    COMES = 2  # premises and doctors
    LEAVES = 3  # doctors
    CHOOSES = 4  # among the posts that there are by then
    OPENS = 5  # services, second places
    CONCERNS = 6  # whoever is there by then


class Mention(NamedTuple):
    """A name in a plan."""

    key: str  # of the plan, e.g. "site"
    sort: Sort
    name: str


class Awaited(NamedTuple):
    """Something or somebody that must be there by a day; None: the first day of all."""

    mention: Mention
    by: Moment | None
    remedy: str = "write a later date"
    after: int = 0  # days after ``by``


class Plan(Plain):
    """A measure as the planner wrote it."""

    turn: ClassVar[Turn] = Turn.CONCERNS
    most: ClassVar[int | None] = None  # measures of the kind in a scenario
    alone: ClassVar[frozenset[str]] = frozenset()  # kinds of measures that a scenario does not have beside it

    def mentions(self) -> tuple[Mention, ...]:
        """Names that must exist, or that another measure makes: those of the fields that are ``Named``."""
        return self._named(made=False)

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """Names that come into the world with the measure of that name."""
        return self._named(made=True)

    def _named(self, *, made: bool) -> tuple[Mention, ...]:
        hints, fields = get_type_hints(type(self), include_extras=True), type(self).model_fields
        return tuple(
            Mention(field.alias or key, sort, name)
            for key, field in fields.items()
            for sort, name in _names(hints[key], getattr(self, key), made)
        )

    def begins(self) -> tuple[str, Moment] | None:
        """The key and the moment from which it acts; None for what goes on from the first day."""
        for key in BEGINS:
            when: Moment | None = getattr(self, key, None)
            if when is not None:
                return key, when
        return None

    def awaits(self) -> tuple[Awaited, ...]:
        """What would be done without in silence, if it came later; plans that ask for it are refused."""
        return ()

    def departs(self) -> str | None:
        """The doctor whose last day it says."""
        return None

    def followed(self) -> str | None:
        """The doctor for whom it names a successor."""
        return None

    def together(self) -> tuple[Mention, ...]:
        """Doctors and places that must be of one catchment."""
        return ()

    def not_of_one(self) -> tuple[tuple[Mention, str], ...]:
        """Names of places that must not be one doctor, each with what is said if it is."""
        return ()

    def held_by_one(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """Keys of contracts under which one person works, with the contract: none held in turn."""
        return ()

    def spans(self) -> tuple[tuple[str, Moment, str, Moment], ...]:
        """Pairs of moments (key, moment, key, moment) of which the first must not come after the second."""
        on, until = getattr(self, "on", None), getattr(self, "until", None)
        return () if on is None or until is None else (("on", on, "until", until),)


class PlacedPlan(Plan):
    """A plan for a ``site``, or a ``commune`` where the doctors have premises of their own."""

    site: SiteName | None = None
    commune: Commune | None = None

    @model_validator(mode="after")
    def one_place(self) -> Self:
        """A site or a commune."""
        if (self.site is None) == (self.commune is None):
            raise ValueError("write either `site` or `commune`")
        return self


def _names(hint: Any, value: Any, made: bool) -> Iterator[tuple[Sort, str]]:
    """The names in the value of a field, as its type marks them."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated and isinstance(value, str):
        yield from ((mark.sort, value) for mark in parts if isinstance(mark, Named) and mark.made == made)
    elif origin is Annotated:
        yield from _names(parts[0], value, made)
    elif origin in (Union, UnionType):
        for part in parts:
            yield from _names(part, value, made)
    elif origin is tuple and isinstance(value, tuple):
        for each in value:
            yield from _names(parts[0], each, made)
    elif isinstance(hint, type) and issubclass(hint, Plain) and isinstance(value, hint):
        hints = get_type_hints(hint, include_extras=True)
        for key in hint.model_fields:
            yield from _names(hints[key], getattr(value, key), made)


def resolve(when: Moment, start: date) -> date:
    """A moment as a date: ``start`` is the first day that is reported."""
    return when if isinstance(when, date) else start
