"""The territories of the source documents, built as we ship them, and docs/territories.md.

python -m benchmarks.pages.territories --data FOLDER [NAME …]    FOLDER holds communes.csv.gz of all communes

Writes conf/territory/NAME.yaml, conf/territory/NAME/ and scenarios/NAME_as_is.yaml as `territory build` does (with
the title and the document of benchmarks/pages/territories.yaml, without the reports), then the page.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
import yaml

from sim.building.assemble import built_of
from sim.building.build import Order, grained, plan_of, read_facts
from sim.building.built import Built, Plan
from sim.building.origins import offices_of
from sim.building.select import Asked
from sim.building.write import Files, write
from sim.france.joined import Facts
from sim.scenario.sources import data_root
from sim.schema.languages import LANGUAGES, in_language

LISTED: Final = Path(__file__).with_name("territories.yaml")
RING: Final = 15.0  # minutes: of 20, the folders would hold half as many lines again
BY_COMMUNE: Final = (
    "apl",
    "apl_65",
)  # of CNAM's counts a small commune's 0 may be a secret: only the whole is said
ASSUMED: Final = {
    "en": "{document}. Figures: {files}; what no file gives is assumed (docs/territories.md)",
    "fr": "{document}. Chiffres : {files} ; ce qu’aucun fichier ne donne est supposé (docs/territories.md)",
}
# ruff: noqa: E501
HEAD: Final = """\
# Territories of the source documents

Written by `python -m benchmarks.pages.territories --data FOLDER` (the table of all communes), which builds them, too;
`tests/unit/building/test_shipped_territories.py` loads each. They are what `territory build` makes, with a ring of
15 minutes, a title, and the document that tells of the place; of `observed.csv` the counts of CNAM for the whole
territory alone, since a 0 of a small commune may be a secret. What no file gives is assumed and marked in
`NAME/origins.yaml`; `territory check NAME` lists it. What a document names and no file tells (walk-in centres, seasonal
centres, maisons médicales de garde) is a measure for a scenario and not in the territory.

| territory | communes | residents 2023 | GPs 2024 | per 10,000 | 60 and over | without MT | ALD | emergency departments | ring: communes, residents, GPs |
|---|---|---|---|---|---|---|---|---|---|
"""
NOTE: Final = """
GPs: liberal general practitioners at the end of 2024 (Observatoire des fragilités); of 60 and over: number and share.
Without MT: people of 16 and over of CNAM's general scheme without a declared médecin traitant in 2024; in France
16.8 % by this count, which is not that of the documents. A dash: half of the table's intercommunalités are kept back
for validation, and of these it gives neither that nor the APL; where a territory has some of both, too. ALD: share of the people of the
general scheme. Emergency departments: in the territory / in the ring / the nearest beyond, so that everybody reaches one.
Of `occitanie` what stands for communes are intercommunalités; its emergency departments are in the territory or the ring.
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("names", nargs="*", metavar="NAME")
    given = parser.parse_args(arguments)
    facts, _ = read_facts(given.data)
    listed = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    rows, parts = [], []
    for name, about in listed.items():
        plan, built = made(name, about, facts)
        if not given.names or name in given.names:
            ship(plan, built, data_root())
        rows.append(row(plan, built))
        parts.append(part(name, about))
    page = HEAD + "\n".join(rows) + "\n" + NOTE + "".join(parts)
    (data_root() / "docs" / "territories.md").write_text(page, encoding="utf-8", newline="\n")
    return 0


def made(name: str, about: Mapping[str, Any], facts: Facts) -> tuple[Plan, Built]:
    """A territory as `territory build` makes it, with its title and its document."""
    asked = Asked(epcis=about.get("epcis", ()), regions=about.get("regions", ()))
    order = Order(name, asked, None, Path(), ring=RING, by=about.get("by", "commune"))
    facts = grained(facts, order.by)
    plan, _ = plan_of(order, facts)
    plan = replace(plan, title=about["title"])
    built = built_of(plan)
    files = offices_of(facts)
    source = {
        lang: ASSUMED[lang].format(
            document=in_language(about["document"], lang), files=in_language(files, lang)
        )
        for lang in LANGUAGES
    }
    return plan, replace(built, source=source, observed=shown_of(built.observed))


def shown_of(observed: pd.DataFrame | None) -> pd.DataFrame | None:
    """The lines of observed.csv that are shipped."""
    if observed is None:
        return None
    return observed[(observed["commune"] == "*") | observed["indicator"].isin(BY_COMMUNE)]


def ship(plan: Plan, built: Built, root: Path) -> None:
    """Writes a territory among those that we ship."""
    with tempfile.TemporaryDirectory() as folder:
        files = Files(Path(folder), plan.name)
        write(plan, built, files, {})
        top = root / "conf" / "territory"
        shutil.rmtree(top / plan.name, ignore_errors=True)
        shutil.copytree(files.folder, top / plan.name)
        shutil.copy(files.settings, top)
        shutil.copy(files.scenario, root / "scenarios")


def row(plan: Plan, built: Built) -> str:
    here = plan.communes.loc[list(plan.reported)]
    ring = plan.communes.loc[list(plan.ring)]
    heads, people, old = (here[each].sum() for each in ("gps", "population", "gps_60_up"))
    without = share(here, "adults_without_mt", "adults")
    ald = share(here, "people_with_ald", "people_insured")
    cells = (
        f"`{plan.name}`",
        f"{len(here)}",
        f"{people:,.0f}",
        f"{heads:.0f}",
        f"{10_000 * heads / people:.1f}",
        f"{old:.0f} ({100 * old / heads:.0f} %)",
        without,
        ald,
        " / ".join(map(str, emergencies(plan, built))),
        f"{len(ring)}, {ring['population'].sum():,.0f}, {ring['gps'].sum():.0f}",
    )
    return "| " + " | ".join(cells) + " |"


def share(here: pd.DataFrame, part: str, whole: str) -> str:
    if here[part].isna().any():
        return "–"
    return f"{100 * here[part].sum() / here[whole].sum():.1f} %"


def emergencies(plan: Plan, built: Built) -> tuple[int, int, int]:
    """Emergency departments in the territory, in its ring, beyond."""
    hospitals = [block for block in built.places.values() if block["sort"] == "ed"]
    at = [block["commune"] for block in hospitals for _ in range(block.get("number", 1))]
    inside = sum(code in plan.reported for code in at)
    around = sum(code in plan.ring for code in at)
    return inside, around, len(at) - inside - around


def part(name: str, about: Mapping[str, Any]) -> str:
    return (
        f"\n## {name}\n\n{about['title']['en']}.\n\n    {command(name, about)}\n\n"
        f"{about['document']['en']}: {about['says']}.\n\n{about['differs']}\n"
    )


def command(name: str, about: Mapping[str, Any]) -> str:
    """The command that builds the same (under a name of one's own: this one is taken)."""
    which = [*flags("--epci", about.get("epcis", ())), *flags("--region", about.get("regions", ()))]
    which += flags("--by", [about["by"]] if "by" in about else [])
    return f"premier-recours territory build my_{name} {' '.join(which)} --ring {RING:g} --data FOLDER --config-dir FOLDER"


def flags(option: str, values: Iterable[str]) -> Iterable[str]:
    return (f"{option} {value}" for value in values)


if __name__ == "__main__":
    sys.exit(main())
