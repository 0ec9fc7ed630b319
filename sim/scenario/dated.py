"""Settings that hold from a date on (docs/model.md, section 16): parts of conf/ laid over it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from sim.scenario.compose import merged
from sim.scenario.costs import Costs
from sim.scenario.datable import BLOCKS, dated, setting_of
from sim.scenario.followed import followed_days
from sim.scenario.origin import Key, leaves
from sim.scenario.settings import SCHEMAS, Settings
from sim.scenario.terms import CONTEXT
from sim.scenario.uncertain import with_numbers
from sim.schema.faults import Fault, faults
from sim.schema.nearest import nearest
from sim.schema.types import NOT_WHOLE, Plain, is_number

Block = Mapping[str, Any]
SET, TIMES = "set", "times"  # keys of a plan
SUCH: Final = "such as `{needs: {avoided: {certificate: 0.8}}}`"
TIMES_SUCH: Final = "such as `{doctors: {booking: {no_show_base: 0.67}}}`, a third less"
MOST_FACTOR: Final = 1000
OTHER: Final = "…"
SHARES: Final = (  # which sum to 1: those that differ in the part OTHER
    ("needs", "mix", OTHER, "*"),
    ("services", "profiles", "*", "answers", "*", OTHER),
)


def _datable(block: dict[str, Any]) -> dict[str, Any]:
    """The block, if its keys may be dated. What they hold is checked with all that they are laid over."""
    for group, inner in block.items():
        if group not in BLOCKS:
            raise ValueError(f"{group}: cannot be dated; {nearest(group, BLOCKS)}")
        if not isinstance(inner, Mapping):
            raise ValueError(f"{group}: should be a block of keys, {SUCH}")
    for path in _empty(block):
        raise ValueError(f"{'.'.join(path)}: {{}} changes nothing; write what is to change")
    for path, _ in leaves(block):
        said = _cannot_be_dated(path)
        if said is not None:
            raise ValueError(said)
    return block


def _cannot_be_dated(path: Key) -> str | None:
    """Why; None where it can be, or where nobody knows the key."""
    known = setting_of(".".join(path))
    if known is None or known.holds is not None:
        return None
    key, here = ".".join(path[: known.named.count(".") + 1]), path[0]
    return f"{key}: cannot be dated: {known.why}; of {here} can: {', '.join(dated(here))}"


def _factors(block: dict[str, Any]) -> dict[str, Any]:
    """The block, if it holds factors alone, by key."""
    for path, value in _values(block):
        if not is_number(value) or not 0 <= value <= MOST_FACTOR:
            raise ValueError(f"{'.'.join(path)}: {value} is no factor; write a number, {TIMES_SUCH}")
    return block


def _values(block: Block, at: Key = ()) -> Iterator[tuple[Key, Any]]:
    """What stands in a nest of blocks, lists as they are."""
    for key, inner in block.items():
        if isinstance(inner, Mapping):
            yield from _values(inner, (*at, key))
        else:
            yield (*at, key), inner


def _empty(block: Any, at: Key = ()) -> Iterator[Key]:
    """The keys of blocks that hold nothing."""
    for key, inner in block.items() if isinstance(block, Mapping) else ():
        if isinstance(inner, Mapping) and not inner:
            yield (*at, key)
        yield from _empty(inner, (*at, key))


class DatedSettings(Plain):
    """Parts of the blocks of conf/: what it sets, or multiplies, holds from a date on.

    ``times``: factors of numbers; one of a block multiplies all numbers in it.
    """

    set: Annotated[dict[str, Any], AfterValidator(_datable)] = Field(default={})
    times: Annotated[dict[str, Any], AfterValidator(_datable), AfterValidator(_factors)] = Field(default={})

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.set and not self.times:
            raise ValueError(f"changes nothing; write `set`, {SUCH}, or `times`, {TIMES_SUCH}")
        return self


class Overlay(NamedTuple):
    """What a measure sets and multiplies, from ``since`` on, until a day before which it ends (None: it goes
    on).
    """

    since: date
    measure: str
    block: Block
    times: Block
    until: date | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The blocks of which it changes something."""
        return tuple(dict.fromkeys((*self.block, *self.times)))


def overlays(settings: Settings) -> list[Overlay]:
    """Those of the measures, in the order in which they are laid: the later start, and of one day the later
    name, over the others.
    """
    found = []
    for name, (_, plan) in settings.measures.items():
        if isinstance(plan, DatedSettings):
            since, until = (_date(getattr(plan, key), settings.run.start) for key in ("on", "until"))
            assert since is not None
            found.append(Overlay(since, name, plan.set, plan.times, until))
    return sorted(found, key=lambda each: each[:2])


def _date(when: date | Literal["start"] | None, start: date) -> date | None:
    return start if when == "start" else when


def laid_over(settings: Settings, laid: Sequence[Overlay]) -> Settings:
    """The settings with these over their blocks, in this order. Raises pydantic's ValidationError."""
    groups = dict.fromkeys(group for each in laid for group in each.groups)
    return replace(
        settings, **{group: _read(group, _block(settings, group, laid), settings) for group in groups}
    )


def _block(settings: Settings, group: str, laid: Sequence[Overlay]) -> Any:
    """A block under these, as plain data."""
    whole = settings.plain[group]
    for each in laid:
        whole = multiplied(merged(whole, each.block.get(group, {})), each.times.get(group, {}))
    return whole


def _read(group: str, block: Any, settings: Settings) -> Any:
    """The block as its model. Whole numbers that factors have made are rounded."""
    schema, context = SCHEMAS[group], {CONTEXT: settings.vocabulary}
    try:
        return schema.model_validate(block, context=context)
    except ValidationError as error:
        numbers = {key: value for key, value in leaves(block) if isinstance(value, float)}
        wrong = [key for key, said in faults(schema, error, block) if NOT_WHOLE in said and key in numbers]
        rounded = with_numbers(block, {key: round(numbers[key]) for key in wrong})
        return schema.model_validate(rounded, context=context)


def multiplied(below: Any, factor: Any) -> Any:
    """A block with its numbers times those of ``factor``, which has its keys; one number multiplies all."""
    if isinstance(factor, Mapping):
        parts = {str(at): each for at, each in enumerate(below)} if isinstance(below, list) else below
        made = {key: multiplied(each, factor.get(key, 1)) for key, each in parts.items()}
        return list(made.values()) if isinstance(below, list) else made
    if factor == 1:
        return below
    if isinstance(below, Mapping):
        return {key: multiplied(each, factor) for key, each in below.items()}
    if isinstance(below, list):
        return [multiplied(each, factor) for each in below]
    return below * factor if is_number(below) else below


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
    if not any("costs" in each.groups for each in overlays(settings)):
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
        own = [*_without_base(settings, each.block), *_without_number(settings, each.times)]
        for key, said in own:
            found[Fault(("measures", each.measure, kinds[each.measure], *key), said)] = None
    for day in days_of_change(laid) if not found else ():
        held = in_force(laid, day)
        for key, said in _faults_of(settings, held):
            whose, at, others = _writer(held, key)
            if others and _faults_of(settings, [whose]) == []:
                said = f"{said} (from {day} on, with what {', '.join(others)} says)"
            found[Fault(("measures", whose.measure, kinds[whose.measure], at, *key), said)] = None
    return list(found)


def _faults_of(settings: Settings, laid: Sequence[Overlay]) -> list[Fault]:
    """What is wrong with the settings under these: at the key of the whole configuration."""
    found = []
    for group in dict.fromkeys(group for each in laid for group in each.groups):
        block = _block(settings, group, laid)
        try:
            _read(group, block, settings)
        except ValidationError as error:
            found += [Fault((group, *key), said) for key, said in faults(SCHEMAS[group], error, block)]
    if not found and laid:
        found += _too_long(settings, laid_over(settings, laid))
    return found


def _too_long(settings: Settings, later: Settings) -> Iterator[Fault]:
    """Needs that would last longer than they are followed."""
    followed = settings.days.cool_down
    lasts = followed_days(later.pathway, later.doctors, later.services, later.vocabulary)
    if lasts > followed:
        groups = ("pathway", "services", "doctors")
        at = next(each for each in groups if getattr(later, each) != getattr(settings, each))
        said = f"a need could then last {lasts} days, and needs are followed for {followed}"
        yield Fault((at,), f"{said}; shorten after_days, within_days or horizons")


def _without_number(settings: Settings, times: Block) -> Iterator[Fault]:
    """Factors of what is no number, or cannot be dated."""
    for path, _ in leaves(times):
        below = _at(settings.plain, path)
        numbers = [(*path, *inner) for inner, value in leaves(below) if is_number(value)]
        said = next(filter(None, map(_cannot_be_dated, numbers)), None)
        if not numbers:
            said = "there is no number to multiply; write a key of conf/ that has one"
        if said is not None:
            yield Fault((TIMES, *path), said)


def _at(block: Any, path: Key) -> Any:
    """What stands at a key; None for nothing."""
    for part in path:
        parts = {str(at): each for at, each in enumerate(block)} if isinstance(block, list) else block
        block = parts.get(part) if isinstance(parts, Mapping) else None
    return block


def _without_base(settings: Settings, block: Block) -> Iterator[Fault]:
    """What the first day does not know, and parts of a whole of shares, which another world would break."""
    profiles = settings.plain["services"].get("profiles") or {}
    for path, _ in leaves(block):
        if path[:2] == ("services", "profiles") and path[2:3] and path[2] not in profiles:
            yield Fault((SET, *path[:3]), f"there is no profile “{path[2]}”; {nearest(path[2], profiles)}")
    written = {path for path, _ in leaves(block)}
    known = [path for path, _ in leaves({group: settings.plain[group] for group in block})]
    for path in sorted(written.intersection(known)):
        if setting_of(".".join(path)) is None:
            yield Fault((SET, *path), "cannot be dated: sim/scenario/datable.py does not say what that means")
    for shares in SHARES:
        at = shares.index(OTHER)
        matching = [path for path in known if path in written and _matches(shares, path)]
        for path in {_without(at, path): path for path in reversed(matching)}.values():
            whole = [each for each in known if _without(at, each) == _without(at, path)]
            if not written.issuperset(whole):
                names = ", ".join(each[at] for each in whole)
                yield Fault((SET, *path), f"one of several shares that sum to 1; write all of them: {names}")


def _matches(shares: Sequence[str], path: Key) -> bool:
    both = zip(shares, path, strict=False)
    return len(shares) == len(path) and all(part in ("*", OTHER, key) for part, key in both)


def _without(at: int, path: Key) -> Key:
    """The key without one of its parts."""
    return (*path[:at], *path[at + 1 :])


def _writer(held: Sequence[Overlay], key: Key) -> tuple[Overlay, str, list[str]]:
    """Of those in force the last that says something of a key (or of what it is a part of), where in its
    plan, and the others that change this block.
    """
    of_block = [each for each in held if key[0] in each.groups]
    for length in range(len(key), 0, -1):
        for each in reversed(of_block):
            for at, block in ((SET, each.block), (TIMES, each.times)):
                if _at(block, key[:length]) is not None:
                    return each, at, [other.measure for other in of_block if other is not each]
    raise ValueError(f"nobody says anything of {'.'.join(key)}")
