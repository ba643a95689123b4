"""The content of each row as its treatment shows it: columns with actions, officers, narratives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from redact.plan.treat import coarser
from redact.records.batch import Fault

from .making import REMOVE, Planned, address_in, planned, tiny

BARE = {"tiers__0__cover": REMOVE, "tiers__1__cover": REMOVE}
TOLD = {**BARE, "tiers__4__narrative": "standard"}


def record(number: int, **more: str) -> dict[str, str]:
    return {
        "event_id": f"25-{number:04}", "offense_code": "23F", "offense_text": "THEFT", "status": "OPEN",
        "occurred_at": "2025-01-09 11:00", "address": address_in(number % 8, number),
        "victim_name": f"Qvist{'abcdefgh'[number % 8]}son, Una",
    } | more  # fmt: skip


def plan_of(tmp_path: Path, incidents: list[dict[str, str]], words: dict[str, Any], **card: Any) -> Planned:
    return planned(tmp_path, {"incidents": incidents}, tiny(**words), keys={"event_id": "digits"}, **card)


def cell_of(plan: Planned, row: int, name: str, dataset: str = "incidents") -> str:
    found = plan.published(dataset, row)
    assert found is not None
    return found[name]


# --- columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "cells", "shown"),
    [
        ("keep", ["34", "BLUE"], ["34", "BLUE"]),
        ("by tier", ["34", "BLUE"], ["34", "BLUE"]),
        ("bands of 10", ["34", "1,205", "-3", "BLUE", ""], ["30-39", "1200-1209", "-10--1", "", ""]),
        ("bands of 25", ["34.9", "0"], ["25-49", "0-24"]),
        ("year", ["03/12/2008", "2008-03-12", "20080312", "12/3/08", "x"], ["2008", "2008", "2008", "", ""]),
    ],
)
def test_what_is_done_with_a_plain_column(tmp_path: Path, action: str, cells: list[str], shown: list[str]) -> None:
    incidents = [record(at, disposition=cell) for at, cell in enumerate(cells)]
    plan = plan_of(tmp_path, incidents, {**BARE, "columns__disposition": action})
    assert [cell_of(plan, at, "disposition") for at in range(len(cells))] == shown


@pytest.mark.parametrize(("cell", "shown"), [("1e9", ""), ("12 34", ""), ("9" * 20, ""), ("10", "10-19")])
def test_only_plain_numbers_have_bands(cell: str, shown: str) -> None:
    assert coarser(cell, "bands of 10") == shown


def test_a_column_that_is_removed_is_not_in_the_file(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [record(1, disposition="BLUE")], {**BARE, "columns__disposition": "remove"})
    assert "disposition" not in plan.staged("incidents")[0]


def test_an_officers_birth_is_shown_nowhere(tmp_path: Path) -> None:
    incidents = [record(n, officer_name="Lee, Ann", officer_dob="03/12/1980", officer_race="W") for n in range(1, 4)]
    (row, *_) = plan_of(tmp_path, incidents, BARE).staged("incidents")
    assert row["officer_name"] == "Lee, Ann"
    assert row["officer_race"] == "W"
    assert "officer_dob" not in row


def test_a_batch_of_which_nothing_is_published(tmp_path: Path) -> None:
    incidents = [record(n, offense_code="11A", narrative="text") for n in range(1, 4)]
    assert plan_of(tmp_path, incidents, TOLD).staged("incidents") == []


# --- narratives ------------------------------------------------------------------------------------------------------


def told(tmp_path: Path, narrative: str, row: dict[str, str] | None = None, **words: Any) -> str:
    """A narrative as published."""
    incidents = [record(1, narrative=narrative, **(row or {})), record(2, narrative="Nothing further.")]
    return cell_of(plan_of(tmp_path, incidents, {**TOLD, **words}), 0, "narrative")


def test_a_narrative_loses_the_people_of_its_row(tmp_path: Path) -> None:
    text = told(tmp_path, "Una Qvistbson said her bike was gone. Call Qvistbson at 515-555-0199.")
    assert "Qvistbson" not in text
    assert "0199" not in text
    assert "bike was gone" in text


def test_a_narrative_loses_the_people_of_linked_records(tmp_path: Path) -> None:
    incidents = [record(n, narrative="Seen with Zwyckerling near the shop.") for n in range(1, 3)]
    arrests = [{"event_id": "2025000001", "offense_text": "THEFT", "occurred_at": "2025-01-10 12:00",
                "address": address_in(0), "subject_name": "Zwyckerling, Olof"}]  # fmt: skip
    plan = planned(tmp_path, {"incidents": incidents, "arrests": arrests}, tiny(**TOLD), keys={"event_id": "digits"})
    assert "wyckerling" not in cell_of(plan, 0, "narrative").casefold()


def test_an_officer_who_is_a_party_is_named_in_no_text(tmp_path: Path) -> None:
    """Also where a text has the surname alone, in an event of somebody else and without a column for him."""
    told = "Ofc. {} took the report. Officer Vasquez drove. The bike was gone."
    incidents = [record(n, officer_name="Lee, Ann", narrative=told.format("Steinmetz")) for n in range(1, 4)]
    incidents[1] |= {"officer_name": "Steinmetz, Rolf", "narrative": told.format("Rolf Steinmetz")}
    for name, party, kept in (("a", "", 1), ("b", "STEINMETZ, ROLF", 0)):
        incidents[2]["witness_name"] = party
        plan = plan_of(tmp_path / name, incidents, TOLD)
        texts = [cell_of(plan, row, "narrative") for row in range(3)]
        assert [text.count("Steinmetz") for text in texts] == [kept] * 3
        assert all("Vasquez" in text and "bike was gone" in text for text in texts)
        assert all(("Rolf" in text) == (kept == 1 and row == 1) for row, text in enumerate(texts))


def test_only_the_rows_own_published_block_stands_in_its_narrative(tmp_path: Path) -> None:
    narrative = "At 251 W ELM ST a bike was taken and left at 1234 N BIRCH AVE."
    text = told(tmp_path, narrative, {"address": "251 W ELM ST"})
    assert "200 BLOCK W ELM ST" in text
    assert "251" not in text
    assert "BIRCH" not in text


def test_a_time_in_a_narrative_obeys_the_tier(tmp_path: Path) -> None:
    text = told(tmp_path, "On 01/09/2025 at 1134 hours a bike was taken.")
    assert "01/09/2025" not in text


def test_a_tier_that_removes_narratives_shows_none(tmp_path: Path) -> None:
    incidents = [record(1, narrative="A bike was taken."), record(2, offense_code="13A", narrative="Two men fought.")]
    plan = plan_of(tmp_path, incidents, TOLD)
    assert cell_of(plan, 0, "narrative") == "A bike was taken."
    assert cell_of(plan, 1, "narrative") == "", "the careful tier"


def test_a_narrative_that_cannot_be_checked_holds_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from redact.identity import Redaction
    from redact.identity.redactor import Redactor

    def hold(self: Redactor, texts: list[str], *_: Any, **__: Any) -> list[Redaction]:
        return [Redaction(None, (), "broken" in text, "") if "broken" in text else Redaction(text, (), False, "")
                for text in texts]  # fmt: skip

    monkeypatch.setattr(Redactor, "redact", hold)
    incidents = [record(1, narrative="broken"), record(2, narrative="whole")]
    plan = plan_of(tmp_path, incidents, TOLD)
    assert plan.published("incidents", 0) is None
    assert plan.built.rows.fault.tolist() == [Fault.UNREADABLE_TEXT, Fault.NONE]
    assert plan.summary["reasons"] == {"incidents": {"fault": 1}}
    assert cell_of(plan, 1, "narrative") == "whole"
