"""Every number there is: those of conf/, of territories and their data files, of scenarios."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from sim.scenario.ledger import NO_SOURCE, ORIGINS, Known, Number, Speaking, read_origins
from sim.scenario.open_places import PLACES, places_of
from sim.scenario.origin import Key, leaves
from sim.scenario.reader import Document, read, shown
from sim.scenario.sources import GROUPS, Sources
from sim.schema.languages import Worded
from sim.schema.types import is_number

WORLDS: Final = "worlds"  # a folder of conf/
LIFTED: Final = (*GROUPS, "measures")  # blocks of a territory's file that are not the territory's


def all_numbers(sources: Sources, scenarios: Sequence[str] | None = None) -> list[Number]:
    """Every number of conf/, of the territories and their data files, and of `scenarios` (all of them when
    None); those of the user's folder with the source that their file gives.
    """
    found: list[Number] = []
    for group in GROUPS:
        for path in sources.files[group].values():
            found += _of_block(read(path), (group,), sources)
    told: set[Path] = set()  # tables of which a territory's own ledger speaks
    for path in sources.files["territory"].values():
        document = read(path)
        found += _of_territory(document, sources)
        told |= {table for _, table in _told(document, sources)}
    drawn = set((sources.conf / WORLDS).glob("*.csv"))  # from the ledger itself
    for path in sorted(set(sources.conf.rglob("*.csv")) - told - drawn):
        found += _columns(path, sources.conf)
    for name, path in sources.files["scenario"].items():
        if scenarios is None or name in scenarios:
            found += _of_block(read(path), (), sources)
    return found


def _of_territory(document: Document, sources: Sources) -> list[Number]:
    """The numbers of its file, of its places, and of a user's (or of one with a ledger of its own) the
    columns of its data files; each with what its own ledger says of it.
    """
    own = [key for key in document.data if key not in (*LIFTED, PLACES)]
    found = _of_block(document, ("territory",), sources, own) + _of_block(document, (), sources, LIFTED)
    there = places_of(document)
    if there is not None:
        laid = {"territory": {PLACES: there.blocks}, "services": {"open": there.opened}}
        said = {"source": document.data.get("source")}
        found += _of_block(replace(there.page, data={**laid, **said}), (), sources, laid)
    speaks = Speaking(read_origins(document))
    found = [with_origin(number, speaks.of(number.key)) for number in found]
    for name, path in _told(document, sources):
        source = None
        if not sources.ships(document.path):
            source = _with_file(document.data.get("source") or NO_SOURCE, shown(path))
        for column, digest in column_digests(path).items():
            number = Number(f"territory/{name}:{column}", None, shown(path), source)
            found.append(with_origin(number, speaks.of(number.key), digest))
    return found


def _told(document: Document, sources: Sources) -> list[tuple[str, Path]]:
    """The tables of a territory of a user's, or of one that has a ledger of its own."""
    if sources.ships(document.path) and not document.data.get(ORIGINS):
        return []
    return list(data_files(document.data, document.path.parent))


def with_origin(number: Number, entry: Known | None, digest: str = "") -> Number:
    """A number with the entry that its territory's ledger has for it: while it is the one that was meant it
    is no number of a user's; else it is, with the range of the entry.
    """
    if entry is None:
        return number
    if entry.digest in (None, digest) and entry.value in (None, number.value):
        return number._replace(known=entry, source=None)
    return number if number.source is None else number._replace(known=entry)


def data_files(settings: Mapping[str, object], folder: Path) -> Iterator[tuple[str, Path]]:
    """The tables that a territory names and the engines read, with their paths."""
    own = {key: value for key, value in settings.items() if key not in (*LIFTED, "observed")}
    for _, text in leaves(own):
        if isinstance(text, str) and text.endswith(".csv") and (folder / text).is_file():
            yield text, folder / text


def column_digests(path: Path) -> dict[str, str]:
    """By column of a table (`;` or `,` between cells), the digest of its content: of its cells without blanks
    at their ends, one a line.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = file.readline()
        file.seek(0)
        lines = csv.reader(file, delimiter=";" if ";" in header else ",")
        rows = [[cell.strip() for cell in line] for line in lines if any(map(str.strip, line))]
    found: dict[str, str] = {}
    for i, name in enumerate(rows[0] if rows else ()):
        cells = (row[i] if i < len(row) else "" for row in rows[1:])
        found[name] = sha256("\n".join(cells).encode()).hexdigest()
    return found


def _with_file(source: Worded, file: str) -> Worded:
    """What a file says of where its numbers come from, and which file that is."""
    if isinstance(source, dict):
        return {lang: f"{text} ({file})" for lang, text in source.items()}
    return f"{source} ({file})"


def _of_block(
    document: Document, mount: Key, sources: Sources, keys: Collection[str] | None = None
) -> list[Number]:
    """The numbers of a file (under `keys` of its top alone), where they stand in the configuration."""
    block = {key: value for key, value in document.data.items() if keys is None or key in keys}
    source = None
    if not sources.ships(document.path):
        source = _with_file(document.data.get("source") or NO_SOURCE, document.label)
    return [
        Number(".".join(path), value, document.label, source)
        for path, value in leaves(block, mount)
        if is_number(value)
    ]


def _columns(path: Path, conf: Path) -> list[Number]:
    """The columns of a data file, by its header (`;` or `,` between names)."""
    with path.open(encoding="utf-8-sig") as file:
        header = file.readline().strip()
    names = header.split(";" if ";" in header else ",")
    name = path.relative_to(conf).as_posix()
    return [Number(f"{name}:{column.strip().strip(chr(34))}", None, shown(path)) for column in names]
