"""Share without a médecin traitant, and the volumes of emergency departments, CMSI and the 15, over time."""

from sim.outcomes.catalogue.catalogue import in_section
from sim.outcomes.counting.source import WHOLE
from sim.reports.comparison.study import Study
from sim.reports.figures.lines import over_time
from sim.reports.figures.panels import Part, Section


def without_mt(study: Study) -> Section:
    """Residents of 17 and over without a médecin traitant, in each place."""
    said = study.said
    parts: list[Part] = []
    for each in in_section("without_mt"):
        for place in study.places:
            parts += over_time(study, each.id, place, study.place(place), said.say("of"))
    lead = said.say("without_mt_lead")
    return Section("without-mt", said.say("without_mt"), lead, parts, study.keys)


def volumes(study: Study) -> Section:
    """Visits to emergency departments and the CMSI, calls to the 15: the whole territory."""
    said = study.said
    parts = [
        part
        for each in in_section("volumes")
        for part in over_time(study, each.id, WHOLE, said.indicator(each.id).heading, said.say("per_month"))
    ]
    return Section("volumes", said.say("volumes"), said.say("volumes_lead"), parts, study.keys)
