"""The words and hours that several schemas of a scenario share."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from sim.scenario.timetable import check_time, check_timetable

Time = Annotated[str, AfterValidator(check_time)]  # "08:30"
Timetable = Annotated[
    dict[str, dict[str, int]], BeforeValidator(check_timetable)
]  # see sim.scenario.timetable
