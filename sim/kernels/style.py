"""One decorator for all kernels (docs/kernels.md); what is off the fast path may stand ``apart``.

Options of ``njit`` are not inherited, so everybody uses these.
"""

from collections.abc import Callable
from typing import Any

from numba import njit
from numba.core.registry import CPUDispatcher

entry: Callable[[Any], Any] = njit(nogil=True, cache=True, error_model="numpy")

# Without what Python or C would need to call a kernel, a quarter of the time of a compilation is saved.
_BARE: dict[str, Any] = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


class _Kernel(CPUDispatcher):
    """What numba makes of a kernel; to call it from Python would end the process."""

    def __call__(self, *_: Any) -> Any:
        """Says what to do instead."""
        raise TypeError(
            f"{self.py_func.__name__}: only kernels can call a kernel; compile it by itself, or `plain` it"
        )


def kernel(function: Callable[..., Any]) -> Any:
    """Makes a function a kernel."""
    return _named(njit(forceinline=True, **_BARE)(function))


def apart(function: Callable[..., Any]) -> Any:
    """The same, not inlined: for what is rare, or done once a day."""
    return _named(njit(**_BARE)(function))


def _named(compiled: Any) -> Any:
    """That says what is wrong when Python calls it."""
    if isinstance(compiled, CPUDispatcher):  # not so where numba is switched off
        compiled.__class__ = _Kernel
    return compiled


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """The Python that a kernel is compiled from (itself where nothing is compiled): for tables made ahead."""
    return getattr(function, "py_func", function)
