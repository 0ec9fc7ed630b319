"""What the labour market as shipped says of published rows, without a run: as docs/market.md has it."""

from pathlib import Path
from typing import Final

from sim.calibration.errors import CalibrationError
from sim.calibration.market.country import OWN, conf_doctors, conf_market, first, read_communes, regions
from sim.calibration.market.held_back import AID_MONTHS, BONUS, arrondissements, says_of
from sim.calibration.market.playing import Land
from sim.vocabulary.time import MONTHS_A_YEAR

RATES: Final = ("distance_university", "early_loss")
HELD_BACK: Final = ("distance_birth", "bonus_additionality", "bonus_cost_per_net_gp")
PERCENT: Final = 100.0
MILLION: Final = 1e6


def rows() -> tuple[str, ...]:
    """Ids of conf/published.csv that the market shows."""
    return *RATES, *HELD_BACK, *(one.id for one in arrondissements())


def as_shipped(data: Path) -> dict[str, float]:
    """By id, from the files of the country in a folder; what concerns the region of conf/market only if they
    know it, and nothing of files that do not say enough. Raises BuildingError, SourceError.
    """
    market, doctors = conf_market(), conf_doctors()
    try:
        communes = read_communes(data)
        places = tuple(regions(communes, doctors, market))
    except CalibrationError:
        return {}
    land = Land(places, first(doctors, communes), market, 1.0 - doctors.particular, (), ())
    figures, said = land.figures(market), says_of(land, market)
    found = {id: figures[id] for id in RATES} | {"distance_birth": said.home}
    if any(region.code == OWN for region in places):
        paid = BONUS * AID_MONTHS / MONTHS_A_YEAR  # to each GP of the zone, over the years counted
        found |= {
            "bonus_additionality": said.aid,
            "bonus_cost_per_net_gp": PERCENT * paid / said.aid / MILLION,
        }
        found |= {one.id: heads for one, heads in zip(arrondissements(), said.heads, strict=True)}
    return found
