"""Reading a territory's YAML with complaints that name the key."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.territory.bands import BANDS
from sim.territory.errors import TerritoryError, nearest

SUM_TOLERANCE = 1e-6  # shares written with a few decimals must still sum to 1


def fail(path: str, what: str) -> TerritoryError:
    """An error that names the key."""
    return TerritoryError(f"territory, key {path}: {what}")


def section(settings: Mapping[str, Any], path: str, keys: Sequence[str]) -> Mapping[str, Any]:
    """The mapping at the last name of `path`, with exactly `keys`."""
    value = mapping(settings, path)
    check_keys(value, path, keys)
    return value


def mapping(settings: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The mapping at the last name of `path`."""
    value = _at(settings, path)
    if not isinstance(value, Mapping):
        raise fail(path, f"“{value}” should be a block of indented keys")
    return value


def check_keys(value: Mapping[str, Any], path: str, keys: Sequence[str]) -> None:
    """Refuses a missing key, and one that nobody reads."""
    for key in value:
        if str(key) not in keys:
            raise fail(f"{path}.{key}".lstrip("."), f"unknown; {nearest(str(key), keys)}")
    for key in keys:
        if key not in value:
            raise fail(f"{path}.{key}".lstrip("."), "is missing")


def text(settings: Mapping[str, Any], path: str) -> str:
    """The text at the last name of `path`, not empty."""
    value = _at(settings, path)
    if not isinstance(value, str) or not value.strip():
        raise fail(path, f"“{value}” should be a text")
    return value


def code_or_none(settings: Mapping[str, Any], path: str, known: Sequence[str]) -> int | None:
    """The rank in `known` of the INSEE code at the last name of `path`, or None where the YAML says null."""
    value = _at(settings, path)
    return None if value is None else rank(value, path, known)


def text_or_none(settings: Mapping[str, Any], path: str) -> str | None:
    """The same, or None where the YAML says null."""
    return None if _at(settings, path) is None else text(settings, path)


def number(settings: Mapping[str, Any], path: str, low: float, high: float) -> float:
    """The number from `low` to `high` at the last name of `path`."""
    value = _at(settings, path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise fail(path, f"“{value}” is not a number; write digits, with a point for decimals")
    if not math.isfinite(value) or not low <= value <= high:
        raise fail(path, f"{value:g} must lie between {low:g} and {high:g}")
    return float(value)


def whole(settings: Mapping[str, Any], path: str, low: int, high: int) -> int:
    """The whole number from `low` to `high` at the last name of `path`."""
    value = number(settings, path, low, high)
    if value != int(value):
        raise fail(path, f"{value:g} must be a whole number, such as {round(value)}")
    return int(value)


def rising(settings: Mapping[str, Any], path: str, low: float, high: float) -> NDArray[np.float64]:
    """The numbers from `low` to `high` listed at the last name of `path`, each higher than the one before."""
    value = _at(settings, path)
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) < 2:
        raise fail(path, f"“{value}” should be a list of numbers, such as [0, 0.5, 1]")
    numbers = [number({"entry": entry}, f"{path}.entry", low, high) for entry in value]
    if any(after <= before for before, after in pairwise(numbers)):
        raise fail(path, "each number must be higher than the one before")
    return np.array(numbers)


def codes(settings: Mapping[str, Any], path: str, known: Sequence[str]) -> tuple[int, ...]:
    """The ranks in `known` of the INSEE codes listed at the last name of `path`."""
    value = _at(settings, path)
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise fail(path, f'“{value}” should be a list of INSEE codes, such as ["33284", "33051"]')
    return tuple(rank(code, path, known) for code in value)


def rank(code: Any, path: str, known: Sequence[str]) -> int:
    """The rank of an INSEE code in `known`; a text, since YAML would read 01004 as the octal number 516."""
    if not isinstance(code, str):
        raise fail(path, f'an INSEE code stands between quotation marks, such as "33284", not {code}')
    if code not in known:
        raise fail(path, f"{code} is no commune of this territory; {nearest(code, known)}")
    return known.index(code)


def by_band(settings: Mapping[str, Any], path: str) -> NDArray[np.float64]:
    """(7,) shares from 0 to 1, one per age band."""
    keys = [band.key for band in BANDS]
    block = section(settings, path, keys)
    return np.array([number(block, f"{path}.{key}", 0.0, 1.0) for key in keys], dtype=np.float64)


def distribution_by_band(settings: Mapping[str, Any], path: str) -> NDArray[np.float64]:
    """(7,) shares that sum to 1, one per age band."""
    shares = by_band(settings, path)
    if abs(float(shares.sum()) - 1.0) > SUM_TOLERANCE:
        raise fail(path, f"the seven shares sum to {float(shares.sum()):g}; they must sum to 1")
    return shares


def _at(settings: Mapping[str, Any], path: str) -> Any:
    key = path.rpartition(".")[2]
    if key not in settings:
        raise fail(path, "is missing")
    return settings[key]
