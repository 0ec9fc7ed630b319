"""In which order the measures of one midnight act (docs/model.md, section 13)."""

from collections.abc import Iterator, Mapping

from sim.measures.plan import Plan, Turn


def in_turn(plans: Mapping[str, Plan]) -> list[str]:
    """The names of the measures: by turn, then by name, but none before one that makes what it mentions."""
    makers = {made.name: name for name, plan in plans.items() for made in plan.makes(name)}
    found: dict[str, None] = {}
    asked: set[str] = set()

    def put(name: str) -> None:
        if name not in asked:
            asked.add(name)
            for maker in _of(plans[name], makers):
                put(maker)
            found[name] = None

    for name in sorted(plans, key=lambda name: (plans[name].turn, name)):
        put(name)
    return list(found)


def _of(plan: Plan, makers: Mapping[str, str]) -> Iterator[str]:
    """The measures that make what a plan mentions; what closes, closes whatever is not there yet, too."""
    if plan.turn != Turn.CLOSES:
        yield from sorted({makers[said.name] for said in plan.mentions() if said.name in makers})
