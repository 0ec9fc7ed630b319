"""Teams to whom doctors delegate kinds of need."""

from sim.changes.change import Change
from sim.changes.teams import CloseTeam, OpenTeam, SendToTeam
from sim.engine.lowering.agendas import begun, ended, leaves_work, of_doctor
from sim.engine.lowering.dispatch import Lowered, accept, ask, lower
from sim.engine.named_supply import Agenda, Doctor
from sim.engine.new_rows import team_rows
from sim.engine.supply_state import SupplyState
from sim.vocabulary.structure import AgendaSort
from sim.world.row_edits import EditAgenda


@accept.register
def _(change: OpenTeam, state: SupplyState, measure: str) -> Change:
    doctors = [state.doctors[name] for name in change.doctors]
    first, catchments = doctors[0], {doctor.catchment for doctor in doctors}
    if len(catchments) > 1:
        raise ValueError(f"a team works for doctors of one catchment, these are of {len(catchments)}")
    held = Agenda(change.team, first.first.commune, first.first.site)
    state.begins_work(Doctor(change.team, first.catchment, [held], AgendaSort.DELEGATE))
    ask(state, measure, SendToTeam(change.team, change.doctors))
    return change


@lower.register
def _(change: OpenTeam, state: SupplyState, day: int) -> Lowered:
    team = state.doctors[change.team]
    return of_doctor(change, team, *begun(state, team, team_rows(state, change)))


@lower.register
def _(change: SendToTeam, state: SupplyState, day: int) -> Lowered:
    doctors, team = [state.doctors[name] for name in change.doctors], state.doctors[change.team]
    edits = [
        (doctor.catchment, EditAgenda(agenda.row, {"team": team.first.row}))
        for doctor in doctors
        for agenda in doctor.open_agendas
    ]
    return Lowered(change, edits, team.first.site, team.first.commune)


@accept.register
def _(change: CloseTeam, state: SupplyState, measure: str) -> Change:
    leaves_work(state, change.team)
    return change


@lower.register
def _(change: CloseTeam, state: SupplyState, day: int) -> Lowered:
    team = state.doctors[change.team]
    return of_doctor(change, team, *ended(team.first, day))
