"""The secret: only its owner can read it, nothing shows it, and each purpose has its own key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import stat
import sys
from pathlib import Path

import pytest

from redact.errors import Missing, RedactError, UsageError
from redact.ledger import Secret, ThrowAway


def test_what_was_created_is_what_is_loaded(tmp_path: Path) -> None:
    made = Secret.create(tmp_path / "secret")
    loaded = Secret.load(tmp_path / "secret")
    assert loaded.fingerprint == made.fingerprint
    assert loaded.key("cover") == made.key("cover")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    Secret.create(tmp_path / "secret")
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_keys_are_hmacs_of_the_purpose(tmp_path: Path) -> None:
    secret = Secret.create(tmp_path / "secret")
    raw = base64.b64decode((tmp_path / "secret").read_bytes())
    assert len(raw) == 32
    assert secret.key("cover") == hmac.new(raw, b"cover", hashlib.sha256).digest()
    assert secret.key("cover") != secret.key("events")


def test_it_is_never_replaced(tmp_path: Path) -> None:
    Secret.create(tmp_path / "secret")
    before = (tmp_path / "secret").read_bytes()
    with pytest.raises(UsageError, match="is already there and is not replaced"):
        Secret.create(tmp_path / "secret")
    assert (tmp_path / "secret").read_bytes() == before


def test_a_missing_secret_is_not_made_up(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="the secret is not there") as caught:
        Secret.load(tmp_path / "secret")
    assert "restore it from a backup" in str(caught.value)
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "holds no secret"), (b"AAAA\n", "holds no secret"), (b"not base64!", "cannot be read")],
)
def test_what_is_no_secret_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(Missing, match=message):
        Secret.load(tmp_path / "secret")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(RedactError, match="cannot be created"):
        Secret.create(tmp_path / "absent" / "secret")


def test_nothing_shows_it(tmp_path: Path) -> None:
    secret = Secret.create(tmp_path / "secret")
    text = (tmp_path / "secret").read_text().strip()
    assert text not in repr(secret)
    assert text not in f"{secret} {secret.fingerprint}"
    assert base64.b64decode(text).hex() not in f"{secret!r} {secret.fingerprint}"


def test_throw_aways_are_all_different() -> None:
    assert ThrowAway().fingerprint != ThrowAway().fingerprint
    assert isinstance(ThrowAway(), Secret)
