"""How a records system writes down what happened: codes, texts, relationships, flags."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.synth.choices import Choices, pick
from redact.synth.columns import where
from redact.synth.events import Events
from redact.synth.situations import PREMISES, RELATIONSHIPS, situations

Ints = NDArray[np.int64]


@cache
def texts_of(style: str) -> Choices:
    """For every situation the texts of one kind: a column of the table, final, premise, relationship code."""
    table = situations()
    if style == "relationship code":
        return Choices([[code for code, _ in RELATIONSHIPS[s.suspect]] for s in table])
    if style == "relationship word":
        return Choices([[word for _, word in RELATIONSHIPS[s.suspect]] for s in table])
    if style == "premise":
        return Choices([PREMISES[s.place] for s in table])
    if style == "caps":  # an old terminal with a field of 25 letters
        return Choices([[text[:25].rstrip() for text in s.caps] for s in table])
    if style == "final":
        return Choices([s.final_types for s in table])
    return Choices([getattr(s, style) for s in table])


@cache
def column_of(name: str) -> pa.Array:
    """One column of the table of situations."""
    return pa.array([str(getattr(s, name)) for s in situations()])


@dataclass(frozen=True)
class Offence:
    """The offence columns of a row, drawn once so that a later correction changes only these."""

    code: pa.Array
    text: pa.Array
    category: pa.Array
    relationship: pa.Array
    flag: pa.Array


def tie_of(events: Events, event: Ints) -> Ints:
    """`tie_between` the victims and suspects of events."""
    return tie_between(events.victim[event], events.suspect[event])


def tie_between(victim: NDArray[np.int32], suspect: NDArray[np.int32]) -> Ints:
    """A number that stays the same for two people however often they meet: it says what they are to each other."""
    between = victim.astype(np.int64) * 7 + suspect.astype(np.int64) * 13
    return np.asarray(np.abs(between), dtype=np.int64)


def describe_offence(rng: np.random.Generator, situation: NDArray[np.int16], tie: Ints) -> Offence:
    """How the records system writes down what happened; `tie` is `tie_between` victims and suspects."""
    count, table = len(situation), situations()
    style = rng.random(count)
    texts = [
        texts_of(name).take(texts_of(name).draw(rng, situation.astype(np.int64))) for name in ("long", "caps", "cad")
    ]
    text = where(style < 0.55, texts[0], where(style < 0.9, texts[1], texts[2]))
    words = texts_of("relationship word")
    at = words.offset[situation] + tie % words.length[situation]
    relationship = where(rng.random(count) < 0.7, texts_of("relationship code").take(at), words.take(at))
    cue = np.array([s.cue for s in table])[situation]
    group = np.array([s.group.word for s in table])[situation]
    victim = np.array([s.victim for s in table])[situation]
    domestic = np.array([any("partner" in c or "family" in c for c in s.classes) for s in table])[situation]
    draw = rng.random(count)
    # Where only one column shows what happened, the others keep silent.
    silent = np.isin(cue, ("narrative", "call")) | ((cue == "flag") & (draw < 0.7))
    stated = (victim != "none") & (victim != "business") & ((group == "persons") | (domestic & ~silent) | (draw < 0.15))
    relationship = where(stated & ~silent & (draw > 0.06), relationship, where(silent & (group == "persons"), "RU", ""))
    yes = domestic & ~silent & (draw < 0.86) & (cue != "relationship") | ((cue == "flag") & (draw < 0.97))
    yes |= (cue == "relationship") & domestic & (draw < 0.35)
    flag = where(yes, "Y", where(rng.random(count) < 0.85, "N", ""))
    return Offence(pick(column_of("code"), situation), text, pick(column_of("category"), situation), relationship, flag)
