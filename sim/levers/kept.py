"""The figures of levers as a file, from which the page is written again without a run."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, get_type_hints

from sim.levers.figures import WANTED, Figure, by_key
from sim.scenario.errors import ScenarioError
from sim.scenario.reader import shown

HEAD: Final = ("scenario", "baseline", "first", "size", "run_id", "baseline_run_id")
FIELDS: Final = Figure._fields
TYPES: Final = get_type_hints(Figure)


@dataclass(frozen=True)
class Played:
    """A lever that has been played. ``size``: how many units, where that is not its scenario's own number."""

    scenario: str
    baseline: str
    first: date
    size: float | None
    run_id: str
    baseline_run_id: str
    figures: tuple[Figure, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One for each figure."""
        head = {name: getattr(self, name) for name in HEAD}
        return [
            head | {("figure" if key == "id" else key): value for key, value in each._asdict().items()}
            for each in self.figures
        ]


def write_kept(path: Path, played: Sequence[Played]) -> None:
    """Writes a row for each figure. What is unknown is left blank."""
    rows = [row for each in played for row in each.rows()]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, [*HEAD, "figure", *FIELDS[1:]], delimiter=";", lineterminator="\n")
        out.writeheader()
        out.writerows({key: _written(value) for key, value in row.items()} for row in rows)


def _written(value: Any) -> Any:
    if value is None or value != value:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else value


def read_kept(path: Path) -> list[Played]:
    """Reads such a file. Raises ScenarioError."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
    except (OSError, ValueError, csv.Error) as error:
        raise ScenarioError(f"{shown(path)}: cannot be read ({error})") from None
    missing = [name for name in (*HEAD, "figure", *FIELDS[1:]) if not rows or name not in rows[0]]
    if missing:
        said = f"has no column {missing[0]}" if rows else "holds no row"
        raise ScenarioError(f"{shown(path)}: {said}; give a levers.csv that `premier-recours levers` wrote")
    together: dict[tuple[str, ...], list[Figure]] = {}
    try:
        for row in rows:
            read = (_read(row["figure" if name == "id" else name], TYPES[name]) for name in FIELDS)
            together.setdefault(tuple(row[name] for name in HEAD), []).append(Figure(*read))
        played = [_played(*head, figures=figures) for head, figures in together.items()]
    except (TypeError, ValueError) as error:
        raise ScenarioError(f"{shown(path)}: {error}; let `premier-recours levers` write it again") from None
    for each in played:
        missing_here = WANTED - set(by_key(each.figures))
        if missing_here:
            name, year = min(missing_here)
            raise ScenarioError(f"{shown(path)}: {each.scenario} has no row of {name}, year {year}")
    return played


def _played(
    scenario: str, baseline: str, first: str, size: str, run: str, base: str, *, figures: Sequence[Figure]
) -> Played:
    n = float(size) if size else None
    return Played(scenario, baseline, date.fromisoformat(first), n, run, base, tuple(figures))


def _read(text: str, kind: type) -> Any:
    if kind is float:
        return float(text) if text else float("nan")
    return kind(text)
