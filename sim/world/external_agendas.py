"""Agendas of no doctor of the territory: doctors on screen, and doctors beyond it."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.doctors import Doctors
from sim.scenario.services import Services, SharedAgenda
from sim.scenario.timetable import seconds_of
from sim.territory import Territory
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.counters import part_of
from sim.world.doctors import practice
from sim.world.errors import WorldError
from sim.world.places import spot
from sim.world.tables import AGENDA, NOBODY_ELSE, Table, table, take


class Shared(NamedTuple):
    """The shared agendas of a catchment."""

    rows: Table  # AGENDA
    names: tuple[str, ...]
    mt_weight: NDArray[np.float64]  # weekly slots each counts for as médecin traitant
    travel: NDArray[np.int32]  # [agenda, commune] minutes; 0 on screen


def shared_agendas(
    territory: Territory,
    services: Services,
    doctors: Doctors,
    here: NDArray[np.int64],
    vocabulary: Vocabulary,
) -> Shared:
    """Those of a catchment: its part of the slots. Raises WorldError."""
    rows = table(AGENDA, len(services.agendas))
    travel = np.zeros((len(rows), len(here)), dtype=np.int32)
    people = territory.population[here]
    residents = int(people.sum())
    parts = [part_of(territory, residents, agenda.for_residents) for agenda in services.agendas.values()]
    for i, (name, agenda) in enumerate(services.agendas.items()):
        rows[i] = _row(doctors, agenda, parts[i], vocabulary)
        if agenda.at is not None:
            travel[i] = _outside(territory, agenda.at, f"services.agendas.{name}.at")[here]
            who_go = people * np.exp(-travel[i] / doctors.patients.mt_minutes)
            rows[i]["minutes"] = np.rint((travel[i] * who_go).sum() / who_go.sum())
    weight = np.array([a.mt_weight * part for a, part in zip(services.agendas.values(), parts, strict=True)])
    return Shared(rows, tuple(services.agendas), weight, travel)


def _outside(territory: Territory, at: str, key: str) -> NDArray[np.int32]:
    where = spot(territory, at, key)
    if where.commune >= 0:
        raise WorldError(
            f"{key}: {at} lies inside the territory {territory.name}; name one of its `places` that lies "
            "beyond (commune: null)"
        )
    return where.minutes


def _row(doctors: Doctors, agenda: SharedAgenda, part: float, vocabulary: Vocabulary) -> Any:
    row = practice(doctors, np.array(agenda.slots.values, dtype=np.int64))
    row["is_a"] = vocabulary.agenda_number[agenda.sort]
    row["same_day"] = row["overtime"] = 0
    row["panel_reserve"] = 0 if agenda.open_to_others else NOBODY_ELSE
    row["commune"] = -1
    take(row, agenda, "works_holidays", "lead_days", "horizon_days", "slot_minutes")
    row["factor"] = part
    row["starts"] = [seconds_of(time) for time in agenda.starts]
    row["kinds"] = 0
    row["kinds"][[vocabulary.kind_number[kind] for kind in agenda.kinds]] = 1
    return row
