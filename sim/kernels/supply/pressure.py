"""How doctors answer a load that lasts, once a month (docs/model.md, section 15)."""

from math import exp, log

import numpy as np

from sim.kernels.groups import Place
from sim.kernels.style import kernel
from sim.kernels.supply.agendas import set_day
from sim.kernels.types import Agenda, Day, Int, Month, PanelRow, Rows, Settings
from sim.vocabulary.structure import AgendaSort, Answers
from sim.world.records import OFFERED
from sim.world.tables import MAX_HORIZON


@kernel
def offered_by(panel: PanelRow, agendas: Rows, at_agendas: Rows, month: Month) -> Int:
    """Slots that all agendas of a panel offered in a month, but those of locums."""
    offered = np.int64(0)
    a = np.int64(panel.first)
    while a >= 0:
        if agendas[a].locum == 0:
            offered += at_agendas[month, a, OFFERED]
        a = np.int64(agendas[a].next_of_panel)
    return offered


@kernel
def presses(panel: PanelRow, offered: Int, settings: Settings) -> None:
    """The past month goes into the pressure on a panel, and that into how soon its patients return."""
    past = float(panel.asked) / float(offered)
    panel.pressure = past if panel.pressure == 0.0 else (2.0 * panel.pressure + past) / 3.0
    if panel.pressure == 0.0:
        panel.again = 0.0
        return
    relative = 2.0 * panel.pressure / (settings.above + settings.below)
    most = settings.again_most
    panel.again = min(most, max(1.0 / most, exp(settings.again_power * log(relative))))


@kernel
def step_up(panel: PanelRow, settings: Settings) -> None:
    """One more step of the first answer that is used and not at its end; the list closes."""
    used = np.int64(panel.answers)
    if used & Answers.LONGER_DAYS and panel.longer < settings.most_steps:
        panel.longer += 1
    elif used & Answers.LONGER_DELAYS and panel.later_steps < settings.most_later:
        panel.later_steps += 1
    elif used & Answers.SHORTER_VISITS and panel.saved < settings.most_steps:
        panel.saved += 1
    panel.cap = min(panel.cap, panel.patients)


@kernel
def step_back(panel: PanelRow, settings: Settings) -> None:
    """One step less of the last answer taken; once there is none, the list opens for some."""
    if panel.saved > 0:
        panel.saved -= 1
    elif panel.later_steps > 0:
        panel.later_steps -= 1
    elif panel.longer > 0:
        panel.longer -= 1
    else:
        room = np.int64(settings.most_a_month)
        if panel.pressure > 0.0:
            left = int(panel.patients * (settings.below / panel.pressure - 1.0))
            room = max(np.int64(1), min(room, np.int64(left)))
        panel.cap = max(panel.cap, min(panel.most, panel.patients + room))


@kernel
def follow_steps(agenda: Agenda, panel: PanelRow, settings: Settings, today: Day, days: Rows) -> None:
    """An agenda as the steps of its panel have it; the sessions from today on follow."""
    agenda.shorter = settings.step * panel.saved
    stretch = (1.0 + settings.step * panel.longer) / (1.0 - settings.step * panel.saved) - 1.0
    later = min(settings.later_days * panel.later_steps, MAX_HORIZON - agenda.horizon_days)
    if stretch == agenda.stretch and later == agenda.later:
        return
    agenda.stretch, agenda.later = stretch, later
    agenda.own_from = agenda.unknown_from = 0
    for day in range(today, today + MAX_HORIZON):
        set_day(agenda, day, days, False)


@kernel
def answer_load(past: Month, today: Day, place: Place) -> None:
    """All panels, after the ``past`` month."""
    panels, agendas, settings = place.supply.panels, place.supply.agendas, place.rules.settings[0]
    for number in range(len(panels)):
        panel = panels[number]
        if np.int64(panel.answers) & Answers.ANSWERS == 0:
            continue
        offered = offered_by(panel, agendas, place.notes.at_agendas, past)
        if offered > 0:
            presses(panel, offered, settings)
            if panel.pressure > settings.above:
                step_up(panel, settings)
            elif panel.pressure < settings.below:
                step_back(panel, settings)
        panel.asked = 0
        a = np.int64(panel.first)
        while a >= 0:
            if agendas[a].is_a == AgendaSort.GP:
                follow_steps(agendas[a], panel, settings, today, place.time.days)
            a = np.int64(agendas[a].next_of_panel)
