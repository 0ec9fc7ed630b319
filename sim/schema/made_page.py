"""Pages of docs/ whose tables are made: what stands before the tables is written by hand, and stays."""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path


def write_below(arguments: Sequence[str], module: str, page: str, lines: Callable[[], Iterable[str]]) -> int:
    """Writes ``lines`` into the page named by ``arguments``, from where the first of them stands on; for
    ``python -m module page``. 2 for a page that is none.
    """
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print(f"usage: python -m {module} {page}", file=sys.stderr)
        return 2
    made, file = list(lines()), Path(arguments[0])
    before = file.read_text(encoding="utf-8").partition(made[0])[0]
    file.write_text(before + "\n".join(made), encoding="utf-8")
    return 0
