"""What an event log can say: the verbs, and what their two numbers are."""

from enum import IntEnum


class LogEvent(IntEnum):
    """Logged as they happen while an event is handled, in this order of happening."""

    NEED = 0  # a need arises: a = kind, b = patience in days
    REFUSED = 1  # an action on an agenda brought no offer: a = index of the step, b = 0
    BOOKED = 2  # a = agenda, b = half-day
    GOES = 3  # to a counter: a = counter, b = moment of arrival
    QUEUES = 4  # a = counter, b = persons in the queue, this one included
    TURNED_AWAY = 5  # a = counter, b = 0
    BEGINS = 6  # service: a = counter, b = seconds it will last
    EXITS = 7  # leaves a queue: a = counter, b = 0 by impatience, 1 by closing
    ANSWERED = 8  # a call: a = counter (line), b = Answer
    RETRIES = 9  # a = attempt, b = moment
    ENDS = 10  # the need: a = Outcome, b = days since it arose
    REGISTERS = 11  # a = agenda, b = 1 if they had another médecin traitant, else 0
    SEARCHES_ON = 12  # a = 0, b = moment of the next search, -1 none
    RELEASED = 13  # from a panel: logged under the agenda's event: a = resident, b = successor or -1
    SERVERS = 14  # a = servers now in force, b = servers before
    LEAVES = 15  # demography: a = resident, b = 0
    ARRIVES = 16  # demography: a = resident, b = 0
    DECLINES = 17  # to go to a counter, which is too far: a = counter, b = minutes
    LOOKS = 18  # after a refusal: a = 0, b = moment of the next search
    SEEN_BY = 19  # as a stranger: a = agenda, b = moment of the next search, -1 none
    AVOIDED = 20  # a need does not arise: a = kind, b = moment of the need it turns into, -1 none
