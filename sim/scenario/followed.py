"""How long a need lasts at most: so long it is followed, and so long one plays on after the last month
reported (docs/model.md, section 1).
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sim.scenario.doctors import Doctors
from sim.scenario.pathways import Pathways, Step
from sim.scenario.run import MOST_DAYS, RunSettings
from sim.scenario.services import MOST_HORIZON, Services
from sim.vocabulary.vocabulary import Vocabulary

QUEUES: Final = 1  # day, for what comes before an appointment


def followed_days(pathway: Pathways, doctors: Doctors, services: Services, vocabulary: Vocabulary) -> int:
    """Days after which every need has ended, unless a doctor departs: all retries, then the farthest
    appointment.
    """
    horizons = [doctors.horizon_days, *(agenda.horizon_days for agenda in services.agendas.values())]
    later = doctors.answers.later_days * doctors.answers.most_later
    farthest = max(*horizons, min(MOST_HORIZON, doctors.horizon_days + later)) - 1
    return QUEUES + max(
        pathway.most_attempts * max((step.after_days or 0 for step in steps), default=0)
        + min(farthest, max((_ahead(step, pathway, vocabulary) for step in steps), default=0))
        for steps in map(pathway.numbered, pathway.steps)
    )


def _ahead(step: Step, pathway: Pathways, vocabulary: Vocabulary) -> int:
    """How many days ahead a step looks for an appointment."""
    return pathway.sas_days if step.action in vocabulary.lines else step.within_days or 0


class Horizon(NamedTuple):
    """The days of a run (docs/model.md, section 1)."""

    reported: int
    cool_down: int

    @property
    def played(self) -> int:
        """Days that are played: those reported, and those after them that needs may still take."""
        return self.reported + self.cool_down

    @property
    def known(self) -> int:
        """Days that the table of days holds: agendas can be booked ahead on the last day, too."""
        return self.played + MOST_HORIZON


def too_long(blocks: Mapping[str, Any], vocabulary: Vocabulary) -> str | None:
    """What is wrong with the length of a run, if its blocks (as checked) ask for too many days."""
    run: RunSettings = blocks["run"]
    cool_down = followed_days(blocks["pathway"], blocks["doctors"], blocks["services"], vocabulary)
    days = Horizon(run.reported_days, cool_down)
    if days.known <= MOST_DAYS:
        return None
    beyond = days.known - days.reported
    return (
        f"{days.known:,} days are too many: {run.reported_days:,} from the first day of the warm-up "
        f"({run.first_day}) to {run.reported_until}, and {beyond:,} beyond, in which needs end; the engines "
        f"play at most {MOST_DAYS:,}; bring run.end nearer to run.start, or lower run.warmup_days"
    )
