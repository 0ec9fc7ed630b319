"""Premises open: consulting rooms, on a date, for a price."""

from typing import Annotated

from sim.changes.doctors_and_sites import OpenSite
from sim.changes.payments import Pay
from sim.measures.field_types import Commune, Name, Named, When
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.terms import PayerName
from sim.schema.types import Amount, CountFrom1, between


class Premises(Plan):
    """A site with ``rooms`` in a commune; no more doctors practise there at a time than it has rooms."""

    turn = Turn.COMES

    site: Annotated[Name, Named("site", made=True)]
    commune: Commune
    on: When
    rooms: Annotated[CountFrom1, between(1, 1000)]
    capital_cost: Amount = 0.0
    payer: PayerName = "commune"


def open_site(clock: Clock, supply: Supply, draws: Draws, plan: Premises) -> Process:
    """On the day the rooms can be used, and what they cost is paid."""
    yield clock.until(plan.on)
    commune = supply.insee(plan.commune)
    supply.ask(OpenSite(plan.site, commune, plan.rooms))
    supply.ask(Pay("premises", plan.payer, plan.capital_cost, commune))
