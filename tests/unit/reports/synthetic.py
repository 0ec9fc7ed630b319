"""Run folders made up for tests: the Parquet schemas of ``sim.outcomes.storage.tables``, with plausible
numbers.

Nothing here comes from the model. Two communes, Mios and Biganos; two doctors of Mios retire in every run,
and three settle there in the scenario. Numbers of the scenario differ from the baseline's by what ``effect``
says.
"""

import math
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from scipy import stats

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.storage.manifest import Manifest, Share, save
from sim.schema.languages import Worded

AS_IS: Worded = {"en": "Mios as it is", "fr": "Mios tel qu’il est"}
COMMUNES = {"33284": "Mios", "33051": "Biganos"}
START, END = date(2025, 1, 1), date(2027, 12, 31)
FIRST = date(2024, 1, 1)
OPENING = date(2025, 10, 1)
KINDS = ("acute_urgent", "acute_minor", "follow_up", "renewal", "prevention", "certificate")
FACTORS = (12.9898, 78.233, 37.719, 4.581)
SHARES = {
    "seen_own": 0.52, "seen_other": 0.10, "seen_team": 0.01, "seen_sas": 0.02,
    "teleconsulted": 0.03, "seen_cmsi": 0.09,
    "seen_sos": 0.03, "seen_mmg": 0.01, "seen_front": 0.01, "seen_ed": 0.05, "outside": 0.03, "advised": 0.03,
    "no_show": 0.02, "cancelled": 0.02, "renounced": 0.02,
    "not_asked": 0.005, "left": 0.002, "waiting": 0.003,
}  # fmt: skip
NAMES = (
    "gps", "gp_fte", "without_mt", "delay_mean", "delay_median", "delay_p90", "within_48h", "renounced_share",
    "refused_share", "travel_minutes", "consultations", "ed_visits", "ed_avoidable", "cmsi_visits",
    "sos_visits",
    "calls", "calls_advised", "cost_commune", "cost_insurance", "cost_patients", "apl", "teleconsultations",
)  # fmt: skip
MIOS = (
    4,
    3.6,
    16,
    6.5,
    4,
    16,
    36,
    3.1,
    12,
    9.2,
    3900,
    330,
    140,
    700,
    90,
    410,
    130,
    0,
    91000,
    39000,
    2.1,
    120,
)
BIGANOS = (
    10,
    9.4,
    11,
    5.8,
    3,
    14,
    41,
    2.4,
    9,
    6.0,
    4100,
    300,
    120,
    260,
    80,
    380,
    120,
    0,
    88000,
    36000,
    3.4,
    90,
)
LEVELS = {
    "33284": dict(zip(NAMES, MIOS, strict=True)),
    "33051": dict(zip(NAMES, BIGANOS, strict=True)),
}
GROUPS = {"band:age_30_44": 1.3, "band:age_75_89": 0.6, "ald:yes": 0.5, "ald:no": 1.1}  # of people
SUMMED = (
    "gps", "gp_fte", "consultations", "ed_visits", "ed_avoidable", "cmsi_visits", "sos_visits",
    "calls", "calls_advised",
    "cost_commune", "cost_insurance", "cost_patients", "teleconsultations",
)  # fmt: skip


def noise(*key: int) -> float:
    """A standard normal number that depends on the key alone."""
    mixed = (
        math.sin(sum(factor * part for factor, part in zip(FACTORS, key, strict=False)) + 0.1) * 43_758.5453
    )
    return NormalDist().inv_cdf(0.0005 + 0.999 * (mixed - math.floor(mixed)))


def months() -> list[date]:
    return [at.date() for at in pd.date_range(FIRST, END, freq="MS")]


def write_run(
    folder: Path,
    name: str = "mios_as_is",
    title: Worded = AS_IS,
    doctors: int = 0,
    replications: int = 6,
    effect: float = 1.0,
    leave_out: Sequence[str] = (),
    indicators: Sequence[str] | None = None,
    needs: int = 300,
) -> Path:
    """Writes one run folder and returns it.

    ``doctors`` settle at the opening; ``effect`` scales what they change.
    """
    run = folder / f"{name}-{doctors}"
    run.mkdir(parents=True)
    made = range(replications)
    tables: dict[str, Callable[[int], pa.Table]] = {
        "outcomes": lambda r: outcomes(r, doctors * effect, needs),
        "waits": lambda r: waits(r, doctors * effect),
        "indicators": lambda r: indicator_table(r, doctors, effect, indicators),
        "events": lambda r: events(r, doctors),
        "trace": lambda r: trace(r, doctors * effect, needs),
    }
    for table, make in tables.items():
        if table not in leave_out:
            (run / f"{table}.parquet").mkdir()
            for r in made:
                pq.write_table(make(r), run / f"{table}.parquet" / f"replication-{r:05d}.parquet")
    _write_words(run, name, title, doctors, replications)
    return run


def _write_words(run: Path, name: str, title: Worded, doctors: int, replications: int) -> None:
    measures: dict[str, Any] = {
        "first_retirement": {"retire": {"doctor": "mios_1", "on": "2025-06-30", "notice": 180}},
        "second_retirement": {"retire": {"doctor": "mios_2", "on": "2026-12-31", "notice": 180}},
    }
    if doctors:
        site = {
            "site": "gisele_halimi",
            "commune": "Mios",
            "on": OPENING.isoformat(),
            "rooms": 4,
            "capital_cost": 280000,
        }
        measures["premises"] = {"open_site": site}
        settle = {"doctors": doctors, "site": "gisele_halimi", "by": OPENING.isoformat(), "probability": 0.95}
        measures["settle"] = {"install": settle}
    config = {
        "title": title,
        "source": '000, "À venir", 1',
        "territory": {"name": "mios", "communes": "mios/communes.csv"},
        "needs": {"rates": {"acute_minor": [1.9, 1.4, 1.2, 1.1, 1.0, 1.1, 1.2]}},
        "run": {
            "start": START.isoformat(),
            "end": END.isoformat(),
            "warmup_days": 366,
            "replications": replications,
        },
        "measures": measures,
    }
    (run / "config.yaml").write_text(
        yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    made = {
        r: Share(needs=600_000 + r, residents=23_474, wall_s=3.5, kernel_s=0.3) for r in range(replications)
    }
    manifest = Manifest(
        run_id=run.name, scenario=name, label=f"{name}, settle.doctors={doctors}", title=title,
        territory="mios", seed=33284, first_day=FIRST, start=START, end=END, hash="0f" * 32,
        communes=COMMUNES, grain="commune", catchments=("arcachon",), own_vocabulary={},
        replications=replications, threads=1,
        versions={"python": "3.11.2", "numpy": "2.2"}, commit="0123456789abcdef0123456789abcdef01234567",
        by_replication=made,
    )  # fmt: skip
    save(manifest, run)


def _words(values: Sequence[str]) -> pa.Array:
    return pa.array(list(values), type=pa.string()).dictionary_encode()


def _table(replication: int, columns: dict[str, Any]) -> pa.Table:
    n = len(next(iter(columns.values())))
    return pa.table({"replication": np.full(n, replication, dtype=np.int32), **columns})


def _strength(month: date, doctors: float) -> float:
    """How much of the scenario is felt in a month: nothing before the opening, all after half a year."""
    since = (month.year - OPENING.year) * 12 + month.month - OPENING.month
    return doctors * min(1.0, max(0.0, (since + 1) / 6))


def _season(month: date) -> float:
    return 1 + 0.18 * np.cos(2 * np.pi * (month.month - 1) / 12)


def outcomes(replication: int, doctors: float, needs: int) -> pa.Table:
    """Needs by month, commune, kind and outcome; zeros left out."""
    rows = []
    for m, month in enumerate(months()):
        for c, commune in enumerate(COMMUNES):
            moved = 0.02 * _strength(month, doctors if commune == "33284" else doctors / 5)
            for k, kind in enumerate(KINDS):
                total = needs * 4 * _season(month) * (1 + 0.03 * noise(replication, m, c, k))
                for outcome, share in SHARES.items():
                    take = {
                        "seen_own": moved,
                        "seen_cmsi": -moved / 2,
                        "renounced": -moved / 5,
                        "seen_other": -0.3 * moved,
                    }
                    n = round(total * max(0.0, share + take.get(outcome, 0.0)))
                    if n:
                        rows.append((month, commune, kind, outcome, n))
    month, commune, kind, outcome, n = zip(*rows, strict=True)
    return _table(
        replication,
        {
            "month": pa.array(month, type=pa.date32()),
            "commune": _words(commune),
            "kind": _words(kind),
            "outcome": _words(outcome),
            "n": pa.array(n, type=pa.int64()),
        },
    )


def waits(replication: int, doctors: float) -> pa.Table:
    """Appointments by days waited, 90 and more as 90: geometric, with a mean by kind."""
    rows = []
    for m, month in enumerate(months()):
        for c, commune in enumerate(COMMUNES):
            felt = _strength(month, doctors if commune == "33284" else doctors / 6)
            for k, kind in enumerate(KINDS):
                mean = (1.2, 3.0, 9.0, 6.0, 12.0, 5.0)[k] * (1 - 0.09 * felt)
                p = 1 / (1 + mean)
                n = np.rint(
                    220 * p * (1 - p) ** np.arange(91) * (1 + 0.03 * noise(replication, m, c, k))
                ).astype(int)
                rows += [(month, commune, kind, d, int(n[d])) for d in range(91) if n[d]]
    month, commune, kind, days, n = zip(*rows, strict=True)
    return _table(
        replication,
        {
            "month": pa.array(month, type=pa.date32()),
            "commune": _words(commune),
            "kind": _words(kind),
            "days": pa.array(days, type=pa.int32()),
            "n": pa.array(n, type=pa.int64()),
        },
    )


CHANGE = {  # for each doctor who has settled, as a share of the level; gps and gp_fte apart
    "without_mt": -0.06, "delay_mean": -0.07, "delay_median": -0.05, "delay_p90": -0.06, "within_48h": 0.05,
    "renounced_share": -0.07, "refused_share": -0.08, "consultations": 0.012,
    "ed_avoidable": -0.01, "ed_visits": -0.004,
    "cmsi_visits": -0.03, "cost_insurance": 0.01, "apl": 0.2, "travel_minutes": -0.05, "calls": 0.0005,
}  # fmt: skip


def value(name: str, commune: str, month: date, replication: int, doctors: float, effect: float) -> float:
    """One indicator in one commune and month."""
    level = LEVELS[commune][name]
    here = 1.0 if commune == "33284" else 0.15
    felt = _strength(month, doctors)
    if name in ("gps", "gp_fte"):
        gone = (month >= date(2025, 7, 1)) + (month >= date(2027, 1, 1)) if commune == "33284" else 0
        came = (doctors if month >= OPENING else 0) if name == "gps" else 0.9 * felt
        return level - gone * level / max(4, level) + came * (commune == "33284")
    if name == "cost_commune":
        return 280_000.0 if doctors and commune == "33284" and month == OPENING else 0.0
    wave = _season(month) if name in SUMMED else 1.0
    own = list(LEVELS["33284"]).index(name)
    shared = 0.02 * noise(replication, own, month.toordinal(), list(COMMUNES).index(commune))
    alone = 0.006 * noise(replication, own, month.toordinal() + 500_000, int(10 * doctors)) * (doctors > 0)
    drift = 1 + 0.05 * (month.year - 2024) if name == "without_mt" else 1.0
    return level * wave * drift * (1 + shared + alone + here * effect * CHANGE.get(name, 0.0) * felt)


def indicator_table(replication: int, doctors: int, effect: float, names: Sequence[str] | None) -> pa.Table:
    """Indicators of both communes and of the whole, all groups together."""
    rows = []
    for month in months():
        for name in names or LEVELS["33284"]:
            values = {c: value(name, c, month, replication, doctors, effect) for c in COMMUNES}
            whole = sum(values.values()) / (1 if name in SUMMED else len(values))
            rows += [
                (month, c, name, "all", v, CATALOGUE[name].unit) for c, v in [("*", whole), *values.items()]
            ]
            rows.append((month, "*", name, "kind:acute_urgent", whole / 3, CATALOGUE[name].unit))
            if CATALOGUE[name].by_whom:
                rows += [(month, "*", name, g, whole * n, CATALOGUE[name].unit) for g, n in GROUPS.items()]
    month, commune, name, group, values, unit = zip(*rows, strict=True)
    return _table(
        replication,
        {
            "month": pa.array(month, type=pa.date32()),
            "commune": _words(commune),
            "indicator": _words(name),
            "group": _words(group),
            "value": pa.array(values, type=pa.float64()),
            "unit": _words(unit),
        },
    )


def events(replication: int, doctors: int) -> pa.Table:
    """The two retirements; the site and those who settle; one chance departure in Biganos."""
    rows = [
        (date(2025, 6, 30), "departure", "mios_1", "", "33284", "retires"),
        (date(2026, 12, 31), "departure", "mios_2", "", "33284", "retires"),
        (date(2026, 1 + replication % 12, 5), "departure", "biganos_7", "", "33051", "overloaded"),
    ]
    if doctors:
        rows.append((OPENING, "site_opens", "gisele_halimi", "gisele_halimi", "33284", "4 rooms"))
        rows += [
            (
                date(2025, 10 + (i + replication) % 3, 1),
                "arrival",
                f"settle_{i + 1}",
                "gisele_halimi",
                "33284",
                "from outside",
            )
            for i in range(doctors)
        ]
    rows.sort(key=lambda row: row[0])
    columns = dict(
        zip(("date", "event", "entity", "site", "commune", "detail"), zip(*rows, strict=True), strict=True)
    )
    arrays = {
        name: pa.array(list(values), type=pa.string()) for name, values in columns.items() if name != "date"
    }
    return _table(replication, {"date": pa.array(columns["date"], type=pa.date32()), **arrays})


def trace(replication: int, doctors: float, needs: int) -> pa.Table:
    """Traced needs; the same key ends otherwise in the scenario for some, after the opening."""
    rng = np.random.Generator(np.random.Philox(key=[replication, 7]))
    n = needs * 10
    moment = np.sort(rng.integers(0, (END - FIRST).days * 86_400, n))
    names = list(SHARES)
    first = rng.choice(len(names), n, p=np.array(list(SHARES.values())) / sum(SHARES.values()))
    opened = moment >= (OPENING - FIRST).days * 86_400
    diverted = opened & (rng.random(n) < 0.04 * doctors)
    outcome = np.where(diverted & (rng.random(n) < 0.8), 0, first)
    kept = ~(opened & (rng.random(n) < (0.01 if doctors else 0.006)))
    resident = rng.integers(0, 60, n)
    occurrence = pd.Series(resident).groupby(resident).cumcount().to_numpy()
    commune = np.where(resident % 2 == 0, "33284", "33051")
    return _table(
        replication,
        {
            "commune": _words(commune[kept]),
            "resident": resident[kept].astype(np.int64),
            "kind": _words(np.array(KINDS)[rng.integers(0, 6, n)][kept]),
            "occurrence": (2 * occurrence[kept]).astype(np.int64),
            "arose": np.datetime64(FIRST, "ms") + 1000 * moment[kept].astype("timedelta64[ms]"),
            "outcome": _words(np.array(names)[outcome[kept]]),
            "service": _words(np.full(int(kept.sum()), "mios_1")),
            "days": np.zeros(int(kept.sum()), dtype=np.int32),
        },
    )


PERIODS = {"last 12 months, 2027-01..2027-12": (date(2027, 1, 1), date(2027, 12, 1))}
COLUMNS = (
    "run_id", "baseline_run_id", "label", "period", "scenario", "baseline", "commune", "indicator",
    "group", "unit",
    "baseline_mean", "scenario_mean", "difference", "low", "high", "replications",
    "freedom", "plausible_low", "plausible_high", "worlds",
)  # fmt: skip


def compare(
    folders: Sequence[Path],
    labels: Sequence[str] | None = None,
    periods: dict[str, tuple[date, date]] | None = None,
) -> pd.DataFrame:
    """The comparison of run folders with the first, paired by replication (flows summed, others averaged)."""
    frames = [pd.read_parquet(f / "indicators.parquet") for f in folders]
    rows = []
    for period, (first, last) in (periods or PERIODS).items():
        values = [_over(frame, first, last) for frame in frames]
        for i in range(1, len(folders)):
            names = [folders[j].name.rsplit("-", 1)[0] for j in (i, 0)]
            label = labels[i] if labels else names[0]
            for key in values[0].index:
                before, after = values[0].loc[key], values[i].loc[key]
                d = (after - before).dropna()
                half = (
                    stats.t.ppf(0.975, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d)) if len(d) > 1 else np.nan
                )
                commune, name, group, unit = key
                rows.append((
                    folders[i].name, folders[0].name, label, period, *names, commune, name, group,
                    unit, before.mean(),
                    after.mean(), d.mean(), d.mean() - half, d.mean() + half, len(d),
                    len(d) - 1, np.nan, np.nan, 1,
                ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _over(frame: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """(commune, indicator, group, unit) × replication over a period."""
    chosen = frame[(frame["month"] >= first) & (frame["month"] <= last)].astype(
        {"commune": str, "indicator": str}
    )
    chosen = chosen.astype({"group": str, "unit": str})
    keys = ["commune", "indicator", "group", "unit", "replication"]
    grouped = chosen.groupby(keys, observed=True)["value"]
    flow = np.array(
        [CATALOGUE[name].rule.value == "flow" for name in grouped.mean().index.get_level_values("indicator")]
    )
    return grouped.mean().where(~flow, grouped.sum()).unstack("replication")
