"""What goes on anyway: doctors leave by the hazard of their age, and elsewhere others take their place."""

from typing import Annotated, ClassVar, Final, NamedTuple

from sim.changes.doctors_and_sites import Depart, Install
from sim.measures.field_types import Named
from sim.measures.leaving import by_age, exit_day, give_notice
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.doctors import Hazard
from sim.scenario.terms import ContractName
from sim.schema.types import Days, DoctorAge, MeanDays, Share

# Words of the draw about a succession (occurrence: how many held the practice before).
_REPLACED: Final = 0
_AT_ONCE: Final = 1
_VACANCY: Final = 2


class Turnover(Plan):
    """All doctors of the first day leave by ``hazard``, but ``spared`` ones and those whose last day another
    measure says: they stay until then.

    Who leaves is ``replaced`` with that probability.

    ``at_once`` is the share of successions without vacancy, in which ``takeover`` of the panel stays; the
    others wait for somebody, ``vacancy_days`` on average. Nobody comes to the communes that are ``unfilled``:
    their searches failed. A successor works the hours of the predecessor, at ``age`` on arrival.
    """

    turn = Turn.LEAVES
    alone: ClassVar[frozenset[str]] = frozenset({"turnover"})

    hazard: Hazard
    notice: Days
    replaced: Share
    at_once: Share
    takeover: Share
    vacancy_days: MeanDays
    age: DoctorAge
    contract: ContractName
    ramp_days: Days
    ramp_start: Share
    unfilled: tuple[Annotated[str, Named("commune")], ...] = ()
    spared: tuple[Annotated[str, Named("doctor")], ...] = ()  # doctors who stay


class Practice(NamedTuple):
    """A place that doctors hold one after the other."""

    first: str  # the doctor who held it on the first day
    holder: str
    commune: str
    birth_year: int
    held_before: int


def turnover(clock: Clock, supply: Supply, draws: Draws, plan: Turnover) -> Process:
    """Every practice goes its own way, with draws of its own."""
    yield clock.until(0)
    unfilled = {supply.insee(commune) for commune in plan.unfilled}
    stay = {*plan.spared, *supply.departures_said()}
    for doctor in supply.doctors("all"):
        if doctor.name not in stay and doctor.first_day:
            practice = Practice(doctor.name, doctor.name, doctor.commune, doctor.birth_year, 0)
            clock.begin(hold(clock, supply, draws, plan, practice, doctor.commune not in unfilled))


def hold(
    clock: Clock, supply: Supply, draws: Draws, plan: Turnover, practice: Practice, filled: bool
) -> Process:
    """The doctor practises until they leave; where the place is ``filled``, somebody may follow."""
    leaves = by_age(plan.hazard, practice.birth_year)
    own = draws.about(practice.holder, practice.commune)
    day = yield from exit_day(clock, supply, own, practice.holder, leaves, plan.notice)
    if day is None:
        return
    yield from give_notice(clock, supply, practice.holder, day, plan.notice)
    if not supply.practising(practice.holder):
        return
    own = draws.about(f"{practice.first}/succession", practice.commune)
    nth = practice.held_before
    follows = filled and own.uniform(nth, _REPLACED) < plan.replaced
    at_once = follows and own.uniform(nth, _AT_ONCE) < plan.at_once
    successor = f"{practice.first}.{nth + 2}"
    supply.ask(Depart(practice.holder, successor, plan.takeover) if at_once else Depart(practice.holder))
    if not follows:
        return
    if not at_once:
        yield clock.days(1 + int(plan.vacancy_days * own.exponential(nth, _VACANCY)))
    supply.ask(newcomer(clock, plan, practice, successor))
    born = clock.today.year - plan.age
    taken_over = practice._replace(holder=successor, birth_year=born, held_before=nth + 1)
    clock.begin(hold(clock, supply, draws, plan, taken_over, True))


def newcomer(clock: Clock, plan: Turnover, practice: Practice, name: str) -> Install:
    """A younger doctor in the practice of the one who left."""
    return Install(
        doctor=name,
        commune=practice.commune,
        site=None,
        birth_year=clock.today.year - plan.age,
        contract=plan.contract,
        origin="outside",
        since=clock.today,
        like=practice.holder,
        ramp_days=plan.ramp_days,
        ramp_start=plan.ramp_start,
    )
