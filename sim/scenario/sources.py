"""Where the files are: what we ship (inside a wheel, or in the checkout) and the user's own folder."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import shown
from sim.schema.languages import Worded, in_language
from sim.schema.nearest import nearest

# One file of each; the keys of the configuration
GROUPS: Final = ("needs", "services", "pathway", "doctors", "market", "costs", "run")
FOLDERS: Final = {"scenario": "scenarios", "territory": "territory", **{group: group for group in GROUPS}}
VOCABULARY: Final = "vocabulary"  # the folder of its tables, in conf/ and in the user's
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
MOST_LETTERS: Final = 200  # of a name: folders are called by it
PACKAGE: Final = Path(__file__).resolve().parents[1]
ERRORS_IN: Final = "en"
ANOTHER: Final[Worded] = {"en": "there is another of that name", "fr": "il y en a un autre de ce nom"}
NAMES: Final[Worded] = {
    "en": f"a name has letters (no accents), digits, _ and - only, at most {MOST_LETTERS}",
    "fr": f"un nom n’a que des lettres (sans accents), des chiffres, _ et -, au plus {MOST_LETTERS}",
}


def data_root(package: Path = PACKAGE) -> Path:
    """The folder that holds conf/ and scenarios/: `sim/_data` in an installed wheel, else the checkout."""
    packed = package / "_data"
    root = packed if packed.is_dir() else package.parent
    if not (root / "conf" / "config.yaml").is_file():
        raise ScenarioError(
            f"{root}: conf/config.yaml is missing; the installation is damaged, install it again"
        )
    return root


@dataclass(frozen=True)
class Sources:
    """What there is to choose from: files by name, of `scenario`, `territory` and each of GROUPS."""

    conf: Path
    files: Mapping[str, Mapping[str, Path]]
    vocabulary: Path | None = None  # the user's tables (``sim.scenario.vocabulary``)
    passed_over: Mapping[Path, Worded] = field(
        default_factory=dict
    )  # files that cannot be chosen, and what to do

    def ships(self, path: Path) -> bool:
        """Whether a file is one of ours, not of the user's folder."""
        ours = (self.conf, self.conf.parent / "scenarios")
        return any(path.resolve().is_relative_to(folder.resolve()) for folder in ours)

    def find(self, group: str, name: str, where: str) -> Path:
        """The file of that name. `where` says who asks, for the message. Raises ScenarioError with the
        nearest names.
        """
        known, stem = self.files[group], Path(name).stem
        if name in known:
            return known[name]
        if stem in known:
            said = f"a {group} is called by its name, without folder and ending: {stem}"
            raise ScenarioError(f"{where}: {said}")
        for path, remedy in self.passed_over.items():
            if path.parent.name == FOLDERS[group] and name in (path.name, path.stem):
                raise ScenarioError(
                    f"{where}: {shown(path)} is passed over; {in_language(remedy, ERRORS_IN)}"
                )
        lists = "premier-recours scenarios" if group == "scenario" else ""
        own = "" if self.vocabulary is not None else " (your own are found with --config-dir FOLDER)"
        raise ScenarioError(f"{where}: there is no {group} “{name}”{own}; {nearest(name, known, lists)}")


def find_sources(config_dir: Path | None = None, root: Path | None = None) -> Sources:
    """Lists the files we ship and those of the user's `config_dir` (folders scenarios/, territory/ and
    those of GROUPS).

    A name that both have is an error: a result must not depend on which of two files was meant.
    """
    root = root or data_root()
    files = {group: _yaml_files(root / "conf" / folder) for group, folder in FOLDERS.items()}
    files["scenario"] = _yaml_files(root / "scenarios")
    if config_dir is None:
        return Sources(root / "conf", files)
    return Sources(root / "conf", files, config_dir / VOCABULARY, _add_own(files, config_dir))


def _add_own(files: dict[str, dict[str, Path]], config_dir: Path) -> dict[Path, Worded]:
    """Adds the user's files to ours; those that are passed over, and why."""
    passed_over: dict[Path, Worded] = {}
    if not config_dir.is_dir():
        raise ScenarioError(f"--config-dir {config_dir}: there is no such folder")
    if not any((config_dir / name).is_dir() for name in (*FOLDERS.values(), VOCABULARY)):
        said = "holds no folder scenarios/ or territory/; put NAME.yaml into one of them"
        raise ScenarioError(f"--config-dir {config_dir}: {said}")
    for group, folder in FOLDERS.items():
        for name, path in _yaml_files(config_dir / folder, passed_over).items():
            if name in files[group]:
                said = f"the name “{name}” is that of a {group} we ship; give yours another name"
                raise ScenarioError(f"{shown(path)}: {said}")
            files[group][name] = path
    return passed_over


def _renamed(path: Path) -> Worded:
    name = f"{path.stem}.yaml"
    return {"en": f"call it {name}", "fr": f"nommez-le {name}"}


def _yaml_files(folder: Path, passed_over: dict[Path, Worded] | None = None) -> dict[str, Path]:
    """The YAML files of a folder by name, sorted; none if there is no such folder.

    Hidden files are an editor's or the system's. Others that cannot be chosen go to `passed_over`, with what
    to do about them.
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith(".") or path.suffix.lower() not in (".yaml", ".yml"):
            continue
        remedy: Worded | None = None
        if path.suffix.lower() == ".yml" or path.stem in found:
            remedy = ANOTHER if path.stem in found else _renamed(path)
        elif not NAME.fullmatch(path.stem) or len(path.stem) > MOST_LETTERS:
            remedy = NAMES
        if remedy is None:
            found[path.stem] = path.resolve()
        elif passed_over is not None:
            passed_over[path] = remedy
    return found
