"""Contours of communes, for maps: a GeoJSON file whose features have the INSEE code as property `code`."""

import json
from pathlib import Path

from sim.territory.errors import TerritoryError


def check_contours(path: Path) -> Path:
    """The path, if such a file is there. Raises TerritoryError."""
    try:
        read = json.loads(path.read_bytes())
    except FileNotFoundError:
        said = f"{path}: there is no such file; its name stands in the territory's YAML"
        raise TerritoryError(said) from None
    except (OSError, ValueError) as problem:
        raise TerritoryError(f"{path.name}: is no GeoJSON that can be read ({problem})") from None
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not features:
        raise TerritoryError(f"{path.name}: holds no features; a GeoJSON FeatureCollection is needed")
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or not isinstance(properties.get("code"), str):
            said = 'has no property code, the INSEE code as a text ("33284")'
            raise TerritoryError(f"{path.name}: feature {number} {said}")
    return path
