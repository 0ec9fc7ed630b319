"""What is said of a run that begins or ends within a month: only whole months are reported."""

from datetime import date

from sim.reports.words.words import words


def begins_within_month(asked: date, reported: date, lang: str) -> str:
    """That the first month reported is a later one."""
    return _said("begins_within_month", asked, reported, lang)


def ends_within_month(asked: date, reported: date, lang: str) -> str:
    """That the last month reported is an earlier one."""
    return _said("ends_within_month", asked, reported, lang)


def _said(text: str, asked: date, reported: date, lang: str) -> str:
    speaks = words(lang)
    return speaks.say(text, day=speaks.day(asked), month=speaks.month(reported.year, reported.month))
