"""How long, how often and on what a scenario is played: the schema of ``conf/run``."""

import re
from datetime import date, datetime, timedelta
from os.path import expanduser
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from sim.schema.input_hints import date_hint, said
from sim.schema.types import Count, CountFrom1, Plain, Share, Text, Whole, between

TECHNICAL: Final = ("replications", "threads", "jobs", "cluster", "outputs")  # keys that change no result
REACHING_OUT: Final = ("cluster", "outputs")  # who calls the program says where it connects and writes
ADDRESS: Final = re.compile(r"[a-z]+://([^\s:/\[\]]+|\[[0-9a-f:.]+\]):[0-9]{1,5}")
EXAMPLE: Final = "such as tcp://127.0.0.1:8786"
YEARS: Final = (1900, 2999)
MOST_DAYS: Final = 2**15 - 1  # the engines count, from the first of the warm-up to those that can be booked
SEEDS: Final = 2**32  # a seed is one word of the key of the draws
CENTRAL: Final = "central"  # worlds: the values of the configuration alone
WORLDS: Final = (CENTRAL, "plausible", "ledger")


def _date(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(f"{said(value)} is no date of the calendar; {date_hint(value)}")


def _of_our_time(day: date) -> date:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise ValueError(f"{day} must lie between the years {YEARS[0]} and {YEARS[1]}")
    return day


def _address(value: str) -> str:
    if ADDRESS.fullmatch(value) is None:
        raise ValueError(f"“{value}” is no address of a scheduler; write protocol://host:port, {EXAMPLE}")
    return value


def _worlds(value: str) -> str:
    if value not in WORLDS and not value.endswith(".csv"):
        known = ", ".join(WORLDS)
        raise ValueError(f"“{value}”: write {known}, or the path of a file of worlds, NAME.csv")
    return value


Day = Annotated[date, BeforeValidator(_date), AfterValidator(_of_our_time)]
Grain = Literal["commune", "catchment", "territory"]  # of what counts are kept (``sim.world.cells``)


class RunSettings(Plain):
    """``conf/run/NAME.yaml``. The whole months from ``start`` to ``end`` are reported, after a warm-up."""

    start: Day
    end: Day
    warmup_days: Annotated[Count, between(0, MOST_DAYS)]
    replications: Annotated[CountFrom1, between(1, 100_000)]
    seed: Annotated[Whole, between(0, SEEDS - 1)]
    worlds: Annotated[
        Text, AfterValidator(_worlds)
    ]  # in which replications live (``sim.scenario.plausible``)
    grain: Grain  # of the results
    trace: Share  # of residents
    threads: Annotated[CountFrom1, between(1, 1024)]  # inside one replication
    jobs: Annotated[CountFrom1, between(1, 1024)] | None  # processes; None: as many as the cores allow
    cluster: Annotated[str, AfterValidator(_address)] | None
    outputs: Annotated[Text, AfterValidator(expanduser)]  # ~ is the home folder

    @field_validator("end")
    @classmethod
    def _after_start(cls, end: date, info: ValidationInfo) -> date:
        start = info.data.get("start")
        if start is not None and end < start:
            raise ValueError(
                f"the end {end} lies before the start {start}; it is the last day that is reported"
            )
        if start is not None and last_whole(end) < first_whole(start):
            first = next_month(first_whole(start)) - timedelta(days=1)
            raise ValueError(f"no month lies whole between {start} and {end}; write {first} or a later end")
        return end

    @property
    def first_day(self) -> date:
        """Day 0 of the world: the warm-up begins."""
        return self.start - timedelta(days=self.warmup_days)

    @property
    def reported_from(self) -> date:
        """The first day that is reported: of the first whole month."""
        return first_whole(self.start)

    @property
    def reported_until(self) -> date:
        """The last day that is reported: of the last whole month."""
        return last_whole(self.end)

    @property
    def reported_days(self) -> int:
        """Days from the first of the warm-up to the last that is reported."""
        return (self.reported_until - self.first_day).days + 1


def next_month(day: date) -> date:
    """The first of the month after that of a day."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def first_whole(start: date) -> date:
    """The first day of the first month that begins on a day or later."""
    return start if start.day == 1 else next_month(start)


def last_whole(end: date) -> date:
    """The last day of the last month that ends by a day."""
    return (end + timedelta(days=1)).replace(day=1) - timedelta(days=1)
