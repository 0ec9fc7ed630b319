"""Four communes with a doctor each, whose weeks have room for their patients and hardly more."""

from datetime import date
from functools import cache
from typing import Any

from sim.scenario.doctors import Doctors
from sim.scenario.market import Market
from sim.scenario.needs import Needs
from sim.scenario.pathways import Pathways
from sim.scenario.run import RunSettings
from sim.scenario.services import Services
from sim.scenario.settings import Settings, TerritoryFiles
from sim.territory.bands import BANDS
from tests.shipped import SHIPPED
from tests.territories import Small, small
from tests.unit.measures.fakes import conf, planned

FIRST, START, END = date(2024, 1, 1), date(2024, 2, 1), date(2025, 6, 30)
GPS = 4
NOBODY = {band.key: 0.0 for band in BANDS}
STILL = {"growth": 0, "birth": 0, "death": NOBODY, "leave": NOBODY, "arrive": {**NOBODY, "age_30_44": 1.0}}
ENOUGH = {day: [1, 0] for day in ("mon", "tue", "thu", "fri")} | {d: [0, 0] for d in ("wed", "sat", "sun")}
RATES = dict.fromkeys(("under_55", "from_55", "from_62", "from_65", "from_67", "from_70"), 0.25)
SEARCH = {"look": dict.fromkeys(("never", "lost", "far", "nearer"), 1.0), "takes": 1.0, "days": 10}


@cache
def place() -> Small:
    """Nobody is born, dies or moves."""
    return small(n_communes=GPS, residents=40 * GPS, start=FIRST, demography=STILL)


def settings_of(power: float, measures: dict[str, Any], seed: int, habits: dict[str, Any]) -> Settings:
    """Four doctors born in 1975 whose week has room for their patients, and hardly more."""
    doctors = conf("doctors")
    asks = dict.fromkeys(("never", "lost", "far", "nearer"), habits["days"])
    takes = dict.fromkeys(("ald", "commune", "other"), habits["takes"])
    own = {
        **doctors["patients"],
        "look": habits["look"],
        "search_days": asks,
        "takes_anyway": takes,
        "asks_when_seen": dict.fromkeys(("looking", "others"), habits["takes"]),
        "looks_when_refused": 0.0,
    }
    doctors = {
        **doctors,
        "particular": 0.0,
        "patients": own,
        "leaving": {"power": power, "most": 4},
        "named": {str(90001 + n): {"1": {"birth_year": 1975, "week": ENOUGH}} for n in range(GPS)},
    }
    shipped = conf("needs")
    needs = {
        **shipped,
        "per_year": 4.4,  # what the week has room for, whatever we ship
        "chronic": {**shipped["chronic"], "elsewhere": 0},
        "housebound": {**shipped["housebound"], "share": 0},  # a row a person
    }
    services = {**conf("services"), "open": {}, "agendas": {}}
    run = {**conf("run"), "start": START, "end": END, "warmup_days": (START - FIRST).days, "seed": seed}
    made = place()
    return Settings(
        title="A test",
        source="made for a test",
        vocabulary=SHIPPED,
        territory=TerritoryFiles("small", made.settings, made.folder),
        needs=Needs.model_validate(needs),
        services=Services.model_validate(services),
        pathway=Pathways.model_validate(conf("pathway")),
        doctors=Doctors.model_validate(doctors),
        market=Market.model_validate(conf("market")),
        costs=None,
        run=RunSettings.model_validate(run),
        measures={name: planned(block) for name, block in measures.items()},
    )
