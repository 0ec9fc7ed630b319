"""Entries of services.yaml."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sim.schema.languages import Worded
from sim.schema.slugs import slug

DIGITS = 5  # of a coordinate: a metre


def place(
    sort: str, title: Worded, commune: str | None, lat: float, lon: float, source: Worded
) -> dict[str, Any]:
    """An entry; commune: its code, None beyond the communes that are simulated."""
    return {
        "sort": sort,
        "title": title,
        "commune": commune,
        "lat": round(lat, DIGITS),
        "lon": round(lon, DIGITS),
        "source": source,
    }


def places_named(found: Iterable[tuple[str, str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """By name: the sort and the commune, such as `ehpad_mios`; numbered where there are several."""
    those = [(f"{sort}_{slug(commune)}", block) for sort, commune, block in found]
    often, seen, named = Counter(name for name, _ in those), Counter[str](), {}
    for name, block in those:
        seen[name] += 1
        named[f"{name}_{seen[name]}" if often[name] > 1 else name] = block
    return named
