"""When late changes appear, and whether the export still has what is out."""

from __future__ import annotations

import hashlib
import json
from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.errors import DataMismatch, Where
from redact.plan.past.matching import met
from redact.plan.past.released import Released
from redact.policy.model import Policy
from redact.vocabulary import TimePrecision
from redact.when.periods import MINUTES_PER_DAY

MISSING_AT_MOST: Final = 0.02
MISSING_FEW: Final = 20
"""More rows than this, and a larger share of a dataset's rows than that, do not leave by being sealed: they were
forgotten, or have other keys now."""

_SHOWN: Final = (
    "tiers", "exceptions", "columns", "places", "times", "classify", "identity", "minors_and_old", "uniqueness",
    "sensitive_places", "history",
)  # fmt: skip


def rules_digest(policy: Policy) -> str:
    """SHA-256 (hex) of the rules by which rows are shown; titles, signatures, tables and limits do not count."""
    content = policy.model_dump(mode="json", by_alias=True)
    shown = {name: content.get(name) for name in _SHOWN} | {"period": policy.releases.period}
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def revision_due(policy: Policy, past: Released, through: int) -> bool:
    """Whether late changes appear now: the first release after each of the policy's revision periods, and when the
    rules have changed. `through` is the day (since 1970) before which everything is complete."""
    if not past.releases:
        return False
    if past.last.get("rules") != rules_digest(policy):
        return True
    word = policy.releases.revision_period
    if word is None:
        return False
    precision = TimePrecision[word.upper()]
    days = np.array([int(past.last["through"]), through], dtype=np.int64)
    last, now = when.coarsen(days * MINUTES_PER_DAY, precision).tolist()
    return bool(now > last)


def check_missing(past: Released, was: NDArray[np.int64], names: tuple[str, ...], policy: Policy) -> None:
    """DataMismatch (11) where the export lacks many of the rows that are out; a few may leave."""
    if policy.releases.contents == "period only":
        return
    found = met(was, past)
    for number, name in enumerate(names):
        mine = past.out & (past.dataset == number)
        missing, rows = int((mine & ~found).sum()), int(mine.sum())
        if missing > max(MISSING_FEW, MISSING_AT_MOST * rows):
            raise DataMismatch(
                f"{missing:,} of the {rows:,} rows of {name} that are published are not in the export",
                where=Where(column=None),
                fix="Export the whole history again, with the same numbers as before. A policy with `contents: period "
                "only` does not need it. Rows that a court sealed or somebody asked to take out: `redact remove`.",
            )
    dropped = past.out & (past.dataset < 0)
    if dropped.any():
        raise DataMismatch(
            f"{int(dropped.sum()):,} published rows belong to a dataset that the project does not name any more",
            fix="Name all datasets that are published, or start a folder of releases of its own.",
        )
