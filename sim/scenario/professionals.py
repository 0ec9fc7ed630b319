"""With whom doctors share their work, in numbers (conf/doctors/; docs/model.md, Task transfer)."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from sim.scenario.needs import CareKind
from sim.scenario.services import MOST_SLOT, Slotted, some_slot
from sim.scenario.terms import PayerName
from sim.schema.types import Amount, CountFrom1, Days, Number, Plain, Positive, Share, between

MOST_SAVED: Final = 60  # minutes of a visit
MOST_OF_A_WEEK: Final = 6000  # minutes
MOST_DOCTORS: Final = 1000  # whom one post serves

MinutesSaved = Annotated[Number, between(-MOST_SAVED, MOST_SAVED)]
DoctorsEach = Annotated[Positive, between(0.1, MOST_DOCTORS)]


class Supervision(Plain):
    """Minutes of the doctor: for each ``visit`` that is shared, and each ``week``."""

    visit: Annotated[Amount, between(0, MOST_SAVED)]
    week: Annotated[Amount, between(0, MOST_OF_A_WEEK)]


def _each_once(kinds: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((kind for n, kind in enumerate(kinds) if kind in kinds[:n]), None)
    if twice is not None:
        raise ValueError(f"{twice} is named twice; write each kind once")
    return kinds


class TeamAgenda(Plain):
    """Appointments of their own, for the kinds of need that the doctors' patients may bring."""

    kinds: Annotated[tuple[CareKind, ...], Field(min_length=1), AfterValidator(_each_once)]
    week: Annotated[Slotted, AfterValidator(some_slot)]  # appointments by half-day
    slot_minutes: Annotated[CountFrom1, between(1, MOST_SLOT)]
    ramp_start: Share  # share of the agenda offered on the first day


class PostCost(Plain):
    """Euros that somebody pays by year for a post: first year, second, …; the last amount goes on."""

    payer: PayerName
    yearly: tuple[Amount, ...]


class Professional(Plain):
    """What somebody to whom doctors delegate saves and asks for, and from when on.

    minutes_saved  of a visit of the doctor; negative where what is left over takes longer
    used           share of the time won that the doctor turns into visits
    taking_part    share of doctors who would; who is named does
    training_days  before anything happens; ``ramp_days``: from then on until all of it is saved
    doctors_each   how many doctors one post serves; an agenda of their own serves all who take part
    """

    minutes_saved: MinutesSaved
    used: Share
    supervision: Supervision
    taking_part: Share
    training_days: Days
    ramp_days: Days
    doctors_each: DoctorsEach = 1.0
    agenda: TeamAgenda | None = None
    cost: PostCost | None = None
