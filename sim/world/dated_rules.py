"""What other settings come to in the rules that both engines read (docs/model.md, section 16)."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.dated import settings_in_time
from sim.scenario.settings import Settings
from sim.territory import Territory
from sim.world import intensity
from sim.world.bulk_draws import Draws
from sim.world.errors import WorldError
from sim.world.row_edits import EditHours, EditIntensity, EditPathway, EditReach, EditSettings, RowEdit
from sim.world.steps import pathway_table, settings_row, use_falls
from sim.world.tables import Table
from sim.world.world import World

# Columns of SETTINGS that stay as on the first day
STANDS: Final = ("first_weekday", "followed_days", "usual_days", "adult_age")
Matrix = NDArray[np.float64]


class Ground(NamedTuple):
    """What rules are made of beside settings; ``first``: the settings of the first day."""

    world: World
    territory: Territory
    first: Settings


class Arising(NamedTuple):
    """How often needs arise."""

    rates: tuple[Matrix, ...]  # by catchment
    seasons: Matrix
    visitor_part: float
    ehpad_emergencies: float


def check_dated(territory: Territory, settings: Settings) -> None:
    """Raises WorldError where a measure leaves fewer needs than chronic illness alone brings."""
    for day, held, later in settings_in_time(settings):
        if later.needs is settings.needs:
            continue
        try:
            intensity.rates(later.needs, territory, 0, settings.vocabulary, settings.needs)
        except WorldError as error:
            last = next(each for each in reversed(held) if "needs" in each.groups)
            kind = settings.measures[last.measure].kind
            key = f"measures.{last.measure}.{kind}.{'set' if 'needs' in last.block else 'times'}.needs"
            raise WorldError(f"{key}: from {day} on, {str(error).partition(': ')[2]}") from None


def rule_edits(ground: Ground, before: Settings, after: Settings) -> list[list[RowEdit]]:
    """By catchment the edits by which the rules of one follow on those of the other. Raises WorldError."""
    shared = [*_of_settings(ground, before, after), *_of_pathway(ground, before, after)]
    edits: list[list[RowEdit]] = [[*shared] for _ in ground.world.catchments]
    if before.needs is not after.needs:
        usual, hours = (intensity.hours(each.needs, ground.world.vocabulary) for each in (before, after))
        then, now = (arising(ground, each) for each in (before, after))
        for number, (was, rates) in enumerate(zip(then.rates, now.rates, strict=True)):
            if not np.array_equal(usual, hours):
                edits[number].append(EditHours(hours))
            if then[2:] != now[2:] or not _same((was, then.seasons), (rates, now.seasons)):
                edits[number].append(EditIntensity(rates, *now[1:]))
    return edits


def arising(ground: Ground, settings: Settings) -> Arising:
    """By these settings. What chronic illness brings is taken off as on the first day: who returns less often
    does not have more of other needs. Raises WorldError.
    """
    world, needs, vocabulary = ground.world, settings.needs, ground.world.vocabulary
    made_of = world.catchments[0].intensity
    if made_of is None:
        return Arising(tuple(each.rates for each in world.catchments), world.seasons, 0.0, 0.0)
    wave = intensity.epidemics(needs, made_of.calendar, Draws(world.seed, world.replication))
    usual = intensity.seasons(needs, world.days, made_of.calendar, vocabulary)
    return Arising(
        tuple(
            intensity.rates(needs, ground.territory, len(each.communes), vocabulary, ground.first.needs)
            for each in world.catchments
        ),
        intensity.with_epidemics(usual, needs, wave, vocabulary),
        needs.visitor_part,
        needs.housebound.ehpad_emergencies,
    )


def _of_settings(ground: Ground, before: Settings, after: Settings) -> Iterator[RowEdit]:
    """The columns of SETTINGS that differ."""
    then, now = (_settings_row(ground, each) for each in (before, after))
    columns: dict[str, Any] = {
        name: now[name].copy() for name in now.dtype.names if not np.array_equal(then[name], now[name])
    }
    if columns:
        yield EditSettings(columns)


def _settings_row(ground: Ground, settings: Settings) -> Any:
    vocabulary, roads = ground.world.vocabulary, ground.territory.roads.roads
    rows: Table = settings_row(settings.needs, settings.pathway, settings.doctors, vocabulary, 0)
    rows["use_falls"] = use_falls(settings.pathway, roads.medium_kmh, vocabulary)
    for name in STANDS:
        rows[name] = ground.world.settings[name]
    return rows[0]


def _of_pathway(ground: Ground, before: Settings, after: Settings) -> Iterator[RowEdit]:
    if before.pathway is after.pathway:
        return
    then, now = (pathway_table(each.pathway, ground.world.vocabulary) for each in (before, after))
    if not np.array_equal(then, now):
        yield EditPathway(now)
    if before.pathway.reach != after.pathway.reach:
        reach = after.pathway.reach
        yield EditReach(reach.minutes, int(reach.most_minutes))


def _same(one: Sequence[Matrix], other: Sequence[Matrix]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
