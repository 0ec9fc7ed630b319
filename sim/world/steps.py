"""From what the planner wrote about pathways, patience and bookings to the rows that both engines read."""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.scenario.doctors import Doctors
from sim.scenario.needs import Needs
from sim.scenario.own_patients import OwnPatients
from sim.scenario.pathways import Pathways, Step
from sim.vocabulary.rows import ROLES
from sim.vocabulary.structure import (
    IN_EHPAD,
    IN_OFFICE_HOURS,
    MOST_SERVICES,
    N_STEPS,
    NEARER,
    NOT_IN_EHPAD,
    OUT_OF_HOURS,
    TRIED_FIRST,
    WHO_STREAM,
    WHO_WITH_MT,
    WHO_WITHOUT_MT,
    Action,
)
from sim.vocabulary.time import HOUR
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.tables import LOOKS, N_LENGTHS, SCREEN_BITS, SETTINGS, STEP, Table, table, take

ACTIONS: Final = {"own": Action.OWN, "team": Action.TEAM, "nearby": Action.NEARBY, "retry": Action.RETRY}
WHO: Final = {"with_mt": WHO_WITH_MT, "without_mt": WHO_WITHOUT_MT, "visitor": WHO_STREAM}
LIVES: Final = {"everywhere": 0, "elsewhere": NOT_IN_EHPAD, "ehpad": IN_EHPAD}
HOURS: Final = {
    "always": IN_OFFICE_HOURS | OUT_OF_HOURS,
    "office": IN_OFFICE_HOURS,
    "out_of_hours": OUT_OF_HOURS,
}


def pathway_table(pathway: Pathways, vocabulary: Vocabulary) -> Table:
    """``[kind, step]`` rows of STEP, the first steps behind the others; those not written are NONE."""
    steps = np.zeros((len(vocabulary.kinds), N_STEPS), dtype=STEP)
    for number, kind in enumerate(vocabulary.kinds):
        usual = len(pathway.steps[kind.id])
        for i, step in enumerate(pathway.numbered(kind.id)):
            steps[number, i] = _row(step, vocabulary)
            steps["who"][number, i] |= TRIED_FIRST * (i >= usual)
    return steps


def action_of(tried: str, vocabulary: Vocabulary) -> tuple[Action, int]:
    """What a word of a pathway tries: action and target."""
    if tried in ACTIONS:
        return ACTIONS[tried], 0
    if tried in vocabulary.agenda_number:
        return Action.AGENDA, vocabulary.agenda_number[tried]
    number = vocabulary.service_number[tried]
    return (Action.LINE if vocabulary.services[number].line else Action.COUNTER), number


def _row(step: Step, vocabulary: Vocabulary) -> tuple[int, int, int, int, int, float]:
    if step.end is not None:
        action, target = Action.END, vocabulary.outcome_number[step.end]
    else:
        assert step.action is not None
        action, target = action_of(step.action, vocabulary)
    who = sum(WHO[name] for name in set(step.who)) + LIVES[step.lives]
    within = next((n for n in (step.within_days, step.within_hours, step.after_days) if n is not None), 0)
    uptake = 1.0 if step.uptake is None else step.uptake
    return int(action), int(target), who, HOURS[step.when], within, uptake


def settings_row(
    needs: Needs, pathway: Pathways, doctors: Doctors, vocabulary: Vocabulary, followed_days: int
) -> Table:
    """One row of SETTINGS."""
    rows = table(SETTINGS, 1)
    row = rows[0]
    take(row, doctors.booking, "no_show_base", "no_show_slope", "no_show_most")
    take(row, needs.chronic, "missed_share", "renewal_share")
    take(row, pathway, "most_attempts", "counter_minutes", "no_car_minutes")
    take(row, pathway, "sas_days", "sas_freed_hours", "sent_hours")
    row["cancel_share"] = doctors.booking.cancelled
    say_searches(row, doctors.patients)
    row["follow_up_days"][:, 0] = needs.chronic.days_without_ald.values
    row["follow_up_days"][:, 1] = needs.chronic.days_with_ald.values
    for number, kind in enumerate(vocabulary.kinds):
        patience = needs.patience[kind.id]
        row["patience_mean"][number], row["patience_least"][number] = patience.mean, patience.least
        if patience.ahead is not None:
            row["ahead_below"][number] = int(HOUR * patience.ahead.share + 0.5)
            row["ahead_part"][number] = patience.ahead.part
    for place, kind in enumerate(vocabulary.recurring_kinds):
        recurring = needs.recurring[kind.id]
        row["recurring_days"][place] = recurring.days.values
        row["recurring_least"][place] = recurring.least_days
        row["recurring_missed"][place] = recurring.missed_share
    say_vocabulary(row, vocabulary)
    say_lost(row, needs, vocabulary)
    row["follow_up_least"] = needs.chronic.least_days
    row["home_visit_slots"] = doctors.activity.home_visit_slots
    row["round_slots"] = doctors.activity.round_slots
    row["office_hours"] = (pathway.office_hours.weekdays, pathway.office_hours.saturday)
    row["adult_age"] = doctors.patients.adult_age
    take(row, doctors.answers, "above", "below", "step", "most_steps", "later_days", "most_later")
    row["most_a_month"] = doctors.answers.most_a_month
    row["again_power"], row["again_most"] = doctors.returns.power, doctors.returns.most
    row["visit_seconds"] = [
        visit_seconds(minutes, doctors.visits.spread)
        for minutes in (doctors.visits.practice, doctors.visits.home, doctors.visits.round)
    ]
    for kind_id, share in doctors.on_screen.items():
        row["screen_below"][vocabulary.kind_number[kind_id]] = int(2**SCREEN_BITS * share + 0.5)
    row["followed_days"] = followed_days
    return rows


def say_lost(row: Any, needs: Needs, vocabulary: Vocabulary) -> None:
    """Writes which needs do not arise, and what that and later returns lose, into a row of SETTINGS."""
    number = vocabulary.kind_number
    for kind, share in needs.avoided.items():
        row["avoided"][number[kind]] = share
    for kind, turns in needs.turns_acute.items():
        row["turns_acute"][number[kind]] = turns.share
        row["turns_into"][number[kind]] = number[turns.into]
        row["turns_after"][number[kind]] = turns.after_days
    row["usual_days"] = row["follow_up_days"]
    if needs.chronic.put_off is not None:
        row["put_off"] = needs.chronic.put_off.a_year
        row["put_off_into"] = number[needs.chronic.put_off.into]


def say_searches(row: Any, patients: OwnPatients) -> None:
    """Writes how people look for a médecin traitant, and whom one takes, into a row of SETTINGS."""
    days = np.array(patients.search_days.values)
    row["search_days"] = np.column_stack([days, days * patients.search_ald])
    row["looks_below"] = (LOOKS * who_looks(patients) + 0.5).astype(np.int32)
    row["takes_anyway"] = patients.takes_anyway.values
    take(row, patients, "looks_when_refused", "far_minutes")
    row["asks_when_seen"] = patients.asks_when_seen.values
    row["news_heard"], row["news_days"] = patients.news.heard, patients.news.days


def who_looks(patients: OwnPatients) -> NDArray[np.float64]:
    """``[search state, ALD]``: the share that looks; for a nearer one, the same with an ALD as without."""
    look = np.array(patients.look.values)
    begins = np.where(np.arange(len(look)) == NEARER, 0.0, patients.look_ald)
    return np.stack([look, look + (1.0 - look) * begins], axis=1)


def visit_seconds(minutes: float, spread: float) -> NDArray[np.int64]:
    """Quantiles of a lognormal law with this mean and coefficient of variation, in whole seconds."""
    middle = (np.arange(N_LENGTHS) + 0.5) / N_LENGTHS
    lengths = np.exp(math.sqrt(math.log1p(spread**2)) * ndtri(middle))
    return np.asarray(np.rint(60.0 * minutes * lengths / lengths.mean()).astype(np.int64))


def use_falls(pathway: Pathways, kmh: float, vocabulary: Vocabulary) -> NDArray[np.float64]:
    """``[type of service, child | adult]``: part of its use lost for each minute, driven at ``kmh``."""
    falls = np.zeros((MOST_SERVICES, 2))
    for name, per_km in pathway.use_falls_per_km.items():
        falls[vocabulary.service_number[name]] = (per_km.child, per_km.adult)
    return falls * (kmh / 60.0)


def say_vocabulary(row: Any, vocabulary: Vocabulary) -> None:
    """Writes what the vocabulary says of its rows into a row of SETTINGS."""
    row["care_kinds"] = len(vocabulary.care_kinds)
    row["followed_up"] = vocabulary.chronic(prescription=False)
    row["renewed"] = vocabulary.chronic(prescription=True)
    row["acute"][: len(vocabulary.kinds)] = [kind.acute for kind in vocabulary.kinds]
    for flag in ("seen", "contact", "answered", "appointment"):
        row[flag][: len(vocabulary.outcomes)] = [getattr(outcome, flag) for outcome in vocabulary.outcomes]
    row["visit_outcome"][: len(vocabulary.agendas)] = vocabulary.visit_outcomes
    for role in ROLES:
        row[role] = vocabulary.outcome_of(role)
    row["sent_types"] = sum(1 << number for number in vocabulary.sent_to("counter"))
    row["ed_types"] = sum(1 << number for number in vocabulary.sent_to("ed"))
    for place, kind in enumerate(vocabulary.recurring_kinds):
        assert kind.hours is not None
        row["recurring_kind"][place] = vocabulary.kind_number[kind.id]
        row["recurring_profile"][place] = vocabulary.profiles.index(kind.hours)
