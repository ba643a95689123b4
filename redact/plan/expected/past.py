"""What earlier releases had, as the ledger's releases remember it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from redact.ledger import Ledger, State
from redact.plan.expected.periods import code_of, word
from redact.vocabulary import TimePrecision

REMEMBERED: Final = 400
"""Periods of a dataset whose rows a release remembers: 33 years of months."""

RELEASES: Final = 6
"""So many releases say what share of rows usually finds its event."""


@dataclass(frozen=True, slots=True)
class Past:
    """One dataset in the releases before: rows per period, shares of rows that name and that find an event of another
    dataset (median over releases), the share of repeated rows, and the keyed digests of its columns' titles."""

    counts: Mapping[int, int] = field(default_factory=dict)
    names: float | None = None
    finds: float | None = None
    repeats: float | None = None
    columns: frozenset[str] = frozenset()


def past_of(ledger: Ledger, period: TimePrecision) -> dict[str, Past]:
    """Every dataset of the last release; none where nothing was released, or by a redact that did not note it."""
    noted = [
        release.about["usual"]["datasets"] | {"": release.about["usual"]["period"]}
        for release in ledger.releases()
        if release.state is State.PUBLISHED and release.about.get("usual")
    ][-RELEASES:]
    if not noted:
        return {}
    last = noted[-1]
    return {
        name: Past(
            counts={code_of(text, period): int(rows) for text, rows in last[name]["rows"].items()}
            if last[""] == period.word
            else {},
            names=_median(noted, name, "names"),
            finds=_median(noted, name, "finds"),
            repeats=last[name].get("repeats"),
            columns=frozenset(last[name]["columns"]),
        )
        for name in last
        if name
    }


def _median(noted: Sequence[Mapping[str, Any]], name: str, share: str) -> float | None:
    known = [each[name][share] for each in noted if name in each and each[name].get(share) is not None]
    return float(np.median(known)) if known else None


def counts_to_keep(past: Mapping[int, int], now: Mapping[int, int], period: TimePrecision) -> dict[str, int]:
    """What a release remembers: the periods known before with those of now, the newest ones."""
    every = {**past, **now}
    return {word(code, period): every[code] for code in sorted(every)[-REMEMBERED:]}
