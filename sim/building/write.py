"""Writes a territory into the user's folder: all of it, or nothing."""

import math
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import yaml

from sim.building.built import Built, Plan
from sim.building.errors import BuildingError
from sim.building.origins import sealed
from sim.building.outlines import FILE as OUTLINES
from sim.building.words import both, say
from sim.scenario.sources import FOLDERS, MOST_LETTERS, NAME, data_root
from sim.schema.languages import in_language

LINE: Final = 200  # characters of a line of YAML: an entry stands in one where it can


class Files:
    """The files of a territory of the user's."""

    def __init__(self, config_dir: Path, name: str) -> None:
        self.top = config_dir / FOLDERS["territory"]
        self.settings = self.top / f"{name}.yaml"
        self.folder = self.top / name
        self.scenario = config_dir / FOLDERS["scenario"] / f"{scenario_name(name)}.yaml"

    @property
    def all(self) -> tuple[Path, ...]:
        """In the order in which they are put in their places: what names others comes last."""
        return self.folder, self.settings, self.scenario


def scenario_name(name: str) -> str:
    """The scenario that is written with a territory."""
    return f"{name}_as_is"


def check_name(name: str, config_dir: Path, *, force: bool) -> Files:
    """The files that will be written. Raises BuildingError where the name is none, is ours, or is taken."""
    if not NAME.fullmatch(name) or len(name) > MOST_LETTERS:
        raise BuildingError(
            f"“{name}” cannot be the name of a territory: a name has letters (no accents), digits, _ and -"
            f" only, at most {MOST_LETTERS}"
        )
    ours = Files(data_root() / "conf", name)
    if ours.settings.exists() or (data_root() / "scenarios" / ours.scenario.name).exists():
        raise BuildingError(f"the name “{name}” is that of a territory we ship; give yours another name")
    files = Files(config_dir, name)
    there = [path for path in files.all if path.exists()]
    if there and not force:
        raise BuildingError(
            f"{', '.join(map(str, there))} exists; --force builds it anew (what you changed there is lost),"
            " or give the territory another name"
        )
    return files


def write(plan: Plan, built: Built, files: Files, reports: Mapping[str, str]) -> list[Path]:
    """Writes a territory and its reports (text by file name); the files, in order.

    They are made beside their places and moved there at the end; where that fails, what was there is there
    again.
    """
    for folder in (files.top, files.scenario.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=files.top, prefix=".building-") as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        new.mkdir()
        old.mkdir()
        inside = new / files.folder.name
        inside.mkdir()
        texts = {**_texts(plan, built), **reports}
        for name, text in texts.items():
            (inside / name).write_text(text, encoding="utf-8", newline="\n")
        origins = _lines(sealed(built.origins, plan.name, inside), say("origins_head", plan.lang))
        (inside / "origins.yaml").write_text(origins, encoding="utf-8", newline="\n")
        for path, text in (
            (files.settings, _yaml(_settings(plan, built, texts), say("settings_head", plan.lang))),
            (files.scenario, _yaml(_scenario(plan, built), say("scenario_head", plan.lang))),
        ):
            (new / path.name).write_text(text, encoding="utf-8", newline="\n")
        _put(new, old, files.all)
    return [*files.all[1:], *(files.folder / name for name in texts)]


def _put(new: Path, old: Path, places: Sequence[Path]) -> None:
    """Moves what lies in `new` to its places, and what was there to `old`; all of it, or nothing."""
    done: list[Path] = []
    try:
        for place in places:
            if place.exists():
                os.replace(place, old / place.name)
            done.append(place)
            os.replace(new / place.name, place)
    except BaseException:
        for place in done:
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)
            if (old / place.name).exists():
                os.replace(old / place.name, place)
        raise


def _texts(plan: Plan, built: Built) -> dict[str, str]:
    """The files of the territory's folder, but for the reports."""
    tables = {
        "communes.csv": _with_ring(plan, built.communes),
        "ages.csv": built.ages,
        "doctors.csv": built.doctors,
        "travel.csv": built.travel,
        "observed.csv": built.observed,
    }
    texts = {
        name: table.to_csv(sep=";", index=False, lineterminator="\n", float_format="%.10g")
        for name, table in tables.items()
        if table is not None
    }
    texts["services.yaml"] = _lines(dict(built.places), say("places_head", plan.lang))
    texts["origins.yaml"] = ""  # once the tables lie there, whose columns it names
    return texts


def _with_ring(plan: Plan, communes: pd.DataFrame) -> pd.DataFrame:
    """With the column of those that are simulated and not reported."""
    return communes.assign(ring=[0] * len(plan.reported) + [1] * len(plan.ring))


def _settings(plan: Plan, built: Built, texts: Mapping[str, str]) -> dict[str, Any]:
    """What NAME.yaml says."""

    def file(name: str) -> str | None:
        return f"{plan.name}/{name}" if name in texts else None

    head = {
        "name": plan.name,
        "title": plan.title,
        "source": built.source,
        "communes": file("communes.csv"),
        "ages": file("ages.csv"),
        "gps": file("doctors.csv"),
        "travel": file("travel.csv"),
        "places": file("services.yaml"),
        "origins": file("origins.yaml"),
        "observed": file("observed.csv"),
    }
    drawn = {"contours": file(OUTLINES)} if OUTLINES in texts else {}
    return {**head, **drawn, **built.settings}


def _scenario(plan: Plan, built: Built) -> dict[str, Any]:
    """What NAME_as_is.yaml says."""
    title = both("as_is", lambda lang: {"title": in_language(plan.title, lang)})
    return {"title": title, "source": built.source, "territory": plan.name, "measures": {}}


def _yaml(value: Any, head: str) -> str:
    """YAML under a comment; codes and dates stand in quotation marks, nothing is said by reference."""
    comment = "".join(f"# {line}\n" for line in head.strip().splitlines())
    text = yaml.dump(
        _plain(value),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=LINE,
    )
    return f"{comment}\n{text}"


def _lines(items: Sequence[Any] | Mapping[str, Any], head: str) -> str:
    """A list or a block in YAML under a comment, one line an item."""
    comment = "".join(f"# {line}\n" for line in head.strip().splitlines())
    if isinstance(items, Mapping):
        return f"{comment}\n" + ("".join(f"{k}: {_flow(v)}" for k, v in items.items()) or "{}\n")
    return f"{comment}\n" + ("".join(f"- {_flow(item)}" for item in items) or "[]\n")


def _flow(value: Any) -> str:
    """A value of YAML in one line."""
    text: str = yaml.dump(
        _plain(value),
        Dumper=_LineDumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=True,
        width=-1 if _IN_C else math.inf,  # without end
    )
    return text


def _plain(value: Any) -> Any:
    """Of mappings and sequences of any kind, and numbers of NumPy, what YAML knows."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.item() if isinstance(value, np.generic) else value


class _WithoutAnchors:
    """Our reader refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        """Writes out what stands there twice."""
        return True


class _Dumper(_WithoutAnchors, yaml.SafeDumper):
    """Lines of a width."""


# For the thousands of lines of a territory the same in C, four times as fast, where it was built
_IN_C: Final = hasattr(yaml, "CSafeDumper")
_Emitter: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _LineDumper(_WithoutAnchors, _Emitter):  # type: ignore[misc]
    """Each item on a line."""
