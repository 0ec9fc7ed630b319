"""The communes around those that were asked for: the ring, which is simulated, and the belt beyond."""

from collections.abc import Sequence

from sim.building.nearby import Nearby


def around(nearby: Nearby, communes: Sequence[str], minutes: float) -> tuple[str, ...]:
    """Codes, in order, of the other communes within so many minutes of any of these.

    Travel is estimated (``sim.territory.travel.Roads``) from town hall to town hall, so the ring of a ring is
    not the ring of so many minutes more: each journey has its own minutes to leave and to park.
    """
    if minutes <= 0:
        return ()
    return tuple(sorted(set(nearby.within(minutes, communes).index) - set(communes)))
