"""What the names in a scenario's measures stand for: `mios_1` is a doctor of Mios, `ed_ares` the emergency
department of Arès.
"""

import csv
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import Document, read
from sim.schema.slugs import slug

NUMBERED: Final = re.compile(r"(.+)_([0-9]+)")
NO: Final = {"en": "no. ", "fr": "n°\u00a0"}
IN: Final = {"en": " in ", "fr": " à "}
QUOTED: Final = {"en": "“{}”", "fr": "«\u00a0{}\u00a0»"}
# Keys of plans that hold names.
NAMED: Final = (
    "site", "where", "doctor", "doctors", "successor", "shares_panel_of", "supervised_by", "counter",
    "counters", "commune", "communes", "unfilled", "closed",
)  # fmt: skip


class Names(NamedTuple):
    """What there is to be named. ``communes``: by INSEE code and by slug; ``counters``: their profile, and
    the commune they stand in or "".
    """

    communes: Mapping[str, str] = {}
    counters: Mapping[str, tuple[str, str]] = {}

    def said(self, key: str, word: str, profile: Callable[[str], str], lang: str) -> str:
        """A name at a key, as one says it: without what only files write. ``profile``: how one is called."""
        if word in self.communes or word in self.communes.values():
            return self.communes.get(word, word)
        if key in ("counter", "counters") and word in self.counters:
            sort, commune = self.counters[word]
            where = self.communes.get(commune, commune)
            return f"{profile(sort)}{IN[lang]}{where}" if where else profile(sort)
        if (numbered := NUMBERED.fullmatch(word)) is not None:
            whose, number = numbered.groups()
            return f"{self.communes.get(whose) or _quoted(whose, lang)} {NO[lang]}{number}"
        return _quoted(word, lang) if key == "site" or "_" in word else word


def names_in(territory: Document | None, measures: Mapping[str, Any]) -> Names:
    """Those of a territory, and of what measures open."""
    communes: dict[str, str] = {} if territory is None else _communes(territory)
    counters = {} if territory is None else _places(territory)
    for block in measures.values():
        plan = block.get("open_counter") if isinstance(block, Mapping) else None
        if isinstance(plan, Mapping) and isinstance(plan.get("counter"), str):
            where = plan.get("commune")
            counters[plan["counter"]] = str(plan.get("profile", "")), "" if where is None else str(where)
    return Names(communes, counters)


def _communes(territory: Document) -> dict[str, str]:
    """None of a file that cannot be read: whoever plays it is told."""
    try:
        text = (territory.path.parent / str(territory.data.get("communes"))).read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return {}
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    named = [(row["code"], row["name"]) for row in rows if row.get("code") and row.get("name")]
    by_slug = {slug(name): name for _, name in named}
    return by_slug | {f"{slug(name)}_{code.lower()}": name for code, name in named} | dict(named)


def _places(territory: Document) -> dict[str, tuple[str, str]]:
    """The services that a territory's file of places opens."""
    file = territory.data.get("places")
    try:
        places = read(territory.path.parent / file).data if isinstance(file, str) else {}
    except (OSError, ScenarioError):
        return {}
    return {
        name: (place["profile"], str(place.get("commune") or ""))
        for name, place in places.items()
        if isinstance(place, Mapping) and isinstance(place.get("profile"), str)
    }


def _quoted(name: str, lang: str) -> str:
    return QUOTED[lang].format(name.replace("_", " "))
