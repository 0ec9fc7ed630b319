"""Kernels by themselves: those of the engine are compiled into its entries alone, and cannot be called."""

from collections.abc import Callable
from typing import Any

from numba import njit


def by_itself(kernel: Any) -> Callable[..., Any]:
    """A kernel that Python can call, compiled on what it is called with."""
    function: Callable[..., Any] = njit(error_model="numpy")(getattr(kernel, "py_func", kernel))
    return function
