"""What candidates for a post find (docs/model.md, section 18), by the measure that has asked for it."""

import simpy

from sim.changes.labour import Attract, BeginRule, OfferPosts, Succeed


class LabourState:
    """What holds today, as it began; who follows whom, by the doctor who leaves; who has been found."""

    def __init__(self, env: simpy.Environment) -> None:
        self._env = env
        self.attractions: dict[str, Attract] = {}
        self.rules: dict[str, BeginRule] = {}
        self.offers: dict[str, OfferPosts] = {}
        self.heirs: dict[str, Succeed] = {}
        self._found: dict[str, simpy.Store] = {}

    def found(self, measure: str) -> simpy.Store:
        """The doctors whom a measure has found, and has not been told of."""
        return self._found.setdefault(measure, simpy.Store(self._env))
