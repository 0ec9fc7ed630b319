"""Who is within an audience, told from a world's tables and a log: neither engine is asked."""

from collections.abc import Iterator, Sequence
from typing import Any

from sim.vocabulary.structure import EventClass, SeenAt, Sort, Trait
from sim.vocabulary.time import DAY
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import LogRow
from sim.world.tables import ALL_SLOTS, Table
from sim.world.world import World

OF_SERVICES = (EventClass.CLOSURE, EventClass.OPENING, EventClass.RELEASE)  # events whose row is no person


def surely_outside(world: World, catchment: int, person: int, day: int, row: Any, sent: bool) -> bool:
    """Whether a request is outside the audience of a row, with a médecin traitant or without."""
    who = world.catchments[catchment].residents[person]
    resident, home = who["is_a"] == Sort.RESIDENT, who["housebound"]
    age = int(world.days["year"][day]) - int(who["birth_year"])
    has = {
        Trait.AGES: row["age_from"] <= age <= row["age_to"],
        Trait.ALD: who["ald_from"] <= day,
        Trait.NO_CAR: who["no_car"] == 1,
        Trait.WITHOUT_MT: True,
        Trait.AT_HOME: home == SeenAt.HOME,
        Trait.EHPAD: home == SeenAt.EHPAD,
        Trait.ELSEWHERE: home != SeenAt.EHPAD,
        Trait.POOR: who["poor"] == 1,
    }
    theirs = {trait for trait, there in has.items() if there} if resident else {Trait.ELSEWHERE}
    theirs |= {Trait.SENT} if sent else set()
    lacks = any(int(row["all_of"]) & trait and trait not in theirs for trait in Trait)
    any_of = {trait for trait in Trait if int(row["any_of"]) & trait}
    return lacks or bool(any_of and not any_of & theirs)


def intruders(
    world: World, catchment: int, log: Sequence[LogRow], agendas: Table, counters: Table
) -> Iterator[str]:
    """Who set out for a counter, or booked a session that is kept whole, without being of its audience.

    The lines of a log in the order of keys. Whom a line has just answered is taken for sent.
    """
    kinds: dict[tuple[int, int, int], int] = {}
    answered: tuple[int, ...] = ()
    for line in log:
        if line.event_class in OF_SERVICES:
            continue
        key, day = tuple(line[:5]), line.second // DAY
        need = (line.entity, line.tag // 16, line.occurrence)
        if line.verb == LogEvent.NEED:
            kinds[need] = line.a
        elif line.verb == LogEvent.ANSWERED:
            answered = key
        elif line.verb == LogEvent.GOES and kinds.get(need, 99) < len(world.vocabulary.care_kinds):
            if surely_outside(world, catchment, line.entity, day, counters[line.a], key == answered):
                yield f"{line.entity} to counter {line.a} on day {day}"
        elif line.verb == LogEvent.BOOKED and agendas[line.a]["kept"] == ALL_SLOTS:
            early = line.b // 2 - day > agendas[line.a]["freed_days"]
            out = surely_outside(world, catchment, line.entity, day, agendas[line.a], key == answered)
            if early and out:
                yield f"{line.entity} with agenda {line.a} on day {day}"
