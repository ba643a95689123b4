"""Counting the tables while a plan is made: exact counts go under seal, what is known without them is saved."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.counts import bound
from redact.counts.info import DrawInfo, LevelInfo, TableInfo
from redact.errors import DataMismatch
from redact.plan.build import Built
from redact.plan.inputs import EPOCH, Inputs
from redact.plan.outcomes import Reason
from redact.plan.resolve import LOOSE
from redact.plan.settle import longest_delay
from redact.plan.subjects import known_units
from redact.plan.tables import words
from redact.plan.tables.advice import advice
from redact.plan.tables.cells import touched, unknown_units
from redact.plan.tables.domain import DeclaredTable, declared_of
from redact.plan.tables.drawing import design_of, precision
from redact.plan.tables.exact import counts_reports, write_exact
from redact.plan.tables.happened import Happened, events_of, outcomes_of, units_of
from redact.plan.tables.periods import CALENDAR, Covered, coarser, covered, draws_of, over, period_texts
from redact.plan.tables.saved import Tables, save_infos, seal
from redact.policy.counted import classes_counted, coarse_rows
from redact.policy.model import Budget, CountTable, Policy
from redact.records.batch import Fault
from redact.vocabulary import Kind

Counts = NDArray[np.int64]


_LISTS: Final = {Kind.CALLS, Kind.INCIDENTS, Kind.ARRESTS}


def prepare(folder: Path, built: Built, inputs: Inputs, seal_key: bytes) -> Tables:
    """Counts every table of the policy for the plan in `folder`. No noise is drawn and nothing is spent.

    Raises DataMismatch (11) where the policy requires a unit that the data cannot tell apart.
    """
    tables = inputs.policy.counts
    if not tables:
        return Tables(folder / "tables", ())
    happened, span = _Happened(built), _covered(built)
    infos: list[TableInfo] = []
    sealed: dict[str, list[Counts]] = {}
    advised: dict[str, tuple[str, ...]] = {}
    waits: dict[str, str] = {}
    for table in tables:
        declared = _declare(table, inputs, happened)
        periods = _periods(declared, span, built, inputs)
        if not table.noisy:
            waits[table.table] = words.waiting(declared, span, periods, longest_delay(built.treatments))
            if len(periods) and counts_reports(built):
                infos.append(write_exact(folder, declared, built, inputs.policy, periods))
            continue
        draws = draws_of(periods, declared.period, yearly=declared.yearly)
        drawn = np.concatenate([np.empty(0, dtype=np.int32), *draws])
        waits[table.table] = words.waiting(declared, span, drawn, longest_delay(built.treatments))
        counts = [_count(declared, happened, periods, inputs) for periods in draws]
        if draws:
            infos.append(_info(declared, draws, counts, inputs, seal_key))
            sealed[table.table] = counts
            advised[table.table] = _advice(declared, built, infos[-1], draws[-1], inputs)
    saved = save_infos(folder, infos, advised, {name: said for name, said in waits.items() if said})
    seal(folder, sealed, seal_key)
    return saved


class _Happened:
    """What there is of each kind of unit; gathered when a table first asks."""

    def __init__(self, built: Built) -> None:
        self._built = built
        self._found: dict[str, Happened] = {}

    def __call__(self, word: str) -> Happened:
        if word not in self._found:
            self._found[word] = events_of(self._built) if word == "event" else units_of(self._built, word)
        return self._found[word]


def _declare(table: CountTable, inputs: Inputs, happened: _Happened) -> DeclaredTable:
    """The table as the data can be counted: where it cannot tell a unit apart, single events are hidden instead."""
    policy, known = inputs.policy, known_units(inputs.sources)
    outcomes = outcomes_of({source.card.kind for source in inputs.sources.values()})
    declared = declared_of(table, policy, inputs.units, known, outcomes)
    unknown = unknown_units(declared, policy, happened) if table.noisy else frozenset()
    if unknown:
        declared = declared_of(table, policy, inputs.units, known - unknown, outcomes)
    if declared.fell_back and table.require_unit:
        raise DataMismatch(
            f"table {table.table} requires to hide all reports of a person, and the data does not say whose they are"
            + (f": too few of the records it counts have a {' or a '.join(sorted(unknown))}" if unknown else ""),
            fix="Map the person's number to person_id (and the address) in the card of the incident reports, or leave "
            "require_unit out; then the table hides single events and says so.",
        )
    return declared


def _covered(built: Built) -> Covered:
    """The months that every list of calls, reports and arrests covers. In a year with calls and no reports yet, every
    event would seem to have ended without a report. Where every list is too short to tell, all of them together do.

    Looked at are the rows of events that nothing protects, whether they serve as cover or not, so that neither what is
    hidden nor what hides it moves a period; where a list has none, all its rows.
    """
    shown, good = built.fates.event_tier[built.fates.event] == LOOSE, built.rows.fault == Fault.NONE
    numbers = range(len(built.contexts))
    parts = []
    for number in [at for at in numbers if built.contexts[at].card.kind in _LISTS] or numbers:
        mine = good & (built.rows.dataset == number)
        parts.append(built.rows.minutes[mine & shown if (mine & shown).any() else mine].astype(np.int64))
    spans = [span for part in parts if (span := covered(part)) is not None]
    return reduce(and_, spans) if spans else covered(np.concatenate(parts), 1) or Covered(0, 0)


def _periods(declared: DeclaredTable, span: Covered, built: Built, inputs: Inputs) -> NDArray[np.int32]:
    """The periods of a table that are covered as a whole, over at the as-of date and have waited."""
    codes, today = span.periods(declared.period), (inputs.as_of - EPOCH).days
    return codes[over(codes, declared.period, wait_days=longest_delay(built.treatments), as_of_day=today)]


def _count(
    declared: DeclaredTable, happened: Callable[[str], Happened], periods: NDArray[np.int32], inputs: Inputs
) -> Counts:
    """Exact counts of one draw, int64 (groups, places, periods), each unit's contributions bounded."""
    parts = list(touched(declared, inputs.policy, happened, periods))
    shape = (declared.size, declared.places, len(periods))
    bounded = bound(parts, int(np.prod(shape)), declared.bound, key=inputs.secret.key("counts"))
    return bounded.counts.reshape(shape)


def _info(
    declared: DeclaredTable, draws: Sequence[NDArray[np.int32]], counts: Sequence[Counts], inputs: Inputs, key: bytes
) -> TableInfo:
    """What is known of a table without its numbers. How far these may be off does not depend on them."""
    table, policy = declared.table, inputs.policy
    budget = policy.budget
    assert budget is not None
    assert table.epsilon is not None
    texts = [period_texts(periods, declared.period) for periods in draws]
    made = tuple(
        DrawInfo(
            request=request_of(declared, periods, budget, key),
            input=hmac.new(key, _bytes(exact), hashlib.sha256).hexdigest(),
            periods=periods,
            epsilon=format(epsilon_of(declared, periods, budget).normalize(), "f"),
        )
        for periods, exact in zip(texts, counts, strict=True)
    )
    every = tuple(period for periods in texts for period in periods)
    years = sorted({text[:4] for text in every})
    planned = design_of(declared, texts[-1], Decimal(made[-1].epsilon), budget)
    worst = precision(planned)
    levels = tuple(
        LevelInfo(
            name=level.name,
            by=declared.columns(level.place, level.period),
            share=format(level.share.normalize(), "f"),
            epsilon=format((Decimal(made[-1].epsilon) * level.share).normalize(), "f"),
            cells=declared.size * len(level.words) * len({coarser(text, level.period) for text in every}),
            standard_deviation=round(worst[number][0], 2),
            half_width=worst[number][1],
            file=declared.file(level),
        )
        for number, level in enumerate(declared.levels)
    )
    return TableInfo(
        table=table.table,
        kind="noisy",
        because=table.because or "",
        of=table.of.words,
        by=declared.columns(declared.levels[0].place, declared.period),
        unit=" and ".join(declared.parts),
        unit_note=words.unit_note(declared),
        max_per_unit=declared.bound,
        sensitivity=declared.sensitivity,
        epsilon=format(table.epsilon, "f"),
        delta=format(planned.mechanisms[0].delta.normalize(), "f"),
        per=budget.per,
        mechanism=planned.mechanisms[0].words,
        sampler=budget.noise,
        cells=sum(level.cells for level in levels),
        periods=every,
        period_column=declared.period,
        levels=levels,
        draws=made,
        hides=words.hides(declared),
        total=words.total(declared, table.epsilon, years),
        bounded=words.bounded(declared),
        classes_only=coarse_rows(policy, table),
        threshold=0,
        width=0,
    )


def epsilon_of(declared: DeclaredTable, periods: Sequence[str], budget: Budget) -> Decimal:
    """What a draw spends: a table's whole epsilon for a year, or for events, of which each period has its own; else
    the period's share."""
    assert declared.table.epsilon is not None
    if declared.yearly or declared.per_event:
        return declared.table.epsilon
    share = sum((budget.share_of(period) for period in periods), Decimal(0))
    return (declared.table.epsilon * share).quantize(Decimal("0.000001"), ROUND_FLOOR)


def _advice(
    declared: DeclaredTable, built: Built, info: TableInfo, periods: NDArray[np.int32], inputs: Inputs
) -> tuple[str, ...]:
    """What to say of the last draw; from the number of events that are published as rows in its periods."""
    shown = np.flatnonzero(built.settled.reason == Reason.NONE)
    codes = when.coarsen(built.rows.minutes[shown].astype(np.int64), CALENDAR[declared.period])
    events = len(np.unique(built.fates.event[shown[np.isin(codes, periods)]]))
    budget, last = inputs.policy.budget, info.draws[-1]
    assert budget is not None
    said = advice(declared, inputs.policy, inputs.units, last.periods, Decimal(last.epsilon), budget, events)
    return (*said, *_unseen(declared, built, inputs.policy))


def _unseen(declared: DeclaredTable, built: Built, policy: Policy) -> tuple[str, ...]:
    """Says which classes of a table no record shows. Only the department reads it, beside how often each was found."""
    if not declared.by_class:
        return ()
    shown = int(np.bitwise_or.reduce(built.fates.classes, initial=0))
    none = [name for name in classes_counted(policy, declared.table) if not shown >> policy.class_names.index(name) & 1]
    return (words.unseen(none),) if none else ()


def request_of(declared: DeclaredTable, periods: Sequence[str], budget: Budget, key: bytes) -> str:
    """What is paid for once: this table, over these cells, in these periods."""
    what: list[Any] = [
        declared.table.model_dump(mode="json", exclude={"because"}),
        declared.groups,
        [[level.name, str(level.share), level.words, level.index.tolist()] for level in declared.levels],
        sorted(declared.units.items()),
        [budget.noise, str(budget.delta)],
        list(periods),
    ]
    return hmac.new(key, json.dumps(what, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def _bytes(counts: Counts) -> bytes:
    return np.ascontiguousarray(counts, dtype="<i8").tobytes()
