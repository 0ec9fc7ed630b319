"""Whether the residents of a territory are plausible: ages, old people, homes."""

from collections.abc import Iterator

import numpy as np

from sim.building.check.known import Floats, Known
from sim.building.check.record import Check, Figure, Percent, judged, made, ranges

OVER_75 = slice(5, 7)  # of the seven bands
FEW = 3  # communes that are named


def ages(known: Known) -> Iterator[Check]:
    """Whether the bands sum to the people of their file, and those are about the people of communes.csv."""
    counted = known.counted
    if counted is None:
        yield made("ages", "look", text="ages_none", todo="none")
        return
    everybody = counted["all"].to_numpy()
    yield _ratio(known, "ages", "ages_sum", counted["bands"].to_numpy(), everybody)
    yield _ratio(known, "ages_people", "ages_people", everybody, known.territory.census.astype(np.float64))


def _ratio(known: Known, check: str, name: str, above: Floats, below: Floats) -> Check:
    """One check of all communes: the verdict is that of the one that is farthest off."""
    there = np.flatnonzero((below > 0) & np.isfinite(above))
    if not len(there):
        return made(check, "look", text=f"{check}_none", todo="none")
    ratio = above[there] / below[there]
    far = there[np.argsort(-np.abs(np.log(np.maximum(ratio, 1e-9))), kind="stable")[:FEW]]
    verdicts = [ranges()[name].verdict(value) for value in ratio]
    names = known.territory.names
    communes = ", ".join(f"{names[c]} {above[c]:.0f} / {below[c]:.0f}" for c in far)
    worst = above[far[0]] / below[far[0]]
    off = sum(verdict != "ok" for verdict in verdicts)
    return judged(
        check,
        name,
        float(worst),
        Percent(float(worst), 1),
        text="" if off else "ages_fine",
        off=Figure(off),
        communes=communes,
    )


def old_people(known: Known) -> Iterator[Check]:
    """The share of 75 and over."""
    people = known.people * known.reported
    share = float((people @ known.territory.age_shares[:, OVER_75]).sum() / people.sum())
    yield judged("over_75", "over_75", share, Percent(share, 1))


def homes(known: Known) -> Iterator[Check]:
    """Residents of EHPAD among those of 75 and over."""
    here, territory = known.reported, known.territory
    living = float(territory.ehpad[here].sum())
    old = float((known.people * here) @ territory.age_shares[:, OVER_75].sum(axis=1))
    share = living / old if old else 0.0
    yield judged("ehpad", "ehpad", share, Percent(share, 1), places=Figure(living), old=Figure(old))
