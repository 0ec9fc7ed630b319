"""Who has a médecin traitant on the first day: registration alone, over the years before it.

Nothing is drawn. People are numbers by commune, band and ALD; doctors are places with room for patients.
Quarter by quarter doctors leave and come, people are born, age, die and move, and those without a médecin
traitant look for one and are taken or not (docs/model.md, section 3).
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.vocabulary.structure import N_BANDS, Link

STEP: Final = 0.25  # years
NAMED: Final = 4  # practices of a search, by words
ASKED: Final = 1 + NAMED  # with the one that comes to mind first
START: Final = 0.1  # of everybody without, where nothing is known; forgotten within years
OPEN_LEAST: Final = (
    0.002  # of those who ask, that an open list is thought to take: from here it can rise again
)
FASTEST: Final = 2.0  # by which the share taken changes in a quarter
TINY: Final = 1e-12
REGISTERED: Final = 0  # row of the stocks; the others are 1 + 2 × link + looks
CHILDREN: Final = 0  # band of those whose parents look

Matrix = NDArray[np.float64]
Ints = NDArray[np.int64]


class Edges(NamedTuple):
    """Which places the people of each commune may ask, sorted by commune; n communes, m places."""

    commune: Ints  # (e,)
    place: Ints  # (e,)
    attraction: Matrix  # (e,) of one patient's room there
    own: NDArray[np.bool_]  # (e,) the place is in the commune


@dataclass(frozen=True, eq=False)
class Rules:
    """How people come, go and look, and what doctors take. Rates are per year."""

    years: float  # of the run-up
    up: Matrix  # (7,) share of a band that comes into the next
    gone: Matrix  # (7,) share that dies or moves away
    moved: Matrix  # (7,) of those who come into a band from outside, the share that moves (others are born)
    looks: Matrix  # (3, 2) share that looks, by Link and ALD; children all do
    begins: float  # of who falls ill with an ALD and did not look, the share that does from then on
    searches: Matrix  # (3, 2) of who looks, by Link and ALD
    asks: Matrix  # (2, 7, 2) of a doctor who has just seen them: of who does not look, of who does
    heard: float  # of who looks and would name a practice in a search, hears when its list begins
    refused: Matrix  # (7, 2) of who does not look, begins to after a refusal, where no list is open
    far: Matrix  # (7,) of who moves here: with a médecin traitant elsewhere; the others never declared one
    leaving: float  # doctors who cease, replaced or not
    taken_over: float  # of the patients of one who is replaced
    anyway: Matrix  # (3,) a full list takes: with an ALD, of the commune, others
    stretch: float  # power of what a doctor faces, by which lists grow beyond their room; 0 to 1


class Registered(NamedTuple):
    """The first day; n communes, m places, e edges."""

    looking: Matrix  # (3, n, 7, 2) people by Link who look for a médecin traitant
    not_looking: Matrix  # (3, n, 7, 2) others without
    having: Matrix  # (n, 7, 2) people with a médecin traitant
    at: Matrix  # (e,) of them, at each edge's place
    open: Matrix  # (m,) share of those who ask that is taken
    places: Matrix  # (m,) people that could be taken at once

    @property
    def without(self) -> Matrix:
        """(3, n, 7, 2) people by Link."""
        return self.looking + self.not_looking

    @property
    def shares(self) -> Matrix:
        """(4, n, 7, 2): NEVER, LOST, FAR, with one; 1 in all, where nobody lives as in the mean of all."""
        people = np.concatenate([self.without, self.having[None]])
        filled = np.where(people.sum(axis=0) > 0, people, people.sum(axis=1, keepdims=True))
        total = filled.sum(axis=0, keepdims=True)
        return _ratio(filled, np.broadcast_to(total, filled.shape), 1 / len(filled))


def run_up(
    people: Matrix, edges: Edges, room_then: Matrix, room_now: Matrix, since: float, rules: Rules
) -> Registered:
    """The first day. ``people`` (n, 7, 2); ``room`` (m,) people whom a place's doctors have at ease:
    ``since`` years before and now, in a straight line between, and before that as then.
    """
    state = _State(people, edges, room_now, rules)
    steps = max(1, round(rules.years / STEP))
    for step in range(steps):
        ago = (steps - 1 - step) * STEP
        then = 0.0 if since <= 0 else min(1.0, ago / since)
        state.doctors_change(room_now + (room_then - room_now) * then)
        state.people_change()
        state.register()
    return state.first_day()


class _State:
    """Stocks of one territory. ``stock`` (7, n, 7, 2): with a médecin traitant, by Link and looks or not."""

    def __init__(self, people: Matrix, edges: Edges, room: Matrix, rules: Rules) -> None:
        self.people, self.edges, self.rules, self.room = people, edges, rules, room
        n = len(people)
        self.stock = np.zeros((1 + 2 * len(Link), n, N_BANDS, 2))
        self.share = self._asked()
        self.open = np.ones(len(room))
        self.free = np.zeros(len(room))
        self.begun = np.zeros(len(room))
        # As if nobody had been refused, but for what the lists of each place do not hold
        having = people * (1.0 - START)
        self.stock[REGISTERED] = having
        self.at = having.sum(axis=(1, 2))[edges.commune] * self.share
        load = self._by_place(self.at)
        hold = np.minimum(1.0, _ratio(self._stretched(load), load, 1.0))
        self.at = self.at * hold[edges.place]
        part = _ratio(self._by_commune(self.at), having.sum(axis=(1, 2)))
        self.stock[REGISTERED] = having * part[:, None, None]
        for link in Link:
            self._add_without(link, (people - self.stock[REGISTERED]) / len(Link))

    def _asked(self) -> Matrix:
        """(e,) share of each place among those that a commune's people ask; 0 where all are without room."""
        weight = self.edges.attraction * self.room[self.edges.place]
        total = self._by_commune(weight)[self.edges.commune]
        return np.divide(weight, total, out=np.zeros(len(weight)), where=total > 0)

    def _add_without(self, link: int, more: Matrix) -> None:
        """``more`` (n, 7, 2) people come into a state; some of them look."""
        looks = np.tile(self.rules.looks[link], (N_BANDS, 1))
        looks[CHILDREN] = 1.0
        self.stock[1 + 2 * link] += more * (1.0 - looks)
        self.stock[2 + 2 * link] += more * looks

    def doctors_change(self, room: Matrix) -> None:
        """Doctors leave; of their patients those whom a successor does not take over have lost theirs."""
        ceased = np.divide(
            np.maximum(0.0, self.room - room), self.room, out=np.zeros(len(room)), where=self.room > 0
        )
        replaced = np.maximum(0.0, self.rules.leaving * STEP - ceased)
        lost = np.minimum(1.0, ceased + replaced * (1.0 - self.rules.taken_over))
        begun = replaced * self.room + np.maximum(0.0, room - self.room)
        self.begun = np.minimum(1.0, _ratio(begun, room))
        self.room = room
        leave = self.at * lost[self.edges.place]
        self.at = self.at - leave
        part = _ratio(self._by_commune(leave), self.stock[REGISTERED].sum(axis=(1, 2)))
        released = self.stock[REGISTERED] * part[:, None, None]
        self.stock[REGISTERED] -= released
        self._add_without(Link.LOST, released)
        self.share = self._asked()

    def people_change(self) -> None:
        """People age, go and come, so that every class is as large as on the first day; ALD begin."""
        rules, stock = self.rules, self.stock
        before = stock[REGISTERED].sum(axis=(1, 2))
        older = stock * (STEP * rules.up)[:, None]
        stock *= (1.0 - STEP * (rules.up + rules.gone))[:, None]
        for link in Link:  # who comes of age looks as adults do
            grown = older[1 + 2 * link, :, CHILDREN] + older[2 + 2 * link, :, CHILDREN]
            looks = rules.looks[link]
            older[1 + 2 * link, :, CHILDREN], older[2 + 2 * link, :, CHILDREN] = (
                grown * (1 - looks),
                grown * looks,
            )
        stock[:, :, 1:] += older[:, :, :-1]
        total = stock.sum(axis=0)
        falls_ill = np.minimum(1.0, _ratio(np.maximum(0.0, (self.people - total)[..., 1]), total[..., 0]))
        ill = stock[..., 0] * falls_ill
        stock[..., 0] -= ill
        stock[REGISTERED, ..., 1] += ill[REGISTERED]
        for link in Link:
            stock[1 + 2 * link, ..., 1] += ill[1 + 2 * link] * (1.0 - rules.begins)
            stock[2 + 2 * link, ..., 1] += ill[1 + 2 * link] * rules.begins + ill[2 + 2 * link]
        total = stock.sum(axis=0)
        stock *= np.where(total > self.people, _ratio(self.people, total), 1.0)
        come = np.maximum(0.0, self.people - total)
        far = come * (rules.moved * rules.far)[:, None]
        self._add_without(Link.FAR, far)
        self._add_without(Link.NEVER, come - far)
        self.at = self.at * _ratio(stock[REGISTERED].sum(axis=(1, 2)), before)[self.edges.commune]

    def register(self) -> None:
        """Those who look ask practices; lists take whom they have places for, and a few beyond."""
        rules, edges = self.rules, self.edges
        taken = self.share * self.open[edges.place]
        chance = np.minimum(1.0, self._by_commune(taken))
        self._begin_to_look(1.0 - chance)
        looking = self._searching()
        by_ald = looking.sum(axis=(0, 2))  # [n, 2]
        full = self.share - taken
        other, ald = full * np.where(edges.own, *rules.anyway[1:]), full * rules.anyway[0]
        beyond = np.stack([self._by_commune(other), self._by_commune(ald)], axis=1)
        later = 1.0 - (1.0 - chance) ** (ASKED - 1)
        by_place = chance[:, None] + np.maximum(0.0, 1.0 - chance[:, None] - beyond) * later[:, None]
        heads = (by_ald * by_place).sum(axis=1)
        come = _ratio(heads, chance)[edges.commune] * taken
        told = self._told()
        look = self.stock[2::2].sum(axis=(0, 2, 3))
        free = self._found_free(self._by_place(come + look[edges.commune] * told))[edges.place]
        come, told = come * free, told * free
        anyway = by_ald[edges.commune, 0] * other + by_ald[edges.commune, 1] * ald
        fitted = _ratio(self._by_commune(come), heads)[:, None] * by_place
        gained = looking * np.minimum(1.0, fitted + beyond)[None, :, None, :]
        gained[1::2] += (self.stock[2::2] - gained[1::2]) * self._by_commune(told)[:, None, None]
        new = come + anyway + look[edges.commune] * told
        taken_in = _ratio(gained.sum(axis=(0, 2, 3)), self._by_commune(new))
        self.at = self.at + new * taken_in[edges.commune]
        self.stock[1:] -= gained
        self.stock[REGISTERED] += gained.sum(axis=0)

    def _told(self) -> Matrix:
        """(e,) of a commune's people who look, those who hear of a list that begins there and ask."""
        begun = self.share * self.begun[self.edges.place]
        told = self.rules.heard * (1.0 - (1.0 - begun) ** NAMED)
        return told / np.maximum(1.0, self._by_commune(told))[self.edges.commune]

    def _found_free(self, come: Matrix) -> Matrix:
        """(m,) of those who ``come`` to each place, the share that finds a free one."""
        load = self._by_place(self.at)
        look = self.stock[2::2].sum(axis=(0, 2, 3))
        faced = load + self._by_place(look[self.edges.commune] * self.share)
        free = np.maximum(0.0, self._stretched(faced) - load)
        self.free = np.maximum(0.0, free - come)
        change = np.clip(_ratio(free, come, FASTEST), 1.0 / FASTEST, FASTEST)
        self.open = np.clip(self.open * change, OPEN_LEAST, 1.0)
        return np.minimum(1.0, _ratio(free, come, 1.0))

    def _begin_to_look(self, refusing: Matrix) -> None:
        """Some of those who do not look, after a refusal; ``refusing`` (n,): of the practices asked."""
        rate = refusing[:, None, None] * self.rules.refused
        begin = self.stock[1::2] * (1.0 - np.exp(-STEP * rate))
        self.stock[1::2] -= begin
        self.stock[2::2] += begin

    def _searching(self) -> Matrix:
        """(6, n, 7, 2) of those without, who ask within the quarter."""
        rules = self.rules
        rate = np.empty((2 * len(Link), N_BANDS, 2))
        rate[::2] = rules.asks[0]
        rate[1::2] = rules.asks[1] + rules.searches[:, None, :]
        return self.stock[1:] * (1.0 - np.exp(-STEP * rate))[:, None]

    def _stretched(self, faced: Matrix) -> Matrix:
        """(m,) people whom doctors take who face so many."""
        return self.room * np.maximum(1.0, _ratio(faced, self.room, 1.0)) ** self.rules.stretch

    def _by_commune(self, values: Matrix) -> Matrix:
        return np.bincount(self.edges.commune, values, len(self.people)).astype(np.float64)

    def _by_place(self, values: Matrix) -> Matrix:
        return np.bincount(self.edges.place, values, len(self.room)).astype(np.float64)

    def first_day(self) -> Registered:
        stock = self.stock
        return Registered(stock[2::2], stock[1::2], stock[REGISTERED], self.at, self.open, self.free)


def _ratio(above: Matrix, below: Matrix, nothing: float = 0.0) -> Matrix:
    """``above / below``; ``nothing`` where there is nothing below."""
    ratio: Matrix = np.divide(above, below, out=np.full(np.shape(above), nothing), where=below > TINY)
    return ratio
