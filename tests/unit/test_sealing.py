"""What is sealed opens with its key, as what it is, unchanged; and never otherwise."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from redact.sealing import NONCE, PAGE, Unopened, seal, seal_file, sealed_file, unseal, unseal_file

KEY, OTHER = b"k" * 32, b"o" * 32
HEADER = {"format": "x", "version": 1, "more": {"n": 2}}


@pytest.mark.parametrize("content", [b"", b"a", b"row " * 40_000])
def test_it_opens_as_what_it_is(content: bytes) -> None:
    sealed = seal(KEY, content, b"r1")
    assert unseal(KEY, sealed, b"r1") == content
    assert seal(KEY, content, b"r1") != sealed
    for key, bound in ((OTHER, b"r1"), (KEY, b"r2"), (KEY, b"")):
        with pytest.raises(Unopened):
            unseal(key, sealed, bound)


def test_every_changed_byte_is_noticed() -> None:
    sealed = seal(KEY, b"content")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Unopened):
            unseal(KEY, bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises(Unopened):
            unseal(KEY, sealed[:length])


def test_a_key_of_another_length_is_a_mistake_and_said_as_one() -> None:
    with pytest.raises(ValueError, match="256 bits") as caught:
        unseal(b"short", seal(KEY, b""))
    assert not isinstance(caught.value, Unopened)


def test_a_file_opens_with_its_header() -> None:
    text = json.dumps(seal_file(KEY, HEADER, b"[1]"))
    file = sealed_file(text)
    assert file is not None
    assert {name: file[name] for name in HEADER} == HEADER
    assert unseal_file(KEY, file).strip() == b"[1]"
    assert len(text) == len(json.dumps(seal_file(KEY, HEADER, b"[1, 2, 3]"))), "its size tells nothing"
    assert len(unseal_file(KEY, file)) == PAGE
    for change in ({"version": 2}, {"more": {"n": 3}}, {"strange": 1}, {"content": file["nonce"]}):
        with pytest.raises(Unopened):
            unseal_file(KEY, {**file, **change})
    with pytest.raises(Unopened):
        unseal_file(OTHER, file)


def test_files_of_earlier_versions_open() -> None:
    """Lists that were sealed before this module was: the header with its nonce in one form, authenticated."""
    nonce = bytes(range(NONCE))
    header = {"format": "x", "nonce": base64.b64encode(nonce).decode(), "scrypt": {"salt": "s", "n": 4}}
    bound = b'{"format":"x","nonce":"AAECAwQFBgcICQoL","scrypt":{"n":4,"salt":"s"}}'
    content = base64.b64encode(AESGCM(KEY).encrypt(nonce, b"[]   ", bound)).decode()
    file = sealed_file(json.dumps({**header, "content": content}, indent=1))
    assert file is not None
    assert unseal_file(KEY, file) == b"[]   "
    assert unseal(KEY, nonce + AESGCM(KEY).encrypt(nonce, b"counts", b"table"), b"table") == b"counts"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "[1, 2]", '"nonce"', '{"nonce": "AAECAwQFBgcICQoL"}', '{"nonce": "AA==", "content": ""}',
     '{"nonce": 3, "content": ""}', '{"nonce": "AAECAwQFBgcICQoL", "content": "?"}'],
)  # fmt: skip
def test_what_is_no_sealed_file_is_none(text: str) -> None:
    assert sealed_file(text) is None
