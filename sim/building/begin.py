"""A territory to fill by hand: two made-up communes, and all else as it is assumed where no file says it."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from sim.building.assemble import built_of
from sim.building.build import Done
from sim.building.built import Plan
from sim.building.report import reports
from sim.building.words import both, say
from sim.building.write import check_name, write
from sim.france.facts import Reading
from sim.france.join import join

# No commune has these codes. A village and a hamlet ten minutes off, in the middle of the country.
MADE_UP: dict[str, tuple[object, ...]] = {
    "code": ("99001", "99002"),
    "lat": (46.50, 46.55),
    "lon": (2.50, 2.55),
    "area_km2": (20.0, 15.0),
    "population": (2000.0, 600.0),
    "gps": (2.0, 0.0),
}
# One line a doctor of whom something is known; what is empty is drawn.
DOCTORS: dict[str, tuple[object, ...]] = {
    "commune": ("99001", "99001"),
    "number": (1, 2),
    "age": ("60+", "55-59"),
    "sessions": ("", 8),
    "site": ("", ""),
    "mode": ("mt", ""),
    "source": ("", ""),
}
YEAR = "2023"


def begin(name: str, config_dir: Path, lang: str) -> Done:
    """Writes it as `build` does. Raises BuildingError for a name that is none, or taken."""
    files = check_name(name, config_dir, force=False)
    table = pd.DataFrame(MADE_UP)
    table.insert(1, "name", [say("new_commune", lang, n=n + 1) for n in range(len(table))])
    by_hand = Reading("by_hand", "communes", say("new_file", lang), YEAR, len(table), len(table), table)
    title = both("new_title", lambda _lang: {"name": name})
    plan = Plan(name, title, join([by_hand]), tuple(table["code"]), lang=lang)
    built = replace(built_of(plan), source=both("new_source"), doctors=pd.DataFrame(DOCTORS))
    return Done(plan, built, write(plan, built, files, reports(plan, built, (), ())), (), ())
