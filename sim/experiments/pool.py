"""Where units are simulated: in this process, in a pool of processes (loky), or on a Dask cluster."""

import os
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any, Final, TypeVar

from sim.experiments.cache import VARIABLE, is_compiled, throw_away_damaged, use_cache
from sim.experiments.cluster import is_lost, on_cluster
from sim.experiments.errors import ExperimentError
from sim.experiments.progress import Progress
from sim.experiments.worker import Batch, Unit, UnitResult, compile_part, initialize, play
from sim.schema.languages import Message

Part = TypeVar("Part")
Made = TypeVar("Made")
COMPILING: Final = Message("compiling")

LOOK_UP: Final = 1.0  # seconds
PROCESS_GB: Final = 0.37  # memory that a process takes with the 166,000 residents of Mios


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processes(jobs: int | None, threads: int, units: int) -> int:
    """How many processes to use: ``jobs``, else as many as the cores allow; at most one a unit."""
    return max(1, min(jobs if jobs is not None else cores() // threads, units))


def results(
    batches: Sequence[Batch], n: int, cluster: str | None, progress: Progress, given_up: AbstractSet[str]
) -> Iterator[UnitResult | None]:
    """The result of each unit, as its batch ends; None for a unit that was cancelled because its run is in
    ``given_up`` (ids, which the caller may add to meanwhile).

    Raises ExperimentError if a process dies.
    """
    compiled = are_compiled(progress)
    if n == 1 and cluster is None:
        if not compiled:
            progress.say(COMPILING)
            compile_kernels(batches[0][0])
        for batch in batches:
            wanted = [unit for unit in batch if unit.run_id not in given_up]
            yield from [None] * (len(batch) - len(wanted))
            yield from play(wanted) if wanted else ()
        return
    with _executor(n) if cluster is None else on_cluster(cluster, batches[0][0].folder) as executor:
        if cluster is None and not compiled:
            progress.say(COMPILING)
            _compile(executor, batches[0][0])
        futures = {executor.submit(play, batch): batch for batch in batches}
        for future in ended(futures):
            yield from [None] * len(futures[future]) if future.cancelled() else _result(future)
            for other, batch in futures.items():
                if all(unit.run_id in given_up for unit in batch):
                    other.cancel()


def in_processes(
    work: Callable[[Part], Made], parts: Iterable[Part], n: int, goes_on: Callable[[], bool] = lambda: True
) -> Iterator[Made]:
    """What ``work`` makes of each part, in ``n`` processes, as it ends; another begins while it ``goes_on``.
    Raises what ``work`` raises, and ExperimentError if a process dies.
    """
    left = iter(parts)
    if n <= 1:
        for part in left:
            if not goes_on():
                return
            yield work(part)
        return
    use_cache()
    with _executor(n) as executor:
        running: set[Future[Any]] = set()
        while True:
            free = islice(left, n - len(running)) if goes_on() else ()
            running |= {executor.submit(work, part) for part in free}
            if not running:
                return
            done, running = wait(running, timeout=LOOK_UP, return_when=FIRST_COMPLETED)
            yield from map(_result, done)


def in_order(work: Callable[[Part], Made], parts: Iterable[Part], n: int) -> list[Made]:
    """What ``work`` makes of each part, in ``n`` processes at most, in the order of the parts. Raises as
    ``in_processes`` does.
    """
    numbered = list(enumerate(parts))
    made = dict(in_processes(partial(_numbered, work), numbered, min(n, len(numbered))))
    return [made[place] for place, _ in numbered]


def _numbered(work: Callable[[Part], Made], part: tuple[int, Part]) -> tuple[int, Made]:
    place, of = part
    return place, work(of)


def are_compiled(progress: Progress) -> bool:
    """Whether the kernels are in the cache, from which what is damaged is thrown away."""
    folder = use_cache()
    if throw_away_damaged(folder):
        progress.say(Message("damaged_kernels", {"folder": folder}))
    return is_compiled(folder)


def compile_kernels(unit: Unit) -> None:
    """Compiles all kernels into the cache, in two processes at a time."""
    with _executor(2) as executor:
        _compile(executor, unit)


def _compile(executor: Executor, unit: Unit) -> None:
    for part in ended([executor.submit(compile_part, unit, days) for days in (True, False)]):
        _result(part)


def ended(futures: Collection[Future[Any]]) -> Iterator[Future[Any]]:
    """Each as it ends; of several at once, in their order.

    Python looks up from time to time: a signal that comes just as it begins to wait would not be seen before
    the wait is over, which may be hours (the handler has run, and nobody wakes the main thread).
    """
    running = set(futures)
    while running:
        done, running = wait(running, timeout=LOOK_UP, return_when=FIRST_COMPLETED)
        yield from (future for future in futures if future in done)


def _result(future: Future[Any]) -> Any:
    try:
        return future.result()
    except (BrokenProcessPool, CancelledError) as error:
        raise ExperimentError(
            "a process of the pool was ended from outside, most often for lack of memory; lower run.jobs "
            f"({type(error).__name__})"
        ) from None
    except Exception as error:
        if not is_lost(error):
            raise
        raise ExperimentError(f"run.cluster: the work was lost on the cluster ({error})") from None


@contextmanager
def _executor(n: int) -> Iterator[Executor]:
    """A pool of ``n`` processes; an error in the block, or Ctrl-C, ends them at once."""
    from loky import ProcessPoolExecutor

    # Loky starts a process anew whose memory has grown, as it does by the territory it plays: no fault of
    # anybody's, and nothing is lost.
    warnings.filterwarnings("ignore", message="A worker was restarted", category=UserWarning)
    environment = {VARIABLE: os.environ[VARIABLE]}
    pool = ProcessPoolExecutor(n, initializer=initialize, initargs=(environment, os.getpid()))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=True, kill_workers=True)
        raise
    pool.shutdown(wait=False)  # nothing is left to do: the processes end while results are read
