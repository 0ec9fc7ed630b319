"""Plays scenarios that differ in their measures alone: what they have in common is played once.

Up to the first midnight at which their measures ask for different changes the same people live through the
same days, draw for draw. So scenarios share a branch as long as their changes come to the same edits of
agendas and counters; where they differ the branch splits, all new branches but one copy the patients and what
was recorded so far, and each is played on by itself. What comes out of a scenario is what it would be alone,
to the byte.

One branch is played to its end before the next, so that few copies stand at the same time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

from sim.engine.history import History
from sim.engine.simulate import history_of, opened, pass_midnight
from sim.engine.supply_state import SupplyState
from sim.scenario.settings import Settings
from sim.territory.territory import Territory
from sim.world.patients_protocol import Forking
from sim.world.world import World


@dataclass
class Scenario:
    """A scenario being played, with its share of the seconds spent on the branches it was in."""

    number: int
    state: SupplyState
    kernel_s: float = 0.0
    wall_s: float = 0.0


class Branch(NamedTuple):
    """Scenarios that have asked for the same until ``day``, and the patients they share."""

    patients: Forking
    scenarios: Sequence[Scenario]
    day: int


class ScenarioEnd(NamedTuple):
    """The end of a scenario."""

    number: int  # its place in ``settings``
    history: History
    kernel_s: float  # in the kernels, shared equally with those it was played with
    wall_s: float  # the same of all that was done here


class BranchEnd(NamedTuple):
    """The end of a branch: patients who have lived through the run (to be finished), and its scenarios."""

    patients: Forking
    scenarios: tuple[ScenarioEnd, ...]


def simulate_together(
    world: World, territory: Territory, settings: Sequence[Settings], patients: Forking
) -> Iterator[BranchEnd]:
    """Plays the scenarios from the first morning, in an order of its own. Raises as ``opened`` does."""
    scenarios = [Scenario(n, opened(world, territory, one, patients)) for n, one in enumerate(settings)]
    branches = split(Branch(patients, scenarios, 0))
    while branches:
        branch = branches.pop()
        while branch.day < world.n_days:
            branch, *others = split(advanced(branch, world.n_days))
            branches += others
        yield BranchEnd(branch.patients, tuple(_end_of(one) for one in branch.scenarios))


def advanced(branch: Branch, n_days: int) -> Branch:
    """The patients live until the next midnight at which one of the scenarios may act."""
    began, seconds = perf_counter(), branch.patients.seconds
    until = int(min(n_days, *(one.state.env.peek() for one in branch.scenarios)))
    branch.patients.advance(branch.day, until)
    _share(branch.scenarios, perf_counter() - began, branch.patients.seconds - seconds)
    return branch._replace(day=until)


def split(branch: Branch) -> list[Branch]:
    """Midnight: each scenario asks for its changes. Those with the same edits of rows stay together."""
    began = perf_counter()
    if len(branch.scenarios) == 1:
        pass_midnight(branch.scenarios[0].state, branch.day)
        branches = [branch]
    else:
        groups: dict[bytes, tuple[Forking, list[Scenario]]] = {}
        for one in branch.scenarios:
            fork = one.state.patients = branch.patients.fork()
            pass_midnight(one.state, branch.day)
            # A fork that had to be played in the middle of a midnight is a branch of its own.
            same = fork.pending() if fork.borrowed else str(one.number).encode()
            groups.setdefault(same, (fork, []))[1].append(one)
        last = len(groups) - 1
        branches = [_branch_of(*group, branch, copied=n < last) for n, group in enumerate(groups.values())]
    _share(branch.scenarios, perf_counter() - began, 0.0)
    return branches


def _branch_of(fork: Forking, scenarios: Sequence[Scenario], before: Branch, *, copied: bool) -> Branch:
    """Scenarios with the same edits go on with the fork of the first: a copy, but for the last group."""
    if fork.borrowed:
        fork.own(copied=copied)
    for one in scenarios:
        one.state.patients = fork
    _share(scenarios, 0.0, fork.seconds - before.patients.seconds)
    return Branch(fork, scenarios, before.day)


def _share(scenarios: Sequence[Scenario], wall_s: float, kernel_s: float) -> None:
    for one in scenarios:
        one.wall_s += wall_s / len(scenarios)
        one.kernel_s += kernel_s / len(scenarios)


def _end_of(one: Scenario) -> ScenarioEnd:
    return ScenarioEnd(one.number, history_of(one.state), one.kernel_s, one.wall_s)
