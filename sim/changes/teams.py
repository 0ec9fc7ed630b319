"""Teams to whom doctors delegate kinds of need."""

from dataclasses import dataclass
from datetime import date

from sim.changes.change import CHANGE, DEPARTURE, OPENING, Change


@dataclass(frozen=True)
class OpenTeam(Change, order=OPENING, event="team_opens"):
    """An agenda opens (an IPA's) to which doctors send some kinds of need, where the first of them works."""

    team: str
    doctors: tuple[str, ...]
    kinds: tuple[str, ...]  # of need
    week: tuple[int, ...]
    slot_minutes: int
    since: date  # from which the ramp counts; may lie before the first day
    ramp_days: int
    ramp_start: float

    @property
    def builds_on(self) -> str:
        """With whom the team sits."""
        return self.doctors[0]

    @property
    def detail(self) -> str:
        """For whom, and for what."""
        return f"for {', '.join(self.doctors)}: {', '.join(self.kinds)}"


@dataclass(frozen=True)
class SendToTeam(Change, order=CHANGE):
    """The doctors send their patients to the team; every ``OpenTeam`` brings it about."""

    team: str
    doctors: tuple[str, ...]


@dataclass(frozen=True)
class CloseTeam(Change, order=DEPARTURE, event="team_closes", detail="panel released"):
    """The team's agenda ends today."""

    team: str
