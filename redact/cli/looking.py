"""What `classify` and `scrub` say about each row, in the shapes that other programs rely on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from redact.classify import Assessed, Classifier, explain, load_tables
from redact.policy import Policy
from redact.records import Batch, Fault, Source, load_card, open_source
from redact.vocabulary import OffenseGroup, RoleGroup

Row = dict[str, Any]

TEXTS_AT_ONCE = 2_048
"""Narratives handed to the redactor together; bounds memory and shows the first results soon."""


def open_file(file: Path, card: Path | None) -> Source:
    """One file as a source; without a card its headers must be role names. DataMismatch (11)."""
    return open_source([file], load_card(card) if card is not None else None)


@dataclass(frozen=True)
class Look:
    """The classifier of one source under one policy, and what the policy makes of its verdict on a single row."""

    policy: Policy
    source: Source
    classifier: Classifier

    @classmethod
    def at(cls, source: Source, policy: Policy) -> Look:
        names = tuple(dict.fromkeys((*policy.classify.codes, *source.card.codes)))
        return cls(policy, source, Classifier(policy, source.card, source.fields, load_tables(names)))

    def classes(self, assessed: Assessed, i: int) -> tuple[str, ...]:
        """The classes that row `i` has; doubtful ones too where the policy protects on doubt."""
        mask = int(assessed.shows[i])
        if self.policy.classify.may_evidence == "protect":
            mask |= int(assessed.may[i])
        return tuple(name for bit, name in enumerate(self.policy.class_names) if mask >> bit & 1)

    def held(self, assessed: Assessed, batch: Batch, i: int, tier: int) -> bool:
        """Whether row `i`, taken alone, would be left out until a person or the records system settles it."""
        rules = self.policy.classify
        doubtful = bool(assessed.weak[i]) or bool(assessed.may[i])
        return (
            batch.faults[i] != Fault.NONE
            or self.policy.tiers[tier].rows == "hold"
            or (rules.unknown_code == "hold" and bool(assessed.unknown[i]))
            or (rules.may_evidence == "hold" and doubtful)
        )


def classified(source: Source, policy: Policy, limit: int | None) -> Iterator[Row]:
    """One object per row: row, classes, tier, held, evidence."""
    look = Look.at(source, policy)
    for batch in source.batches(limit=limit):
        assessed = look.classifier.assess(batch)
        for i in range(len(batch)):
            classes = look.classes(assessed, i)
            tier = policy.tier_of(classes, source.card.kind.value, OffenseGroup(int(assessed.group[i])))
            yield {
                "row": batch.first_row + i,
                "classes": list(classes),
                "tier": policy.tiers[tier].tier,
                "held": look.held(assessed, batch, i, tier),
                "evidence": explain(assessed, i, policy),
            }


def tally(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """Rows per tier, then rows per class."""
    tiers: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    held = total = 0
    for row in rows:
        total += 1
        held += row["held"]
        tiers[row["tier"]] += 1
        classes.update(row["classes"])
    return [
        ("rows", f"{total:,}"),
        ("held", f"{held:,}"),
        *((f"tier {name}", f"{count:,}") for name, count in tiers.most_common()),
        *((f"class {name}", f"{count:,}") for name, count in classes.most_common()),
    ]


def unknown_codes(source: Source, policy: Policy, limit: int | None) -> list[tuple[str, int]]:
    """(offence code or text, rows) of what is in no table, the most frequent first."""
    look = Look.at(source, policy)
    counts: Counter[str] = Counter()
    for batch in source.batches(limit=limit):
        assessed = look.classifier.assess(batch)
        codes = assessed.unknown_code
        indices = codes.indices.to_numpy(zero_copy_only=False)
        found = np.bincount(indices[assessed.unknown], minlength=len(codes.dictionary))
        for code, count in zip(codes.dictionary.to_pylist(), found.tolist(), strict=False):
            if count:
                counts[code] += count
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def scrubbed(source: Source, policy: Policy, *, mode: str, limit: int | None) -> Iterator[Row]:
    """One object per row and text column: row, column, text (null where held), spans, held.

    A row alone does not tell whether its event is protected or cover, so every date is masked and so are officers and
    places: what a release shows of them is decided when all records of the event are known.
    """
    from redact.identity import Known, load_redactor

    redactor = load_redactor(policy, mode=mode)
    texts = [field for field in source.fields if field.group is RoleGroup.TEXT]
    others = [field for field in source.fields if field.group in (RoleGroup.PEOPLE, RoleGroup.KEYS, RoleGroup.PLACE)]
    for batch in source.batches(size=TEXTS_AT_ONCE, limit=limit):
        cells = [(field.role, batch.table.column(field.name).to_pylist()) for field in others]
        known = [[Known(role, column[i]) for role, column in cells if column[i]] for i in range(len(batch))]
        written = [batch.table.column(field.name).to_pylist() for field in texts]
        done = iter(
            redactor.redact(
                [column[i] for i in range(len(batch)) for column in written],
                [known[i] for i in range(len(batch)) for _ in written],
                records=[i for i in range(len(batch)) for _ in written],
            )
        )
        for i in range(len(batch)):
            for field in texts:
                redaction = next(done)
                held = redaction.held or batch.faults[i] != Fault.NONE
                yield {
                    "row": batch.first_row + i,
                    "column": field.name,
                    "text": None if held else redaction.text,
                    "spans": [
                        {
                            "start": span.start,
                            "end": span.end,
                            "entity": str(span.entity),
                            "layer": str(span.layer),
                            "action": str(span.action),
                        }
                        for span in redaction.spans
                    ],
                    "held": bool(held),
                }
