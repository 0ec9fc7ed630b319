"""Arrays without ownership: what the inner loop works on counts no references (decision 002).

Numba counts references to an array whenever one inlined kernel hands it to another, and looks at every index
whether it is negative. The entry's caller holds every array for the whole call, and no kernel counts from the
end. So the entry works on ``Rows``: where an array's memory begins and how long it is, nothing else.

``Rows`` know ``rows[i]``, ``rows[i, j]`` (also on the left of ``=``; ``rows[i]`` of two dimensions are rows
of one), ``len(rows)`` and ``rows.shape``. They are made of C-contiguous arrays of one to three dimensions;
an index must lie within. In plain Python they are the array itself.
"""

import operator
from hashlib import md5
from typing import Any

from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import (
    intrinsic,
    lower_builtin,
    make_attribute_wrapper,
    models,
    overload_attribute,
    register_model,
    type_callable,
)  # fmt: skip


def _view(array: Any) -> Any:
    return array


def _grouped(tables: Any, group: Any) -> Any:
    parts = group.__annotations__.items()
    return group(*(_grouped(tables, of) if _is_group(of) else getattr(tables, name) for name, of in parts))


def _is_group(kind: Any) -> bool:
    return hasattr(kind, "_fields")


class Rows(types.Type):
    """The type: what a cell holds, and how many dimensions there are."""

    def __init__(self, dtype: Any, ndim: int) -> None:
        self.dtype, self.ndim = dtype, ndim
        # Names of types are part of the name of every compiled kernel, and those of records are long.
        short = dtype if not isinstance(dtype, types.Record) else md5(str(dtype).encode()).hexdigest()[:12]
        super().__init__(name=f"Rows({short}, {ndim})")


def _rows_of(array: Any) -> Rows:
    """The type of an array's rows."""
    if not isinstance(array, types.Array) or array.layout != "C" or not 1 <= array.ndim <= 3:
        raise TypingError(f"no rows of {array}")
    return Rows(array.dtype, array.ndim)


@register_model(Rows)
class _RowsModel(models.StructModel):
    def __init__(self, manager: Any, rows: Rows) -> None:
        lengths = [(f"n{axis}", types.intp) for axis in range(rows.ndim)]
        super().__init__(manager, rows, [("data", types.CPointer(rows.dtype)), *lengths])


for _axis in range(3):
    make_attribute_wrapper(Rows, f"n{_axis}", f"n{_axis}")


def _places(rows: Any, index: Any) -> Any:
    """The index in the type it is computed with; None where it is none of such rows."""
    if rows.ndim == 1 and isinstance(index, types.Integer):
        return types.intp
    if isinstance(index, types.BaseTuple) and len(index) == rows.ndim:
        return types.UniTuple(types.intp, rows.ndim)
    return None


@type_callable(operator.getitem)
def _type_of_getitem(context: Any) -> Any:
    def typer(rows: Any, index: Any) -> Any:
        if not isinstance(rows, Rows):
            return None
        if rows.ndim > 1 and isinstance(index, types.Integer):
            return Rows(rows.dtype, rows.ndim - 1)(rows, types.intp)
        places = _places(rows, index)
        return None if places is None else rows.dtype(rows, places)

    return typer


@type_callable(operator.setitem)
def _type_of_setitem(context: Any) -> Any:
    def typer(rows: Any, index: Any, value: Any) -> Any:
        if isinstance(rows, Rows) and (places := _places(rows, index)) is not None:
            return types.none(rows, places, rows.dtype)
        return None

    return typer


@type_callable(len)
def _type_of_len(context: Any) -> Any:
    def typer(rows: Any) -> Any:
        return types.intp if isinstance(rows, Rows) else None

    return typer


def _cell(context: Any, builder: Any, signature: Any, rows: Any, index: Any) -> Any:
    """Pointer to a cell: the last index runs fastest."""
    kind = signature.args[0]
    held = cgutils.create_struct_proxy(kind)(context, builder, value=rows)
    indices = [index] if kind.ndim == 1 else cgutils.unpack_tuple(builder, index, kind.ndim)
    place = indices[0]
    for axis in range(1, kind.ndim):
        place = builder.add(builder.mul(place, getattr(held, f"n{axis}")), indices[axis])
    return builder.gep(held.data, [place])


def _part(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """``rows[i]`` of several dimensions: rows of one less."""
    kind, less = signature.args[0], signature.return_type
    whole = cgutils.create_struct_proxy(kind)(context, builder, value=arguments[0])
    part = cgutils.create_struct_proxy(less)(context, builder)
    place = arguments[1]
    for axis in range(1, kind.ndim):
        length = getattr(whole, f"n{axis}")
        place = builder.mul(place, length)
        setattr(part, f"n{axis - 1}", length)
    part.data = builder.gep(whole.data, [place])
    return part._getvalue()


def _borrow(context: Any, builder: Any, array: types.Array, value: Any) -> Any:
    """Where the memory of an array begins, and how long it is."""
    owned = context.make_array(array)(context, builder, value=value)
    made = cgutils.create_struct_proxy(_rows_of(array))(context, builder)
    made.data = owned.data
    for axis, length in enumerate(cgutils.unpack_tuple(builder, owned.shape, array.ndim)):
        setattr(made, f"n{axis}", length)
    return made._getvalue()


@lower_builtin(operator.getitem, Rows, types.Any)
def _getitem(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    if isinstance(signature.return_type, Rows):
        return _part(context, builder, signature, arguments)
    pointer = _cell(context, builder, signature, arguments[0], arguments[1])
    return context.unpack_value(builder, signature.return_type, pointer)


@lower_builtin(operator.setitem, Rows, types.Any, types.Any)
def _setitem(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    pointer = _cell(context, builder, signature, arguments[0], arguments[1])
    context.pack_value(builder, signature.args[0].dtype, arguments[2], pointer)
    return context.get_dummy_value()


@lower_builtin(len, Rows)
def _len(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return cgutils.create_struct_proxy(signature.args[0])(context, builder, value=arguments[0]).n0


@overload_attribute(Rows, "shape")
def _shape(rows):  # numba compares its signature with those of the lambdas
    if rows.ndim == 1:
        return lambda rows: (rows.n0,)
    if rows.ndim == 2:
        return lambda rows: (rows.n0, rows.n1)
    return lambda rows: (rows.n0, rows.n1, rows.n2)


def _fetch(rows: Any, index: Any) -> None:
    """Plain Python has no cache to fill."""


if not config.DISABLE_JIT:  # type: ignore[attr-defined]

    @intrinsic
    def _view(typing_context: Any, array: Any) -> Any:
        """The rows of an array."""

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return _borrow(context, builder, array, arguments[0])

        return _rows_of(array)(array), generate

    @intrinsic
    def _grouped(typing_context: Any, tables: Any, group: Any) -> Any:
        """A group made of the arrays of a named tuple, each under its name; groups in it likewise."""

        def type_of(group: Any) -> Any:
            parts = group.__annotations__.items()
            kinds = [type_of(of) if _is_group(of) else _rows_of(tables[place_of(name)]) for name, of in parts]
            return types.BaseTuple.from_types(kinds, group)

        def place_of(name: str) -> int:
            return int(tables.fields.index(name))

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            def made(name: str, kind: Any) -> Any:
                if isinstance(kind, Rows):
                    array = builder.extract_value(arguments[0], place_of(name))
                    return _borrow(context, builder, tables[place_of(name)], array)
                parts = zip(kind.fields, kind, strict=True)
                return context.make_tuple(builder, kind, [made(*part) for part in parts])

            return made("", signature.return_type)

        return type_of(group.instance_class)(tables, group), generate

    @intrinsic
    def _fetch(typing_context: Any, rows: Any, index: Any) -> Any:
        """``rows[index]`` is about to be wanted: its cache line is sent for, nobody waits for it."""
        if not isinstance(rows, Rows | types.Array) or not isinstance(index, types.Integer):
            return None

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            kind = signature.args[0]
            if not isinstance(kind, Rows):  # a kernel called by itself, on arrays
                return context.get_dummy_value()
            held = cgutils.create_struct_proxy(kind)(context, builder, value=arguments[0])
            place = arguments[1]
            for axis in range(1, kind.ndim):
                place = builder.mul(place, getattr(held, f"n{axis}"))
            address = builder.bitcast(builder.gep(held.data, [place]), cgutils.voidptr_t)
            number = cgutils.int32_t
            kind_of = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
            prefetch = cgutils.get_or_insert_function(builder.module, kind_of, "llvm.prefetch.p0")
            builder.call(prefetch, [address, number(1), number(3), number(1)])  # to write, keep near, data
            return context.get_dummy_value()

        return types.none(rows, types.intp), generate


borrowed, grouped, fetch = _view, _grouped, _fetch
