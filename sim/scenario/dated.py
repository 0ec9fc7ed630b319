"""Settings that hold from a date on (docs/model.md, section 16): parts of conf/ laid over it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import AfterValidator, ValidationError

from sim.scenario.compose import merged
from sim.scenario.costs import Costs
from sim.scenario.datable import BLOCKS, dated, setting_of
from sim.scenario.followed import followed_days
from sim.scenario.origin import Key, leaves
from sim.scenario.settings import SCHEMAS, Settings
from sim.scenario.terms import CONTEXT
from sim.schema.faults import Fault, faults
from sim.schema.nearest import nearest
from sim.schema.types import Plain

Block = Mapping[str, Any]
SUCH: Final = "such as `{needs: {avoided: {certificate: 0.8}}}`"
SET: Final = "set"  # the key of a plan
OTHER: Final = "…"
SHARES: Final = (  # which sum to 1: those that differ in the part OTHER
    ("needs", "mix", OTHER, "*"),
    ("services", "profiles", "*", "answers", "*", OTHER),
)


def _datable(block: dict[str, Any]) -> dict[str, Any]:
    """The block, if its keys may be dated. What they hold is checked with all that they are laid over."""
    if not block:
        raise ValueError(f"sets nothing; write keys of conf/ and their values, {SUCH}")
    for group, inner in block.items():
        if group not in BLOCKS:
            raise ValueError(f"{group}: cannot be dated; {nearest(group, BLOCKS)}")
        if not isinstance(inner, Mapping):
            raise ValueError(f"{group}: should be a block of keys, {SUCH}")
    for path in _empty(block):
        raise ValueError(f"{'.'.join(path)}: {{}} changes nothing; write what is to change")
    for path, _ in leaves(block):
        known = setting_of(".".join(path))
        if known is not None and known.holds is None:
            key, here = ".".join(path[: known.named.count(".") + 1]), path[0]
            raise ValueError(f"{key}: cannot be dated: {known.why}; of {here} can: {', '.join(dated(here))}")
    return block


def _empty(block: Any, at: Key = ()) -> Iterator[Key]:
    """The keys of blocks that hold nothing."""
    if isinstance(block, Mapping):
        if not block:
            yield at
        for key, inner in block.items():
            yield from _empty(inner, (*at, key))


class DatedSettings(Plain):
    """A part of the blocks of conf/: what it sets holds from a date on."""

    set: Annotated[dict[str, Any], AfterValidator(_datable)]


class Overlay(NamedTuple):
    """What a measure sets, from ``since`` on, until a day before which it ends (None: it goes on)."""

    since: date
    measure: str
    block: Block
    until: date | None = None


def overlays(settings: Settings) -> list[Overlay]:
    """Those of the measures, in the order in which they are laid: the later start, and of one day the later
    name, over the others.
    """
    found = []
    for name, (_, plan) in settings.measures.items():
        if isinstance(plan, DatedSettings):
            since, until = (_date(getattr(plan, key), settings.run.start) for key in ("on", "until"))
            assert since is not None
            found.append(Overlay(since, name, plan.set, until))
    return sorted(found, key=lambda each: each[:2])


def _date(when: date | Literal["start"] | None, start: date) -> date | None:
    return start if when == "start" else when


def laid_over(settings: Settings, laid: Iterable[Overlay]) -> Settings:
    """The settings with these over their blocks, in this order. Raises pydantic's ValidationError."""
    blocks: dict[str, Any] = {}
    for each in laid:
        for group, block in each.block.items():
            blocks[group] = merged(blocks.get(group, settings.plain[group]), block)
    context = {CONTEXT: settings.vocabulary}
    return replace(
        settings, **{group: SCHEMAS[group].model_validate(blocks[group], context=context) for group in blocks}
    )


def in_force(laid: Sequence[Overlay], day: date) -> list[Overlay]:
    """Those that hold on a day."""
    return [each for each in laid if each.since <= day and (each.until is None or day < each.until)]


def days_of_change(laid: Sequence[Overlay]) -> list[date]:
    """The days on which one of them begins or ends."""
    return sorted({day for each in laid for day in (each.since, each.until) if day is not None})


def settings_in_time(settings: Settings) -> Iterator[tuple[date, list[Overlay], Settings]]:
    """Each day on which settings change, what is laid over them from then on, and what that comes to. Raises
    pydantic's ValidationError.
    """
    laid = overlays(settings)
    for day in days_of_change(laid):
        held = in_force(laid, day)
        yield day, held, laid_over(settings, held)


@dataclass(frozen=True)
class DatedCosts:
    """Costs that change: what holds from a day on, in the order of days, and before the first of them."""

    first: Costs
    later: tuple[tuple[date, Costs], ...]

    def on(self, day: date) -> Costs:
        """Those of a day."""
        return next((costs for since, costs in reversed(self.later) if since <= day), self.first)


def costs_in_time(settings: Settings) -> Costs | DatedCosts:
    """What care costs on each day: the same throughout, or as measures say."""
    if not any("costs" in each.block for each in overlays(settings)):
        return settings.costs
    return DatedCosts(
        settings.costs, tuple((day, later.costs) for day, _, later in settings_in_time(settings))
    )


def date_faults(settings: Settings) -> list[Fault]:
    """What is wrong with dated settings: each at the key of the measure that wrote it, once."""
    laid = overlays(settings)
    found: dict[Fault, None] = {}
    kinds = {name: kind for name, (kind, _) in settings.measures.items()}
    for each in laid:
        for key, said in _without_base(settings, each.block):
            found[Fault(_at(each, key, kinds), said)] = None
    for day in days_of_change(laid) if not found else ():
        held = in_force(laid, day)
        for key, said in _faults_of(settings, held):
            whose, together = _writer(held, key)
            if together and _faults_of(settings, [whose]) == []:
                said = f"{said} (from {day} on, with what {', '.join(together)} sets)"
            found[Fault(_at(whose, key, kinds), said)] = None
    return list(found)


def _at(each: Overlay, key: Key, kinds: Mapping[str, str]) -> Key:
    return ("measures", each.measure, kinds[each.measure], SET, *key)


def _faults_of(settings: Settings, laid: Sequence[Overlay]) -> list[Fault]:
    """What is wrong with the settings under these: at the key of the whole configuration."""
    found = []
    for group in dict.fromkeys(group for each in laid for group in each.block):
        whole = settings.plain[group]
        for each in laid:
            whole = merged(whole, each.block.get(group, {}))
        try:
            SCHEMAS[group].model_validate(whole, context={CONTEXT: settings.vocabulary})
        except ValidationError as error:
            found += [Fault((group, *key), said) for key, said in faults(SCHEMAS[group], error, whole)]
    if not found and laid:
        found += _too_long(settings, laid_over(settings, laid))
    return found


def _too_long(settings: Settings, later: Settings) -> Iterator[Fault]:
    """Needs that would last longer than they are followed."""
    followed = settings.days.cool_down
    lasts = followed_days(later.pathway, later.doctors, later.services, later.vocabulary)
    if lasts > followed:
        group = next(
            g for g in ("pathway", "services", "doctors") if getattr(later, g) != getattr(settings, g)
        )
        said = (
            f"a need could then last {lasts} days, and is followed for {followed} (docs/model.md, section 1)"
        )
        yield Fault((group,), f"{said}; shorten after_days, within_days or horizons")


def _without_base(settings: Settings, block: Block) -> Iterator[Fault]:
    """What the first day does not know, and parts of a whole of shares, which another world would break."""
    profiles = settings.plain["services"].get("profiles") or {}
    for path, _ in leaves(block):
        if path[:2] == ("services", "profiles") and path[2:3] and path[2] not in profiles:
            said = f"there is no profile “{path[2]}”; {nearest(path[2], profiles)}"
            yield Fault(path[:3], said)
    written = {path for path, _ in leaves(block)}
    known = [path for path, _ in leaves({group: settings.plain[group] for group in block})]
    for shares in SHARES:
        at = shares.index(OTHER)
        for path in sorted(path for path in written.intersection(known) if _matches(shares, path)):
            whole = [each for each in known if _without(at, each) == _without(at, path)]
            if not written.issuperset(whole):
                names = ", ".join(each[at] for each in whole)
                yield Fault(path, f"one of several shares that sum to 1; write all of them: {names}")


def _matches(shares: Sequence[str], path: Key) -> bool:
    both = zip(shares, path, strict=False)
    return len(shares) == len(path) and all(part in ("*", OTHER, key) for part, key in both)


def _without(at: int, path: Key) -> Key:
    """The key without one of its parts."""
    return (*path[:at], *path[at + 1 :])


def _writer(held: Sequence[Overlay], key: Key) -> tuple[Overlay, list[str]]:
    """Of those in force the last that writes at a key (or in its block), and the others of its block."""
    groups = [each for each in held if key[0] in each.block]
    for length in range(len(key), 0, -1):
        found = [each for each in groups if _has(each.block, key[:length])]
        if found:
            return found[-1], [each.measure for each in groups if each is not found[-1]]
    raise ValueError(f"nobody writes {'.'.join(key)}")


def _has(block: Any, key: Key) -> bool:
    for part in key:
        if not isinstance(block, Mapping) or part not in block:
            return False
        block = block[part]
    return True
