"""The result of a calibration: a file of plausible worlds with its companion, and a page in each language."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from babel.numbers import format_percent, format_scientific

from sim.calibration.playing import values_at
from sim.calibration.targets import Row
from sim.calibration.waves import Ask, Found
from sim.outcomes.storage.manifest import commit_here
from sim.reports.words.numbers import brief
from sim.scenario.texts import Texts
from sim.scenario.uncertain import Uncertain
from sim.scenario.worlds_file import Worlds, write_with_companion
from sim.schema.languages import LANGUAGES, printed
from sim.validation.country import Place
from sim.validation.told import unit_of

FILE: Final = "plausible.csv"
PAGES: Final = {"en": "calibration.md", "fr": "calibration.fr.md"}
PARTS: Final = (0.05, 0.95)  # between them the remaining range
BEYOND: Final = "†"  # nine worlds in ten lie outside of what is published
RARE: Final = 0.001  # a share below is said as a power of ten
say = Texts("calibrate").say


class Line(NamedTuple):
    """A figure: published, and over the worlds the median and the range that holds 90 %. ``fit``: R² of its
    emulator. ``state``: met, unmet, apart or unknown.
    """

    row: Row
    low: float
    median: float
    high: float
    fit: float
    state: str

    @property
    def beyond(self) -> bool:
        """Whether the range of the worlds lies wholly outside the published one."""
        return self.low > self.row.published.high or self.high < self.row.published.low


def worlds_of(found: Found, uncertain: Sequence[Uncertain], file: Path) -> Worlds:
    """The file of worlds."""
    return Worlds(file, tuple(uncertain), tuple(values_at(uncertain, point) for point in found.worlds))


def lines(found: Found, rows: Sequence[Row]) -> list[Line]:
    """Each figure against what the worlds give."""
    fits = found.waves[-1].fits
    made = []
    for place, row in enumerate(rows):
        known = len(found.levels) > 0 and bool(np.isfinite(found.levels[:, place]).all())
        low, median, high = (
            np.quantile(found.levels[:, place], (*PARTS[:1], 0.5, *PARTS[1:])) if known else (np.nan,) * 3
        )
        state = "unmet" if row.id in found.unmet else "apart" if row.id in found.apart else "met"
        made.append(
            Line(row, float(low), float(median), float(high), fits[place], state if known else "unknown")
        )
    return made


def remaining(worlds: Worlds) -> dict[str, tuple[float, float]]:
    """By assumption, the range in which nine worlds of ten lie."""
    values = np.array(worlds.values).reshape(-1, len(worlds.uncertain))
    if not len(values):
        return {}
    low, high = np.quantile(values, PARTS, axis=0)
    return {each.key: (float(low[i]), float(high[i])) for i, each in enumerate(worlds.uncertain)}


def about(
    found: Found, rows: Sequence[Row], places: Sequence[Place], ask: Ask, command: str, sampled: bool
) -> dict[str, Any]:
    """The companion of the file of worlds."""
    return {
        "what": {lang: say("what", lang) for lang in LANGUAGES},
        "calibrated": True,
        "command": command,
        "seed": ask.seed,
        "rows": [row.id for row in rows if row.id not in (*found.unmet, *found.apart)],
        "unmet": list(found.unmet),
        "apart": list(found.apart),
        "territories": {
            "sampled": sampled,
            "names": [place.name for place in places],
            "titles": {place.name: place.title for place in places if place.title},
        },
        "waves": [{"points": each.points, "volume": float(f"{each.volume:.3g}")} for each in found.waves],
        "stopped": found.stopped,
        "played": found.played,
        "central": found.central,
        "verified": {"points": found.verified[1], "plausible": found.verified[0]},
    }


def write(worlds: Worlds, told: dict[str, Any], listed: Sequence[Line]) -> list[Path]:
    """Writes all files beside each other; their names, the worlds first. Without a world there is no file of
    worlds.
    """
    folder = worlds.file.parent
    written = []
    if worlds.values:
        write_with_companion(worlds, told, commit_here())
        written += [worlds.file, worlds.file.with_suffix(".yaml")]
    for lang, name in PAGES.items():
        (folder / name).write_text(page(worlds, told, listed, lang), encoding="utf-8")
        written.append(folder / name)
    return written


def page(worlds: Worlds, told: Mapping[str, Any], listed: Sequence[Line], lang: str) -> str:
    """The report, in Markdown."""
    head = [f"# {say('title', lang)}", "", *(f"{each}\n" for each in sentences(worlds, told, lang))]
    volumes = [f"## {say('waves', lang)}", "", _row(say(key, lang) for key in ("wave", "points", "volume"))]
    volumes += ["|---|---:|---:|"]
    for number, wave in enumerate(told["waves"], 1):
        volumes.append(_row([str(number), str(wave["points"]), share(wave["volume"], lang)]))
    figures = [f"## {say('figures', lang)}", "", say("figures_note", lang), ""]
    keys = ("figure", "published", "range", "worlds", "fit", "state")
    figures += [_row(say(key, lang) for key in keys), "|---|---:|---:|---:|---:|---|"]
    for line in listed:
        row = line.row.published
        figures.append(
            _row([
                f"{printed(row.figure, lang)} ({unit_of(row, lang)})",
                brief(row.published, lang),
                span(row.low, row.high, lang),
                f"{brief(line.median, lang)} ({span(line.low, line.high, lang)})",
                brief(line.fit, lang),
                say(line.state, lang) + (f" {BEYOND}" if line.beyond else ""),
            ])
        )  # fmt: skip
    assumed = [f"## {say('assumptions', lang)}", "", say("assumptions_note", lang), ""]
    assumed += [_row(say(key, lang) for key in ("assumption", "prior", "remains")), "|---|---:|---:|"]
    left = remaining(worlds)
    for each in worlds.uncertain:
        said = span(*left[each.key], lang) if each.key in left else "–"
        name = f"{printed(each.name, lang)} `{each.key}`".strip()
        assumed.append(_row([name, span(each.low, each.high, lang), said]))
    return "\n".join([*head, *volumes, "", *figures, "", *assumed, ""])


def sentences(worlds: Worlds, told: Mapping[str, Any], lang: str) -> list[str]:
    """What came of it, in a few sentences."""
    n, played = len(worlds.values), told["played"]
    places = told["territories"]
    where = "sampled" if places["sampled"] else "shipped"
    said = [say("no_worlds", lang)]
    if n:
        said = [
            say("worlds_are", lang, n=n, played=played, guessed=n - played),
            say("central" if told["central"] else "not_central", lang),
        ]
    if told["verified"]["points"]:
        said.append(say("verified", lang, n=told["verified"]["points"], good=told["verified"]["plausible"]))
    titles = places.get("titles", {})
    names = ", ".join(titles.get(name, name) for name in places["names"])
    names = names.replace("'", "’") if lang == "fr" else names
    said.append(say(where, lang, n=len(places["names"]), names=names))
    for key in ("unmet", "apart"):
        if told[key]:
            said.append(say(f"{key}_are", lang, ids=", ".join(told[key])))
    if told["stopped"]:
        said.append(say("time_over", lang))
    return [*said, say("made_by", lang, command=f"`{told['command']}`", seed=told["seed"])]


def _row(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def span(low: float, high: float, lang: str) -> str:
    """A range."""
    return f"{brief(low, lang)} – {brief(high, lang)}"


def share(value: float, lang: str) -> str:
    """A share of the whole, however small."""
    if value == 0 or value >= RARE:
        return str(format_percent(value, format="0.#\u00a0%", locale=lang))
    return str(format_scientific(value, format="0.0E0", locale=lang))
