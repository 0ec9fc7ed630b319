"""What a territory is built from, as a report: the files joined, what is assumed, communes, places."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.building.built import Assumed, Built, Plan
from sim.building.words import figure, say
from sim.france.facts import AGES
from sim.france.joined import SourceReport
from sim.reports.template import template
from sim.schema.languages import in_language
from sim.territory.bands import BANDS

OLD: Final = tuple(band.insee for band in BANDS if band.first >= 75)  # ends of columns of ages.csv
PER: Final = 10_000
FEW: Final = 5  # examples that are named


@dataclass(frozen=True)
class Table:
    """A table: its heads, and which columns are numbers; a cell is written as it stands."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Part:
    """A part of the report: a title, sentences, tables; `empty` where there is no row."""

    title: str
    texts: tuple[str, ...] = ()
    table: Table | None = None
    empty: str = ""


def reports(
    plan: Plan, built: Built, unknown: Sequence[str] = (), left_out: Sequence[str] = ()
) -> dict[str, str]:
    """The report as Markdown and as a page, by file name. `unknown`: files that were not recognised,
    `left_out`: communes that were asked for and are not there.
    """
    lang = plan.lang
    title = say("report_title", lang, title=in_language(plan.title, lang))
    told = {"title": title, "parts": list(_parts(plan, built, unknown, left_out)), "lang": lang}
    return {
        f"report.{ending}": template(f"report.{ending}.j2", "sim.building").render(told)
        for ending in ("md", "html")
    }


def summary(plan: Plan, built: Built) -> str:
    """In one sentence, what was built."""
    table, inside = built.communes, len(plan.reported)
    people, gps = table[population_column(table)], table["gps"]
    return say(
        "built",
        plan.lang,
        name=plan.name,
        communes=figure(inside, plan.lang),
        people=figure(people[:inside].sum(), plan.lang),
        gps=figure(gps[:inside].sum(), plan.lang),
        ring=figure(len(plan.ring), plan.lang),
        ring_people=figure(people[inside:].sum(), plan.lang),
        ring_gps=figure(gps[inside:].sum(), plan.lang),
    )


def assumed_line(assumed: Assumed, lang: str) -> str:
    """One line for what no file gave: what is assumed, and what file would say it."""
    values = {"what": in_language(assumed.what, lang), "instead": in_language(assumed.instead, lang)}
    if assumed.communes:
        said = say("assumed_some", lang, n=figure(assumed.communes, lang), **values)
    else:
        said = say("assumed_line", lang, **values)
    by = in_language(assumed.replaced_by, lang)
    return f"{said}. {say('replaced', lang, file=by)}" if by else said


def population_column(communes: pd.DataFrame) -> str:
    """The name of the column of residents: population_YYYY."""
    return next(column for column in communes.columns if column.startswith("population_"))


def _parts(plan: Plan, built: Built, unknown: Sequence[str], left_out: Sequence[str]) -> Iterator[Part]:
    lang, sources = plan.lang, plan.facts.sources
    texts = [summary(plan, built)]
    if unknown:
        texts.append(say("unknown_files", lang, files=_few(unknown, lang)))
    if left_out:
        texts.append(say("left_out", lang, communes=_few(left_out, lang)))
    yield Part(say("sum_up", lang), tuple(texts))
    yield Part(say("sources", lang), table=_files(sources, lang))
    told = [
        f"{each.file}{say('colon', lang)} {in_language(said, lang)}"
        for each in sources
        for said in each.assumed
    ]
    if told:
        yield Part(say("to_read", lang), tuple(told))
    yield Part(say("losses", lang), table=_losses(sources, lang), empty=say("no_losses", lang))
    yield Part(say("without", lang), table=_gaps(plan), empty=say("no_gaps", lang))
    yield Part(say("totals", lang), table=_totals(plan), empty=say("no_totals", lang))
    yield Part(say("assumed", lang), table=_assumed(built, lang), empty=say("nothing_assumed", lang))
    yield Part(say("communes", lang), table=_communes(plan, built))
    yield Part(say("places", lang), table=_places(plan, built))


def _heads(lang: str, *keys: str) -> tuple[str, ...]:
    return tuple(say(key, lang) for key in keys)


def _few(names: Sequence[str], lang: str) -> str:
    """The first few of some names, and how many more there are."""
    more = len(names) - FEW
    return (
        ", ".join((*names[:FEW], say("more", lang, n=figure(more, lang)))) if more > 0 else ", ".join(names)
    )


def _facts(columns: Iterable[str], lang: str) -> list[str]:
    """Columns of facts in words; the seven of ages once."""
    keys = dict.fromkeys("ages" if column in AGES else column for column in columns)
    return [say(f"fact_{key}", lang) for key in keys]


def _files(sources: Sequence[SourceReport], lang: str) -> Table:
    rows = []
    for each in sources:
        columns = each.gives if each.shape == "communes" else (each.shape, *each.gives)
        gives = ", ".join(_facts(columns, lang)) or say("nothing", lang)
        if each.passed_over:
            better = dict.fromkeys(
                say("better", lang, fact=fact, file=file)
                for column, file in each.passed_over.items()
                for fact in _facts([column], lang)
            )
            gives += f" ({say('passed', lang, facts=', '.join(better))})"
        lines = (figure(each.lines, lang), figure(each.used, lang))
        rows.append((each.file, in_language(each.title, lang), each.vintage or "–", *lines, gives))
    heads = _heads(lang, "file", "what", "vintage", "lines", "used", "gives")
    return Table(heads, tuple(rows), frozenset((3, 4)))


def _losses(sources: Sequence[SourceReport], lang: str) -> Table:
    rows = []
    for each in sources:
        for loss in (*each.losses, *each.lacking):
            why, shown = in_language(loss.why, lang), ", ".join(loss.examples[:FEW])
            rows.append((each.file, why, figure(loss.lines, lang), shown))
        if each.unplaced:
            few = _few(each.unplaced, lang)
            rows.append((each.file, say("unplaced", lang), figure(len(each.unplaced), lang), few))
    return Table(_heads(lang, "file", "why", "lines", "examples"), tuple(rows), frozenset((2,)))


def _gaps(plan: Plan) -> Table:
    """Communes of which a file that gives a fact has no value."""
    lang, here = plan.lang, set(plan.codes)
    names = plan.communes["name"]
    rows = []
    for each in plan.facts.sources:
        seen: set[str] = set()
        for column, codes in each.without.items():
            missing = [code for code in codes if code in here]
            (fact,) = _facts([column], lang)
            if missing and fact not in seen:
                seen.add(fact)
                few = _few([f"{names[code]} ({code})" for code in missing], lang)
                rows.append((each.file, fact, figure(len(missing), lang), few))
    return Table(_heads(lang, "file", "fact", "for_communes", "examples"), tuple(rows), frozenset((2,)))


def _totals(plan: Plan) -> Table:
    """What files come to in the départements of the territory, beside what is known."""
    lang = plan.lang
    here = set(plan.communes["dep"][: len(plan.reported)])
    rows = [
        (
            total.dep,
            each.file,
            *_facts([total.column], lang),
            figure(total.counted, lang),
            figure(total.known, lang),
        )
        for each in plan.facts.sources
        for total in each.totals
        if total.dep in here
    ]
    heads = _heads(lang, "dep", "file", "fact", "counted", "known")
    return Table(heads, tuple(rows), frozenset((3, 4)))


def _assumed(built: Built, lang: str) -> Table:
    rows = [
        (
            in_language(each.what, lang),
            in_language(each.instead, lang),
            figure(each.communes, lang) if each.communes else say("all_of_it", lang),
            in_language(each.replaced_by, lang) or say("no_file", lang),
        )
        for each in built.assumed
    ]
    return Table(_heads(lang, "fact", "instead", "for_communes", "by_file"), tuple(rows), frozenset((2,)))


def _communes(plan: Plan, built: Built) -> Table:
    lang, table = plan.lang, built.communes
    people = table[population_column(table)].astype(float).tolist()
    ends = tuple(f"_{end}" for end in OLD)
    old = built.ages[[column for column in built.ages.columns if column.endswith(ends)]].sum(axis=1).tolist()
    gps, homes = table["gps"].astype(float).tolist(), table["ehpad"].astype(float).tolist()
    inside = len(plan.reported)
    rows = []
    for number, (code, name) in enumerate(zip(plan.codes, table["name"], strict=True)):
        told = _person_figures(people[number], old[number], gps[number], homes[number], lang)
        rows.append((code, str(name), *told, say("reported_yes" if number < inside else "reported_no", lang)))
    sums = [sum(each[:inside]) for each in (people, old, gps, homes)]
    told = _person_figures(sums[0], sums[1], sums[2], sums[3], lang)
    rows.append(("", say("all_sum", lang), *told, say("reported_yes", lang)))
    heads = _heads(lang, "code", "name", "residents", "old", "gps", "per", "ehpad", "ring")
    return Table(heads, tuple(rows), frozenset(range(2, 7)))


def _person_figures(people: float, old: float, gps: float, homes: float, lang: str) -> tuple[str, ...]:
    per = figure(round(PER * gps / people, 1), lang) if people else "–"
    return figure(people, lang), figure(old, lang), figure(gps, lang), per, figure(homes, lang)


def _places(plan: Plan, built: Built) -> Table:
    lang, names = plan.lang, plan.facts.communes["name"]
    rows = []
    for key, place in built.places.items():
        code = place.get("commune")
        where = f"{names.get(code, '')} ({code})" if code else say("beyond", lang)
        title = in_language(place["title"], lang)
        rows.append((key, title, str(place.get("sort") or "–"), where, str(place.get("profile") or "–")))
    return Table(_heads(lang, "code", "name", "sort", "commune", "open"), tuple(rows))
