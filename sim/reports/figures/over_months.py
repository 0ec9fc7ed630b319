"""Share without a médecin traitant, and the volumes of emergency departments, CMSI and the 15, over time."""

from typing import Final

from sim.outcomes.catalogue.catalogue import WHOLE
from sim.reports.figures.lines import over_time
from sim.reports.panels import Panel, Section, Table, line_keys
from sim.reports.study import Study

VOLUMES: Final = ("ed_visits", "cmsi_visits", "calls", "calls_advised")


def without_mt(study: Study) -> Section:
    """Residents of 17 and over without a médecin traitant, in each place."""
    title = study.said.say("without_mt")
    wanted = [("without_mt", place, study.place(place), study.said.say("of")) for place in study.places]
    return _section(study, "without-mt", title, study.said.say("without_mt_lead"), wanted)


def volumes(study: Study) -> Section:
    """Visits to emergency departments and the CMSI, calls to the 15: the whole territory."""
    said = study.said
    unit = said.say("per_month")
    wanted = [(name, WHOLE, said.say(f"volume_{name}"), unit) for name in VOLUMES]
    return _section(study, "volumes", said.say("volumes"), said.say("volumes_lead"), wanted)


def _section(
    study: Study, name: str, title: str, lead: str, wanted: list[tuple[str, str, str, str]]
) -> Section:
    """One panel for each (indicator, place, title, unit); what no run holds is noted."""
    panels: list[Panel] = []
    tables: list[Table] = []
    notes: list[str] = []
    for indicator, place, head, unit in wanted:
        made = over_time(study, indicator, place, head, unit)
        if made is None:
            notes.append(
                study.said.say(
                    "missing", what=f"{study.said.indicator(indicator).title} ({study.place(place)})"
                )
            )
        else:
            panels.append(made[0])
            tables.append(made[1])
    keys = line_keys([study.style(run) for run in study.drawn])
    return Section(name, title, lead, keys, tuple(panels), tuple(tables), tuple(notes))
