"""Who gains and who loses: differences by age, by ALD and by commune."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.outcomes.catalogue.catalogue import CATALOGUE, by_whom
from sim.outcomes.counting.source import ALL, WHOLE
from sim.reports.comparison.among_many import clear_among_many
from sim.reports.comparison.compared import Row, show
from sim.reports.comparison.study import Study
from sim.reports.figures.forest import hovered, mark_of
from sim.reports.figures.panels import Panel, Part, Section, Table
from sim.reports.figures.style import Style, as_data, axis, figure, rows_axis
from sim.reports.reading.runs import Run
from sim.reports.words import Words
from sim.reports.words.numbers import digits, finite, number, signed, with_unit
from sim.territory.bands import BANDS, OLDEST

MOST_SCENARIOS: Final = 4
MOST_NAMED: Final = 2  # communes that gain or lose, and as many ages, in the sentence
MOST_COMMUNES: Final = 40  # rows of a table: the first and the last of more
Cell = tuple[str, str, str]  # indicator, place, group
COLUMNS: Final = (
    "indicator", "commune", "group", "unit", "baseline_mean", "scenario_mean", "difference", "low", "high",
    "replications", "freedom", "plausible_low", "plausible_high", "worlds",
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """What a scenario changes for whom, and which of it is clear though so much is looked at."""

    found: Mapping[Cell, Row]
    clear: frozenset[Cell]
    looked_at: int


def gains(study: Study) -> Section | None:
    """Figures by age and ALD over the whole territory, tables by commune; None where nothing is compared."""
    if study.comparison.empty:
        return None
    said = study.said
    compared = {study.style(run): _compared(study, run) for run in study.runs[1 : MOST_SCENARIOS + 1]}
    most = max(held.looked_at for held in compared.values())
    if not most:
        return None
    parts: list[Part] = [part for each in by_whom() for part in _panel(each.id, compared, said)]
    says = []
    for i, (style, held) in enumerate((style, held) for style, held in compared.items() if held.looked_at):
        mine = [*_sentences(study, held)]
        says += [said.pair(style.name, mine[0]), *mine[1:]] if len(compared) > 1 else mine
        of = style.name if len(compared) > 1 else ""
        parts += _communes(study, of, held, unfolded=i == 0)
        parts += [_groups(study, of, held, place) for place in reversed(study.places)]
    lead = said.say("gains_lead", period=study.period(study.periods[0]), n=most)
    keys = list(compared) if len(compared) > 1 else []
    return Section("gains", said.say("gains"), lead, parts, keys, says=says)


def group_names(said: Words) -> dict[str, str]:
    """Groups of residents by the words of the comparison, in the order in which they are shown."""
    names = {ALL: said.say("everybody")}
    for band in BANDS:
        key = "from_age" if band.last == OLDEST else "ages"
        names[f"band:{band.key}"] = said.say(key, first=band.first, last=band.last)
    return names | {"ald:yes": said.say("with_ald"), "ald:no": said.say("without_ald")}


def _people() -> str:
    """How many people the first share stands for."""
    return CATALOGUE[by_whom()[0].id].parts[0]


def _compared(study: Study, run: Run) -> Compared:
    """Groups of the whole territory and communes are looked at; groups within a commune are shown alone."""
    table = study.comparison
    of_groups = table["group"].isin(group_names(study.said)) & table["commune"].isin(study.places)
    mine = table[
        (table["run_id"] == run.run_id)
        & (table["period"] == study.periods[0])
        & table["indicator"].isin({*(each.id for each in by_whom()), _people()})
        & ((table["group"] == ALL) | of_groups)
    ]
    found: dict[Cell, Row] = {}
    for indicator, place, group, unit, *numbers in mine[list(COLUMNS)].itertuples(index=False):
        found[indicator, place, group] = Row(indicator, unit, *numbers)
    looked_at = [
        cell
        for cell, row in found.items()
        if cell[0] != _people() and (cell[1] == WHOLE) != (cell[2] == ALL) and row.comparable
    ]
    stand_out = clear_among_many([found[cell] for cell in looked_at])
    clear = frozenset(cell for cell, is_clear in zip(looked_at, stand_out, strict=True) if is_clear)
    return Compared(found, clear, len(looked_at))


def _panel(indicator: str, compared: Mapping[Style, Compared], said: Words) -> Iterator[Panel]:
    """The differences of an indicator by age and ALD, over the whole territory."""
    there = {
        group
        for held in compared.values()
        for (name, place, group), row in held.found.items()
        if (name, place) == (indicator, WHOLE) and row.comparable
    }
    names = {group: name for group, name in group_names(said).items() if group in there}
    if len(names) < 2:
        return
    data: list[dict[str, Any]] = []
    told, drawn = [], []
    for i, (style, held) in enumerate(compared.items()):
        offset = ((len(compared) - 1) / 2 - i) * min(0.22, 0.7 / len(compared))
        for height, (group, name) in enumerate(reversed(names.items())):
            cell = indicator, WHOLE, group
            row = held.found.get(cell)
            if row is not None and row.comparable:
                clear = row.clear if group == ALL else cell in held.clear
                data += _mark(style, row, name, height + offset, clear, said)
                told.append(said.pair(f"{style.name}, {name}", _told(row, said)))
                drawn.append(row)
    title = said.term(indicator, said.indicator(indicator).heading)
    made = figure(
        data,
        xaxis=axis(f"{said.say('difference')}, {_unit(drawn[0], said)}", range=_range(drawn), nticks=6),
        yaxis=rows_axis(list(names.values())),
        hovermode="closest",
    )
    alt = f"{title}. {said.listed(reversed(told))}."
    yield Panel(f"gains-{indicator}", title, alt, made, 80 + 26 * len(names))


def _range(drawn: Sequence[Row]) -> list[float]:
    """As far as the widest interval reaches, with 0 in it."""
    ends = [0.0, *(value for row in drawn for value in (row.difference, row.low, row.high) if finite(value))]
    space = 0.05 * (max(ends) - min(ends)) or 1.0
    return [min(ends) - space, max(ends) + space]


def _mark(style: Style, row: Row, name: str, y: float, clear: bool, said: Words) -> list[dict[str, Any]]:
    meta = as_data(row=name, low=[row.low], high=[row.high], unit=_unit(row, said))
    ends = (row.difference, row.low, row.high)
    return hovered(
        mark_of(style, row, ends, y, clear=clear, size=9, meta=meta), style, said.pair(name, _told(row, said))
    )


def _unit(row: Row, said: Words) -> str:
    return show(row, said).unit_difference


def _told(row: Row, said: Words) -> str:
    shown = show(row, said)
    text = with_unit(shown.difference, shown.unit_difference)
    return f"{text} ({shown.interval})" if row.has_interval else text


def _sentences(study: Study, held: Compared) -> Iterator[str]:
    """Who gains most and who loses, by the share of the level before that changes; how many people."""
    said = study.said
    if not held.clear:
        yield said.say("gains_unclear", n=held.looked_at)
    else:
        gain, lose = (_named(study, held, gained) or said.say("nobody") for gained in (True, False))
        yield said.say("gains_sentence", gain=gain, lose=lose)
    moved = [-row.difference for (name, place, group), row in held.found.items()
             if (name, group) == (_people(), ALL) and place != WHOLE and row.comparable]  # fmt: skip
    up, down = sum(n for n in moved if n > 0), -sum(n for n in moved if n < 0)
    if up or down:
        yield said.say("gains_moved", up=number(up, 0, said), down=number(down, 0, said))


def _named(study: Study, held: Compared, gained: bool) -> str:
    """Those whose level changes most: communes, then ages and ALD; each with its clearest change."""
    said, names = study.said, group_names(study.said)
    size = {cell: row.difference / row.baseline for cell in held.clear if (row := held.found[cell]).baseline}
    ranked = sorted(
        (cell for cell in size if (size[cell] < 0) == gained), key=lambda cell: (-abs(size[cell]), cell)
    )
    communes: dict[str, str] = {}
    groups: dict[str, str] = {}
    for cell in ranked:
        indicator, place, group = cell
        row, what = held.found[cell], said.indicator(indicator).heading
        shown = show(row, said)
        change = said.pair(what[:1].lower() + what[1:], with_unit(shown.difference, shown.unit_difference))
        if group == ALL:
            communes.setdefault(place, f"{study.place(place)} ({change})")
        else:
            groups.setdefault(group, f"{names[group]} ({change})")
    told = []
    for found in (communes, groups):
        more = len(found) - MOST_NAMED
        rest = [said.say("gains_more", n=more)] if more > 0 and not gained else []
        told.append(", ".join([*list(found.values())[:MOST_NAMED], *rest]))
    return said.listed(filter(None, told))


def _communes(study: Study, of: str, held: Compared, *, unfolded: bool) -> Iterator[Table]:
    """A row for the whole territory, then for each commune, the one that gains most first."""
    said = study.said
    there = {place for _, place, group in held.found if group == ALL and place != WHOLE}
    if not there:
        return
    change = {place: _difference(held, by_whom()[0].id, place) for place in there}
    ordered = sorted(there, key=lambda place: (not finite(change[place]), change[place], study.place(place)))
    shown = ordered
    if len(ordered) > MOST_COMMUNES:
        shown = ordered[: MOST_COMMUNES // 2] + ordered[-MOST_COMMUNES // 2 :]
    heads, cells = _before_and_after(held, [(place, ALL) for place in (WHOLE, *shown)], said)
    people = [-_difference(held, _people(), place) for place in (WHOLE, *shown)]
    rows = [
        (study.place(place), signed(n, 0, said), *mine)
        for place, n, mine in zip((WHOLE, *shown), people, cells, strict=True)
    ]
    caption = said.say("gains_communes", period=study.period(study.periods[0]))
    if len(shown) < len(ordered):
        caption = said.say("gains_some", table=caption, all=len(ordered), each=MOST_COMMUNES // 2)
    head = (said.say("commune"), said.say("gains_people"), *heads)
    yield Table(said.pair(of, caption) if of else caption, head, rows, unfolded=unfolded)


def _groups(study: Study, of: str, held: Compared, place: str) -> Table:
    """A row for each age and for people with and without an ALD, in one place."""
    said = study.said
    names = group_names(said)
    heads, cells = _before_and_after(held, [(place, group) for group in names], said)
    rows = [(name, *mine) for name, mine in zip(names.values(), cells, strict=True) if set(mine) != {"–"}]
    caption = said.say("gains_groups", place=study.place_inside(place))
    return Table(said.pair(of, caption) if of else caption, (said.say("group"), *heads), rows)


def _before_and_after(
    held: Compared, whom: Sequence[tuple[str, str]], said: Words
) -> tuple[list[str], list[list[str]]]:
    """The heads of the indicators that there are, and of each of ``whom`` before, after and the difference,
    with a star where that is clear.
    """
    columns: dict[str, list[str]] = {}
    for each in by_whom():
        rows = [held.found.get((each.id, *who)) for who in whom]
        known = [row for row in rows if row is not None and row.comparable]
        if not known:
            continue
        decimals = _decimals(known)
        column = []
        for who, row in zip(whom, rows, strict=True):
            if row is None or not row.comparable:
                column.append("–")
                continue
            before, after = (number(value, decimals, said) for value in (row.baseline, row.scenario))
            clear = row.clear if who == (WHOLE, ALL) else (each.id, *who) in held.clear
            star = "\u00a0*" if clear else ""
            column.append(f"{before} → {after} ({signed(row.difference, decimals, said)}{star})")
        head = f"{said.indicator(each.id).heading} ({said.unit(known[0].unit)})"
        columns[said.term(each.id, head)] = column
    return list(columns), [[column[n] for column in columns.values()] for n in range(len(whom))]


def _decimals(known: Sequence[Row]) -> int:
    """Decimals for a column of such rows: those of its levels, more where most differences would be lost."""
    decimals = digits(*(level for row in known for level in (row.baseline, row.scenario)))
    usual = statistics.median(abs(row.difference) for row in known)
    return decimals + 1 if 0 < usual < 2 * 10.0**-decimals else decimals


def _difference(held: Compared, indicator: str, place: str) -> float:
    row = held.found.get((indicator, place, ALL))
    return float("nan") if row is None else row.difference
