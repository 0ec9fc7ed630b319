"""``python -m sim.outcomes.periods.calibration RUN_FOLDER [YEAR]``: published against simulated, and the
drift of the warm-up.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.outcomes.errors import StoreError
from sim.outcomes.periods.drift import drift
from sim.outcomes.periods.published import calibration_table
from sim.outcomes.storage.store import read_run


def main(arguments: Sequence[str]) -> int:
    """Prints both tables; 0 if every figure that the run shows is inside its range, 1 if not, 2 for bad
    input.
    """
    if len(arguments) not in (1, 2) or (len(arguments) == 2 and not arguments[1].isdigit()):
        print("usage: python -m sim.outcomes.periods.calibration RUN_FOLDER [YEAR]", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    try:
        year = int(arguments[1]) if len(arguments) > 1 else read_run(folder).manifest.start.year
        table, drifts = calibration_table(folder, year), drift(folder)
    except StoreError as error:
        print(error, file=sys.stderr)
        return 2
    shown = table.drop(columns=["figure", "source", "role"])
    with pd.option_context("display.width", 160, "display.max_columns", None, "display.precision", 3):
        print(f"{folder}, {year}\n\n{shown.to_string(index=False)}\n\ndrift, % a year\n")
        print(drifts.to_string(index=False))
    return int((table["verdict"] == "outside").any())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
