"""What working here means under a contract: the rows of ``doctors.contracts`` (docs/model.md, section 17)."""

from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.services import Slotted
from sim.scenario.terms import PayerName
from sim.schema.input_hints import date_hint, said
from sim.schema.types import (
    CENTURY,
    Amount,
    Count,
    CountFrom1,
    Days,
    DoctorAge,
    Plain,
    Positive,
    Share,
    between,
)

MOST_CAP: Final = 100_000  # patients of one list
MOST_MONTHS: Final = 1200
MOST_ACTIVITY: Final = 3.0
WEEKS: Final = 52


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{said(value)} is no date; {date_hint(value)}") from None


Months = Annotated[CountFrom1, between(1, MOST_MONTHS)]
Activity = Annotated[Positive, between(0.01, MOST_ACTIVITY)]  # part of a newcomer's usual week
Leaving = Annotated[tuple[Share, ...], Field(min_length=1)]


class Away(Plain):
    """Weeks of leave a year, and the part of them in which a locum holds the sessions."""

    weeks: Annotated[Amount, between(0, WEEKS - 1)]
    covered: Share


class Path(Plain):
    """Works a part of the week until so many months after the first day."""

    months: Months
    activity: Activity


class Supervision(Plain):
    """A colleague gives a share ``time`` of their slots, for so many months (not said: always). Who finds
    nobody leaves with the probability ``alone``.
    """

    time: Share
    months: Months | None = None
    alone: Share


class Rotation(Plain):
    """Volunteers who hold one agenda in turn, each for so many weeks a year."""

    people: Annotated[CountFrom1, between(1, 10_000)]
    weeks_each: Annotated[Positive, between(0.1, WEEKS)]

    @property
    def weeks_away(self) -> float:
        """Weeks of a year that nobody holds."""
        return max(0.0, WEEKS - self.people * self.weeks_each)


class Succession(Plain):
    """Whether somebody follows who leaves, and when; on the same day they take over a share of the panel."""

    share: Share
    vacancy_days: Annotated[Amount, between(0, CENTURY)]  # on average
    takeover: Share = 0.0


class Staff(Plain):
    """Secretaries and others: posts for each doctor, and what one costs a year."""

    per_doctor: Annotated[Amount, between(0, 20)]
    yearly: Amount


class ContractTerms(Plain):
    """A row. What it does not say is as usual; an empty one changes nothing.

    Euros are a year's and what the employer pays, charges included; `premises` and `car` are those of one
    doctor.
    """

    since: Annotated[date, BeforeValidator(_day)] | None = None  # there are none before
    week: Slotted | None = None  # slots by half-day, or …
    activity: Activity | None = None  # … so much of a newcomer's usual week
    panel_cap: Annotated[Count, between(0, MOST_CAP)] | None = None
    ramp_days: Days | None = None
    ramp_start: Share | None = None
    leave: Away | None = None
    longer_days: Share | None = None  # share of them who answer load by longer days
    rotation: Rotation | None = None
    path: Path | None = None
    leaving: Leaving | None = None  # probability of leaving in the first, second, … year there
    notice: Days | None = None
    ends_after: Months | None = None
    ends_at: DoctorAge | None = None  # on January 1 of the year in which they are so old
    succession: Succession | None = None
    supervision: Supervision | None = None
    payer: PayerName | None = None
    pay: Amount = 0.0
    fees: Literal["doctor", "employer"] = "doctor"  # who receives them
    collected: Share = 1.0  # of the fees of visits
    staff: Staff | None = None
    premises: Amount = 0.0
    car: Amount = 0.0

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.week is not None and self.activity is not None:
            raise ValueError("write either `week` or `activity`, which is a part of a newcomer's usual week")
        if (self.ramp_days is None) != (self.ramp_start is None):
            raise ValueError("`ramp_days` and `ramp_start` go together")
        if self.rotation is not None and self.leave is not None:
            raise ValueError("a `rotation` says which weeks are held; take `leave` out")
        if self.notice is None and self.may_end:
            raise ValueError("notice is missing: days between the announcement and the departure")
        if self.succession is not None and not self.may_end:
            raise ValueError("a `succession` needs `leaving`, `ends_after` or `ends_at`: nobody leaves")
        if self.payer is None and self.employed:
            raise ValueError("payer is missing: somebody pays the employer's deficit")
        return self

    @property
    def may_end(self) -> bool:
        """Whether somebody may leave under it of their own accord, or because it ends."""
        alone = self.supervision is not None and self.supervision.alone > 0
        return alone or self.leaving is not None or self.ends_after is not None or self.ends_at is not None

    @property
    def employed(self) -> bool:
        """Whether an employer pays for it, or receives the fees."""
        return self.fees == "employer" or self.yearly > 0

    @property
    def yearly(self) -> float:
        """Euros that a doctor costs a year."""
        return self.pay + self.staff_yearly + self.premises + self.car

    @property
    def staff_yearly(self) -> float:
        """Euros of staff for one doctor a year."""
        return 0.0 if self.staff is None else self.staff.per_doctor * self.staff.yearly

    @property
    def away(self) -> Away | None:
        """Weeks of leave; None: as usual."""
        if self.rotation is not None:
            return Away(weeks=min(self.rotation.weeks_away, WEEKS - 1), covered=0.0)
        return self.leave


USUAL: Final = ContractTerms()
