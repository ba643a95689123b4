"""Writing the plan folder: decisions per row and the plan's summary, without a value of the source."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

import redact
from redact.keyed import ABSENT
from redact.plan.build import Built
from redact.plan.explained import doubts, found_by
from redact.plan.folder import DECISIONS_FILE, EVENTS_FILE, PLAN_FILE, keep_private, write_private
from redact.plan.inputs import Inputs
from redact.plan.items import write_items
from redact.plan.outcomes import Outcome, Reason
from redact.plan.past.asked import seen_of
from redact.plan.placed import placed
from redact.plan.resolve import LOOSE
from redact.plan.texts import model_digest
from redact.records.batch import Fault
from redact.records.source import Source

_OUTCOME_OF = np.array([Reason(code).outcome for code in range(len(Reason))], dtype=np.int8)


def outcomes(reason: NDArray[np.int8]) -> NDArray[np.int8]:
    """The outcome of every row."""
    return _OUTCOME_OF[reason]


def write_decisions(folder: Path, built: Built) -> None:
    """decisions.parquet: one row per input row, in (dataset, row) order."""
    rows, fates, settled = built.rows, built.fates, built.settled
    names = pa.array([context.dataset for context in built.contexts])
    numbers = np.concatenate([np.arange(part.stop - part.start) for part in built.slices])
    tier = np.array([rule.tier for rule in built.treatments], dtype=np.int8)[fates.treatment]
    careful = np.array([rule.careful for rule in built.treatments])[fates.treatment]
    table = pa.table(
        {
            "dataset": pa.DictionaryArray.from_arrays(pa.array(rows.dataset), names),
            "row": numbers.astype(np.int32),
            "outcome": outcomes(settled.reason),
            "reason": settled.reason,
            "fault": rows.fault,
            "tier": tier,
            "own_tier": fates.own_tier,
            "cover": fates.cover,
            "weak": careful,
            "kept": built.kept.same,
            "event": fates.event,
            "classes": fates.classes,
            "group": rows.group,
            "unit": settled.unit,
            "time_code": settled.time_code,
            "time_precision": settled.precision,
            "evidence": rows.evidence,
            "staged": built.positions.astype(np.int32),
        }
    )
    pq.write_table(table, folder / DECISIONS_FILE, compression="zstd")


def write_events(folder: Path, built: Built) -> None:
    """events.parquet: what the ledger will remember of every key once the plan is published. Keyed hashes only."""
    fates, reason = built.fates, built.settled.reason
    own = np.full(len(fates.identity), len(built.contexts[0].policy.tiers) - 1, dtype=np.int8)
    np.minimum.at(own, fates.event, fates.own_tier)
    strictest = np.minimum(own, fates.event_tier)
    fine = np.zeros(len(fates.identity), dtype=np.bool_)
    loose = (reason == Reason.NONE) & ~fates.cover & (fates.event_tier[fates.event] == LOOSE)
    fine[fates.event[loose]] = True
    keys, first = np.unique(built.rows.keys, return_index=True)
    at = fates.event[first // built.rows.keys.shape[1]]
    stated = keys != ABSENT
    table = pa.table(
        {
            "key": keys[stated],
            "strictest": strictest[at][stated],
            "cover": fates.event_cover[at][stated],
            "fine": fine[at][stated],
        }
    )
    pq.write_table(table, folder / EVENTS_FILE, compression="zstd")


def write_summary(
    folder: Path,
    built: Built,
    inputs: Inputs,
    *,
    synthetic: bool,
    project: Mapping[str, Any],
    seal_key: bytes | None = None,
) -> dict[str, Any]:
    """Saves the open items and plan.json, the last file of a plan: what is not there is no plan."""
    write_items(folder, built.items)
    input_key = secrets.token_bytes(32)
    data = {
        "format": 1,
        "package": redact.__version__,
        "created": datetime.now(UTC).replace(microsecond=0).isoformat(),
        "as_of": inputs.as_of.isoformat(),
        "synthetic": synthetic,
        "limited": inputs.limit is not None,
        "nonce": built.nonce.hex(),
        "policy": {
            "name": inputs.policy.policy,
            "version": inputs.policy.version,
            "digest": inputs.policy.digest,
        },
        "units": {
            "digest": inputs.units.digest,
            "ladder": list(inputs.units.ladder),
            "skipped": list(inputs.units.skipped),
            "has_households": inputs.units.has_households,
        },
        "protected_places": inputs.protected,
        "insiders": inputs.insiders.digest,
        "model": model_digest(inputs.policy),
        "secret": inputs.secret.fingerprint,
        "project": dict(project),
        "input_key": input_key.hex(),
        "seal_key": seal_key.hex() if seal_key is not None else None,
        "item_key": inputs.item_key.hex() if inputs.item_key is not None else None,
        "inputs": [
            _input(source, input_key, part) for source, part in zip(inputs.sources.values(), built.slices, strict=True)
        ],
        "header": {context.dataset: list(context.header) for context in built.contexts},
        "titles": {
            context.dataset: {field.name: field.title for field in context.fields if field.name in context.header}
            for context in built.contexts
        },
        "roles": {
            context.dataset: {field.name: field.role for field in context.fields if field.name in context.header}
            for context in built.contexts
        },
        "tiers": [tier.tier for tier in inputs.policy.tiers],
        "counts": _counts(built),
        "reasons": _reasons(built),
        "past": {
            "releases": built.kept.past.releases,
            "revision": built.kept.revision,
            "new_only": built.kept.new_only,
            "ledger": seen_of(inputs.ledger),
            **built.kept.tally,
        },
        "faults": _faults(built),
        "found_by": found_by(built, inputs.policy),
        "doubts": doubts(built),
        "open_items": len(built.items),
        "readings": {
            name: {"texts": each.texts, "sample": each.sample, "left_out": each.left_out}
            for name, each in built.readings.items()
            if each.texts or each.left_out
        },
        "hidden_cells": {name: dict(counts) for name, counts in built.hidden.items()},
        "emptied_for_uniqueness": dict(built.blanked),
        "officers_masked_as_parties": built.parties,
        "settle": {"steps": built.settled.steps, "climbed_rows": built.settled.climbed},
        "usefulness": _usefulness(built, inputs),
        "places": placed(built, inputs.units, outcomes(built.settled.reason)),
        "notes": {
            context.dataset: [
                *inputs.sources[context.dataset].notes,
                *context.locator.points.sinks.notes,
                *built.usual.notes.get(context.dataset, ()),
                *built.kept.past.notes,
            ]
            for context in built.contexts
        },
        "usual": built.usual.as_json(),
    }
    keep_private(folder)
    write_private(folder / PLAN_FILE, json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    return data


def keyed_digest(digest: str, key: bytes) -> str:
    """A digest of an input that confirms it only to who has the plan's own key."""
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()


def _input(source: Source, key: bytes, part: slice) -> dict[str, Any]:
    return {
        "dataset": source.card.dataset,
        "kind": source.card.kind.value,
        "files": len(source.files),
        "rows": part.stop - part.start,
        "digest": keyed_digest(source.digest, key),
        "card": source.card.sha256,
    }


def _counts(built: Built) -> dict[str, dict[str, dict[str, int]]]:
    """Per dataset and tier: rows in, published, withheld, held, and cover among the published."""
    outcome = outcomes(built.settled.reason)
    names = [rule.name for rule in built.treatments]
    found: dict[str, dict[str, dict[str, int]]] = {}
    for context, part in zip(built.contexts, built.slices, strict=True):
        tiers: dict[str, dict[str, int]] = {}
        for name in dict.fromkeys(names):
            numbers = [number for number, other in enumerate(names) if other == name]
            mine = np.isin(built.fates.treatment[part], numbers)
            if not mine.any():
                continue
            tiers[name] = {
                "rows_in": int(mine.sum()),
                **{item.word: int((mine & (outcome[part] == item)).sum()) for item in Outcome},
                "cover": int((mine & built.fates.cover[part]).sum()),
            }
        found[context.dataset] = tiers
    return found


def _reasons(built: Built) -> dict[str, dict[str, int]]:
    found = {}
    for context, part in zip(built.contexts, built.slices, strict=True):
        counts = np.bincount(built.settled.reason[part], minlength=len(Reason))
        found[context.dataset] = {
            Reason(code).name.lower(): int(count) for code, count in enumerate(counts) if count and code
        }
    return found


def _faults(built: Built) -> dict[str, dict[str, Any]]:
    """Per dataset and fault: how many rows, and the first few row numbers."""
    found: dict[str, dict[str, Any]] = {}
    for context, part in zip(built.contexts, built.slices, strict=True):
        fault = built.rows.fault[part]
        found[context.dataset] = {
            Fault(int(code)).name.lower(): {
                "rows": int((fault == code).sum()),
                "first": [int(row) for row in np.flatnonzero(fault == code)[:10]],
            }
            for code in np.unique(fault)
            if code
        }
    return found


def _usefulness(built: Built, inputs: Inputs) -> dict[str, Any]:
    """What the release keeps: of the rows outside the sensitive tiers, how many are published, and how exactly."""
    published = built.settled.reason == Reason.NONE
    tiers = inputs.policy.tiers
    sensitive = np.array([bool(tier.classes) for tier in tiers])
    own = sensitive[built.fates.own_tier] | (built.fates.event_tier[built.fates.event] != 127)
    loose = ~own
    level = np.where(built.settled.unit >= 0, inputs.units.level[np.maximum(built.settled.unit, 0)], -1)
    ladder = inputs.units.ladder
    count = int(loose.sum())
    kept = loose & published
    return {
        "rows_outside_sensitive_tiers": count,
        "of_these_published": _share(kept, count),
        "of_these_cover": _share(loose & built.fates.cover, count),
        "of_these_withheld_as_cover": _share(loose & (built.settled.reason == Reason.COVER), count),
        "of_these_held": _share(loose & (outcomes(built.settled.reason) == Outcome.HELD), count),
        "published_at_level": {
            name: _share(kept & (level == number), int(kept.sum())) for number, name in enumerate(ladder)
        }
        | {"no place": _share(kept & (level < 0), int(kept.sum()))},
        "protected_rows_withheld_for_cover": int((built.settled.reason == Reason.NOT_SETTLED).sum()),
    }


def _share(mask: NDArray[np.bool_], of: int) -> float:
    return round(float(mask.sum()) / of, 4) if of else 0.0
