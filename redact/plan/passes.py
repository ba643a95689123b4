"""The passes over the records: assess, kin, treat, and staging what was decided. Each reads only the columns it
needs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from redact.errors import DataMismatch, Where
from redact.plan import assess as assessing
from redact.plan import stage as staging
from redact.plan import treat as treating
from redact.plan.assess import Gathered
from redact.plan.context import Context
from redact.plan.folder import make_private
from redact.plan.inputs import Inputs, Progress, Resolved
from redact.plan.kin import Gatherer, Kin
from redact.plan.officers import Officers
from redact.plan.outcomes import Reason
from redact.plan.past.cells import kept_cells
from redact.plan.places import household_bands
from redact.plan.settle import Settled
from redact.plan.stage import Spool
from redact.plan.treat import ToTreat
from redact.plan.uniqueness import publish_people
from redact.records.source import Source
from redact.run import map_batches, workers_for
from redact.vocabulary import RoleGroup

POOL_FROM_BYTES = 8_000_000
"""Smaller sources are done before worker processes have started."""


def assess(every: Sequence[Context], inputs: Inputs, progress: Progress) -> tuple[Gathered, tuple[slice, ...]]:
    """The small columns of all rows, and where each dataset's rows are among them."""
    gathered = Gathered()
    slices, done = [], 0
    for context, source in zip(every, inputs.sources.values(), strict=True):
        first = done
        texts = any(item.group is RoleGroup.TEXT for item in context.fields)
        for result in map_batches(
            assessing.assess,
            source.batches(context.needed, limit=inputs.limit),
            start=assessing.start,
            context=context,
            workers=_workers(source, texts, inputs),
        ):
            gathered.add(context.number, result)
            done += len(result.rows)
            progress(f"assessing {context.dataset}", done - first, None)
        if done == first:
            raise DataMismatch(
                "the dataset has no rows", where=Where(source.files[0].name), fix="Export it again and check the file."
            )
        slices.append(slice(first, done))
    return gathered, tuple(slices)


def _workers(source: Source, texts: bool, inputs: Inputs) -> int:
    big = sum(path.stat().st_size for path in source.files) > POOL_FROM_BYTES
    return workers_for(texts and big, inputs.workers)


def gather(resolved: Resolved, inputs: Inputs, progress: Progress) -> Kin:
    """The kin of all events, from the people columns read once more."""
    texts = any(item.group is RoleGroup.TEXT for context in resolved.contexts for item in context.content)
    officers = Officers.of(sorted(resolved.gathered.officers))
    gatherer = Gatherer(resolved.gathered.content_words, officers, texts=texts)
    for context, part in resolved.parts:
        if not context.names and not texts:
            continue
        wanted = {item.name for item in context.names} if not texts else None
        progress(f"looking for names in {context.dataset}", 0, None)
        batches = inputs.sources[context.dataset].batches(wanted, limit=inputs.limit)
        gatherer.add(context, batches, resolved.fates.event[part])
    return gatherer.finish()


@dataclass(frozen=True)
class Treated:
    """What treat left: the content of each dataset, reasons with the newly held rows, cells emptied by column."""

    spools: tuple[Spool, ...]
    reason: NDArray[np.int8]
    hidden: Mapping[str, Mapping[str, int]]


def treat(resolved: Resolved, inputs: Inputs, kin: Kin, scratch: Path, progress: Progress) -> Treated:
    """The published content of all rows; rows whose text cannot be made safe are marked in `resolved.rows.fault`."""
    reason = resolved.fates.reason.copy()
    hidden: dict[str, dict[str, int]] = {}
    spools = []
    for context, part in resolved.parts:
        source = inputs.sources[context.dataset]
        spool = Spool(scratch, str(context.number), part.stop - part.start)
        spools.append(spool)
        texts = any(item.group is RoleGroup.TEXT for item in context.content)
        counts: dict[str, int] = {}
        for result in map_batches(
            treating.treat,
            _work(resolved, context, part, inputs, reason, kin, texts),
            start=treating.start,
            context=context,
            workers=_workers(source, texts, inputs),
        ):
            spool.add(result.table)
            new = (result.fault != 0) & ~resolved.kept.same[part.start + result.rows]
            at = part.start + result.rows[new]
            resolved.rows.fault[at] = result.fault[new]
            reason[at] = Reason.FAULT
            for name, count in result.hidden.items():
                counts[name] = counts.get(name, 0) + count
            progress(f"treating {context.dataset}", result.done, part.stop - part.start)
        hidden[context.dataset] = counts
    return Treated(tuple(spools), reason, hidden)


def _work(
    resolved: Resolved,
    context: Context,
    part: slice,
    inputs: Inputs,
    reason: NDArray[np.int8],
    kin: Kin,
    texts: bool,
) -> Iterator[ToTreat]:
    content = {item.name for item in context.content} or {context.fields[0].name}
    labels = _labels(resolved, context, part) if texts else None
    for batch in inputs.sources[context.dataset].batches(content, limit=inputs.limit):
        local = slice(batch.first_row, batch.first_row + len(batch))
        at = slice(part.start + local.start, part.start + local.stop)
        yield ToTreat(
            batch=batch,
            treatment=resolved.fates.treatment[at],
            active=reason[at] == Reason.NONE,
            kept=resolved.kept.same[at],
            event=resolved.fates.event[at],
            kin=kin.of_events(resolved.fates.event[at]),
            place_labels=tuple(labels[local]) if labels is not None else None,
        )


def _labels(resolved: Resolved, context: Context, part: slice) -> list[str]:
    """The hundred-block each row will be published with, where its tier's place map alone decides ("" elsewhere).

    A stretch of several blocks is not put into a text: its sentence may say which of them it was.
    """
    units = context.units
    labels = np.full(part.stop - part.start, "", dtype=object)
    names = np.array(units.label.to_pylist(), dtype=object)
    located = resolved.rows.unit[part]
    for number, (rule, place_map) in enumerate(zip(resolved.treatments, resolved.maps, strict=True)):
        if place_map is None or rule.cover is not None or rule.level != units.ladder[0]:
            continue
        mine = np.flatnonzero((resolved.fates.treatment[part] == number) & (located >= 0))
        unit = place_map[located[mine]]
        block = (unit >= 0) & (units.hundred[np.maximum(unit, 0)] >= 0)
        labels[mine[block]] = names[unit[block]]
    return [str(label) for label in labels]


def stage(
    resolved: Resolved,
    inputs: Inputs,
    settled: Settled,
    kin: Kin,
    spools: Sequence[Spool],
    folder: Path,
    nonce: bytes,
    mark: NDArray[np.int64],
    progress: Progress,
) -> tuple[NDArray[np.int64], dict[str, int]]:
    """Writes the staged rows; every row's position in its file (-1: in none), and people cells emptied for k.

    `mark` is what the ids of all rows are made from, under the release's `nonce`.
    """
    bands = household_bands(inputs.units, resolved.treatments, resolved.maps)
    target = folder / "staged"
    if target.exists():
        shutil.rmtree(target)
    make_private(target)
    positions = np.full(len(resolved.rows), -1, dtype=np.int64)
    blanked = {}
    for (context, part), spool in zip(resolved.parts, spools, strict=True):
        progress(f"staging {context.dataset}", 0, None)
        kept = kept_cells(resolved.kept, part, context, kin.parties)
        people = publish_people(
            context,
            resolved.gathered,
            resolved.rows.part(part),
            resolved.fates.treatment[part],
            settled.part(part),
            resolved.treatments,
            kept,
        )
        blanked[context.dataset] = people.blanked
        positions[part] = staging.stage(
            target / f"{context.dataset}.parquet",
            spool,
            context,
            resolved,
            settled,
            people,
            first=part.start,
            nonce=nonce,
            bands=bands,
            kept=kept,
            mark=mark,
        )
    return positions, blanked
