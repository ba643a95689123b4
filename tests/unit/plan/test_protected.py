"""Protected places in a plan: their names are masked like addresses, in texts and in short cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from redact.errors import DataMismatch, Missing
from redact.identity import ListedNames, name_forms
from redact.place import Jurisdiction
from redact.place.jurisdiction import SensitivePlaces
from redact.place.sensitive.merges import Merges, write_merges
from redact.place.sensitive.names import hash_names
from redact.place.sensitive.vault import Batch
from redact.plan.protected import protected_digest, protected_names
from redact.policy import policy_by_name

from .making import REMOVE, address_in, planned, tiny

HASHES = hash_names(bytes(range(32)), 1, name_forms("Rosa Haven"))
POLICY = policy_by_name("baseline")


def protecting(folder: Path, pairs: tuple[tuple[str, str], ...] = (("b-1", "b-2"),)) -> Jurisdiction:
    write_merges(folder / "joined.json", Merges("x", (Batch(1, 20, pairs),), HASHES))
    return Jurisdiction(path=folder / "jurisdiction.yaml", sensitive_places=SensitivePlaces(file="joined.json"))


def test_a_listed_name_stands_in_no_published_cell(tmp_path: Path) -> None:
    incidents = [
        {
            "event_id": f"25-{number:04}", "offense_code": "23F", "offense_text": "THEFT", "status": status,
            "occurred_at": "2025-01-09 11:00", "address": address_in(number % 8, number), "narrative": told,
        }
        for number, (status, told) in enumerate(
            [("OPEN", "bike taken in front of rosa haven"), ("TO ROSA HAVEN", "bike taken"), ("HAVEN", "bike taken")]
        )
    ]  # fmt: skip
    policy = tiny(tiers__0__cover=REMOVE, tiers__1__cover=REMOVE, tiers__4__narrative="standard")
    listed = protected_names(protecting(tmp_path), POLICY)
    plan = planned(tmp_path, {"incidents": incidents}, policy, keys={"event_id": "digits"}, listed=listed)
    shown = [plan.published("incidents", row) or {} for row in range(3)]
    assert [row["narrative"] for row in shown] == ["bike taken in front of [ADDRESS]", "bike taken", "bike taken"]
    assert [row["status"] for row in shown] == ["OPEN", "", "HAVEN"]


def test_the_names_come_from_the_jurisdictions_file(tmp_path: Path) -> None:
    assert protected_names(Jurisdiction(), POLICY) == ListedNames()
    assert protected_names(protecting(tmp_path), POLICY).stands_in("at Rosa Haven")


def test_fewer_decoys_than_the_policy_asks_for_stop(tmp_path: Path) -> None:
    assert POLICY.sensitive_places is not None
    more = POLICY.model_copy(update={"sensitive_places": POLICY.sensitive_places.model_copy(update={"decoys": 40})})
    with pytest.raises(DataMismatch, match="asks for 40 decoys for each protected place, and some have 20"):
        protected_names(protecting(tmp_path), more)


def test_the_digest_tells_one_file_from_another(tmp_path: Path) -> None:
    assert protected_digest(Jurisdiction()) == ""
    one = protected_digest(protecting(tmp_path))
    assert one == protected_digest(protecting(tmp_path))
    assert one != protected_digest(protecting(tmp_path, (("b-1", "b-3"),)))
    (tmp_path / "joined.json").unlink()
    with pytest.raises(Missing, match="the file of joined blocks is not there"):
        protected_digest(Jurisdiction(path=tmp_path / "x", sensitive_places=SensitivePlaces(file="joined.json")))
