"""Two tables of services one by one: visits by day, and GPs by month."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.outcomes.counting.doctor_counts import GpMonths
from sim.outcomes.storage.columns import months_column, replication_column, words_column
from sim.outcomes.storage.replication_result import ReplicationResult, Stretch

VALUES: Final = ("panel", "visits", "hours", "weeks", "refused")


def daily(played: ReplicationResult) -> pa.Table:
    """(replication, date, commune, service, n): services begun at each counter, calls answered by each line,
    by day; of a service with several stops, at each. ``commune`` is "" where it has no place, or lies beyond;
    days without any have no row.
    """
    days = len(played.days)
    counts: dict[tuple[str, str], NDArray[np.int64]] = {}  # by service and commune
    for catchment in played.catchments:
        if not catchment.cells.names:  # wholly in the ring
            continue
        begun = catchment.records.daily[:days]
        for row, name in enumerate(catchment.counter_names):
            commune = int(catchment.counters["commune"][row])
            place = name, catchment.communes[commune] if commune >= 0 else ""
            counts[place] = counts.get(place, 0) + begun[:, row]
    places = sorted(counts)
    table = np.array([counts[place] for place in places], dtype=np.int64).reshape(len(places), days).T
    day, service = np.nonzero(table)
    first = np.datetime64(played.first, "D")
    return pa.table(
        {
            "replication": replication_column(played, len(day)),
            "date": pa.array(first + day.astype("timedelta64[D]")),
            "commune": words_column(service, [commune for _, commune in places]),
            "service": words_column(service, [name for name, _ in places]),
            "n": table[day, service],
        }
    )


def doctors(stretch: Stretch, gps: Sequence[GpMonths]) -> pa.Table:
    """(replication, month, commune, doctor, birth_year, panel, visits, hours, weeks, refused): GPs who are
    heads and practise in a reported commune, by the name and the commune of their first practice.

    ``panel``: patients on the first of the month, who share one in equal parts; ``weeks``: weeks at work in
    it; ``refused``: requests to be their patient that they refused. A month in which a doctor is not in
    practice on the first and holds no session has no row.
    """
    parts = [_of_catchment(each) for each in gps]
    names = [name for part, _, _ in parts for name in part]
    communes = [commune for _, part, _ in parts for commune in part]
    values = {
        name: np.concatenate(
            [np.zeros((len(stretch.months), 0)), *(made[name] for _, _, made in parts)], axis=1
        )
        for name in ("birth_year", "there", *VALUES)
    }
    order = np.lexsort((names, communes)) if names else np.empty(0, dtype=np.int64)
    values = {name: value[:, order] for name, value in values.items()}
    month, doctor = np.nonzero(values["there"])
    columns: dict[str, Any] = {
        "replication": replication_column(stretch.played, len(month)),
        "month": months_column(stretch, month),
        "commune": words_column(doctor, [communes[i] for i in order]),
        "doctor": words_column(doctor, [names[i] for i in order]),
        "birth_year": values["birth_year"][month, doctor].astype(np.int32),
    }
    return pa.table(columns | {name: values[name][month, doctor] for name in VALUES})


def _of_catchment(gps: GpMonths) -> tuple[list[str], list[str], dict[str, NDArray[np.float64]]]:
    """Names and communes of the doctors; ``[month, doctor]`` of each value."""
    catchment, heads = gps.source.catchment, gps.heads
    first = gps.agendas[heads.first]
    which = np.flatnonzero(heads.counted & catchment.cells.reported[first["commune"]])
    names = [catchment.agenda_names[gps.rows[heads.first[row]]] for row in which]
    communes = [catchment.communes[first["commune"][row]] for row in which]
    sums = {"visits": heads.each(np.add, gps.visits.T).T, "hours": gps.hours}
    sums |= {"panel": _panels(gps), "weeks": gps.weeks, "refused": gps.refused}
    rows = first["doctor"]
    born = np.where(rows >= 0, catchment.doctors["birth_year"][rows], 0)
    there = (gps.present > 0) | (sums["visits"] > 0)
    sums |= {"there": there, "birth_year": np.broadcast_to(born, there.shape)}
    return names, communes, {name: np.asarray(value[:, which], np.float64) for name, value in sums.items()}


def _panels(gps: GpMonths) -> NDArray[np.float64]:
    """``[month, doctor]``: their part of the panel they serve first."""
    of, first = gps.heads.of, gps.heads.first
    panel = np.where(gps.agendas["panel"] >= 0, gps.agendas["panel"], -1 - np.arange(len(gps.agendas)))
    _, group = np.unique(panel, return_inverse=True)
    in_group = np.zeros((gps.panels.shape[0], group.max(initial=-1) + 1))
    np.add.at(in_group.T, group, gps.panels.T)
    sharers = np.zeros_like(in_group)
    np.add.at(sharers.T, group[first], gps.present.T)
    share = np.divide(in_group, sharers, out=np.zeros_like(in_group), where=sharers > 0)
    return np.asarray(share[:, group[first]] * gps.present) if len(of) else np.zeros((len(in_group), 0))
