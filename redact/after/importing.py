"""What was public before redact: earlier portal files, kept in the ledger row by row, and what can be read in them.

What is out stays known to whoever kept a copy. So the ledger remembers of every row which event it was, when and where,
and how exactly that was told: no event of it ever serves as cover, and a new release is compared with it.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact import when
from redact.after.exactness import places_told, times_told
from redact.errors import UsageError
from redact.keyed import ABSENT
from redact.ledger import Ledger, Secret
from redact.ledger.archive import IMPORTED
from redact.ledger.events import NONE, Events
from redact.links import content_hashes
from redact.place import UnitTable
from redact.plan import assess as assessing
from redact.plan.context import Context, contexts
from redact.plan.past.chapter import VALUES
from redact.plan.past.matching import slots
from redact.plan.past.shown import shown, words_shown
from redact.policy.model import Policy
from redact.project import Project
from redact.records import Batch, Card, card_for, load_card, open_source
from redact.run import map_batches
from redact.vocabulary import OffenseGroup, TimePrecision
from redact.when.periods import NAT
from redact.when.publication import publication_codes

NOTHING = "nothing_sensitive"
_BETWEEN = ","


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file showed, in counts only: records by year ("" without a time) and class; by class, how exactly (place,
    time). A record of two classes counts in both. `before`: the file was known already, and nothing was added."""

    dataset: str
    rows: int
    events: int
    years: Mapping[str, Mapping[str, int]]
    exact: Mapping[str, Mapping[tuple[str, str], int]]
    first: date | None
    last: date | None
    before: bool = False

    @property
    def sensitive(self) -> int:
        """How many times a record was shown that the policy protects by a class."""
        return sum(count for name, each in self.exact.items() if name != NOTHING for count in each.values())


@dataclass(frozen=True)
class _Read:
    """A batch of a portal file: its rows for the ledger, without slot and unit, and each row's tier."""

    rows: dict[str, Any]
    tier: NDArray[np.int8]


@dataclass(frozen=True)
class _Work:
    """What reading a batch needs, picklable."""

    context: Context
    values: bytes
    period: str


def dataset_names(project: Project) -> tuple[str, ...]:
    """The project's datasets; reads cards, and of files without one the header."""
    cards = (load_card(each.card) if each.card is not None else card_for(each.files[0]) for each in project.datasets)
    return tuple(card.dataset for card in cards)


def import_files(
    files: Sequence[Path],
    card: Card,
    *,
    names: Sequence[str],
    policy: Policy,
    units: UnitTable,
    ledger: Ledger,
    secret: Secret,
    today: date,
    workers: int = 1,
) -> Imported:
    """Reads portal files of one dataset and keeps what they showed. The same files twice are noticed.

    `names` are the project's datasets. UsageError (2) where the card's is none of them: a release would never be
    compared with it. DataMismatch (11) where the files do not fit the card.
    """
    if card.dataset not in names:
        raise UsageError(
            f"the project has no dataset '{card.dataset}'; it has {', '.join(names)}",
            fix="Say to which of them the records belong: --dataset NAME",
        )
    source = open_source(list(files), card)
    digest = hmac.digest(secret.key("imported"), f"{card.dataset}\x1f{source.digest}".encode(), "sha256").hex()
    before = ledger.archive((IMPORTED,))
    known = [at for at, each in enumerate(before.chapters) if each.about.get("file") == digest]
    if known:
        return _counted(before.rows.filter(pa.array(before.rows["first"].to_numpy() == known[0])), before=True)
    (context,) = contexts(policy, {card.dataset: source}, units, key=secret.key("events"), as_of=today)
    work = _Work(context, secret.key(VALUES), policy.releases.period)
    parts = list(map_batches(_read, source.batches(), start=_start, context=work, workers=workers))
    if not parts:
        raise UsageError("the file has no rows", fix="Name the file as the portal had it.")
    keys = np.concatenate([part.rows["keys"] for part in parts])
    tier = np.concatenate([part.tier for part in parts])
    table = _table(parts, keys, card.dataset, units, secret.key("leaving"))
    stated = keys != ABSENT
    of_key = np.broadcast_to(tier[:, None], keys.shape)[stated]
    nothing = np.full(len(of_key), NONE)
    events = Events.of(keys[stated], of_key, nothing, np.ones(len(of_key), bool), [each.tier for each in policy.tiers])
    found = _counted(table)
    ledger.import_chapter(table, {"file": digest, "dataset": card.dataset, "rows": table.num_rows}, events)
    return found


def _start(work: _Work) -> _Work:
    return replace(work, context=assessing.start(work.context))


def _read(work: _Work, batch: Batch) -> _Read:
    """The rows of a batch as the ledger keeps them, judged as records of a plan are."""
    context = work.context
    policy = context.policy
    whole = content_hashes(batch, np.ones(len(batch), dtype=np.bool_), work.values)
    place = places_told(batch, context.fields)
    picked = [name for name in batch.table.column_names if name in context.needed]
    rows = assessing.assess(context, replace(batch, table=batch.table.select(picked))).rows
    classes = rows.shows | (rows.may if policy.classify.may_evidence == "protect" else np.uint32(0))
    timed = rows.precision != TimePrecision.NONE
    minutes = np.where(timed, rows.minutes.astype(np.int64), NAT)
    names, tier = _judged(classes, rows.group, context)
    return _Read(
        {
            "keys": np.pad(rows.keys, ((0, 0), (0, max(0, 2 - rows.keys.shape[1]))))[:, :2],
            "group": rows.group.astype(np.int8),
            "unit": rows.unit,
            "precision": rows.precision.astype(np.int8),
            "code": when.coarsen(minutes, rows.precision.astype(np.int8)),
            "period": publication_codes(minutes, work.period),
            "value": whole,
            "minutes": minutes,
            "shows": shown(place, times_told(rows.precision), names),
        },
        tier,
    )


def _judged(
    classes: NDArray[np.uint32], group: NDArray[np.int8], context: Context
) -> tuple[list[str], NDArray[np.int8]]:
    """Per row the names of its classes, joined, and its tier."""
    policy = context.policy
    pair = (classes.astype(np.int64) << 8) | group.astype(np.int64)
    distinct, inverse = np.unique(pair, return_inverse=True)
    names, tiers = [], []
    for value in distinct.tolist():
        own = [name for bit, name in enumerate(policy.class_names) if value >> 8 >> bit & 1]
        names.append(_BETWEEN.join(own))
        tiers.append(policy.tier_of(own, context.card.kind.value, OffenseGroup(value & 0xFF)))
    return [names[at] for at in inverse.tolist()], np.array(tiers, dtype=np.int8)[inverse]


def _table(parts: Sequence[_Read], keys: NDArray[np.int64], dataset: str, units: UnitTable, key: bytes) -> pa.Table:
    """The chapter's rows."""
    count = len(keys)
    column = {name: np.concatenate([part.rows[name] for part in parts]) for name in parts[0].rows if name != "shows"}
    unit = column["unit"]
    minutes = column["minutes"]
    texts = pa.array([""] * count, pa.string())
    no = np.zeros(count, dtype=np.bool_)
    return pa.table(
        {
            "dataset": pa.array([dataset] * count, pa.string()),
            "slot": slots(key, np.zeros(count, dtype=np.int8), (dataset,), keys),
            "key_0": keys[:, 0],
            "key_1": keys[:, 1],
            "mark": np.zeros(count, dtype=np.int64),
            "tier": texts,
            "careful": no,
            "cover": no,
            "group": column["group"],
            "unit": units.ids.cast(pa.string()).take(pa.array(np.maximum(unit, 0))).fill_null(""),
            "precision": column["precision"],
            "code": column["code"],
            "period": column["period"],
            "value": column["value"],
            "cells": texts,
            "minutes": pa.array(minutes, mask=minutes == NAT),
            "shows": pa.concat_arrays([part.rows["shows"] for part in parts]),
        }
    )


def _counted(table: pa.Table, *, before: bool = False) -> Imported:
    """The counts of a chapter."""
    words, code = np.unique(table["shows"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    minutes = table["minutes"].to_numpy(zero_copy_only=False).astype(np.float64)
    timed = np.isfinite(minutes)
    year = np.full(len(code), -1, dtype=np.int64)
    stamps = minutes[timed].astype(np.int64).astype("datetime64[m]")
    year[timed] = stamps.astype("datetime64[Y]").astype(np.int64) + 1970
    years: dict[str, Counter[str]] = {}
    exact: dict[str, Counter[tuple[str, str]]] = {}
    pairs, counts = np.unique(np.column_stack([year, code]), axis=0, return_counts=True)
    for (of, at), count in zip(pairs.tolist(), counts.tolist(), strict=True):
        place, time, classes = words_shown(str(words[at]))
        for name in classes or (NOTHING,):
            years.setdefault(str(of) if of >= 0 else "", Counter())[name] += count
            exact.setdefault(name, Counter())[place, time] += count
    days = stamps.astype("datetime64[D]")
    keys = np.where(table["key_0"].to_numpy() != ABSENT, table["key_0"].to_numpy(), table["key_1"].to_numpy())
    return Imported(
        dataset=str(table["dataset"][0].as_py()),
        rows=table.num_rows,
        events=len(np.unique(keys)),
        years=years,
        exact=exact,
        first=days.min().item() if len(days) else None,
        last=days.max().item() if len(days) else None,
        before=before,
    )
