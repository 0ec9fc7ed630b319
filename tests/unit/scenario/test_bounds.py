"""Every number that a planner may write has bounds that the engines bear."""

import copy

import pytest
from pydantic import ValidationError

from sim.scenario.origin import leaves
from sim.scenario.reader import read
from sim.scenario.settings import SCHEMAS
from sim.scenario.sources import GROUPS, find_sources
from sim.schema.types import is_number


def replaced(values, path, value):
    """A copy of the block with another value at a place."""
    copied = copy.deepcopy(values)
    inner = copied
    for part in path[:-1]:
        inner = inner[int(part) if isinstance(inner, list) else part]
    inner[int(path[-1]) if isinstance(inner, list) else path[-1]] = value
    return copied


@pytest.mark.parametrize("group", GROUPS)
def test_no_number_is_beyond_all_measure(group):
    """What an engine keeps in 32 bits overflows beyond; nothing in primary care is as large."""
    values = read(find_sources().files[group]["default"]).data
    SCHEMAS[group].model_validate(values)
    numbers = [path for path, value in leaves(values) if is_number(value)]
    for path in numbers:
        for value in (1e300, 5_000_000_000):
            with pytest.raises(ValidationError):
                SCHEMAS[group].model_validate(replaced(values, path, value))
