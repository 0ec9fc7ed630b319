"""Helpers of all commands: JSON on standard output, and the check that a folder can be written."""

import json
import math
import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from sim.scenario.errors import ScenarioError

OTHER: Final = "choose another folder with run.outputs=FOLDER"


def print_json(value: Any) -> None:
    """Prints one JSON value; NaN becomes null."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def print_json_rows(rows: Iterable[Mapping[Any, Any]]) -> None:
    """Prints the rows of a table as a JSON list, one row a line, so that it can be searched with `grep`."""
    lines = (json.dumps(plain(row), ensure_ascii=False, allow_nan=False) for row in rows)
    print("[\n" + ",\n".join(lines) + "\n]")


def plain(value: Any) -> Any:
    """The value in the types that JSON has: dicts, lists, scalars."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Path | date):
        return str(value)
    return plain(value.item()) if hasattr(value, "item") else value  # NumPy's own numbers


def check_writable(folder: Path, remedy: str = OTHER) -> None:
    """Makes the folder and tries to write into it. Raises ScenarioError with `remedy`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise ScenarioError(f"{folder} cannot be written to ({why}); {remedy}") from None
