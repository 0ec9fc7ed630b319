"""How long, how often and on what a scenario is played: the schema of ``conf/run``."""

import re
from datetime import date, datetime, timedelta
from os.path import expanduser
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from sim.schema.input_hints import date_hint, said
from sim.schema.types import CENTURY, CountFrom1, Days, Plain, Share, Text, Whole, between

TECHNICAL: Final = ("replications", "threads", "jobs", "cluster", "outputs")  # keys that change no result
REACHING_OUT: Final = ("cluster", "outputs")  # who calls the program says where it connects and writes
ADDRESS: Final = re.compile(r"[a-z]+://([^\s:/\[\]]+|\[[0-9a-f:.]+\]):[0-9]{1,5}")
EXAMPLE: Final = "such as tcp://127.0.0.1:8786"
SEEDS: Final = 2**32  # a seed is one word of the key of the draws


def _date(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(f"{said(value)} is no date of the calendar; {date_hint(value)}")


def _address(value: str) -> str:
    if ADDRESS.fullmatch(value) is None:
        raise ValueError(f"“{value}” is no address of a scheduler; write protocol://host:port, {EXAMPLE}")
    return value


Day = Annotated[date, BeforeValidator(_date)]
Grain = Literal["commune", "catchment", "territory"]  # of what counts are kept (``sim.world.cells``)


class RunSettings(Plain):
    """``conf/run/NAME.yaml``. ``end`` is the last day simulated; the warm-up comes before ``start``."""

    start: Day
    end: Day
    warmup_days: Days
    replications: Annotated[CountFrom1, between(1, 100_000)]
    seed: Annotated[Whole, between(0, SEEDS - 1)]
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
            raise ValueError(f"the end {end} lies before the start {start}; it is the last day simulated")
        if start is not None and (end - start).days > CENTURY:
            raise ValueError(f"the end {end} lies more than a hundred years after the start {start}")
        return end

    @property
    def first_day(self) -> date:
        """Day 0 of the world: the warm-up begins."""
        return self.start - timedelta(days=self.warmup_days)

    @property
    def n_days(self) -> int:
        """Days simulated, warm-up included."""
        return (self.end - self.first_day).days + 1
