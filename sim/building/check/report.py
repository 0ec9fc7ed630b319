"""The checks of a territory, as a part of its report."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from sim.building.check.record import Check, say
from sim.building.check.show import COLUMNS, heads, markdown, rows, summed

END: Final = "</main>"  # of the page of the report


def add_to_reports(folder: Path, checks: Sequence[Check], lang: str) -> None:
    """Appends the checks to report.md and report.html of a territory's folder, where they are."""
    text, page = folder / "report.md", folder / "report.html"
    if text.is_file():
        written = text.read_text(encoding="utf-8").rstrip("\n")
        part = f"\n\n## {say('title', lang)}\n\n{markdown(checks, lang)}\n"
        text.write_text(written + part, encoding="utf-8")
    if page.is_file():
        before, end, after = page.read_text(encoding="utf-8").rpartition(END)
        page.write_text(before + html(checks, lang) + end + after, encoding="utf-8")


def html(checks: Sequence[Check], lang: str) -> str:
    """A section of a page."""
    title = escape(say("title", lang))
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads(lang))
    lines = ("".join(f"<td>{escape(row[key])}</td>" for key in COLUMNS) for row in rows(checks, lang))
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
    wide = f'<div class="wide" tabindex="0" role="region" aria-label="{title}">\n{table}\n</div>'
    return f"<section>\n<h2>{title}</h2>\n<p>{escape(summed(checks, lang))}</p>\n{wide}\n</section>\n"
