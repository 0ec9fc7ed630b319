"""Whether the names in measures exist, for whoever calls the engine with plans of their own.

The command line says the same before anything is prepared, with file and line.
"""

from collections.abc import Collection, Mapping
from datetime import date

from sim.scenario.name_references import FirstDayNames, name_faults
from sim.scenario.settings import Measure
from sim.territory.territory import Territory


def check_measures(
    measures: Mapping[str, Measure],
    territory: Territory,
    doctors: Collection[str],
    services: Collection[str],
    profiles: Collection[str],
    start: date,
) -> list[str]:
    """One message for each name that does not exist or is made twice, and each end before its beginning.

    ``doctors`` and ``services`` are those of the first day; ``start`` is the first day of the results.
    """
    communes = dict(zip(territory.codes, territory.names, strict=True))
    first_day = FirstDayNames(communes, doctors, services, profiles, line_profiles=profiles)
    faults = name_faults(measures, first_day, start, territory.name)
    return [f"{'.'.join(key)}: {said}" for key, said in faults]
