"""``worlds.csv`` of a run folder: in which plausible world each replication lives, and what it assumes."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from sim.outcomes.errors import StoreError
from sim.outcomes.storage.damage import damaged, first_line
from sim.scenario.plausible import JobWorlds

FILE: Final = "worlds.csv"
HEAD: Final = ("replication", "world")


class LivedIn(NamedTuple):
    """``world``: its number by replication; ``assumed``: by world the values of ``columns``, those of the
    assumptions that set something in the run.
    """

    columns: tuple[str, ...]
    world: Mapping[int, int]
    assumed: Mapping[int, tuple[float, ...]]


def as_text(here: JobWorlds, replications: int) -> str:
    """The file, a line a replication."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*HEAD, *(here.worlds.uncertain[place].key for place in here.columns)])
    for number in range(replications):
        world = here.worlds.of(number)
        writer.writerow([number, world, *(here.worlds.values[world][place] for place in here.columns)])
    return out.getvalue()


def read_lived_in(folder: Path) -> LivedIn:
    """The file of a run folder. Raises StoreError."""
    file = folder / FILE
    try:
        lines = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
        head, rows = lines[0], lines[1:]
        if tuple(head[:2]) != HEAD or any(len(row) != len(head) for row in rows):
            raise ValueError("it is no table of replications and worlds")
        world = {int(row[0]): int(row[1]) for row in rows}
        assumed = {int(row[1]): tuple(map(float, row[2:])) for row in rows}
    except (OSError, ValueError, IndexError, csv.Error) as error:
        raise StoreError(damaged(file, f"cannot be read ({first_line(error)})")) from None
    return LivedIn(tuple(head[2:]), world, assumed)
