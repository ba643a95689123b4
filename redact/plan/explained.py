"""Why: the evidence of a plan's rows, saved by number, and counted for the report.

Rule names and sentences only; no value of a record.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from redact.classify import Combination, Conflict, told
from redact.plan.folder import EVIDENCE_FILE, write_private
from redact.vocabulary import Strength

if TYPE_CHECKING:
    from redact.plan.build import Built
    from redact.policy.model import Policy

LINKED = "linked_records"


def write_evidence(folder: Path, combinations: Sequence[Combination], policy: Policy) -> None:
    """evidence.json: for every number in `decisions.parquet` its pieces of evidence, as `classify` prints them."""
    pieces = [told(combination, policy) for combination in combinations]
    write_private(folder / EVIDENCE_FILE, json.dumps(pieces, indent=None, separators=(",", ":")) + "\n")


def found_by(built: Built, policy: Policy) -> dict[str, dict[str, Any]]:
    """Per sensitive class: rows, rows by source, and rows that one source alone revealed.

    `linked_records` are rows that say nothing of the class themselves while a record of their event does. What is taken
    in for safety is counted apart, under no class.
    """
    fates, rows = built.fates, built.rows
    of_event = np.zeros(int(fates.event.max(initial=-1)) + 1, dtype=np.uint32)
    plain = fates.classes & ~rows.for_safety
    np.bitwise_or.at(of_event, fates.event, plain)
    inherited = of_event[fates.event] & ~plain if LINKED in policy.classify.sources else np.zeros_like(plain)
    found: dict[str, dict[str, Any]] = {}
    for bit, name in enumerate(policy.class_names):
        own, linked = (each >> np.uint32(bit) & np.uint32(1) == 1 for each in (plain, inherited))
        if (own | linked).any():
            found[name] = _counted(name, own, linked, rows.evidence, built.evidence)
    return found


def _counted(
    name: str,
    own: NDArray[np.bool_],
    linked: NDArray[np.bool_],
    evidence: NDArray[np.int32],
    combinations: Sequence[Combination],
) -> dict[str, Any]:
    by: Counter[str] = Counter()
    only: Counter[str] = Counter()
    rows = np.bincount(evidence[own], minlength=len(combinations))
    for number in np.flatnonzero(rows).tolist():
        shown = (piece for piece in combinations[number] if piece.rule.strength is Strength.SHOWS)
        sources = {piece.source for piece in shown if name in piece.rule.classes}
        by.update({source: int(rows[number]) for source in sources})
        if len(sources) == 1:
            only.update({source: int(rows[number]) for source in sources})
    if linked.any():
        by[LINKED] = only[LINKED] = int(linked.sum())
    return {"rows": int((own | linked).sum()), "by": dict(by), "only": dict(only)}


def doubts(built: Built) -> dict[str, int]:
    """Rows of the plan that are in doubt, contradict themselves, or are taken in for safety."""
    rows = built.rows
    counts = {
        "for_safety": int((rows.for_safety != 0).sum()),
        "in_doubt": int(rows.weak.sum()),
        "no_relationship_column": int(rows.careful.sum()),
    }
    for conflict in Conflict:
        counts[conflict.name.lower() if conflict.name else ""] = int((rows.conflict & conflict.value != 0).sum())
    return {name: count for name, count in counts.items() if count}


def evidence_of(plan_evidence: Sequence[Any], row: Mapping[str, Any], event: Sequence[Mapping[str, Any]]) -> list[Any]:
    """A row's evidence, with that of the records of its event that say more: from which dataset and row.

    `event` are the decisions about all rows of its event.
    """
    own = list(plan_evidence[row["evidence"]])
    known = {piece["class"] for piece in own if "may" not in piece}
    linked: dict[str, Any] = {}
    for other in event:
        if (other["dataset"], other["row"]) == (row["dataset"], row["row"]):
            continue
        for piece in plan_evidence[other["evidence"]]:
            if "may" not in piece and piece["class"] not in known:
                source = {"source": LINKED, "from_dataset": other["dataset"], "from_row": other["row"]}
                linked.setdefault(piece["class"], {**piece, **source})
    return own + list(linked.values())
