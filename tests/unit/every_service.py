"""Three communes with one GP each, and a measure of every kind over every kind of service."""

from datetime import date
from typing import Any

from sim.scenario.doctors import Doctors
from sim.scenario.market import Market
from sim.scenario.needs import Needs
from sim.scenario.pathways import Pathways
from sim.scenario.run import RunSettings
from sim.scenario.services import Services
from sim.scenario.settings import Settings, TerritoryFiles
from sim.territory.territory import Territory
from sim.world.build import build
from sim.world.prepare import prepare
from sim.world.world import World
from tests.shipped import SHIPPED
from tests.territories import small
from tests.unit.measures.fakes import conf, planned

FIRST = date(2024, 11, 1)
START = date(2024, 12, 1)
END = date(2025, 3, 31)
HAZARD = dict.fromkeys(("under_55", "from_55", "from_62", "from_65", "from_67", "from_70"), 0.9)
WEEK = {day: [3, 3] for day in ("mon", "tue", "wed", "thu", "fri")} | {"sat": [0, 0], "sun": [0, 0]}
MEASURES: dict[str, dict[str, Any]] = {
    "premises": {"open_site": {"site": "halimi", "commune": "C1", "on": "2024-12-10", "rooms": 2}},
    "settle": {
        "install": {"doctors": 2, "site": "halimi", "by": "2024-12-10", "ramp_days": 60, "ramp_start": 0.4}
    },
    "moves": {"install": {"doctors": 1, "commune": "C3", "by": "2025-02-01", "from": "C2", "follow": 0.8}},
    "retires": {
        "retire": {"doctor": "c1_1", "on": "2025-01-15", "notice": 20, "successor": "settle_1", "share": 0.5}
    },
    "cmsi": {"open_counter": {"counter": "cmsi", "profile": "cmsi", "commune": "C1", "on": "2024-11-20"}},
    "cmsi_closes": {"close_counter": {"counter": "cmsi", "on": "2025-02-15", "until": "2025-03-01"}},
    "sas": {
        "open_line": {
            "line": "sas",
            "through": "line15",
            "profile": "sas",
            "on": "2024-01-01",
            "doctors": "all",
            "takes_part": 0.7,
            "slots": 1,
        }
    },
    "sas_closes": {"close_line": {"line": "sas", "on": "2025-03-10"}},
    "assistants": {
        "delegate": {
            "to": "assistant",
            "doctors": "C2",
            "on": "2024-12-15",
            "minutes_saved": 3,
            "taking_part": 1,
            "ramp_days": 40,
        }
    },
    "nurse": {
        "delegate": {
            "to": "ipa",
            "doctors": "all",
            "on": "start",
            "minutes_saved": -2,
            "training_days": 0,
            "ramp_days": 30,
            "agenda": {
                "kinds": ["follow_up", "renewal"],
                "week": WEEK,
                "slot_minutes": 40,
                "ramp_start": 0.5,
            },
        }
    },
    "turnover": {
        "turnover": {
            "hazard": HAZARD,
            "notice": 30,
            "replaced": 1,
            "at_once": 0.5,
            "takeover": 0.7,
            "vacancy_days": 20,
            "age": 35,
            "contract": "liberal",
            "ramp_days": 30,
            "ramp_start": 0.6,
            "spared": ["c1_1"],
        }
    },
}


def setting() -> tuple[Territory, Settings, World]:
    """Three communes of 100 people with one GP each, and every kind of service."""
    made = small(n_communes=3, residents=300, start=FIRST)
    place = made.territory
    services = conf("services")
    services = {
        **services,
        "open": {
            "ed": {"profile": "ed_small", "at": "ed"},
            "sos": {"profile": "sos", "at": "C2"},
            "line15": {"profile": "line15", "at": None},
        },
        "agendas": {
            name: {**agenda, "at": "city" if agenda["at"] else None}
            for name, agenda in services["agendas"].items()
        },
    }
    days = {"start": START, "end": END, "warmup_days": (START - FIRST).days}
    run = RunSettings.model_validate({**conf("run"), **days, "trace": 1.0, "seed": 5})
    settings = Settings(
        title="A test",
        source="made for a test",
        vocabulary=SHIPPED,
        territory=TerritoryFiles("small", made.settings, made.folder),
        needs=Needs.model_validate(conf("needs")),
        services=Services.model_validate(services),
        pathway=Pathways.model_validate(conf("pathway")),
        doctors=Doctors.model_validate({**conf("doctors"), "named": {}}),
        market=Market.model_validate(conf("market")),
        costs=None,
        run=run,
        measures={name: planned(block) for name, block in MEASURES.items()},
    )
    world = build(prepare(place, settings), 0)
    return place, settings, world
