"""The page of the levers, in Markdown."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sim.levers.about import About
from sim.levers.cells import NOTHING, Cells, anchored, table
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
from sim.levers.ranks import SHORT, ranks
from sim.levers.records import INDICATORS, Kind, Record, Records
from sim.levers.verdicts import ORDER, Verdict, together, verdicts
from sim.outcomes.counting.money import PAYER
from sim.schema.languages import in_language, printed

KINDS: Final[tuple[Kind, ...]] = ("lever", "event")
COSTS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "lever": (OWN, PUBLIC, PER_PERSON, PER_ED_VISIT),
    "event": (OWN, PUBLIC),  # it buys nothing
}
AS_TOLD: Final[tuple[Verdict, ...]] = ("expected", "in_part")  # of an event, nobody hopes for it
FEW: Final = 16  # replications, below which luck itself is poorly known


def luck_of(played: Played) -> tuple[int, int]:
    """Replications of a lever, and the plausible worlds in which they live."""
    return (
        max(each.replications for each in played.figures),
        max(each.worlds for each in played.figures),
    )


def usual_luck(played: Sequence[Played]) -> tuple[int, int]:
    """Those of most levers; of two that are as usual, the more."""
    counted = Counter(map(luck_of, played))
    return max(counted, key=lambda luck: (counted[luck], luck))


class Page:
    """The page of some levers in one language. ``played``: those at their own size, and those that the budget
    bought; ``records``: what the sources say; ``about``: by scenario, what it says of itself.
    """

    def __init__(
        self, played: Sequence[Played], records: Records, about: Mapping[str, About], lang: str
    ) -> None:
        self._all = played
        self._played = [each for each in played if each.size is None]
        self._records = records
        self._about = about
        self._to = Cells(lang)

    def text(self, command: str) -> str:
        """The page in Markdown: how to read it, a table of all levers and of all events, the ranks at equal
        budget, then each by itself. ``command``: what its first line says that it was written by.
        """
        say = self._to.say
        levers = [each for each in self._all if self._kind(each) == "lever"]
        at_budget = list(ranks(levers, self._records, self._about, self._to)) if levers else []
        kinds = [kind for kind in KINDS if self._in_order(kind)]
        body = [anchored("read", f"## {say('how_to_read')}"), self._how()]
        for kind in kinds:
            body += [anchored(f"all_{kind}s", f"## {say(f'all_{kind}s')}"), say(f"all_{kind}s_note")]
            body.append(self._lines(kind))
        body += [text for _, text in at_budget]
        for kind in kinds:
            body.append(anchored(f"each_{kind}", f"## {say(f'each_{kind}')}"))
            for each in self._in_order(kind):
                body += self._one(each)
        contents = self._contents(kinds, [anchor for anchor, _ in at_budget])
        parts = [f"# {say('title')}", say("intro", command=command), contents, *body]
        return "\n\n".join(parts) + "\n"

    def summary(self) -> str:
        """A line for each lever, then for each event."""
        return "\n\n".join(self._lines(kind) for kind in KINDS if self._in_order(kind))

    def _contents(self, kinds: Sequence[Kind], budget: Sequence[str]) -> str:
        say, amount = self._to.say, self._to.amount(self._records.budget)
        links = [("read", say("how_to_read")), *((f"all_{kind}s", say(f"all_{kind}s")) for kind in kinds)]
        links += [(anchor, say(anchor, budget=amount)) for anchor in budget]
        links += [(f"each_{kind}", say(f"each_{kind}")) for kind in kinds]
        inside = set(budget[1:])
        lines = ("  " * (anchor in inside) + f"* [{text}](#{anchor})" for anchor, text in links)
        return f"**{say('contents')}**\n\n" + "\n".join(lines)

    def _how(self) -> str:
        n, worlds = usual_luck(self._played)
        say = self._to.say
        said = [say("how_central" if worlds < 2 else "how_compared", n=n, worlds=worlds)]
        others = {each.scenario: luck_of(each)[0] for each in self._played if luck_of(each)[0] != n}
        if others:
            not_so = ", ".join(f"`{name}` {often}" for name, often in sorted(others.items()))
            said += [say("how_others", n=n, names=not_so)]
        said += [say("how_few")] if n < FEW else []
        said += [say(key) for key in ("how_years", "how_sure", "how_seen", "how_comes", "how_costs")]
        places = {each.place.name: each.place for each in self._about.values() if each.place is not None}
        if places:
            told = [
                say(
                    "place_told",
                    name=place.name,
                    title=in_language(place.title, self._to.lang),
                    residents=self._to.amount(place.residents),
                )
                for _, place in sorted(places.items())
            ]
            said.append("\n  * ".join([say("how_places"), *told]))
        if missing := sorted(set(self._records.levers) - {each.scenario for each in self._played}):
            said.append(say("not_played", names=", ".join(f"`{name}`" for name in missing)))
        return "\n".join(f"* {each}" for each in said)

    def _in_order(self, kind: Kind) -> list[Played]:
        """What nobody expects first."""
        mine = [each for each in self._played if self._kind(each) == kind]
        return sorted(mine, key=lambda each: (ORDER.index(self._verdict(each)), each.scenario))

    def _record(self, each: Played) -> Record | None:
        return self._records.levers.get(each.scenario)

    def _kind(self, each: Played) -> Kind:
        record = self._record(each)
        return "lever" if record is None else record.kind

    def _verdict(self, each: Played) -> Verdict:
        return together(verdicts(each.figures, self._record(each)).values())

    def _said(self, seen: Verdict, each: Played) -> str:
        told = self._kind(each) == "event" and seen in AS_TOLD
        return self._to.say(f"verdict_{seen}_event" if told else f"verdict_{seen}")

    def _lines(self, kind: Kind) -> str:
        say = self._to.say
        heads = [say(key) for key in (kind, "where", *(["comes"] if kind == "lever" else []), "seen")]
        heads += [say(f"short_{name}") for name in (*SHORT, *COSTS[kind])]
        return table(heads, [self._line(each, kind) for each in self._in_order(kind)])

    def _line(self, each: Played, kind: Kind) -> list[str]:
        found, to, its = by_key(each.figures), self._to, self._about[each.scenario]
        return [
            to.link(each.scenario, its),
            to.place(its.place),
            *([to.comes(its)] if kind == "lever" else []),
            self._said(self._verdict(each), each),
            *(" → ".join(to.marked(found[name, year]) for year in SEEN) for name in SHORT),
            *(to.marked(found[name, OVER_ALL]) for name in COSTS[kind]),
        ]

    def _one(self, each: Played) -> Iterator[str]:
        to, record, its = self._to, self._record(each), self._about[each.scenario]
        seen = verdicts(each.figures, record)
        yield anchored(each.scenario, f"### {in_language(its.title, to.lang)}")
        head = to.say("against", name=each.scenario, baseline=each.baseline, day=to.day(each.first))
        said = to.say("nothing_said") + "."
        if record is not None:
            said = to.pair(to.say(f"stance_{record.stance}"), printed(record.said, to.lang))
        parts = [head, said]
        if its.comes:
            parts.append(to.pair(to.say("comes").capitalize(), to.comes(its)))
        if together(seen.values()) != "unsaid":
            told = self._said(together(seen.values()), each)
            parts.append(f"**{to.pair(to.say('seen').capitalize(), told)}**")
        yield "  \n".join(parts)
        if "contrary" in seen.values():
            why = record.why if record is not None and record.why else to.both("unexplained")
            yield to.say("why", text=printed(why, to.lang))
        yield self._figures(each, record)
        yield self._costs(each)

    def _figures(self, each: Played, record: Record | None) -> str:
        found, to = by_key(each.figures), self._to
        seen = verdicts(each.figures, record)
        heads = ["figure", "as_is", "after_1", "after_5", "expected_of", "seen"]
        rows = []
        for name in INDICATORS:
            sign = None if record is None else record.expects.get(name)
            rows.append(
                [
                    to.title(name),
                    to.level(found[name, YEARS]),
                    *(to.cell(found[name, year]) for year in SEEN),
                    to.say(sign) if sign else NOTHING,
                    self._said(seen[name], each) if name in seen else NOTHING,
                ]
            )
        return table([to.say(key) for key in heads], rows)

    def _costs(self, each: Played) -> str:
        found, to = by_key(each.figures), self._to
        rows = []
        for name in payers_of(each.figures):
            figure = found[f"{PAYER}{name}", OVER_ALL]
            if figure.value:
                rows.append([to.say("pays", payer=to.payer(name)), to.cell(figure)])
        for name in SUMS:
            rows.append([to.say(name), to.cell(found[name, OVER_ALL])])
        return table([to.say("figure"), f"€ {to.say('a_year')}"], rows)
