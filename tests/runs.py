"""Replications made up from keyed draws, for tests of whatever reads or compares results."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sim.changes.change import SupplyEvent
from sim.changes.doctors_and_sites import Depart, Install
from sim.changes.payments import Pay
from sim.outcomes.counting.source import Tallies
from sim.outcomes.periods.by_month import by_stretch
from sim.outcomes.storage import run_folder
from sim.outcomes.storage.manifest import Manifest, Share
from sim.outcomes.storage.replication_result import CatchmentResult, ReplicationResult
from sim.outcomes.storage.tables import write_all
from sim.scenario.costs import Costs
from sim.world.cells import Cells
from sim.world.records import TRACE, Records, shapes
from sim.world.tables import AGENDA, COUNTER, DAY, DOCTOR, NEVER, Table, table
from tests.shipped import SHIPPED, AgendaSort, CounterType, typed

FIRST = date(2024, 1, 1)
START = date(2025, 1, 1)
ROOT = Path(__file__).resolve().parents[1]


def ends_of(trace: Table) -> Table:
    """The lines that say how a need ended, one a need."""
    return np.asarray(trace[trace["tried"] == 0])


def costs() -> Costs:
    return Costs.model_validate(
        yaml.safe_load((ROOT / "conf/costs/default.yaml").read_text(encoding="utf-8"))
    )


def days(n: int, first: date = FIRST) -> Table:
    rows = table(DAY, n)
    for number in range(n):
        day = first + timedelta(days=number)
        rows[number]["weekday"] = day.weekday()
        rows[number]["week"] = min(53, (day.timetuple().tm_yday - 1) // 7)
        rows[number]["month"] = 12 * (day.year - first.year) + day.month - first.month
        rows[number]["year"] = day.year
    return rows


def catchment(
    communes: tuple[str, ...], n_days: int, months: int, years: int, rng: np.random.Generator
) -> CatchmentResult:
    agendas = table(AGENDA, len(communes) + 2)
    agendas["commune"] = [*range(len(communes)), 0, -1]
    agendas["is_a"] = AgendaSort.GP
    agendas["is_a"][-1] = AgendaSort.OUTSIDE
    agendas["active"], agendas["slot_minutes"], agendas["until_day"] = 1, 18, NEVER
    agendas["from_day"][-2] = 100
    agendas["until_day"][0] = 300
    agendas["doctor"] = agendas["panel"] = [*range(len(agendas) - 1), -1]  # to each GP their own panel
    doctors = table(DOCTOR, len(agendas) - 1)
    doctors["panel"] = np.arange(len(doctors))
    counters = table(COUNTER, 3)
    for row, kind in zip(counters, (CounterType.CMSI, CounterType.ED, CounterType.LINE15), strict=True):
        typed(row, kind)
    counters["commune"] = [0, -1, -1]
    sizes = shapes(SHIPPED, months, len(communes), len(communes), len(agendas), len(counters), n_days, years)
    arrays = {name: rng.integers(0, 40, size) for name, size in sizes.items()}
    arrays["adults_without_mt"] = arrays["adults"] // 8
    arrays["people"] = arrays["adults"] + arrays["children_without_mt"] + 100
    arrays["contacts"][..., 0] += 100
    trace = table(TRACE, 60)
    trace["commune"] = rng.integers(0, len(communes), 60)
    trace["resident"] = rng.integers(0, 9, 60)
    trace["clock"] = rng.integers(0, 2, 60)
    trace["kind"], trace["outcome"] = rng.integers(0, 6, 60), rng.integers(0, 17, 60)
    trace["occurrence"] = np.arange(60)
    trace["service"] = rng.integers(-4, len(agendas), 60)
    return CatchmentResult(
        communes=communes,
        cells=Cells(communes, np.arange(len(communes), dtype=np.int32)),
        doctors=doctors,
        agendas=agendas,
        agenda_names=tuple(f"gp_{communes[0]}_{row}" for row in range(len(agendas))),
        counters=counters,
        counter_names=(f"cmsi_{communes[0]}", f"ed_{communes[0]}", "the_15"),
        travel=np.full((len(communes), len(communes)), 12, dtype=np.int32),
        records=Records(**arrays, trace=trace),
    )


def played(replication: int = 0, seed: int = 1, n_days: int = 1096, shift: int = 0) -> ReplicationResult:
    """Three communes in two catchments over three years. ``shift``: this many more needs, answered."""
    rng = np.random.default_rng([seed, replication])
    table_of_days = days(n_days)
    months, years = int(table_of_days["month"][-1]) + 1, int(table_of_days["year"][-1]) - FIRST.year + 1
    catchments = (
        catchment(("33284", "33009"), n_days, months, years, rng),
        catchment(("2A004",), n_days, months, years, rng),
    )
    if shift:
        catchments[0].records.outcomes[:, 0, :, 0] += shift
        catchments[0].records.waits[:, 0, :, 0] += shift
    day = date(2025, 10, 1)
    settles = Install("settle_1", "33284", "halimi", 1985, "liberal", "outside", day)
    opening = [
        SupplyEvent(day, "settle", settles, "halimi", "33284"),
        SupplyEvent(day, "settle", Pay("post", "commune", 280_000.0, "33284"), "", "33284"),
    ]
    return ReplicationResult(
        replication=replication,
        vocabulary=SHIPPED,
        first=FIRST,
        days=table_of_days,
        catchments=catchments,
        events=[
            SupplyEvent(date(2025, 3, 2), "leaves", Depart("gp_1"), "", "33284"),
            *(opening if shift else ()),
        ],
    )


COMMUNES = {"33284": "Mios", "33009": "Arcachon", "2A004": "Ajaccio"}


def manifest(run_id: str = "mios-1", **given: Any) -> Manifest:
    """Of a run of these communes of which nothing has been played."""
    usual = {
        "run_id": run_id,
        "scenario": "mios",
        "label": "",
        "title": "Mios",
        "territory": "mios",
        "seed": 7,
        "first_day": FIRST,
        "start": START,
        "end": date(2026, 12, 31),
        "hash": "abc",
        "communes": COMMUNES,
        "replications": 1,
        "threads": 1,
    }
    return Manifest(**usual | given)


def write_replication(folder: Path, made: ReplicationResult) -> None:
    """The files of a replication, beside those that are there already."""
    with run_folder.beside(folder, made.replication) as place:
        write_all(made, costs(), place)


def write_run(
    folder: Path, fresh: Manifest, made: Iterable[ReplicationResult], config: Mapping[str, Any] | None = None
) -> Manifest:
    """A run folder with these replications, added to what it holds."""
    with run_folder.writing(folder):
        held = run_folder.open_for_writing(folder, fresh, config or {})
        for one in made:
            write_replication(folder, one)
            held = run_folder.adopt(folder, held, one.replication, Share(one.needs, one.residents, 2.0, 1.0))
        run_folder.close(folder, held)
    return held


def indicators(made: ReplicationResult) -> Tallies:
    """Of all months at once."""
    ((_, found),) = by_stretch(made, costs(), len(made.months))
    return found
