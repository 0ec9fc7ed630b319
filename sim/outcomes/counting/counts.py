"""What ``counted`` may name in the records of indicators (conf/indicators/): a new count joins one of two
lists.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError, validate_call

from sim.outcomes.counting import careers, doctor_counts, money, tallies
from sim.outcomes.counting.source import Count
from sim.schema.nearest import nearest

COUNTS: Final[Mapping[str, Count]] = {
    count.__name__: count
    for count in (
        careers.displaced,
        careers.from_outside,
        doctor_counts.apl_residents,
        doctor_counts.standardised_residents,
        money.by_insurance,
        money.by_measures,
        money.by_patients,
        tallies.days_to_appointments,
        tallies.missed,
        tallies.refused,
    )
}
# Functions that make a count of what stands behind their name; pydantic checks it by their annotations.
MAKERS: Final[Mapping[str, Callable[..., Count]]] = {
    make.__name__: validate_call(make)
    for make in (
        careers.years_later,
        doctor_counts.at_practices,
        doctor_counts.of_heads,
        tallies.appointments,
        tallies.at_counters,
        tallies.at_lines,
        tallies.by_cell,
        tallies.contacts,
        tallies.needs,
        tallies.of_residents,
        tallies.people,
    )
}


def count_of(written: Any) -> Count:
    """The count that is written ``missed``, or ``{needs: {ended: {at_ed: true}, by_kind: true}}``. Raises
    ValueError.
    """
    if isinstance(written, str):
        if written not in COUNTS:
            raise ValueError(f"there is no count “{written}”; {nearest(written, COUNTS)}")
        return COUNTS[written]
    if not isinstance(written, Mapping) or len(written) != 1:
        raise ValueError("should be a count, or {a count: {what it is made of}}")
    [(name, given)] = written.items()
    if name not in MAKERS or not isinstance(given, Mapping):
        raise ValueError(f"there is no count “{name}” made of something; {nearest(name, MAKERS)}")
    try:
        return MAKERS[name](**given)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, (name, *item['loc'])))}: {item['msg']}" for item in error.errors())
        raise ValueError("; ".join(faults)) from None
