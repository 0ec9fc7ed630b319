"""The part of the page that holds levers against each other at equal budget, in Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from sim.levers.about import About
from sim.levers.budget import FREE, RANKED_BY, Bought, NotBought, Why, at_budget
from sim.levers.cells import NOTHING, Cells, anchored, table
from sim.levers.choose import YEARS
from sim.levers.figures import OVER_ALL, OWN, PUBLIC, by_key, payers_of
from sim.levers.kept import Played
from sim.levers.records import Records
from sim.outcomes.counting.money import PAYER
from sim.schema.agreement import Agreeing, Said
from sim.schema.languages import in_language

SHORT: Final = ("adults_without_mt", "answered_48h_share", "ed_visits", "renounced", "gps")
PAID: Final = (OWN, PUBLIC)
LEFT: Final[tuple[Why, ...]] = ("free", "care_costs", "one_size", "too_dear")


def ranks(
    levers: Sequence[Played], records: Records, about: Mapping[str, About], to: Cells
) -> Iterator[tuple[str, str]]:
    """Anchor and text of each part: what the budget buys, then what it does not."""
    found, left = at_budget(levers, records)
    budget = to.amount(records.budget)
    heading = f"## {to.say('budget', budget=budget)}"
    rows = _ranks(found, about, to) if found else to.say("nobody_ranked")
    yield "budget", "\n\n".join([anchored("budget", heading), to.say("budget_note", budget=budget), rows])
    alone = {each.scenario: each for each in levers if each.size is None}
    for why in LEFT:
        mine = [(each, alone[each.scenario]) for each in left if each.why == why]
        if mine:
            heading = anchored(why, f"### {to.say(why)}")
            yield why, "\n\n".join([heading, to.say(f"{why}_note"), _left(mine, about, to)])


def _ranks(found: Sequence[Bought], about: Mapping[str, About], to: Cells) -> str:
    heads = ["rank", "lever", "where", "comes", "size", "how"]
    heads += [*(f"short_{name}" for name in RANKED_BY), "rank_ed", *(f"short_{name}" for name in PAID)]
    visits = np.argsort(np.argsort([each.figure("ed_visits", YEARS).value for each in found], kind="stable"))
    rows = [
        [
            str(rank),
            to.link(each.scenario, about[each.scenario]),
            to.place(about[each.scenario].place),
            to.comes(about[each.scenario]),
            *_bought(each, to),
            *(to.cell(each.figure(name, YEARS)) for name in RANKED_BY),
            str(of + 1),
            *(to.marked(each.figure(name, OVER_ALL)) for name in PAID),
        ]
        for rank, (each, of) in enumerate(zip(found, visits.tolist(), strict=True), 1)
    ]
    return table([to.say(key) for key in heads], rows)


def _bought(each: Bought, to: Cells) -> list[str]:
    size = Agreeing(to.lang).format(in_language(each.of.of, to.lang), n=Said(to.plain(each.n), each.n))
    terms = {"n": to.plain(each.of.n), "least": to.plain(each.of.least), "most": to.plain(each.of.most)}
    return [to.say("at_most", size=size) if each.most else size, to.say(each.how, **terms)]


def _left(left: Sequence[tuple[NotBought, Played]], about: Mapping[str, About], to: Cells) -> str:
    """Fewest people without médecin traitant first."""
    heads = ["lever", "where", "comes", *(f"short_{name}" for name in (*SHORT, *PAID)), "others_pay"]
    rows = []
    for _, each in sorted(left, key=lambda pair: by_key(pair[1].figures)[RANKED_BY[0], YEARS].value):
        found, its = by_key(each.figures), about[each.scenario]
        rows.append(
            [
                to.link(each.scenario, its),
                to.place(its.place),
                to.comes(its),
                *(to.marked(found[name, YEARS]) for name in SHORT),
                *(to.marked(found[name, OVER_ALL]) for name in PAID),
                _payers(each, to),
            ]
        )
    return table([to.say(key) for key in heads], rows)


def _payers(each: Played, to: Cells) -> str:
    """Who pays for its measures or is paid, by name."""
    found = by_key(each.figures)
    paid = {name: found[f"{PAYER}{name}", OVER_ALL].value for name in payers_of(each.figures)}
    said = (
        to.say("costs_a_year", title=to.payer(name), cost=to.amount(value))
        for name, value in paid.items()
        if abs(value) >= FREE
    )
    return to.listed(said) or NOTHING
