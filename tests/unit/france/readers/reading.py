"""Sample files read the way a planner's folder is: opened, its reader found among all, read."""

from pathlib import Path

import pandas as pd

from sim.france.facts import COLUMNS, Reader, Reading
from sim.france.files import opened


def read_by(reader: Reader, path: Path) -> Reading:
    """What the reader makes of a file that it must recognise; checks what holds of every reading."""
    with opened(path) as folder:
        (file,) = [file for file in folder.files if reader.recognises(file)]
        reading = reader.read(file)
    assert reading.reader == reader.id
    assert reading.lines == reading.used + sum(loss.lines for loss in reading.losses)
    assert set(reading.table.columns) <= set(COLUMNS[reading.shape])
    assert set(reader.gives) <= set(reading.table.columns)
    assert all(set(loss.why) == {"en", "fr"} for loss in (*reading.losses, *reading.lacking))
    return reading


def lost(reading: Reading) -> dict[str, int]:
    """Lines lost, by reason."""
    return {loss.why["en"]: loss.lines for loss in reading.losses if isinstance(loss.why, dict)}


def same(table: pd.DataFrame, expected: pd.DataFrame) -> None:
    """The table gives what the sample was made from, whatever the order of its lines."""
    columns = list(expected.columns)
    pd.testing.assert_frame_equal(
        table.set_index("code")[columns].sort_index(),
        expected.sort_index(),
        check_dtype=False,
        check_names=False,
        rtol=1e-6,
    )
