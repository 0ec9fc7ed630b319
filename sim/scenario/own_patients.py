"""Who looks for a médecin traitant and how, which lists take patients (conf/doctors/: run_up, patients)."""

from typing import Annotated, Final, Generic, TypeVar

from sim.schema.types import (
    Age,
    Amount,
    ByBand,
    Count,
    CountFrom1,
    MeanDays,
    Minutes,
    Plain,
    Positive,
    Series,
    Share,
    between,
)

MOST_PATIENTS: Final = 100_000  # of one doctor
T = TypeVar("T")


class ByState(Series[T], Generic[T]):
    """One value for each search state: in the order of ``structure.Link``, then NEARER."""

    never: T
    lost: T
    far: T
    nearer: T


class TakenAnyway(Series[Share]):
    """Of those who ask a closed or full list first, who is taken: with an ALD, of the commune, others."""

    ald: Share
    commune: Share
    other: Share


class ByLooking(Series[Share]):
    """Of who looks for a médecin traitant, and of others."""

    looking: Share
    others: Share


class ByReturn(Series[Share]):
    """Of needs that chronic illness brings again, and of those that arise."""

    returns: Share
    others: Share


class News(Plain):
    """A list that begins."""

    heard: Share  # of who looks and would ask its practice in a search
    days: CountFrom1  # within which who hears of it asks there


class RunUp(Plain):
    """Registration in the years before the first day (docs/model.md, section 3)."""

    years: Annotated[Amount, between(0.25, 100)]
    patients_at_ease: Annotated[Positive, between(1, MOST_PATIENTS)]  # of a GP of mean activity
    stretch: Share
    ceasing: Share  # of doctors, a year
    taken_over: Share
    seen: ByReturn  # needs of who has none, that end with a GP
    refused: ByReturn  # needs of who has none, that end after a refused appointment where no list is open


class OwnPatients(Plain):
    """Who looks for a médecin traitant and how, which one, and which lists take patients."""

    adult_age: Age
    declared_elsewhere: ByBand[Share]
    look: ByState[Share]
    look_ald: Share  # with an ALD, of those who would not look
    search_days: ByState[MeanDays]
    search_ald: Annotated[Positive, between(0.01, 1)]
    asks_when_seen: ByLooking
    looks_when_refused: Share
    news: News
    takes_anyway: TakenAnyway
    far_minutes: Annotated[Count, between(0, 1440)]
    mt_minutes: Annotated[Minutes, between(0.1, 1440)]
    mt_most_minutes: Minutes
    panel_spread: Annotated[Amount, between(0, 3)]
    closed_under_60: Share
    closed_from_60: Share
    ald_extra: Annotated[Count, between(0, MOST_PATIENTS)]
