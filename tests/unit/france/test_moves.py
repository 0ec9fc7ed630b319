"""Communes that merged are followed to the one of today, whatever lies between."""

import pandas as pd

from sim.france.moves import present_codes


def moves(*lines: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["before", "after", "on"])


def test_moves_are_followed_to_the_end() -> None:
    chained = moves(("C", "D", "2019-01-01"), ("A", "B", "2016-01-01"), ("B", "C", "2016-01-01"))
    assert present_codes(chained) == {"A": "D", "B": "D", "C": "D"}


def test_a_commune_that_was_made_again_counts_from_its_last_move() -> None:
    again = moves(("A", "B", "1973-01-01"), ("B", "X", "1971-01-01"), ("A", "C", "2016-01-01"))
    assert present_codes(again)["A"] == "C"


def test_what_was_earlier_is_not_followed_and_nothing_goes_round_for_ever() -> None:
    early = moves(("A", "B", "2016-01-01"), ("B", "A", "1973-01-01"))
    assert present_codes(early)["A"] == "B"
    ring = moves(("A", "B", "2016-01-01"), ("B", "A", "2016-01-01"))
    assert present_codes(ring)["A"] in {"A", "B"}
