"""The page of the levers, in Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from sim.levers.budget import FREE, Bought, NotBought, Why, at_budget
from sim.levers.cells import Cells
from sim.levers.choose import YEARS
from sim.levers.figures import (
    OVER_ALL,
    OWN,
    PER_ED_VISIT,
    PER_PERSON,
    PUBLIC,
    SEEN,
    SUMS,
    by_key,
    payers_of,
)
from sim.levers.kept import Played
from sim.levers.records import INDICATORS, Record, Records
from sim.levers.verdicts import ORDER, together, verdicts
from sim.outcomes.counting.money import PAYER
from sim.scenario.reader import read
from sim.scenario.sources import Sources
from sim.schema.languages import Worded, in_language

SHORT: Final = ("adults_without_mt", "answered_48h_share", "ed_visits", "renounced", "gps")
COSTS: Final = (OWN, PUBLIC, PER_PERSON, PER_ED_VISIT)
LEFT: Final[tuple[Why, ...]] = ("free", "one_size", "too_dear")


class Page:
    """The page of some levers in one language. ``titles``: what their scenarios are called."""

    def __init__(
        self, played: Sequence[Played], records: Records, titles: Mapping[str, Worded], lang: str
    ) -> None:
        self._all = played
        self._played = [each for each in played if each.size is None]
        self._records = records
        self._titles = titles
        self._to = Cells(lang)

    def text(self, command: str) -> str:
        """All of it."""
        say = self._to.say
        parts = [f"# {say('title')}", say("intro", command=command), f"## {say('contents')}", self._how()]
        parts += [f"## {say('summary')}", say("summary_note"), self.summary()]
        parts += self._budget()
        parts.append(f"## {say('by_lever')}")
        for each in self._in_order():
            parts += self._one(each)
        return "\n\n".join(parts) + "\n"

    def summary(self) -> str:
        """A line for each lever."""
        say = self._to.say
        heads = [say("lever"), say("seen"), *(say(f"short_{name}") for name in (*SHORT, *COSTS))]
        return _table(heads, [self._line(each) for each in self._in_order()])

    def _how(self) -> str:
        figures = [figure for each in self._played for figure in each.figures]
        n, worlds = max(each.replications for each in figures), max(each.worlds for each in figures)
        compared = "how_central" if worlds < 2 else "how_compared"
        said = [self._to.say(compared, n=n, worlds=worlds)]
        said += [self._to.say(key) for key in ("how_years", "how_sure", "how_costs")]
        if missing := sorted(set(self._records.levers) - {each.scenario for each in self._played}):
            said.append(self._to.say("not_played", names=", ".join(f"`{name}`" for name in missing)))
        return "\n".join(f"* {each}" for each in said)

    def _in_order(self) -> list[Played]:
        """What nobody expects first."""
        return sorted(self._played, key=lambda each: (ORDER.index(self._verdict(each)), each.scenario))

    def _record(self, each: Played) -> Record | None:
        return self._records.levers.get(each.scenario)

    def _verdict(self, each: Played) -> Any:
        return together(verdicts(each.figures, self._record(each)).values())

    def _title(self, scenario: str) -> str:
        return in_language(self._titles[scenario], self._to.lang)

    def _line(self, each: Played) -> list[str]:
        found, to = by_key(each.figures), self._to
        cells = [" → ".join(to.marked(found[name, year]) for year in SEEN) for name in SHORT]
        cells += [to.marked(found[name, OVER_ALL]) for name in COSTS]
        return [
            f"{self._title(each.scenario)} (`{each.scenario}`)",
            to.say(f"verdict_{self._verdict(each)}"),
            *cells,
        ]

    # --- at equal budget ------------------------------------------------------------------------------------

    def _budget(self) -> Iterator[str]:
        budget = self._to.amount(self._records.budget)
        found, left = at_budget(self._all, self._records)
        yield f"## {self._to.say('budget', budget=budget)}"
        yield self._to.say("budget_note", budget=budget)
        yield self._ranks(found) if found else self._to.say("nobody_ranked")
        for why in LEFT:
            mine = [each for each in left if each.why == why]
            if mine:
                yield f"### {self._to.say(why)}"
                yield self._to.say(f"{why}_note")
                yield "\n".join(f"* {self._left(each)}" for each in mine)

    def _ranks(self, found: Sequence[Bought]) -> str:
        heads = ["rank", "lever", "size", "how", "gained", "avoided", "rank_ed", "short_own", "short_public"]
        visits = np.argsort(
            np.argsort([each.figure("ed_visits", YEARS).value for each in found], kind="stable")
        )
        rows = [
            [
                str(rank),
                *self._bought(each),
                str(of + 1),
                *(self._to.marked(each.figure(id, OVER_ALL)) for id in (OWN, PUBLIC)),
            ]
            for rank, (each, of) in enumerate(zip(found, visits.tolist(), strict=True), 1)
        ]
        return _table([self._to.say(key) for key in heads], rows)

    def _bought(self, each: Bought) -> list[str]:
        to = self._to
        of = in_language(each.of.of, to.lang)
        size = f"{to.plain(each.n)} {of}"
        terms = {"n": to.plain(each.of.n), "least": to.plain(each.of.least), "most": to.plain(each.of.most)}
        gained = [to.cell(each.figure(name, YEARS).times(-1)) for name in ("adults_without_mt", "ed_visits")]
        return [
            self._title(each.scenario),
            to.say("at_most", size=size) if each.most else size,
            to.say(each.how, **terms),
            *gained,
        ]

    def _left(self, each: NotBought) -> str:
        title = self._title(each.scenario)
        if each.why != "free":
            return self._to.say("costs_a_year", title=title, cost=self._to.amount(each.own))
        (alone,) = (played for played in self._played if played.scenario == each.scenario)
        found = by_key(alone.figures)
        paid = {name: found[f"{PAYER}{name}", OVER_ALL].value for name in payers_of(alone.figures)}
        named = [(self._to.payer(name), value) for name, value in paid.items() if abs(value) >= FREE]
        costs = [self._to.say("costs_a_year", title=who, cost=self._to.amount(value)) for who, value in named]
        return f"{title} ({self._to.listed(costs)})" if costs else title

    # --- one lever ------------------------------------------------------------------------------------------

    def _one(self, each: Played) -> Iterator[str]:
        to, record = self._to, self._record(each)
        seen = verdicts(each.figures, record)
        yield f"### {self._title(each.scenario)}"
        head = to.say("against", name=each.scenario, baseline=each.baseline, day=to.day(each.first))
        said = to.say("nothing_said") + "."
        if record is not None:
            said = to.pair(to.say(f"stance_{record.stance}"), to.spaced(in_language(record.said, to.lang)))
        parts = [head, said]
        if together(seen.values()) != "unsaid":
            parts.append(
                f"**{to.pair(to.say('seen').capitalize(), to.say(f'verdict_{together(seen.values())}'))}**"
            )
        yield "  \n".join(parts)
        if "contrary" in seen.values():
            why = record.why if record is not None and record.why else to.both("unexplained")
            yield to.say("why", text=to.spaced(in_language(why, to.lang)))
        yield self._figures(each, record)
        yield self._costs(each)

    def _figures(self, each: Played, record: Record | None) -> str:
        found, to = by_key(each.figures), self._to
        seen = verdicts(each.figures, record)
        heads = ["figure", "as_is", "after_1", "after_5", "expected_of", "seen"]
        rows = []
        for name in INDICATORS:
            figure = found[name, YEARS]
            sign = None if record is None else record.expects.get(name)
            rows.append(
                [
                    to.title(name),
                    to.level(figure),
                    *(to.cell(found[name, year]) for year in SEEN),
                    to.say(sign) if sign else "–",
                    to.say(f"verdict_{seen[name]}") if name in seen else "–",
                ]
            )
        return _table([to.say(key) for key in heads], rows)

    def _costs(self, each: Played) -> str:
        found, to = by_key(each.figures), self._to
        rows = []
        for name in payers_of(each.figures):
            figure = found[f"{PAYER}{name}", OVER_ALL]
            if figure.value:
                rows.append([to.say("pays", payer=to.payer(name)), to.cell(figure)])
        for name in SUMS:
            rows.append([to.say(name), to.cell(found[name, OVER_ALL])])
        return _table([to.say("figure"), f"€ {to.say('a_year')}"], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def titles_of(played: Sequence[Played], sources: Sources) -> dict[str, Worded]:
    """What the scenarios of levers are called. Raises ScenarioError for one that there is not."""
    titles = {}
    for name in dict.fromkeys(each.scenario for each in played):
        titles[name] = read(sources.find("scenario", name, f"levers, {name}")).data.get("title") or name
    return titles
