"""One decorator for all kernels (docs/kernels.md).

A kernel is inlined into the one compiled entry: rows and arrays then travel without reference counting. What
is off the fast path may stand ``apart``. Options of ``njit`` are not inherited, so everybody uses these.
"""

from collections.abc import Callable
from typing import Any

from numba import njit

kernel: Callable[[Any], Any] = njit(  # type: ignore[call-overload]  # wrappers: options that stubs lack
    forceinline=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
)
apart: Callable[[Any], Any] = njit(error_model="numpy")
entry: Callable[[Any], Any] = njit(nogil=True, cache=True, error_model="numpy")


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """The Python that a kernel is compiled from (itself where nothing is compiled): for tables made ahead."""
    return getattr(function, "py_func", function)
