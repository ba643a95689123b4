"""Addresses as people type them: mostly as the street file has them, sometimes not."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redact.synth.columns import joined

RATE: Final = 0.08
"""Share of house addresses that are typed differently from the street file."""

_WORDS: Final = (("ST", "STREET"), ("AVE", "AVENUE"), ("BLVD", "BOULEVARD"), ("RD", "ROAD"), ("DR", "DRIVE"))


def typed(rng: np.random.Generator, address: pa.Array) -> pa.Array:
    """The addresses with some of them retyped.

    Of those that change: a third has the street's type in full, a quarter mixed case, a fifth only the hundred-block,
    a sixth no direction (and is then ambiguous), the rest a letter missing. Street corners stay.
    """
    houses = np.asarray(pc.match_substring_regex(address, r"^\d+ [NSEW] "))
    chosen = np.flatnonzero(houses & (rng.random(len(address)) < RATE))
    some, draw = address.take(pa.array(chosen)), rng.random(len(chosen))
    full = some
    for short, word in _WORDS:
        full = pc.replace_substring_regex(full, f" {short}$", f" {word}")
    bare = pc.replace_substring_regex(some, r"^(\d+) [NSEW] ", r"\1 ")
    slip = pc.replace_substring_regex(some, r"([A-Z])[AEIOU]([A-Z]+) ([A-Z]+)$", r"\1\2 \3")
    kind = np.searchsorted((0.33, 0.58, 0.78, 0.94), draw)
    retyped = pc.choose(pa.array(kind), full, pc.utf8_title(full), _hundred(some), bare, slip)
    where = np.zeros(len(address), dtype=bool)
    where[chosen] = True
    return pc.replace_with_mask(address, pa.array(where), retyped)


def _hundred(address: pa.Array) -> pa.Array:
    parts = pc.extract_regex(address, r"^(?P<hundred>\d*?)\d\d (?P<street>.*)$")
    return joined(pc.struct_field(parts, "hundred"), "00 BLK ", pc.struct_field(parts, "street"))
