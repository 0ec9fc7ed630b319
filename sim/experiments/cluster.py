"""A Dask cluster behind the interface of a pool of processes (extra `cluster`)."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from sim.experiments.errors import ExperimentError
from sim.experiments.worker import Sight, look
from sim.scenario.identity import code_hash
from sim.scenario.sources import PACKAGE

PATIENCE: Final = 10  # seconds for a scheduler to answer, and for a first worker to be there


@contextmanager
def on_cluster(address: str, folder: Path) -> Iterator[Executor]:
    """The workers of the scheduler at ``address``; each has this version of the program and sees ``folder``.

    Leaving by an error (Ctrl-C among them) gives up at once what has not been played. Raises ExperimentError.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ExperimentError(
            f"run.cluster={address}: needs the extra `cluster`: pip install 'premier-recours[cluster]'"
        ) from None
    with ExitStack() as stack:
        try:
            connected = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
            client = stack.enter_context(connected)
        except (OSError, ValueError) as error:
            raise ExperimentError(f"run.cluster={address}: no scheduler answers there ({error})") from None
        _check(client, address, folder)
        pool: Executor = client.get_executor(pure=False)
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False)
            raise
        pool.shutdown(wait=True)


def is_lost(error: BaseException) -> bool:
    """Whether an error is the cluster's: a worker that died again and again, a scheduler that went away."""
    return type(error).__module__.partition(".")[0] == "distributed"


def _check(client: Any, address: str, folder: Path) -> None:
    """Refuses workers whose results would differ, or be written where nobody finds them."""
    where = f"run.cluster={address}"
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise ExperimentError(f"{where}: the scheduler has no worker; start one: dask worker") from None
    try:
        seen: dict[str, Sight] = client.run(look, folder)
    except Exception as error:  # what a worker cannot import comes back as a plain Exception
        raise ExperimentError(f"{where}: install premier-recours where the workers are ({error})") from None
    for worker, sight in seen.items():
        if sight.code != code_hash(PACKAGE):
            raise ExperimentError(
                f"{where}: the worker {worker} has another version of the program; install the same"
            )
        if not sight.folder:
            raise ExperimentError(
                f"{where}: the worker {worker} does not see {folder}, where results are written; "
                "set run.outputs to a folder that all of them share"
            )
