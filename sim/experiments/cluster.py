"""A Dask cluster behind the interface of a pool of processes (extra `cluster`)."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from sim.experiments.errors import ExperimentError
from sim.experiments.worker import Site, site
from sim.scenario.identity import code_hash
from sim.scenario.sources import PACKAGE

TIMEOUT: Final = 10  # seconds to wait for the scheduler, and then for a first worker


@contextmanager
def on_cluster(address: str, folder: Path) -> Iterator[Executor]:
    """The workers of the scheduler at ``address``; each has this version of the program and sees ``folder``.

    An error in the block, or Ctrl-C, cancels what is not complete. Raises ExperimentError.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ExperimentError(
            f"run.cluster={address}: needs the extra `cluster`: pip install 'premier-recours[cluster]'"
        ) from None
    with ExitStack() as stack:
        try:
            connected = Client(address, timeout=TIMEOUT)  # type: ignore[no-untyped-call]
            client = stack.enter_context(connected)
        except (OSError, ValueError, TypeError) as error:  # TypeError: tls:// without its certificates
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
    """Whether an error is the cluster's, such as a worker that kept dying or a scheduler that is gone."""
    return type(error).__module__.partition(".")[0] == "distributed"


def _check(client: Any, address: str, folder: Path) -> None:
    """Refuses workers of another version, and workers that do not see the folder of results."""
    where = f"run.cluster={address}"
    try:
        client.wait_for_workers(1, timeout=TIMEOUT)
    except TimeoutError:
        raise ExperimentError(f"{where}: the scheduler has no worker; start one: dask worker") from None
    try:
        sites: dict[str, Site] = client.run(site, folder)
    except Exception as error:  # what a worker cannot import comes back as a plain Exception
        raise ExperimentError(f"{where}: install premier-recours where the workers are ({error})") from None
    for worker, there in sites.items():
        if there.code != code_hash(PACKAGE):
            raise ExperimentError(
                f"{where}: the worker {worker} has another version of the program; install the same"
            )
        if not there.folder:
            raise ExperimentError(
                f"{where}: the worker {worker} does not see {folder}, where results are written; "
                "set run.outputs to a folder that all of them share"
            )
