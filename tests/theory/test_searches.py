"""Searches for a médecin traitant against their laws: how many it takes, how long, and stock over flow.

Each check says its rate of false alarms; seeds are fixed, so that a verdict never changes by itself.
"""

from math import exp, sqrt
from typing import NamedTuple

import numpy as np
from scipy import stats

from sim.world.log_events import LogEvent
from sim.world.row_edits import EndAgenda
from sim.world.tables import Table
from sim.world.world import World
from tests.theory.judged import FALSE_ALARM
from tests.theory.worlds import mondays, pathway, people, played, practice, settings, world
from tests.worlds import Change, play

GAP, TAKEN = 10.0, 0.25  # mean days between two searches; who is taken by a closed list at each
FIRST = 1.0 / (exp(1.0 / GAP) - 1.0)  # days of floor(GAP · E)
NEXT = FIRST + 1.0 - exp(-1.0 / GAP)  # … of max(1, floor(GAP · E))


class Stay(NamedTuple):
    """Mean and standard deviation of the days until a search succeeds, the first one being ``first``."""

    mean: float
    deviation: float


def stay_of(first: float) -> Stay:
    """A first gap, then as many as searches fail: geometric. Gaps have the deviation of GAP · E at most."""
    failures, scatter = (1.0 - TAKEN) / TAKEN, (1.0 - TAKEN) / TAKEN**2
    return Stay(first + failures * NEXT, sqrt((1.0 + failures) * GAP**2 + scatter * NEXT**2))


def with_one_closed_list(residents: Table, months: list[int], others: int = 0) -> World:
    """One doctor whom everybody asks, whose list is closed, and who still takes some; and doctors who see
    nobody, but have patients. Everybody looks.
    """
    agendas = np.concatenate([practice(1) for _ in range(1 + others)])
    agendas["weekly"][1:] = 0
    nothing_arises = 1e-12 * np.arange(len(months) + 1.0)[np.newaxis] * np.ones((7, 1))
    chosen = settings(search_days=GAP, takes_anyway=TAKEN)
    made = world(residents, mondays(months), nothing_arises, pathway(), chosen=chosen, agendas=agendas)
    panels = made.catchments[0].panels
    panels["list_open"][0], panels["cap"][0] = 0, 1
    return made


def test_a_search_that_succeeds_in_a_share_of_cases_ends_after_gap_over_share():
    """Both the number of searches (geometric, chi-square) and the days (normal), 1 in 10,000 each."""
    n, days = 2000, 500
    _, log = played(with_one_closed_list(people(n, look=-1), [0] * days), log=True)
    registered, failed = (log[log[:, 5] == verb] for verb in (LogEvent.REGISTERS, LogEvent.SEARCHES_ON))
    assert len(registered) == n, "everybody is registered long before the end"
    searches = 1 + np.bincount(failed[:, 2], minlength=n)
    cells = np.minimum(searches, 12)
    law = np.array([TAKEN * (1.0 - TAKEN) ** (k - 1) for k in range(1, 12)])
    counts = np.bincount(cells, minlength=13)[1:]
    expected = n * np.append(law, 1.0 - law.sum())
    found = float(((counts - expected) ** 2 / expected).sum())
    assert found < stats.chi2.isf(FALSE_ALARM, 11)
    stayed, stay = registered[:, 0] // 86400, stay_of(FIRST)
    assert abs(stayed.mean() - stay.mean) < stats.norm.isf(FALSE_ALARM / 2) * stay.deviation / sqrt(n)


def departs(day: int, agenda: int) -> Change:
    return day, lambda patients: patients.apply(0, EndAgenda(agenda, -1, 0.0))


def test_the_stock_of_those_who_lost_their_doctor_is_flow_times_stay():
    """A doctor of ten patients departs every second day: Little's law, with the mean stay of gap over share.

    In equilibrium the count of a day is a sum of independent yes and no: its variance is below its mean, and
    days are correlated over a stay at most, so that the mean of T days scatters by less than
    sqrt(2 · stock · stay / T). 1 in 10,000.
    """
    from sim.kernels.patients import KernelPatients

    size, every, warm, days = 10, 2, 300, 900
    leaving = days // every
    rows = people(size * leaving, look=-1)  # of doctors 1, 2, …
    rows["mt"] = np.repeat(np.arange(1, leaving + 1), size)
    months = [0] * warm + [1 + day // 30 for day in range(days - warm)]
    made = with_one_closed_list(rows, months, others=leaving)
    changes = [departs(every * n, n) for n in range(1, leaving)]
    records = play(KernelPatients(made), made, changes, (days,))[0]
    stock, stay = size / every * stay_of(NEXT).mean, stay_of(NEXT).mean
    seen = records.people_released_without_mt.sum(axis=(1, 2))[1:]
    assert abs(seen.mean() - stock) < stats.norm.isf(FALSE_ALARM / 2) * sqrt(2 * stock * stay / (days - warm))
    back = records.reassigned[1:].sum(axis=(0, 1, 2))
    stayed = back[1] / back[0]
    assert abs(stayed - stay) < stats.norm.isf(FALSE_ALARM / 2) * stay_of(NEXT).deviation / sqrt(back[0])
    assert (records.adults_mt_lost == records.people_released_without_mt).all()
