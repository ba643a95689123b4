"""Rehearsal: a policy's worked examples through the real stages. A wrong one stops everything (13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from redact.classify import Assessed, Classifier, load_tables
from redact.errors import ExampleFails, Where
from redact.plan.resolve import no_history, resolve
from redact.plan.rows import Rows
from redact.plan.treatments import treatments
from redact.policy.model import Example, Policy
from redact.records.batch import Batch, Field
from redact.records.card import Card
from redact.vocabulary import Kind

_NO_SECRET = bytes(32)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What became of one example: the classes of its event and the tier it got, and what is wrong with that (empty: as
    expected). `given` says what stands in its record and, behind, in each linked one; `kinds` are theirs in order."""

    name: str
    given: Mapping[str, str]
    classes: tuple[str, ...]
    tier: str
    wrong: str
    kinds: tuple[str, ...] = ()


def rehearse(policy: Policy) -> tuple[Rehearsed, ...]:
    """Every worked example of a policy, judged as an event of its own with its linked records, cover aside."""
    return tuple(_one(policy, number) for number in range(len(policy.examples)))


def check_examples(policy: Policy, where: Where | None = None) -> tuple[Rehearsed, ...]:
    """Rehearses and raises ExampleFails (13) for the examples that come out differently."""
    done = rehearse(policy)
    wrong = [item for item in done if item.wrong]
    if wrong:
        raise ExampleFails(
            f"{len(wrong)} of {len(done)} worked examples come out differently:\n"
            + "\n".join(f"  '{item.name}': {item.wrong}" for item in wrong),
            where=where,
            fix="Change the rule or the example, with whoever agreed to it.",
        )
    return done


def _one(policy: Policy, number: int) -> Rehearsed:
    example = policy.examples[number]
    records = [_given(example.given), *(_given(record) for record in example.linked)]
    judged = [_assessed(policy, kind, given) for kind, given in records]
    rows = Rows.concatenate([_row(one, at) for at, one in enumerate(judged)])
    bare = policy.model_copy(update={"tiers": tuple(tier.model_copy(update={"cover": None}) for tier in policy.tiers)})
    kinds = [kind.value for kind, _ in records]
    fates = resolve(rows, kinds, bare, key=_NO_SECRET, history=no_history(rows.keys), answers={})
    tier = treatments(policy)[int(fates.treatment[0])].name
    mask = int(np.bitwise_or.reduce(fates.classes))
    classes = tuple(name for bit, name in enumerate(policy.class_names) if mask >> bit & 1)
    held = policy.classify.unknown_code == "hold" and any(bool(one.unknown[0]) for one in judged)
    return Rehearsed(
        name=example.name,
        given=records[0][1] | {f"linked {at}": _said(*record) for at, record in enumerate(records[1:], start=1)},
        classes=classes,
        tier="held" if held else tier,
        wrong=_wrong(example, classes, tier, held),
        kinds=tuple(kinds),
    )


def _given(record: Mapping[str, str]) -> tuple[Kind, dict[str, str]]:
    """The kind of a record (incidents where it does not say), and its cells by role."""
    kind = Kind(record.get("kind", Kind.INCIDENTS.value))
    return kind, {role: str(value) for role, value in record.items() if role != "kind"}


def _said(kind: Kind, given: Mapping[str, str]) -> str:
    return f"of the same event ({kind.value.replace('_', ' ')}): {', '.join(given.values())}"


def _assessed(policy: Policy, kind: Kind, given: Mapping[str, str]) -> Assessed:
    card = Card(dataset="example", kind=kind, columns={role: role for role in given}, codes=())
    fields: Sequence[Field] = card.fields
    tables = load_tables(tuple(policy.classify.codes))
    cells = pa.table({field.name: pa.array([given[field.role]], type=pa.string()) for field in fields})
    batch = Batch("example", 0, cells, np.zeros(1, dtype=np.int8))
    return Classifier(policy, card, tuple(fields), tables).assess(batch)


def _row(judged: Assessed, dataset: int) -> Rows:
    """A record of an event of its own example, without a place or a time."""
    return Rows(
        dataset=np.full(1, dataset, dtype=np.int8),
        fault=np.zeros(1, dtype=np.int8),
        shows=judged.shows,
        may=judged.may,
        for_safety=judged.for_safety,
        group=judged.group,
        unknown=judged.unknown,
        stated=np.zeros(1, dtype=np.int32),
        weak=judged.weak,
        careful=judged.careful,
        conflict=judged.conflict,
        evidence=np.zeros(1, dtype=np.int32),
        keys=np.ones((1, 1), dtype=np.int64),
        keyed=np.ones(1, dtype=np.bool_),
        roles=np.ones(1, dtype=np.int8),
        x=np.full(1, np.nan, dtype=np.float32),
        y=np.full(1, np.nan, dtype=np.float32),
        address=np.zeros(1, dtype=np.int64),
        unit=np.zeros(1, dtype=np.int32),
        matched=np.zeros(1, dtype=np.int8),
        doubt=np.zeros(1, dtype=np.int8),
        unfound=np.zeros(1, dtype=np.int8),
        minutes=np.zeros(1, dtype=np.int32),
        precision=np.zeros(1, dtype=np.int8),
        quasi=np.zeros((1, 0), dtype=np.int32),
        subjects=np.zeros((1, 0), dtype=np.int64),
    )


def _wrong(example: Example, classes: tuple[str, ...], tier: str, held: bool) -> str:
    expect = example.expect
    if not expect.accepts(classes):
        wanted = ", ".join(expect.classes or ()) if expect.class_ is None else expect.class_
        return f"expected {wanted or 'no class'}, got {', '.join(classes) or 'no class'}"
    if held:
        return f"expected tier {expect.tier}, but it is held because its offence is unknown"
    if expect.tier != tier:
        return f"expected tier {expect.tier}, got {tier}"
    return ""
