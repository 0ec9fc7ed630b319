"""What a post has to offer, on a day, to whom: utilities, aids, who sees it, to whom rules close it."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.changes.labour import Attract, BeginRule
from sim.measures.labour.candidates import BEGINNERS, GRADUATE, LOCUM, Candidate, month_of
from sim.measures.labour.posts import OFFERED, OWN, ROOM, VACANCY, Post
from sim.measures.labour.worth import of_own_practice, of_place
from sim.measures.protocol import Doctor, Draws, Supply
from sim.scenario.market import AID_UNIT, NO_ZONE, ZONES, Aid, Zone

RESIDENTS: Final = 10_000  # to whom a density is
INTERNS: Final = (GRADUATE, LOCUM)
AGENCY: Final = "agency"
REACHING: Final = ("campaign", AGENCY)
PREMISES: Final = (ROOM, OFFERED)  # posts that come with some, if they have a site

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Campaign(NamedTuple):
    """A campaign or an agency, and its last month so far. Who was told knows of it as long as they look."""

    attraction: Attract
    last: int


class Promise(NamedTuple):
    """An aid to who settles: its name, what is paid, and by whom."""

    name: str
    aid: Aid


class Today:
    """The places of the territory as candidates find them on a day."""

    def __init__(
        self, supply: Supply, today: date, residents: Mapping[str, int], campaigns: Sequence[Campaign] = ()
    ) -> None:
        """``residents`` of each commune of the territory; ``campaigns`` until today."""
        self._campaigns = campaigns
        self._market, self._residents = supply.market, residents
        self._terms = supply.terms
        self.attractions = supply.attractions()
        self._revisions = [each for each in self.attractions if each.what == "zoning"]
        self._aids = {zone: self._market.aid_in(zone, today) for zone in ZONES}
        known, loads = supply.loads(), defaultdict[str, list[float]](list)
        self._there = {doctor.name: doctor for doctor, _ in known}
        for doctor, load in known:
            loads[doctor.commune].append(load)
        self.doctors = Counter({commune: len(each) for commune, each in loads.items()})
        everywhere = [load for each in loads.values() for load in each]
        self._mean_load = math.fsum(everywhere) / len(everywhere) if everywhere else 1.0
        self._loads = {commune: math.fsum(each) / len(each) for commune, each in loads.items()}

    def place_of(self, doctor: str) -> Doctor:
        """A doctor who practises today."""
        return self._there[doctor]

    # --- what posts are worth

    def values(self, posts: Sequence[Post], candidates: Sequence[Candidate]) -> Matrix:
        """``[candidate, post]`` utilities, without aids and distances."""
        found = np.zeros((len(candidates), len(posts)))
        found += self._usual(posts)
        for attraction in self.attractions:
            worth = getattr(self._market.utility, attraction.what, 0.0) * attraction.size
            if worth and attraction.what != "aid":
                who = np.array([self._counts(attraction, one) for one in candidates], dtype=np.float64)
                found += worth * np.outer(who, self._covers(attraction, posts))
        return found

    def aids(self, posts: Sequence[Post], candidates: Sequence[Candidate]) -> Matrix:
        """``[candidate, post]`` what aids add to the utility."""
        given = [self._of_zone(post) for post in posts]
        a_year = np.array([aid.a_year if aid else 0.0 for aid in given])
        first = np.array([aid is not None and aid.first for aid in given], dtype=np.bool_)
        moves = np.array([one.sort not in BEGINNERS for one in candidates], dtype=np.bool_)
        found: Matrix = np.where(moves[:, None] & first, 0.0, a_year)
        for attraction in self.attractions:
            if attraction.what == "aid":
                who = np.array([self._counts(attraction, one) for one in candidates], dtype=np.float64)
                found += attraction.aid * np.outer(who, self._covers(attraction, posts))
        return found * (self._market.utility.aid / AID_UNIT)

    def _usual(self, posts: Sequence[Post]) -> Vector:
        utility, typical = self._market.utility, self._market.typical
        worth = np.array([self._by_itself(post) for post in posts], dtype=np.float64)
        room_for = np.array([post.room_for for post in posts], dtype=np.float64)
        own = room_for > 0.0
        worth[own] += of_own_practice(utility, room_for[own])
        colleagues = np.array([self.doctors[post.commune] - (post.like in self._there) for post in posts])
        load = np.array([self._loads.get(post.commune, self._mean_load) for post in posts])
        return worth + of_place(utility, typical, colleagues, load)

    def _by_itself(self, post: Post) -> float:
        """Whoever practises there, and however many live there."""
        utility = self._market.utility
        worth = self._market.appeal.get(post.commune, 0.0)
        if post.sort == OFFERED:
            worth += utility.offered
        if post.sort in PREMISES and post.site:
            worth += utility.premises
        return worth

    # --- attractions

    def _covers(self, attraction: Attract, posts: Sequence[Post]) -> Mask:
        where = attraction.where
        if isinstance(where, tuple):
            return np.array([post.commune in where for post in posts], dtype=np.bool_)
        return np.array([where in ("all", post.commune, post.site) for post in posts], dtype=np.bool_)

    def _counts(self, attraction: Attract, one: Candidate) -> bool:
        """Whether it is for such a candidate. Hosting is for those who may have been there as interns."""
        if attraction.sorts and one.sort not in attraction.sorts:
            return False
        if attraction.what != "hosting":
            return True
        since = month_of(attraction.since) + self._market.hosting_months
        return one.sort in INTERNS and one.began >= since

    def zone(self, commune: str) -> Zone:
        """Of the last revision that holds, or as it was."""
        zone = self._market.zones.get(commune, NO_ZONE)
        for revision in self._revisions:
            where = revision.where if isinstance(revision.where, tuple) else (revision.where,)
            if commune in where or "all" in where:
                zone = revision.zone  # type: ignore[assignment]
        return zone

    def _of_zone(self, post: Post) -> Aid | None:
        """The aid of the zone of a post, which nobody has who is employed there."""
        if post.offer is not None and self._terms(post.offer.contract).fees == "employer":
            return None
        return self._aids[self.zone(post.commune)]

    def promises(self, post: Post, one: Candidate) -> list[Promise]:
        """What a zone pays to a candidate who takes a post."""
        aid = self._of_zone(post)
        if aid is None or (aid.first and one.sort not in BEGINNERS):
            return []
        return [Promise(self.zone(post.commune), aid)]

    def aid_years(self, post: Post, one: Candidate) -> int:
        """For how long who takes a post stays in return for its aids; 0: there is none."""
        years = [promise.aid.years for promise in self.promises(post, one)]
        years += [each.aid_years for each in self.helping(post, one, ("aid",))]
        return max(years, default=0)

    def helping(self, post: Post, one: Candidate, what: Sequence[str]) -> list[Attract]:
        """The attractions of some kinds that hold for a candidate at a post."""
        return [
            each
            for each in self.attractions
            if each.what in what and self._counts(each, one) and self._covers(each, [post])[0]
        ]

    # --- who sees what

    def sees(
        self, posts: Sequence[Post], candidates: Sequence[Candidate], uniform: Matrix, draws: Draws
    ) -> Mask:
        """``[candidate, post]``: by themselves, as ``uniform`` ``[candidate, post]`` says, or through a
        campaign or an agency that reaches them.
        """
        visible = self._market.visible
        usual = {VACANCY: visible.vacancy, ROOM: visible.room, OFFERED: visible.offered, OWN: 1.0}
        found: Mask = uniform < np.array([usual[post.sort] for post in posts], dtype=np.float64)
        for campaign in self._campaigns:
            covered = self._covers(campaign.attraction, posts)
            found |= np.outer(self._reached(campaign, candidates, draws), covered)
        return found

    def agencies(self, post: Post, one: Candidate, draws: Draws) -> list[Attract]:
        """Those that have told a candidate of a post."""
        return [
            each.attraction
            for each in self._campaigns
            if each.attraction.what == AGENCY
            and self._covers(each.attraction, [post])[0]
            and self._reached(each, [one], draws)[0]
        ]

    def _reached(self, campaign: Campaign, candidates: Sequence[Candidate], draws: Draws) -> Mask:
        """``[candidate]``: who looked while it went on, and whom it has told of its posts."""
        attraction, last = campaign
        told = draws.table([one.name for one in candidates], [attraction.attraction], 0)[0, :, 0]
        who = [one.began <= last and self._counts(attraction, one) for one in candidates]
        reached: Mask = (told < attraction.reaches) & np.array(who, dtype=np.bool_)
        return reached

    # --- rules

    def allowed(self, rule: BeginRule, posts: Sequence[Post], candidates: Sequence[Candidate]) -> Mask:
        """``[candidate, post]``: what a rule leaves to those who obey it."""
        if rule.rule == "no_new_in_dense":
            here = [post.sort == VACANCY or not self._dense(post.commune, rule.dense) for post in posts]
        elif rule.rule == "serve_first_years":
            here = [self.zone(post.commune) != NO_ZONE for post in posts]
        else:
            here = [True] * len(posts)
        open_to_all = np.outer(np.ones(len(candidates), dtype=np.bool_), np.array(here, dtype=np.bool_))
        bound = np.array([self.bound(rule, one) for one in candidates], dtype=np.bool_)
        found: Mask = open_to_all | ~bound[:, None]
        return found

    @staticmethod
    def bound(rule: BeginRule, one: Candidate) -> bool:
        """Whether a rule is about such candidates."""
        return rule.rule != "serve_first_years" or one.sort in BEGINNERS

    def _dense(self, commune: str, most: float) -> bool:
        doctors, residents = self.doctors[commune], self._residents[commune]
        return self.zone(commune) == NO_ZONE and doctors * RESIDENTS > most * residents
