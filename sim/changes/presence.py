"""In which weeks something is there, and for whom."""

from datetime import date
from typing import NamedTuple


class Weeks(NamedTuple):
    """In which weeks something is there: one of so many, counted from a Monday (None: in all)."""

    one_in: int = 1
    first: date | None = None


EVERY_WEEK = Weeks()


class Audience(NamedTuple):
    """For whom something is there: sums of ``sim.vocabulary.structure.Trait``, and what ages they mean."""

    all_of: int = 0
    any_of: int = 0
    age_from: int = 0
    age_to: int = 0


EVERYBODY = Audience()
