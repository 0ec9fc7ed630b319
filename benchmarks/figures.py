"""The figures: one id each, what it is, its unit and its bound. The only place where bounds stand."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal

BARE: Final = "×"  # the unit of a kernel's time over that of its bare loop


class Form(IntEnum):
    """How much is measured: each form measures what the ones before it do."""

    SHORT = 0  # what CI can afford: the kernels, small peers
    USUAL = 1  # also six million residents, the default sweep, a first compilation
    FULL = 2  # also the whole of France


@dataclass(frozen=True)
class Figure:
    """A measured quantity. ``side`` says whether the bound is the most or the least that is allowed.

    ``bound`` is None where nothing has been promised; ``form`` is the first form that measures it.
    """

    id: str
    what: str
    unit: str
    side: Literal["most", "least"]
    bound: float | None = None
    form: Form = Form.SHORT
    guarded: bool = False  # CI fails when it has become slower

    def met(self, value: float | None) -> bool | None:
        """Whether a value keeps the bound; None where there is no value or no bound."""
        if value is None or self.bound is None:
            return None
        return value <= self.bound if self.side == "most" else value >= self.bound


PROMISED: Final = (
    Figure("advance_ns", "advance per need, mios, one thread", "ns", "most", 350),
    Figure("advance_over_bare", "the same over its bare loop", BARE, "most", 2.2, guarded=True),
    Figure("advance_6m_ns", "advance per need, 6 million residents, two threads, wall", "ns", "most", 190,
           Form.USUAL),
    Figure("threads_speedup", "two threads against one, 6 million residents", BARE, "least", 1.8, Form.USUAL),
    Figure("flatness", "largest deviation of the cost per need, by size, from that at 6 million", "%", "most",
           40, Form.USUAL),
    Figure("over_reference", "advance against the SimPy reference, same world, same records", BARE, "least",
           200),
    Figure("counter_over_ciw", "M/M/4 in the counter kernel against Ciw", BARE, "least", 500),
    Figure("counter_over_simpy", "M/M/4 in the counter kernel against SimPy", BARE, "least", 300),
    Figure("france_year_s", "68 million residents, two threads, a simulated year", "s", "most", 60,
           Form.FULL),
    Figure("france_gb", "the same, memory at most", "GB", "most", 12, Form.FULL),
    Figure("sweep_s", "the default sweep, warm", "s", "most", 60, Form.USUAL),
    Figure("compile_s", "first compilation of the kernels", "s", "most", 45, Form.USUAL),
    Figure("rebuild_share", "building the world of one more replication, against playing it", "%", "most", 5),
    Figure("monthly_share", "monthly work of the labour market and of answers to load, of a run", "%", "most",
           3),
    Figure("start_s", "a warm start: from the command to the first simulated day", "s", "most", 5),
    Figure("list_s", "listing the scenarios", "s", "most", 1),
)  # fmt: skip

ALSO: Final = (
    Figure("draw_over_bare", "draws: a person's block and a threshold", BARE, "most", guarded=True),
    Figure("arrival_over_bare", "arrivals: threshold, inversion, list", BARE, "most", guarded=True),
    Figure("scheduling_over_bare", "scheduling: practice, free session, booking", BARE, "most", guarded=True),
    Figure("counter_over_bare", "counter: arrival, queue, service", BARE, "most", guarded=True),
    Figure("line_over_bare", "line: call, queue, answer", BARE, "most", guarded=True),
    Figure("registration_over_bare", "registration: four practices asked", BARE, "most", guarded=True),
    Figure("pathway_over_bare", "pathway: what is tried until it succeeds", BARE, "most", guarded=True),
    Figure("build_over_bare", "building a world over its draws alone", BARE, "most"),
    Figure("record_over_bare", "a replication's files over writing their bytes", BARE, "most"),
    Figure("build_s", "building a world of mios, seven years", "s", "most"),
    Figure("record_s", "writing a replication of mios, seven years", "s", "most"),
    Figure("run_s", "a whole run of mios, two years, one replication, warm", "s", "most"),
    Figure("small_sweep_s", "a sweep of mios, two scenarios × two replications × two years, warm", "s",
           "most"),
    Figure("mmc_world_over_simpy", "M/M/4 as a whole world, in all kernels, against SimPy", BARE, "least"),
    Figure("network_over_ciw", "100 GPs with a queue each, in the kernels against Ciw", BARE, "least"),
    Figure("network_over_simpy", "100 GPs with a queue each, in the kernels against SimPy", BARE, "least"),
)  # fmt: skip

GUARDED: Final = tuple(figure.id for figure in (*PROMISED, *ALSO) if figure.guarded)
FIGURES: Final = {figure.id: figure for figure in (*PROMISED, *ALSO)}
