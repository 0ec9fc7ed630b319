"""A comparison as a file for spreadsheets: CSV, or a workbook with all that is needed to read it."""

import io
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
from babel.numbers import get_decimal_symbol

from sim.outcomes.storage.manifest import replace_bytes
from sim.reports.comparison.compared import totals
from sim.reports.origin.assumptions import assumptions
from sim.reports.reading.names import commune_names, nice_period
from sim.reports.reading.runs import ReportError, read_runs
from sim.reports.words import Words, words
from sim.scenario.ledger import Entry

IN_WORDS: Final = ("period", "unit")
KEYS_IN: Final = "en"
LEVELS: Final = ("run_id", "label", "period", "commune", "place", "indicator", "title", "unit", "mean")
SOURCES: Final = (
    "run_id", "scenario", "title", "source", "territory", "seed", "replications", "from", "to", "commit",
)  # fmt: skip
MOST_ROWS: Final = 1_048_576  # of a sheet


def write_csv(comparison: pd.DataFrame, folders: Sequence[Path], file: Path, lang: str = "en") -> Path:
    """Writes the rows of a comparison, with the names of places and indicators; semicolons between them where
    the language has a decimal comma, as its spreadsheets expect. Raises ReportError.
    """
    said = words(lang, read_runs(folders, {})[0].manifest.vocabulary)
    table = _named(comparison, folders, said)
    decimal = get_decimal_symbol(said.locale)
    text = table.to_csv(index=False, sep="," if decimal == "." else ";", decimal=decimal)
    return _write(file, ("\ufeff" + text).encode())  # with its mark, Excel reads it as UTF-8


def write_workbook(
    comparison: pd.DataFrame, folders: Sequence[Path], file: Path, ledger: Sequence[Entry], lang: str = "en"
) -> Path:
    """Writes an Excel workbook: differences, levels, assumptions, units, sources. Raises ReportError."""
    from openpyxl import Workbook

    runs = read_runs(folders, {})
    said = words(lang, runs[0].manifest.vocabulary)
    table = _named(comparison, folders, said)
    if len(table) >= MOST_ROWS:
        raise ReportError(f"{file}: a sheet has {MOST_ROWS:,} rows at most, not {len(table):,}; use --csv")
    sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]] = {
        "differences": (list(table.columns), table.itertuples(index=False)),
        "levels": (LEVELS, _levels(table)),
        "assumptions": (
            ("key", "value", "unit", "low", "high", "status", "source", "note"),
            (
                (
                    line.entry.key,
                    line.value,
                    line.unit,
                    line.entry.low,
                    line.entry.high,
                    line.status,
                    line.source,
                    line.outside or line.note,
                )
                for line in assumptions(ledger, runs, said)
            ),
        ),
        "units": (("indicator", "title", "unit", "unit_in_words", "definition"), _units(table, said)),
        "sources": (
            SOURCES,
            (
                (
                    run.run_id, run.manifest.scenario, run.title(lang), run.source(lang),
                    run.manifest.territory, run.manifest.seed, run.replications, run.manifest.start,
                    run.manifest.end, run.manifest.commit,
                )
                for run in runs
            ),
        ),
    }  # fmt: skip
    book = Workbook(write_only=True)
    for name, (head, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for row in (head, *rows):
            sheet.append([_cell(sheet, value) for value in row])
    held = io.BytesIO()
    book.save(held)
    return _write(file, held.getvalue())


def named(comparison: pd.DataFrame, folders: Sequence[Path], lang: str = "en") -> pd.DataFrame:
    """The rows of a comparison with the names of places (`place`) and indicators (`title`)."""
    return _named(comparison, folders, words(lang, read_runs(folders, {})[0].manifest.vocabulary))


def _named(comparison: pd.DataFrame, folders: Sequence[Path], said: Words) -> pd.DataFrame:
    """The rows with the name of the place behind its code, and the title of the indicator behind its id;
    periods and units in words, where the language is not that of the keys.
    """
    names = commune_names(read_runs(folders, {})) | {"*": said.say("territory")}
    titles = {name: said.indicator(name).title for name in comparison["indicator"].unique()}
    behind = {
        "commune": ("place", comparison["commune"].map(lambda code: names.get(code, code))),
        "indicator": ("title", comparison["indicator"].map(titles)),
    }
    columns: dict[str, Any] = {}
    for name in comparison.columns:
        values = comparison[name]
        if name in IN_WORDS and said.lang != KEYS_IN:
            word = partial(nice_period, said=said) if name == "period" else said.unit
            values = values.map({each: word(each) for each in values.dropna().unique()})
        columns[name] = values
        if name in behind:
            added, values = behind[name]
            columns[added] = values
    return pd.DataFrame(columns)


def _levels(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The undivided levels of each run that is compared, and once those of the baseline."""
    whole = totals(table)
    base = whole.assign(run_id=whole["baseline_run_id"], label=whole["baseline"], mean=whole["baseline_mean"])
    runs = pd.concat([base, whole.assign(mean=whole["scenario_mean"])])[list(LEVELS)]
    runs = runs.dropna(subset=["mean"]).drop_duplicates([name for name in LEVELS if name != "mean"])
    return list(runs.itertuples(index=False, name=None))


def _units(table: pd.DataFrame, said: Words) -> Iterable[tuple[str, ...]]:
    for name, unit in table[["indicator", "unit"]].drop_duplicates().fillna("").itertuples(index=False):
        worded = said.indicator(name)
        yield name, worded.title, unit, said.unit(unit), worded.definition


def _cell(sheet: Any, value: Any) -> Any:
    """A cell that holds its value: a text is text, even where it begins as a formula does."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
        return cell
    if hasattr(value, "item"):
        value = value.item()  # NumPy's numbers
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _write(file: Path, content: bytes) -> Path:
    try:
        replace_bytes(file, content)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise ReportError(f"{file} cannot be written ({why}); name another file") from None
    return file
