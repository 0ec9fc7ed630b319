"""How often needs arise: rates by group and kind, seasons, hours, and the cumulative intensity of clock 0.

Groups 0–6 are the age bands; then come, by commune, the streams of visitors, emergencies and other calls.
"""

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.draws import purposes
from sim.scenario.needs import Needs
from sim.schema.types import BAND_KEYS
from sim.territory import Calendar, Territory
from sim.vocabulary.structure import N_BANDS
from sim.vocabulary.time import DAYS_A_YEAR, MONTHS_A_YEAR
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.bulk_draws import Draws
from sim.world.days import day_types
from sim.world.errors import WorldError
from sim.world.row_edits import EditIntensity
from sim.world.tables import Table

NO_WAVE: Final = 9  # deviations; beyond, a bell is less than the last digit of what it adds to
STREAMS: Final = (None, "emergencies", "callers")  # of each commune: visitors, then those of kinds of need

Matrix = NDArray[np.float64]


def stream_group(commune: int, stream: int) -> int:
    """The group of a commune's stream: 0 visitors, 1 emergencies, 2 other calls."""
    return N_BANDS + len(STREAMS) * commune + stream


def chronic_share(needs: Needs, territory: Territory) -> Matrix:
    """(7,) share with a chronic illness; never less than the territory's share in ALD, which it includes."""
    return np.maximum(needs.chronic.share.values, territory.ald_share)


def follow_ups(needs: Needs, territory: Territory) -> Matrix:
    """(7,) returns of the chronically ill whom a GP follows, per resident and year."""
    ald = territory.ald_share
    others = chronic_share(needs, territory) - ald
    without = DAYS_A_YEAR / np.array(needs.chronic.days_without_ald.values)
    with_ald = DAYS_A_YEAR / np.array(needs.chronic.days_with_ald.values)
    returns: Matrix = (1.0 - needs.chronic.elsewhere) * (others * without + ald * with_ald)
    return returns


def rates(
    needs: Needs, territory: Territory, communes: int, vocabulary: Vocabulary, usual: Needs | None = None
) -> Matrix:
    """``[group, kind]`` per day, of clock 0: all but what chronic illness brings, by its intervals in
    ``needs``, or in the ``usual`` ones. Raises WorldError.
    """
    table = np.zeros((N_BANDS + len(STREAMS) * communes, len(vocabulary.kinds)))
    number = vocabulary.kind_number
    returns = follow_ups(needs if usual is None else usual, territory)
    left = needs.per_year * np.array(needs.weights.values) - returns
    for band in range(N_BANDS):
        if left[band] < 0:
            raise WorldError(
                f"needs.chronic: at {BAND_KEYS[band]} the follow-up of chronic illness alone is "
                f"{-left[band]:.2f} needs a year more than per_year × weights allows; lengthen the intervals"
            )
        for kind in vocabulary.arising_kinds:
            share = needs.mix[kind.id].values[band]
            table[band, number[kind.id]] = left[band] * share / DAYS_A_YEAR
    for commune in range(communes):
        for name, per_year in needs.visitors.items():
            table[stream_group(commune, 0), number[name]] = per_year / DAYS_A_YEAR
        for kind in vocabulary.exogenous_kinds:
            group = stream_group(commune, STREAMS.index(kind.stream))
            table[group, number[kind.id]] = needs.per_year_of(kind.id) / DAYS_A_YEAR
    return table


def seasons(needs: Needs, days: Table, calendar: Calendar, vocabulary: Vocabulary) -> Matrix:
    """``[kind, day]`` without epidemics: weekday × month, both of mean 1 over a week and a year."""
    table = np.ones((len(vocabulary.kinds), len(days)))
    months = np.array(
        [(calendar.first.month - 1 + m) % MONTHS_A_YEAR for m in range(int(days["month"][-1]) + 1)]
    )
    month = months[days["month"]]
    lengths = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    for kind, season in needs.seasons.items():
        week, year = np.array(season.week.values), np.array(season.months)
        by_day = week / week[:7].mean()
        by_month = year / ((year * lengths).sum() / lengths.sum())
        table[vocabulary.kind_number[kind]] = by_day[day_types(days)] * by_month[month]
    return table


def epidemics(needs: Needs, calendar: Calendar, draws: Draws) -> Matrix:
    """(days,) what a wave adds, as a part of the season: a bell for each winter that touches the days.

    It ends NO_WAVE deviations from its peak: no day depends on how many winters come after it.
    """
    wave = np.zeros(calendar.days)
    plan = needs.epidemics
    opens, closes = plan.peak_from, plan.peak_until
    window = (closes - opens).days % 366  # the window may pass the new year
    numbers = np.arange(calendar.days)
    reach = NO_WAVE * plan.deviation_days
    last_winter = int(calendar.year[-1]) + math.ceil(reach / DAYS_A_YEAR)
    for winter in range(calendar.first.year - 1, last_winter + 1):
        when, height = draws.of(purposes.TERRITORY, [0], [0]).uniforms(purposes.EPIDEMIC, winter)[:2, 0]
        peak = calendar.day_of(opens.replace(year=winter) + timedelta(days=int(when * (window + 1))))
        bell = np.exp(-0.5 * ((numbers - peak) / plan.deviation_days) ** 2) * (abs(numbers - peak) <= reach)
        wave += (plan.least + (plan.most - plan.least) * height) * bell
    return wave


def with_epidemics(base: Matrix, needs: Needs, wave: Matrix, vocabulary: Vocabulary) -> Matrix:
    """The seasons of one replication."""
    table = base.copy()
    for kind in needs.epidemics.kinds:
        table[vocabulary.kind_number[kind]] *= 1.0 + wave
    return table


def hours(needs: Needs, vocabulary: Vocabulary) -> Matrix:
    """``[profile, 25]`` cumulative shares of a day; no two neighbours are equal."""
    profiles = [needs.hours[name] for name in vocabulary.profiles]
    table = np.zeros((len(profiles), 25))
    for row, weights in zip(table, profiles, strict=True):
        row[1:] = np.cumsum(weights) / np.sum(weights)
        row[24] = 1.0
    return table


@dataclass(frozen=True)
class Intensity:
    """What the cumulative intensity of one catchment is made of: any stretch of days can be worked out."""

    territory: Territory
    here: NDArray[np.int64]  # ranks of its communes
    rates: Matrix  # [group, kind]
    seasons: Matrix  # [kind, day], of this replication
    calendar: Calendar
    visitor_part: float  # of what streams count of a resident, that of a visitor present
    ehpad_emergencies: float  # of one who lives in an EHPAD, to those of another

    def between(self, first: int, last: int, before: Matrix | None = None) -> Matrix:
        """``[group, day first … last]``: cumulative intensity at 00:00. ``before`` (group,): that of day
        ``first``, unless it is 0; where one cuts makes no difference.
        """
        present = heads(self, first, last)
        return cumulative(self.rates, self.seasons[:, first:last], present, before)


def changed(before: Intensity, edit: EditIntensity) -> Intensity:
    """The same after an edit; what has passed by then does not come of it."""
    return replace(
        before,
        rates=edit.rates,
        seasons=edit.seasons,
        visitor_part=edit.visitor_part,
        ehpad_emergencies=edit.ehpad_emergencies,
    )


def heads(of: Intensity, first: int, last: int) -> Matrix:
    """``[stream group − 7, day]`` people each stream stands for: visitors; everyone present, a visitor as
    part of a resident, who lives in an EHPAD as several; the same without the latter.
    """
    territory, here, calendar, stretch = of.territory, of.here, of.calendar, slice(first, last)
    visitors = territory.visitors_in(here)[:, calendar.year_day[stretch]]
    years, place = np.unique(calendar.year[stretch], return_inverse=True)
    people = np.array([territory.population_in(int(year))[here] for year in years], dtype=np.float64)
    present = of.visitor_part * visitors + people.reshape(len(years), len(here))[place].T
    frail = present + (of.ehpad_emergencies - 1.0) * territory.ehpad[here][:, None]
    return np.stack([visitors, frail, present], axis=1).reshape(len(STREAMS) * len(here), last - first)


def cumulative(rate: Matrix, season: Matrix, stream_heads: Matrix, before: Matrix | None = None) -> Matrix:
    """``[group, days and one more]`` from ``before`` on; summed kind by kind: the order is ours."""
    daily = np.zeros((len(rate), season.shape[1]))
    for kind in range(rate.shape[1]):
        used = rate[:, kind] > 0
        daily[used] += rate[used, kind][:, None] * season[kind][None, :]
    daily[N_BANDS:] *= stream_heads
    table = np.zeros((len(rate), season.shape[1] + 1))
    if before is not None:
        table[:, 0] = before
    table[:, 1:] = daily
    np.cumsum(table, axis=1, out=table)
    return table
