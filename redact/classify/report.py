"""What classification says of each row of a file, in the shape that other programs rely on (design, section 8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from redact.classify.assessed import Assessed, explain
from redact.classify.classifier import Classifier
from redact.policy.tiers import CAREFUL_TIER
from redact.records.batch import Fault
from redact.vocabulary import OffenseGroup

if TYPE_CHECKING:
    from redact.policy.model import Policy
    from redact.records.batch import Batch
    from redact.records.card import Card
    from redact.records.source import Source


def classify_file(
    source: Source, policy: Policy, extra: Sequence[Path] = (), *, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """One object a row: row, classes, tier, held, evidence. Each row alone: linked records are left aside.

    `extra` are the agency's own code tables. `held` says that the row by itself would wait for an answer or a repair.
    """
    classifier = Classifier.of(policy, source, extra)
    for batch in source.batches(limit=limit):
        assessed = classifier.assess(batch)
        for i in range(len(batch)):
            yield told(assessed, batch, i, policy, source.card)


def told(assessed: Assessed, batch: Batch, i: int, policy: Policy, card: Card) -> dict[str, Any]:
    """Row `i` of a batch as `classify --json` prints it; doubt is treated as `redact.plan` treats it."""
    rules = policy.classify
    doubtful = bool(assessed.weak[i]) or bool(assessed.may[i])
    unknown = bool(assessed.unknown[i])
    mask = int(assessed.shows[i]) | (int(assessed.may[i]) if rules.may_evidence == "protect" else 0)
    classes = [name for bit, name in enumerate(policy.class_names) if mask >> bit & 1]
    tier = policy.tier_of(classes, card.kind.value, OffenseGroup(int(assessed.group[i])))
    protected = policy.tiers[tier].protective
    if (doubtful and rules.may_evidence == "protect") or (unknown and rules.unknown_code == "protect"):
        tier = min(tier, policy.doubt_tier) if protected else policy.doubt_tier
    elif doubtful and rules.may_evidence == "persons" and not protected:
        tier = min(tier, policy.tier_index(CAREFUL_TIER))
    waits = (unknown and rules.unknown_code == "hold") or (doubtful and rules.may_evidence == "hold" and not protected)
    rows = policy.tiers[tier].rows
    return {
        "row": batch.first_row + i,
        "classes": classes,
        "tier": policy.tiers[tier].tier,
        "held": bool(batch.faults[i] != Fault.NONE or rows == "hold" or (rows == "publish" and waits)),
        "evidence": explain(assessed, i, policy),
    }


def tally(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """How many rows there are, how many held, and how many of each tier and class, the most frequent first."""
    tiers: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    held = 0
    for row in rows:
        held += row["held"]
        tiers[row["tier"]] += 1
        classes.update(row["classes"])
    return [
        ("rows", tiers.total()),
        ("held", held),
        *((f"tier {name}", count) for name, count in tiers.most_common()),
        *((f"class {name}", count) for name, count in classes.most_common()),
    ]


def unknown_codes(source: Source, policy: Policy, *, limit: int | None = None) -> list[tuple[str, int]]:
    """(offence code or text, rows) of what is in no table, the most frequent first."""
    classifier = Classifier.of(policy, source)
    counts: Counter[str] = Counter()
    for batch in source.batches(limit=limit):
        assessed = classifier.assess(batch)
        codes = assessed.unknown_code
        indices = codes.indices.to_numpy(zero_copy_only=False)
        found = np.bincount(indices[assessed.unknown], minlength=len(codes.dictionary))
        for code, count in zip(codes.dictionary.to_pylist(), found.tolist(), strict=True):
            if count:
                counts[code] += count
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
