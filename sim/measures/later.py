"""Doctors whom a measure names and who come only later: it holds for them from their first day on."""

from collections.abc import Callable, Sequence

from sim.measures.field_types import Doctors
from sim.measures.protocol import Clock, Doctor, Process, Supply


def as_they_come(
    clock: Clock,
    supply: Supply,
    doctors: Doctors,
    there: Sequence[Doctor],
    begin: Callable[[Doctor], Process],
) -> None:
    """Begins a process for each of the ``doctors`` named who is not ``there``, on the day of their arrival.

    Of ``all``, or of a place, it is those who are there today.
    """
    known = {doctor.name for doctor in there}
    for name in (doctors,) if isinstance(doctors, str) else doctors:
        if name not in known:
            clock.begin(_joins(supply, name, begin))


def _joins(supply: Supply, name: str, begin: Callable[[Doctor], Process]) -> Process:
    yield supply.arrival(name)
    for doctor in supply.doctors((name,)):  # nobody, if they have left
        yield from begin(doctor)
