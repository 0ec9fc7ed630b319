"""The table of all communes: the whole of it where it is at hand, else (always) a small extract."""

import os
from pathlib import Path

import pytest

EXTRACT = Path(__file__).parent / "data" / "france"  # Bassin d'Arcachon, Châtellerault, Ajaccio, La Réunion
VARIABLE = "PREMIER_RECOURS_FRANCE"
BESIDE = Path(__file__).parents[2] / "shared" / "data" / "france"


def france_folder() -> Path | None:
    """The folder with communes.csv.gz of all of France, or None."""
    folder = Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else BESIDE
    return folder if (folder / "communes.csv.gz").exists() else None


def all_communes() -> Path:
    """The same; skips the test, and says so, where there is none."""
    folder = france_folder()
    if folder is None:
        pytest.skip(f"needs the table of all communes: set {VARIABLE} to the folder with communes.csv.gz")
    return folder


def official_samples() -> Path:
    """The folder with bytes of official files, beside that of all communes; skips the test without it."""
    folder = all_communes().parent / "official-samples"
    if not folder.exists():
        pytest.skip(f"needs the folder official-samples beside that of {VARIABLE}")
    return folder
