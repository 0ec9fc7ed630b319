"""Doctors share their work with somebody at their side, or who sees patients on their own (docs/model.md,
Task transfer). What comes of it follows from minutes; no effect is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

from pydantic import PrivateAttr, ValidationInfo, model_validator

from sim.changes.payments import Pay
from sim.changes.sessions import ChangeActivity
from sim.changes.teams import CloseTeam, OpenTeam
from sim.measures.field_types import Cost, Doctors, When
from sim.measures.later import as_they_come
from sim.measures.plan import Awaited, Mention, Plan
from sim.measures.protocol import Clock, Doctor, Draws, Load, Process, Supply
from sim.scenario.professionals import DoctorsEach, MinutesSaved, Professional, Supervision, TeamAgenda
from sim.scenario.terms import ProfessionalName, vocabulary_in
from sim.schema.types import Days, Share

_WEEK: Final = 7.0  # days
_MOST_OF_A_VISIT: Final = 0.5  # that can be saved
_GONE: Final = {
    "activity": "what doctors gain comes out of `minutes_saved`, `used` and `supervision`, in minutes",
    "panel": "a doctor who has time opens the list by the load (docs/model.md, section 15)",
}


class Delegation(Plan):
    """From ``on`` (and the training), the doctors (all who practise there then and take part, or those named)
    work with a professional. Who is named and comes later has one at their side from that day on; an agenda
    needs them there on its day.

    What is not said is that of the professional's row, ``doctors.professionals``.
    """

    to: ProfessionalName
    doctors: Doctors
    on: When
    minutes_saved: MinutesSaved | None = None
    used: Share | None = None
    supervision: Supervision | None = None
    taking_part: Share | None = None
    training_days: Days | None = None
    ramp_days: Days | None = None
    doctors_each: DoctorsEach | None = None
    agenda: TeamAgenda | None = None
    cost: Cost | None = None

    _alone: bool = PrivateAttr(default=False)  # sees patients on their own

    @model_validator(mode="before")
    @classmethod
    def nothing_typed(cls, given: Any) -> Any:
        """What is not written any more, and what takes its place."""
        for key in _GONE.keys() & given.keys() if isinstance(given, Mapping) else ():
            raise ValueError(f"`{key}` is no longer written: {_GONE[key]}; take it out")
        return given

    @model_validator(mode="after")
    def of_its_form(self, info: ValidationInfo) -> "Delegation":
        """An agenda belongs to those who see patients on their own; to others one goes without a doctor."""
        row = next(row for row in vocabulary_in(info).professionals if row.id == self.to)
        if row.form == "counter":
            raise ValueError(
                f"people go to a {self.to} by themselves; write open_counter: {{counter: NAME, profile: "
                f"{row.counter}, commune: …, on: …}}, and where it is tried, `pathway: {{first: …}}`"
            )
        if row.form == "beside" and self.agenda is not None:
            raise ValueError(
                f"`agenda` belongs to who sees patients on their own, and “{self.to}” does not; take it out"
            )
        if row.form == "agenda" and self.doctors_each is not None:
            raise ValueError(f"`doctors_each` belongs to who works beside doctors; one {self.to} serves all")
        self._alone = row.form == "agenda"
        return self

    def awaits(self) -> tuple[Awaited, ...]:
        """Those for whom an agenda opens."""
        if not self._alone:
            return ()
        after = self.training_days or 0
        said = (each for each in self.mentions() if each.key == "doctors")
        return tuple(Awaited(each, self.on, after=after) for each in said)

    def together(self) -> tuple[Mention, ...]:
        """Those for whom an agenda opens."""
        return tuple(said.mention for said in self.awaits())

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """The agenda bears the name of the measure."""
        return (Mention("to", "team", measure),) if self._alone else ()


class Terms(NamedTuple):
    """On what terms: the row, and what the plan says instead."""

    row: Professional
    cost: Cost | None


def terms_of(plan: Delegation, row: Professional) -> Terms:
    """What the plan says goes before the row."""
    said = {key: value for key in Professional.model_fields if (value := getattr(plan, key)) is not None}
    cost = said.pop("cost", None)
    if cost is None and row.cost is not None:
        cost = Cost(payer=row.cost.payer, yearly=row.cost.yearly)
    return Terms(row.model_copy(update=said), cost)


def delegate(clock: Clock, supply: Supply, draws: Draws, plan: Delegation) -> Process:
    """From the end of the training on; at the side of those named who come later, from their first day on."""
    terms = terms_of(plan, supply.professional(plan.to))
    begins = clock.day_of(plan.on) + terms.row.training_days
    yield clock.until(begins)
    there = supply.doctors(plan.doctors)
    if terms.row.agenda is None:

        def begin(one: Doctor) -> Process:
            return shared(clock, supply, plan, terms, (one,), clock.day)

        as_they_come(clock, supply, plan.doctors, there, begin)
    taking = tuple(taking_part(draws, plan.doctors, there, terms.row.taking_part))
    yield from shared(clock, supply, plan, terms, taking, min(clock.day, begins))


def taking_part(draws: Draws, named: Doctors, there: Sequence[Doctor], share: float) -> Iterator[Doctor]:
    """Of the doctors who are there those who take part: drawn for each, unless they are named."""
    names = (named,) if isinstance(named, str) else named
    for one in there:
        if one.name in names or draws.about(one.name, one.commune).uniform(0, 0) < share:
            yield one


def shared(
    clock: Clock, supply: Supply, plan: Delegation, terms: Terms, there: Sequence[Doctor], first_day: int
) -> Process:
    """Month by month while one of the doctors practises."""
    row, doctors = terms.row, [doctor.name for doctor in there]
    commune = there[0].commune if there else ""
    since, told = clock.today, dict[str, ChangeActivity]()
    if row.agenda is not None and doctors:
        supply.ask(team(clock, supply, terms, tuple(doctors), first_day))
    if terms.cost is not None and terms.cost.once and doctors:
        supply.ask(Pay(plan.to, terms.cost.payer, terms.cost.once * posts(row, len(doctors)), commune))
    visits: Mapping[str, float] = {}
    while doctors:
        done = 1.0 if row.ramp_days == 0 else min(1.0, (clock.day - first_day) / row.ramp_days)
        for name in doctors:
            week = supply.usual_slots(name) * supply.visit_minutes
            asked = activity(name, row, supply.visit_minutes, done, visits.get(name, 0.0), week)
            if asked != told.get(name, ChangeActivity(name, 1.0)):
                supply.ask(asked)
            told[name] = asked
        if terms.cost is not None and terms.cost.yearly:
            amount = terms.cost.in_month(since, clock.today) * posts(row, len(doctors))
            supply.ask(Pay(plan.to, terms.cost.payer, amount, commune))
        if row.supervision.visit:
            loads = yield supply.past_month()
            yield clock.until(clock.day)  # in its turn
            doctors = [name for name in doctors if supply.practising(name)]
            visits = shared_visits(clock, supply, loads, doctors, alone=row.agenda is not None)
        else:
            yield clock.next_month()
            doctors = [name for name in doctors if supply.practising(name)]
    if row.agenda is not None and supply.practising(supply.measure):
        supply.ask(CloseTeam(supply.measure))


def activity(
    name: str, row: Professional, minutes: float, done: float, visits: float, week: float
) -> ChangeActivity:
    """What becomes of a doctor's slots, and of how long visits last.

    ``minutes``: of a visit; ``done``: part of the ramp; ``visits``: shared in a week; ``week``: minutes of
    the doctor's usual one.
    """
    saved = min(done * row.minutes_saved, _MOST_OF_A_VISIT * minutes)
    gained = 1.0 + row.used * saved / (minutes - saved)
    asked = row.supervision.visit * visits + row.supervision.week
    left = max(0.0, 1.0 - asked / week) if week else 1.0
    return ChangeActivity(name, gained * left, minutes=(minutes - saved) / minutes)


def shared_visits(
    clock: Clock, supply: Supply, loads: Mapping[str, Load], doctors: Sequence[str], *, alone: bool
) -> dict[str, float]:
    """Visits of a week of the past month that were shared, by doctor: their own, or a part of the team's."""
    weeks = (clock.today - timedelta(days=1)).day / _WEEK
    nobody = Load(0, 0, 0, 0)
    if alone:
        each = loads.get(supply.measure, nobody).visits / weeks / max(1, len(doctors))
        return dict.fromkeys(doctors, each)
    return {name: loads.get(name, nobody).visits / weeks for name in doctors}


def posts(row: Professional, doctors: int) -> float:
    """How many posts are paid: those beside doctors by the number of doctors, one agenda for all."""
    return 1.0 if row.agenda is not None else doctors / row.doctors_each


def team(clock: Clock, supply: Supply, terms: Terms, doctors: tuple[str, ...], first_day: int) -> OpenTeam:
    """The agenda of who sees patients on their own."""
    agenda = terms.row.agenda
    assert agenda is not None
    return OpenTeam(
        team=supply.measure,
        doctors=doctors,
        kinds=agenda.kinds,
        week=agenda.week.values,
        slot_minutes=agenda.slot_minutes,
        since=clock.date_of(first_day),
        ramp_days=terms.row.ramp_days,
        ramp_start=agenda.ramp_start,
    )
