"""Reads the tables of the vocabulary: ours (conf/vocabulary/), and rows that a user's folder adds to them.

A table is a YAML file whose keys are the ids of its rows. Whatever is wrong is said with its file and line.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from sim.scenario.errors import ScenarioError
from sim.scenario.origin import Key
from sim.scenario.reader import Document, read, shown
from sim.scenario.sources import NAME, VOCABULARY, data_root
from sim.schema.faults import Fault, faults
from sim.schema.nearest import nearest
from sim.vocabulary.rows import (
    ROLES,
    KindOfNeed,
    OutcomeOfNeed,
    Professional,
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

TABLES: Final = {table: get_args(rows)[0] for table, rows in get_type_hints(Vocabulary).items()}
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
        path: Key = (self.id, *keys)
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
    rows = {table: tuple(checked(noun, row) for row in written[table]) for table, noun in TABLES.items()}
    vocabulary = Vocabulary(**rows)
    found = [*_too_many(vocabulary), *_alone(vocabulary), *_together(vocabulary)]
    if found:
        places: dict[Key, Row] = {(table, row.id): row for table in TABLES for row in written[table]}
        raise ScenarioError("\n".join(f"{places[key[:2]].where(*key[2:])}: {said}" for key, said in found))
    return replace(vocabulary, kinds=tuple(sorted(vocabulary.kinds, key=lambda kind: not kind.care)))


@cache
def shipped() -> Vocabulary:
    """The tables we ship, alone."""
    return read_vocabulary()


def vocabulary_of(plain: Mapping[str, Any]) -> Vocabulary:
    """A vocabulary from plain data (``Vocabulary.plain``). Raises ValueError."""
    vocabulary: Vocabulary = _reader(Vocabulary).validate_python(plain)
    return vocabulary


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
    given = {"id": row.id, **row.values}
    try:
        return _reader(noun).validate_python(given)
    except ValidationError as error:
        found = faults(noun, error, given)
        raise ScenarioError("\n".join(f"{row.where(*key)}: {said}" for key, said in found)) from None


@cache
def _reader(noun: Any) -> TypeAdapter[Any]:
    return TypeAdapter(noun)


def _too_many(vocabulary: Vocabulary) -> Iterator[Fault]:
    for table, most in MOST.items():
        rows = getattr(vocabulary, table)
        if len(rows) > most:
            yield Fault((table, rows[most].id), f"there is room for {most} {table}; take one out")
    if len(vocabulary.recurring_kinds) > MOST_RECURRING:
        said = f"at most {MOST_RECURRING} kinds may recur; take one out"
        yield Fault(("kinds", vocabulary.kinds[-1].id), said)


def _alone(vocabulary: Vocabulary) -> Iterator[Fault]:
    """What is wrong in single rows."""
    for table, misfits_of in OF_ROWS.items():
        for row in getattr(vocabulary, table):
            for key, said in misfits_of(row, vocabulary):
                yield Fault((table, row.id, *key), said)


def _together(vocabulary: Vocabulary) -> Iterator[Fault]:
    """What must be there once, twice or first."""
    chronic = [kind for kind in vocabulary.kinds if kind.clock == "chronic"]
    if sorted(kind.prescription for kind in chronic) != [False, True]:
        said = "two kinds are chronic, one of them with prescription: true"
        yield Fault(("kinds", (chronic or vocabulary.kinds)[-1].id, "clock"), said)
    locums = [contract for contract in vocabulary.contracts if contract.stands_in]
    if len(locums) != 1:
        said = f"exactly one contract stands in for others; {len(locums)} do"
        yield Fault(("contracts", (locums or vocabulary.contracts)[-1].id, "stands_in"), said)
    for role in ROLES:
        having = [outcome for outcome in vocabulary.outcomes if outcome.role == role]
        if len(having) != 1:
            said = f"exactly one outcome has the role {role}; {len(having)} have"
            yield Fault(("outcomes", (having or vocabulary.outcomes)[-1].id, "role"), said)
    for table, sorts in (("agendas", AgendaSort), ("answers", Answer)):
        rows, first = ids(getattr(vocabulary, table)), tuple(sort.name.lower() for sort in sorts)
        if rows[: len(first)] != first:
            yield Fault((table, rows[0]), f"the first rows must be {', '.join(first)}")


def _of_kind(kind: KindOfNeed, _: Vocabulary) -> Iterator[Fault]:
    if kind.stream is not None and kind.clock != "arising":
        yield Fault(("stream",), "a stream's needs arise by themselves; write clock: arising")
    if (kind.hours is not None) != (kind.clock == "recurring"):
        yield Fault(("hours",), "belongs to a kind of clock recurring, which needs it")
    if kind.season and kind.clock != "arising":
        yield Fault(("season",), "only what arises by itself has a season; take it out")
    if kind.prescription and kind.clock != "chronic":
        yield Fault(("prescription",), "belongs to a kind of clock chronic; take it out")


def _of_service(service: ServiceType, vocabulary: Vocabulary) -> Iterator[Fault]:
    if service.line and (service.outcome is not None or service.answer is not None):
        yield Fault((), "outcome and answer belong to a counter; a line has none")
    if not service.line and service.outcome not in vocabulary.outcome_number:
        yield Fault(("outcome",), _no("outcome", service.outcome, vocabulary.outcome_number))
    if service.id in vocabulary.agenda_number:
        yield Fault((), "a sort of agenda is called so; a pathway could not tell them apart")


def _of_outcome(outcome: OutcomeOfNeed, vocabulary: Vocabulary) -> Iterator[Fault]:
    at_counter = any(service.outcome == outcome.id for service in vocabulary.services if not service.line)
    if at_counter and not outcome.seen:
        yield Fault(("end",), "a counter's outcome is one of being seen; write end: seen")
    if at_counter and not outcome.at_ed and outcome.counted_as is None:
        yield Fault(("counted_as",), "is missing; name the indicator that counts these visits")
    if (outcome.contact or outcome.at_ed or outcome.appointment) and not outcome.seen:
        yield Fault(("end",), "contact, at_ed and appointment belong to end: seen")
    if outcome.group not in ids(vocabulary.endings):
        yield Fault(("group",), _no("ending", outcome.group, ids(vocabulary.endings)))


def _of_agenda(agenda: SortOfAgenda, vocabulary: Vocabulary) -> Iterator[Fault]:
    for case, outcome in vars(agenda.outcomes).items():
        if outcome not in vocabulary.outcome_number:
            yield Fault(("outcomes", case), _no("outcome", outcome, vocabulary.outcome_number))


def _of_professional(one: Professional, vocabulary: Vocabulary) -> Iterator[Fault]:
    if (one.form == "counter") != (one.counter is not None):
        yield Fault(("counter",), "belongs to form: counter, which needs it: the type of service")
    elif one.counter is not None and one.counter not in vocabulary.counters:
        yield Fault(("counter",), _no("type of counter", one.counter, vocabulary.counters))


OF_ROWS: Final[Mapping[str, Callable[[Any, Vocabulary], Iterator[Fault]]]] = {
    "kinds": _of_kind,
    "services": _of_service,
    "outcomes": _of_outcome,
    "agendas": _of_agenda,
    "professionals": _of_professional,
}


def _no(what: str, name: str | None, known: Any) -> str:
    return "is missing" if name is None else f"there is no {what} “{name}”; {nearest(name, known)}"
