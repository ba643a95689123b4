"""The plan report's section on what is already public: records that an old file tells more exactly than the plan would.

Counts only. Nothing that is out can be called back, so this is for deciding whom to warn.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from redact.bundle.facts import capital, plain
from redact.gates.differences import columns_of
from redact.gates.imported import published_fine
from redact.gates.singled import LOOSE, UNKNOWN, Truth
from redact.gates.view import ReleaseView
from redact.plan.past.shown import words_shown
from redact.policy.model import History
from redact.report import Column, Figure, figures, join, paragraph, table

TITLE: Final = "What is already public"
LEAD: Final = "Old files stay with whoever has a copy. No rule of today reaches them; this says how much they tell."

_ELSEWHERE: Final = "something the file itself did not tell"
_PLACES: Final = {
    "address": "house number", "point": "point on the map", "block": "block or corner", "area": "area", "none": "none",
}  # fmt: skip


def already_public(view: ReleaseView) -> Markup:
    """The section; empty where no old file was told to the ledger."""
    earlier = view.earlier
    if earlier is None or not earlier.imported.rows.num_rows:
        return Markup("")
    rows = columns_of(earlier.imported.rows, view)
    strictest = Truth.of(view).of_keys(rows.keys)
    met = strictest != UNKNOWN
    protected = met & (strictest != LOOSE)
    coarser = met & ~published_fine(view, rows.keys)
    shows = earlier.imported.rows["shows"].to_numpy(zero_copy_only=False)
    return join(
        [
            figures(
                [
                    Figure(f"{len(rows):,}", "records in old files", f"{int(met.sum()):,} of them are in this plan"),
                    Figure(f"{int(coarser.sum()):,}", "were told more exactly", "than this plan would tell them"),
                    Figure(f"{int(protected.sum()):,}", "are protected now", "and were shown before"),
                ]
            ),
            _by_class(shows[protected]),
            paragraph(_what_follows(view.policy.history)),
        ]
    )


def _by_class(shows: NDArray[Any]) -> Markup:
    counts: Counter[tuple[str, str, str]] = Counter()
    words, rows = np.unique(shows.astype(str), return_counts=True)
    for text, count in zip(words.tolist(), rows.tolist(), strict=True):
        place, time, classes = words_shown(text)
        for name in classes or (_ELSEWHERE,):
            counts[name, place, time] += count
    if not counts:
        return paragraph("No record that this policy protects by its class is in them.")
    body = [
        (capital(plain(name)), _PLACES[place], time, count) for (name, place, time), count in sorted(counts.items())
    ]
    return table(
        "Protected records that old files showed, by how exactly",
        ["What it is about", "Place", "Time", Column("Records", number=True)],
        body,
        note="A record of two kinds counts twice. Some are protected because of another record of their event.",
    )


def _what_follows(history: History | None) -> str:
    if history is None:
        return (
            "The policy has no `history`, so old periods come out once more under its rules. The check named "
            "differencing says whether that tells somebody; where it fails, `history` is what helps."
        )
    if history.treatment == "not again":
        return f"By the policy's `history` no record from before {history.before.isoformat()} comes out again."
    return (
        f"By the policy's `history` all events of an offence group from before {history.before.isoformat()} get one "
        "treatment, so that nothing tells them apart."
    )
