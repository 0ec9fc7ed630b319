"""Kernels can be read: few arguments, which say what they are (docs/kernels.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.kernels.packing import half_of
from sim.kernels.style import plain
from tests.compiled import by_itself

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("sim/kernels", "sim/draws")
MOST_ARGUMENTS = 7
DECORATORS = {"kernel", "entry", "apart", "njit", "jit"}


def is_kernel(function: ast.FunctionDef) -> bool:
    """Whether one of our decorators, or numba's, stands over it."""
    called = (d.func if isinstance(d, ast.Call) else d for d in function.decorator_list)
    names = {d.attr if isinstance(d, ast.Attribute) else getattr(d, "id", "") for d in called}
    return bool(names & DECORATORS)


def kernels() -> Iterator[tuple[str, list[ast.arg]]]:
    """Name and parameters of every compiled function."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and is_kernel(node):
                    given = node.args
                    yield (
                        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                        [*given.posonlyargs, *given.args, *given.kwonlyargs],
                    )


KERNELS = dict(kernels())


def test_kernels_are_found():
    assert len(KERNELS) > 100
    names = {name.rpartition(" ")[2] for name in KERNELS}
    assert {"advance", "walk", "philox", "words", "write_line"} <= names


def test_no_kernel_takes_many_arguments():
    assert {name: len(given) for name, given in KERNELS.items() if len(given) > MOST_ARGUMENTS} == {}


def test_parameters_are_annotated():
    given = [(name, argument) for name, arguments in KERNELS.items() for argument in arguments]
    assert [f"{name}: {argument.arg}" for name, argument in given if argument.annotation is None] == []


def test_python_cannot_call_a_kernel():
    """It would end the process: a kernel has no wrapper."""
    with pytest.raises(TypeError, match="only kernels can call a kernel"):
        half_of(3, 1)
    assert by_itself(half_of)(3, 1) == plain(half_of)(3, 1) == 7
