"""What is checked before anything is played: each scenario against its territory, and that results can be
written.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.cli.output import check_writable
from sim.scenario.errors import ScenarioError
from sim.scenario.mentions import Known, check_names
from sim.scenario.reader import shown
from sim.scenario.services import LINES
from sim.scenario.settings import Job
from sim.territory import Territory, TerritoryError, load_territory


def check_jobs(jobs: Sequence[Job]) -> None:
    """Checks all of them, and every folder of results. Raises ScenarioError for the first that cannot be
    played.
    """
    for job in jobs:
        check_names(job, known(job, read_territory(job)))
    for folder in dict.fromkeys(job.settings.run.outputs for job in jobs):
        check_writable(Path(folder))


def read_territory(job: Job) -> Territory:
    """The territory of a job; what is wrong with it is told with the name of its file."""
    files = job.settings.territory
    try:
        return load_territory(files.settings, files.folder, job.settings.run.first_day)
    except TerritoryError as error:
        raise ScenarioError(f"{shown(files.folder / files.name)}.yaml: {error}") from None


def known(job: Job, territory: Territory) -> Known:
    """The names that a measure may mention."""
    services = job.settings.services
    lines = [name for name, profile in services.profiles.items() if profile.type in LINES]
    return Known(
        communes=(*territory.codes, *territory.names),
        doctors=tuple(doctors_of(territory)),
        sites=(),
        services=tuple(services.open),
        profiles=tuple(name for name in services.profiles if name not in lines),
        line_profiles=tuple(lines),
    )


def doctors_of(territory: Territory) -> Mapping[str, str]:
    """The GPs of the first day by name (mios_1, mios_2, …), with the INSEE code of their commune."""
    from sim.world.names import doctor_names

    return doctor_names(territory)
