"""The labour market: doctors leave as their age and load say, and whoever looks for a post takes the best."""

from typing import Annotated, ClassVar, Final

from sim.measures.field_types import Named
from sim.measures.labour.attributes import Today
from sim.measures.labour.candidates import BEGINNERS, LOCUM, MONTHS, Candidate, Pool, Step, Training, month_of
from sim.measures.labour.careers import first_month, leave, movers, practises
from sim.measures.labour.choices import ELSEWHERE, NONE
from sim.measures.labour.game import BEYOND as GONE_BEYOND
from sim.measures.labour.game import DEFIED, GAVE_UP, Game
from sim.measures.labour.game import ELSEWHERE as GONE_ELSEWHERE
from sim.measures.labour.month import Month
from sim.measures.labour.posts import Posts
from sim.measures.labour.settling import settles
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply

_JANUARY: Final = 0


class LabourMarket(Plan):
    """In place of `turnover`: doctors of the first day, but ``spared`` ones and those whose last day another
    measure says, leave by the hazard of their age and load; who settles is of the region's candidates.

    Its numbers are those of the block `market`. ``candidates``: how many times as many begin, from when on;
    ``training``: places in medical training. Nobody settles in communes that are ``closed``.
    """

    turn = Turn.CHOOSES
    alone: ClassVar[frozenset[str]] = frozenset({"turnover", "market"})

    candidates: tuple[Step, ...] = ()
    training: tuple[Training, ...] = ()
    closed: tuple[Annotated[str, Named("commune")], ...] = ()
    spared: tuple[Annotated[str, Named("doctor")], ...] = ()


def market(clock: Clock, supply: Supply, draws: Draws, plan: LabourMarket) -> Process:
    """Careers go on by themselves; on each first of a month those who look choose."""
    yield clock.until(0)
    pool = Pool(clock, supply, draws, plan.candidates, plan.training)
    closed = {supply.insee(commune) for commune in plan.closed}
    game = Game(clock, supply, draws, pool, Posts(supply, closed, supply.market.exits.lapses_days))
    stay = {*plan.spared, *supply.departures_said()}
    for doctor in supply.doctors():
        if doctor.first_day and doctor.name not in stay:
            practises(game, doctor.name, doctor.commune, doctor.birth_year, first_month(game, doctor))
    if clock.today.day > 1:
        yield clock.next_month()
    while True:
        one_month(game)
        yield clock.next_month()


def one_month(game: Game) -> None:
    """Those who begin to look, what each takes, what follows."""
    month = month_of(game.clock.today)
    begin(game, month)
    if month % MONTHS == _JANUARY:
        game.supply.ask(game.count())
    places = Today(game.supply, game.clock.today, game.pool.residents, game.told(month))
    posts = game.posts.today(game.clock.day, places.doctors)
    for taken in Month(game.supply, game.draws, game.pool, month, places, posts, game.looking).taken():
        one = taken.candidate
        if taken.post is not None:
            settles(game, taken, taken.post, places)
        elif taken.other != NONE:
            game.ends(one, GONE_ELSEWHERE if taken.other == ELSEWHERE else GONE_BEYOND)
            if one.practises:
                day = game.clock.day + game.supply.market.exits.notice
                game.clock.begin(leave(game, one.practises, day))
        elif month + 1 >= one.began + one.months:
            game.ends(one, GAVE_UP)


def begin(game: Game, month: int) -> None:
    """Those who look from now on, and those who will not, for a rule."""
    rules = game.supply.rules()
    limits = [(month_of(rule.since), MONTHS * rule.years) for rule in rules if rule.rule == "limit_locum"]
    for one in list(game.looking):
        here = one.practises
        if here and (here in game.leaving or not game.supply.practising(here)):  # they leave anyway
            game.ends(one, GAVE_UP)
    comes = game.pool.begin(month, limits)
    comes += [game.pool.mover_from_here(one.name, month, one.birth_year) for one in movers(game, month)]
    for one in comes:
        game.joins(one)
        if defies(game, one):
            game.ends(one, DEFIED)


def defies(game: Game, one: Candidate) -> bool:
    """Whether a rule that holds makes the candidate give up the profession as they meant it."""
    for rule in game.supply.rules() if one.sort in BEGINNERS else ():
        about = rule.rule != "limit_locum" or one.sort == LOCUM
        if about and game.draws.table([one.name], [rule.name], 0)[0, 0, 0] < rule.defies:
            return True
    return False
