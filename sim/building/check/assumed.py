"""What of a territory is assumed, by the entries of its origins.yaml."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from sim.building.check.known import Known
from sim.building.check.record import Check, Figure, made
from sim.scenario.ledger import Entry

BASIC: Final = (":gps", ":population", ":lat", ":lon")  # columns without which nothing can be said


def assumed(known: Known) -> Iterator[Check]:
    """How many entries, which, and whether the doctors or the people are among them."""
    entries = known.job.origins
    if not entries:
        yield made("assumed", "look", text="assumed_none", todo="none")
        return
    found = [entry for entry in entries if entry.status == "assumed"]
    basic = [entry for entry in found if any(part in entry.key for part in BASIC)]
    yield made(
        "assumed",
        "look" if basic else "ok",
        value=float(len(found)),
        n=Figure(len(found)),
        of=Figure(len(entries)),
        which=_listed(found),
        basic=_listed(basic),
    )


def _listed(entries: Sequence[Entry]) -> str:
    """Columns by their file; other keys by the block they stand in, with their number."""
    columns: dict[str, list[str]] = {}
    blocks: Counter[str] = Counter()
    for key in (entry.key for entry in entries):
        file, colon, column = key.rpartition(":")
        if colon:
            columns.setdefault(file.rpartition("/")[2], []).append(column)
        else:
            blocks[".".join(key.split(".")[:2])] += 1
    shown = [f"{file} ({', '.join(names)})" for file, names in columns.items()]
    shown += [f"{block} ({number})" if number > 1 else block for block, number in blocks.items()]
    return ", ".join(shown) or "–"
