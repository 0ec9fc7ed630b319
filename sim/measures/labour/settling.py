"""Who has a post: when they begin, what is paid, and when they may go again."""

import math
from typing import Final

from sim.changes.doctors_and_sites import Announce, CloseList, Depart, Install
from sim.changes.labour import Succeed
from sim.measures.labour.attributes import Promise, Today
from sim.measures.labour.candidates import MONTHS, Candidate, month_of
from sim.measures.labour.careers import leave, practises, vacate
from sim.measures.labour.game import SETTLED, Game
from sim.measures.labour.month import Taken
from sim.measures.labour.paying_aids import pay_aid
from sim.measures.labour.posts import Post
from sim.measures.protocol import Process

_AFTER: Final = 2  # occurrence of the candidate's draws
_LEAVES: Final = 2
_DAY: Final = 3
_DAYS: Final = 365
_DAYS_A_YEAR: Final = 365.25


def settles(game: Game, taken: Taken, post: Post, places: Today) -> None:
    """The post is the candidate's from now on; they begin when they can, and when it is vacant."""
    one, exits = taken.candidate, game.supply.market.exits
    game.ends(one, SETTLED)
    name = name_of(game, one)
    game.posts.take(post, name)
    day = game.clock.day + game.supply.market.search.lead_days
    if post.like is not None and post.leaves is not None and post.leaves >= day:
        day = post.leaves
        game.supply.ask(Succeed(name, post.like, exits.takeover))
    if one.practises:
        vacate(game, one.practises, day)
        game.supply.ask(CloseList(one.practises))
        game.supply.ask(Announce(one.practises, game.clock.date_of(day)))
    found_by = tuple(each.attraction for each in places.helping(post, one, ("aid",)))
    found_by += tuple(each.attraction for each in taken.agencies)
    found_by += () if post.offer is None else (post.offer.offer,)
    promises = places.promises(post, one)
    game.clock.begin(comes(game, one, post, name, day, found_by, promises))
    bound = [places.aid_years(post, one)] if taken.aided else []
    bound += [rule.years for rule in taken.ruled]
    if max(bound, default=0):
        ends = day + round(_DAYS_A_YEAR * max(bound))
        game.clock.begin(leaves_after(game, one, name, ends))


def name_of(game: Game, one: Candidate) -> str:
    """Under which a candidate practises."""
    prefix = f"{game.supply.measure}_"
    if not one.practises:
        return prefix + one.name
    year = month_of(game.clock.today) // MONTHS
    return f"{prefix}{one.practises.removeprefix(prefix)}_{year}"


def comes(
    game: Game,
    one: Candidate,
    post: Post,
    name: str,
    day: int,
    found_by: tuple[str, ...],
    promises: list[Promise],
) -> Process:
    """The first day. A mover from here leaves the old practice on it; who has left before does not come. How
    long one stays in a post that was offered, its contract says, if it says so.
    """
    clock, supply = game.clock, game.supply
    yield clock.until(day)
    if post.like is not None and post.site:
        yield supply.rooms(post.site).get(1)
    if one.practises and not supply.practising(one.practises):
        if post.site:
            supply.rooms(post.site).put(1)
        return
    supply.ask(newcomer(game, one, post, name, found_by))
    if one.practises:
        follow = supply.market.movers.follow
        supply.ask(Depart(one.practises, successor=name, share=follow, same_doctor=True))
    for promise in promises:
        what = f"aid of {promise.name} for {name}"
        clock.begin(pay_aid(clock, supply, promise.aid, what, post.commune, name))
    if post.offer is None or not supply.terms(post.offer.contract).may_end:
        practises(game, name, post.commune, one.birth_year, month_of(clock.today))


def newcomer(game: Game, one: Candidate, post: Post, name: str, found_by: tuple[str, ...]) -> Install:
    """The doctor, in the practice of who left, in rooms that are offered, or on their own."""
    ramp, offer = game.supply.market.ramp, post.offer
    start = ramp.new if post.like is None else ramp.succession
    usual = offer is None or game.supply.terms(offer.contract).ramp_days is None
    return Install(
        doctor=name,
        commune=post.commune,
        site=post.site or None,
        birth_year=one.birth_year,
        contract="liberal" if offer is None else offer.contract,
        origin=one.practises or "outside",
        since=game.clock.today,
        like=post.like,
        week=None if offer is None else offer.week,
        panel_cap=None if offer is None else offer.panel_cap,
        ramp_days=start.days if usual else None,
        ramp_start=start.start if usual else None,
        through=found_by,
    )


def leaves_after(game: Game, one: Candidate, name: str, ends: int) -> Process:
    """Who came for an aid, or by a rule: some leave in the year after it has ended."""
    exits, own = game.supply.market.exits, game.draws.about(one.name)
    if own.uniform(_AFTER, _LEAVES) < exits.after:
        day = ends + math.floor(_DAYS * own.uniform(_AFTER, _DAY))
        yield game.clock.until(day - exits.ahead_days)
        if all(leaver.name != name for leaver in game.supply.leavers()):  # not by their contract
            yield from leave(game, name, day)
