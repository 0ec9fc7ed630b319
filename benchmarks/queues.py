"""The same queues in three programs: our kernels, Ciw, SimPy. Poisson arrivals, exponential services.

Of our kernels all are at work here, a queue is a whole world; ``mmc`` has the counter kernel alone.
Ciw and SimPy are written as their own documentation writes an M/M/c; each keeps of a customer what Ciw
keeps, or less. Times are of playing alone.
"""

from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final, NamedTuple

import numpy as np

from sim.draws.keyed import key36
from sim.kernels.patients import KernelPatients
from sim.vocabulary.structure import Action, Sort
from sim.world import records
from sim.world.tables import AGENDA, COUNTER, MAX_QUEUE, table
from sim.world.world import Catchment, World
from tests.shipped import SHIPPED, CounterType, Kind, Outcome, typed
from tests.theory.worlds import ALWAYS, EVEN_HOURS, EVERYBODY, SEED, mondays, pathway, people, settings

DAY: Final = 86400
FAR: Final = 999  # minutes: nobody goes there


@dataclass(frozen=True)
class Queues:
    """``nodes`` stations of ``servers`` each, services of ``minutes``, loaded to ``load``."""

    nodes: int
    servers: int
    minutes: float
    load: float
    customers: dict[str, int]  # by program: each plays long enough to be timed

    @property
    def per_day(self) -> float:
        """Arrivals at one node."""
        return self.load * self.servers * 1440 / self.minutes


MMC: Final = Queues(
    1, 4, 10.0, 0.8, {"counter": 1_000_000, "kernels": 200_000, "ciw": 10_000, "simpy": 30_000}
)
GPS: Final = Queues(100, 1, 15.0, 0.5, {"kernels": 300_000, "ciw": 10_000, "simpy": 30_000})


class Served(NamedTuple):
    """Nanoseconds a customer, and the mean wait in seconds."""

    ns: float
    wait: float


def world(q: Queues) -> World:
    """A catchment with a commune, a stream and a counter for each node; nobody goes to another's."""
    days = round(q.customers["kernels"] / (q.nodes * q.per_day))
    codes = [f"{33000 + node}" for node in range(q.nodes)]
    streams = people(q.nodes, Sort.EMERGENCY)
    streams["commune"], streams["rank"] = np.arange(q.nodes), 0
    streams["key"] = [key36(code) for code in codes]
    counters = table(COUNTER, q.nodes)
    typed(counters, CounterType.ED)
    counters["active"], counters["kinds"] = 1, 1
    counters["commune"] = np.arange(q.nodes)
    counters["servers"], counters["aware_first"], counters["aware_last"] = q.servers, 1.0, 1.0
    counters["queue_most"], counters["patience_minutes"] = MAX_QUEUE, 1e9
    counters["minutes"], counters["spread"], counters["answers"] = q.minutes, 1.0, 1.0
    rates = np.zeros((1, len(Kind)))
    rates[:, Kind.EMERGENCY] = 1.0
    away = np.where(np.eye(q.nodes, dtype=bool), 0, FAR).astype(np.int32)
    only = Catchment(
        name="only",
        communes=tuple(codes),
        residents=streams,
        agendas=table(AGENDA, 0),
        agenda_names=(),
        counters=counters,
        counter_names=tuple(f"gp_{node}" for node in range(q.nodes)),
        travel=away,
        counter_travel=away,
        cumulative=q.per_day * np.arange(days + 1.0)[np.newaxis],
        rates=rates,
        backlog=np.zeros((0, 2), dtype=np.int32),
    )
    return World(
        vocabulary=SHIPPED,
        seed=SEED,
        replication=0,
        days=mondays([0] * days),
        seasons=np.ones((len(Kind), days)),
        hours=EVEN_HOURS,
        pathway=pathway(
            (Action.COUNTER, CounterType.ED, EVERYBODY, ALWAYS, 0, 1.0),
            (Action.END, Outcome.RENOUNCED, EVERYBODY, ALWAYS, 0, 1.0),
        ),
        settings=settings(),
        reach_tau=10.0,
        reach_minutes=60,
        catchments=(only,),
    )


def kernels(q: Queues) -> Served:
    """`advance` on a world that is nothing else."""
    made = world(q)
    patients = KernelPatients(made)
    patients.advance(0, made.n_days)
    at = patients.finish()[0].at_counters.sum(axis=(0, 1))
    served = int(at[records.BEGAN])
    return Served(1e9 * patients.seconds / served, at[records.WAITED_SECONDS] / served)


def ciw(q: Queues) -> Served:
    """Ciw: a network without transitions between its nodes."""
    import ciw as library

    arrival = library.dists.Exponential(q.per_day / DAY)
    service = library.dists.Exponential(1 / (60 * q.minutes))
    network = library.create_network(
        arrival_distributions=[arrival] * q.nodes,
        service_distributions=[service] * q.nodes,
        number_of_servers=[q.servers] * q.nodes,
        routing=[[0.0] * q.nodes for _ in range(q.nodes)],
    )
    library.seed(SEED)
    simulation = library.Simulation(network)
    until = q.customers["ciw"] / (q.nodes * q.per_day) * DAY
    began = perf_counter()
    simulation.simulate_until_max_time(until)
    seconds = perf_counter() - began
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return Served(1e9 * seconds / len(waits), float(np.mean(waits)))


def simpy_(q: Queues) -> Served:
    """SimPy: a process a customer, a resource a node."""
    import random

    import simpy

    env = simpy.Environment()
    draw = random.Random(SEED)
    waits: list[float] = []

    def customer(node: simpy.Resource) -> Any:
        arrived = env.now
        with node.request() as turn:
            yield turn
            waits.append(env.now - arrived)
            yield env.timeout(draw.expovariate(1 / (60 * q.minutes)))

    def source(node: simpy.Resource) -> Any:
        while True:
            yield env.timeout(draw.expovariate(q.per_day / DAY))
            env.process(customer(node))

    for _ in range(q.nodes):
        env.process(source(simpy.Resource(env, capacity=q.servers)))
    began = perf_counter()
    env.run(until=q.customers["simpy"] / (q.nodes * q.per_day) * DAY)
    return Served(1e9 * (perf_counter() - began) / len(waits), float(np.mean(waits)))
