"""The command `validate`: published figures beside what the model says of them."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from sim.calibration.market.as_shipped import as_shipped
from sim.cli.output import check_writable, print_json_rows, wide_console
from sim.cli.progress import bars
from sim.outcomes.published.rows import ROLES, Published, Role, published_rows
from sim.outcomes.published.verdicts import misses_first
from sim.scenario.errors import ScenarioError
from sim.schema.nearest import nearest
from sim.validation import play
from sim.validation.play import Ask
from sim.validation.told import markdown, say, show, text, write_csv

PAGE: Final = "validation"
PAGES: Final = {"en": "validation.md", "fr": "validation.fr.md"}
JUDGED: Final[tuple[Role, ...]] = ("calibration", "held_back")


def run_validation(
    ask: Ask,
    roles: Sequence[str],
    figures: Sequence[str],
    *,
    as_json: bool,
    csv: Path | None,
    write: Path | None,
    lang: str,
) -> None:
    """Plays what is missing, prints the table (or JSON), and writes it to the file ``csv`` and as pages into
    the folder ``write``, where they are asked for. ``roles``: of the figures, none: those that are judged;
    ``figures``: ids, none: all of these roles. Raises ScenarioError for one that there is not, and what
    playing raises.
    """
    rows = _rows([_role(each) for each in roles or JUDGED], figures)
    check_writable(ask.outputs)
    with bars(lang) as progress:
        found = play.validate(rows, replace(ask, progress=progress), text, as_shipped)
    if as_json:
        print_json_rows([line.flat() for line in misses_first(found.lines)])
    else:
        show(wide_console(), found, lang)
    said = []
    if csv is not None:
        write_csv(csv, found.lines, lang)
        said.append(say("written", lang, path=csv))
    if found.maps:
        from sim.validation.page import write_page

        page = ask.outputs / (f"{PAGE}.html" if lang == "en" else f"{PAGE}.{lang}.html")
        said.append(say("page", lang, path=write_page(found.maps, page, lang)))
    if write is not None:
        write.mkdir(parents=True, exist_ok=True)
        typed = ["premier-recours", "validate", *(["--data", "FOLDER"] if ask.data else [])]
        for spoken, name in PAGES.items():
            (write / name).write_text(
                markdown(found, shlex.join(typed), (ask.replications, ask.often), spoken), encoding="utf-8"
            )
            said.append(say("written", lang, path=write / name))
    if not as_json:
        print("\n".join(said))


def _rows(roles: Sequence[Role], figures: Sequence[str]) -> list[Published]:
    """Of these roles; those named alone, if some are."""
    rows = {row.id: row for row in published_rows(*roles)}
    for id in figures:
        if id not in rows:
            raise ScenarioError(
                f"--figure {id}: no published figure of this role; {nearest(id, sorted(rows))}"
            )
    return [rows[id] for id in figures or rows]


def _role(written: str) -> Role:
    for role in ROLES:
        if role == written:
            return role
    raise ScenarioError(f"--role {written}: {nearest(written, ROLES)}")
