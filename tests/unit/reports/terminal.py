"""What tables look like in a terminal, as text."""

import io
import re

import pandas as pd
from rich.console import Console


def printed(write, comparison: pd.DataFrame, **more) -> str:
    """What a file gets."""
    file = io.StringIO()
    write(comparison, Console(file=file), **more)
    return file.getvalue()


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def at_width(write, comparison: pd.DataFrame, width: int, **more) -> str:
    """What a terminal of that width shows, without the codes that colour it."""
    file = Terminal()
    write(comparison, Console(file=file, width=width, force_terminal=True), **more)
    return re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue())
