"""Which practices a person asks, and the best of their offers (docs/model.md, sections 6 and 7)."""

from typing import NamedTuple

import numpy as np

from sim.draws.philox import Block
from sim.draws.purposes import CANDIDATES
from sim.kernels.groups import Now, Rules, Supply
from sim.kernels.packing import day_of, start_of, tag_of
from sim.kernels.people.audience import is_meant
from sim.kernels.people.clocks import draw
from sim.kernels.people.practices import practice
from sim.kernels.style import apart, kernel
from sim.kernels.supply.agendas import Request, offer
from sim.kernels.types import (
    Agenda,
    Code,
    Half,
    Int,
    Minutes,
    Moment,
    Need,
    Person,
    Row,
    Rows,
    Settings,
    Year,
)
from sim.vocabulary.structure import ROUND_DAYS, Action, Case, SeenAt
from sim.vocabulary.time import DAY, HOUR, MINUTE
from sim.world.tables import NEVER, NOBODY_ELSE


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
def draw_at(step: Int, need: Need, person: Person, keys: Rows, base: Int) -> Block:
    """The block of this need of theirs for a purpose at a step."""
    return draw(person, keys, base + tag_of(need.clock, step), need.occurrence)


@kernel
def minutes_to(person: Person, agenda: Agenda, travel: Rows) -> Minutes:
    """Travel from the person's commune to an agenda."""
    if agenda.commune < 0:
        return np.int64(agenda.minutes)
    return np.int64(travel[person.commune, agenda.commune])


@kernel
def days_until_last(step: Step, need: Need, settings: Settings) -> Int:
    """Days from today to the last on which an appointment is of use."""
    within = settings.sas_days if step.action == Action.SENT_TO_SLOT else step.within
    return np.int64(min(np.int64(need.patience), np.int64(within)))


@kernel
def days_ahead(need: Need, settings: Settings) -> Int:
    """Days from the request to the one from which on somebody wants to be seen."""
    below = settings.ahead_below[need.kind]
    if below == 0 or need.first % HOUR >= below:  # most kinds: nobody asks ahead
        return np.int64(0)
    return np.int64(settings.ahead_part[need.kind] * need.patience)


@kernel
def of_panel(action: Code, person: Person, supply: Supply) -> tuple[Row, Int]:
    """Of a person's panel the first agenda, -1 none, and how many are asked: all, or one for its team."""
    if person.mt < 0:
        return np.int64(-1), np.int64(0)
    panel = supply.panels[person.mt]
    return np.int64(panel.first), np.int64(panel.agendas) if action == Action.OWN else np.int64(1)


@kernel
def sees_others(sort: Code, kind: Code, supply: Supply) -> bool:
    """Whether an agenda of a sort sees people who are not its own with a kind of need."""
    for i in range(len(supply.others)):
        agenda = supply.agendas[supply.others[i]]
        if agenda.active == 1 and agenda.is_a == sort and agenda.kinds[kind] == 1:
            if agenda.panel_reserve < NOBODY_ELSE:
                return True
    return False


@kernel
def nobody_to_ask(step: Step, kind: Code, person: Person, supply: Supply) -> bool:
    """Without a médecin traitant, a team of theirs, or somebody of the sort who sees people not their own,
    there is no request that could be refused.
    """
    if step.action == Action.OWN:
        return person.mt < 0
    if step.action == Action.AGENDA:
        return not sees_others(step.target, kind, supply)
    if step.action != Action.TEAM:
        return False
    return person.mt < 0 or team_of(np.int64(supply.panels[person.mt].first), supply.agendas) < 0


@kernel
def passed_over(person: Person, agenda: Agenda, action: Code, supply: Supply, rules: Rules) -> bool:
    """Whether a practice that words name is not asked: too far; no slots kept for those who are sent; or
    their own, which has been asked.
    """
    if too_far(person, agenda, supply, rules):
        return True
    if action == Action.SENT_TO_SLOT:
        return bool(agenda.sas == 0)
    return bool(action == Action.NEARBY and person.mt >= 0 and agenda.panel == person.mt)


@kernel
def best_offer(
    step: Step, back: Row, person: Person, need: Need, now: Now, supply: Supply, rules: Rules
) -> Offer:
    """What this action brings: the earliest start, ties as section 6 says. ``back``: the agenda of who saw
    them last without being theirs, asked first; -1 none.
    """
    action = step.action
    case = Case.SAS if action == Action.SENT_TO_SLOT else Case.UNKNOWN
    n: Int = np.int64(0)
    w0, w1, w2, w3 = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    none: Row = np.int64(-1)
    own = none  # the agenda to ask next of those that serve the person's panel
    if action == Action.OWN or action == Action.TEAM:
        case = Case.OWN
        own, n = of_panel(action, person, supply)
    elif action == Action.AGENDA:
        n = len(supply.others)
    else:
        n = np.int64(5 if back >= 0 else 4)
        w0, w1, w2, w3 = draw_at(step.number, need, person, rules.keys, CANDIDATES)
    limit = days_until_last(step, need, rules.settings[0])
    acute = rules.settings[0].acute[need.kind]
    freed = now.moment + HOUR * np.int64(rules.settings[0].sas_freed_hours)
    on_round = of_the_round(person, np.int64(need.kind), rules.settings[0])
    wanted = DAY * (need.first // DAY + days_ahead(need, rules.settings[0]))
    best, best_half, best_start = none, np.int64(-1), np.int64(0)
    a0, a1, a2, a3 = none, none, none, none  # those named before
    for i in range(n):
        if action == Action.OWN:
            a = own
            own = np.int64(supply.agendas[a].next_of_panel)
        elif action == Action.TEAM:
            a = team_of(own, supply.agendas)
        elif action == Action.AGENDA:
            a = np.int64(supply.others[i])
            if supply.agendas[a].is_a != step.target:
                continue
        else:
            a, back = back, none
            if a < 0:
                a = practice(supply.reach, supply.guide, person.commune, w0)
                w0, w1, w2 = w1, w2, w3
            if a < 0 or a == a0 or a == a1 or a == a2 or a == a3:
                continue
            a0, a1, a2, a3 = a, a0, a1, a2
            if passed_over(person, supply.agendas[a], action, supply, rules):
                continue
        if a < 0:
            continue
        agenda = supply.agendas[a]
        minutes = minutes_to(person, agenda, supply.travel)
        earliest = max(now.moment + MINUTE * minutes + DAY * agenda.lead_days, wanted)
        if on_round:
            earliest = from_round(agenda, earliest, rules.settings[0])
        kept_after = NEVER
        if agenda.kept > 0:
            kept_after = kept_from_all_after(agenda, person, case, now.year)
        request = Request(acute, case, limit, now.day, earliest, kept_after, freed)
        half = offer(agenda, need, request)
        if half < 0:
            continue
        start = start_of(half, agenda.starts)
        tie = action != Action.AGENDA and start == best_start  # there the lower row stands first
        if best < 0 or start < best_start or (tie and preferred(a, best, person, supply)):
            best, best_half, best_start = a, half, start
            limit = min(limit, day_of(half) - now.day)  # what is later is of no use to them any more
    return Offer(best, best_half, case)


@kernel
def kept_from_all_after(agenda: Agenda, person: Person, case: Code, year: Year) -> Int:
    """Days from today after which the slots that an agenda keeps for an audience are not for this person."""
    if is_meant(person, agenda, case == Case.SAS, year):
        return np.int64(0 if agenda.kept_for_day == 1 else NEVER)
    return np.int64(agenda.freed_days)


@kernel
def of_the_round(person: Person, kind: Code, settings: Settings) -> bool:
    """Whether a need waits for the doctor's next round of the EHPAD in which the person lives."""
    return bool(person.housebound == SeenAt.EHPAD and settings.acute[kind] == 0)


@apart
def from_round(agenda: Agenda, earliest: Moment, settings: Settings) -> Moment:
    """The day of the doctor's next round after the earliest moment at which they could come, whole minutes
    later.
    """
    if agenda.doctor < 0:
        return earliest
    day = earliest // DAY
    tomorrow = day + 1 + np.int64(settings.first_weekday)
    round_day = day + 1 + (np.int64(agenda.doctor) % ROUND_DAYS - tomorrow) % 7
    return earliest + MINUTE * ((round_day * DAY - earliest + MINUTE - 1) // MINUTE)


@kernel
def team_of(agenda: Row, agendas: Rows) -> Row:
    """The team of a panel: of the first of its agendas, from ``agenda`` on, that has one; -1 if none has."""
    a: Row = np.int64(agenda)
    while a >= 0:
        if agendas[a].team >= 0:
            return np.int64(agendas[a].team)
        a = np.int64(agendas[a].next_of_panel)
    return np.int64(-1)


@kernel
def too_far(person: Person, agenda: Agenda, supply: Supply, rules: Rules) -> bool:
    """Whether a person without a car cannot get to an agenda."""
    if person.no_car == 0 or has_ride(agenda, person, supply.rides):
        return False
    return bool(minutes_to(person, agenda, supply.travel) > rules.settings[0].no_car_minutes)


@kernel
def has_ride(row: np.record, person: Person, rides: Rows) -> bool:
    """Whether people of their commune get to an agenda or a counter without a car."""
    return bool(np.int64(row.rides) & np.int64(rides[person.commune]) != 0)


@kernel
def preferred(a: Row, b: Row, person: Person, supply: Supply) -> bool:
    """True when practice a precedes b at equal sessions: the MT's site, then travel, then the row."""
    agendas = supply.agendas
    if person.mt >= 0:
        site = agendas[supply.panels[person.mt].first].site
        here, there = agendas[a].site == site, agendas[b].site == site
        if here != there:
            return here
    to_a = minutes_to(person, agendas[a], supply.travel)
    to_b = minutes_to(person, agendas[b], supply.travel)
    if to_a != to_b:
        return to_a < to_b
    return bool(a < b)
