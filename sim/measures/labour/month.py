"""One month of the labour market: who looks takes the best post that is left, or none (docs/model.md, section
16).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.changes.labour import Attract, BeginRule
from sim.measures.labour.attributes import Today
from sim.measures.labour.candidates import Candidate, Pool
from sim.measures.labour.choices import ELSEWHERE, NONE, OTHERS, best, choose, gumbel, weights
from sim.measures.labour.posts import HELD, Post
from sim.measures.protocol import Draws, Supply

_POST: Final = 0  # words of the draws of a month: about candidate and post; about the candidate
_ORDER: Final = 0
_ONCE: Final = 0  # occurrence of the draws by which a candidate sees a post, whenever they look
_OTHERS: Final = slice(1, 4)

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


class Taken(NamedTuple):
    """What a candidate takes: a post, or one of OTHERS. ``aided``, ``ruled``: they would not without the aid
    of the post, without these rules.
    """

    candidate: Candidate
    post: Post | None
    other: int = 0
    aided: bool = False
    ruled: tuple[BeginRule, ...] = ()
    agencies: tuple[Attract, ...] = ()  # that have told them of it


class Worth(NamedTuple):
    """What candidates find whatever the rules are, the noise of posts included.

    values  [candidate, post], -inf where a post is not seen
    aids    [candidate, post] of that the aid
    held    [candidate] their own practice, of movers from here; of others 0
    """

    values: Matrix
    aids: Matrix
    held: Vector


class Offer(NamedTuple):
    """All that candidates weigh under some rules, noise included.

    values  [candidate, post], -inf where a post is not seen, or closed
    others  [candidate, 3] OTHERS
    """

    values: Matrix
    others: Matrix


class Month:
    """The choices of one month, for candidates in the order in which they began."""

    def __init__(
        self,
        supply: Supply,
        draws: Draws,
        pool: Pool,
        month: int,
        places: Today,
        posts: Sequence[Post],
        candidates: Sequence[Candidate],
    ) -> None:
        self._market, self._pool, self._places = supply.market, pool, places
        self._posts, self._candidates = posts, candidates
        self._rules, self._draws = supply.rules(), draws
        names = [one.name for one in candidates]
        about, who = [*(post.name for post in posts), ""], len(names)
        drawn = draws.table(names * 2, about, [*[_ONCE] * who, *[month] * who])
        self._drawn, self._own = drawn[_POST, who:, :-1], drawn[:, who:, -1]
        self._sees = places.sees(posts, candidates, drawn[_POST, :who, :-1], draws)

    def taken(self) -> list[Taken]:
        """What each takes; in the order in which they choose."""
        if not self._candidates:
            return []
        worth = self._worth()
        offer = self._offer(worth, self._rules)
        left = np.array([post.number for post in self._posts], dtype=np.int64)
        choices = choose(self._own[_ORDER], offer.values, offer.others, left.copy())
        found = []
        without = [
            (rule, self._offer(worth, [one for one in self._rules if one != rule]))
            for rule in self._rules
            if rule.years
        ]
        for number, choice in choices:
            candidate = self._candidates[number]
            if choice < 0:
                found.append(Taken(candidate, None, choice))
                continue
            others, free = offer.others[number], left > 0
            unaided = offer.values[number].copy()
            unaided[choice] -= worth.aids[number, choice]
            aided = best(unaided, others, free) != choice
            ruled = tuple(
                rule
                for rule, other in without
                if best(other.values[number], other.others[number], free) != choice
            )
            left[choice] -= 1
            post = self._posts[choice]
            agencies = tuple(self._places.agencies(post, candidate, self._draws))
            found.append(Taken(candidate, post, 0, aided, ruled, agencies))
        return found

    def _worth(self) -> Worth:
        """Of posts, and of the practices that movers from here hold."""
        posts, candidates, number = self._posts, self._candidates, len(self._posts)
        movers = [row for row, one in enumerate(candidates) if one.practises]
        found = [*posts, *(self._held(candidates[row]) for row in movers)]
        aids = self._places.aids(found, candidates)
        values = self._places.values(found, candidates) + aids
        held, seen = np.zeros(len(candidates)), self._sees.copy()
        for column, row in enumerate(movers, start=number):
            held[row] = values[row, column]
            seen[row] &= np.array([post.like != candidates[row].practises for post in posts], dtype=np.bool_)
        near = np.array([one.near for one in candidates])[:, [self._pool.row[post.commune] for post in posts]]
        values = values[:, :number] + near + gumbel(self._drawn)
        return Worth(np.where(seen, values, -np.inf), aids[:, :number], held)

    def _held(self, mover: Candidate) -> Post:
        """The practice of a mover from here."""
        place = self._places.place_of(mover.practises)
        return Post(f"held/{place.name}", HELD, place.commune, site=place.site, like=place.name)

    def _offer(self, worth: Worth, rules: Sequence[BeginRule]) -> Offer:
        """What there is under some rules."""
        values = worth.values
        for rule in rules:
            values = np.where(self._places.allowed(rule, self._posts, self._candidates), values, -np.inf)
        return Offer(values, self._alternatives(worth, rules) + gumbel(self._own[_OTHERS].T))

    def _alternatives(self, worth: Worth, rules: Sequence[BeginRule]) -> Matrix:
        """[candidate, 3]; a mover from here has their own place."""
        region, search = self._market.region, self._market.search
        usual = weights(self._pool.looked_at, self._pool.reach, region.posts, search.none, search.beyond)
        found = np.array([[usual[each] for each in OTHERS]] * len(self._candidates))
        for rule in rules:
            part = region.zoned if rule.rule == "serve_first_years" else 1.0
            part = 1.0 - region.dense if rule.rule == "no_new_in_dense" else part
            bound = [self._places.bound(rule, one) for one in self._candidates]
            found[bound, OTHERS.index(ELSEWHERE)] += np.log(part) if part > 0 else -np.inf
        found[:, OTHERS.index(NONE)] += worth.held
        return found
