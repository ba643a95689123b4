"""Building a plan: the stages in order, over all datasets, into a folder."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from redact.errors import DataMismatch, Where
from redact.ledger import Ledger, Secret
from redact.place import UnitTable
from redact.plan import assess as assessing
from redact.plan import treat as treating
from redact.plan.assess import Gathered, unreadable_share
from redact.plan.context import Context, contexts
from redact.plan.folder import make_private
from redact.plan.history import recall
from redact.plan.items import Answer, Item, Question, item_id
from redact.plan.kin import Kin, gather_kin, officer_keys
from redact.plan.outcomes import Reason
from redact.plan.resolve import Fates, resolve
from redact.plan.rows import Rows
from redact.plan.settle import Settled, settle
from redact.plan.stage import Spool, household_bands, stage
from redact.plan.treat import ToTreat
from redact.plan.treatments import Treatment, treatments
from redact.plan.uniqueness import publish_people
from redact.policy.model import Policy
from redact.records.source import Source
from redact.run import map_batches, workers_for
from redact.vocabulary import Kind, RoleGroup

Progress = Callable[[str, int, int | None], None]
"""Told (stage, rows done, rows in all if known) as work goes on."""

EPOCH = date(1970, 1, 1)


def silent(stage_name: str, done: int, total: int | None) -> None:
    """Progress for nobody."""


@dataclass(frozen=True)
class Inputs:
    """All that a plan is a function of, besides the records."""

    policy: Policy
    sources: Mapping[str, Source]
    units: UnitTable
    secret: Secret
    ledger: Ledger
    as_of: date
    limit: int | None = None
    workers: int | None = None
    answers: Mapping[str, Answer] | None = None


@dataclass(frozen=True)
class Built:
    """What the stages decided, for the summary, the ledger and the tables. All arrays are over the whole plan."""

    contexts: tuple[Context, ...]
    treatments: tuple[Treatment, ...]
    rows: Rows
    fates: Fates
    settled: Settled
    positions: NDArray[np.int64]
    first: tuple[int, ...]
    evidence: tuple[object, ...]
    items: tuple[Item, ...]
    hidden: Mapping[str, Mapping[str, int]]
    blanked: Mapping[str, int]
    parties: int
    nonce: bytes


def build(inputs: Inputs, folder: Path, progress: Progress = silent) -> Built:
    """Runs every stage and writes `folder/staged`. Raises DataMismatch (11) where the data does not fit."""
    policy, secret = inputs.policy, inputs.secret
    rules = treatments(policy)
    every = contexts(policy, inputs.sources, inputs.units, key=secret.key("events"), as_of=inputs.as_of)
    gathered, first = _assess(every, inputs, progress)
    rows = gathered.rows()
    _check_readable(every, rows, first)
    history = recall(inputs.ledger, rows.keys, policy)
    codes = {
        item_id(secret.key("items"), Question.UNKNOWN_CODE, str(text)): number
        for number, text in enumerate(gathered.unknown_codes.values)
        if text
    }
    given = inputs.answers or {}
    fates = resolve(
        rows,
        [context.card.kind.value for context in every],
        policy,
        key=secret.key("cover"),
        history=history,
        answers={codes[item]: answer for item, answer in given.items() if item in codes},
    )
    _check_linked(every, rows, fates, policy, history_known=history.values)
    items = _items(every, rows, fates, first, {number: item for item, number in codes.items()})
    with tempfile.TemporaryDirectory(dir=folder, prefix=".work-") as scratch:
        make_private(Path(scratch))
        kin = _kin(every, inputs, gathered, fates, first, progress)
        spools, reason, hidden = _treat(every, inputs, rows, fates, first, kin, Path(scratch), rules, progress)
        progress("settling places and times", 0, None)
        settled = settle(
            rows,
            fates,
            reason,
            rules,
            policy,
            inputs.units,
            as_of_day=(inputs.as_of - EPOCH).days,
            key=secret.key("settle"),
        )
        nonce = secrets.token_bytes(32)
        positions, blanked = _stage(
            every, inputs, gathered, rows, fates, settled, rules, spools, first, folder, nonce, progress
        )
    return Built(
        contexts=every,
        treatments=rules,
        rows=rows,
        fates=fates,
        settled=settled,
        positions=positions,
        first=first,
        evidence=tuple(gathered.evidence.values),
        items=items,
        hidden=hidden,
        blanked=blanked,
        parties=len(kin.parties),
        nonce=nonce,
    )


def _assess(every: Sequence[Context], inputs: Inputs, progress: Progress) -> tuple[Gathered, tuple[int, ...]]:
    gathered = Gathered()
    first, done = [], 0
    for context, source in zip(every, inputs.sources.values(), strict=True):
        first.append(done)
        texts = any(item.group is RoleGroup.TEXT for item in context.fields)
        batches = source.batches(context.needed, limit=inputs.limit)
        for result in map_batches(
            assessing.assess,
            batches,
            start=assessing.start,
            context=context,
            workers=workers_for(texts and _big(source), inputs.workers),
        ):
            gathered.add(context.number, result)
            done += len(result.rows)
            progress(f"assessing {context.dataset}", done - first[-1], None)
        if done == first[-1]:
            raise DataMismatch(
                "the dataset has no rows", where=Where(source.files[0].name), fix="Export it again and check the file."
            )
    return gathered, tuple(first)


POOL_FROM_BYTES = 8_000_000
"""Smaller sources are done before worker processes have started."""


def _big(source: Source) -> bool:
    return sum(path.stat().st_size for path in source.files) > POOL_FROM_BYTES


def _slice(every: Sequence[Context], first: Sequence[int], total: int) -> Iterator[tuple[Context, slice]]:
    ends = [*first[1:], total]
    for context, start, end in zip(every, first, ends, strict=True):
        yield context, slice(start, end)


def _check_readable(every: Sequence[Context], rows: Rows, first: Sequence[int]) -> None:
    for context, part in _slice(every, first, len(rows)):
        share = unreadable_share(rows.fault[part])
        if share > context.card.max_unreadable:
            bad = int((rows.fault[part] != 0).sum())
            raise DataMismatch(
                f"{bad:,} of {part.stop - part.start:,} rows of '{context.dataset}' cannot be used "
                f"({share:.1%}; the card allows {context.card.max_unreadable:.1%}); the first is row "
                f"{int(np.flatnonzero(rows.fault[part])[0])}",
                fix="Check the card's time.formats and columns against the file, or export again.",
            )


def _check_linked(
    every: Sequence[Context], rows: Rows, fates: Fates, policy: Policy, *, history_known: NDArray[np.int64]
) -> None:
    """Stops where too few arrests with an event key find their event: a changed key format would unlink everything."""
    floor = policy.classify.linked_at_least
    if floor is None or len(every) < 2:
        return
    on = set(policy.classify.linking.on)
    for context in every:
        roles = {item.role for item in context.fields} & on
        shared = any({item.role for item in other.fields} & roles for other in every if other is not context)
        if context.card.kind is not Kind.ARRESTS or not roles or not shared:
            continue
        mine = rows.dataset == context.number
        elsewhere = np.zeros(len(fates.identity), dtype=np.bool_)
        elsewhere[fates.event[~mine]] = True
        found = elsewhere[fates.event[mine]]
        if len(history_known):
            found |= np.isin(rows.keys[mine], history_known).any(axis=1)
        share = float(found.mean()) if len(found) else 1.0
        if share < floor:
            raise DataMismatch(
                f"only {share:.0%} of the rows of '{context.dataset}' find their event in another dataset; the policy "
                f"asks for {floor:.0%}",
                fix="Check `keys` in the cards (a number may have changed its form), or that no month is missing.",
            )


def _items(
    every: Sequence[Context], rows: Rows, fates: Fates, first: Sequence[int], codes: Mapping[int, str]
) -> tuple[Item, ...]:
    """One open item per unknown code, and one per dataset for each other reason that waits for a person."""
    items = []
    for context, part in _slice(every, first, len(rows)):
        reason, code = fates.reason[part], rows.unknown_code[part]
        for number in np.unique(code[(reason == Reason.UNKNOWN_CODE) & rows.unknown[part]]):
            at = np.flatnonzero((code == number) & (reason == Reason.UNKNOWN_CODE))
            items.append(_item(codes[int(number)], Question.UNKNOWN_CODE, context, at))
        for why, question in ((Reason.DOUBT, Question.DOUBT), (Reason.TIER_HOLDS, Question.TIER_HOLDS)):
            at = np.flatnonzero(reason == why)
            if len(at):
                items.append(_item(f"{question.value}:{context.dataset}", question, context, at))
    return tuple(items)


def _item(name: str, question: Question, context: Context, at: NDArray[np.intp]) -> Item:
    return Item(name, question, context.dataset, len(at), tuple(int(row) for row in at[:5]))


def _kin(
    every: Sequence[Context], inputs: Inputs, gathered: Gathered, fates: Fates, first: Sequence[int], progress: Progress
) -> Kin:
    kin = Kin()
    texts = any(item.group is RoleGroup.TEXT for context in every for item in context.content)
    officers = officer_keys(sorted(gathered.officers))
    words = frozenset(gathered.content_words)
    for context, part in _slice(every, first, len(fates.event)):
        if not context.names and not texts:
            continue
        wanted = {item.name for item in context.names} if not texts else None
        batches = inputs.sources[context.dataset].batches(wanted, limit=inputs.limit)
        progress(f"looking for names in {context.dataset}", 0, None)
        gather_kin(context, batches, fates.event[part], kin, content_words=words, officers=officers, texts=texts)
    return kin


def _treat(
    every: Sequence[Context],
    inputs: Inputs,
    rows: Rows,
    fates: Fates,
    first: Sequence[int],
    kin: Kin,
    scratch: Path,
    rules: Sequence[Treatment],
    progress: Progress,
) -> tuple[list[Spool], NDArray[np.int8], dict[str, dict[str, int]]]:
    reason = fates.reason.copy()
    hidden: dict[str, dict[str, int]] = {}
    spools = []
    for context, part in _slice(every, first, len(rows)):
        source = inputs.sources[context.dataset]
        spool = Spool(scratch, str(context.number), part.stop - part.start)
        spools.append(spool)
        content = {item.name for item in context.content} or {context.fields[0].name}
        texts = any(item.group is RoleGroup.TEXT for item in context.content)
        labels = _labels(context, rows, fates, part, rules) if texts else None
        work = _work(source, content, inputs, reason, fates, part, kin, labels)
        counts: dict[str, int] = {}
        for result in map_batches(
            treating.treat,
            work,
            start=treating.start,
            context=context,
            workers=workers_for(texts and _big(source), inputs.workers),
        ):
            spool.add(result.table)
            at = part.start + result.rows[result.fault != 0]
            rows.fault[at] = result.fault[result.fault != 0]
            reason[at] = Reason.FAULT
            for name, count in result.hidden.items():
                counts[name] = counts.get(name, 0) + count
            progress(f"treating {context.dataset}", int(result.rows[-1]) + 1 if len(result.rows) else 0, None)
        hidden[context.dataset] = counts
    return spools, reason, hidden


def _work(
    source: Source,
    content: set[str],
    inputs: Inputs,
    reason: NDArray[np.int8],
    fates: Fates,
    part: slice,
    kin: Kin,
    labels: list[str] | None,
) -> Iterator[ToTreat]:
    for batch in source.batches(content, limit=inputs.limit):
        start = part.start + batch.first_row
        at = slice(start, start + len(batch))
        local = slice(batch.first_row, batch.first_row + len(batch))
        yield ToTreat(
            batch=batch,
            treatment=fates.treatment[at],
            active=reason[at] == Reason.NONE,
            event=fates.event[at],
            kin=kin.of_events(fates.event[at]),
            place_labels=tuple(labels[local]) if labels is not None else None,
        )


def _labels(context: Context, rows: Rows, fates: Fates, part: slice, rules: Sequence[Treatment]) -> list[str]:
    """The place each row will be published with, where only its tier's place map decides ("" elsewhere)."""
    from redact.place import publishable

    units = context.units
    labels = np.full(part.stop - part.start, "", dtype=object)
    names = np.array(units.label.to_pylist(), dtype=object)
    for number, rule in enumerate(rules):
        mine = np.flatnonzero((fates.treatment[part] == number) & (rows.unit[part] >= 0))
        if rule.cover is not None or rule.level != units.ladder[0] or not len(mine):
            continue
        unit = publishable(units, rule.level, rule.min_households, units.ladder)[rows.unit[part][mine]]
        block = (unit >= 0) & (units.level[np.maximum(unit, 0)] == 0)
        labels[mine[block]] = names[unit[block]]
    return [str(label) for label in labels]


def _stage(
    every: Sequence[Context],
    inputs: Inputs,
    gathered: Gathered,
    rows: Rows,
    fates: Fates,
    settled: Settled,
    rules: Sequence[Treatment],
    spools: Sequence[Spool],
    first: Sequence[int],
    folder: Path,
    nonce: bytes,
    progress: Progress,
) -> tuple[NDArray[np.int64], dict[str, int]]:
    from redact.place import publishable

    units = inputs.units
    maps = [
        publishable(units, rule.level, rule.min_households, units.ladder) if rule.level is not None else None
        for rule in rules
    ]
    bands = household_bands(units, rules, maps)
    target = folder / "staged"
    if target.exists():
        shutil.rmtree(target)
    make_private(target)
    positions = np.full(len(rows), -1, dtype=np.int64)
    blanked = {}
    for (context, part), spool in zip(_slice(every, first, len(rows)), spools, strict=True):
        progress(f"staging {context.dataset}", 0, None)
        people = publish_people(
            context,
            gathered,
            _rows_slice(rows, part),
            fates.treatment[part],
            Settled(settled.unit[part], settled.precision[part], settled.time_code[part], settled.reason[part], 0, 0),
            rules,
        )
        blanked[context.dataset] = people.blanked
        positions[part] = stage(
            target / f"{context.dataset}.parquet",
            spool,
            context,
            rows,
            fates,
            settled,
            people,
            rules,
            first=part.start,
            nonce=nonce,
            bands=bands,
        )
    return positions, blanked


def _rows_slice(rows: Rows, part: slice) -> Rows:
    from dataclasses import fields

    return Rows(**{item.name: getattr(rows, item.name)[part] for item in fields(Rows)})
