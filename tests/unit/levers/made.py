"""Figures made up for tests of the levers' page: no run behind them."""

from datetime import date
from math import nan

from sim.levers.figures import OVER_ALL, SEEN, SUMS, Figure
from sim.levers.kept import Played
from sim.levers.records import INDICATORS


def figure(name, year, value, half=0.0, worlds=0.0, unit="€", level=100.0):
    """A figure with an interval of so much on both sides, and a range of so much; 0: no range."""
    ends = (value - worlds, value + worlds) if worlds else (nan, nan)
    return Figure(name, year, unit, level, value, value - half, value + half, *ends, 8, 6 if worlds else 1)


def lever(scenario="mios_asalee", size=None, own=0.0, half=1.0, care=0.0, **fifth):
    """A lever that costs ``own`` a year, and ``care`` in care; in the fifth year indicators change by what
    ``fifth`` says.
    """
    figures = [
        figure(name, year, fifth.get(name, 0.0), half, unit="people") for name in INDICATORS for year in SEEN
    ]
    paid = {"own": float(own), "care": care, "public": own + care, "patients": 7.0}
    figures += [figure(name, OVER_ALL, paid.get(name, 7.0), level=nan) for name in SUMS]
    figures.append(figure("payer:commune", OVER_ALL, float(own), level=nan))
    return Played(scenario, "mios_as_is", date(2025, 10, 1), size, "run", "base", tuple(figures))
