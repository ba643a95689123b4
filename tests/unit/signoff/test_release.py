"""Real records come out when all hold: signatures, notice, its days, no objection, a second person's approval."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from .conftest import Command, Ended, edit, sign
from .test_signatures import PROTECTS, refused

Later = Callable[[int], None]
PREVIEW = ("preview", "-o", "plan", "--as-of", "2025-06-01", "--by", "Bo Lind")


@pytest.fixture
def plan(redact: Command, agreed: None) -> Path:
    ended = redact(*PREVIEW)
    assert ended.code == 0, ended.err
    return Path("plan")


def release(redact: Command) -> Ended:
    return redact("release", "plan")


def ready(redact: Command, later: Later) -> None:
    """Notice is given and over, and Cy has approved."""
    assert redact("notice", "plan").code == 0
    assert redact("approve", "plan", "--by", "Cy Marsh").code == 0
    later(5)


@pytest.mark.usefixtures("plan")
def test_a_release_from_signature_to_public_page(redact: Command, later: Later) -> None:
    refused(
        release(redact),
        "the victim advocate has not been told of this plan (redact notice PLAN)",
        "no second person has approved this plan",
    )
    report = Path("plan/report.html").read_text(encoding="utf-8")
    assert "The victim advocate has not been told of this plan (redact notice PLAN), and 5 days must pass" in report
    assert "Safe Harbor" in report
    assert not [name for name in ("Quist", "Lind") if name in report]
    told = redact("notice", "plan")
    assert told.code == 0, told.err
    page = Path("plan/notice.html").read_text(encoding="utf-8")
    assert "This is the first release" in page
    assert "Ada Quist" in page
    refused(redact("approve", "plan", "--by", "bo  LIND"), "bo  LIND has made this plan")
    assert redact("approve", "plan", "--by", "Cy Marsh").code == 0
    early = release(redact)
    refused(early, "with 5 days' notice this plan can come out from")
    assert "approved" not in early.err
    assert not list(Path("releases").glob("*"))
    later(4)
    refused(release(redact), "with 5 days' notice")
    later(5)
    ended = release(redact)
    assert ended.code == 0, ended.err
    assert "the ledger was never copied:  redact ledger backup --to FOLDER" in ended.err
    if os.name == "posix":
        about_people = (*Path("private").rglob("*"), Path("plan"), *Path("plan").rglob("*"))
        assert not [str(path) for path in about_people if path.stat().st_mode & 0o077]
    (folder,) = Path("releases").glob("*/")
    words = redact("policy", "verify").out.splitlines()[0].removeprefix("six words").strip()
    statement = json.loads((folder / "statement.json").read_text(encoding="utf-8"))["predicate"]
    assert statement["agreed_by"] == [
        {"role": "release officer", "organisation": "Smallville Police Department", "signed": "key"},
        {"role": "victim advocate", "organisation": "Safe Harbor", "signed": "key"},
    ]
    assert statement["receipt"] == words
    assert words in (folder / "protection.html").read_text(encoding="utf-8")
    public = "".join(path.read_bytes().decode(errors="replace") for path in folder.rglob("*.*"))
    assert not [name for name in ("Quist", "Lind", "Marsh", "Witness") if name in public]
    assert redact("check", folder).code == 0


@pytest.mark.usefixtures("plan")
def test_an_objection_stops_everything_but_a_draft(redact: Command, later: Later, keys: Mapping[str, Path]) -> None:
    ready(redact, later)
    said = redact("object", "--by", "Ada Quist", "--because", "a shelter moved")
    assert said.code == 0
    number = said.out.split()[1].rstrip(":")
    stopped = release(redact)
    refused(stopped, f"Ada Quist has said stop (objection {number}")
    assert "shelter" not in stopped.err
    refused(redact("counts", "plan", "--out", "numbers"), "Ada Quist has said stop")
    assert redact("release", "plan", "--draft").code == 0
    lift = ("object", "--lift", number, "--by")
    refused(redact(*lift, "Bo Lind", "--key", keys["bo"]), "only Ada Quist can lift it")
    refused(redact(*lift, "Ada Quist", "--key", keys["bo"]), "this is not a key of Ada Quist that counts today")
    assert redact(*lift, "Ada Quist").code == 2
    assert release(redact).code == 12
    assert redact(*lift, "Ada Quist", "--key", keys["ada"]).code == 0
    assert release(redact).code == 0


@pytest.mark.usefixtures("plan")
def test_a_withdrawn_signature_stops_until_the_same_person_signs_again(
    redact: Command, later: Later, keys: Mapping[str, Path]
) -> None:
    ready(redact, later)
    assert redact("withdraw", "--by", "Nobody").code == 2
    (path,) = Path("signers/agreements").glob("*/ada-quist.json")
    text = path.read_text(encoding="utf-8")
    path.unlink()
    assert "withdrawn 0 signatures" in redact("withdraw", "--by", "Ada Quist").out, (
        "hidden, and taken back all the same"
    )
    path.write_text(text, encoding="utf-8")
    refused(release(redact), "Ada Quist has withdrawn the signature")
    assert "withdrawn 1 signature" in redact("withdraw", "--by", "Ada Quist").out
    path.unlink()
    refused(redact("policy", "verify"), "Ada Quist has withdrawn the signature", "Missing: victim advocate")
    path.write_text(text, encoding="utf-8")
    refused(redact("policy", "verify"), "Missing: victim advocate")
    assert redact("release", "plan", "--draft").code == 0
    assert sign(redact, "Ada Quist", keys["ada"]).code == 0
    assert release(redact).code == 0


@pytest.mark.usefixtures("plan")
def test_another_preview_needs_another_notice_and_approval(redact: Command, later: Later) -> None:
    ready(redact, later)
    assert redact(*PREVIEW).code == 0
    refused(release(redact), "has not been told of this plan", "no second person has approved this plan")


ADDED = {
    "a code that protects": ("ours.csv", "our list\n", PROTECTS, "1 code was added that protects"),
    "a higher floor": ("policy.yaml", "min_households: 500", "min_households: 600", "It was &#39;500&#39;"),
}


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("what", ADDED)
def test_an_addition_reaches_the_signers_with_the_notice_and_lapses(
    redact: Command, later: Later, keys: Mapping[str, Path], what: str
) -> None:
    file, old, new, told = ADDED[what]
    edit(file, old, new)
    assert redact(*PREVIEW).code == 0
    refused(release(redact), "what was added since the signatures has not been told to the signers")
    assert redact("notice", "plan").code == 0
    page = Path("plan/notice.html").read_text(encoding="utf-8")
    assert "was made to protect more, and no less" in page
    assert told in page
    assert redact("approve", "plan", "--by", "Cy Marsh").code == 0
    assert "holds until" in redact("policy", "verify").out
    later(90)
    assert redact("policy", "verify").code == 0
    later(91)
    refused(redact("policy", "verify"), "what was added since the signatures has lapsed")
    refused(release(redact), "what was added since the signatures has lapsed")
    for name, key in (("Ada Quist", "ada"), ("Bo Lind", "bo")):
        sign(redact, name, keys[key])
    assert redact("policy", "verify").code == 0
    assert release(redact).code == 0


@pytest.mark.usefixtures("plan")
def test_who_answered_a_question_cannot_approve(redact: Command) -> None:
    from redact.plan.folder import Plan
    from redact.plan.items import Answer, add_answer

    add_answer(Plan.open(Path("plan")).folder, Answer("x", True, (), None, "Cy Marsh", "because"))
    refused(redact("approve", "plan", "--by", "cy marsh"), "cy marsh has made this plan or answered questions in it")
    assert redact("approve", "plan", "--by", "Dee Olm").code == 0


@pytest.mark.usefixtures("agreed")
def test_a_preview_without_ssh_keygen_says_so_in_its_report(redact: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert redact(*PREVIEW).code == 0
    report = Path("plan/report.html").read_text(encoding="utf-8")
    assert "Who has agreed cannot be looked at: ssh-keygen is not there" in report


def test_nobody_knows_who_previewed(redact: Command, agreed: None) -> None:
    from datetime import date

    from redact.pipeline import preview
    from redact.project import load_project

    preview(load_project("redact.yaml"), out=Path("plan"), as_of=date(2025, 6, 1))
    refused(redact("approve", "plan", "--by", "Cy Marsh"), "nobody knows who made this plan")


def test_the_policy_lets_nobody_stop(redact: Command, agreed: None) -> None:
    edit("policy.yaml", "days: 5}", "days: 5, can_stop: false}")
    ended = redact("object", "--by", "Ada Quist", "--because", "no")
    assert (ended.code, ended.first) == (2, "redact: under this policy nobody can stop a release (notice: can_stop)")
    assert redact("object", "--by", "Ada Quist").code == 2
