"""The hand-labelled sets in ../shared/data: what must be found, and what must not be flagged."""

import csv
import json
from pathlib import Path

import pytest

from redact.classify import Classifier, load_tables, offense_text
from redact.policy import policy_by_name
from redact.records.card import card_by_name
from redact.records.source import open_source
from redact.vocabulary import Strength
from tests.unit.classify.test_classifier import assess, classes

DATA = Path(__file__).parents[4] / "shared" / "data"
SYSTEMS = {
    "chicago_iucr": "chicago_iucr",
    "nibrs": "nibrs",
    "denver": "denver",
    "boston": "boston",
    "san_francisco": "sf_2016",
}


@pytest.fixture(scope="module")
def gold() -> list[dict[str, str]]:
    path = DATA / "offense_gold" / "dev.csv"
    if not path.is_file():
        pytest.skip(f"the hand-labelled offence texts are not here: {path}")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_text_alone(gold: list[dict[str, str]]) -> None:
    shown = {
        row["text"]: {
            n for r in offense_text.read(row["text"]).rules if r.strength is Strength.SHOWS for n in r.classes
        }
        for row in gold
    }
    yes = [row for row in gold if row["sensitive"] == "yes"]
    no = [row for row in gold if row["sensitive"] == "no"]
    assert sum(bool(shown[row["text"]]) for row in yes) >= 0.97 * len(yes)
    assert sum(set(row["classes"].split(";")) <= shown[row["text"]] for row in yes) >= 0.94 * len(yes)
    assert sum(bool(shown[row["text"]]) for row in no) <= 0.01 * len(no)


@pytest.mark.parametrize("source", [*SYSTEMS, "california_doj"])
def test_code_and_text(gold: list[dict[str, str]], source: str) -> None:
    own = [row for row in gold if row["source"] == source]
    columns = {"offense_code": [row["code"].split("|")[0] for row in own], "offense_text": [row["text"] for row in own]}
    found = assess(columns, (SYSTEMS[source],) if source in SYSTEMS else ())
    missed = [
        row["text"]
        for row, mask in zip(own, found.shows, strict=True)
        if row["sensitive"] == "yes" and not set(row["classes"].split(";")) <= classes(int(mask))
    ]
    flagged = [row["text"] for row, mask in zip(own, found.shows, strict=True) if row["sensitive"] == "no" and mask]
    left_open = [
        bool(m) and not s
        for row, s, m in zip(own, found.shows, found.may, strict=True)
        if row["sensitive"] == "context"
    ]
    assert len(missed) <= 0.03 * len(own)
    assert len(flagged) <= 0.01 * len(own)
    assert sum(left_open) >= 0.9 * len(left_open)


def test_narratives() -> None:
    path = DATA / "narratives_a" / "narratives.jsonl"
    if not path.is_file():
        pytest.skip(f"the hand-written narratives are not here: {path}")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    names = ("offense_code", "offense_text", "victim_age", "relationship", "domestic_flag", "narrative")
    found = assess({name: [row[name] for row in rows] for name in names})
    right = [
        bool(classes(int(mask)) & set(row["sensitive"]))
        for row, mask in zip(rows, found.shows, strict=True)
        if row["sensitive"]
    ]
    false = [bool(mask) for row, mask in zip(rows, found.shows, strict=True) if not row["sensitive"]]
    assert sum(right) >= 0.97 * len(right)
    assert sum(false) <= 0.05 * len(false)


@pytest.mark.parametrize(
    ("card", "file"),
    [
        ("chicago_2014", "chicago_crimes_2014/chicago_crimes_2014_03_04.csv"),
        ("boston_2021", "boston_crime/boston_crime_2021.csv"),
        ("san_francisco_2016", "sf_police_2016/sf_police_2016_truncated.csv"),
        ("baltimore_calls", "baltimore_multi/baltimore_cfs_2020.csv"),
        ("baltimore_arrests", "baltimore_multi/baltimore_arrests.csv"),
        ("baltimore_incidents", "baltimore_multi/baltimore_part1_crime.csv"),
        ("vancouver_2020", "vancouver_crimes_2020/vancouver_crimes_2020.csv"),
    ],
)
def test_every_offence_of_a_city_is_known(card: str, file: str) -> None:
    path = DATA / "incidents" / file
    if not path.is_file():
        pytest.skip(f"the city's file is not here: {path}")
    policy, known = policy_by_name("baseline"), card_by_name(card)
    source = open_source([path], known)
    judge = Classifier(
        policy, known, source.fields, load_tables(tuple(dict.fromkeys((*policy.classify.codes, *known.codes))))
    )
    for batch in source.batches():
        assessed = judge.assess(batch)
        assert not (assessed.unknown & (batch.faults == 0)).any()
