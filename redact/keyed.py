"""Keyed pseudorandom functions over whole columns.

Everything that must be the same every time and yet be unknowable without the secret comes from here:
event keys in the ledger, the choice of cover, published row ids. A bare hash of a case number can be
listed back in seconds (scenario 16), so nothing is hashed without a key.

Text is mapped to 64 bits by SipHash-2-4 under a 96-bit key (pandas' `hash_array` with `hash_key`), integers by one
AES-256 block each. Both are vectorised: about 4 million texts and 15 million integers a second.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

ABSENT = 0
"""The hash that stands for an empty cell; no text is ever mapped to it."""


def hash_texts(key: bytes, values: pa.Array | pa.ChunkedArray) -> NDArray[np.int64]:
    """A keyed 64-bit hash per text, as signed integers; the empty text gives ABSENT.

    `key` is 32 bytes as `Secret.key(purpose)` gives them.
    """
    from pandas.util import hash_array

    texts = values.to_numpy(zero_copy_only=False).astype(object, copy=False)
    if not len(texts):
        return np.empty(0, dtype=np.int64)
    hashed = hash_array(texts, hash_key=base64.b64encode(key)[:16].decode(), categorize=False).view(np.int64).copy()
    hashed[hashed == ABSENT] = 1
    hashed[texts == ""] = ABSENT
    return hashed


def random_words(key: bytes, values: NDArray[np.int64], salt: int = 0) -> NDArray[np.uint64]:
    """Two pseudorandom 64-bit words per integer, shape (n, 2); `salt` separates uses of one key."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    blocks = np.empty((len(values), 2), dtype="<u8")
    blocks[:, 0] = np.ascontiguousarray(values).view(np.uint64)
    blocks[:, 1] = np.uint64(salt)
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - single blocks as a PRF
    return np.frombuffer(encryptor.update(blocks.tobytes()) + encryptor.finalize(), dtype="<u8").reshape(-1, 2)


def uniform(key: bytes, values: NDArray[np.int64], salt: int = 0) -> NDArray[np.float64]:
    """A pseudorandom number in [0, 1) per integer, from 53 bits."""
    return (random_words(key, values, salt)[:, 0] >> np.uint64(11)).astype(np.float64) * 2.0**-53


def hash_words(key: bytes, words: Iterable[str], purpose: bytes = b"") -> int:
    """A keyed 64-bit number for a sequence of words; `purpose` (16 bytes at most) separates uses of one key."""
    number = 0
    for number in hash_beginnings(key, words, purpose):  # noqa: B007 - the last one counts
        pass
    return number


def hash_beginnings(key: bytes, words: Iterable[str], purpose: bytes = b"") -> Iterator[int]:
    """`hash_words` of the first word, of the first two, and so on, each for the price of a word."""
    hashed = hashlib.blake2b(digest_size=8, key=key, person=purpose)
    for word in words:
        hashed.update(f"{word}\x1f".encode())
        yield int.from_bytes(hashed.digest(), "big")


def mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit of each word moves half of all its bits. Not keyed: what goes in must be secret, or already hashed.

    The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    """
    words = words + np.uint64(0x9E3779B97F4A7C15)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def published_ids(nonce: bytes, marks: NDArray[np.int64]) -> pa.Array:
    """The ids of rows in one release: sixteen hexadecimal digits per mark (int64), different under every nonce."""
    import pyarrow as pa

    digits = random_words(nonce, marks)[:, 0].astype(">u8").tobytes().hex().encode()
    offsets = pa.array(np.arange(0, len(digits) + 1, 16, dtype=np.int32)).buffers()[1]
    return pa.StringArray.from_buffers(len(marks), offsets, pa.py_buffer(digits))
