"""From what the planner wrote about pathways, patience and bookings to the rows that both engines read."""

from typing import Final

import numpy as np

from sim.scenario.doctors import Doctors
from sim.scenario.needs import Needs
from sim.scenario.pathways import Pathways, Step
from sim.world.tables import SETTINGS, STEP, Table, table
from sim.world.vocabulary import (
    IN_OFFICE_HOURS,
    N_KINDS,
    N_STEPS,
    OUT_OF_HOURS,
    WHO_STREAM,
    WHO_WITH_MT,
    WHO_WITHOUT_MT,
    Action,
    AgendaSort,
    CounterType,
    Kind,
    Outcome,
)

ACTIONS: Final = {
    "own": (Action.OWN, 0),
    "team": (Action.TEAM, 0),
    "nearby": (Action.NEARBY, 0),
    "tele": (Action.AGENDA, AgendaSort.TELE),
    "outside": (Action.AGENDA, AgendaSort.OUTSIDE),
    "cmsi": (Action.COUNTER, CounterType.CMSI),
    "sos": (Action.COUNTER, CounterType.SOS),
    "mmg": (Action.COUNTER, CounterType.MMG),
    "front": (Action.COUNTER, CounterType.FRONT),
    "ed": (Action.COUNTER, CounterType.ED),
    "line15": (Action.LINE, CounterType.LINE15),
    "retry": (Action.RETRY, 0),
}
WHO: Final = {"with_mt": WHO_WITH_MT, "without_mt": WHO_WITHOUT_MT, "visitor": WHO_STREAM}
HOURS: Final = {
    "always": IN_OFFICE_HOURS | OUT_OF_HOURS,
    "office": IN_OFFICE_HOURS,
    "out_of_hours": OUT_OF_HOURS,
}


def pathway_table(pathway: Pathways) -> Table:
    """``[kind, step]`` rows of STEP; steps that are not written are NONE."""
    steps = np.zeros((N_KINDS, N_STEPS), dtype=STEP)
    for kind in Kind:
        for i, step in enumerate(getattr(pathway.steps, kind.name.lower())):
            steps[kind, i] = _row(step)
    return steps


def _row(step: Step) -> tuple[int, int, int, int, int, float]:
    if step.end is not None:
        action, target = Action.END, int(Outcome[step.end.upper()])
    else:
        assert step.action is not None
        action, target = ACTIONS[step.action]
    who = sum(WHO[name] for name in set(step.who))
    within = next((n for n in (step.within_days, step.within_hours, step.after_days) if n is not None), 0)
    uptake = 1.0 if step.uptake is None else step.uptake
    return int(action), int(target), who, HOURS[step.when], within, uptake


def settings_row(needs: Needs, pathway: Pathways, doctors: Doctors) -> Table:
    """One row of SETTINGS."""
    rows = table(SETTINGS, 1)
    row = rows[0]
    row["no_show_base"] = doctors.booking.no_show_base
    row["no_show_slope"] = doctors.booking.no_show_slope
    row["no_show_most"] = doctors.booking.no_show_most
    row["cancel_share"] = doctors.booking.cancelled
    row["missed_share"] = needs.chronic.missed_share
    row["renewal_share"] = needs.chronic.renewal_share
    row["search_days"] = (doctors.patients.search_days_without_ald, doctors.patients.search_days_with_ald)
    row["follow_up_days"][:, 0] = needs.chronic.days_without_ald.values
    row["follow_up_days"][:, 1] = needs.chronic.days_with_ald.values
    for kind in Kind:
        patience = getattr(needs.patience, kind.name.lower())
        row["patience_mean"][kind], row["patience_least"][kind] = patience.mean, patience.least
    row["follow_up_least"] = needs.chronic.least_days
    row["most_attempts"] = pathway.most_attempts
    row["home_visit_slots"] = doctors.activity.home_visit_slots
    row["counter_minutes"] = pathway.counter_minutes
    row["no_car_minutes"] = pathway.no_car_minutes
    row["sas_days"] = pathway.sas_days
    row["sent_hours"] = pathway.sent_hours
    row["office_hours"] = (pathway.office_hours.weekdays, pathway.office_hours.saturday)
    row["adult_age"] = doctors.patients.adult_age
    return rows
