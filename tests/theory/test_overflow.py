"""A full agenda against the overflow formula of panel sizes: the share of days on which a panel asks for more
appointments than there are slots (Green, Savin and Murray 2007, with binomial demand).

Everybody of the panel is asked once a day whether they need an appointment today, with probability p: the
daily demand is binomial to the last digit. Verdicts: false-alarm rate 1e-4, two-sided, seed
``worlds.SEED``, replication 0.
"""

import math

import numpy as np
import pytest
from scipy import stats

from sim.vocabulary.structure import WHO_WITH_MT, Action
from sim.world import records
from sim.world.records import Records
from tests.shipped import Kind, Outcome
from tests.theory.judged import fits, is_binomial
from tests.theory.worlds import ALWAYS, EVERYBODY, mondays, pathway, people, played, practice, settings, world

P = 0.008  # a person's daily probability
DAYS = 1000
LAST = 1.0 - 1e-12  # no uniform of 32 bits is as large: nobody asks after noon, the session is at 14:00
MORNING = np.tile(np.r_[np.linspace(0.0, LAST, 13), np.linspace(LAST, 1.0, 13)[1:]], (4, 1))
CLASSIC = [  # slots, panels for an overflow of at most 5, 10 and 20 % of days (computed rows of facts)
    (20, 0.05, 1761),
    (20, 0.10, 1925),
    (20, 0.20, 2136),
    (24, 0.05, 2176),
    (24, 0.10, 2358),
    (24, 0.20, 2592),
]


def panel_of(n: int, slots: int, days: int = DAYS) -> Records:
    """One GP and n patients whose daily clock rings each morning; every day is a month of its own."""
    made = world(
        people(n, chronic_from=0, mt=0),
        mondays(range(days)),
        np.zeros((7, days + 1)),
        pathway(
            (Action.OWN, 0, WHO_WITH_MT, ALWAYS, 0, P),
            (Action.END, Outcome.SEEN_TEAM, EVERYBODY, ALWAYS, 0, 1.0),
        ),
        chosen=settings(follow_up_days=1e-6, renewal_share=0.0),
        hours=MORNING,
        agendas=practice(slots),
    )
    return played(made)[0]


def demand_of(found: Records) -> tuple[np.ndarray, np.ndarray]:
    """Appointments asked for and requests refused, by day."""
    refused = found.refused[:, 0, Kind.FOLLOW_UP]
    return found.at_agendas[:, 0, records.VISITS] + refused, refused


@pytest.mark.parametrize(("slots", "overflow", "panel"), CLASSIC)
def test_the_formula_gives_the_rows_of_facts(slots, overflow, panel):
    """The largest panel whose binomial demand exceeds the slots on no more than that share of days."""
    assert stats.binom.sf(slots, panel, P) <= overflow < stats.binom.sf(slots, panel + 1, P)


@pytest.mark.parametrize(("slots", "overflow", "panel"), [CLASSIC[1], CLASSIC[5]])
def test_days_on_which_an_agenda_overflows(slots, overflow, panel):
    """Exact binomial test of the days with a refusal; z of all requests refused (their exact mean and
    variance).
    """
    found = panel_of(panel, slots)
    asked, refused = demand_of(found)
    assert found.outcomes.sum() == panel * DAYS, "everybody is asked once a day"
    assert np.array_equal(refused, np.maximum(asked - slots, 0)), "refused is what the slots cannot hold"
    is_binomial((refused > 0).sum(), DAYS, stats.binom.sf(slots, panel, P))
    k = np.arange(panel + 1)
    share, over = stats.binom.pmf(k, panel, P), np.maximum(k - slots, 0)
    mean = share @ over
    error = math.sqrt((share @ over**2 - mean**2) / DAYS)
    assert abs(refused.mean() - mean) < stats.norm.isf(5e-5) * error
    assert error < 0.15 * mean, "too few days to judge"


def test_the_demand_is_binomial():
    """Chi-square over how many were asked for, on 1,000 days."""
    asked, _ = demand_of(panel_of(1925, 20))
    edges = np.arange(9, 23)
    share = np.r_[0.0, stats.binom.cdf(edges, 1925, P), 1.0]
    counts = np.r_[(asked <= 9).sum(), np.bincount(asked, minlength=60)[10:23], (asked > 22).sum()]
    fits(counts, DAYS * np.diff(share))
