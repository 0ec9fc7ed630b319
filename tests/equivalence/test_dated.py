"""Settings that change on a date: both engines play them event for event, whatever changes, and however an
engine keeps its intensities.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
import yaml

from sim.engine import simulate
from sim.engine.history import History
from sim.kernels import patients as kernel_patients
from sim.kernels.patients import KernelPatients
from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.scenario import datable
from sim.vocabulary.structure import MOST_KINDS, Action, EventClass
from sim.vocabulary.time import DAY
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import LogRow, Patients
from sim.world.row_edits import EditAgenda, EditCounter, EditHours, EditPathway, EditReach, EditSettings
from sim.world.world import World
from tests.both_engines import alike, difference, kernel_log, unlike
from tests.dated import EXAMPLES, RECURRING, SETTLE, Played, nest, played, small
from tests.shipped import CounterType, Kind, Outcome
from tests.territories import folder_with_own_words
from tests.worlds import (
    ALWAYS,
    EHPAD,
    EVERYBODY,
    Change,
    changes,
    make_hours,
    make_pathway,
    play,
    small_world,
)

FIRST = date(2024, 11, 25)
LASTS = timedelta(days=40)  # every third change
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OTHERS = {
    "settle": {"install": {**SETTLE, "doctors": 1, "by": "2025-03-01"}},
    "settle_late": {"install": {**SETTLE, "doctors": 2, "by": "2025-05-20"}},
    "cmsi": {"open_counter": {"counter": "cmsi_x", "profile": "cmsi", "commune": "C2", "on": "2025-01-10"}},
    "sas": {
        "open_line": {
            "line": "sas", "profile": "sas", "through": "line15", "on": "2025-01-12", "doctors": "all",
            "takes_part": 1, "slots": 1,
        }
    },
    "sas_ends": {"close_line": {"line": "sas", "on": "2025-03-20"}},
    "nurse": {
        "delegate": {
            "to": "ipa", "doctors": "C1", "on": "2025-02-01", "training_days": 0, "ramp_days": 0,
            "agenda": {
                "kinds": ["follow_up"], "slot_minutes": 30, "ramp_start": 1,
                "week": {day: [2 * (day[0] != "s")] * 2 for day in DAYS},
            },
        }
    },
    "locum": {"stand_in": {"doctors": "all", "on": "2025-01-01", "finds": 1, "activity": 0.5}},
    "sas_again": {"change": {"on": "2025-02-20", "set": nest("services.profiles.sas.queue_most", 1)}},
    "cmsi_slower": {"change": {"on": "2025-03-25", "times": nest("services.profiles.cmsi.minutes", 3)}},
}  # fmt: skip


def dated(keys: list[str]) -> dict[str, Any]:
    """A measure for each example, three days after the one before; every third ends after a while."""
    found, day = {}, FIRST
    for key in keys:
        for at, value in EXAMPLES[key]:
            plan = {"on": str(day), "set": nest(at, value)}
            if len(found) % 3 == 0:
                plan["until"] = str(day + LASTS)
            found[f"change_{len(found):02}"] = {"change": plan}
            day += timedelta(days=3)
    return found


def compared(on: Played) -> tuple[History, list[Any]]:
    """Both engines play it alike; the history, and the log of each catchment."""
    ours, reference, kernels = alike(on.world, on.territory, on.settings)
    for c in range(len(on.world.catchments)):
        for name in ("doctors", "panels", "agendas", "counters"):
            mine, other = (getattr(patients, name)(c) for patients in (reference, kernels))
            assert np.array_equal(mine, other), f"{name} of catchment {c}"
    return ours, list(reference.log)


def test_every_setting_that_may_be_dated(tmp_path):
    """One after the other, beside doctors, services and teams that come; all examples of ``tests.dated``."""
    keys = [each.keys for each in datable.SETTINGS if each.holds and each.keys != RECURRING]
    measures = dated(keys)
    history, (log,) = compared(small(tmp_path, {**measures, **OTHERS}))
    told = [event.event for event in history.events if event.measure.startswith("change_")]
    ends = sum("until" in each["change"] for each in measures.values())
    assert told.count("settings_change") == len(measures) > 55
    assert told.count("settings_end") == ends
    assert sum(line.verb == LogEvent.AVOIDED and line.b >= 0 for line in log) > 3
    assert sum(line.verb == LogEvent.NEED and line.tag // 16 == 15 for line in log) > 3


def test_all_of_them_in_three_catchments_in_another_order(tmp_path):
    keys = [each.keys for each in datable.SETTINGS if each.holds and each.keys != RECURRING]
    compared(small(tmp_path, dated(keys[::-1]), catchments=3, people=450))


def test_all_of_them_from_the_first_day_on(tmp_path):
    """With ``until`` on several days, so that they also end."""
    keys = [each.keys for each in datable.SETTINGS if each.holds and each.keys != RECURRING]
    measures = dated(keys)
    for number, plan in enumerate(measures.values()):
        plan["change"] |= {"on": "2024-11-01", "until": str(FIRST + timedelta(days=7 + 2 * number))}
    history, _ = compared(small(tmp_path, measures))
    begun = [event.date for event in history.events if event.event == "settings_change"]
    assert set(begun) == {date(2024, 11, 2)}, "the first day of the warm-up"


@pytest.mark.heavy  # compiles the kernels for another vocabulary
def test_intervals_of_what_recurs(tmp_path):
    folder_with_own_words(tmp_path)
    page = yaml.safe_load((tmp_path / "scenarios/own_words.yaml").read_text(encoding="utf-8"))
    measures = {
        f"change_{n}": {"change": {"on": f"2025-0{n}-01", "set": nest(key, value)}}
        for n, (key, value) in enumerate(EXAMPLES[RECURRING], 1)
    }
    measures["bus"] = {
        "change": {"on": "2025-02-10", "set": nest("services.profiles.village_bus.patience_minutes", 3)}
    }
    del page["run"]
    _, (log,) = compared(
        played(tmp_path, "mine", measures, **{k: v for k, v in page.items() if k not in ("title", "source")})
    )
    assert sum(line.verb == LogEvent.NEED and line.tag // 16 == 3 for line in log) > 100


RATES = {
    "more": {"change": {"on": "2025-01-01", "times": nest("needs.per_year", 1.1)}},  # a new-year day
    "other": {"change": {"on": "2025-02-05", "set": nest(*EXAMPLES["needs.mix.**"][0])}},
    "night": {"change": {"on": "2025-01-01", "set": nest(*EXAMPLES["needs.hours.**"][0])}},
    "less": {"change": {"on": "2025-03-10", "until": "2025-05-10", "times": nest("needs.weights", 0.95)}},
}


def test_intensities_that_are_kept_by_the_year_are_the_same(tmp_path, monkeypatch):
    """A chapter that begins on the day of a change, and changes within one."""
    on = small(tmp_path, RATES, catchments=2)
    compared(on)
    records = []
    for cells in (kernel_patients.WHOLE_CELLS, 0):
        monkeypatch.setattr(kernel_patients, "WHOLE_CELLS", cells)
        world, patients = KernelPatients.founded(on.prepared, 0, threads=2)
        simulate(world, on.territory, on.settings, patients)
        records.append(patients.finish())
    for whole, by_year in zip(*records, strict=True):
        assert unlike(whole, by_year) == {}


def test_what_is_set_and_ends_leaves_rows_as_they_were(tmp_path):
    keys = [each.keys for each in datable.SETTINGS if each.holds and each.keys != RECURRING]
    measures = dated(keys)
    for plan in measures.values():
        plan["change"]["until"] = "2025-06-15"
    ends = []
    for name, chosen in (("with", measures), ("without", {})):
        on = small(tmp_path / name, chosen)
        patients = KernelPatients(on.world)
        ends.append(simulate(on.world, on.territory, on.settings, patients))
    changed, usual = ends
    measured = (
        "horizon_days",
        "same_day",
        "panel_reserve",
        "overtime",
        "kinds",
        "lead_days",
        "works_holidays",
    )
    for name in measured:
        assert np.array_equal(changed.agendas[0][name], usual.agendas[0][name]), name
    for name in usual.counters[0].dtype.names:
        if name not in ("minutes", "answers"):  # of kinds that are not taken: as for those on the way
            assert np.array_equal(changed.counters[0][name], usual.counters[0][name]), name
    taken = usual.counters[0]["kinds"] == 1
    for name in ("minutes", "answers"):
        assert np.array_equal(changed.counters[0][name][taken], usual.counters[0][name][taken])


# --- worlds made by hand, where every branch of the model occurs


# On the even ones of these days a pathway has so many steps; on the odd ones what is acute goes by the next
# to a counter that closes at midnight.
FEWER, SHORT = range(3, 32), 3


def edited(world: World, variant: int) -> list[Change]:
    """Changes of supply and of rules, some of them on the first day."""
    row, made = world.settings[0], changes(world, variant)
    kinds = np.arange(16) % 2
    lost = {
        "avoided": np.full(16, 0.4),
        "turns_acute": np.full(16, 0.3),
        "turns_into": kinds,
        "turns_after": kinds + 3,
    }
    put_off = {"put_off": 5.0, "put_off_into": 1, "usual_days": row.follow_up_days}
    near = {
        "counter_minutes": 10,
        "no_car_minutes": 3,
        "sas_days": 1,
        "sas_freed_hours": 9,
        "sent_hours": 2,
        "most_attempts": 1,
    }
    load = {"above": 0.1, "below": 0.05, "step": 0.2, "most_steps": 4, "later_days": 9, "most_later": 3}
    edits = (
        (0, EditSettings({"looks_below": np.full((4, 2), 20000), "no_show_base": 0.2})),
        (0, EditAgenda(2, {"horizon_days": 50})),
        (17, EditAgenda(2, {"horizon_days": 9})),
        (31, EditSettings({"looks_below": row.looks_below, "far_minutes": 4})),
        (
            32,
            EditSettings({"patience_mean": row.patience_mean / 2, "patience_least": row.patience_least + 1}),
        ),
        (33, EditPathway(make_pathway(variant)[[4, 5, 2, 3, 1, 0, 6, 7]])),
        (40, EditHours(make_hours(np.random.default_rng(3)))),
        (41, EditReach(3.0, 12)),
        (45, EditSettings({"office_hours": ((10, 12), (0, 0)), "use_falls": row.use_falls + 0.05, **near})),
        (60, EditPathway(make_pathway(variant))),
        (
            62,
            EditSettings(
                {"far_minutes": 0, "takes_anyway": (0.9, 0.9, 0.9), "search_days": row.search_days / 3}
            ),
        ),
        (62, EditSettings({"asks_when_seen": (0.9, 0.7), "looks_when_refused": 0.8})),
        (70, EditSettings({"follow_up_days": row.follow_up_days * 2, "missed_share": 0.9, **put_off})),
        (72, EditSettings({"renewal_share": 0.1, "follow_up_least": 9, "ahead_below": np.full(16, 1800)})),
        (80, EditSettings(lost)),
        (90, EditSettings({"visit_seconds": row.visit_seconds * 2, "screen_below": row.screen_below // 2})),
        (90, EditSettings({**load, "most_a_month": 9, "home_visit_slots": 3, "cancel_share": 0.4})),
    )
    long, short, acute = make_pathway(variant), make_pathway(variant), [Kind.ACUTE_URGENT, Kind.ACUTE_MINOR]
    short["action"][:, SHORT:] = Action.NONE
    for kind in acute:
        long["uptake"][kind, :SHORT] = 0.0
        long[kind, SHORT] = (Action.COUNTER, CounterType.SOS, EVERYBODY, ALWAYS, 24, 1.0)
    sos = world.catchments[0].counter_names.index("sos")
    slow = {"minutes": [300.0] * MOST_KINDS, "patience_minutes": 900.0}
    usual = {name: world.catchments[0].counters[name][sos] for name in slow}
    edits += ((FEWER[0], EditCounter(sos, slow)), (FEWER[-1], EditCounter(sos, usual)))
    edits += tuple((day, EditPathway(long if day % 2 else short)) for day in FEWER)
    for day, edit in edits:
        made += [(day, applied(c, edit)) for c in range(len(world.catchments))]
    return sorted((each for each in made if each[0] < world.n_days), key=lambda each: each[0])


def applied(catchment: int, edit: Any) -> Callable[[Patients], None]:
    def apply(patients: Patients) -> None:
        patients.apply(catchment, edit)

    return apply


@pytest.mark.parametrize(
    ("seed", "variant", "residents", "catchments", "days"),
    [
        (1, 0, 120, 1, 200),
        (2, 24, 130, 2, 180),
        (3, EHPAD, 150, 1, 150),
        (4, 31, 140, 1, 150),
        (5, 6, 90, 1, 240),
    ],
)
def test_rules_change_in_worlds_made_by_hand(seed, variant, residents, catchments, days):
    world = small_world(seed, residents=residents, catchments=catchments, days=days, variant=variant)
    reference, kernels = ReferencePatients(world), KernelPatients(world, log=True)
    expected = play(reference, world, edited(world, variant), (9,))
    got = play(kernels, world, edited(world, variant), (4,))
    for c in range(catchments):
        message = difference(sorted_log(reference.log[c]), kernel_log(kernels.log[c]))
        assert not message, f"catchment {c}: {message}"
        assert unlike(expected[c], got[c]) == {}
        turned = [line for line in reference.log[c] if line.verb == LogEvent.NEED and line.tag // 16 == 15]
        assert {line.occurrence % 16 == 15 for line in turned} == {True, False}, "of both sorts"
        assert any(map(has_no_step_left, reference.log[c]))


def has_no_step_left(line: LogRow) -> bool:
    """Whether somebody has to leave a queue when their pathway has no more a step of that number."""
    day, second = divmod(line.second, DAY)
    closes = line.event_class == EventClass.CLOSURE and second == 0 and day in FEWER and day % 2 == 0
    return closes and line.verb == LogEvent.ENDS and line.a == Outcome.RENOUNCED
