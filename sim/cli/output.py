"""Helpers of all commands: the console, JSON on standard output, the check that a folder can be written."""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from operator import methodcaller
from pathlib import Path
from typing import Any, Final

from pydantic_core import to_jsonable_python
from rich.console import Console

from sim.scenario.errors import ScenarioError

WIDE: Final = 160  # columns where no terminal says how many
OTHER: Final = "choose another folder with run.outputs=FOLDER"


def console(*, stderr: bool = False) -> Console:
    """A console that prints texts as they are: no markup, no emoji, no highlighting. What NO_COLOR,
    FORCE_COLOR and TERM ask for is Rich's to obey; without them, a file gets text alone.
    """
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def wide_console() -> Console:
    """A console for standard output; wide enough for tables where it is no terminal."""
    to = console()
    if not is_terminal(to):
        to.width = max(to.width, WIDE)
    return to


def is_terminal(console: Console) -> bool:
    """Whether the cursor can be moved: FORCE_COLOR asks a log for colours, not for that."""
    return console.file.isatty() and not console.is_dumb_terminal


def print_json(value: Any) -> None:
    """Prints one JSON value; NaN becomes null."""
    print(_json(value, indent=2))


def print_json_rows(rows: Iterable[Mapping[Any, Any]]) -> None:
    """Prints the rows of a table as a JSON list, one row a line, so that it can be searched with `grep`."""
    print("[\n" + ",\n".join(_json(row) for row in rows) + "\n]")


def _json(value: Any, indent: int | None = None) -> str:
    plain = to_jsonable_python(value, inf_nan_mode="null", fallback=methodcaller("item"))  # NumPy's numbers
    exact = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    return json.dumps(plain, ensure_ascii=not exact, indent=indent, allow_nan=False)


def check_writable(folder: Path, remedy: str = OTHER) -> None:
    """Makes the folder and tries to write into it. Raises ScenarioError with `remedy`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise ScenarioError(f"{folder} cannot be written to ({why}); {remedy}") from None
