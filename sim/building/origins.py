"""Entries of origins.yaml: where each number of a territory that is built comes from.

Found: from a file, with its vintage. Computed: from files, by what the source says. Assumed: no file said it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from sim.building.defaults import Default
from sim.france.facts import Reading
from sim.france.joined import Facts
from sim.scenario.gathered import gathered
from sim.scenario.ledger import shipped_about
from sim.scenario.numbers import column_digests
from sim.scenario.origin import leaves
from sim.schema.languages import LANGUAGES, Worded, in_language
from sim.schema.types import is_number

Status = Literal["found", "computed", "assumed"]
Origin = Mapping[str, Any]  # an entry as it is written

NO_FILE: Worded = {"en": "no file", "fr": "aucun fichier"}


def origin(
    key: str,
    unit: str,
    status: Status,
    source: Worded,
    *,
    note: Worded = "",
    low: float | None = None,
    high: float | None = None,
    value: float | None = None,
) -> Origin:
    """An entry. With a value it speaks for that number alone: one that a planner changes is theirs."""
    entry: dict[str, Any] = {"key": key, "unit": unit, "low": low, "high": high, "status": status}
    entry |= {"source": source} | ({"note": note} if note else {})
    return entry if value is None else entry | {"value": value}


def file_of(facts: Facts, *columns: str) -> Worded:
    """Who gave some facts, with the years: files, or those whom a file has them from, and the file; `NO_FILE`
    where nobody did. One text where it is the same in every language.
    """
    said = {lang: _named(facts, columns, lang) for lang in LANGUAGES}
    if not any(said.values()):
        return NO_FILE
    return said if len(set(said.values())) > 1 else next(iter(said.values()))


def _named(facts: Facts, columns: Iterable[str], lang: str) -> str:
    """Each publisher once, with its years."""
    years: dict[str, list[str]] = {}
    for column in columns:
        read = facts.origin.get(column, "")
        who = in_language(read.publisher_of(column), lang) if isinstance(read, Reading) else read
        found = years.setdefault(who, []) if who else []
        year = read.vintage_of(column) if isinstance(read, Reading) else ""
        if year and year not in found:
            found.append(year)
    told = (f"{who} ({', '.join(sorted(found))})" if found else who for who, found in years.items())
    return ", ".join(told)


def offices_of(facts: Facts) -> Worded:
    """In short, who gave something, with the first and the last year."""

    def told(lang: str) -> str:
        years: dict[str, list[str]] = {}
        for column, read in facts.origin.items():
            if isinstance(read, Reading):
                who = in_language(read.publisher_of(column), lang)
                if column in read.given:
                    who = who.partition(",")[0]
                years.setdefault(who, []).append(read.vintage_of(column))
        return ", ".join(f"{who} ({_span(found)})" if any(found) else who for who, found in years.items())

    return {lang: told(lang) for lang in LANGUAGES}


def _span(years: Iterable[str]) -> str:
    found = sorted(filter(None, years))
    return found[0] if found[0] == found[-1] else f"{found[0]}–{found[-1]}"


def of_default(key: str, entry: Default, value: Any) -> Iterator[Origin]:
    """Those of the number, or of each number of the block, that an entry of conf/building.yaml gave."""
    for path, number in leaves(value, (key,)):
        if is_number(number):
            given = entry.model_dump(include={"unit", "low", "high", "status", "source", "note"})
            yield {k: v for k, v in ({"key": ".".join(path)} | given).items() if k != "note" or v} | {
                "value": number
            }


def of_ledger(key: str, value: Any) -> Iterator[Origin]:
    """Those of a block that is taken over from conf/: what conf/parameters.yaml says of its numbers."""
    for path, number in leaves(value, (key,)):
        if is_number(number):
            said = shipped_about(".".join(path))
            assert said is not None, path
            yield {"key": ".".join(path)} | said | {"value": number}


def column(
    name: str,
    unit: str,
    facts: Facts,
    columns: Sequence[str],
    *,
    unknown: Sequence[str] = (),
    default: Default | None = None,
    how: Worded = "",
) -> Origin:
    """The entry of a column of communes.csv, ages.csv or doctors.csv.

    columns  the facts that it is made of; how: what was done with them ("": nothing)
    unknown  codes of communes of which no file says it; for them `default` is taken, and the whole column
             counts as assumed: as no more than the least sure of its values
    """
    if default is not None and unknown:
        known = file_of(facts, *columns)
        source = default.source if known == NO_FILE else _beside(known, default.source, unknown)
        return origin(name, unit, "assumed", source, note=how, low=default.low, high=default.high)
    return origin(name, unit, "computed" if how else "found", file_of(facts, *columns), note=how)


def sealed(entries: Sequence[Origin], name: str, folder: Path) -> list[Origin]:
    """The entries as they are written beside the files of a territory: those of columns with the digest of
    what stands in the column, so that they speak for it until a planner changes it; in the short form.
    """
    digests = {
        f"{name}/{path.name}:{column}": digest
        for path in sorted(folder.glob("*.csv"))
        for column, digest in column_digests(path).items()
    }
    whole = [
        {**entry, "digest": digests[entry["key"]]} if entry["key"] in digests else entry for entry in entries
    ]
    return gathered(whole, shipped_about)


def _beside(known: Worded, assumed: Worded, unknown: Sequence[str]) -> Worded:
    """From a file, and for some communes not."""
    some = ", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else "")
    words = {"en": "{known}; without it for {n} communes ({some}): {assumed}"}
    words["fr"] = "{known} ; rien pour {n} communes ({some}) : {assumed}"
    return {
        lang: words[lang].format(
            known=in_language(known, lang), n=len(unknown), some=some, assumed=in_language(assumed, lang)
        )
        for lang in LANGUAGES
    }
