"""Communes that are no more have moved; those that stayed, and gave a part to another, have not."""

from pathlib import Path

from sim.france.detect import detect
from sim.france.files import opened
from sim.france.readers import READERS

OFFICIAL = (
    "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TNCC_AV,NCC_AV,NCCENR_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,TNCC_AP,NCC_AP,"
    "NCCENR_AP,LIBELLE_AP\r\n"
    # a name that changed, a commune that became part of another, and the other
    "10,2024-01-01,COM,86084,0,COULONGES,Coulonges,Coulonges,COM,86084,0,COULONGES LES HEROLLES,C,C\r\n"
    "32,2024-01-01,COM,86231,0,SAINT MACOUX,Saint-Macoux,Saint-Macoux,COMD,86231,0,SAINT MACOUX,S,S\r\n"
    "32,2024-01-01,COM,86231,0,SAINT MACOUX,Saint-Macoux,Saint-Macoux,COM,86247,0,SAINT SAVIOL,S,S\r\n"
    "32,2024-01-01,COM,86247,0,SAINT SAVIOL,Saint-Saviol,Saint-Saviol,COM,86247,0,SAINT SAVIOL,S,S\r\n"
    # a commune made again out of the one that it had been part of
    "21,2001-01-01,COM,86247,0,SAINT SAVIOL,S,S,COM,86999,0,AGAIN,Again,Again\r\n"
    "21,2001-01-01,COM,86247,0,SAINT SAVIOL,S,S,COM,86247,0,SAINT SAVIOL,S,S\r\n"
)


def test_only_communes_that_are_gone_have_moved(tmp_path: Path) -> None:
    (tmp_path / "v_mvt_commune_2024.csv").write_bytes(OFFICIAL.encode())
    with opened(tmp_path) as found:
        (reading,) = detect(found, READERS).readings()
    assert (reading.shape, reading.vintage, reading.lines, reading.used) == ("moves", "2024", 6, 1)
    assert reading.table.values.tolist() == [["86231", "86247", "2024-01-01"]]
