"""How a line of the catalogue of indicators is written."""

from sim.outcomes.catalogue.rules import Indicator, Rule


def flow(id: str, unit: str, title: str, definition: str) -> Indicator:
    """What happens: summed over months and communes."""
    return Indicator(id, unit, title, definition, Rule.FLOW)


def stock(id: str, unit: str, title: str, definition: str) -> Indicator:
    """What is there on the first of a month."""
    return Indicator(id, unit, title, definition, Rule.STOCK)


def part_flow(id: str, unit: str, title: str, definition: str) -> Indicator:
    """A flow that only serves to make others."""
    return Indicator(id, unit, title, definition, Rule.FLOW, shown=False)


def part_stock(id: str, unit: str, title: str, definition: str) -> Indicator:
    """A stock that only serves to make others."""
    return Indicator(id, unit, title, definition, Rule.STOCK, shown=False)


def ratio(
    id: str, unit: str, title: str, definition: str, parts: tuple[str, str], scale: float = 1.0
) -> Indicator:
    """One count over another, times ``scale``."""
    return Indicator(id, unit, title, definition, Rule.RATIO, parts[0], parts[1], scale)
