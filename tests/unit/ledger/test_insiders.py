"""The sealed list of people who work here: it opens with the secret alone and tells nothing without."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from redact.errors import DataMismatch, Missing
from redact.ledger import Secret, ThrowAway
from redact.ledger.insiders import Insider, insiders_digest, read_insiders, write_insiders

PEOPLE = (Insider("Marrow, Tess", "418 N Alder St"), Insider("", "12 Oak St"))


@pytest.fixture
def secret() -> Secret:
    return ThrowAway()


@pytest.fixture
def path(tmp_path: Path, secret: Secret) -> Path:
    write_insiders(tmp_path / "insiders", PEOPLE, secret)
    return tmp_path / "insiders"


def test_it_opens_with_the_secret(path: Path, secret: Secret) -> None:
    assert read_insiders(path, secret) == PEOPLE
    write_insiders(path, PEOPLE[:1], secret)
    assert read_insiders(path, secret) == PEOPLE[:1]
    assert [each.name for each in path.parent.iterdir()] == ["insiders"]


def test_the_file_tells_nothing(path: Path, secret: Secret, tmp_path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    assert "Marrow" not in content
    write_insiders(tmp_path / "other", (), secret)
    assert len((tmp_path / "other").read_bytes()) == len(path.read_bytes()), "its size counts nobody"
    assert "Marrow" not in repr(PEOPLE)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_secret_does_not_open_it(path: Path) -> None:
    with pytest.raises(Missing, match="the secret does not open the list"):
        read_insiders(path, ThrowAway())


@pytest.mark.parametrize("change", ["content", "nonce", "extra"])
def test_a_changed_file_is_noticed(path: Path, secret: Secret, change: str) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    data[change] = (
        data[change].replace(data[change][0], "A" if data[change][0] != "A" else "B", 1) if change in data else 1
    )
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(Missing, match="or the file was changed"):
        read_insiders(path, secret)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": "x", "version": 1, "nonce": "AA==", "content": "AA=="}']
)
def test_another_file_is_no_list(tmp_path: Path, secret: Secret, content: str) -> None:
    (tmp_path / "x").write_text(content, encoding="utf-8")
    with pytest.raises(DataMismatch, match="no list of people inside"):
        read_insiders(tmp_path / "x", secret)
    with pytest.raises(Missing, match="is not there"):
        read_insiders(tmp_path / "gone", secret)


def test_the_digest_tells_lists_apart_under_one_secret(secret: Secret) -> None:
    assert insiders_digest(PEOPLE, secret) == insiders_digest(PEOPLE[::-1], secret)
    assert (
        len(
            {insiders_digest(PEOPLE, secret), insiders_digest(PEOPLE[:1], secret), insiders_digest(PEOPLE, ThrowAway())}
        )
        == 3
    )
