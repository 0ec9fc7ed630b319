"""`new scenario`: a file of the user's with an example of each of the usual measures, commented out.

What is optional in a measure is read from its schema in the registry, so that a template tells what there is.
"""

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import yaml

from sim.cli.checks import first_day_names, read_territory
from sim.cli.messages import texts
from sim.measures.registry import MEASURES, schemas
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load
from sim.scenario.name_references import FirstDayNames
from sim.scenario.reader import shown
from sim.scenario.sources import FOLDERS, MOST_LETTERS, NAME, NAMES, find_sources
from sim.schema.languages import in_language
from sim.territory import Territory
from sim.world.prepare import doctors_called

PLAIN: Final = "mios_as_is"  # a scenario of ours without measures, on which a territory is looked at
OURS: Final = "mios"
WALK_IN: Final = "cmsi"  # the profile of the example, where there is one of this name
LINE: Final = 108  # characters


class Example(NamedTuple):
    """A measure as it may be written: its name, its kind, the values that it needs."""

    name: str
    kind: str
    plan: Mapping[str, Any]


def new_scenario(name: str, territory: str | None, config_dir: Path, lang: str) -> None:
    """Writes the template and says what to do next. Raises ScenarioError; nothing is overwritten."""
    file = config_dir / FOLDERS["scenario"] / f"{name}.yaml"
    own = config_dir if _holds_files(config_dir) else None
    check_free("scenario", name, file, own)
    chosen = territory or usual_territory(own)
    job = load([f"scenario={PLAIN}", f"territory={chosen}"], own, schemas())
    names, since = first_day_names(job), job.settings.run.start
    measures = examples(names, since, *largest(read_territory(job)))
    text = template(name, chosen, measures, config_dir, lang)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as out:
        out.write(text)
    said = texts("new", lang)
    after = said["next_scenario"].format(name=name, folder=config_dir)
    print(said["written"].format(file=shown(file), next=after))


def check_free(group: str, name: str, file: Path, own: Path | None) -> None:
    """Raises ScenarioError for what is no name, or one that is taken."""
    if not NAME.fullmatch(name) or len(name) > MOST_LETTERS:
        raise ScenarioError(f"“{name}” is no name of a {group}: {in_language(NAMES, 'en')}")
    if file.exists():
        raise ScenarioError(f"{shown(file)} exists and is left as it is; choose another name")
    if name in find_sources(own).files[group]:
        raise ScenarioError(f"the name “{name}” is that of a {group} there is; choose another name")


def usual_territory(own: Path | None) -> str:
    """The one territory of the user's folder; ours where there is none. Raises ScenarioError for several."""
    ours = find_sources().files["territory"]
    theirs = [name for name in find_sources(own).files["territory"] if name not in ours]
    if len(theirs) > 1:
        raise ScenarioError(f"say which territory: --territory {'|'.join(theirs)}")
    return theirs[0] if theirs else OURS


def _holds_files(config_dir: Path) -> bool:
    """Whether the folder can be read as the user's: a new one is made when something is written."""
    return any((config_dir / folder).is_dir() for folder in FOLDERS.values())


def largest(territory: Territory) -> tuple[str, str]:
    """Of the commune with the most residents, of those that are reported: the code, and how its doctors are
    called.
    """
    rank = int(np.where(territory.ring, -1, territory.population).argmax())
    return territory.codes[rank], doctors_called(territory)[rank]


def examples(names: FirstDayNames, since: date, code: str, called: str) -> list[Example]:
    """One of each usual measure, in a commune of this territory (its doctors are ``called`` so, before their
    number), in the run's second year.
    """
    commune = names.communes[code]
    profile = WALK_IN if WALK_IN in names.profiles else next(iter(names.profiles), WALK_IN)
    same = [name for name in names.doctors if name.rpartition("_")[0] == called]
    # the first few may be about to leave as it is
    doctor = same[-1] if same else next(iter(names.doctors), "NAME_1")
    day, later = date(since.year + 1, 7, 1), date(since.year + 1, 12, 31)
    return [
        Example("settle", "install", {"doctors": 2, "commune": commune, "by": day}),
        Example("leaves", "retire", {"doctor": doctor, "on": later, "notice": 180}),
        Example(
            "centre",
            "open_counter",
            {
                "counter": "centre",
                "profile": profile,
                "commune": commune,
                "on": day,
                "hours": {"mon-sat": {"9-19": 2}},
            },
        ),
        Example(
            "assistants",
            "delegate",
            {
                "to": "assistant",
                "doctors": commune,
                "on": day,
                "minutes_saved": 2.5,
                "used": 0.6,
                "ramp_days": 365,
                "cost": {"payer": "insurance", "yearly": [36000, 27000, 21000]},
            },
        ),
    ]


def template(name: str, territory: str, measures: list[Example], config_dir: Path, lang: str) -> str:
    """The text of the file. Raises ValueError for an example that its schema does not take."""
    said = texts("new", lang)
    head = said["scenario_head"].format(name=name, folder=config_dir)
    lines = [f"# {line}" for line in head.splitlines()]
    top = {"title": said["title"].format(name=name), "source": said["source"], "territory": territory}
    lines += ["", *_yaml(top), "measures:"]
    for each in measures:
        lines.append("")
        lines += [f"  {line}" for line in _commented(each, lang)]
    return "\n".join(lines) + "\n"


def _commented(example: Example, lang: str) -> Iterator[str]:
    """An example, each line behind a #; and what else its schema allows."""
    from sim.reports.words import words

    known, said = MEASURES[example.kind], words(lang)
    yield f"## {getattr(known.title, lang)}"
    for line in _yaml({example.name: {example.kind: example.plan}}):
        yield f"# {line}"
    others = {
        field.alias or key: said.name(said.plans, key)
        for key, field in known.schema.model_fields.items()
        if (field.alias or key) not in example.plan
    }
    keys = ", ".join(key if key == what else f"{key} ({what})" for key, what in others.items())
    also = texts("new", lang)["also"].format(keys=keys)
    for line in textwrap.wrap(also, LINE - 12, break_long_words=False, break_on_hyphens=False):
        yield f"#     # {line}"


def _yaml(value: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Lines of YAML: blocks, but those of numbers alone in one line."""
    for key, inner in value.items():
        block = isinstance(inner, Mapping)
        if block and any(isinstance(each, str | date | Mapping) for each in inner.values()):
            yield f"{indent}{key}:"
            yield from _yaml(inner, indent + "  ")
        else:
            yield f"{indent}{key}: {_flow(inner)}"


def _flow(value: Any) -> str:
    """A value in one line."""
    text = yaml.safe_dump(value, allow_unicode=True, width=10 * LINE, default_flow_style=True)
    return text.removesuffix("...\n").strip()
