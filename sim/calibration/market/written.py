"""The page of the labour market's calibration, in each language: what misses first."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.calibration.implausible import Target
from sim.calibration.market.held_back import Said, arrondissements
from sim.calibration.market.playing import Land
from sim.calibration.market.targets import Held
from sim.calibration.region import CUT_OFF
from sim.calibration.result import PARTS, share, span
from sim.calibration.waves import Found
from sim.outcomes.published.rows import Published, published_rows
from sim.reports.words.numbers import brief
from sim.scenario.texts import Texts
from sim.schema.languages import printed
from sim.validation.told import unit_of

Array = NDArray[np.float64]

NARROWED: Final = 0.75  # of the range before: less is narrowed
TOGETHER: Final = 0.25  # correlation that is told
ONE_SIDE: Final = 0.9  # of the worlds
HOWS: Final = 5
QUANTILES: Final = 40
say = Texts("calibrate_market").say


@dataclass(frozen=True)
class Result:
    """All that the page tells. ``usual``: figures by the shipped values, in the order of ``targets``;
    ``central``: what these say of figures held back; ``said``: what worlds say; ``aids``: net GPs by the
    lowest and the highest utility of an aid; ``old``: share of 60 and over on the first day.
    """

    land: Land
    held: Held
    targets: Sequence[Target]
    found: Found
    usual: Array
    central: Said
    said: Sequence[Said]
    aids: tuple[float, float]
    old: float
    command: str
    seed: int

    @property
    def off(self) -> Array:
        """Of each figure, by the shipped values, in standard deviations."""
        return np.array(
            [
                abs(one.published - value) / one.variance**0.5
                for one, value in zip(self.targets, self.usual, strict=True)
            ]
        )

    @property
    def values(self) -> Array:
        """``[world, assumption]``."""
        worlds = self.found.worlds
        return np.array(
            [
                [each.at(part) for each, part in zip(self.land.uncertain, point, strict=True)]
                for point in worlds
            ]
        ).reshape(-1, len(self.land.uncertain))

    @property
    def left(self) -> Array:
        """``[assumption]``: how much of the range remains."""
        low, high = np.quantile(self.found.worlds, PARTS, axis=0)
        return np.asarray((high - low) / (PARTS[1] - PARTS[0]))


def page(result: Result, lang: str) -> str:
    """The page in Markdown: what came of it in sentences, figures (those that miss first), what was held
    back, ranges of assumptions before and after, and how it was made.
    """
    parts = [
        [f"# {say('title', lang)}", "", *(f"{each}\n" for each in sentences(result, lang))],
        _figures(result, lang),
        _held_back(result, lang),
        _ranges(result, lang),
        [f"## {say('how', lang)}", ""],
        [f"* {say(f'how_{n + 1}', lang, old=share(result.old, lang))}" for n in range(HOWS)],
    ]
    return "\n".join("\n".join(part) + ("\n" if part is not parts[4] else "") for part in parts)


def sentences(result: Result, lang: str) -> list[str]:
    """What came of it, a paragraph each: what misses by the shipped values, what no world meets, what was
    narrowed, the map, the share of the ranges that remains, the command.
    """
    found, targets = result.found, result.targets
    names = [one.id for one in targets]
    open_places = [region.epci[region.open] for region in result.land.regions]
    counted = (
        sum(float(region.before[region.open].sum()) for region in result.land.regions) / result.land.care
    )
    epcis = len(np.unique(np.concatenate(open_places)))
    said = [say("intro", lang, epcis=brief(epcis, lang), gps=brief(counted, lang))]
    far = [name for name, off in zip(names, result.off, strict=True) if off > CUT_OFF]
    if far:
        said.append(say("shipped_miss", lang, n=len(far), of=len(names), ids=_names(result, far, lang)))
    else:
        worst = int(np.argmax(result.off))
        said.append(
            say(
                "shipped_fit",
                lang,
                of=len(names),
                ids=_names(result, [names[worst]], lang),
                far=brief(float(result.off[worst]), lang),
            )
        )
    for key, ids in (("unmet_are", found.unmet), ("apart_are", found.apart)):
        if ids:
            said.append(say(key, lang, ids=_names(result, ids, lang)))
    if len(found.levels):
        below = np.array([(found.levels[:, row] < one.published).mean() for row, one in enumerate(targets)])
        side = [
            name
            for name, part in zip(names, below, strict=True)
            if max(part, 1 - part) >= ONE_SIDE and name not in (*found.unmet, *found.apart)
        ]
        if side:
            said.append(say("low_side", lang, ids=_names(result, side, lang)))
        keys = [f"`{each.key.removeprefix('market.')}`" for each in result.land.uncertain]
        few = [key for key, left in zip(keys, result.left, strict=True) if left < NARROWED]
        many = [key for key in keys if key not in few]
        said.append(say("narrowed_are", lang, ids=", ".join(few)) if few else say("nothing_narrowed", lang))
        if many:
            said.append(say("wide_are", lang, n=len(many), of=len(keys), ids=", ".join(many)))
    said.append(say("map_is", lang, r2=brief(result.central.map, lang)))
    said.append(
        say(
            "remains",
            lang,
            volume=share(found.waves[-1].volume, lang),
            waves=len(found.waves),
            points=sum(wave.points for wave in found.waves),
            checked=found.verified[1],
            good=found.verified[0],
        )
    )
    return [*said, say("made_by", lang, command=f"`{result.command}`", seed=result.seed)]


def _names(result: Result, ids: Sequence[str], lang: str) -> str:
    return ", ".join(_name(result, one, lang) for one in ids)


def _name(result: Result, name: str, lang: str) -> str:
    """Of a figure."""
    for change in result.held.changes:
        if change.id == name:
            return printed(change.name, lang)
    return next(printed(row.figure, lang) for row, _ in result.held.rows if row.id == name)


def _unit(result: Result, name: str, lang: str) -> str:
    """Of a figure."""
    units = {change.id: change.unit for change in result.held.changes}
    return units.get(name) or next(unit_of(row, lang) for row, _ in result.held.rows if row.id == name)


def _figures(result: Result, lang: str) -> list[str]:
    made = [f"## {say('figures', lang)}", "", say("figures_note", lang), ""]
    keys = ("figure", "real", "sd", "shipped", "away", "worlds", "fit", "state")
    made += [_row(say(key, lang) for key in keys), "|---|---:|---:|---:|---:|---:|---:|---|"]
    found = result.found
    for row in np.argsort(-result.off, kind="stable").tolist():
        target = result.targets[row]
        state = "unmet" if target.id in found.unmet else "apart" if target.id in found.apart else "met"
        worlds = _median(found.levels[:, row], lang) if len(found.levels) else "–"
        made.append(
            _row([
                f"{_name(result, target.id, lang)} ({_unit(result, target.id, lang)})",
                brief(target.published, lang),
                brief(target.variance**0.5, lang),
                brief(float(result.usual[row]), lang),
                brief(float(result.off[row]), lang),
                worlds,
                brief(found.waves[-1].fits[row], lang),
                say(state, lang),
            ])
        )  # fmt: skip
    return made


def _held_back(result: Result, lang: str) -> list[str]:
    made = [f"## {say('held', lang)}", "", say("held_note", lang, n=len(result.said)), ""]
    keys = ("figure", "real", "range", "shipped", "worlds", "state")
    made += [_row(say(key, lang) for key in keys), "|---|---:|---:|---:|---:|---|"]
    rows = {row.id: row for row in published_rows("held_back")}
    for place, one in enumerate(arrondissements()):
        heads = np.array([each.heads[place] for each in result.said])
        luck = np.array([each.luck[place] for each in result.said])
        made.append(_line(rows[one.id], result.central.heads[place], heads, luck, lang))
    for name, of in (("distance_birth", "home"), ("bonus_additionality", "aid")):
        values = np.array([getattr(each, of) for each in result.said])
        made.append(_line(rows[name], getattr(result.central, of), values, np.zeros(len(values)), lang))
    aids = [brief(each, lang) for each in (result.aids[0], result.central.aid, result.aids[1])]
    said = say("aid_note", lang, low=aids[0], usual=aids[1], high=aids[2])
    return [*made, "", say("backcast_note", lang), "", said]


def _line(row: Published, usual: float, values: Array, luck: Array, lang: str) -> str:
    """``luck``: by world, the variance of one replication. The median that is printed is the one judged."""
    worlds, inside = "–", row.holds(usual)
    if len(values):
        # All worlds with their luck: each value with quantiles of a normal law around it
        z = np.array([NormalDist().inv_cdf((n + 0.5) / QUANTILES) for n in range(QUANTILES)])
        lived = (values[:, None] + np.sqrt(luck)[:, None] * z).ravel()
        worlds, inside = _median(lived, lang), row.holds(float(np.median(lived)))
    return _row([
        f"{printed(row.figure, lang)} ({unit_of(row, lang)})",
        brief(row.published, lang),
        span(row.low, row.high, lang),
        brief(usual, lang),
        worlds,
        say("inside" if inside else "outside", lang),
    ])  # fmt: skip


def _ranges(result: Result, lang: str) -> list[str]:
    made = [f"## {say('ranges', lang)}", "", say("ranges_note", lang), ""]
    keys = ("assumption", "prior", "shipped", "left", "share", "state")
    made += [_row(say(key, lang) for key in keys), "|---|---:|---:|---:|---:|---|"]
    uncertain = result.land.uncertain
    values = result.values
    if len(values):
        lows, highs = np.quantile(values, PARTS, axis=0)
        order = np.argsort(result.left, kind="stable").tolist()
        for at in order:
            each = uncertain[at]
            left = float(result.left[at])
            made.append(
                _row([
                    f"{printed(each.name, lang)} `{each.key}`",
                    span(each.low, each.high, lang),
                    brief(each.at(float(result.land.centre[at])), lang),
                    span(float(lows[at]), float(highs[at]), lang),
                    share(min(left, 1.0), lang),
                    say("narrowed" if left < NARROWED else "not_narrowed", lang),
                ])
            )  # fmt: skip
        made += ["", f"### {say('together', lang)}", "", *_together(result, lang)]
    posts = [each.posts for each in result.said]
    seen = (
        span(float(np.quantile(posts, PARTS[0])), float(np.quantile(posts, PARTS[1])), lang) if posts else "–"
    )
    usual = brief(float(result.land.market["region"]["posts"]), lang)
    made += [
        "",
        say("posts_note", lang, posts=brief(result.central.posts, lang), span=seen, shipped=usual),
    ]
    tried = {each.key.split(".")[-1] for each in uncertain if each.key.startswith("market.utility.")}
    other = [f"`utility.{key}`" for key in result.land.market["utility"] if key not in tried]
    other += [f"`visible.{key}`" for key in ("room", "offered")]
    other += [f"`exits.{key}`" for key in ("notice", "takeover", "after")]
    return [*made, "", say("untried", lang, ids=", ".join(other))]


def _together(result: Result, lang: str) -> list[str]:
    worlds, uncertain = result.found.worlds, result.land.uncertain
    known = np.asarray(np.corrcoef(worlds.T)).reshape(len(uncertain), -1)
    pairs = [
        (abs(known[a, b]), a, b)
        for a in range(len(uncertain))
        for b in range(a)
        if abs(known[a, b]) >= TOGETHER
    ]
    if not pairs:
        return [say("none_together", lang)]
    made = [say("together_note", lang), ""]
    made += [_row(say(key, lang) for key in ("first_of", "second_of", "correlation")), "|---|---|---:|"]
    for _, a, b in sorted(pairs, reverse=True):
        made.append(_row([f"`{uncertain[b].key}`", f"`{uncertain[a].key}`", brief(float(known[a, b]), lang)]))
    return made


def _median(values: Array, lang: str) -> str:
    low, median, high = np.quantile(values, (PARTS[0], 0.5, PARTS[1]))
    return f"{brief(float(median), lang)} ({span(float(low), float(high), lang)})"


def _row(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"
