"""Which practices a person asks, and the best of their offers (docs/model.md, sections 6 and 7)."""

from typing import NamedTuple

import numpy as np

from sim.draws.purposes import CANDIDATES
from sim.kernels.groups import Now, Rules, Supply
from sim.kernels.packing import start_of, tag_of
from sim.kernels.people.clocks import draw
from sim.kernels.people.practices import practice
from sim.kernels.style import kernel
from sim.kernels.supply.agendas import offer
from sim.kernels.types import Agenda, Code, Half, Int, Minutes, Need, Person, Row, Rows
from sim.vocabulary.structure import Action, Case

OWN, TEAM, NEARBY, AGENDA = int(Action.OWN), int(Action.TEAM), int(Action.NEARBY), int(Action.AGENDA)
SENT_TO_SLOT = int(Action.SENT_TO_SLOT)
AS_OWN, AS_UNKNOWN, AS_SAS = (int(c) for c in Case)


class Step(NamedTuple):
    """What is tried now: a step of the pathway, or what a regulated call sends its caller to before it."""

    number: Int
    action: Code
    target: Code
    within: Int  # days or hours


class Offer(NamedTuple):
    """The session that an action brings; agenda and half -1: none."""

    agenda: Row
    half: Half
    case: Code


@kernel
def purpose_of(base: Int, need: Need, step: Int) -> Int:
    """The purpose of a draw of this need at a step."""
    return base + tag_of(need.clock, step)


@kernel
def minutes_to(person: Person, agenda: Agenda, travel: Rows) -> Minutes:
    """Travel from the person's commune to an agenda."""
    if agenda.commune < 0:
        return np.int64(agenda.minutes)
    return np.int64(travel[person.commune, agenda.commune])


@kernel
def asks_agendas(action: Code) -> bool:
    return action == OWN or action == TEAM or action == NEARBY or action == AGENDA or action == SENT_TO_SLOT


@kernel
def best_offer(step: Step, person: Person, need: Need, now: Now, supply: Supply, rules: Rules) -> Offer:
    """What this action brings: the earliest start, ties as section 6 says."""
    action = step.action
    case = AS_UNKNOWN
    n = 0
    w0, w1, w2, w3 = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    if action == OWN or action == TEAM:
        case = AS_OWN
        n = 1 if person.mt >= 0 else 0
    elif action == AGENDA:
        n = len(supply.others)
    else:
        n = 4
        case = AS_SAS if action == SENT_TO_SLOT else AS_UNKNOWN
        purpose = purpose_of(CANDIDATES, need, step.number)
        w0, w1, w2, w3 = draw(person, rules.keys, purpose, need.occurrence)
    within = rules.settings[0].sas_days if action == SENT_TO_SLOT else step.within
    limit = min(np.int64(need.patience), np.int64(within))
    acute = rules.settings[0].acute[need.kind]
    best, best_half, best_start = np.int64(-1), np.int64(-1), np.int64(0)
    a0, a1, a2 = -1, -1, -1
    for i in range(n):
        if action == OWN:
            a = np.int64(person.mt)
        elif action == TEAM:
            a = np.int64(supply.agendas[person.mt].team)
        elif action == AGENDA:
            a = np.int64(supply.others[i])
            if supply.agendas[a].is_a != step.target:
                continue
        else:
            a = practice(supply.reach, supply.guide, person.commune, w0)
            w0, w1, w2 = w1, w2, w3
            if a < 0 or a == a0 or a == a1 or a == a2 or (a == person.mt and action == NEARBY):
                continue
            a0, a1, a2 = a, a0, a1
            if too_far(person, supply.agendas[a], supply.travel, rules):
                continue
            if action == SENT_TO_SLOT and supply.agendas[a].sas == 0:
                continue
        if a < 0:
            continue
        agenda = supply.agendas[a]
        minutes = minutes_to(person, agenda, supply.travel)
        half = offer(agenda, need, acute, case, limit, now.moment, minutes)
        if half < 0:
            continue
        start = start_of(half, agenda.starts)
        drawn = action == NEARBY or action == SENT_TO_SLOT  # of several that were drawn, ties are settled
        tie = drawn and best >= 0 and start == best_start
        if best < 0 or start < best_start or (tie and preferred(a, best, person, supply)):
            best, best_half, best_start = a, half, start
    return Offer(best, best_half, case)


@kernel
def too_far(person: Person, agenda: Agenda, travel: Rows, rules: Rules) -> bool:
    """Whether a person without a car cannot get to an agenda."""
    return person.no_car == 1 and minutes_to(person, agenda, travel) > rules.settings[0].no_car_minutes


@kernel
def preferred(a: Row, b: Row, person: Person, supply: Supply) -> bool:
    """True when practice a precedes b at equal sessions: the MT's site, then travel, then the row."""
    agendas = supply.agendas
    if person.mt >= 0:
        site = agendas[person.mt].site
        here, there = agendas[a].site == site, agendas[b].site == site
        if here != there:
            return here
    to_a = minutes_to(person, agendas[a], supply.travel)
    to_b = minutes_to(person, agendas[b], supply.travel)
    if to_a != to_b:
        return to_a < to_b
    return bool(a < b)
