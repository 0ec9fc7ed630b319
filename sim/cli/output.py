"""Helpers of all commands: JSON on standard output, and the check that a folder can be written."""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from operator import methodcaller
from pathlib import Path
from typing import Any, Final

from pydantic_core import to_jsonable_python

from sim.scenario.errors import ScenarioError

OTHER: Final = "choose another folder with run.outputs=FOLDER"


def print_json(value: Any) -> None:
    """Prints one JSON value; NaN becomes null."""
    print(_json(value, indent=2))


def print_json_rows(rows: Iterable[Mapping[Any, Any]]) -> None:
    """Prints the rows of a table as a JSON list, one row a line, so that it can be searched with `grep`."""
    print("[\n" + ",\n".join(_json(row) for row in rows) + "\n]")


def _json(value: Any, indent: int | None = None) -> str:
    plain = to_jsonable_python(value, inf_nan_mode="null", fallback=methodcaller("item"))  # NumPy's numbers
    return json.dumps(plain, ensure_ascii=False, indent=indent, allow_nan=False)


def check_writable(folder: Path, remedy: str = OTHER) -> None:
    """Makes the folder and tries to write into it. Raises ScenarioError with `remedy`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise ScenarioError(f"{folder} cannot be written to ({why}); {remedy}") from None
