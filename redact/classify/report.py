"""What classification says of each row of a file, in the shape that other programs rely on (design, section 8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redact.classify.assessed import Assessed, explain
from redact.classify.classifier import Classifier
from redact.classify.code_tables import load_tables
from redact.records.batch import Fault
from redact.vocabulary import OffenseGroup

if TYPE_CHECKING:
    from redact.policy.model import Policy
    from redact.records.batch import Batch
    from redact.records.card import Card
    from redact.records.source import Source

CAREFUL_TIER = "persons"
"""Where `may_evidence: persons` sends doubt, if the row's own tier is looser."""


def classify_file(source: Source, policy: Policy, card: Card, extra: Sequence[Path] = ()) -> Iterator[dict[str, Any]]:
    """One object a row: row, classes, tier, held, evidence. Each row alone: linked records are left aside.

    `extra` are the agency's own code tables. `held` says that the row by itself would wait for an answer or a repair.
    """
    tables = load_tables(tuple(dict.fromkeys((*policy.classify.codes, *card.codes))), extra)
    classifier = Classifier(policy, card, source.fields, tables)
    for batch in source.batches():
        assessed = classifier.assess(batch)
        for i in range(len(batch)):
            yield told(assessed, batch, i, policy, card)


def told(assessed: Assessed, batch: Batch, i: int, policy: Policy, card: Card) -> dict[str, Any]:
    """Row `i` of a batch as `classify --json` prints it."""
    rules = policy.classify
    doubtful = bool(assessed.weak[i])
    mask = int(assessed.shows[i]) | (int(assessed.may[i]) if rules.may_evidence == "protect" else 0)
    classes = [name for bit, name in enumerate(policy.class_names) if mask >> bit & 1]
    tier = policy.tier_of(classes, card.kind.value, OffenseGroup(int(assessed.group[i])))
    names = [each.tier for each in policy.tiers]
    if doubtful and rules.may_evidence == "persons" and CAREFUL_TIER in names:
        tier = min(tier, names.index(CAREFUL_TIER))
    held = (
        batch.faults[i] != Fault.NONE
        or policy.tiers[tier].rows == "hold"
        or (rules.unknown_code == "hold" and bool(assessed.unknown[i]))
        or (rules.may_evidence == "hold" and doubtful)
    )
    return {
        "row": batch.first_row + i,
        "classes": classes,
        "tier": names[tier],
        "held": bool(held),
        "evidence": explain(assessed, i, policy),
    }
