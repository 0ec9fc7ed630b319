"""The five answers above all: their numbers, their words of certainty, in both languages."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.reports.comparison.answers import Answers, answers
from sim.reports.comparison.compared import Row
from sim.reports.comparison.study import Study, make_study
from sim.reports.comparison.sure import Sure, how_sure
from sim.reports.reading.runs import read_runs
from sim.reports.words import words
from sim.reports.words.numbers import number, signed
from tests.unit.reports import synthetic
from tests.unit.reports.conftest import FIRST, LAST, Pair

EN, FR = words("en"), words("fr")
NAN = float("nan")
HAND_MADE = {  # indicator: unit, baseline, scenario, low and high of the difference
    "gps": ("heads", 3.0, 6.0, 3.0, 3.0),
    "gp_fte": ("full-time GPs", 2.9, 4.2, 1.25, 1.35),
    "without_mt": ("%", 12.2, 10.9, -2.2, -0.4),
    "delay_mean": ("days", 4.4, 4.1, -0.33, -0.27),
    "delay_p90": ("days", 14.5, 13.5, -2.5, 0.5),
    "ed_visits": ("visits", 2990.0, 2980.0, -30.0, 10.0),
    "ed_avoidable": ("visits", 1032.0, 1022.0, -30.0, 10.0),
    "cost_commune": ("€", 0.0, 280_000.0, 280_000.0, 280_000.0),
    "cost_insurance": ("€", 2_240_400.0, 2_243_100.0, 2_000.0, 3_400.0),
}
LATER = HAND_MADE | {"gps": ("heads", 0.9, 0.9, 0.0, 0.0), "without_mt": ("%", 15.5, 15.4, -0.8, 0.6)}

ALONE = (19, NAN, NAN, 1)  # degrees of freedom, no range: one world


def hand_made(pair_of_runs: list[Path], replications: int = 20) -> pd.DataFrame:
    """Mios in the first year and the last, the territory in the first; the last year comes first, as it does
    in comparisons.
    """
    rows = []
    for period, place, table in ((LAST, "33284", LATER), (FIRST, "33284", HAND_MADE), (FIRST, "*", LATER)):
        for name, (unit, before, after, low, high) in table.items():
            ends = (low, high) if replications > 1 else (NAN, NAN)
            ids = [folder.name for folder in reversed(pair_of_runs)]
            head = (*ids, "three", period, "three", "as_is", place, name, "all", unit)
            rows.append((*head, before, after, after - before, *ends, replications, *ALONE))
    return pd.DataFrame(rows, columns=list(synthetic.COLUMNS))


def told(folders: list[Path], comparison: pd.DataFrame, lang: str) -> Answers:
    (found,) = answers(make_study(read_runs(folders, {}), comparison, words(lang)))
    return found


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two runs whose outcomes count 10,000 residents of 17 and over in each commune and month."""
    root = tmp_path_factory.mktemp("counted")
    folders = [
        synthetic.write_run(root, name, name, doctors, replications=1, needs=3, indicators=["gps"])
        for name, doctors in (("as_is", 0), ("three", 3))
    ]
    for folder in folders:
        (file,) = (folder / "indicators.parquet").iterdir()
        table = pq.read_table(file)
        more = table.to_pandas().query("group == 'all'").assign(indicator="adults", unit="residents")
        both = pd.concat([table.to_pandas(), more.assign(value=10_000.0)]).astype(
            dict.fromkeys(("commune", "indicator", "group", "unit"), "category")
        )
        pq.write_table(pa.Table.from_pandas(both, preserve_index=False), file)
    return folders


@pytest.mark.parametrize(
    ("difference", "low", "high", "pairs", "expected"),
    [
        (-3.0, NAN, NAN, 1, Sure.SINGLE),
        (0.0, NAN, NAN, 1, Sure.SINGLE),
        (0.0, 0.0, 0.0, 20, Sure.SAME),
        (3.0, 3.0, 3.0, 4, Sure.FIXED),
        (-3.0, -6.1, 0.1, 20, Sure.CHANCE),
        (-3.0, -6.0, 0.0, 20, Sure.CHANCE),
        (-3.0, -5.9, -0.1, 20, Sure.SIGN),
        (3.0, 2.2, 3.8, 20, Sure.SIGN),
        (3.0, 2.3, 3.7, 20, Sure.SIZE),
        (3.0, 2.3, 3.7, 9, Sure.FEW),
        (3.0, 2.3, 3.7, 10, Sure.SIZE),
    ],
)
def test_certainty_follows_from_the_interval_and_the_replications(
    difference: float, low: float, high: float, pairs: int, expected: Sure
) -> None:
    assert how_sure(Row("without_mt", "%", 20.0, 20.0 + difference, difference, low, high, pairs)) is expected


def test_five_answers_in_french(counted: list[Path]) -> None:
    found = told(counted, hand_made(counted), "fr")
    assert (found.place, found.period) == (
        "Mios", "12 premiers mois après l’arrivée du dernier médecin du scénario, oct. 2025 – sept. 2026",
    )  # fmt: skip
    assert plain([f"{each.sentence} {each.sure}" for each in found.answers]) == [
        "On compte 6 médecins généralistes au lieu de 3, soit 4,2 équivalents temps plein au lieu de 2,9."
        " L’écart est fixé par le scénario, non par le hasard ; pour le deuxième chiffre, l’écart n’est pas"
        " dû au hasard et sa taille est connue avec précision.",
        "10,9 % des habitants de 17 ans et plus n’ont pas de médecin traitant au lieu de 12,2 %, soit environ"
        " 1 090 personnes au lieu de 1 220."
        " L’écart n’est pas dû au hasard, mais sa taille est moins sûre (−2,2 à −0,4 points).",
        "Qui obtient un rendez-vous attend 4,1 jours en moyenne au lieu de 4,4, et un patient sur dix plus de"
        " 13,5 jours au lieu de 14,5. L’écart n’est pas dû au hasard et sa taille est connue avec précision ;"
        " pour le deuxième chiffre, l’écart peut n’être dû qu’au hasard.",
        "On compte 2 980 passages aux urgences au lieu de 2 990, dont 1 022 évitables au lieu de 1 032."
        " L’écart peut n’être dû qu’au hasard (−30 à +10 passages).",
        "De janv. 2025 à sept. 2026, le coût est de 280 000 € pour la commune au lieu de 0 €, et de"
        " 2 243 000 € pour l’assurance maladie au lieu de 2 240 000 €. L’écart est fixé par le scénario,"
        " non par le hasard ; pour le deuxième chiffre, l’écart n’est pas dû au hasard, mais sa taille est"
        " moins sûre.",
    ]
    also = [plain([each.where, each.text, each.sure]) for each in found.answers[1].also]
    assert also == [
        ["2027", "15,4 % au lieu de 15,5 % (environ 1 540 personnes au lieu de 1 550)",
         "l’écart peut n’être dû qu’au hasard"],
        ["Ensemble du territoire, mêmes mois",
         "15,4 % au lieu de 15,5 % (environ 1 540 personnes au lieu de 1 550)",
         "l’écart peut n’être dû qu’au hasard"],
    ]  # fmt: skip
    assert plain([found.answers[0].also[0].text]) == [
        "0,9 médecin généraliste, comme dans la référence, soit 4,2 équivalents temps plein au lieu de 2,9"
    ]  # fmt: skip


def test_five_answers_in_english(counted: list[Path]) -> None:
    found = told(counted, hand_made(counted), "en")
    assert plain([f"{each.sentence} {each.sure}" for each in found.answers]) == [
        "There are 6 GPs in practice instead of 3, or 4.2 full-time GPs instead of 2.9."
        " Set by the scenario, not by chance; the second figure: the difference is not due to chance, and its"
        " size is known closely.",
        "10.9 % of residents of 17 and over have no médecin traitant instead of 12.2 %: about 1,090 people"
        " instead of 1,220. The difference is not due to chance, but its size is less sure (−2.2 to −0.4"
        " points).",
        "Those who get an appointment wait 4.1 days on average instead of 4.4, one in ten more than 13.5 days"
        " instead of 14.5. The difference is not due to chance, and its size is known closely; the second"
        " figure: perhaps chance alone.",
        "There are 2,980 visits to emergency departments instead of 2,990, of which 1,022 avoidable instead"
        " of 1,032. Perhaps chance alone (−30 to +10 visits).",
        "From Jan 2025 to Sep 2026 it costs the commune 280,000 € instead of 0 €, and health insurance"
        " 2,243,000 € instead of 2,240,000 €. Set by the scenario, not by chance; the second figure:"
        " the difference is not due to chance, but its size is less sure.",
    ]


def test_one_replication_says_so_plainly(counted: list[Path]) -> None:
    for lang, said in (("en", "One replication only"), ("fr", "Une seule réplication")):
        found = told(counted, hand_made(counted, replications=1), lang)
        assert all(each.sure.startswith(said) for each in found.answers)


def test_few_replications_only_seem_sure(counted: list[Path]) -> None:
    found = told(counted, hand_made(counted, replications=4), "fr")
    said = "L’écart n’est sans doute pas dû au hasard (−2,2 à −0,4 points)."
    assert plain([found.answers[1].sure]) == [said]


def test_people_are_told_only_where_the_outcomes_count_them(pair: Pair) -> None:
    found = told(pair.folders, hand_made(pair.folders), "en")
    assert plain([found.answers[1].sentence]) == [
        "10.9 % of residents of 17 and over have no médecin traitant instead of 12.2 %."
    ]


def test_what_is_not_compared_is_left_out(counted: list[Path]) -> None:
    comparison = hand_made(counted)
    some = comparison[~comparison["indicator"].isin(["delay_mean", "gp_fte"])]
    found = told(counted, some, "en")
    assert [each.name for each in found.answers] == ["doctors", "registered", "emergency", "cost"]
    assert plain([found.answers[0].sentence]) == ["There are 6 GPs in practice instead of 3."]


def test_a_clear_difference_is_never_rounded_away(counted: list[Path]) -> None:
    comparison = hand_made(counted)
    delay = comparison["indicator"] == "delay_mean"
    comparison.loc[delay, ["baseline_mean", "scenario_mean", "difference"]] = [4.03, 3.96, -0.07]
    comparison.loc[delay, ["low", "high"]] = [-0.08, -0.06]
    sentence = told(counted, comparison, "en").answers[2].sentence
    assert plain([sentence])[0].startswith(
        "Those who get an appointment wait 3.96 days on average instead of 4.03"
    )


def test_levels_have_no_more_digits_than_one_knows(counted: list[Path]) -> None:
    """Where three digits of the levels do not show a clear difference, the difference itself is told."""
    comparison = hand_made(counted)
    share = comparison["indicator"] == "without_mt"
    comparison.loc[share, ["baseline_mean", "scenario_mean", "difference"]] = [5.2112, 5.2136, 0.0024]
    comparison.loc[share, ["low", "high"]] = [0.0021, 0.0027]
    for lang, said in (
        ("en", "5.21 % of residents of 17 and over have no médecin traitant (+0.002 points beside"),
        ("fr", "5,21 % des habitants de 17 ans et plus n’ont pas de médecin traitant (+0,002 points par"),
    ):
        found = told(counted, comparison, lang).answers[1].sentence
        assert plain([found])[0].startswith(said)
        assert plain([found])[0].endswith(("about 520 people.", "environ 520 personnes."))


def test_each_of_several_scenarios_is_answered(sweep: Pair) -> None:
    study: Study = make_study(read_runs(sweep.folders, {}), sweep.comparison, EN)
    found = answers(study)
    assert [each.scenario for each in found] == [study.style(run).name for run in study.runs[1:]]


def test_a_run_by_itself_tells_its_levels(pair: Pair) -> None:
    """The first twelve months and the last ones; the levels are those of the stored months."""
    found = told(pair.folders[:1], pd.DataFrame(), "fr")
    assert found.period == "janv. 2025 – déc. 2025"
    frame = pd.read_parquet(pair.folders[0] / "indicators.parquet")
    gps = frame[(frame["indicator"] == "gps") & (frame["commune"] == "33284") & (frame["group"] == "all")]
    year = pd.to_datetime(gps["month"]).dt.year
    levels = [number(gps.loc[year == each, "value"].mean(), 1, FR) for each in (2025, 2027)]
    first = found.answers[0]
    assert f"On compte {levels[0]}\u00a0médecins" in first.sentence and "au lieu" not in first.sentence
    assert [each.where for each in first.also] == ["2027", "Ensemble du territoire, mêmes mois"]
    assert first.also[0].text.removesuffix("\u00a0médecins généralistes") in (levels[1], levels[1][:-2])
    assert {each.sure for each in found.answers} == {""}


def test_numbers_are_grouped_and_zero_has_no_sign() -> None:
    assert number(1234567.8, 0, EN) == "1,234,568"
    assert number(-1234.5, 1, EN) == "−1,234.5"
    assert (signed(-0.04, 1, EN), signed(0.04, 1, EN), signed(2.0, 0, EN)) == ("0.0", "0.0", "+2")
    assert number(NAN, 1, EN) == number(None, 1, EN) == "–"


def plain(texts: list[str]) -> list[str]:
    """With ordinary spaces."""
    return [text.replace("\u00a0", " ").replace("\u202f", " ") for text in texts]
