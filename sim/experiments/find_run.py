"""Finds the folder of a run by its id, the beginning of its id, or its path."""

from difflib import get_close_matches
from pathlib import Path
from typing import Final

from sim.experiments.errors import ExperimentError
from sim.outcomes.storage.manifest import FILE

RUNS: Final = "runs"
MOST_SHOWN: Final = 6


def find_run(text: str, outputs: Path) -> Path:
    """The run folder.

    Raises ExperimentError, with similar ids where there is no such run, with the candidates where there are
    several.
    """
    folder = Path(text)
    if (folder / FILE).is_file():
        return folder
    known = sorted(file.parent.name for file in (outputs / RUNS).glob(f"*/{FILE}"))
    meant = [name for name in known if name == text] or [name for name in known if name.startswith(text)]
    if len(meant) == 1 and text:
        return outputs / RUNS / meant[0]
    if len(meant) > 1:
        raise ExperimentError(f"run “{text}”: several begin so: {_shown(meant)}; write one letter more")
    if not known:
        raise ExperimentError(
            f"run “{text}”: there is none in {outputs / RUNS}; play one, or give its folder"
        )
    near = get_close_matches(text, known, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known: {_shown(known)}"
    lists = "`premier-recours runs` lists them"
    raise ExperimentError(f"run “{text}”: there is no such run in {outputs / RUNS}; {hint}; {lists}")


def _shown(names: list[str]) -> str:
    return ", ".join(names[:MOST_SHOWN]) + (", …" if len(names) > MOST_SHOWN else "")
