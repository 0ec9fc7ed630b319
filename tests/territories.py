"""Small synthetic territories for tests: written as a planner would write them, read as theirs are."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from sim.territory import BANDS, Territory, load_territory

START = date(2024, 1, 1)
KM_APART = 6.0  # villages stand on a line, about 12 minutes from one to the next
DEGREES_PER_KM = 1 / 111.195
SHARES = (18, 16, 18, 19, 17, 10, 2)  # of 100 residents, by band


@dataclass(frozen=True)
class Small:
    """A territory, and what it was read from."""

    settings: dict[str, Any]
    folder: Path
    territory: Territory


def small(
    n_communes: int = 2,
    residents: int = 200,
    catchments: int = 1,
    folder: Path | None = None,
    start: date = START,
    **changes: Any,
) -> Small:
    """Makes and loads one.

    `residents` people, shared evenly among `n_communes` communes 90001, 90002 … (C1, C2 …) on a line, in
    `catchments` catchments b1, b2 … dealt out in turn. No growth, no visitors unless `changes` (blocks of the
    settings that replace ours, such as `visitors={…}`) bring some.
    """
    folder = folder or Path(tempfile.mkdtemp(prefix="territory-"))
    codes = [str(90001 + i) for i in range(n_communes)]
    people = [residents // n_communes + (i < residents % n_communes) for i in range(n_communes)]
    write_communes(folder, codes, people, catchments)
    write_ages(folder, codes)
    settings = {**default_settings(codes), **changes}
    return Small(settings, folder, load_territory(settings, folder, start))


def travel(territory: Territory) -> NDArray[np.int16]:
    """(n, n) minutes between all communes."""
    return territory.roads.within(np.arange(len(territory)))


def visitors(territory: Territory) -> NDArray[np.float64]:
    """(n, 366) visitors present in all communes, by day of the leap year."""
    return territory.visitors_in(np.arange(len(territory)))


def write_communes(folder: Path, codes: list[str], people: list[int], catchments: int) -> None:
    lines = ["code;name;lat;lon;population_2023;growth;area_km2;gps;catchment;shore;ehpad;no_car"]
    for i, (code, n) in enumerate(zip(codes, people, strict=True)):
        lat = 44.5 + i * KM_APART * DEGREES_PER_KM
        lines.append(f"{code};C{i + 1};{lat:.5f};-1.0;{n};0;20;1;b{i % catchments + 1};coast;{n // 100};0.06")
    (folder / "communes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_ages(folder: Path, codes: list[str]) -> None:
    header = ";".join(["CODGEO", "P21_POP", *(f"P21_{band.insee}" for band in BANDS)])
    lines = [header] + [";".join([code, "100", *map(str, SHARES)]) for code in codes]
    (folder / "ages.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def default_settings(codes: list[str]) -> dict[str, Any]:
    return {
        "name": "small",
        "title": "A small territory",
        "source": "made for a test",
        "communes": "communes.csv",
        "ages": "ages.csv",
        "travel": None,
        "roads": {
            "detour": 1.3,
            "fixed_minutes": 2,
            "short_km": 10,
            "medium_km": 20,
            "short_kmh": 45,
            "medium_kmh": 55,
            "long_kmh": 70,
            "own_commune": 0.333,
            "around_water": None,
        },
        "ald": by_band(0.03, 0.04, 0.08, 0.17, 0.33, 0.52, 0.60),
        "no_car": by_band(0.03, 0.08, 0.04, 0.04, 0.07, 0.20, 0.50),
        "visitors": {"coast": {"peak": 0.0, "shape": {"08-15": 1.0}}},
        "places": {
            "ed": {"title": "Urgences", "commune": codes[0], "lat": 44.5, "lon": -1.0},
            "city": {"title": "City", "commune": None, "lat": 44.8, "lon": -0.6},
        },
        "demography": {
            "growth": 1,
            "birth": 0.03,
            "death": by_band(0.0003, 0.0004, 0.001, 0.0035, 0.011, 0.045, 0.22),
            "leave": by_band(0.035, 0.08, 0.05, 0.025, 0.015, 0.015, 0.01),
            "arrive": by_band(0.18, 0.21, 0.27, 0.16, 0.13, 0.04, 0.01),
        },
        "measures": {},
    }


def by_band(*values: float) -> Mapping[str, float]:
    return {band.key: value for band, value in zip(BANDS, values, strict=True)}


def own_folder(own: Path, name: str, n_communes: int, residents: int, catchments: int = 1) -> None:
    """A user's folder: a territory with services of its own, and room for scenarios."""
    (own / "territory/files").mkdir(parents=True)
    (own / "scenarios").mkdir()
    settings = dict(small(n_communes, residents, catchments, own / "territory/files").settings)
    settings |= {"name": name, "communes": "files/communes.csv", "ages": "files/ages.csv"}
    settings["services"] = {"open": {"ed_here": {"profile": "ed", "at": "ed"}}}
    text = yaml.safe_dump(json.loads(json.dumps(settings)), sort_keys=False, allow_unicode=True)
    (own / f"territory/{name}.yaml").write_text(text, encoding="utf-8")


def villages(own: Path) -> None:
    """A user's folder with a territory ``villages``: Bourg and Moulin, with 60 residents and two doctors
    each, and an emergency department, ``ed_here``.
    """
    own_folder(own, "villages", 2, 120)
    communes = own / "territory/files/communes.csv"
    text = communes.read_text(encoding="utf-8").replace(";C1;", ";Bourg;").replace(";C2;", ";Moulin;")
    communes.write_text(text.replace(";20;1;b1;", ";20;2;b1;"), encoding="utf-8")


# Rows that a user's folder adds to the vocabulary: a kind of need with clock and hours of its own, a type of
# service with an outcome, a price and a group of endings of its own.
OWN_TABLES = {
    "kinds": """
mental_health:
  label: {en: Mental health, fr: Santé mentale}
  description: {en: A follow-up of mental health, fr: Un suivi de santé mentale}
  urgency: planned
  clock: recurring
  hours: evenings
  avoids_stays: true
""",
    "services": """
medicobus:
  label: {en: Médicobus, fr: Médicobus}
  description: {en: A bus with a GP on board, fr: Un bus avec un généraliste à bord}
  form: counter
  outcome: seen_medicobus
  answer: counter
""",
    "outcomes": """
seen_medicobus:
  label: {en: Seen in the médicobus, fr: Vu dans le médicobus}
  description: {en: Seen by the GP of the bus, fr: Vu par le généraliste du bus}
  group: bus
  end: seen
  contact: true
  price: [medicobus]
  counted_as: medicobus_visits
""",
    "endings": """
bus:
  label: {en: In the bus, fr: Dans le bus}
  description: {en: Seen in the médicobus, fr: Vu dans le médicobus}
  colour: "#a65628"
""",
}
# What a scenario says of them.
OWN_NUMBERS = """
title: A bus, and follow-ups of mental health
source: made for a test
territory: hamlet
needs:
  recurring:
    mental_health:
      share:
        {age_0_14: 0.05, age_15_29: 0.3, age_30_44: 0.3, age_45_59: 0.3, age_60_74: 0.4, age_75_89: 0.4,
         age_90_up: 0.5}
      days:
        {age_0_14: 30, age_15_29: 20, age_30_44: 20, age_45_59: 20, age_60_74: 20, age_75_89: 25,
         age_90_up: 30}
      least_days: 3
      missed_share: 0.5
  patience: {mental_health: {least: 1, mean: 8}}
  hours:
    evenings: [.1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, 4, 4, 4, 4, .1, .1, .1]
pathway:
  steps:
    mental_health:
      - {try: medicobus, within_hours: 12, uptake: 0.5}
      - {try: own, within_days: 10, who: [with_mt]}
      - {try: nearby, within_days: 10}
      - {try: retry, after_days: 2}
services:
  profiles:
    village_bus:
      type: medicobus
      minutes: {mental_health: 30, acute_minor: 20}
      spread: 0.5
      queue_most: 3
      patience_minutes: 40
      awareness: {first: 1, last: 1, days: 0}
      servers: {mon-fri: {"9-17": 1}}
  open:
    village_bus: {profile: village_bus, at: C1}
costs: {unit_costs: {medicobus: 45}}
run: {end: 2025-03-31, warmup_days: 31, trace: 1}
"""


def folder_with_own_words(own: Path) -> None:
    """A user's folder: a hamlet, rows of the vocabulary, a scenario ``own_words`` that speaks of them."""
    own_folder(own, "hamlet", 2, 300)
    (own / "vocabulary").mkdir()
    for table, rows in OWN_TABLES.items():
        (own / f"vocabulary/{table}.yaml").write_text(rows, encoding="utf-8")
    (own / "scenarios/own_words.yaml").write_text(OWN_NUMBERS, encoding="utf-8")
