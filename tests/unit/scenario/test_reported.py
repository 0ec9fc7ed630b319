"""Which months are reported, how long needs are followed beyond them, and which runs are too long to play."""

import re
from datetime import date

import pytest

from sim.cli.checks import notes
from sim.measures.registry import schemas
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load

AS_IS = "scenario=mios_as_is"


def job(*overrides):
    return load([AS_IS, *overrides], None, schemas())


def reported(*overrides):
    run = job(*overrides).settings.run
    return run.reported_from, run.reported_until


def refused(*overrides):
    with pytest.raises(ScenarioError) as error:
        job(*overrides)
    return str(error.value)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2025-01-01", "2025-03-31", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025-01-15", "2025-03-31", date(2025, 2, 1), date(2025, 3, 31)),
        ("2025-01-31", "2025-02-28", date(2025, 2, 1), date(2025, 2, 28)),
        ("2025-01-01", "2025-03-30", date(2025, 1, 1), date(2025, 2, 28)),
        ("2024-12-01", "2025-01-01", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-02-01", "2024-02-29", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_months_that_are_reported_are_whole(start, end, first, last):
    assert reported(f"run.start={start}", f"run.end={end}") == (first, last)


def test_the_warm_up_ends_with_the_first_month_reported_and_the_world_begins_as_it_was_asked():
    run = job("run.start=2025-01-15", "run.end=2025-03-31", "run.warmup_days=74").settings.run
    assert run.first_day == date(2024, 11, 2)
    assert run.reported_days == 29 + 31 + 90  # November from the 2nd, December, the first quarter


@pytest.mark.parametrize(("start", "end"), [("2025-01-02", "2025-02-27"), ("2025-01-01", "2025-01-30")])
def test_a_run_without_a_whole_month_is_refused(start, end):
    said = refused(f"run.start={start}", f"run.end={end}")
    assert f"key run.end: no month lies whole between {start} and {end}; write 2025-0" in said


def test_parts_of_months_are_noted_in_the_language_of_the_reader():
    english, french = (
        about_the_run(lang, "run.start=2025-01-15", "run.end=2025-03-15") for lang in ("en", "fr")
    )
    assert english[0].endswith(
        "key run.start: 15 Jan 2025 lies within a month: the first month reported is Feb 2025, "
        "what comes before is warm-up"
    )
    assert english[1].endswith(
        "key run.end: 15 Mar 2025 lies within a month: the last month reported is Feb 2025"
    )
    assert "le premier mois présenté est févr. 2025" in french[0]
    assert "le dernier mois présenté est févr. 2025" in french[1]
    assert about_the_run("fr", "run.end=2025-03-31") == []


def about_the_run(lang, *overrides):
    return [note for note in notes([job(*overrides)], lang) if re.search(r"(?:key|clé) run\.", note)]


# --- how long a need lasts


def test_a_need_is_followed_through_its_retries_and_the_farthest_appointment():
    """Prevention as shipped: two retries of 20 days, an appointment 45 days ahead, a day for queues."""
    assert job().settings.days.cool_down == 2 * 20 + 45 + 1


@pytest.mark.parametrize(
    ("override", "days"),
    [
        ("pathway.most_attempts=0", 45 + 1),
        ("pathway.most_attempts=3", 3 * 20 + 45 + 1),
        ("doctors.horizon_days=20", 2 * 20 + 44 + 1),  # the agendas outside can be booked 45 days ahead
    ],
)
def test_it_follows_from_the_settings(override, days):
    assert job(override).settings.days.cool_down == days


def test_one_plays_on_and_knows_the_days_that_can_be_booked():
    run = job("run.end=2025-12-31").settings
    assert run.days.played == 366 + 365 + 86
    assert run.days.known == run.days.played + 64


# --- runs that are too long


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["run.end=2124-12-31"], "key run.end: 37,040 days are too many"),
        (["run.warmup_days=32000"], "key run.end: 34,341 days are too many"),
        (["run.warmup_days=800000"], "key run.warmup_days: 800000 must lie between 0 and 32767"),
        (["run.start=0001-01-01"], "key run.start: 0001-01-01 must lie between the years 1900 and 2999"),
        (["run.end=9999-12-31"], "key run.end: 9999-12-31 must lie between the years 1900 and 2999"),
        (["run.start=1900-01-01"], "key run.end: 48,363 days are too many"),
    ],
)
def test_a_run_that_the_engines_cannot_play_is_refused_with_its_key_and_the_bound(overrides, said):
    message = refused(*overrides)
    assert len(message.splitlines()) == 1
    assert said in message
    assert "32,767" in message or "must lie between" in message


def test_the_longest_run_is_as_long_as_the_engines_count():
    from sim.kernels.state import MOST_DAYS_OF_RUN
    from sim.scenario.run import MOST_DAYS

    assert MOST_DAYS == MOST_DAYS_OF_RUN
    left = MOST_DAYS - job("run.end=2100-12-31", "run.warmup_days=0").settings.days.known
    assert job("run.end=2100-12-31", f"run.warmup_days={left}").settings.days.known == MOST_DAYS
    assert "32,768 days are too many" in refused("run.end=2100-12-31", f"run.warmup_days={left + 1}")
