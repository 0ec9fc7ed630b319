"""Settings that hold from a date on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.changes.change import CHANGE, Change


@dataclass(frozen=True)
class ChangeSettings(Change, order=CHANGE, event="settings_change"):
    """Settings are others from now on: parts of the blocks of the configuration, with its keys.

    Of several measures the one with the later ``since`` is laid over the others, of one day the later name.
    """

    measure: str
    settings: Mapping[str, Any]
    times: Mapping[str, Any]  # factors
    since: date  # may lie before the first day
    until: date | None = None  # the day on which it ends

    @property
    def detail(self) -> str:
        """What is set, and until when."""
        return _both(self.settings, self.times) + (f", until {self.until}" if self.until else "")


@dataclass(frozen=True)
class EndSettings(Change, order=CHANGE, event="settings_end"):
    """What the measure has changed does not hold any more; what holds without it does again."""

    measure: str
    settings: Mapping[str, Any]
    times: Mapping[str, Any]

    @property
    def detail(self) -> str:
        """What is no longer changed."""
        return _both(self.settings, self.times)


def _both(settings: Mapping[str, Any], times: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (_told(settings), _told(times, by="× "))))


def _told(block: Mapping[str, Any], at: str = "", by: str = "") -> str:
    """The keys and values of a block, in one line; a list of blocks is told by how many it holds."""
    parts = []
    for key, inner in block.items():
        if isinstance(inner, Mapping):
            parts.append(_told(inner, f"{at}{key}.", by))
        elif isinstance(inner, list) and any(isinstance(each, Mapping | list) for each in inner):
            parts.append(f"{at}{key} ({len(inner)})")
        else:
            value = " ".join(map(str, inner)) if isinstance(inner, list) else inner
            parts.append(f"{at}{key} {by}{value}")
    return ", ".join(parts)
