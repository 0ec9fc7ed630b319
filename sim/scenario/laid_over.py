"""What may not be laid over what is there: it would take its place, or nothing away, without a word."""

from collections.abc import Callable, Mapping
from typing import Any

from sim.scenario.errors import ScenarioError
from sim.scenario.open_places import PLACES, Places
from sim.scenario.origin import Key
from sim.scenario.reader import Document, read
from sim.scenario.sources import GROUPS, Sources
from sim.schema.nearest import nearest


def check_names_of_ours(there: Places, sources: Sources) -> None:
    """Refuses a place with a service that is called as one that is open everywhere: it would replace it."""
    ours = read(sources.files["services"]["default"]).data.get("open") or ()
    for name in there.opened:
        if name in ours:
            line = there.lines["territory", PLACES, name]
            said = (
                f"a service {name} is open in every territory (conf/services/default.yaml), and this would "
                "take its place; give the place another name"
            )
            raise ScenarioError(f"{there.page.label}, line {line}: key territory.{PLACES}.{name}: {said}")


def check_measures(document: Document, there: Mapping[str, Any]) -> None:
    """Refuses a name that removes nothing, and one that would take the place of a measure of another kind:
    what that does would be gone without a word.
    """
    measures = document.data.get("measures")
    for name, block in measures.items() if isinstance(measures, Mapping) else ():
        place = f"{document.label}, line {document.lines['measures', name]}: key measures.{name}"
        if block is None and name not in there:
            said = f"null removes a measure of the territory, which has no “{name}”; {nearest(name, there)}"
            raise ScenarioError(f"{place}: {said}")
        new, old = _kind(block), _kind(there.get(name))
        if new is not None and old is not None and new != old:
            raise ScenarioError(
                f"{place}: a measure of this name is there already, {old}, and this ({new}) would take its "
                f"place; give yours another name to have both, and write `{name}: null` to be without "
                "that one"
            )


def _kind(block: Any) -> str | None:
    """That of the one measure under a name."""
    return str(next(iter(block))) if isinstance(block, Mapping) and len(block) == 1 else None


def check_effect(below: Any, above: Any, place: Callable[[Key], str], at: Key = ()) -> None:
    """Refuses what would change nothing: an empty block laid over one with keys (blocks are merged), and a
    null that takes away what is not there.
    """
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return
    if at and below and not above:
        key = ".".join(at)
        remedy = f"null removes a named thing, such as {key}.{next(iter(below))}: null"
        raise ScenarioError(f"{place(at)}: key {key}: {{}} changes nothing; {remedy}")
    for key, value in above.items():
        if value is None and key not in below and at[:1] and at[0] in GROUPS:
            said = f"null removes what is there, and {'.'.join(at)} has no “{key}”; {nearest(key, below)}"
            raise ScenarioError(f"{place((*at, key))}: key {'.'.join((*at, key))}: {said}")
        check_effect(below.get(key), value, place, (*at, key))
