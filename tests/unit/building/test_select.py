"""Communes by code and by name, as people write them; what is unknown is answered with what may be meant."""

import pandas as pd
import pytest

from sim.building.errors import BuildingError
from sim.building.names import communes_named, folded
from sim.building.nearby import Nearby, crow_kms, minutes_of, usual_roads
from sim.building.select import Asked, select
from sim.territory.travel import Point, crow_km

COMMUNES = pd.DataFrame(
    [
        (
            "33284",
            "Mios",
            "33",
            "243301504",
            "Communauté d'agglomération du Bassin d'Arcachon Nord",
            44.605,
            -0.94,
        ),
        (
            "33051",
            "Biganos",
            "33",
            "243301504",
            "Communauté d'agglomération du Bassin d'Arcachon Nord",
            44.644,
            -0.978,
        ),
        (
            "33448",
            "Saint-Médard-d'Eyrans",
            "33",
            "243301264",
            "Communauté de communes de Montesquieu",
            44.72,
            -0.52,
        ),
        (
            "86066",
            "Châtellerault",
            "86",
            "248600413",
            "Communauté d'agglomération Grand Châtellerault",
            46.82,
            0.54,
        ),
        ("93066", "Saint-Denis", "93", "200054781", "Métropole du Grand Paris", 48.93, 2.36),
        (
            "97411",
            "Saint-Denis",
            "974",
            "249740119",
            "Communauté intercommunale du Nord de la Réunion",
            -20.88,
            55.45,
        ),
        ("2A004", "Ajaccio", "2A", "242010056", "Communauté d'agglomération du Pays Ajaccien", 41.92, 8.74),
        ("75056", "Paris", "75", "200054781", "Métropole du Grand Paris", 48.86, 2.34),
        (
            "01004",
            "Ambérieu-en-Bugey",
            "01",
            "240100883",
            "Communauté de communes de la Plaine de l'Ain",
            45.96,
            5.36,
        ),
        (
            "33009",
            "Arcachon",
            "33",
            "243300563",
            "Communauté d'agglomération Bassin d'Arcachon Sud",
            float("nan"),
            -1.17,
        ),
    ],
    columns=["code", "name", "dep", "epci", "epci_name", "lat", "lon"],
).set_index("code")
NEARBY = Nearby(COMMUNES)


POSTCODES = pd.DataFrame(
    [("33284", "33380"), ("33051", "33380"), ("97411", "97400"), ("01004", "01500"), ("93066", "33448")],
    columns=["code", "postcode"],
)
NAMED, POSTED = communes_named(COMMUNES), communes_named(COMMUNES, POSTCODES)


def chosen(named=NAMED, **asked):
    return select(Asked(**asked), COMMUNES, NEARBY, named)


def refused(named=NAMED, **asked):
    with pytest.raises(BuildingError) as refusal:
        chosen(named, **asked)
    return str(refusal.value)


@pytest.mark.parametrize(
    "written",
    [
        "33448",
        "Saint-Médard-d'Eyrans",
        "saint médard d’eyrans",
        "ST MEDARD D EYRANS",
        "St-Medard-d'Eyrans",
        " Saint Medard d´Eyrans ",
    ],
)
def test_a_commune_is_found_however_it_is_written(written):
    assert chosen(communes=[written]) == ("33448",)


def test_ligatures_and_sainte():
    assert folded("Ste-Foy-l'Œuf") == folded("sainte foy l’oeuf")


@pytest.mark.parametrize(
    ("written", "code"), [("1004", "01004"), ("1004.0", "01004"), ("2a004", "2A004"), ("75101", "75056")]
)
def test_codes_as_spreadsheets_and_arrondissements_write_them(written, code):
    assert chosen(communes=[written]) == (code,)


def test_a_name_of_several_offers_each_with_its_department():
    said = refused(communes=["Saint-Denis"])
    assert "Saint-Denis (93066) in 93" in said and "Saint-Denis (97411) in 974" in said
    assert chosen(communes=["st denis (974)"]) == ("97411",)


def test_an_unknown_name_offers_what_is_near():
    said = refused(communes=["Bigannos"])
    assert "Biganos (33051)" in said and "Ajaccio" not in said


def test_a_postcode_is_no_insee_code_and_the_message_says_so():
    said = refused(communes=["33380"])  # the postcode of Mios
    assert "--communes 33380" in said and "an INSEE code is no postcode" in said
    assert "019HexaSmal.csv" in said  # the file that would tell whose it is


@pytest.mark.parametrize("option", ["communes", "around"])
@pytest.mark.parametrize(
    ("written", "offered"),
    [("33380", "Biganos (33051), Mios (33284)"), ("1500", "Ambérieu-en-Bugey (01004)")],
)
def test_a_postcode_offers_its_communes_where_a_file_tells_them(option, written, offered):
    asked = {"communes": [written]} if option == "communes" else {"around": written}
    assert f"--{option} {written}: this is the postcode of {offered};" in refused(POSTED, **asked)


def test_a_postcode_that_is_the_code_of_another_commune_is_not_taken_for_it():
    """Else a planner who writes a postcode builds the territory of a commune elsewhere, and sees no error."""
    said = refused(POSTED, communes=["33448"])
    assert "the postcode of Saint-Denis (93066), and the code of Saint-Médard-d'Eyrans" in said
    assert chosen(POSTED, communes=["Saint-Médard-d'Eyrans"]) == ("33448",)


def test_what_is_neither_code_nor_postcode_offers_a_code_near_it():
    said = refused(POSTED, communes=["33285"])
    assert "none this postcode" in said and "Mios (33284)" in said


@pytest.mark.parametrize(
    "written",
    [
        "248600413",
        "Grand Châtellerault",
        "grand chatellerault",
        "Communauté d’agglomération Grand Châtellerault",
    ],
)
def test_an_epci_by_code_or_by_its_name_without_what_all_begin_with(written):
    assert chosen(epcis=[written]) == ("86066",)


def test_unknown_epcis_offer_the_nearest():
    assert "Grand Châtellerault (248600413)" in refused(epcis=["Grand Chatelerault"])
    assert "Bassin d'Arcachon Nord (243301504)" in refused(epcis=["243301505"])


@pytest.mark.parametrize(("written", "codes"), [("33", 4), ("1", 1), ("2a", 1), ("974", 1)])
def test_departments_of_the_mainland_corsica_and_beyond_the_sea(written, codes):
    assert len(chosen(departments=[written])) == codes


def test_an_unknown_department_offers_known_ones():
    assert "--dep 20" in refused(departments=["20"]) and "2A" in refused(departments=["20"])


def test_around_a_commune_are_those_within_so_many_minutes_by_the_estimate_of_the_roads():
    assert chosen(around="Mios", minutes=15) == ("33051", "33284")
    assert chosen(around="Mios", minutes=5) == ("33284",)
    assert chosen(around="Mios", minutes=60) == ("33051", "33284", "33448")


def test_around_a_commune_without_a_place_is_refused():
    assert "Arcachon (33009)" in refused(around="Arcachon")


def test_several_ways_are_joined_and_nothing_is_refused():
    assert chosen(epcis=["248600413"], communes=["Mios", "33284"]) == ("33284", "86066")
    assert "--epci CODE" in refused()


def test_minutes_of_many_are_those_of_one_by_one():
    """The tree and the arrays say what sim.territory.travel says of each pair."""
    roads = usual_roads()
    placed = COMMUNES.dropna(subset=["lat"])
    for lat, lon in ((44.605, -0.94), (-20.88, 55.45)):
        kms = crow_kms(lat, lon, placed["lat"].to_numpy(), placed["lon"].to_numpy())
        one_by_one = [
            crow_km(Point(lat, lon, None), Point(*row, None))
            for row in placed[["lat", "lon"]].itertuples(index=False)
        ]
        assert kms == pytest.approx(one_by_one)
        assert minutes_of(kms, roads) == pytest.approx([roads.minutes(km) for km in one_by_one])


def test_the_tree_loses_nobody_at_the_edge():
    minutes = NEARBY.minutes(44.605, -0.94)
    edge = float(minutes["33448"])
    assert "33448" in NEARBY.within(edge, ["33284"]).index
    assert "33448" not in NEARBY.within(edge - 0.01, ["33284"]).index
