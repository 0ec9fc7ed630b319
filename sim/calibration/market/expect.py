"""What is expected of the labour market (docs/model.md, section 18), month by month: expected numbers of
doctors, posts and candidates in place of whole ones, the logit's probabilities in place of choices.

Exact where numbers are large. The utilities, who looks, and what there is beside posts are the engine's own
functions. Sites, offers, attractions and rules are left out: there were none that are known of.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calibration.market.ageing import Practising, months_of
from sim.calibration.market.land import First, Land
from sim.calibration.market.vacancies import AFTER, SORTS, Vacancies
from sim.measures.labour.choices import BEYOND, ELSEWHERE, NONE, weights
from sim.measures.labour.worth import homes, km, of_distance, of_own_practice, of_place, part, still_looks
from sim.scenario.market import Market
from sim.vocabulary.time import MONTHS_A_YEAR

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

RADII: Final = 4  # Gauss–Hermite points of the distance from university to home
TURNS: Final = 8  # directions
MOST_ROUNDS: Final = 200
ROUNDS: Final = 4  # of the first month, in which posts and demand find each other; then one a month
SLOW: Final = 1e-9  # a month: what is taken so slowly is open all the time
LEAST: Final = 1e-300
ENDS: Final = ("looked", "here", "elsewhere", "beyond", "gave_up", "looking")


@dataclass(frozen=True, eq=False)
class Origins:
    """Where candidates trained and come from: ``share`` [university, home], and to each place ``trained_km``
    [university, place] and ``worth`` [university, home, place]: what both distances add to its utility, as a
    factor of its weight. ``home_km`` [university, home, place].
    """

    share: Matrix
    trained_km: Matrix
    home_km: NDArray[np.float32]
    worth: NDArray[np.float32]


def origins(market: Market, land: Land) -> Origins:
    """By the shares of universities, and points that stand for the law of the distance to home."""
    places = list(market.region.universities.values())
    lat, lon = np.array([[place.lat, place.lon] for place in places]).T
    z, mass = np.polynomial.hermite_e.hermegauss(RADII)
    turn = (np.arange(TURNS) + 0.5) / TURNS
    z, turn = np.repeat(z, TURNS), np.tile(turn, RADII)
    mass = np.repeat(mass / mass.sum(), TURNS) / TURNS
    trained = km(lat, lon, land.lat, land.lon)
    from_home = np.stack(
        [
            km(*homes(market.home, np.full(len(z), a), np.full(len(z), b), z, turn), land.lat, land.lon)
            for a, b in zip(lat, lon, strict=True)
        ]
    )
    worth = np.exp(of_distance(market, trained[:, None, :], from_home))
    share = np.outer([place.share for place in places], mass)
    return Origins(share, trained, from_home.astype(np.float32), worth.astype(np.float32))


@dataclass(eq=False)
class Expected:
    """``heads`` [year, place] on 1 January, the last one at the end. By year: ``first`` (graduates, locums,
    foreign doctors who took a post), ``exits``, ``moved`` (within the territory). ``settled`` [university,
    place]: graduates and locums who took a post; ``flows`` [university, home, place] the same, if asked for.
    ``arrived``, ``gone`` [place]: in all. ``ends``: what became of candidates since the first day. ``posts``:
    all that a candidate sees here, as typical ones, for each GP, on average over candidates and months.
    ``over_60`` [year]: share of them.
    """

    heads: Matrix
    first: Vector
    exits: Vector
    moved: Vector
    settled: Matrix
    arrived: Vector
    gone: Vector
    over_60: Vector
    ends: dict[str, float]
    posts: float = 0.0
    flows: NDArray[np.float32] | None = None


class _Asked(NamedTuple):
    """What is asked for in a month.

    taken [sort, place] posts; posts [place] all of them, as typical ones, by who sees them; seen [origin] the
    same to who comes from there; each [university, home], by_university [university, place], abroad, moves
    [place], movers [place]: how many ask for a post of weight 1: graduates and locums, foreign doctors, who
    moves from a place here, movers from elsewhere; held [place]: weight of one's own place; others:
    elsewhere, beyond, none.
    """

    taken: Matrix
    posts: Vector
    seen: Vector
    each: NDArray[np.float32]
    by_university: Matrix
    abroad: float
    moves: Vector
    movers: Vector
    held: Vector
    others: tuple[float, float, float]


class _Group:
    """Candidates of a sort, in expectation. ``there`` [months since they began to look, origin]: how many
    look now; ``begin`` [origin]: how many begin each month. Who has looked for all the months gives up.
    """

    def __init__(self, months: int, begin: Vector) -> None:
        self.begin = begin
        self.there = np.zeros((months, len(begin)))

    @property
    def total(self) -> Vector:
        """``[origin]``."""
        return np.asarray(self.there.sum(axis=0))

    def month(self) -> float:
        """A month begins: those there have looked for one more. How many begin to look."""
        self.there[1:] = self.there[:-1]
        self.there[0] = self.begin
        return float(self.begin.sum())

    def stay(self, none: Vector) -> float:
        """``none`` [origin]: the share that takes no post this month. Who takes none looks again, but for
        those whose months are over: how many give up.
        """
        self.there *= none
        gave_up = float(self.there[-1].sum())
        self.there[-1] = 0.0
        return gave_up


class Play:
    """The market of a region, from 1 January of a year on."""

    def __init__(self, market: Market, land: Land, first: First, aid: Vector | None = None) -> None:
        """``aid``: by place, what is added to the utility of its posts."""
        self.market, self.land = market, land
        self.part = part(market.region, max(1.0, float(land.gps.sum())))
        self.aid = np.zeros(len(land.gps)) if aid is None else aid
        self.origins = origins(market, land)
        self.heads, self.load = land.gps.copy(), land.load(land.gps)
        self.room = land.residents / market.region.residents_per_gp
        self.people = Practising(market, land, first)
        self.lead, self.notice = months_of(market.search.lead_days), months_of(market.exits.notice)
        self.ahead = months_of(market.exits.ahead_days)
        self.vacancies = Vacancies(len(land.gps), self.lead, months_of(market.exits.lapses_days))
        self.open = np.ones((SORTS + 1, len(land.gps)))  # of a post, on average over a month
        self._begin_candidates()

    def _begin_candidates(self) -> None:
        market, share = self.market, self.part.share
        told, months = market.graduates, market.search.months
        shares = self.origins.share.ravel()
        stays = (1.0 - market.foreign.leaves) ** market.foreign.path_years
        elsewhere = market.movers.mean * market.region.gps * (1.0 - 1.0 / self.part.reach)
        self.graduates = _Group(months, shares * (told.a_year * told.seeks * share / MONTHS_A_YEAR))
        self.foreign = _Group(months, np.array([market.foreign.a_year * stays * share / MONTHS_A_YEAR]))
        self.movers = _Group(market.movers.months, shares * (elsewhere * share / MONTHS_A_YEAR))
        self.here = _Group(market.movers.months, np.zeros(len(self.land.gps)))
        still = still_looks(market.search) ** np.arange(1, months)
        for group in (self.graduates, self.foreign):
            group.there[:-1] = np.outer(still, group.begin)

    def run(self, months: int, flows: bool = False) -> Expected:
        """So many months. ``flows``: who settles where, by home, too."""
        places, years = len(self.land.gps), -(-months // MONTHS_A_YEAR)
        self.made = made = Expected(
            heads=np.zeros((years + 1, places)),
            first=np.zeros(years),
            exits=np.zeros(years),
            moved=np.zeros(years),
            settled=np.zeros((len(self.origins.trained_km), places)),
            arrived=np.zeros(places),
            gone=np.zeros(places),
            over_60=np.zeros(years),
            ends=dict.fromkeys(ENDS, 0.0),
            flows=np.zeros_like(self.origins.worth) if flows else None,
        )
        groups = (self.graduates, self.foreign, self.movers)
        made.ends["looked"] = float(sum(group.there.sum() for group in groups))
        horizon = months + self.ahead + self.notice + self.lead + 2
        self.leaves, self.begins = np.zeros((horizon, places)), np.zeros((horizon, places))
        for month in range(months):
            year, of_year = divmod(month, MONTHS_A_YEAR)
            if of_year == 0:
                self._new_year(year)
            self._announce(month)
            self._month(month, ROUNDS if month == 0 else 1)
            self.heads = np.maximum(self.heads - self.leaves[month] + self.begins[month], 0.0)
            made.gone += self.leaves[month]
            made.arrived += self.begins[month]
        made.heads[-1] = self.heads
        made.ends["looking"] = float(sum(group.there.sum() for group in (*groups, self.here)))
        made.posts /= months
        return made

    def _new_year(self, year: int) -> None:
        if year:
            self.people.new_year(self.load, self.heads)
        self.load = self.land.load(self.heads)
        self.made.heads[year] = self.heads
        old = self.people.by_age.sum(axis=0)
        self.made.over_60[year] = old[60:].sum() / max(float(old.sum()), LEAST)
        self.here.begin = self.people.looking() / MONTHS_A_YEAR
        self.exits = [
            self.people.exits(on, self.load) / MONTHS_A_YEAR for on in range(self.ahead // MONTHS_A_YEAR + 2)
        ]

    def _announce(self, month: int) -> None:
        """Those whose departure is known from now on; in the first month also all that were known before."""
        year = month // MONTHS_A_YEAR
        for last in range(month if month == 0 else month + self.ahead, month + self.ahead + 1):
            number = self.exits[last // MONTHS_A_YEAR - year]
            self.leaves[last] += number
            self.vacancies.announce(last, number)
            if last // MONTHS_A_YEAR < len(self.made.exits):
                self.made.exits[last // MONTHS_A_YEAR] += float(number.sum())
        for day, number in self.vacancies.month(month):
            self.begins[day] += number

    # --- who takes what

    def _weights(self) -> tuple[Matrix, Vector]:
        """``[sort, place]`` of a post; ``[place]`` of the practice of one who works there."""
        told, market = self.market.utility, self.market
        alone = of_place(told, market.typical, np.maximum(self.heads - 1.0, 0.0), self.load) + self.aid
        more = of_place(told, market.typical, self.heads, self.load) + self.aid
        seen = market.visible.vacancy
        own = np.exp(more + of_own_practice(told, self.room))
        return np.stack([seen * np.exp(alone), seen * np.exp(more), own]), np.exp(alone)

    def _month(self, month: int, rounds: int) -> None:
        """Those who begin to look, what all take, what follows."""
        begun = (self.graduates, self.foreign, self.movers, self.here)
        self.made.ends["looked"] += sum(group.month() for group in begun)
        asked = self._asked(rounds)
        self._settle(month, asked)
        self._leave_the_market(asked)

    def _asked(self, rounds: int) -> "_Asked":
        """Rounds find how much of each post is left on average, given how many take it."""
        region, search = self.market.region, self.market.search
        usual = weights(self.part.looked_at, self.part.reach, region.posts, search.none, search.beyond)
        elsewhere, beyond, none = (float(np.exp(usual[one])) for one in (ELSEWHERE, BEYOND, NONE))
        rest = elsewhere + beyond + none
        weight, held = self._weights()
        practised = np.where(self.room >= 1.0, 1.0, np.minimum(self.heads, 1.0))
        number = np.vstack([self.vacancies.number, practised])
        near = self.origins.worth
        flat = near.reshape(-1, near.shape[-1])
        for again in range(rounds - 1, -MOST_ROUNDS, -1):
            posts = (number * self.open * weight).sum(axis=0)
            seen = (flat @ posts.astype(np.float32)).astype(np.float64)
            all_near, whole = seen + rest, float(posts.sum())
            each = (self.graduates.total / all_near).reshape(near.shape[:2]).astype(np.float32)
            by_university = np.matmul(each[:, None, :], near)[:, 0, :].astype(np.float64)
            abroad = float(self.foreign.total.sum()) / (whole + rest)
            moves = self.here.total / (whole + elsewhere + beyond + none * held)
            from_far = (self.movers.total / all_near).astype(np.float32)
            movers = (flat.T @ from_far).astype(np.float64) if from_far.any() else np.zeros(len(posts))
            demand = by_university.sum(axis=0) + abroad + float(moves.sum()) + movers
            rate = weight * demand
            opened = np.where(rate > SLOW, -np.expm1(-rate) / np.maximum(rate, SLOW), 1.0)
            if again <= 0 and float((self.open * rate).max()) <= 1.0:  # no post is taken twice
                break
            self.open = opened if again > 0 else np.sqrt(self.open * opened)
        taken = number * self.open * weight * demand
        self.open = opened
        self.made.posts += float(self.graduates.total @ seen) / max(
            float(self.graduates.total.sum()) * float(self.land.gps.sum()), LEAST
        )
        return _Asked(
            taken, posts, seen, each, by_university, abroad, moves, movers, held, (elsewhere, beyond, none)
        )

    def _settle(self, month: int, asked: "_Asked") -> None:
        """What follows for places; ``posts`` times what asks for one of weight 1 is who takes it."""
        made, year, posts = self.made, month // MONTHS_A_YEAR, asked.posts
        elsewhere, beyond, _ = asked.others
        self.vacancies.take(asked.taken[:SORTS])
        self.begins[month + self.lead] += asked.taken[AFTER] + asked.taken[SORTS]
        made.ends["here"] += float(asked.taken.sum())
        made.settled += posts * asked.by_university
        graduates = posts * asked.by_university.sum(axis=0)
        made.first[year] += float((graduates + posts * asked.abroad).sum())
        to = posts * float(asked.moves.sum())
        made.moved[year] += float(to.sum())
        for sort, number in enumerate((graduates, posts * asked.abroad, posts * asked.movers, to)):
            self.people.comes(sort, number)
        if made.flows is not None:
            made.flows += self.origins.worth * (asked.each[:, :, None] * posts.astype(np.float32))
        settled = float(posts.sum())
        for number, last in (
            (asked.moves * settled, month + self.lead),
            (asked.moves * (elsewhere + beyond), month + self.notice),
        ):
            self.leaves[last] += number
            self.vacancies.announce(last, number)
            self.people.went += number

    def _leave_the_market(self, asked: "_Asked") -> None:
        """Who goes elsewhere, beyond, or gives up; the others look again."""
        ends, (elsewhere, beyond, none) = self.made.ends, asked.others
        rest, whole = elsewhere + beyond + none, float(asked.posts.sum())
        near, far = asked.seen + rest, np.array([whole + rest])
        held = whole + elsewhere + beyond + none * asked.held
        for group, all_of, stays in (
            (self.graduates, near, none),
            (self.foreign, far, none),
            (self.movers, near, none),
            (self.here, held, none * asked.held),
        ):
            looked = float((group.total / all_of).sum())
            ends["elsewhere"] += looked * elsewhere
            ends["beyond"] += looked * beyond
            ends["gave_up"] += group.stay(stays / all_of)
