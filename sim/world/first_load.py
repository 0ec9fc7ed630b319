"""The load of doctors on the first day, and how they have answered it by then (docs/model.md, section 15).

Answers are taken a step a month. Without this the first half-year of a run would go by with those that have
long been taken.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.doctors import Doctors
from sim.vocabulary.structure import N_BANDS, AgendaSort, Answers, Leave, SeenAt
from sim.vocabulary.time import DAYS_A_YEAR
from sim.world.doctors import FirstDoctors
from sim.world.tables import MAX_HORIZON, Table

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SETTLES: Final = 30  # steps until the pressure of the first day stands


class OwnDemand(NamedTuple):
    """Slots of GPs that people of the first day will need in a year; n people."""

    all: Floats  # (n,)
    returns: Floats  # (n,) of them, of chronic illness, under the usual load


def own_demand(
    rows: Table, band: Ints, rates: Floats, recurs: Flags, settings: Table, primary: int
) -> OwnDemand:
    """What people of the first day will need of GPs.

    rows: RESIDENT, n of them; band: (n,); rates: ``[group, kind]`` a day; recurs: ``[n, recurring kind]`` who
    has one; settings: the row of SETTINGS; primary: the kinds of primary care are the first ones.
    """
    rules = settings[0]
    ill, ald = rows["chronic_from"] == 0, (rows["ald_from"] == 0).astype(np.int64)
    arise = 1.0 - rules["avoided"]  # of each kind
    asked, daily = 1.0 - rows["latent"], rates[:N_BANDS, :primary] * arise[:primary]
    renewed = rules["renewal_share"]
    returned = 1.0 - (
        renewed * rules["avoided"][rules["renewed"]]
        + (1.0 - renewed) * rules["avoided"][rules["followed_up"]]
    )
    acute = rules["acute"][:primary] == 1
    needs: Floats = daily.sum(axis=1)[band] * rows["frailty"] * asked
    pressing = daily[:, acute].sum(axis=1)[band] * rows["frailty"] * asked
    returns = ill / rules["follow_up_days"][band, ald] * np.where(ald == 1, 1.0, asked) * returned
    needs += returns
    for kind in range(recurs.shape[1]):
        recurring = recurs[:, kind] / rules["recurring_days"][kind, band] * asked
        recurring *= arise[rules["recurring_kind"][kind]]
        needs += recurring
        pressing += recurring * rules["acute"][rules["recurring_kind"][kind]]
    usual, home = np.array([1, rules["home_visit_slots"], rules["round_slots"]]), rules["home_visit_slots"]
    where = rows["housebound"]
    alone = np.where(where == SeenAt.EHPAD, pressing, 0.0)
    slots: Floats = DAYS_A_YEAR * ((needs - alone) * usual[where] + alone * home)
    return OwnDemand(slots, DAYS_A_YEAR * returns * usual[where])


def offered(agendas: Table, year: Table) -> Floats:
    """(n,) slots that each agenda offers on the days of the first year, as a doctor's do who is there
    throughout.
    """
    open_days = np.zeros((agendas["leave"].shape[1], 7))
    np.add.at(open_days, (year["week"], year["weekday"]), year["holiday"] == 0)
    slots = agendas["weekly"] * agendas["factor"][:, None]
    slots = slots + np.where(slots > 0, agendas["overtime"][:, None], 0)
    by_day = slots[:, 0::2] + slots[:, 1::2]
    total: Floats = ((by_day @ open_days.T) * (agendas["leave"] != Leave.AWAY)).sum(axis=1)
    return total


def answer(doctors: Doctors, supply: FirstDoctors, mt: Ints, demand: OwnDemand, year: Table) -> None:
    """Sets the pressure on each panel, the steps taken, and what follows from them for its agendas and for
    how soon patients return. Which lists are open the run-up has said.

    mt: (n,) panel of each person, -1 none; demand: of n people; year: the days of the first.
    """
    plan, panels, agendas = doctors.answers, supply.panels, supply.agendas
    on = mt >= 0
    asked = plan.asked * np.bincount(mt[on], demand.all[on], len(panels)).astype(np.float64)
    returns = plan.asked * np.bincount(mt[on], demand.returns[on], len(panels)).astype(np.float64)
    at = np.flatnonzero((agendas["panel"] >= 0) & (agendas["active"] == 1))
    there = np.bincount(agendas["panel"][at], offered(agendas[at], year), len(panels))
    answers = (panels["answers"] & Answers.ANSWERS > 0) & (there > 0)

    def pressure() -> Floats:
        """(n,) as the steps taken so far leave it; 0 of panels that do not answer."""
        slots = there * (1.0 + _stretch(panels, plan.step))
        of: Floats = np.divide(1.0, slots, out=np.zeros(len(slots)), where=answers)
        return settled_pressure((asked - returns) * of, returns * of, doctors)

    for _ in range(plan.most_steps + plan.most_later + plan.most_steps):
        pressed = pressure() > plan.above
        if not pressed.any():
            break
        for used, column, most in (
            (Answers.LONGER_DAYS, "longer", plan.most_steps),
            (Answers.LONGER_DELAYS, "later_steps", plan.most_later),
            (Answers.SHORTER_VISITS, "saved", plan.most_steps),
        ):
            takes = pressed & (panels["answers"] & used > 0) & (panels[column] < most)
            panels[column][takes] += 1
            pressed &= ~takes
    stretch = _stretch(panels, plan.step)
    panels["pressure"] = pressure()
    panels["again"] = np.where(panels["pressure"] > 0.0, seen_again(panels["pressure"], doctors), 0.0)
    own = np.flatnonzero((agendas["panel"] >= 0) & (agendas["is_a"] == AgendaSort.GP))
    panel = agendas["panel"][own]
    agendas["shorter"][own] = plan.step * panels["saved"][panel]
    agendas["stretch"][own] = stretch[panel]
    later = plan.later_days * panels["later_steps"][panel].astype(np.int64)
    agendas["later"][own] = np.minimum(later, MAX_HORIZON - agendas["horizon_days"][own])


def seen_again(pressure: Floats, doctors: Doctors) -> Floats:
    """(n,) times the usual days to the next return, under a pressure; 1 where it is 0."""
    plan, most = doctors.answers, doctors.returns.most
    relative = np.where(pressure > 0.0, 2.0 * pressure / (plan.above + plan.below), 1.0)
    times: Floats = np.clip(relative**doctors.returns.power, 1.0 / most, most)
    return times


def settled_pressure(others: Floats, returns: Floats, doctors: Doctors) -> Floats:
    """(n,) the pressure P that is ``others`` and ``returns`` (as under the usual load) over how much farther
    apart returns are under P.
    """
    pressure = others + returns
    for _ in range(SETTLES):
        pressure = np.sqrt(pressure * (others + returns / seen_again(pressure, doctors)))
    return pressure


def _stretch(panels: Table, step: float) -> Floats:
    """(n,) share of slots that the steps taken add."""
    added: Floats = (1.0 + step * panels["longer"]) / (1.0 - step * panels["saved"]) - 1.0
    return added
