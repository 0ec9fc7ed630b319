"""Doctors here: who leaves when, and who looks for another post."""

import math
from collections import defaultdict

from sim.changes.doctors_and_sites import Depart
from sim.measures.labour.candidates import MONTHS
from sim.measures.labour.game import Game, Held
from sim.measures.leaving import by_age, exit_day, give_notice
from sim.measures.protocol import Doctor, Leaver, Process


def practises(game: Game, name: str, commune: str, birth_year: int, since: int) -> None:
    """From today on the doctor's career goes on by itself."""
    game.held[name] = held = Held(name, commune, birth_year, since)
    game.clock.begin(career(game, held))


def first_month(game: Game, doctor: Doctor) -> int:
    """The month in which a doctor of the first day began to practise, as a rule."""
    graduates = game.supply.market.graduates
    return round(MONTHS * (doctor.birth_year + graduates.age + graduates.locum_years))


def career(game: Game, held: Held) -> Process:
    """Until they leave by the hazard of their age and load, and a successor is looked for."""
    exits, own = game.supply.market.exits, game.draws.about(held.name, held.commune)
    leaves = by_age(exits.hazard, held.birth_year)
    day = yield from exit_day(game.clock, game.supply, own, held.name, leaves, exits.ahead_days)
    if day is not None:
        yield game.clock.until(day - exits.ahead_days)
        yield from leave(game, held.name, day)


def leave(game: Game, name: str, day: int) -> Process:
    """From today on the practice is a post; the doctor leaves on the day. Nothing, if they leave anyway."""
    if name in game.leaving or not game.supply.practising(name):
        return
    vacate(game, name, day)
    yield from give_notice(game.clock, game.supply, name, day, game.supply.market.exits.notice)
    if game.supply.practising(name):
        game.supply.ask(Depart(name))


def vacate(game: Game, name: str, day: int) -> None:
    """Somebody who practises is known to leave on a day."""
    doctor = game.supply.doctor(name)
    game.leaving.add(name)
    game.posts.vacate(Leaver(name, doctor.commune, doctor.site, day))


def movers(game: Game, month: int) -> list[Held]:
    """Who begin to look for another post in a month. Each draws once a year whether they do, and when."""
    year = month // MONTHS
    if game.year != year:
        game.year, game.movers = year, _movers_of(game, year)
    return [
        one
        for one in game.movers.get(month, ())
        if one.name not in game.leaving and game.supply.practising(one.name)
    ]


def _movers_of(game: Game, year: int) -> dict[int, list[Held]]:
    """By the month from which they look; nobody in the year in which they came."""
    told, found = game.supply.market.movers, defaultdict[int, list[Held]](list)
    drawn = game.draws.table(list(game.held), [""], year)[:2, :, 0].T.tolist()
    for one, (looks, when) in zip(game.held.values(), drawn, strict=True):
        practised = MONTHS * year - one.since
        rate = told.first_years if practised < MONTHS * told.years else told.later
        if practised > 0 and 0 < year - one.birth_year < told.until_age and looks < rate:
            found[MONTHS * year + math.floor(MONTHS * when)].append(one)
    return found
