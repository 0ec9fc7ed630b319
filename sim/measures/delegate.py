"""Doctors delegate: to an assistant who gives them time, or to a nurse (IPA) who has an agenda of her own."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import model_validator

from sim.changes.changes import ChangeActivity, CloseTeam, OpenList, OpenTeam, Pay
from sim.measures.field_types import Cost, Doctors, Factor, When
from sim.measures.later import as_they_come
from sim.measures.plan import Awaited, Mention, Plan
from sim.measures.protocol import Clock, Doctor, Draws, Process, Supply
from sim.scenario.services import MOST_SLOT, Slotted
from sim.scenario.terms import KindName
from sim.schema.types import CountFrom1, Days, Plain, Share, between


class TeamAgenda(Plain):
    """The nurse's own appointments, for the kinds of need that the doctors' patients may bring to her."""

    kinds: tuple[KindName, ...]
    week: Slotted  # appointments by half-day
    slot_minutes: Annotated[CountFrom1, between(1, MOST_SLOT)]
    ramp_start: Share  # share of the agenda offered on the first day


class Delegation(Plan):
    """From ``on``, the doctors named (or all who practise there that day) work with an assistant or a nurse.
    Who is named and comes later has an assistant from that day on; a nurse needs them there on hers.

    ``activity`` multiplies their slots: above 1 is time gained, below 1 supervision. ``panel`` multiplies the
    panel they take. Both are reached in a straight line over ``ramp_days``. The cost is for each doctor with
    an assistant, or for the one nurse.
    """

    to: Literal["assistant", "ipa"]
    doctors: Doctors
    on: When
    activity: Factor
    panel: Factor
    ramp_days: Days
    agenda: TeamAgenda | None = None
    cost: Cost | None = None

    @model_validator(mode="after")
    def a_nurse_has_an_agenda(self) -> Self:
        """An IPA sees patients herself, an assistant does not."""
        if (self.to == "ipa") != (self.agenda is not None):
            raise ValueError("`agenda` belongs to an ipa, who needs one; an assistant has none")
        return self

    def awaits(self) -> tuple[Awaited, ...]:
        """Those for whom a nurse works."""
        if self.agenda is None:
            return ()
        return tuple(Awaited(said, self.on) for said in self.mentions() if said.key == "doctors")

    def together(self) -> tuple[Mention, ...]:
        """Those for whom a nurse works."""
        return tuple(said.mention for said in self.awaits())

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """The nurse's agenda bears the name of the measure."""
        return (Mention("agenda", "team", measure),) if self.agenda is not None else ()


def delegate(clock: Clock, supply: Supply, draws: Draws, plan: Delegation) -> Process:
    """From the day on; an assistant also for those named who come later, from their first day on."""
    yield clock.until(plan.on)
    there = supply.doctors(plan.doctors)
    if plan.agenda is None:
        as_they_come(
            clock, supply, plan.doctors, there, lambda one: helped(clock, supply, plan, (one,), clock.day)
        )
    yield from helped(clock, supply, plan, there, min(clock.day, clock.day_of(plan.on)))


def helped(
    clock: Clock, supply: Supply, plan: Delegation, there: Sequence[Doctor], first_day: int
) -> Process:
    """Month by month until the ramp is done and while one of the doctors practises."""
    doctors, commune = [doctor.name for doctor in there], there[0].commune if there else ""
    since = clock.today
    if plan.agenda is not None and doctors:
        supply.ask(team(supply, plan, plan.agenda, tuple(doctors), clock.date_of(first_day)))
    if plan.cost is not None and plan.cost.once and doctors:
        amount = plan.cost.once * paid_for(plan, len(doctors))
        supply.ask(Pay(plan.to, plan.cost.payer, amount, commune))
    for name in doctors:
        if plan.panel > 1.0:  # that is what the aid is for
            supply.ask(OpenList(name))
    reached = -1.0
    while doctors:
        done = 1.0 if plan.ramp_days == 0 else min(1.0, (clock.day - first_day) / plan.ramp_days)
        if done != reached:
            for name in doctors:
                supply.ask(ChangeActivity(name, grown(plan.activity, done), grown(plan.panel, done)))
            reached = done
        if plan.cost is not None and plan.cost.yearly:
            amount = plan.cost.in_month(since, clock.today) * paid_for(plan, len(doctors))
            supply.ask(Pay(plan.to, plan.cost.payer, amount, commune))
        yield clock.next_month()
        doctors = [name for name in doctors if supply.practising(name)]
    if plan.agenda is not None and supply.practising(supply.measure):
        supply.ask(CloseTeam(supply.measure))


def grown(factor: float, done: float) -> float:
    """The factor when that share of the ramp is done."""
    return 1.0 + (factor - 1.0) * done


def paid_for(plan: Delegation, doctors: int) -> int:
    """How many posts are paid: an assistant for each doctor, one nurse for all."""
    return doctors if plan.to == "assistant" else 1


def team(
    supply: Supply, plan: Delegation, agenda: TeamAgenda, doctors: tuple[str, ...], since: date
) -> OpenTeam:
    """The nurse's agenda."""
    return OpenTeam(
        team=supply.measure,
        doctors=doctors,
        kinds=agenda.kinds,
        week=agenda.week.values,
        slot_minutes=agenda.slot_minutes,
        since=since,
        ramp_days=plan.ramp_days,
        ramp_start=agenda.ramp_start,
    )
