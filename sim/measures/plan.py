"""What every plan can say of itself before anything runs.

The names it mentions, and those it brings into the world.
"""

from datetime import date
from typing import Final, Literal, NamedTuple

from sim.measures.field_types import Moment
from sim.schema.types import Plain

Sort = Literal["doctor", "site", "commune", "service", "team", "profile", "line_profile", "where"]
BEGINS: Final = ("on", "by", "since")  # the keys by which plans say when they begin to act


class Mention(NamedTuple):
    """A name in a plan. ``where`` stands for ``all``, a commune, a site or a doctor."""

    key: str  # of the plan, e.g. "site"
    sort: Sort
    name: str


class Plan(Plain):
    """A measure as the planner wrote it."""

    def mentions(self) -> tuple[Mention, ...]:
        """Names that must exist, or that another measure makes."""
        return ()

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """Names that come into the world with the measure of that name."""
        return ()

    def begins(self) -> tuple[str, Moment] | None:
        """The key and the moment from which it acts; None for what goes on from the first day."""
        for key in BEGINS:
            when: Moment | None = getattr(self, key, None)
            if when is not None:
                return key, when
        return None

    def spans(self) -> tuple[tuple[str, Moment, str, Moment], ...]:
        """Pairs of moments (key, moment, key, moment) of which the first must not come after the second."""
        return ()


def resolve(when: Moment, start: date) -> date:
    """A moment as a date: ``start`` is the first day that is reported."""
    return when if isinstance(when, date) else start
