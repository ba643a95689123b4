"""What units are called: labels in the policy's style, and ids that stay the same while the place does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.place.address import block_text, run_text
from redact.place.jurisdiction import CITY
from redact.place.street import Street

MOST_STREETS: Final = 3
"""A stretch that goes round corners names this many streets; more would be a list and no name."""

Key = tuple[Street, int, bool]


def labels_of_blocks(keys: Sequence[Key], stretches: Sequence[Sequence[int]], style: str) -> list[str]:
    """The labels of all blocks, then of all stretches: "1200-1499 BLOCK N MAIN ST & 300 BLOCK OAK AVE"."""
    labels = [block_text(hundred, str(street), style, hyphen=hyphen) for street, hundred, hyphen in keys]
    return labels + [_stretch(keys, members, style) for members in stretches]


def _stretch(keys: Sequence[Key], members: Sequence[int], style: str) -> str:
    """The longest part along one street first. A part has no block of the street between its first and its last."""
    parts: list[list[int]] = []
    for at in members:
        if parts and at == parts[-1][-1] + 1 and _same_street(keys[at], keys[at - 1]):
            parts[-1].append(at)
        else:
            parts.append([at])
    parts.sort(key=lambda part: (-len(part), part[0]))
    words = []
    for part in parts[:MOST_STREETS]:
        street, first, hyphen = keys[part[0]]
        words.append(run_text(first, keys[part[-1]][1], str(street), style, hyphen=hyphen))
    more = len(parts) - MOST_STREETS
    return " & ".join(words) + (f" & {more} MORE" if more > 0 else "")


def _same_street(one: Key, other: Key) -> bool:
    return one[0] == other[0] and one[2] == other[2]


def ids_of(
    levels: Sequence[str],
    key: Sequence[str],
    streets: Sequence[Sequence[str]],
    hundred: NDArray[np.int32],
    stretches: Mapping[int, Sequence[int]],
) -> list[str]:
    """The level's first letter and a hash of what the unit is; of a stretch, of the blocks that it is made of."""
    made: set[str] = set()
    ids: list[str] = []

    def what(at: int) -> str:
        return "\x1f".join((levels[at], key[at], *streets[at], str(hundred[at])))

    for at, level in enumerate(levels):
        if level == CITY:
            ids.append(CITY)
            continue
        text = "\x1e".join(what(member) for member in stretches[at]) if at in stretches else what(at)
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        while (name := f"{level[0]}-{_base32(number)}") in made:
            number += 1
        made.add(name)
        ids.append(name)
    return ids


_LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def _base32(number: int) -> str:
    return "".join(_LETTERS[number >> shift & 31] for shift in range(0, 35, 5))
