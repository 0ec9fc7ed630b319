"""Places that are not there always or for everybody: nobody is seen elsewhere, at another time."""

from hypothesis import given

from sim.vocabulary.time import DAY
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import LogRow
from tests.audiences import intruders
from tests.both_engines import kernel_log
from tests.properties.plans import Run, few, plans, run
from tests.worlds import SCHEDULED

SCHEDULES = plans().map(lambda plan: plan._replace(variant=SCHEDULED + plan.variant % 4))


def lines(made: Run, catchment: int) -> list[LogRow]:
    return [LogRow(*line) for line in kernel_log(made.logs[catchment])]


@few(12)
@given(SCHEDULES)
def test_nobody_outside_an_audience_is_let_in(plan):
    made = run(plan)
    for c in range(plan.catchments):
        agendas, counters = made.patients.agendas(c), made.patients.counters(c)
        assert list(intruders(made.world, c, lines(made, c), agendas, counters)) == []


@few(12)
@given(SCHEDULES)
def test_nobody_is_booked_or_served_in_a_week_that_is_none_of_theirs(plan):
    made = run(plan)
    happened = 0
    for c in range(plan.catchments):
        agendas, counters = made.patients.agendas(c), made.patients.counters(c)
        for line in lines(made, c):
            if line.verb == LogEvent.BOOKED:
                row, day = agendas[line.a], line.b // 2
            elif line.verb == LogEvent.BEGINS:
                row, day = counters[line.a], line.second // DAY
            else:
                continue
            one_in = max(1, int(row["one_week_in"]))
            assert (day - int(row["week_from"])) // 7 % one_in == 0
            happened += one_in > 1
    assert happened > 0
