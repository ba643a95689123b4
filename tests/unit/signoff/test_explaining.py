"""The explanation shows a project's real sign-off without anybody's name, and signing names what was read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from .conftest import Command, edit, sign
from .test_signatures import PROTECTS, refused, signature_of

PREVIEW = ("preview", "-o", "plan", "--as-of", "2025-06-01", "--by", "Bo Lind")


def explained(redact: Command, *more: str) -> str:
    ended = redact("policy", "explain", *more, "--project", "redact.yaml")
    assert ended.code == 0, ended.err
    assert not [name for name in ("Ada", "Quist", "Bo Lind", "Cy Marsh") if name in ended.out]
    return " ".join(ended.out.split())


@pytest.mark.usefixtures("listed")
def test_it_says_who_has_signed_and_who_is_missing(redact: Command, keys: Mapping[str, Path]) -> None:
    assert "Nobody has signed yet. - Still to sign: victim advocate and release officer." in explained(redact)
    words = sign(redact, "Ada Quist", keys["ada"]).out.strip()
    said = explained(redact)
    assert "Signed: victim advocate, Safe Harbor, 20" in said
    assert "Still to sign: release officer." in said
    assert f"Receipt words: {words}." in said
    assert "It holds until" not in said
    assert "This is the first version." in said


@pytest.mark.usefixtures("agreed")
def test_it_says_what_changed_since_it_was_last_signed(redact: Command, keys: Mapping[str, Path]) -> None:
    assert "It holds until" in explained(redact)
    edit("policy.yaml", "delay: 30 days", "delay: 20 days")
    edit("ours.csv", "our list\n", PROTECTS)
    said = explained(redact)
    assert "Nobody has signed yet." in said
    assert "the new policy protects less, and nowhere more" in said.lower()
    assert "Protects less: Those blurred. Records come out this long after" in said
    assert "It was '30 days'; it is '20 days'." in said
    assert "The list of codes ours changed: 1 code was added that protects." in said
    sign(redact, "Ada Quist", keys["ada"])
    assert "it is '20 days'" in explained(redact), "whoever signs second sees it too"


@pytest.mark.usefixtures("agreed")
def test_it_says_what_was_added_what_stops_and_what_comes_next(redact: Command, keys: Mapping[str, Path]) -> None:
    edit("policy.yaml", "delay: 30 days", "delay: 60 days")
    assert "The next notice tells of them." in explained(redact)
    assert redact(*PREVIEW).code == 0
    assert "Next release: no day is set." in explained(redact)
    told = redact("notice", "plan")
    assert told.code == 0, told.err
    said = explained(redact)
    assert f"Next release: not before {told.out.rsplit(' ', 1)[1].strip().rstrip('.')}." in said
    assert "Sign them by" in said
    redact("object", "--by", "Ada Quist", "--because", "x")
    redact("withdraw", "--by", "Bo Lind")
    said = explained(redact)
    assert "STOPPED: the victim advocate said stop on" in said
    assert "STOPPED: the release officer took a signature back on" in said
    assert "Next release: no day is set." in said
    refused(redact("policy", "verify"), "Bo Lind has withdrawn the signature", "Missing: victim advocate")
    assert sign(redact, "Bo Lind", keys["bo"]).code == 0
    assert "took a signature back" not in explained(redact)


@pytest.mark.usefixtures("listed")
def test_signing_names_the_explanation_that_was_read(redact: Command, keys: Mapping[str, Path]) -> None:
    assert redact("policy", "explain", "--project", "redact.yaml", "-o", "page.html").code == 0
    name = ("policy", "sign", "--name", "Ada Quist", "--key", keys["ada"])
    assert redact(*name, "--explanation", "page.html").code == 0
    digest = json.loads(signature_of("ada-quist").read_text(encoding="utf-8"))["explanation"]
    assert len(digest) == 64
    assert digest[:16] in Path("page.html").read_text(encoding="utf-8")
    assert redact(*name).code == 0
    assert json.loads(signature_of("ada-quist").read_text(encoding="utf-8"))["explanation"] == digest
    edit("policy.yaml", "delay: 30 days", "delay: 29 days")
    refused(redact(*name, "--explanation", "page.html"), "this page does not explain what would be signed now")


def test_without_a_policy_and_a_project(redact: Command) -> None:
    assert redact("policy", "explain").code == 2


@pytest.mark.usefixtures("agreed")
def test_the_notice_compares_with_the_last_one(redact: Command) -> None:
    def page() -> str:
        assert redact(*PREVIEW).code == 0
        assert redact("notice", "plan").code == 0
        return Path("plan/notice.html").read_text(encoding="utf-8")

    first = page()
    assert "This is the first release" in first
    assert "Since the last notice" not in first
    assert "are the same as at the last notice" in page()
    edit("policy.yaml", "delay: 30 days", "delay: 20 days")
    assert "harm to elders. Records come out this long after" in page()
    assert "are the same as at the last notice" in page()
    for path in Path("signers/agreements").glob("*/agreed.json"):
        path.write_text(path.read_text(encoding="utf-8").replace("20 days", "40 days"), encoding="utf-8")
    edit("policy.yaml", "delay: 20 days", "delay: 19 days")
    assert "Protects less" not in page(), "what was kept is not what the ledger remembers"
