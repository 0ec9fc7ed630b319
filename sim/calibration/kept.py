"""Points that have been played, kept in a folder: a calibration that was stopped goes on from there."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calibration.errors import CalibrationError

Array = NDArray[np.float64]
CLOSED = "wave-{}-closed"


class Kept:
    """A folder with a file for each batch of points: where they lie, and what came of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def there(self, name: str, points: Array) -> bool:
        """Whether the batch was played, of these points."""
        file = self._file(name)
        return file.is_file() and np.allclose(self._read(file)["points"], points)

    def values(self, name: str) -> Array:
        """``[point, figure]``, NaN where a figure was not shown."""
        read = self._read(self._file(name))["values"]
        return np.array(
            [[np.nan if each is None else each for each in row] for row in read], dtype=np.float64
        )

    def keep(self, name: str, points: Array, values: Array) -> None:
        """Keeps a batch; a file is there whole or not at all."""
        plain = [[None if np.isnan(each) else float(each) for each in row] for row in values]
        file = self._file(name)
        half = file.with_suffix(".half")
        half.write_text(json.dumps({"points": points.tolist(), "values": plain}), encoding="utf-8")
        os.replace(half, file)

    def close(self, wave: int) -> None:
        """Says that no more points of the wave will be played: the next is made from those there are."""
        (self.folder / CLOSED.format(wave)).touch()

    def closed(self, wave: int) -> bool:
        """Whether ``close`` said so."""
        return (self.folder / CLOSED.format(wave)).exists()

    def _file(self, name: str) -> Path:
        return self.folder / f"points-{name}.json"

    @staticmethod
    def _read(file: Path) -> Any:
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CalibrationError(
                f"{file} cannot be read ({error}); delete it, and its points are played again"
            ) from None
