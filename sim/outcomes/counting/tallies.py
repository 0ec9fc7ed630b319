"""Counts of needs, waits and people, by month and cell: the parts of which indicators are made.

A tally is an array ``[month, cell]`` under (indicator, group); a tally of the whole territory is
``[month]``. The catalogue says what each one is.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.catalogue.rules import ALL
from sim.outcomes.storage.replication_result import CatchmentResult, Stretch
from sim.territory.bands import BANDS
from sim.vocabulary.rows import KindOfNeed
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.records import (
    BEGAN,
    CLOSED_OUT,
    LEFT_QUEUE,
    MOST_DAYS,
    TURNED_AWAY,
    WAITED_SECONDS,
    Counts,
    Records,
)

Key = tuple[str, str]  # indicator, group
Array = NDArray[np.float64]
Tallies = dict[Key, Array]


def of_kind(kind: KindOfNeed) -> str:
    """The group of the needs of a kind."""
    return f"kind:{kind.id}"


def _those(flags: Sequence[bool]) -> list[int]:
    """The numbers of the rows that have a flag."""
    return [number for number, flag in enumerate(flags) if flag]


def consultations(vocabulary: Vocabulary) -> list[int]:
    """Numbers of the outcomes that are contacts with a GP, not at an emergency department."""
    return [n for n, end in enumerate(vocabulary.outcomes) if end.contact and not end.at_ed]


def visits_at(vocabulary: Vocabulary, service: int) -> str:
    """The indicator that counts the visits at counters of a type."""
    outcome = vocabulary.services[service].outcome
    assert outcome is not None
    end = vocabulary.outcomes[vocabulary.outcome_number[outcome]]
    return "ed_visits" if end.at_ed or end.counted_as is None else end.counted_as


def people_groups(counts: Counts) -> Iterator[tuple[str, Counts]]:
    """Sums of ``[…, 14 groups]`` over all, each band, and with and without an ALD, by name of the group."""
    split = counts.reshape(*counts.shape[:-1], len(BANDS), 2)
    yield ALL, split.sum(axis=(-2, -1))
    for row, band in enumerate(BANDS):
        yield f"band:{band.key}", split[..., row, :].sum(axis=-1)
    yield "ald:no", split[..., 0].sum(axis=-1)
    yield "ald:yes", split[..., 1].sum(axis=-1)


def by_cell(records: Records, vocabulary: Vocabulary, per_missed_follow_up: float) -> Tallies:
    """Everything counted by the patient's cell, ``[month, cell]``."""
    counts = _needs(records, vocabulary) | _of_residents(records, vocabulary)
    counts |= _waits(records.waits, vocabulary) | _people(records)
    counts["refused", ALL] = records.refused.sum(axis=-1)
    counts |= {("refused", of_kind(k)): records.refused[:, :, n] for n, k in enumerate(vocabulary.care_kinds)}
    counts["travel_visits", ALL], counts["travel_total", ALL] = records.travel[..., 0], records.travel[..., 1]
    third_next = records.third_next
    counts["third_next_gps", ALL], counts["third_next_days", ALL] = third_next[..., 0], third_next[..., 1]
    tallies = {key: np.asarray(values, dtype=np.float64) for key, values in counts.items()}
    kinds, missing = _those([kind.avoids_stays for kind in vocabulary.kinds]), _those(vocabulary.missed)
    missed = records.outcomes[:, :, kinds, :][..., missing].sum(axis=(-2, -1))
    tallies["avoidable_hospitalisations", ALL] = per_missed_follow_up * missed
    return tallies


def _needs(records: Records, vocabulary: Vocabulary) -> dict[Key, Counts]:
    """How needs ended, from ``outcomes [month, cell, kind, outcome]`` and the exogenous streams."""
    outcomes, exogenous = records.outcomes, records.exogenous
    total = outcomes.sum(axis=2)
    answered, at_ed = _those(vocabulary.answered), _those(vocabulary.at_ed)
    advised, renounced = vocabulary.outcome_of("advised"), vocabulary.outcome_of("renounced")
    counts: dict[Key, Counts] = {
        ("needs", ALL): total.sum(axis=-1),
        ("answered", ALL): total[..., answered].sum(axis=-1),
        ("consultations", ALL): total[..., consultations(vocabulary)].sum(axis=-1),
        ("renounced", ALL): total[..., renounced],
        ("ed_avoidable", ALL): total[..., at_ed].sum(axis=-1),
    }
    counts["ed_visits", ALL] = counts["ed_avoidable", ALL] + exogenous[..., at_ed].sum(axis=(-2, -1))
    counts["calls_advised", ALL] = total[..., advised] + exogenous[..., advised].sum(axis=-1)
    for number, outcome in enumerate(vocabulary.outcomes):
        if outcome.counted_as is not None:
            key = (outcome.counted_as, ALL)
            counts[key] = counts[key] + total[..., number] if key in counts else total[..., number]
    for number, kind in enumerate(vocabulary.care_kinds):
        ended = outcomes[:, :, number, :]
        counts["needs", of_kind(kind)] = ended.sum(axis=-1)
        counts["answered", of_kind(kind)] = ended[..., answered].sum(axis=-1)
        counts["renounced", of_kind(kind)] = ended[..., renounced]
    return counts


def _of_residents(records: Records, vocabulary: Vocabulary) -> dict[Key, Counts]:
    """How the needs of residents ended, by band and ALD (elsewhere `all` holds visitors too)."""
    groups = records.groups
    parts = {
        "needs": groups.sum(axis=-1),
        "answered": groups[..., _those(vocabulary.answered)].sum(axis=-1),
        "resident_consultations": groups[..., consultations(vocabulary)].sum(axis=-1),
        "renounced": groups[..., vocabulary.outcome_of("renounced")],
        "ed_avoidable": groups[..., _those(vocabulary.at_ed)].sum(axis=-1),
        "appointments": records.group_waits[..., 0],
        "appointment_days": records.group_waits[..., 1],
    }
    return {
        (name, group): counts
        for name, part in parts.items()
        for group, counts in people_groups(part)
        if group != ALL or name == "resident_consultations"
    }


def _waits(waits: Counts, vocabulary: Vocabulary) -> dict[Key, Counts]:
    """Appointments and their delays, from ``[month, cell, kind, days]``."""
    counts: dict[Key, Counts] = {}
    days = np.arange(MOST_DAYS)
    kinds = [(of_kind(kind), waits[:, :, n, :]) for n, kind in enumerate(vocabulary.care_kinds)]
    for group, part in [(ALL, waits.sum(axis=2)), *kinds]:
        counts["appointments", group] = part.sum(axis=-1)
        counts["appointment_days", group] = part @ days
        counts["appointments_same_day", group] = part[..., 0]
        counts["appointments_48h", group] = part[..., :2].sum(axis=-1)
        counts["appointments_over_5", group] = part[..., 6:].sum(axis=-1)
    return counts


def _people(records: Records) -> dict[Key, Counts]:
    parts = {
        "residents": records.people,
        "adults": records.adults,
        "adults_without_mt": records.adults_without_mt,
        "children_without_mt": records.children_without_mt,
        "released": records.released,
        "reassigned": records.reassigned[..., 0],
        "reassigned_days": records.reassigned[..., 1],
        "people_released": records.people_released,
        "people_released_without_mt": records.people_released_without_mt,
    }
    return {(name, group): counts for name, part in parts.items() for group, counts in people_groups(part)}


def of_counters(
    catchment: CatchmentResult, records: Records, vocabulary: Vocabulary
) -> tuple[Tallies, Tallies]:
    """Waits by the counter's cell ``[month, cell]``.

    And visits, waits and calls by service ``[month]``.
    """
    counters = catchment.counters
    shape = records.outcomes.shape[:2]
    placed: Tallies = {(name, ALL): np.zeros(shape) for name in ("counter_served", "counter_waited")}
    whole: Tallies = {(name, ALL): np.zeros(shape[0]) for name in ("calls", "calls_abandoned")}
    for row, name in enumerate(catchment.counter_names):
        counts, group = records.at_counters[:, row, :], f"service:{name}"
        began = counts[:, BEGAN].astype(np.float64)
        if counters["line"][row]:
            lost = counts[:, [LEFT_QUEUE, CLOSED_OUT, TURNED_AWAY]].sum(axis=1).astype(np.float64)
            whole["calls", group], whole["calls_abandoned", group] = began, lost
            whole["calls", ALL] += began
            whole["calls_abandoned", ALL] += lost
            continue
        whole[visits_at(vocabulary, int(counters["type"][row])), group] = began
        waited = counts[:, WAITED_SECONDS] / 60.0
        whole["counter_served", group], whole["counter_waited", group] = began, waited
        if counters["commune"][row] >= 0:
            cell = catchment.cells.of[counters["commune"][row]]
            placed["counter_served", ALL][:, cell] += began
            placed["counter_waited", ALL][:, cell] += waited
    return placed, whole


def of_years(records: Records, stretch: Stretch) -> Tallies:
    """Contacts of whole civil years, ``[month]``, each in its January.

    A year of which the run holds only a part stays 0.
    """
    months, first_month = len(stretch.played.months), stretch.played.first.month
    names = ("persons_all_year", "persons_with_contact", "contacts")
    tallies: Tallies = {}
    for column, name in enumerate(names):
        for group, by_year in people_groups(records.contacts[:, :, column]):
            values = np.zeros(stretch.end - stretch.first)
            for year, count in enumerate(by_year):
                january = 12 * year + 1 - first_month
                place = stretch.place(january)
                if place is not None and january + 12 <= months:
                    values[place] = count
            tallies[name, group] = values
    return tallies
