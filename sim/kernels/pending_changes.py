"""Changes of supply that a catchment has still to see."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np


class PendingChange(NamedTuple):
    """A change, made on the midnight of ``day``."""

    day: int
    change: str  # a method of KernelCatchment
    given: tuple[Any, ...]  # its arguments


def spelled(value: Any) -> bytes:
    """Every bit of what was asked: two values are spelled alike only if patients cannot tell them apart."""
    if isinstance(value, np.ndarray | np.generic):
        return f"{value.dtype}{value.shape}:".encode() + value.tobytes()
    if isinstance(value, Mapping):
        value = tuple(value.items())
    if isinstance(value, list | tuple):
        parts = [spelled(part) for part in value]
        return b"".join(f"[{len(part)}:".encode() + part for part in parts) + b"]"
    return f"{type(value).__name__} {value!r}".encode()
