"""Arrays without ownership: why the inner loop counts no references.

Numba counts references to an array whenever it is handed from one inlined kernel to another, with an atomic
addition
each time: half of the time of a need, when measured. The entry's caller holds every array for the whole call,
so that
the entry may work on views that own nothing; there is then nothing to count, and the compiler drops it all.
"""

from typing import Any

from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic


def _view(array: Any) -> Any:
    return array


if not config.DISABLE_JIT:  # type: ignore[attr-defined]

    @intrinsic
    def _view(typing_context, array):
        """The same memory, shape and strides; no owner."""
        if not isinstance(array, types.Array):
            return None

        def generate(context, builder, signature, arguments):
            kind = context.make_array(signature.args[0])
            owned = kind(context, builder, value=arguments[0])
            view = kind(context, builder)
            for field in ("data", "shape", "strides", "itemsize", "nitems"):
                setattr(view, field, getattr(owned, field))
            view.meminfo = cgutils.get_null_value(owned.meminfo.type)
            view.parent = cgutils.get_null_value(owned.parent.type)
            return view._getvalue()

        return array(array), generate


borrowed = _view
