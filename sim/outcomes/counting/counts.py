"""What ``counted`` may name in the records of indicators (conf/indicators/): what ``of_all`` and ``in_each``
made.
"""

from collections.abc import Mapping
from functools import cache
from inspect import Parameter, signature
from typing import Any

from pydantic import BaseModel, ValidationError, create_model

from sim.outcomes.counting import careers, doctor_counts, money, tallies  # noqa: F401 (they fill COUNTS)
from sim.outcomes.counting.source import COUNTS, Count
from sim.schema.faults import faults
from sim.schema.nearest import nearest


def count_of(written: Any) -> Count:
    """The count that is written ``missed``, or ``{needs: {ended: {at_ed: true}, by_kind: true}}``. Raises
    ValueError.
    """
    counts: Any = {written: {}} if isinstance(written, str) else written
    if not isinstance(counts, Mapping) or len(counts) != 1:
        raise ValueError("should be a count, or {a count: {what it is made of}}")
    [(name, given)] = counts.items()
    if name not in COUNTS:
        raise ValueError(f"there is no count “{name}”; {nearest(name, COUNTS)}")
    try:
        chosen = _arguments(name).model_validate(given)
    except ValidationError as error:
        [(key, said), *_] = faults(_arguments(name), error, given)
        raise ValueError(f"{'.'.join((name, *key))}: {said}") from None
    return COUNTS[name](**vars(chosen))


@cache
def _arguments(name: str) -> type[BaseModel]:
    """What a count is made of: the parameters of its function, behind the source."""
    _, *chosen = signature(COUNTS[name]).parameters.values()
    fields: dict[str, Any] = {
        each.name: (each.annotation, ... if each.default is Parameter.empty else each.default)
        for each in chosen
    }
    return create_model(name, __config__={"extra": "forbid"}, **fields)
