"""The posts there are on a day: vacancies, free rooms, posts that somebody offers, practices of one's own."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from sim.changes.labour import OfferPosts
from sim.measures.protocol import Leaver, Supply

VACANCY: Final = "vacancy"
ROOM: Final = "room"
OFFERED: Final = "offered"
OWN: Final = "own practice"
HELD: Final = "held"  # a practice that its doctor may leave for another: not to be taken


class Post(NamedTuple):
    """A post that a candidate may take, or several alike."""

    name: str  # by which draws are about it
    sort: str
    commune: str  # INSEE code
    number: int = 1  # so many candidates may
    site: str = ""  # "" in premises of one's own
    like: str | None = None  # of a vacancy: who leaves …
    leaves: int | None = None  # … and the first day without them
    room_for: float = 0.0  # of an own practice: GPs, as far as there are residents; of others 0
    offer: OfferPosts | None = None


class Posts:
    """The posts of a territory. Nobody is in two of them, and none is taken twice."""

    def __init__(self, supply: Supply, closed: Collection[str], lapses_days: int) -> None:
        """``closed``: INSEE codes of communes in which nobody settles."""
        self._supply, self._closed, self._lapses = supply, closed, lapses_days
        for_one = supply.market.region.residents_per_gp
        self._own = [
            Post(f"own/{one.code}", OWN, one.code, room_for=one.residents / for_one)
            for one in supply.communes()
            if one.residents
        ]
        self._vacancies: dict[str, Leaver] = {}
        self._filled: set[str] = set()  # doctors who leave and are no vacancy (any more)
        self._holders: dict[str, str] = {}  # of posts that were offered → the offer

    def vacate(self, leaver: Leaver) -> None:
        """Somebody is known to leave. A post offered to them is offered again when they have left."""
        if leaver.name not in self._filled and leaver.name not in self._holders:
            self._vacancies.setdefault(leaver.name, leaver)

    def today(self, day: int, doctors: Mapping[str, int]) -> list[Post]:
        """All there are, in the order of sort and name. ``doctors``: how many practise, by commune."""
        for leaver in self._supply.leavers(but=self._filled):
            self.vacate(leaver)
            if leaver.day <= day and self._holders.pop(leaver.name, None) is not None:
                self._filled.add(leaver.name)
        self._lapse(day)
        free = self._supply.free_rooms()
        offered = list(self._offered(free))
        found = [*self._vacancies_today(), *self._rooms(free), *offered, *self._own_practices(doctors)]
        return [post for post in found if post.commune not in self._closed]

    def take(self, post: Post, doctor: str) -> None:
        """The post is the doctor's; a room is kept for them at once, unless somebody still works in it."""
        if post.like is not None:
            del self._vacancies[post.like]
            self._filled.add(post.like)
        elif post.site:
            self._supply.rooms(post.site).get(1)
        if post.offer is not None:
            self._holders[doctor] = post.offer.offer

    def _lapse(self, day: int) -> None:
        for name, leaver in list(self._vacancies.items()):
            if day >= leaver.day + (0 if leaver.site else self._lapses):
                del self._vacancies[name]
                self._filled.add(name)

    def _vacancies_today(self) -> Iterator[Post]:
        for name, (_, commune, site, day) in sorted(self._vacancies.items()):
            yield Post(f"vacancy/{name}", VACANCY, commune, site=site, like=name, leaves=day)

    def _rooms(self, free: Mapping[str, int]) -> Iterator[Post]:
        """Of each site those that are free; the posts offered there have taken theirs out."""
        for site, rooms in sorted(free.items()):
            if rooms > 0:
                yield Post(f"room/{site}", ROOM, self._supply.site_commune(site), rooms, site)

    def _offered(self, free: dict[str, int]) -> Iterator[Post]:
        """Posts that nobody holds, at a site no more than it has ``free`` rooms."""
        held = Counter(self._holders.values())
        for offer in sorted(self._supply.offers(), key=lambda one: one.offer):
            number = offer.posts - held[offer.offer]
            if offer.site:
                number = min(number, free.get(offer.site, 0))
                free[offer.site] = free.get(offer.site, 0) - number
            if number > 0:
                name = f"offered/{offer.offer}"
                yield Post(name, OFFERED, offer.commune, number, offer.site, offer=offer)

    def _own_practices(self, doctors: Mapping[str, int]) -> list[Post]:
        """One in each commune where somebody practises, or with residents enough for a doctor."""
        return [post for post in self._own if post.room_for >= 1 or doctors.get(post.commune, 0)]
