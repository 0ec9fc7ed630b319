"""Share without a médecin traitant, and the volumes of emergency departments, CMSI and the 15, over time."""

from sim.outcomes.catalogue.catalogue import in_section
from sim.outcomes.counting.source import WHOLE
from sim.reports.comparison.study import Study
from sim.reports.figures.lines import over_time
from sim.reports.figures.panels import Panel, Section, Table, line_keys


def without_mt(study: Study) -> Section:
    """Residents of 17 and over without a médecin traitant, in each place."""
    title = study.said.say("without_mt")
    unit = study.said.say("of")
    wanted = [
        (each.id, place, study.place(place), unit)
        for each in in_section("without_mt")
        for place in study.places
    ]
    return _section(study, "without-mt", title, study.said.say("without_mt_lead"), wanted)


def volumes(study: Study) -> Section:
    """Visits to emergency departments and the CMSI, calls to the 15: the whole territory."""
    said = study.said
    unit = said.say("per_month")
    wanted = [(each.id, WHOLE, said.indicator(each.id).heading, unit) for each in in_section("volumes")]
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
