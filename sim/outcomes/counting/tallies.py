"""Counts of needs, waits and people, by month and cell: the parts of which indicators are made.

A tally is an array ``[month, cell]`` under (indicator, group); a tally of the whole territory is
``[month]``. The catalogue says what each one is.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.catalogue.rules import ALL
from sim.outcomes.storage.replication_result import CatchmentResult, Stretch
from sim.territory.bands import BANDS
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
from sim.world.vocabulary import FIRST_LINE, LAST_SEEN, CounterType, Kind, Outcome

Key = tuple[str, str]  # indicator, group
Array = NDArray[np.float64]
Tallies = dict[Key, Array]

CARE_KINDS: Final = tuple(kind for kind in Kind if kind < Kind.EMERGENCY)
WITH_DOCTOR: Final = (
    Outcome.SEEN_OWN, Outcome.SEEN_OTHER, Outcome.SEEN_SAS, Outcome.TELECONSULTED,
    Outcome.SEEN_CMSI, Outcome.SEEN_SOS, Outcome.SEEN_MMG, Outcome.OUTSIDE,
)  # fmt: skip
AT_ED: Final = (Outcome.SEEN_FRONT, Outcome.SEEN_ED)
ANSWERED: Final = (*(Outcome(o) for o in range(LAST_SEEN + 1)), Outcome.ADVISED)
# A follow-up that ended so did not take place. Those who left the territory or still wait at the end are
# not counted.
MISSED: Final = (Outcome.NO_SHOW, Outcome.CANCELLED, Outcome.RENOUNCED)
ONE_OUTCOME: Final = {
    "no_shows": Outcome.NO_SHOW,
    "cmsi_visits": Outcome.SEEN_CMSI,
    "sos_visits": Outcome.SEEN_SOS,
    "mmg_visits": Outcome.SEEN_MMG,
    "team_visits": Outcome.SEEN_TEAM,
    "teleconsultations": Outcome.TELECONSULTED,
    "out_of_territory": Outcome.OUTSIDE,
}
VISITS_AT: Final = {
    CounterType.CMSI: "cmsi_visits",
    CounterType.SOS: "sos_visits",
    CounterType.MMG: "mmg_visits",
    CounterType.FRONT: "ed_visits",
    CounterType.ED: "ed_visits",
}


def of_kind(kind: Kind) -> str:
    """The group of the needs of a kind."""
    return f"kind:{kind.name.lower()}"


def people_groups(counts: Counts) -> Iterator[tuple[str, Counts]]:
    """Sums of ``[…, 14 groups]`` over all, each band, and with and without an ALD, by name of the group."""
    split = counts.reshape(*counts.shape[:-1], len(BANDS), 2)
    yield ALL, split.sum(axis=(-2, -1))
    for row, band in enumerate(BANDS):
        yield f"band:{band.key}", split[..., row, :].sum(axis=-1)
    yield "ald:no", split[..., 0].sum(axis=-1)
    yield "ald:yes", split[..., 1].sum(axis=-1)


def by_cell(records: Records, per_missed_follow_up: float) -> Tallies:
    """Everything counted by the patient's cell, ``[month, cell]``."""
    counts = _needs(records) | _of_residents(records) | _waits(records.waits) | _people(records)
    counts["refused", ALL] = records.refused.sum(axis=-1)
    counts |= {("refused", of_kind(k)): records.refused[:, :, k] for k in CARE_KINDS}
    counts["travel_visits", ALL], counts["travel_total", ALL] = records.travel[..., 0], records.travel[..., 1]
    third_next = records.third_next
    counts["third_next_gps", ALL], counts["third_next_days", ALL] = third_next[..., 0], third_next[..., 1]
    tallies = {key: np.asarray(values, dtype=np.float64) for key, values in counts.items()}
    missed = records.outcomes[:, :, [Kind.FOLLOW_UP, Kind.RENEWAL], :][..., list(MISSED)].sum(axis=(-2, -1))
    tallies["avoidable_hospitalisations", ALL] = per_missed_follow_up * missed
    return tallies


def _needs(records: Records) -> dict[Key, Counts]:
    """How needs ended, from ``outcomes [month, cell, kind, outcome]`` and the exogenous streams."""
    outcomes, exogenous = records.outcomes, records.exogenous
    total = outcomes.sum(axis=2)
    counts: dict[Key, Counts] = {
        ("needs", ALL): total.sum(axis=-1),
        ("answered", ALL): total[..., list(ANSWERED)].sum(axis=-1),
        ("consultations", ALL): total[..., list(WITH_DOCTOR)].sum(axis=-1),
        ("renounced", ALL): total[..., Outcome.RENOUNCED],
        ("ed_avoidable", ALL): total[..., list(AT_ED)].sum(axis=-1),
    }
    counts["ed_visits", ALL] = counts["ed_avoidable", ALL] + exogenous[..., list(AT_ED)].sum(axis=(-2, -1))
    counts["calls_advised", ALL] = total[..., Outcome.ADVISED] + exogenous[..., Outcome.ADVISED].sum(axis=-1)
    counts |= {(name, ALL): total[..., outcome] for name, outcome in ONE_OUTCOME.items()}
    for kind in CARE_KINDS:
        ended = outcomes[:, :, kind, :]
        counts["needs", of_kind(kind)] = ended.sum(axis=-1)
        counts["answered", of_kind(kind)] = ended[..., list(ANSWERED)].sum(axis=-1)
        counts["renounced", of_kind(kind)] = ended[..., Outcome.RENOUNCED]
    return counts


def _of_residents(records: Records) -> dict[Key, Counts]:
    """How the needs of residents ended, by band and ALD (elsewhere `all` holds visitors too)."""
    groups = records.groups
    parts = {
        "needs": groups.sum(axis=-1),
        "answered": groups[..., list(ANSWERED)].sum(axis=-1),
        "resident_consultations": groups[..., list(WITH_DOCTOR)].sum(axis=-1),
        "renounced": groups[..., Outcome.RENOUNCED],
        "ed_avoidable": groups[..., list(AT_ED)].sum(axis=-1),
        "appointments": records.group_waits[..., 0],
        "appointment_days": records.group_waits[..., 1],
    }
    return {
        (name, group): counts
        for name, part in parts.items()
        for group, counts in people_groups(part)
        if group != ALL or name == "resident_consultations"
    }


def _waits(waits: Counts) -> dict[Key, Counts]:
    """Appointments and their delays, from ``[month, cell, kind, days]``."""
    counts: dict[Key, Counts] = {}
    days = np.arange(MOST_DAYS)
    for group, part in [(ALL, waits.sum(axis=2)), *((of_kind(k), waits[:, :, k, :]) for k in CARE_KINDS)]:
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


def of_counters(catchment: CatchmentResult, records: Records) -> tuple[Tallies, Tallies]:
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
        if counters["type"][row] >= FIRST_LINE:
            lost = counts[:, [LEFT_QUEUE, CLOSED_OUT, TURNED_AWAY]].sum(axis=1).astype(np.float64)
            whole["calls", group], whole["calls_abandoned", group] = began, lost
            whole["calls", ALL] += began
            whole["calls_abandoned", ALL] += lost
            continue
        visits = VISITS_AT[CounterType(int(counters["type"][row]))]
        whole[visits, group] = began
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
