"""Services that a planner says are open: of a profile of conf/services or of their own folder."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from sim.building.errors import BuildingError
from sim.building.names import Named
from sim.building.select import find_commune
from sim.france.joined import Facts
from sim.scenario.reader import read
from sim.scenario.sources import FOLDERS, VOCABULARY, find_sources
from sim.scenario.vocabulary import read_vocabulary
from sim.schema.languages import Worded
from sim.schema.nearest import nearest

GROUP: Final = "services"
USUAL: Final = "default"  # the file of profiles that a scenario has which chooses no other
OPTION: Final = "--service"


class Profile(NamedTuple):
    """What a service is called; and what is written into the territory, since no scenario would have it: the
    profile of a file of the user's (None: it is in conf/services/default.yaml).
    """

    label: Worded
    own: Mapping[str, Any] | None = None


def profiles_of(config_dir: Path | None = None) -> dict[str, Profile]:
    """The profiles of services that one walks into, by name: ours, and those of the user's folder, where
    there is one. Raises ScenarioError for a file of it that cannot be read.
    """
    folders = (*FOLDERS.values(), VOCABULARY)
    there = config_dir is not None and any((config_dir / folder).is_dir() for folder in folders)
    sources = find_sources(config_dir if there else None)
    types = {row.id: row for row in read_vocabulary(sources.vocabulary).services if not row.line}
    files = sources.files[GROUP]
    found: dict[str, Profile] = {}
    for file in (USUAL, *(name for name in files if name != USUAL)):
        profiles = read(files[file]).data.get("profiles")
        for name, block in profiles.items() if isinstance(profiles, Mapping) else ():
            kind = block.get("type") if isinstance(block, Mapping) else None
            if name not in found and kind in types:
                label = types[kind].label
                found[name] = Profile(
                    {"en": label.en, "fr": label.fr}, None if file == USUAL else dict(block)
                )
    return found


def check_services(written: Mapping[str, Sequence[str]], profiles: Mapping[str, Profile]) -> None:
    """Raises BuildingError for a profile that there is not, or one that no commune is written behind."""
    for name, communes in written.items():
        if name not in profiles:
            raise BuildingError(
                f"{OPTION} {name}={','.join(communes)}: there is no profile “{name}” of a service that one "
                f"walks into; {nearest(name, profiles)}"
            )
        if not all(communes):
            raise BuildingError(
                f"{OPTION} {name}: write a profile and its commune, such as {name}=33284; "
                f"profiles: {', '.join(profiles)}"
            )


def services_of(
    written: Mapping[str, Sequence[str]], facts: Facts, named: Named
) -> dict[str, tuple[str, ...]]:
    """Codes of the communes in which the planner says that a service is open, by its profile."""
    return {
        name: tuple(dict.fromkeys(find_commune(each, facts.communes, named, OPTION) for each in communes))
        for name, communes in written.items()
    }
