"""What is said of a plan that cannot come about, and the days of a run by which that is seen."""

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from sim.measures.field_types import Moment
from sim.measures.plan import resolve
from sim.schema.languages import Message


class Doubt(NamedTuple):
    """One thing that does not come about: of which measure, at which key of its plan, and why."""

    measure: str
    key: str
    said: Message


class Days(NamedTuple):
    """The first day of the world, ``run.start``, the last day that is reported."""

    first: date
    start: date
    end: date

    def of(self, when: Moment) -> date:
        """A moment of a plan as a date."""
        return resolve(when, self.start)

    def date_of(self, when: Moment) -> date:
        """The same, for who asks a clock."""
        return self.of(when)


class There(NamedTuple):
    """What is known of the first day. `practise`: doctors in general care, each with the INSEE code of their
    commune; `communes`: by name without case, and by code, the code; `unsure`: the doctors whose mode no file
    says.
    """

    practise: Mapping[str, str] = MappingProxyType({})
    communes: Mapping[str, str] = MappingProxyType({})
    unsure: Collection[str] = ()
