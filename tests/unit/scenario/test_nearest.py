"""What messages offer in place of a name that there is not."""

from sim.schema.nearest import by_nearness, nearest, some_of

DOCTORS = [*(f"andernos_les_bains_{n}" for n in range(1, 12)), "mios_1", "mios_2", "salles_1"]


def test_close_names_are_offered():
    assert nearest("instal", ["install", "retire"]) == "did you mean install?"
    assert nearest("instal", ["install"], "list") == "did you mean install? `list` lists all"


def test_few_names_are_all_there_in_order():
    assert nearest("x", ["b", "a", "c"]) == "known: a, b, c"
    assert nearest("x", []) == "there is none"


def test_many_are_cut_with_their_number_and_the_command_that_lists_them():
    names = [f"n{letter}" for letter in "abcdefghijkl"]
    assert nearest("", names).startswith("known: na, nb, ") and nearest("", names).endswith("nh and 4 more")
    assert nearest("", names, "premier-recours measures").endswith(
        " and 4 more (`premier-recours measures` lists them)"
    )
    assert some_of(names[:8]) == ", ".join(names[:8])


def test_those_with_a_part_in_common_come_first():
    assert by_nearness("le remplaçant de mios", DOCTORS)[:2] == ["mios_1", "mios_2"]


def test_those_of_the_place_that_stands_beside_come_first():
    """A successor who is nobody, for a doctor of Salles."""
    assert by_nearness("nobody", DOCTORS, ["salles_4"])[0] == "salles_1"


def test_else_those_that_are_written_alike():
    names = [
        "delegate",
        "install",
        "market",
        "obligation",
        "offer_posts",
        "retire",
        "stand_in",
        "turnover",
        "zz",
    ]
    assert by_nearness("stand", names)[0] == "stand_in"
