"""The words that plans share, each with a complaint that a planner understands."""

import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field

from sim.scenario.services import Slotted, some_slot
from sim.scenario.terms import PayerName
from sim.scenario.timetable import Timetable
from sim.schema.input_hints import date_hint, said
from sim.schema.types import Amount, Between, Plain, Positive, check_doctor, check_name

Moment = date | Literal["start"]
Sort = Literal[
    "doctor",
    "site",
    "commune",
    "service",
    "counter",
    "line",
    "team",
    "profile",
    "line_profile",
    "where",
    "place",
]

_ISO_LENGTH: Final = len("2025-10-01")
_YEARS: Final = range(1900, 2200)  # beyond, a date is a slip
_MONTHS: Final = 12


def _moment(value: Any) -> Any:
    if value == "start" or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if isinstance(value, str) and len(value) == _ISO_LENGTH:
        try:
            when = date.fromisoformat(value)
        except ValueError:
            when = None
        if when is not None and when.year in _YEARS:
            return when
        if when is not None:
            raise ValueError(f"“{value}” is no date of our times; write one from 1900 to 2199")
    raise ValueError(
        f"{said(value)} is no date; {date_hint(value)} (or `start`, for the first day of the results)"
    )


@dataclass(frozen=True)
class _Factor(Between):
    def __call__(self, value: float) -> float:
        if value > self.high:
            raise ValueError(
                f"{value:g} times as much? write a factor from 0 to {self.high:g}; 1.05 is 5 % more"
            )
        return value


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
    if twice is not None:
        raise ValueError(f"{twice} is named twice, and would count twice; name each doctor once")
    return names


def _no_place_twice(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
    if twice is not None:
        raise ValueError(f"{twice} is named twice; name each commune once")
    return names


def _somebody_serves(hours: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    if not any(number for lines in hours.values() for number in lines.values()):
        raise ValueError('nobody serves at any hour; write how many do, such as mon-fri: {"8-20": 2}')
    return hours


def _code(value: Any) -> Any:
    """An INSEE code without quotation marks is a number for YAML; a Mac writes é as e and an accent."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


class Named(NamedTuple):
    """Marks a field that names something; ``where`` is ``all``, a commune, a site or a doctor, ``place`` no
    doctor.
    """

    sort: Sort
    made: bool = False  # by the measure; else it must exist, or another measure makes it


When = Annotated[Moment, BeforeValidator(_moment)]
Factor = Annotated[Positive, AfterValidator(_Factor(0.0, 3.0))]
Name = Annotated[str, AfterValidator(check_name)]
DoctorName = Annotated[str, AfterValidator(check_doctor), Named("doctor")]
SiteName = Annotated[Name, Named("site")]
ServiceName = Annotated[Name, Named("service")]  # of a counter or line
LineName = Annotated[Name, Named("line")]
CounterName = Annotated[Name, Named("counter")]
Commune = Annotated[str, BeforeValidator(_code), Field(min_length=1), Named("commune")]  # name or INSEE code
Where = Annotated[str, BeforeValidator(_code), Named("where")]
# All, of a place, or a list of names.
Doctors = (
    Where
    | Annotated[tuple[Annotated[str, Named("doctor")], ...], Field(min_length=1), AfterValidator(_each_once)]
)
Hours = Annotated[Timetable, AfterValidator(_somebody_serves)]
Week = Annotated[Slotted, AfterValidator(some_slot)]

# All, a site, a commune, or several communes.
Places = (
    Annotated[str, BeforeValidator(_code), Named("place")]
    | Annotated[tuple[Commune, ...], Field(min_length=1), AfterValidator(_no_place_twice)]
)


class Cost(Plain):
    """Euros that somebody pays: once on the day, and by year, month by month while it lasts.

    A year runs from the day on which it began; each of its months is a twelfth of its amount.
    """

    payer: PayerName
    once: Amount = 0.0
    yearly: tuple[Amount, ...] = ()  # first year, second year, …; the last amount goes on

    def in_month(self, since: date, today: date) -> float:
        """What is due in the month of ``today``: a twelfth of the amount of its year.

        In the month in which years begin it is by days: the rest of the year that ends, and as much of the
        next as falls into the month of ``since``. So a year is paid in full, and no more.
        """
        if not self.yearly:
            return 0.0
        years, months = divmod(_MONTHS * (today.year - since.year) + today.month - since.month, _MONTHS)
        due = self._twelfth(years)
        if months or since.day == 1:
            return due
        days = monthrange(since.year, since.month)[1]
        begun = (days - since.day + 1) / days
        ends = self._twelfth(years - 1) * (1.0 - begun) if years else 0.0
        return ends + due * begun

    def _twelfth(self, year: int) -> float:
        return self.yearly[min(year, len(self.yearly) - 1)] / _MONTHS
