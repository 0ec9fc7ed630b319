"""Where a person can be seen without a booking (docs/model.md, section 8)."""

import math
from collections.abc import Callable
from types import SimpleNamespace

from sim.draws import purposes
from sim.reference.counter import Counter
from sim.reference.draws import uniform
from sim.reference.person import Need
from sim.reference.place import Place
from sim.world.tables import COMES


def of_primary_care(place: Place, need: Need) -> bool:
    """Whether it is of primary care: no true emergency, and no call about something else."""
    return need.kind < len(place.vocabulary.care_kinds)


def within_reach(
    place: Place, need: Need, within: int, meant: Callable[[SimpleNamespace], bool], *, aware: bool
) -> list[tuple[int, int]]:
    """When the person can be at each counter that is meant, and its number; who need not be ``aware`` of
    it is sent there.
    """
    person, settings = need.person, place.settings
    reached: list[tuple[int, int]] = []
    for counter in place.counters:
        row, minutes = counter.row, counter.minutes[person.commune]
        if not row.active or row.line or not meant(row) or not row.kinds[need.kind]:
            continue
        limit = settings.no_car_minutes if person.no_car else settings.counter_minutes
        if person.no_car and place.has_ride(person, row):
            limit = max(limit, settings.counter_minutes)
        if minutes > limit and of_primary_care(place, need):
            continue
        if person.housebound and of_primary_care(place, need) and not comes_to(place, row):
            continue
        if of_primary_care(place, need) and not person.meant(row, not aware, place.today):
            continue
        if aware and not counter.known_to(need, place.today):
            continue
        there = counter.there_at(place.now + 60 * minutes, within)
        if there is not None:
            reached.append((there, counter.number))
    return reached


def comes_to(place: Place, row: SimpleNamespace) -> bool:
    """Whether who does not leave the house gets to a counter: by ambulance, or because it comes to them."""
    return bool(row.type in place.vocabulary.sent_to("ed") or row.rides & COMES)


def too_far(place: Place, need: Need, counter: Counter) -> bool:
    """Whether the way to it keeps them from going by themselves: use falls with distance."""
    settings, person = place.settings, need.person
    adult = person.stream or person.age(place.today) >= settings.adult_age
    fall = settings.use_falls[counter.row.type][int(adult)]
    if fall == 0 or person.housebound or not of_primary_care(place, need):
        return False
    word = need.words(purposes.COUNTER, need.step)[2]
    return uniform(word) >= math.exp(-fall * counter.minutes[person.commune])
