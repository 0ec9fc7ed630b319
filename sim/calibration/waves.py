"""History matching in waves: points are played, each figure is guessed everywhere from them, what is
implausible is ruled out, and the next points are spread over what remains. Of that, in the end, worlds are
drawn as they are likely.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.calibration.emulator import fitted
from sim.calibration.implausible import Implausible, Target
from sim.calibration.kept import Kept
from sim.calibration.region import CROWD, CUT_OFF, Region, likely, remaining

Array = NDArray[np.float64]

REPEATED: Final = 4  # points of the first wave that are played with other luck, too
LUCKS: Final = 3  # so often each
SETTLED: Final = 0.8  # of the region of the wave before: where so much remains, another wave finds little
FEWEST: Final = 12  # points without which a wave says nothing
PROOF: Final = 16  # worlds that are played, to see whether they are plausible
SPARE: Final = 3  # candidates for each world that is kept, since some cannot be


class Player(Protocol):
    """Plays points of the unit cube. A toy can do it."""

    def possible(self, points: Array) -> NDArray[np.bool_]:
        """``[point]``: whether its settings are allowed at all."""

    def play(self, points: Array, replications: Sequence[int]) -> Array:
        """``[point, figure]`` of points, each with its replication; NaN where a figure is not shown."""


@dataclass(frozen=True)
class Ask:
    """``points`` a wave; ``at_once``: so many are played before they are kept and the clock is looked at;
    ``seconds``: after so many no more are begun; ``crowd``: points by which regions are followed.
    """

    waves: int = 4
    points: int = 60
    worlds: int = 200
    seed: int = 33284
    seconds: float = 7200.0
    at_once: int = 8
    crowd: int = CROWD


class Wave(NamedTuple):
    """What came of a wave: how many points were played in it, which share of the cube remains after it, and
    by figure how well it is guessed (R² of cross-validation).
    """

    points: int
    volume: float
    fits: tuple[float, ...]


@dataclass(frozen=True)
class Found:
    """``worlds``: points of what remains, the likelier the more of them; the first ``played`` of them played
    and plausible as played, the others guessed; ``central``: whether the centre is the first. ``verified``:
    of the worlds that were played to see, how many were plausible as played, and how many there were.
    ``unmet``: figures that no point meets; ``apart``: that are met alone, but not together with the others;
    both are set aside. ``levels``: [world, figure], guessed, but the centre's as played. ``stopped``: time
    was over.
    """

    waves: tuple[Wave, ...]
    worlds: Array
    played: int
    central: bool
    verified: tuple[int, int]
    unmet: tuple[str, ...]
    apart: tuple[str, ...]
    measure: Implausible
    rows: tuple[int, ...]  # the figures that count, by their place
    levels: Array
    stopped: bool


def calibrate(
    targets: Sequence[Target],
    centre: Array,
    player: Player,
    kept: Kept,
    ask: Ask,
    said: Callable[[int, int, int], object] = lambda wave, done, of: None,
) -> Found:
    """Plays the ``centre``, a point that should be among the worlds, and wave after wave, but for points that
    are ``kept``. ``said``: of a wave, how many of how many are played.
    """
    begun, inputs = monotonic(), len(centre)
    points, values = np.empty((0, inputs)), np.empty((0, len(targets)))
    usual = _kept("centre", centre[None], [0], player, kept)
    region, luck = Region(_design(inputs, SPARE * ask.points, ask.seed), 1.0, 0.0), (0.0,) * len(targets)
    waves: list[Wave] = []
    stopped, aside = False, _Aside(tuple(range(len(targets))), (), ())
    chances = Implausible(tuple(targets), (), luck)
    for wave in range(ask.waves):
        rng = np.random.default_rng([ask.seed, wave])
        design = _possible(region.points, ask.points, player, rng if wave else None)
        due = begun + ask.seconds * (wave + 1) / ask.waves

        def tell(done: int, wave: int = wave, of: int = len(design)) -> None:
            said(wave + 1, done, of)

        if wave == 0:
            luck = _luck(design, player, kept, tell)
        played = _played(wave, design, player, kept, due, ask.at_once, tell)
        if len(played) == 0:
            stopped = True
            break
        points, values = np.vstack([points, design[: len(played)]]), np.vstack([values, played])
        stopped = len(played) < len(design)
        emulators = tuple(fitted(points, column, ask.seed) for column in values.T)
        chances = Implausible(tuple(targets), emulators, luck)
        before = region.volume
        region, aside = _remaining(chances, inputs, ask, wave)
        waves.append(Wave(len(played), region.volume, tuple(each.fit for each in emulators)))
        if region.volume == 0 or (wave and region.volume > SETTLED * before):
            break
    found = _found(chances, aside, region, waves, player, kept, ask, stopped)
    return _with_centre(found, centre, usual)


def _design(inputs: int, n: int, seed: int) -> Array:
    """A Latin hypercube."""
    from scipy.stats import qmc  # costs a second: only where points are drawn

    return np.asarray(qmc.LatinHypercube(inputs, rng=np.random.default_rng(seed)).random(n))


def _possible(points: Array, n: int, player: Player, rng: np.random.Generator | None) -> Array:
    """The first ``n`` of the points that can be played; without ``rng`` in their own order."""
    order = np.arange(len(points)) if rng is None else rng.permutation(len(points))
    held: list[Array] = []
    for at in range(0, len(order), n):
        some = points[order[at : at + n]]
        held += [*some[player.possible(some)]]
        if len(held) >= n:
            break
    return np.array(held[:n]).reshape(-1, points.shape[1])


def _luck(design: Array, player: Player, kept: Kept, tell: Callable[[int], object]) -> tuple[float, ...]:
    """By figure, the variance from one replication to another of the same point."""
    some = design[:REPEATED]
    found = []
    for number in range(1, 1 + LUCKS):
        found.append(_kept(f"luck-{number}", some, [number] * len(some), player, kept))
        tell(0)
    spread = np.nanmean(np.var(np.stack(found), axis=0, ddof=1), axis=0) if len(some) else np.zeros(0)
    return tuple(float(each) for each in np.nan_to_num(spread))


def _kept(name: str, points: Array, replications: Sequence[int], player: Player, kept: Kept) -> Array:
    """``[point, figure]`` of a batch, played unless it is kept."""
    if not kept.there(name, points):
        kept.keep(name, points, player.play(points, replications))
    return kept.values(name)


def _played(
    wave: int,
    design: Array,
    player: Player,
    kept: Kept,
    due: float,
    at_once: int,
    tell: Callable[[int], object],
) -> Array:
    """``[point, figure]`` of as many of the points as there is time for. A wave that was cut off by time once
    is taken as it is ever after, since the next was made from it.
    """
    found: list[Array] = []
    for at in range(0, len(design), at_once):
        some, name = design[at : at + at_once], f"{wave}-{at}"
        if not kept.there(name, some):
            late = monotonic() > due and (at >= FEWEST or wave > 0)
            if late or kept.closed(wave):
                break
        found.append(_kept(name, some, [0] * len(some), player, kept))
        tell(min(at + at_once, len(design)))
    if found:
        kept.close(wave)
    return np.vstack(found) if found else np.empty((0, 0))


class _Aside(NamedTuple):
    """Figures that count, and those set aside, by their place."""

    rows: tuple[int, ...]
    unmet: tuple[int, ...]
    apart: tuple[int, ...]


def _remaining(chances: Implausible, inputs: int, ask: Ask, wave: int) -> tuple[Region, _Aside]:
    """What remains, by all figures that can be met: first by each alone, then together."""
    rng = np.random.default_rng([ask.seed, 1000 + wave])
    known = [row for row, each in enumerate(chances.emulators) if np.isfinite(each.centre)]
    few = max(ask.crowd // 4, 64)

    def of(rows: Sequence[int], n: int) -> Region:
        return remaining(lambda at, bound: chances.most(rows, at, bound), inputs, rng, n)

    unmet = [row for row in known if of([row], few).empty]
    rows, apart = [row for row in known if row not in unmet], list[int]()
    while True:
        region = of(rows, ask.crowd)
        if not region.empty or len(rows) <= 1:
            return region, _Aside(tuple(rows), tuple(unmet), tuple(apart))
        near = region.points[np.argsort(chances.most(rows, region.points))[:32]]
        worst = max(rows, key=lambda row: float(chances.of(row, near).mean()))
        rows.remove(worst)
        apart.append(worst)


def _found(
    chances: Implausible,
    aside: _Aside,
    region: Region,
    waves: Sequence[Wave],
    player: Player,
    kept: Kept,
    ask: Ask,
    stopped: bool,
) -> Found:
    rows, rng = list(aside.rows), np.random.default_rng([ask.seed, 2000])
    worlds, verified = np.empty((0, region.points.shape[1])), (0, 0)
    if not region.empty:
        near = np.unique(likely(lambda at: chances.likely(rows, at), region.points, rng), axis=0)
        worlds = _possible(near, ask.worlds + PROOF, player, rng)
    if not stopped and len(worlds):
        some = worlds[:PROOF]
        off = np.nan_to_num(chances.as_played(_kept("proof", some, [0] * len(some), player, kept))[:, rows])
        good = off.max(axis=1, initial=0.0) <= CUT_OFF
        verified = int(good.sum()), len(some)
        worlds = np.vstack([some[good], worlds[PROOF:]])
    worlds = worlds[: ask.worlds]
    guessed = [each.guess(worlds)[0] if len(worlds) else np.zeros(0) for each in chances.emulators]
    names = [target.id for target in chances.targets]
    return Found(
        waves=tuple(waves),
        worlds=worlds,
        played=verified[0],
        central=False,
        verified=verified,
        unmet=tuple(names[row] for row in aside.unmet),
        apart=tuple(names[row] for row in aside.apart),
        measure=chances,
        rows=aside.rows,
        levels=np.stack(guessed, axis=1) if guessed else np.empty((0, 0)),
        stopped=stopped,
    )


def _with_centre(found: Found, centre: Array, values: Array) -> Found:
    """The centre becomes the first world, in place of the last, if it is plausible as played."""
    off = np.nan_to_num(found.measure.as_played(values)[:, list(found.rows)])
    if not len(found.worlds) or (off > CUT_OFF).any():
        return found
    return replace(
        found,
        worlds=np.vstack([centre, found.worlds[:-1]]),
        played=min(found.played + 1, len(found.worlds)),
        central=True,
        levels=np.vstack([values, found.levels[:-1]]),
    )
