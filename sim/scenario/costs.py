"""What care costs and by what yardsticks supply is measured: the schema of ``conf/costs``.

Nothing here changes what patients and doctors do: the indicators read it, and the employer of doctors, who
receives the price of a visit (``Supply.fee``).
"""

from datetime import date
from itertools import pairwise
from typing import Annotated, Final

from pydantic import Field, model_validator

from sim.scenario.terms import ByPrice, ByReimbursement
from sim.schema.types import Amount, ByBand, Plain, Positive, Share, between

HOURS: Final = 168  # of a week
WeeklyHours = Annotated[Amount, between(0, HOURS)]


class WorkingHours(Plain):
    """How the hours of a GP are reckoned."""

    between_visits: Annotated[Amount, between(0, 1440)]  # minutes for each visit
    administrative: WeeklyHours  # of a week at work …
    other: WeeklyHours
    overload: Annotated[Positive, between(1, HOURS)]


class Emergencies(Plain):
    """The emergencies that go to the emergency department whatever the supply."""

    ccmu12: Share


class Hospitalisations(Plain):
    """Stays that follow-up would have avoided."""

    per_missed_follow_up: Share


class Reach(Plain):
    """Supply at less than ``below`` minutes counts with ``weight``."""

    below: Positive
    weight: Share


class Apl(Plain):
    """Accessibility (APL): two-step floating catchment areas with the weights of IRDES and DREES."""

    most_consultations: Positive
    distance: Annotated[tuple[Reach, ...], Field(min_length=1)]
    age: ByBand[Positive]

    @model_validator(mode="after")
    def _nearest_first(self) -> "Apl":
        bounds = [row.below for row in self.distance]
        if any(later <= earlier for earlier, later in pairwise(bounds)):
            shown = ", ".join(f"{bound:g}" for bound in bounds)
            raise ValueError(
                f"the bounds `below` are {shown}; each row must reach farther than the one before"
            )
        return self


class Costs(Plain):
    """``conf/costs/NAME.yaml``."""

    unit_costs: ByPrice[Amount]  # € per contact, whoever pays
    reimbursed: ByReimbursement[Share]  # share of a contact's cost that the health insurance pays
    participation: Amount  # € of a contact of an adult with a GP that are not reimbursed
    full_time: Positive
    hours: WorkingHours
    emergencies: Emergencies
    hospitalisations: Hospitalisations
    apl: Apl

    def on(self, day: date) -> "Costs":
        """Those of a day: the same on all."""
        return self
