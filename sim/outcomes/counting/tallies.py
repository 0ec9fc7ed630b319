"""Needs, waits, people and visits at services, by month: what indicators of patients are counted from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np
from pydantic import AfterValidator

from sim.outcomes.counting.source import ALL, Array, ByGroup, CatchmentSource, in_each
from sim.schema.nearest import nearest
from sim.territory.bands import BANDS
from sim.vocabulary.rows import ROLES, STRICT, KindOfNeed, OutcomeOfNeed
from sim.vocabulary.time import MONTHS_A_YEAR
from sim.vocabulary.vocabulary import Vocabulary
from sim.world import records as recorded
from sim.world.records import BEGAN, MOST_DAYS, N_GROUPS, Counts, Records


@dataclass(frozen=True)
class Ended:
    """Some outcomes: those whose rows in the vocabulary have these attributes (None: whatever they are)."""

    __pydantic_config__: ClassVar[Any] = STRICT

    answered: bool | None = None
    contact: bool | None = None
    at_ed: bool | None = None
    end: str | None = None
    role: str | None = None
    counted_as: str | None = None

    def __post_init__(self) -> None:
        if self.role is not None and self.role not in ROLES:
            raise ValueError(f"there is no role “{self.role}”; {nearest(self.role, ROLES)}")

    def among(self, outcome: OutcomeOfNeed) -> bool:
        """Whether an outcome is one of them."""
        asked = ((name, value) for name, value in vars(self).items() if value is not None)
        return all(getattr(outcome, name) == value for name, value in asked)


ANYHOW: Final = Ended()


def _array(name: str) -> str:
    known = [field.name for field in fields(Records)]
    if name not in known:
        raise ValueError(f"there is no array “{name}” of records; {nearest(name, known)}")
    return name


ArrayName = Annotated[str, AfterValidator(_array)]  # of ``sim.world.records.Records``
Column = Literal["joined", "began", "waited_seconds", "left_queue", "closed_out", "turned_away"]


def of_kind(kind: KindOfNeed) -> str:
    """The group of the needs of a kind."""
    return f"kind:{kind.id}"


def _care_kinds(source: CatchmentSource) -> Iterator[tuple[int, str]]:
    """Numbers and groups of the kinds of primary care."""
    for number, kind in enumerate(source.vocabulary.care_kinds):
        yield number, of_kind(kind)


def people_groups(counts: Counts) -> dict[str, Counts]:
    """Sums of ``[…, 14 groups]`` over all, each band, and with and without an ALD, by name of the group."""
    split = counts.reshape(*counts.shape[:-1], len(BANDS), 2)
    bands = {f"band:{band.key}": split[..., row, :].sum(axis=-1) for row, band in enumerate(BANDS)}
    ald = {"ald:no": split[..., 0].sum(axis=-1), "ald:yes": split[..., 1].sum(axis=-1)}
    return {ALL: split.sum(axis=(-2, -1)), **bands, **ald}


@in_each
def needs(
    source: CatchmentSource,
    ended: Ended = ANYHOW,
    *,
    streams: bool = False,
    by_kind: bool = False,
    by_person: bool = False,
    by_service: bool = False,
) -> ByGroup:
    """Needs of residents and visitors that ended so, by the month in which they arose.

    ``streams``: with true emergencies and calls about other things. ``by_kind``: by kind of need too;
    ``by_person``: those of residents by band and ALD; ``by_service``: visits at each counter where needs end
    so, by the month of the visit, for the whole territory.
    """
    records, ends = source.records, _numbers(ended, source.vocabulary)
    groups: dict[str, Counts | Array] = {ALL: source.once(_of_all_kinds)[..., ends].sum(axis=-1)}
    if streams:
        groups[ALL] = groups[ALL] + records.exogenous[..., ends].sum(axis=(-2, -1))
    if by_kind:
        groups |= {kind: records.outcomes[:, :, n][..., ends].sum(axis=-1) for n, kind in _care_kinds(source)}
    if by_person:
        groups = {**people_groups(records.groups[..., ends].sum(axis=-1)), **groups}
    if by_service:
        groups |= _visits(source, ended)
    return groups


def _numbers(ended: Ended, vocabulary: Vocabulary) -> list[int]:
    """Where the outcomes stand in arrays."""
    return [number for number, outcome in enumerate(vocabulary.outcomes) if ended.among(outcome)]


def _of_all_kinds(source: CatchmentSource) -> Counts:
    """How needs ended, ``[month, cell, outcome]``."""
    return np.asarray(source.records.outcomes.sum(axis=2))


def _visits(source: CatchmentSource, ended: Ended) -> dict[str, Array]:
    outcomes = source.catchment.counters["outcome"]
    return _of_each(
        (name, _since_it_opened(source, row, source.records.at_counters[:, row, BEGAN]))
        for row, name in _services(source, lines=False)
        if ended.among(source.vocabulary.outcomes[int(outcomes[row])])
    )


def _of_each(counted: Iterable[tuple[str, Array]]) -> dict[str, Array]:
    """What is counted at each service, by its group: of one with several stops, at all of them."""
    groups: dict[str, Array] = {}
    for name, counts in counted:
        groups[service(name)] = groups[service(name)] + counts if service(name) in groups else counts
    return groups


@in_each
def of_residents(source: CatchmentSource, ended: Ended) -> ByGroup:
    """Needs of residents that ended so, by band and ALD; ``all`` holds no visitors."""
    return people_groups(source.records.groups[..., _numbers(ended, source.vocabulary)].sum(axis=-1))


@in_each
def missed(source: CatchmentSource) -> ByGroup:
    """Hospital stays: needs of the kinds that avoid them which did not take place, times the rate at which
    that harms. Those who left the territory or still wait at the end are not counted.
    """
    vocabulary = source.vocabulary
    kinds = [number for number, kind in enumerate(vocabulary.kinds) if kind.avoids_stays]
    ends = _numbers(Ended(end="missed"), vocabulary)
    missing = source.records.outcomes[:, :, kinds, :][..., ends].sum(axis=(-2, -1))
    rate = source.by_month(lambda costs: costs.hospitalisations.per_missed_follow_up)
    return {ALL: rate[:, None] * missing}


@in_each
def refused(source: CatchmentSource) -> ByGroup:
    """Needs of which some request for an agenda brought no offer, by kind too."""
    counts = source.records.refused
    return {ALL: counts.sum(axis=-1)} | {kind: counts[:, :, n] for n, kind in _care_kinds(source)}


@in_each
def answered_soon(source: CatchmentSource) -> ByGroup:
    """Needs answered on the day or the next, by whomever, by kind too."""
    counts = source.records.answered_soon
    return {ALL: counts.sum(axis=-1)} | {kind: counts[:, :, n] for n, kind in _care_kinds(source)}


@in_each
def appointments(
    source: CatchmentSource, first: int = 0, last: int = MOST_DAYS - 1, *, by_person: bool = False
) -> ByGroup:
    """Appointments that took place after ``first`` … ``last`` days, by kind too; ``by_person``: those of
    residents by band and ALD.
    """
    groups = {
        group: waits[..., first : last + 1].sum(axis=-1) for group, waits in source.once(_waits).items()
    }
    return people_groups(source.records.group_waits[..., 0]) | groups if by_person else groups


@in_each
def days_to_appointments(source: CatchmentSource) -> ByGroup:
    """The sum of the delays, by kind, band and ALD too."""
    days = np.arange(MOST_DAYS)
    groups = {group: waits @ days for group, waits in source.once(_waits).items()}
    return people_groups(source.records.group_waits[..., 1]) | groups


def _waits(source: CatchmentSource) -> dict[str, Counts]:
    """``[month, cell, days]`` of all kinds and of each."""
    waits = source.records.waits
    return {ALL: waits.sum(axis=2)} | {kind: waits[:, :, n, :] for n, kind in _care_kinds(source)}


@in_each
def people(source: CatchmentSource, array: ArrayName, column: int | None = None) -> ByGroup:
    """An array ``[month, cell, group]`` (or a column of one), by band and ALD too."""
    counts = getattr(source.records, array)
    return people_groups(counts if column is None else counts[..., column])


@in_each
def by_cell(source: CatchmentSource, array: ArrayName, column: int) -> ByGroup:
    """A column of an array ``[month, cell, column]``."""
    return {ALL: getattr(source.records, array)[..., column]}


@in_each
def contacts(source: CatchmentSource, column: int, *, grown_up: bool = False) -> ByGroup:
    """A column of ``contacts`` in whole civil years, each in its January, for the whole territory.

    A year of which the run holds only a part stays 0. ``grown_up``: without the band of children.
    """
    stretch = source.stretch
    months, first_month = len(stretch.played.months), stretch.played.first.month
    groups = {}
    counts = source.records.contacts[:, :, column]
    if grown_up:
        counts = np.where(np.arange(N_GROUPS) < 2, 0, counts)  # the first band, with and without ALD
    for group, by_year in people_groups(counts).items():
        values = np.zeros(stretch.end - stretch.first)
        for year, number in enumerate(by_year):
            january = 12 * year + 1 - first_month
            place = stretch.place(january)
            if place is not None and january + MONTHS_A_YEAR <= months:
                values[place] = number
        groups[group] = values
    return groups


@in_each
def at_counters(source: CatchmentSource, column: Column, per: float = 1.0) -> ByGroup:
    """A column of ``at_counters`` over ``per``, of counters (not lines): by the cell where they are, and of
    each service for the whole territory.
    """
    catchment = source.catchment
    placed = np.zeros(source.records.outcomes.shape[:2])
    counted = []
    for row, name in _services(source, lines=False):
        counts = source.records.at_counters[:, row, _number(column)] / per
        counted.append((name, _since_it_opened(source, row, counts)))
        commune = catchment.counters["commune"][row]
        if commune >= 0 and catchment.cells.reported[commune]:
            placed[:, catchment.cells.of[commune]] += counts
    return {ALL: placed, **_of_each(counted)}


@in_each
def at_lines(source: CatchmentSource, columns: tuple[Column, ...]) -> ByGroup:
    """Calls in these columns of ``at_counters``, over all lines and of each, for the whole territory."""
    numbers = [_number(column) for column in columns]
    lines = [row for row, _ in _services(source, lines=True)]
    calls = source.records.at_counters[:, :, numbers].sum(axis=2)
    each = _of_each(
        (name, _since_it_opened(source, row, calls[:, row])) for row, name in _services(source, lines=True)
    )
    return {ALL: calls[:, lines].sum(axis=1)} | each


def _since_it_opened(source: CatchmentSource, row: int, counts: Counts | Array) -> Array:
    """``[month]`` of a service; NaN in months before the one in which it opened."""
    days, opened = source.stretch.played.days["month"], int(source.catchment.counters["opened_day"][row])
    month = len(days) if opened >= len(days) else days[max(0, opened)]
    before = np.arange(source.stretch.first, source.stretch.end) < month
    return np.where(before, np.nan, counts)


def _number(column: Column) -> int:
    """Where a column stands in ``at_counters``."""
    return int(getattr(recorded, column.upper()))


def service(name: str) -> str:
    """The group of what is counted at a service."""
    return f"service:{name}"


def _services(source: CatchmentSource, *, lines: bool) -> Iterator[tuple[int, str]]:
    """Rows and names of the lines, or of the counters; none of a catchment that lies wholly in the ring."""
    if not source.catchment.cells.names:
        return
    is_line = source.catchment.counters["line"]
    for row, name in enumerate(source.catchment.counter_names):
        if bool(is_line[row]) == lines:
            yield row, name
