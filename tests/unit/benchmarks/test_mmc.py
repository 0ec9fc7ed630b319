"""The queue that is timed alone plays the customers of the world it stands for."""

from dataclasses import replace

import numpy as np

from benchmarks import mmc, queues
from sim.kernels.state import LOGGED
from sim.world import records
from sim.world.log_events import LogEvent
from tests.theory.worlds import played

CUSTOMERS = 6400


def began(log: np.ndarray) -> np.ndarray:
    """Seconds that each service lasts, in the order in which they begin."""
    return log[log[:, 5] == int(LogEvent.BEGINS), 7]


def test_the_counter_alone_serves_the_customers_of_the_world():
    """The same services to the second, in the same order; waits but for the rounding of arrivals, which the
    world finds hour by hour.
    """
    q = replace(queues.MMC, customers={"counter": CUSTOMERS, "kernels": 2 * CUSTOMERS})
    alone = mmc.station(q)._replace(log=np.zeros((4 * CUSTOMERS, 8), dtype=np.int64))
    mmc.served(alone, CUSTOMERS, q.per_day, *mmc.buffers())
    log = alone.log[: alone.counts[LOGGED]]
    _, whole = played(queues.world(q), log=True)
    assert len(began(log)) == CUSTOMERS
    assert (began(log) == began(whole)[:CUSTOMERS]).all()

    waited = alone.counter_tallies["at_counters"][0, 0, records.WAITED_SECONDS]
    assert abs(waited / CUSTOMERS - waits(whole, CUSTOMERS).mean()) < 1.0


def waits(log: np.ndarray, customers: int) -> np.ndarray:
    """Seconds between arrival and service of the first customers: they are served in turn."""
    arrives = log[log[:, 5] == int(LogEvent.GOES), 0][:customers]
    begins = log[log[:, 5] == int(LogEvent.BEGINS), 0][:customers]
    return begins - arrives
