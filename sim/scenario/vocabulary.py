"""Reads the tables of the vocabulary: ours (conf/vocabulary/), and rows that a user's folder adds to them.

A table is a YAML file whose keys are the ids of its rows. Whatever is wrong is said with its file and line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import Document, read, shown
from sim.scenario.sources import NAME, VOCABULARY, data_root
from sim.schema.nearest import nearest
from sim.vocabulary.rows import (
    ROLES,
    AnswerOfLine,
    Contract,
    Ending,
    KindOfNeed,
    OutcomeOfNeed,
    Payer,
    ServiceType,
    SortOfAgenda,
)
from sim.vocabulary.structure import (
    MOST_AGENDAS,
    MOST_KINDS,
    MOST_OUTCOMES,
    MOST_RECURRING,
    MOST_SERVICES,
    AgendaSort,
    Answer,
)
from sim.vocabulary.vocabulary import Vocabulary, ids

TABLES: Final[Mapping[str, Any]] = {
    "kinds": KindOfNeed,
    "services": ServiceType,
    "outcomes": OutcomeOfNeed,
    "agendas": SortOfAgenda,
    "answers": AnswerOfLine,
    "contracts": Contract,
    "payers": Payer,
    "endings": Ending,
}
MOST: Final = {
    "kinds": MOST_KINDS,
    "services": MOST_SERVICES,
    "outcomes": MOST_OUTCOMES,
    "agendas": MOST_AGENDAS,
    "answers": len(Answer),
}
TRIED: Final = ("services", "agendas")  # tables whose rows a pathway tries by their names …
RESERVED: Final = ("own", "team", "nearby", "retry")  # … beside these words


class Row(NamedTuple):
    """A row of a table as it is written, and where."""

    id: str
    values: Any
    document: Document

    def where(self, *keys: str) -> str:
        """File, line and key of the row, or of what stands in it."""
        path: tuple[str, ...] = (self.id, *keys)
        at = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in self.document.lines), path[:1])
        return f"{self.document.label}, line {self.document.lines[at]}, key {'.'.join(path)}"


def read_vocabulary(own: Path | None = None, conf: Path | None = None) -> Vocabulary:
    """The tables we ship with the rows of ``own`` (a folder of tables, or None) behind them. Raises
    ScenarioError.
    """
    conf = data_root() / "conf" if conf is None else conf
    folders = [conf / VOCABULARY, *([own] if own is not None and own.is_dir() else [])]
    _refuse_strangers(folders[1:])
    written = {table: list(_rows(table, folders)) for table in TABLES}
    read_rows: dict[str, tuple[Any, ...]] = {}
    for table, rows in written.items():
        read_rows[table] = tuple(checked(TABLES[table], row) for row in rows)
    kinds = read_rows["kinds"]
    read_rows["kinds"] = tuple(sorted(kinds, key=lambda kind: not kind.care))
    vocabulary = Vocabulary(**read_rows)
    faults = [*_too_many(vocabulary, written), *_faults(vocabulary, written)]
    if faults:
        raise ScenarioError("\n".join(faults))
    return vocabulary


@cache
def shipped() -> Vocabulary:
    """The tables we ship, alone."""
    return read_vocabulary()


def vocabulary_of(plain: Mapping[str, Any]) -> Vocabulary:
    """A vocabulary from plain data (``Vocabulary.plain``). Raises ValueError."""
    rows = {
        field.name: tuple(_reader(TABLES[field.name]).validate_python(row) for row in plain[field.name])
        for field in fields(Vocabulary)
    }
    return Vocabulary(**rows)


@cache
def _reader(noun: Any) -> TypeAdapter[Any]:
    return TypeAdapter(noun)


def _refuse_strangers(folders: list[Path]) -> None:
    for folder in folders:
        for path in sorted(folder.glob("*.y*ml")):
            if path.name not in {f"{table}.yaml" for table in TABLES}:
                raise ScenarioError(
                    f"{shown(path)}: there is no table “{path.stem}” of the vocabulary; "
                    f"{nearest(path.stem, TABLES)}; a table is a file TABLE.yaml"
                )


def _rows(table: str, folders: list[Path]) -> Iterator[Row]:
    """The rows of a table as they are written, ours first. Raises ScenarioError where one is there twice."""
    found: dict[str, Row] = {}
    for folder in folders:
        path = folder / f"{table}.yaml"
        if folder is not folders[0] and not path.is_file():
            continue
        document = read(path)
        for name, values in document.data.items():
            row = Row(name, values, document)
            if name in found:
                there = found[name].where()
                raise ScenarioError(f"{row.where()}: there already ({there}); give it another name")
            if not NAME.fullmatch(name) or (table in TRIED and name in RESERVED):
                raise ScenarioError(f"{row.where()}: cannot be a name of the vocabulary")
            found[name] = row
            yield row


def checked(noun: Any, row: Row) -> Any:
    """A row read by its dataclass. Raises ScenarioError."""
    if not isinstance(row.values, Mapping):
        raise ScenarioError(f"{row.where()}: should be a block of keys")
    try:
        return _reader(noun).validate_python({"id": row.id, **row.values})
    except ValidationError as error:
        known = [field.name for field in fields(noun) if field.name != "id"]
        faults = []
        for item in error.errors(include_url=False):
            place = tuple(map(str, item["loc"]))
            if item["type"] == "missing":
                said = "is missing"
            elif item["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
                said = f"unknown; {nearest(place[-1], known if len(place) == 1 else ())}"
            else:
                said = item["msg"].removeprefix("Value error, ").replace("Input should", "should")
            faults.append(f"{row.where(*place)}: {said}")
        raise ScenarioError("\n".join(faults)) from None


def _too_many(vocabulary: Vocabulary, written: Mapping[str, list[Row]]) -> Iterator[str]:
    for table, most in MOST.items():
        if len(written[table]) > most:
            yield f"{written[table][most].where()}: there is room for {most} {table}; take one out"
    if len(vocabulary.recurring_kinds) > MOST_RECURRING:
        yield f"{written['kinds'][-1].where()}: at most {MOST_RECURRING} kinds may recur; take one out"


def _faults(vocabulary: Vocabulary, written: Mapping[str, list[Row]]) -> Iterator[str]:
    """What does not fit together."""
    places = {table: {row.id: row for row in rows} for table, rows in written.items()}
    yield from _faults_of_kinds(vocabulary, places["kinds"])
    yield from _faults_of_outcomes(vocabulary, places["outcomes"])
    yield from _faults_of_services(vocabulary, places["services"])
    yield from _faults_of_agendas(vocabulary, places["agendas"])
    locums = [contract.id for contract in vocabulary.contracts if contract.stands_in]
    if len(locums) != 1:
        last = places["contracts"][(locums or ids(vocabulary.contracts))[-1]].where("stands_in")
        yield f"{last}: exactly one contract stands in for others; {len(locums)} do"
    for table, sorts in (("agendas", AgendaSort), ("answers", Answer)):
        first = tuple(sort.name.lower() for sort in sorts)
        if ids(getattr(vocabulary, table))[: len(first)] != first:
            yield f"{written[table][0].where()}: the first rows must be {', '.join(first)}"


def _faults_of_services(vocabulary: Vocabulary, places: Mapping[str, Row]) -> Iterator[str]:
    outcomes = vocabulary.outcome_number
    for service in vocabulary.services:
        where = places[service.id].where
        if service.line and (service.outcome is not None or service.answer is not None):
            yield f"{where()}: outcome and answer belong to a counter; a line has none"
        if not service.line and service.outcome not in outcomes:
            yield f"{where('outcome')}: {_no('outcome', service.outcome, outcomes)}"
        if service.id in vocabulary.agenda_number:
            yield f"{where()}: a sort of agenda is called so; a pathway could not tell them apart"


def _faults_of_agendas(vocabulary: Vocabulary, places: Mapping[str, Row]) -> Iterator[str]:
    outcomes = vocabulary.outcome_number
    for agenda in vocabulary.agendas:
        for case in ("own", "unknown", "sas"):
            outcome = getattr(agenda.outcomes, case)
            if outcome not in outcomes:
                where = places[agenda.id].where("outcomes", case)
                yield f"{where}: {_no('outcome', outcome, outcomes)}"


def _no(what: str, name: str | None, known: Any) -> str:
    return "is missing" if name is None else f"there is no {what} “{name}”; {nearest(name, known)}"


def _faults_of_kinds(vocabulary: Vocabulary, places: Mapping[str, Row]) -> Iterator[str]:
    for kind in vocabulary.kinds:
        where = places[kind.id].where
        if kind.stream is not None and kind.clock != "arising":
            yield f"{where('stream')}: a stream's needs arise by themselves; write clock: arising"
        if (kind.hours is not None) != (kind.clock == "recurring"):
            yield f"{where('hours')}: belongs to a kind of clock recurring, which needs it"
        if kind.season and kind.clock != "arising":
            yield f"{where('season')}: only what arises by itself has a season; take it out"
        if kind.prescription and kind.clock != "chronic":
            yield f"{where('prescription')}: belongs to a kind of clock chronic; take it out"
    chronic = [kind for kind in vocabulary.kinds if kind.clock == "chronic"]
    if sorted(kind.prescription for kind in chronic) != [False, True]:
        last = places[chronic[-1].id if chronic else vocabulary.kinds[0].id].where("clock")
        yield f"{last}: two kinds are chronic, one of them with prescription: true"


def _faults_of_outcomes(vocabulary: Vocabulary, places: Mapping[str, Row]) -> Iterator[str]:
    for role in ROLES:
        with_it = [outcome.id for outcome in vocabulary.outcomes if outcome.role == role]
        if len(with_it) != 1:
            last = places[with_it[-1]].where("role") if with_it else next(iter(places.values())).where()
            yield f"{last}: exactly one outcome has the role {role}; {len(with_it)} have"
    endings = ids(vocabulary.endings)
    at_counters = {service.outcome for service in vocabulary.services if not service.line}
    for outcome in vocabulary.outcomes:
        where = places[outcome.id].where
        if outcome.id in at_counters and not outcome.seen:
            yield f"{where('end')}: a counter's outcome is one of being seen; write end: seen"
        if outcome.id in at_counters and not outcome.at_ed and outcome.counted_as is None:
            yield f"{where('counted_as')}: is missing; name the indicator that counts these visits"
        if (outcome.contact or outcome.at_ed or outcome.appointment) and not outcome.seen:
            yield f"{where('end')}: contact, at_ed and appointment belong to end: seen"
        if outcome.group not in endings:
            yield f"{where('group')}: {_no('ending', outcome.group, endings)}"
