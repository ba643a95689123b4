"""Rows of one file together with the other records of their event: what `redact classify` prints."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from redact.links.within import LINKED, Classified, classify_file
from redact.policy import Policy
from redact.records.card import Card
from redact.records.source import open_source
from redact.vocabulary import Kind
from tests.unit.classify.test_classifier import CHILD, PARTNER, POLICY, SEXUAL, TRAFFICKING, changed


def classified(folder: Path, rows: Mapping[str, list[str]], policy: Policy = POLICY, **card: object) -> Classified:
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows)
        writer.writerows(zip(*rows.values(), strict=True))
    made = Card("test", Kind.INCIDENTS, {name: name for name in rows}, **card)  # type: ignore[arg-type]
    return classify_file(open_source([path], made), policy)


def test_a_row_as_it_is_printed(tmp_path: Path) -> None:
    found = classified(tmp_path, {"offense_code": ["11A", "290", "QX9"]})
    printed = list(found.rows())
    assert printed[0] == {
        "row": 0,
        "classes": [SEXUAL],
        "tier": "withheld",
        "held": False,
        "evidence": [
            {
                "source": "codes",
                "class": SEXUAL,
                "rule": "nibrs 11A",
                "column": "offense_code",
                "says": "NIBRS 11A: Rape.",
            }
        ],
    }
    assert (printed[1]["classes"], printed[1]["tier"]) == ([], "persons")
    assert printed[2]["held"] is True


DOUBT = {"offense_code": ["", "13B"], "offense_text": ["WELFARE CHECK", ""], "relationship": ["", ""]}
"""A text that leaves a class open; a crime against a person of which nobody knows who did it."""


@pytest.mark.parametrize(
    ("setting", "tiers", "held"),
    [
        ("pass", ["other", "persons"], [False, False]),
        ("persons", ["persons", "persons"], [False, False]),
        ("protect", ["protected", "protected"], [False, False]),
        ("hold", ["other", "persons"], [True, True]),
    ],
)
def test_doubt_is_printed_as_a_plan_treats_it(tmp_path: Path, setting: str, tiers: list[str], held: list[bool]) -> None:
    printed = list(classified(tmp_path, DOUBT, changed(may_evidence=setting)).rows())
    assert [row["tier"] for row in printed] == tiers
    assert [row["held"] for row in printed] == held


def test_an_unknown_code_is_held_or_protected(tmp_path: Path) -> None:
    for setting, tier, held in (("hold", "other", True), ("protect", "protected", False)):
        printed = classified(tmp_path, {"offense_code": ["QX9"]}, changed(unknown_code=setting)).row(0)
        assert (printed["tier"], printed["held"]) == (tier, held)


THREE = {
    "incident_id": ["1", "1", "2", "1"],
    "offense_text": ["SIMPLE ASSAULT", "RAPE", "THEFT", "DOMESTIC BATTERY"],
}


def test_what_one_row_of_an_event_shows_counts_for_all_and_says_from_where(tmp_path: Path) -> None:
    found = classified(tmp_path, THREE)
    first, second, other, last = found.rows()
    assert set(first["classes"]) == {SEXUAL, PARTNER, "family_violence"}
    assert [row["tier"] for row in (first, second, last)] == ["withheld"] * 3
    assert (other["classes"], other["tier"]) == ([], "other")
    linked = {entry["class"]: entry for entry in first["evidence"] if entry["source"] == LINKED}
    assert {name: entry["from_row"] for name, entry in linked.items()} == {SEXUAL: 1, PARTNER: 3, "family_violence": 3}
    assert linked[SEXUAL]["rule"] == "text: sexual assault"
    assert all("may" not in entry for entry in linked.values())


def test_without_linked_records_every_row_stands_alone(tmp_path: Path) -> None:
    found = classified(tmp_path, THREE, changed(sources=("offense_text",)))
    assert next(found.rows())["classes"] == []


def test_a_contradiction_is_told_and_held_only_where_the_policy_says_so(tmp_path: Path) -> None:
    rows = {"offense_text": ["DOMESTIC BATTERY"], "domestic_flag": ["N"]}
    printed = classified(tmp_path, rows).row(0)
    assert printed["conflict"] == ["The domestic flag says no, and other evidence shows violence at home."]
    assert (printed["tier"], printed["held"]) == ("protected", False)
    assert classified(tmp_path, rows, changed(conflict="hold")).row(0)["held"] is True


def test_the_table_tells_what_one_source_alone_revealed(tmp_path: Path) -> None:
    found = classified(
        tmp_path,
        {
            "incident_id": ["1", "2", "3", "3", "4"],
            "offense_text": ["THEFT", "DOMESTIC BATTERY", "THEFT", "CHILD ABUSE", "PROSTITUTION"],
            "domestic_flag": ["Y", "Y", "", "", ""],
        },
    )
    tables = {tally.name: tally for tally in found.summary()}
    partner = tables[PARTNER]
    assert (partner.rows, partner.by_source, partner.only) == (2, {"flags": 2, "offense_text": 1}, {"flags": 1})
    assert tables[CHILD].by_source == {"offense_text": 1, LINKED: 1}
    assert tables[CHILD].only == {"offense_text": 1, LINKED: 1}
    assert tables[TRAFFICKING].rows == 0, "taken in for safety: never counted as the class"
    assert sum(found.tiers().values()) == 5
    assert found.tiers()["withheld"] == 3


def test_a_file_without_rows(tmp_path: Path) -> None:
    found = classified(tmp_path, {"offense_text": []})
    assert (len(found), list(found.rows()), found.tiers()) == (0, [], {})
