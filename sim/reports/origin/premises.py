"""What a scenario itself rests on: the numbers of its own measures, each with what it is worth."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.reports.comparison.study import Study
from sim.reports.origin.assumptions import Assumption, assumptions
from sim.reports.reading.focus import own_measures
from sim.reports.reading.parameter import dotted_leaves
from sim.reports.reading.runs import Run
from sim.scenario.ledger import Entry, pattern


class Premise(NamedTuple):
    """One number of a measure, in words, and what is known of it."""

    what: str
    line: Assumption


def premises(study: Study, run: Run, ledger: Sequence[Entry]) -> list[Premise]:
    """Of the measures that the baseline does not have (of all, for the baseline itself): the least sure
    first.
    """
    baseline = None if run is study.baseline else study.baseline
    own = [path for path, _ in dotted_leaves({"measures": own_measures(run, baseline)})]
    found = []
    for line in assumptions(ledger, [run], study.said):
        key = line.entry.key
        at = [path for path in own if path == key or pattern(key).fullmatch(path)]
        if at and line.value != "–":
            found.append(Premise(_told(at[0], study), line))
    return found


def _told(path: str, study: Study) -> str:
    """``measures.settle.install.ramp_days`` → ``Doctors settle: ramp days``."""
    _, _, kind, *keys = path.split(".")
    said = study.said
    return said.pair(said.name(said.measures, kind), ", ".join(map(said.part, keys)))
