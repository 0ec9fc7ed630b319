"""Events of one second happen in the order of the model, whatever the order in which they were made."""

import pytest

from sim.reference.diary import Diary, sorted_log
from sim.vocabulary.structure import EventClass
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import LogRow

DEMOGRAPHY, RELEASE, NEED, SEARCH = (
    EventClass.DEMOGRAPHY,
    EventClass.RELEASE,
    EventClass.NEW_NEED,
    EventClass.SEARCH,
)


def test_order_within_a_second():
    diary = Diary(keep_log=True)
    keys = [
        (10, DEMOGRAPHY, 2**32 - 1, 0, 0),
        (10, RELEASE, 0, 0, 0),
        (10, NEED, 3, 255, 0),
        (10, NEED, 4, 0, 0),
        (10, NEED, 4, 1, 0),
        (10, NEED, 4, 1, 64),
        (10, NEED, 4, 1, 79),
        (10, SEARCH, 0, 0, 128),
        (11, DEMOGRAPHY, 0, 0, 0),
    ]
    for key in sorted(keys, key=lambda key: (key[3], -key[1], key[2])):
        diary.at(*key, do=lambda: diary.note(LogEvent.NEED))
    diary.env.run(until=12)
    assert [line[:5] for line in diary.log] == keys


def test_an_event_made_at_the_same_second_with_a_lower_key_is_handled_next():
    diary = Diary(keep_log=True)

    def first():
        diary.note(LogEvent.NEED, 1)
        diary.at(10, SEARCH, 0, do=lambda: diary.note(LogEvent.NEED, 4))
        diary.at(10, RELEASE, 0, do=lambda: diary.note(LogEvent.NEED, 2))

    diary.at(10, NEED, 0, do=first)
    diary.at(10, NEED, 1, do=lambda: diary.note(LogEvent.NEED, 3))
    diary.env.run(until=11)
    assert [line.a for line in diary.log] == [1, 2, 3, 4]


def test_an_event_at_the_end_of_a_step_belongs_to_the_next_step():
    diary = Diary(keep_log=True)
    diary.at(10, DEMOGRAPHY, 0, do=lambda: diary.note(LogEvent.NEED))
    diary.env.run(until=10)
    assert not diary.log
    diary.env.run(until=11)
    assert len(diary.log) == 1


def test_what_is_called_off_does_not_happen():
    diary = Diary(keep_log=True)
    diary.at(10, NEED, 0, do=lambda: diary.note(LogEvent.NEED)).cancel()
    diary.env.run(until=11)
    assert diary.log == []


def test_a_process_continues_within_the_event_it_waited_for():
    diary = Diary(keep_log=True)

    def process():
        yield diary.at(10, NEED, 5, 300, 64)
        diary.note(LogEvent.NEED)
        yield diary.at(10, SEARCH, 1)
        diary.note(LogEvent.REGISTERS)

    diary.env.process(process())
    diary.at(10, NEED, 6, do=lambda: diary.note(LogEvent.ENDS))
    diary.env.run(until=11)
    assert [(line.verb, line.entity, line.occurrence) for line in diary.log] == [
        (LogEvent.NEED, 5, 300 % 256),
        (LogEvent.ENDS, 6, 0),
        (LogEvent.REGISTERS, 1, 0),
    ]


def test_no_log_is_kept_unless_asked():
    diary = Diary(keep_log=False)
    diary.note(LogEvent.NEED)
    assert diary.log == []


@pytest.mark.parametrize("a", [0, 1])
def test_lines_of_one_event_keep_their_order(a):
    lines = [
        LogRow(1, 0, 0, 0, 0, 5, a, 0),
        LogRow(1, 0, 0, 0, 0, 2, 1 - a, 0),
        LogRow(0, 9, 9, 9, 9, 9, 9, 9),
    ]
    assert sorted_log(lines) == [lines[2], lines[0], lines[1]]
