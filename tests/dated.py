"""For each setting that may be dated, something to set: what every test of them goes through; and a small
territory to play it on.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.scenario.settings import Settings
from sim.territory import Territory, load_territory
from sim.world.build import build
from sim.world.prepare import Prepared, prepare
from sim.world.world import World
from tests.territories import own_folder

BANDS = ("age_0_14", "age_15_29", "age_30_44", "age_45_59", "age_60_74", "age_75_89", "age_90_up")
SETTLE = {
    "commune": "C2", "contract": "liberal", "age": 36, "ramp_days": 10, "ramp_start": 0.4,
    "departure_hazard": 0.05, "notice": 180,
}  # fmt: skip


def by_band(value: float) -> dict[str, float]:
    return dict.fromkeys(BANDS, value)


def nest(key: str, value: Any) -> dict[str, Any]:
    """A value under its dotted key."""
    for part in reversed(key.split(".")):
        value = {part: value}
    return value


# By the keys of `sim.scenario.datable.SETTINGS`: a key below them, and a value that is not ours.
EXAMPLES: dict[str, list[tuple[str, Any]]] = {
    "needs.avoided.**": [("needs.avoided", {"certificate": 0.8, "renewal": 0.5, "prevention": 0.4})],
    "needs.turns_acute.**": [
        ("needs.turns_acute.renewal", {"share": 0.6, "into": "acute_urgent", "after_days": 4}),
        ("needs.turns_acute.prevention", {"share": 0.5, "into": "acute_minor", "after_days": 11}),
    ],
    "needs.per_year": [("needs.per_year", 5)],
    "needs.weights.**": [("needs.weights", {"age_30_44": 1.5, "age_60_74": 1.9})],
    "needs.mix.**": [
        (
            "needs.mix",
            {
                "acute_urgent": by_band(0.5), "acute_minor": by_band(0.1), "prevention": by_band(0.3),
                "certificate": by_band(0.1),
            },
        )
    ],
    "needs.seasons.**": [("needs.seasons.acute_minor.week", {"mon": 0.1, "sun": 3})],
    "needs.epidemics.**": [("needs.epidemics", {"least": 1.5, "most": 1.9})],
    "needs.visitors.**": [("needs.visitors", {"acute_minor": 3})],
    "needs.visitor_part": [("needs.visitor_part", 1)],
    "needs.*_per_year": [("needs.other_call_per_year", 0.5)],
    "needs.housebound.ehpad_emergencies": [("needs.housebound.ehpad_emergencies", 9)],
    "needs.hours.**": [("needs.hours.working_days", [1, *[0.1] * 16, 9, 9, 9, 1, 1, 1, 1])],
    "needs.patience.**": [
        ("needs.patience.follow_up", {"least": 2, "mean": 9, "ahead": {"share": 0.7, "part": 0.4}})
    ],
    "needs.chronic.renewal_share": [("needs.chronic.renewal_share", 0.9)],
    "needs.chronic.**": [
        ("needs.chronic", {"days_with_ald": by_band(150), "put_off": {"a_year": 1, "into": "acute_minor"}}),
        ("needs.chronic", {"missed_share": 0.9, "least_days": 2}),
    ],
    "needs.recurring.**": [("needs.recurring.mental_health", {"days": by_band(5), "least_days": 1})],
    "pathway.**": [
        ("pathway.reach", {"minutes": 30, "most_minutes": 60}),
        (
            "pathway.steps.certificate",
            [{"try": "nearby", "within_days": 2}, {"try": "retry", "after_days": 3}],
        ),
        ("pathway.steps.acute_urgent.3", {"uptake": 0.2}),
        ("pathway.office_hours", {"weekdays": [10, 12]}),
        ("pathway", {"counter_minutes": 5, "no_car_minutes": 1, "most_attempts": 1, "sent_hours": 1}),
        ("pathway.use_falls_per_km", {"ed": {"child": 0.2, "adult": 0.1}}),
        ("pathway", {"sas_days": 0, "sas_freed_hours": 24}),
    ],
    "services.profiles.**": [
        ("services.profiles.ed", {"servers": {"mon-holiday": {"0-8": 1, "10-24": 1}}, "queue_most": 2}),
        ("services.profiles.ed", {"minutes": {"certificate": 90, "acute_minor": 70}, "law": "lognormal"}),
        ("services.profiles.ed", {"wakes": 0.5, "awareness": {"first": 0.2, "last": 0.4, "days": 90}}),
        (
            "services.profiles.line15.answers.acute_minor",
            {"advised": 0.2, "slot": 0.2, "counter": 0.1, "ed": 0.5},
        ),
        ("services.profiles.line15", {"patience_minutes": 0.5, "spread": 0.1}),
    ],
    "services.agendas.*.slots.**": [("services.agendas.tele_day.slots", {"mon": [200, 99], "sun": [90, 0]})],
    "services.agendas.*.works_holidays": [("services.agendas.tele_day.works_holidays", False)],
    "services.agendas.*.lead_days": [("services.agendas.tele_evening.lead_days", 2)],
    "services.agendas.*.horizon_days": [("services.agendas.tele_evening.horizon_days", 9)],
    "services.agendas.*.kinds.**": [("services.agendas.tele_day.kinds", ["prevention", "follow_up"])],
    "services.agendas.*.open_to_others": [("services.agendas.tele_evening.open_to_others", False)],
    "doctors.activity.home_visit_slots": [("doctors.activity.home_visit_slots", 3)],
    "doctors.activity.round_slots": [("doctors.activity.round_slots", 2)],
    "doctors.visits.**": [("doctors.visits", {"practice": 9, "spread": 1})],
    "doctors.on_screen.**": [("doctors.on_screen", {"acute_minor": 0.9})],
    "doctors.answers.longer_days": [("doctors.answers.longer_days", 0)],
    "doctors.answers.longer_delays": [("doctors.answers.longer_delays", 1)],
    "doctors.answers.shorter_visits": [("doctors.answers.shorter_visits", 1)],
    "doctors.returns.**": [("doctors.returns", {"power": 0.9, "most": 3})],
    "doctors.answers.**": [("doctors.answers", {"above": 0.5, "below": 0.3, "step": 0.1, "most_a_month": 3})],
    "doctors.horizon_days": [("doctors.horizon_days", 20)],
    "doctors.reserves.**": [("doctors.reserves", {"same_day": 0.5, "panel": 0.3, "overtime": 0})],
    "doctors.booking.**": [("doctors.booking", {"no_show_base": 0.3, "no_show_most": 0.4, "cancelled": 0.5})],
    "doctors.patients.look.**": [("doctors.patients.look", {"never": 0.9, "nearer": 0.8})],
    "doctors.patients.look_ald": [("doctors.patients.look_ald", 1)],
    "doctors.patients.search_days.**": [("doctors.patients.search_days", {"never": 20, "lost": 5})],
    "doctors.patients.search_ald": [("doctors.patients.search_ald", 0.05)],
    "doctors.patients.asks_when_seen.**": [("doctors.patients.asks_when_seen", {"looking": 1, "others": 1})],
    "doctors.patients.looks_when_refused": [("doctors.patients.looks_when_refused", 1)],
    "doctors.patients.news.**": [("doctors.patients.news", {"heard": 0.5, "days": 9})],
    "doctors.patients.takes_anyway.**": [("doctors.patients.takes_anyway", {"ald": 1, "other": 0.9})],
    "doctors.patients.far_minutes": [("doctors.patients.far_minutes", 1)],
    "doctors.patients.ald_extra": [("doctors.patients.ald_extra", 900)],
    "doctors.women": [("doctors.women", 1)],
    "doctors.newcomer.**": [("doctors.newcomer", {"panel_cap": 77, "week": {"mon": [1, 1]}})],
    "costs.unit_costs.**": [("costs.unit_costs", {"consultation": 45, "ed": 300})],
    "costs.reimbursed.**": [("costs.reimbursed", {"usual": 0.5, "without_mt": 0.1})],
    "costs.participation": [("costs.participation", 4)],
    "costs.hospitalisations.**": [("costs.hospitalisations.per_missed_follow_up", 0.02)],
    "costs.hours.**": [("costs.hours", {"between_visits": 1, "administrative": 2})],
}  # fmt: skip
RECURRING = "needs.recurring.**"  # no kind that we ship recurs


class Played(NamedTuple):
    """A scenario and what it is played on."""

    settings: Settings
    territory: Territory
    prepared: Prepared
    world: World


def played(own: Path, name: str, measures: Mapping[str, Any], **more: Any) -> Played:
    """A scenario of the user's folder ``own``."""
    run = {"start": "2025-01-01", "end": "2025-06-30", "warmup_days": 60, "trace": 1, "worlds": "central"}
    page = {"title": "a", "source": "a test", "run": run, "measures": measures, **more}
    (own / f"scenarios/{name}.yaml").write_text(json.dumps(page), encoding="utf-8")
    settings = load([f"scenario={name}"], own, schemas()).settings
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    prepared = prepare(territory, settings)
    return Played(settings, territory, prepared, build(prepared, 0))


def small(own: Path, measures: Mapping[str, Any], catchments: int = 1, people: int = 400) -> Played:
    """On two communes (of each catchment), with visitors and two rooms for those who settle."""
    own_folder(own, "hamlets", 2 * catchments, people, catchments)
    file = own / "territory/hamlets.yaml"
    territory = yaml.safe_load(file.read_text(encoding="utf-8"))
    territory["visitors"] = {"coast": {"peak": 0.3, "shape": {"08-15": 1.0}}}
    file.write_text(yaml.safe_dump(territory), encoding="utf-8")
    return played(own, "mine", measures, territory="hamlets")
