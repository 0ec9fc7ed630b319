"""For whom a place, or a part of a doctor's sessions, is there (docs/model.md, section 7)."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from sim.changes.presence import EVERYBODY, Audience
from sim.schema.types import Age, Plain
from sim.vocabulary.structure import Trait

TraitName = Literal[
    "ages", "ald", "no_car", "without_mt", "at_home", "ehpad", "elsewhere", "poor", "sent"
]  # those of `Trait`
OLDEST: Final = 120
_APART: Final = (("ehpad", "elsewhere"), ("ehpad", "at_home"), ("ehpad", "no_car"))  # nobody is both


class Ages(Plain):
    """Both included."""

    first: Annotated[Age, Field(alias="from")] = 0
    last: Annotated[Age, Field(alias="to")] = OLDEST

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"to: {self.last} is younger than from, {self.first}; write a greater age")
        return self


class People(Plain):
    """Those who have all of some traits, and one of others at least; ``ages`` alone is one that all must
    have, unless ``any_of`` names it.
    """

    ages: Ages | None = None
    all_of: tuple[TraitName, ...] = ()
    any_of: tuple[TraitName, ...] = ()

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        named = (*self.all_of, *self.any_of)
        if self.ages is None and not named:
            raise ValueError("says nothing; write ages, all_of or any_of, or leave it out")
        if self.ages is None and "ages" in named:
            raise ValueError("ages is missing; write which, such as ages: {from: 65}")
        for one, other in _APART:
            if one in self.all_of and other in self.all_of:
                raise ValueError(f"all_of: nobody is both {one} and {other}; write them in any_of")
        return self

    @property
    def audience(self) -> Audience:
        """As a change of supply has it."""
        all_of = {Trait[name.upper()] for name in self.all_of}
        any_of = {Trait[name.upper()] for name in self.any_of}
        if self.ages is None:
            return Audience(sum(all_of), sum(any_of))
        if Trait.AGES not in any_of:
            all_of.add(Trait.AGES)
        return Audience(sum(all_of), sum(any_of), self.ages.first, self.ages.last)


def audience_of(people: People | None) -> Audience:
    """Everybody, if nothing else is said."""
    return EVERYBODY if people is None else people.audience
