"""Who looks for a practice, and from when on: one pool of a region, of which this territory has a part.

What becomes of one candidate moves no draw of another. Months are numbered 12 * year + month - 1.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Annotated, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.measures.field_types import When
from sim.measures.labour.worth import homes, km, of_distance, part, still_looks
from sim.measures.protocol import Clock, Draws, Supply
from sim.schema.types import Amount, Number, Plain, between

GRADUATE: Final = "graduate"
LOCUM: Final = "locum"
FOREIGN: Final = "foreign"
MOVER: Final = "mover"
Sort = Literal["graduate", "locum", "foreign", "mover"]
BEGINNERS: Final = (GRADUATE, LOCUM, FOREIGN)  # who have no practice of their own yet

MONTHS: Final = 12
_PLACES: Final = 1  # occurrences of a candidate's draws; 0: whether and when they look
_LATER: Final = 2
_NORMAL: Final = NormalDist()

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


class Step(Plain):
    """From ``since`` on so many ``times`` the usual number of candidates begin: of one sort, or of all."""

    since: When
    of: Literal["graduates", "foreign", "movers", "all"] = "all"
    times: Annotated[Amount, between(0, 100)]


class Training(Plain):
    """From ``since`` on so many ``places`` more (or fewer) a year in the region."""

    since: When
    places: Annotated[Number, between(-10_000, 10_000)]


@dataclass(frozen=True, eq=False)
class Candidate:
    """Somebody who looks.

    near  [commune] what the distances to where they trained and come from add to a post's utility
    """

    name: str
    sort: str
    began: int  # month
    months: int  # for which they look
    birth_year: int
    near: Vector
    practises: str = ""  # the doctor they are here today


class _Beginner(NamedTuple):
    """Somebody who looks or will look, before anything else is drawn of them."""

    name: str
    sort: str
    looks: int  # month
    age: float  # then
    months: int
    graduated: int = 0  # month


def month_of(day: date) -> int:
    """The number of its month."""
    return MONTHS * day.year + day.month - 1


class Pool:
    """The candidates of the region who consider the territory, drawn a year ahead.

    reach       of the territory there are so many in the part of the region that each candidate looks at
    looked_at   GPs of that part
    share       of the region's candidates
    row         of each commune in what is by commune
    residents   of each commune on the first day
    """

    def __init__(
        self,
        clock: Clock,
        supply: Supply,
        draws: Draws,
        steps: Sequence[Step],
        training: Sequence[Training],
    ) -> None:
        """At the first midnight, when the GPs of the territory are there."""
        self._draws, self._market = draws, supply.market
        gps = max(1, sum(doctor.first_day for doctor in supply.doctors()))
        self.reach, self.looked_at, self.share = part(self._market.region, gps)
        self._steps = [(month_of(clock.date_of(step.since)), step.of, step.times) for step in steps]
        self._training = [(month_of(clock.date_of(step.since)), step.places) for step in training]
        communes = supply.communes()
        self.row = {commune.code: row for row, commune in enumerate(communes)}
        self.residents = {commune.code: commune.residents for commune in communes}
        self._nowhere = np.zeros(len(communes))
        self._near: dict[str, Vector] = {}  # by the name of who begins within a year
        self._lat = np.array([commune.lat for commune in communes])
        self._lon = np.array([commune.lon for commune in communes])
        places = self._market.region.universities.values()
        self._trains = np.array([[place.lat, place.lon] for place in places])
        self._trained_up_to = np.cumsum([place.share for place in places])[:-1]  # shares, one over the other
        self._trained_km = km(self._trains[:, 0], self._trains[:, 1], self._lat, self._lon)
        self._beginning: dict[int, list[_Beginner]] = defaultdict(list)  # but locums, by the month of looking
        self._waiting: dict[int, list[_Beginner]] = defaultdict(list)  # locums, by the same
        self._first = self._ahead = month_of(clock.today) + (clock.today.day > 1)

    def begin(self, month: int, soonest: Sequence[tuple[int, int]] = ()) -> list[Candidate]:
        """Who begin to look in a month; in the first also those who look since before.

        ``soonest``: (from this month on, so many months after their thesis) locums look.
        """
        found: list[_Beginner] = []
        if month == self._first:
            searched = self._market.search.months
            before = math.ceil(MONTHS * self._market.graduates.most_locum_years) + searched
            found += self._graduates(range(month - before, month))
            found += self._abroad(range(month - searched, month))
            found.sort(key=lambda one: one.looks)
            for since in sorted(since for since in self._waiting if since < month):
                found += self._waiting.pop(since)
            found = self._still_look(found, month)
        if month >= self._ahead:
            self._draw_ahead(range(month, month + MONTHS))
        found += self._beginning.pop(month, [])
        for since, after in soonest:
            self._hasten(since, after, month)
        found += self._waiting.pop(month, [])
        return self._candidates(found)

    def _draw_ahead(self, months: range) -> None:
        """All who begin in these months, but those of whom a rule says so later."""
        self._ahead = months.stop
        for one in (*self._graduates(months), *self._abroad(months), *self._movers(months)):
            self._beginning[one.looks].append(one)
        of = self._beginning, self._waiting
        self._know_near([one for looks in months for each in of for one in each.get(looks, ())])

    # --- how many

    def expected(self, of: str, a_year: float, month: int) -> float:
        """Of a sort in a month, among those who consider the territory."""
        if of == "graduates":
            delay = math.floor(MONTHS * self._market.graduates.training_years)
            a_year += sum(places for since, places in self._training if month >= since + delay)
        held = [(since, times) for since, who, times in self._steps if since <= month and who in (of, "all")]
        times = max(held, key=lambda step: step[0])[1] if held else 1.0
        return max(0.0, a_year) * times * self.share / MONTHS

    def _names(self, of: str, sort: str, a_year: float, months: Sequence[int]) -> list[tuple[str, int]]:
        """(name, month) of those who begin in these months."""
        found = []
        for month, (more, *_) in zip(months, self._words([of] * len(months), months), strict=True):
            number = math.floor(self.expected(of, a_year, month) + more)
            year, of_year = divmod(month, MONTHS)
            found += [(f"{sort}_{year}_{of_year + 1:02d}_{k + 1}", month) for k in range(number)]
        return found

    def _words(self, names: Sequence[str], occurrence: int | Sequence[int]) -> list[list[float]]:
        """[who, word] the draws of an occurrence about each (or of the occurrence of each)."""
        if not names:
            return []
        found: list[list[float]] = self._draws.table(names, [""], occurrence)[:, :, 0].T.tolist()
        return found

    # --- who

    def _graduates(self, months: Sequence[int]) -> Iterator[_Beginner]:
        """Of the theses of these months: those who look at once; the others wait."""
        told, search = self._market.graduates, self._market.search
        of = self._names("graduates", GRADUATE, told.a_year, months)
        drawn = self._words([name for name, _ in of], 0)
        for (name, month), (seeks, at_once, locum, _) in zip(of, drawn, strict=True):
            if seeks >= told.seeks:
                continue
            if at_once < told.at_once:
                yield _Beginner(name, GRADUATE, month, told.age, search.months, month)
                continue
            years = min(-told.locum_years * math.log(locum), told.most_locum_years)
            looks = month + math.floor(MONTHS * years)
            if looks >= self._first - search.months:
                age = told.age + (looks - month) / MONTHS
                self._waiting[looks].append(_Beginner(name, LOCUM, looks, age, search.months, month))

    def _hasten(self, since: int, after: int, month: int) -> None:
        """Locums look so many months after their thesis at the latest, from a month on."""
        for looks in sorted(self._waiting):
            for one in list(self._waiting[looks]):
                if max(since, one.graduated + after) <= month < looks:
                    self._waiting[looks].remove(one)
                    age = self._market.graduates.age + (month - one.graduated) / MONTHS
                    self._waiting[month].append(one._replace(looks=month, age=age))

    def _abroad(self, months: Sequence[int]) -> Iterator[_Beginner]:
        """Those who began the path some years ago, and have not left it."""
        told = self._market.foreign
        left = 1.0 - (1.0 - told.leaves) ** told.path_years
        path = round(MONTHS * told.path_years)
        of = self._names("foreign", FOREIGN, told.a_year, [month - path for month in months])
        drawn = self._words([name for name, _ in of], 0)
        for (name, began), (stays, *_) in zip(of, drawn, strict=True):
            if stays >= left:
                yield _Beginner(name, FOREIGN, began + path, told.age, self._market.search.months)

    def _movers(self, months: Sequence[int]) -> Iterator[_Beginner]:
        """Doctors of practices elsewhere in that part of the region."""
        told, youngest = self._market.movers, self._market.graduates.age
        elsewhere = told.mean * self._market.region.gps * (1.0 - 1.0 / self.reach)
        of = self._names("movers", MOVER, elsewhere, months)
        drawn = self._words([name for name, _ in of], 0)
        for (name, month), (practised, *_) in zip(of, drawn, strict=True):
            age = youngest + practised * (told.until_age - youngest)
            yield _Beginner(name, MOVER, month, age, told.months)

    def mover_from_here(self, doctor: str, month: int, birth_year: int) -> Candidate:
        """A doctor of the territory who begins to look."""
        months = self._market.movers.months
        return Candidate(doctor, MOVER, month, months, birth_year, self._nowhere, practises=doctor)

    def _candidates(self, those: Sequence[_Beginner]) -> list[Candidate]:
        self._know_near([one for one in those if one.name not in self._near])
        return [
            Candidate(
                one.name,
                one.sort,
                one.looks,
                one.months,
                math.floor(one.looks / MONTHS - one.age),
                self._near.pop(one.name),
            )
            for one in those
        ]

    def _know_near(self, those: Sequence[_Beginner]) -> None:
        """What distances add to the utility of a post, for each; nothing for who comes from abroad."""
        self._near |= {one.name: self._nowhere for one in those if one.sort == FOREIGN}
        names = [one.name for one in those if one.sort != FOREIGN]
        if names:
            self._near |= zip(names, self._distances(names), strict=True)

    def _distances(self, names: Sequence[str]) -> Matrix:
        """[who, commune] utilities by the draws of where they trained and come from."""
        drawn = self._draws.table(names, [""], _PLACES)[:, :, 0]
        at = np.searchsorted(self._trained_up_to, drawn[0], side="right")
        lat, lon = self._trains[at].T
        z = np.array([_NORMAL.inv_cdf(one) for one in drawn[1].tolist()])
        home = homes(self._market.home, lat, lon, z, drawn[2])
        return of_distance(self._market, self._trained_km[at], km(*home, self._lat, self._lon))

    def _still_look(self, those: Sequence[_Beginner], month: int) -> list[_Beginner]:
        """Of those who began before the first month, who has not settled among typical posts alone."""
        stays = still_looks(self._market.search)
        drawn = self._words([one.name for one in those], _LATER)
        return [
            one
            for one, (still, *_) in zip(those, drawn, strict=True)
            if month - one.looks < one.months and still < stays ** (month - one.looks)
        ]
