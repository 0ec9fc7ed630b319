"""What runs there are in a folder of results, and in which settings those of a scenario differ."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sim.experiments.find_run import RUNS
from sim.outcomes.errors import StoreError
from sim.outcomes.storage import manifest as manifests
from sim.outcomes.storage.manifest import Manifest
from sim.outcomes.storage.store import StoredRun
from sim.scenario.origin import WORDS, leaves
from sim.scenario.run import TECHNICAL

NOT_SET: Final = "–"  # where another run of the scenario has a setting


class RunThere(NamedTuple):
    """A run folder. ``settings``: those in which the runs of its scenario differ, as text by key. ``fault``:
    why it cannot be read, and then there is no manifest; ``size``: in bytes; ``played``: the time of its last
    replication, local.
    """

    folder: Path
    size: int
    played: datetime
    manifest: Manifest | None = None
    settings: Mapping[str, str] = MappingProxyType({})
    fault: str = ""


def runs_there(outputs: Path) -> list[RunThere]:
    """The runs in ``outputs``, those of a scenario together, the latest of them first."""
    found = [_read(file.parent) for file in sorted((outputs / RUNS).glob(f"*/{manifests.FILE}"))]
    by_scenario: dict[str, list[RunThere]] = {}
    for run in found:
        by_scenario.setdefault(_scenario(run), []).append(run)
    return [run for _, together in sorted(by_scenario.items()) for run in _with_settings(together)]


def _scenario(run: RunThere) -> str:
    return run.manifest.scenario if run.manifest is not None else run.folder.name.rpartition("-")[0]


def _read(folder: Path) -> RunThere:
    size = size_of(folder)
    played = datetime.fromtimestamp((folder / manifests.FILE).stat().st_mtime)
    try:
        return RunThere(folder, size, played, manifests.load(folder))
    except StoreError as error:
        return RunThere(folder, size, played, fault=str(error))


def size_of(folder: Path) -> int:
    """Bytes of the files in a folder; what links lead to is not in it."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files)


def _with_settings(together: Sequence[RunThere]) -> list[RunThere]:
    """The runs of one scenario, each with what not all of them have alike."""
    configured: dict[Path, dict[str, str]] = {}
    read = []
    for run in together:
        try:
            if run.manifest is not None and len(together) > 1:
                configured[run.folder] = _settings(StoredRun(run.folder, run.manifest).config)
            read.append(run)
        except StoreError as error:
            read.append(run._replace(fault=str(error)))
    keys = dict.fromkeys(key for each in configured.values() for key in each)
    differ = [key for key in keys if len({each.get(key) for each in configured.values()}) > 1]
    with_settings = [
        run._replace(settings={key: configured[run.folder].get(key, NOT_SET) for key in differ})
        if run.folder in configured
        else run
        for run in read
    ]
    return sorted(with_settings, key=lambda run: run.played, reverse=True)


def _settings(config: dict[str, Any]) -> dict[str, str]:
    """The values of a configuration that can change a result, by key."""
    technical = {f"run.{name}" for name in TECHNICAL}
    found = {".".join(path): str(value) for path, value in leaves(config) if path[0] not in WORDS}
    return {key: value for key, value in found.items() if key not in technical}
