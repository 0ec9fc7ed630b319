"""Whether the doctors of a territory, and what lies beyond its border, are plausible."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.building.check.known import Known
from sim.building.check.record import Check, Figure, Percent, judged, made

EMERGENCY: Final = "ed"  # the type of service that ends a true emergency
BEYOND: Final = "outside"  # the sort of agenda of doctors beyond the territory
LEAVING: Final = ("retire", "turnover")  # measures by which doctors leave


def gps(known: Known) -> Iterator[Check]:
    """GPs for 10,000 residents of the reported communes."""
    heads = float(known.territory.gps[known.reported].sum())
    people = float(known.people[known.reported].sum())
    per = 1e4 * heads / people
    yield judged("gps", "gps_per_10000", per, Figure(per, 1), gps=Figure(heads), people=Figure(people))


def old_gps(known: Known) -> Iterator[Check]:
    """The share of 60 and over among those whose age is told."""
    ages = known.gp_ages
    if not ages.known:
        yield made("over_60", "look", text="over_60_none", todo="none", gps=Figure(ages.gps))
        return
    share = ages.old / ages.known
    yield judged(
        "over_60",
        "over_60",
        share,
        Percent(share),
        old=Figure(ages.old),
        known=Figure(ages.known),
        gps=Figure(ages.gps),
    )


def leaving(known: Known) -> Iterator[Check]:
    """Whether anybody ever leaves: a doctor does so by a measure alone."""
    kinds = [measure.kind for measure in known.job.settings.measures.values() if measure.kind in LEAVING]
    ages = known.gp_ages
    given: dict[str, Any] = {
        "retirements": Figure(kinds.count("retire")),
        "turnovers": Figure(kinds.count("turnover")),
    }
    if not kinds:
        todo = "wrong" if ages.old or ages.known < ages.gps else "nobody"
        yield made("leaving", "wrong", todo=todo, value=0.0, old=Figure(ages.old), **given)
    elif "turnover" not in kinds and not ages.old:
        yield made("leaving", "look", value=float(len(kinds)), old=Figure(ages.old), **given)
    else:
        yield made("leaving", "ok", value=float(len(kinds)), old=Figure(ages.old), **given)


def border(known: Known) -> Iterator[Check]:
    """Whether there are doctors around: communes of the ring, agendas beyond."""
    territory, ring = known.territory, ~known.reported
    agendas = known.job.settings.services.agendas.values()
    beyond = sum(agenda.sort == BEYOND for agenda in agendas)
    heads = float(territory.gps[ring].sum())
    verdict = "ok" if heads or beyond else "wrong"
    yield made(
        "border",
        verdict,  # type: ignore[arg-type]
        value=heads,
        communes=Figure(float(ring.sum())),
        gps=Figure(heads),
        people=Figure(float(known.people[ring].sum())),
        beyond=Figure(beyond),
    )


def emergencies(known: Known) -> Iterator[Check]:
    """Minutes from the reported communes to the nearest emergency department."""
    services, territory = known.job.settings.services, known.territory
    places = {place.key: place.minutes for place in territory.places}
    to: list[NDArray[Any]] = []
    for service in services.open.values():
        profile = services.profiles.get(service.profile)
        if profile is None or profile.type != EMERGENCY or service.at is None:
            continue
        rank = _rank(known, service.at)
        if service.at in places:
            to.append(places[service.at])
        elif rank is not None:
            to.append(known.minutes[:, rank])
    if not to:
        yield made("emergency", "wrong", text="emergency_none", todo="none", value=0.0)
        return
    nearest = np.min(to, axis=0)[known.reported]
    far = int(np.argmax(nearest))
    mean = float(np.average(nearest, weights=known.people[known.reported] + 1e-9))
    yield judged(
        "emergency",
        "ed_minutes",
        float(nearest[far]),
        Figure(float(nearest[far])),
        n=Figure(len(to)),
        mean=Figure(mean),
        commune=territory.names[np.flatnonzero(known.reported)[far]],
    )


def _rank(known: Known, at: str) -> int | None:
    """The rank of a commune by code or name."""
    territory = known.territory
    for rank, names in enumerate(zip(territory.codes, territory.names, strict=True)):
        if at in names:
            return rank
    return None
