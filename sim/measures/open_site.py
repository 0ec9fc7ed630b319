"""Premises open: consulting rooms, on a date, for a price."""

from sim.changes.changes import OpenSite, Pay
from sim.measures.field_types import Commune, Name, Payer, When
from sim.measures.plan import Mention, Plan
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.schema.types import Amount, CountFrom1


class Premises(Plan):
    """A site with ``rooms`` in a commune; no more doctors practise there at a time than it has rooms."""

    site: Name
    commune: Commune
    on: When
    rooms: CountFrom1
    capital_cost: Amount = 0.0
    payer: Payer = "commune"

    def mentions(self) -> tuple[Mention, ...]:
        """The commune."""
        return (Mention("commune", "commune", self.commune),)

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """The site."""
        return (Mention("site", "site", self.site),)


def open_site(clock: Clock, supply: Supply, draws: Draws, plan: Premises) -> Process:
    """On the day the rooms can be used, and what they cost is paid."""
    yield clock.until(plan.on)
    commune = supply.insee(plan.commune)
    supply.ask(OpenSite(plan.site, commune, plan.rooms))
    supply.ask(Pay("premises", plan.payer, plan.capital_cost, commune))
