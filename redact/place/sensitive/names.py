"""Names of listed places as keyed hashes, so that texts can be searched for them without anybody reading the list.

The key lies beside the hashes, since who masks texts must be able to ask. So whoever has the file can ask whether a
name is listed, and with patience and a dictionary find short names of ordinary words; they do not learn which block
belongs to one. The hashes are filled up with others to a multiple of 64, and every time the list is saved all of them
change, so that they count nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from redact.keyed import hash_words

BUCKETS: Final = 4096
"""First words are kept as one of this many numbers: enough to pass over most words of a text at once, too few to tell
from a dictionary which word a name begins with."""

FILLED_TO: Final = 64
LONGEST: Final = 8
"""Words of a name that are compared; the rest of a longer one is not needed to know it."""

FIRST: Final = b"first word"
WHOLE: Final = b"whole name"

Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class NameHashes:
    """`first` are buckets of first words, `whole` 64-bit numbers of whole names, both sorted and filled up."""

    key: bytes = b""
    first: tuple[int, ...] = ()
    whole: tuple[int, ...] = ()


def hash_names(key: bytes, revision: int, forms: Iterable[Words]) -> NameHashes:
    """The hashes of names, each given as its words in the form in which texts are compared.

    `key` is the list's; the hashes' own key is another one for every `revision`.
    """
    own = hmac.digest(key, f"names {revision}".encode(), hashlib.sha256)
    kept = sorted({tuple(words)[:LONGEST] for words in forms} - {()})
    whole = {hash_words(own, words, WHOLE) for words in kept}
    first = {hash_words(own, words[:1], FIRST) % BUCKETS for words in kept}
    wanted = -(-max(len(whole), 1) // FILLED_TO) * FILLED_TO
    filler = hmac.digest(key, f"filler {revision}".encode(), hashlib.sha256)
    number = 0
    while len(whole) < wanted:
        whole.add(hash_words(filler, (str(number),), WHOLE))
        number += 1
    while len(first) < min(wanted, BUCKETS // 8):
        first.add(hash_words(filler, (str(number),), FIRST) % BUCKETS)
        number += 1
    return NameHashes(own, tuple(sorted(first)), tuple(sorted(whole)))
