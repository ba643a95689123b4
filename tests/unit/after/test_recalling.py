"""A recalled release is named by nothing that redact writes, and is forgotten by nothing that it knows."""

from __future__ import annotations

import hashlib
import json

import pytest

from redact.after.recalling import recall
from redact.errors import RedactError, UsageError
from redact.ledger import Kind, State

from .conftest import FIRST, SECOND, Department

SAID = {"by": "Ada Quist", "why": "a street was wrong"}


def latest(department: Department) -> dict[str, object]:
    found: dict[str, object] = json.loads((department.output / "latest.json").read_text("utf-8"))
    return found


def test_the_one_before_is_the_latest(department: Department) -> None:
    made = recall(department.ledger, SECOND, **SAID)
    assert (made.release, made.latest, made.again) == (SECOND, FIRST, False)
    statement = department.output / FIRST / "statement.json"
    assert latest(department) == {
        "release": FIRST, "as_of": FIRST[:10], "synthetic": True, "draft": False, "tool": "redact", "folder": FIRST,
        "statement": {"path": f"{FIRST}/statement.json", "sha256": hashlib.sha256(statement.read_bytes()).hexdigest()},
    }  # fmt: skip
    assert department.ledger.release(SECOND).state is State.RECALLED
    (step,) = (step for step in department.ledger.steps() if step.kind is Kind.RECALL)
    assert (step.about, step.content) == (SECOND, SAID)
    assert (department.output / SECOND).is_dir()


def test_an_older_one_leaves_the_latest_as_it_is(department: Department) -> None:
    before = (department.output / "latest.json").read_bytes()
    assert recall(department.ledger, FIRST, **SAID).latest == SECOND
    assert (department.output / "latest.json").read_bytes() == before


def test_without_any_left_there_is_no_latest(department: Department) -> None:
    recall(department.ledger, SECOND, **SAID)
    assert recall(department.ledger, FIRST, **SAID).latest is None
    assert not (department.output / "latest.json").exists()


def test_what_was_interrupted_is_finished_by_running_it_again(department: Department) -> None:
    department.ledger.recalled(SECOND)
    made = recall(department.ledger, SECOND, **SAID)
    assert (made.again, made.latest) == (True, FIRST)
    assert latest(department)["folder"] == FIRST


def test_a_release_whose_folder_is_gone_is_not_the_latest(department: Department) -> None:
    (department.output / FIRST / "statement.json").unlink()
    with pytest.raises(RedactError, match=r"latest\.json cannot name it"):
        recall(department.ledger, SECOND, **SAID)
    (department.output / FIRST).rmdir()
    assert recall(department.ledger, SECOND, **SAID).latest is None


def test_what_the_public_has_seen_is_still_known(department: Department) -> None:
    recall(department.ledger, SECOND, **SAID)
    published = department.finder().find(["24-001234"])[0].published
    assert {each.release: each.recalled for each in published} == {FIRST: False, SECOND: True}


@pytest.mark.parametrize(("release", "words"), [("2026-09-09-zzzzzz", "no release of this name"), ("draft", "drafted")])
def test_only_what_is_published_can_be_taken_back(department: Department, release: str, words: str) -> None:
    department.ledger.drafted("draft", folder=department.output / "draft", nonce="44")
    with pytest.raises(UsageError, match=words):
        recall(department.ledger, release, **SAID)


def test_who_and_why_must_be_said(department: Department) -> None:
    with pytest.raises(UsageError, match="who takes it back, and why"):
        recall(department.ledger, SECOND, by="Ada Quist", why=" ")
    assert department.ledger.release(SECOND).state is State.PUBLISHED
