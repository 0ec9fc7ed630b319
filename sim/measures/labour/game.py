"""What the process of the labour market knows from month to month."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.changes.labour import CountCandidates
from sim.measures.labour.attributes import REACHING, Campaign
from sim.measures.labour.candidates import Candidate, Pool
from sim.measures.labour.posts import Posts
from sim.measures.protocol import Clock, Draws, Supply

SETTLED, ELSEWHERE, BEYOND, GAVE_UP, DEFIED = "here", "elsewhere", "beyond", "gave_up", "defied"


class Held(NamedTuple):
    """A doctor here whose career goes on by itself: they may look for another post, and will leave."""

    name: str
    commune: str
    birth_year: int
    since: int  # month in which they began to practise here


@dataclass
class Game:
    """The market of a run. Nobody is in ``looking`` twice."""

    clock: Clock
    supply: Supply
    draws: Draws
    pool: Pool
    posts: Posts
    looking: list[Candidate] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    leaving: set[str] = field(default_factory=set)  # whose departure is settled
    ended: Counter[str] = field(default_factory=Counter)
    looked: int = 0
    year: int = 0  # for which it is drawn who of those held look …
    movers: dict[int, list[Held]] = field(default_factory=dict)  # … by month
    campaigns: dict[str, Campaign] = field(default_factory=dict)

    def told(self, month: int) -> tuple[Campaign, ...]:
        """The campaigns and agencies that there are in a month, or have been."""
        for each in self.supply.attractions():
            if each.what in REACHING:
                self.campaigns[each.attraction] = Campaign(each, month)
        return tuple(self.campaigns.values())

    def joins(self, candidate: Candidate) -> None:
        """One more who looks."""
        self.looked += 1
        self.looking.append(candidate)

    def ends(self, candidate: Candidate, how: str) -> None:
        """The candidate looks no more."""
        self.looking.remove(candidate)
        self.ended[how] += 1

    def count(self) -> CountCandidates:
        """Candidates since the first day."""
        ends = {how: self.ended[how] for how in (SETTLED, ELSEWHERE, BEYOND, GAVE_UP, DEFIED)}
        return CountCandidates(self.supply.measure, self.looked, **ends, looking=len(self.looking))
