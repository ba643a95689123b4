"""Building a plan: the stages in order, over all datasets, into a folder."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from redact.classify import Combination, one_of_several
from redact.plan import insiders, passes
from redact.plan.checks import check_linked, check_readable, links_of
from redact.plan.context import Context, contexts
from redact.plan.exceptions import check_exceptions
from redact.plan.expected.check import check_expected
from redact.plan.expected.finding import Usual
from redact.plan.folder import make_private
from redact.plan.history import recall
from redact.plan.inputs import EPOCH, Inputs, Progress, Resolved, silent
from redact.plan.items import Answer, Item, Question, item_id
from redact.plan.outcomes import Reason
from redact.plan.past.before import corrected, not_again
from redact.plan.past.chapter import VALUES, write_chapter
from redact.plan.past.keeping import Kept, keep
from redact.plan.past.marks import marks
from redact.plan.past.released import released
from redact.plan.past.rules import check_missing, revision_due, rules_digest
from redact.plan.places import PlaceMaps, place_maps
from redact.plan.readings import Readings, readings
from redact.plan.resolve import Asked, Fates, resolve
from redact.plan.rows import Rows
from redact.plan.settle import Settled, longest_delay, settle
from redact.plan.treatments import Treatment, treatments
from redact.run import give_back


@dataclass(frozen=True)
class Built:
    """What the stages decided, for the summary, the ledger and the tables. All arrays are over the whole plan."""

    contexts: tuple[Context, ...]
    treatments: tuple[Treatment, ...]
    maps: PlaceMaps
    rows: Rows
    fates: Fates
    settled: Settled
    kept: Kept
    positions: NDArray[np.int64]
    slices: tuple[slice, ...]
    evidence: tuple[Combination, ...]
    items: tuple[Item, ...]
    readings: Mapping[str, Readings]
    hidden: Mapping[str, Mapping[str, int]]
    blanked: Mapping[str, int]
    parties: int
    nonce: bytes
    usual: Usual

    @cached_property
    def one_of_several(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """(rows,) twice: the classes that each row's own evidence only shows as one of several that it may be, and
        those that it hints at."""
        open_, hinted = one_of_several(self.evidence, self.contexts[0].policy.class_names)
        return open_[self.rows.evidence] & self.rows.shows, hinted[self.rows.evidence]


def build(inputs: Inputs, folder: Path, progress: Progress = silent) -> Built:
    """Runs every stage and writes `folder/staged`. Raises DataMismatch (11) where the data does not fit."""
    secret = inputs.secret
    check_exceptions(inputs.policy, inputs.units)
    every = contexts(
        inputs.policy,
        inputs.sources,
        inputs.units,
        key=secret.key("events"),
        as_of=inputs.as_of,
        listed=inputs.listed,
        limit=inputs.limit,
    )
    resolved, ids = _resolve(every, inputs, progress)
    items = _items(resolved, ids, inputs.answers or {})
    nonce = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".work-") as scratch:
        make_private(Path(scratch))
        kin = passes.gather(resolved, inputs, progress)
        give_back(len(resolved.rows))
        treated = passes.treat(resolved, inputs, kin, Path(scratch), progress)
        give_back(len(resolved.rows))
        progress("settling places and times", 0, None)
        settled = settle(
            resolved.rows,
            resolved.fates,
            treated.reason,
            resolved.treatments,
            resolved.maps,
            inputs.policy,
            inputs.units,
            kept=resolved.kept,
            as_of_day=(inputs.as_of - EPOCH).days,
            key=secret.key("settle"),
        )
        give_back(len(resolved.rows))
        mark = marks(resolved.fates, resolved.kept, resolved.treatments)
        positions, blanked = passes.stage(resolved, inputs, settled, kin, treated.spools, folder, nonce, mark, progress)
        read = _readings(resolved, inputs, positions, folder)
        _chapter(resolved, inputs, settled, positions, mark, folder)
    return Built(
        contexts=every,
        treatments=resolved.treatments,
        maps=resolved.maps,
        rows=resolved.rows,
        fates=resolved.fates,
        settled=settled,
        kept=resolved.kept,
        positions=positions,
        slices=resolved.slices,
        evidence=resolved.gathered.combinations,
        items=(*items, *resolved.items, *(item for each in read.values() for item in each.items)),
        readings=read,
        hidden=treated.hidden,
        blanked=blanked,
        parties=len(kin.parties),
        nonce=nonce,
        usual=resolved.usual,
    )


def _resolve(every: tuple[Context, ...], inputs: Inputs, progress: Progress) -> tuple[Resolved, Mapping[Asked, str]]:
    """Assesses all rows and decides their fates; also the item id of every question that can be asked of an offence."""
    policy, secret = inputs.policy, inputs.secret
    gathered, slices = passes.assess(every, inputs, progress)
    rows = gathered.rows()
    give_back(len(rows))
    check_readable(every, slices, rows)
    key = inputs.item_key or secret.key("items")
    items = {
        (question, number): item_id(key, question, f"{every[dataset].dataset}\x1f{code}")
        for number, dataset, code in gathered.codes_of_datasets()
        for question in Question
        if question.about_code
    }
    given = inputs.answers or {}
    answers = {asked: given[item] for asked, item in items.items() if item in given}
    progress("linking events", 0, None)
    rows = corrected(rows, inputs.before, policy)
    history = recall(inputs.ledger, rows.keys, policy)
    fates = resolve(
        rows,
        [context.card.kind.value for context in every],
        policy,
        key=secret.key("cover"),
        history=history,
        answers=answers,
        metres=inputs.units.metres,
    )
    links = links_of(every, rows, fates, policy, known=history)
    usual = check_expected(every, slices, rows, links, inputs)
    check_linked(every, links, policy)
    fates, asked = _inside(every, slices, fates, inputs, key, progress)
    rows = replace(rows, group=fates.group.copy())
    rules = treatments(policy)
    fates, kept = _keep(every, rows, fates, rules, inputs)
    rows.group[kept.same] = kept.past.group[kept.row[kept.same]]  # a record called otherwise since still stays as it is
    maps = place_maps(inputs.units, rules, fates.treatment)
    return Resolved(every, slices, gathered, rows, fates, rules, maps, kept, asked, usual), items


def _keep(
    every: tuple[Context, ...], rows: Rows, fates: Fates, rules: tuple[Treatment, ...], inputs: Inputs
) -> tuple[Fates, Kept]:
    """The fates in the light of what earlier releases put out."""
    policy = inputs.policy
    fates, renewed = not_again(rows, fates, policy, rules, inputs.before)
    names = tuple(context.dataset for context in every)
    past = released(inputs.ledger.archive(), names, rules, inputs.units)
    through = (inputs.as_of - EPOCH).days - longest_delay(rules)
    fates, kept = keep(
        rows,
        fates,
        past,
        names,
        policy,
        rules,
        inputs.units,
        inputs.asked,
        renewed=renewed,
        revision=inputs.revision or revision_due(policy, past, through),
        key=inputs.secret.key("leaving"),
    )
    check_missing(past, kept.was, names, policy)
    return fates, kept


def _chapter(
    resolved: Resolved,
    inputs: Inputs,
    settled: Settled,
    positions: NDArray[np.int64],
    mark: NDArray[np.int64],
    folder: Path,
) -> None:
    """Saves what the ledger will remember of the rows."""
    write_chapter(
        folder,
        resolved.contexts,
        resolved.slices,
        resolved.rows,
        resolved.fates,
        settled,
        resolved.kept,
        positions,
        mark,
        resolved.treatments,
        inputs.units.ids,
        about={
            "as_of": inputs.as_of.isoformat(),
            "through": (inputs.as_of - EPOCH).days - longest_delay(resolved.treatments),
            "revision": resolved.kept.revision,
            "rules": rules_digest(inputs.policy),
        },
        key=inputs.secret.key(VALUES),
    )


def _inside(
    every: tuple[Context, ...],
    slices: tuple[slice, ...],
    fates: Fates,
    inputs: Inputs,
    key: bytes,
    progress: Progress,
) -> tuple[Fates, tuple[Item, ...]]:
    """The fates with the events held that the outside reviewer decides about, and the questions to the reviewer."""
    if not inputs.insiders:
        return fates, ()
    found = []
    for context, part in zip(every, slices, strict=True):
        columns = insiders.columns_of(context)
        if not columns:
            continue
        progress(f"looking for people inside in {context.dataset}", 0, None)
        batches = inputs.sources[context.dataset].batches(columns, limit=inputs.limit)
        found.append(insiders.marked(inputs.insiders, context, batches) + part.start)
    decided = insiders.hold(
        fates,
        np.concatenate([np.empty(0, dtype=np.int64), *found]),
        inputs.insiders,
        inputs.answers or {},
        [(context.dataset, part) for context, part in zip(every, slices, strict=True)],
        lambda event: item_id(key, Question.INSIDER, event),
    )
    return decided.fates, decided.items


def _items(resolved: Resolved, ids: Mapping[Asked, str], answers: Mapping[str, Answer]) -> tuple[Item, ...]:
    """One open item per dataset, offence and reason that waits for a person and that nobody has answered; where the
    policy itself holds a tier, one per dataset."""
    items: list[Item] = []
    for context, part in resolved.parts:
        own = []
        reason, code = resolved.fates.reason[part], resolved.rows.stated[part]
        for why, question, marked in (
            (Reason.UNKNOWN_CODE, Question.UNKNOWN_CODE, resolved.rows.unknown[part]),
            (Reason.DOUBT, Question.DOUBT, resolved.fates.doubtful[part]),
            (Reason.CONFLICT, Question.CONFLICT, resolved.rows.conflict[part] != 0),
        ):
            # Rows that wait because a record of their event does are no question of their own.
            waiting = reason == why
            for number in np.unique(code[waiting & marked]).tolist():
                item = ids[question, number]
                if item not in answers:
                    at = np.flatnonzero(waiting & marked & (code == number))
                    own.append(_item(item, question, context, at))
        items.extend(sorted(own, key=lambda item: item.id))
        at = np.flatnonzero(reason == Reason.TIER_HOLDS)
        if len(at):
            items.append(_item(f"{Question.TIER_HOLDS}:{context.dataset}", Question.TIER_HOLDS, context, at))
    return tuple(items)


def _readings(
    resolved: Resolved, inputs: Inputs, positions: NDArray[np.int64], folder: Path
) -> Mapping[str, Readings]:
    """What a person must read of the texts of each dataset."""
    key = inputs.item_key or inputs.secret.key("items")
    answers = inputs.answers or {}
    return {
        context.dataset: readings(
            context, folder / "staged" / f"{context.dataset}.parquet", positions[part], answers, key=key
        )
        for context, part in resolved.parts
    }


def _item(name: str, question: Question, context: Context, at: NDArray[np.intp]) -> Item:
    return Item(name, question, context.dataset, len(at), tuple(int(row) for row in at[:5]))
