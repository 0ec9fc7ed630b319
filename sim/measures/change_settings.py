"""Settings of needs, pathways, services, doctors or costs are others from a day on."""

from typing import Self

from pydantic import model_validator

from sim.changes.dated_settings import ChangeSettings, EndSettings
from sim.measures.field_types import When
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.dated import DatedSettings


class SettingsChange(Plan, DatedSettings):
    """What it says holds from ``on``; with ``until``, what holds without it does again from that day."""

    turn = Turn.RULES

    on: When
    until: When | None = None

    @model_validator(mode="after")
    def some_days(self) -> Self:
        """It holds on one day at least."""
        if self.until == self.on:
            raise ValueError(f"until is {self.until}, as on is: it would hold on no day; write a later date")
        return self


def change(clock: Clock, supply: Supply, draws: Draws, plan: SettingsChange) -> Process:
    """On the day; for whoever comes on it, too."""
    since = clock.date_of(plan.on)
    until = None if plan.until is None else clock.date_of(plan.until)
    if until is not None and until <= since:
        return
    yield clock.until(plan.on)
    if until is not None and until <= clock.today:  # all of it lies before the first day
        return
    supply.ask(ChangeSettings(supply.measure, plan.set, plan.times, since, until))
    if until is not None:
        yield clock.until(until)
        supply.ask(EndSettings(supply.measure, plan.set, plan.times))
