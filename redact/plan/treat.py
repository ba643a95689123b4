"""Treat: the content columns of each row as its treatment publishes them. One function over a batch.

What identifies anybody is taken out: the columns that the policy removes are never read out here, short cells that
hold a number, an address or a name of the event's people are emptied, narratives go through the redactor, and a
narrative that cannot be checked completely holds its row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.plan.context import Context
from redact.plan.kin import Kin
from redact.plan.treatments import Treatment, officers_kept, shows_role
from redact.records.batch import Batch, Fault, Field
from redact.vocabulary import RoleGroup


@dataclass
class TreatState:
    """What a worker keeps between batches: context, the redactor where texts are published, answers per value."""

    context: Context
    redactor: Any = None
    dirty: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class ToTreat:
    """A batch with what resolve decided about its rows (slices), and the kin of its events. The texts of `kept` rows
    stay as they are out and are not read again."""

    batch: Batch
    treatment: NDArray[np.int8]
    active: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    event: NDArray[np.int32]
    kin: Kin
    place_labels: tuple[str, ...] | None


@dataclass(frozen=True)
class TreatedBatch:
    """`table`: the content columns of the active rows; `rows`: their numbers; `fault`: rows that must now be held.

    `done` is the number of the dataset's rows seen so far; `hidden` counts the cells that were emptied because they
    held something identifying, by column.
    """

    done: int
    rows: NDArray[np.int64]
    table: pa.Table
    fault: NDArray[np.int8]
    hidden: dict[str, int]


def start(context: Context) -> TreatState:
    """Loads the redactor once per worker, and only where some narrative is published."""
    state = TreatState(context)
    if any(item.group is RoleGroup.TEXT for item in context.content):
        from redact.identity import load_redactor

        state.redactor = load_redactor(context.policy, listed=context.listed)
    return state


def treat(state: TreatState, work: ToTreat) -> TreatedBatch:
    """The published content of one batch's active rows."""
    context, batch = state.context, work.batch
    at = np.flatnonzero(work.active)
    table = batch.table.take(pa.array(at)) if len(at) < len(batch) else batch.table
    treatment = work.treatment[at]
    fault = np.zeros(len(at), dtype=np.int8)
    hidden: dict[str, int] = {}
    columns: dict[str, pa.Array] = {}
    for item in context.content:
        shown_by = np.array([shows_role(rule, context.policy, item.role) for rule in context.treatments])
        shown = shown_by[treatment]
        if item.group is RoleGroup.TEXT:
            shown &= ~work.kept[at]
        cells = pc.if_else(pa.array(shown), table.column(item.name).combine_chunks(), "")
        if item.group is RoleGroup.TEXT:
            cells, held = _texts(state, work, at, cells, table, item)
            fault[held] = Fault.UNREADABLE_TEXT
        else:
            cells, count = _short(state, work, at, cells, item)
            if count:
                hidden[item.name] = count
        columns[item.name] = cells
    rows = batch.first_row + at.astype(np.int64)
    return TreatedBatch(batch.first_row + len(batch), rows, pa.table({"row": pa.array(rows), **columns}), fault, hidden)


def _short(
    state: TreatState, work: ToTreat, at: NDArray[np.intp], cells: pa.Array, item: Field
) -> tuple[pa.Array, int]:
    """Short cells as their column's action has them, without those that identify somebody."""
    encoded = cells.dictionary_encode()
    action = state.context.policy.action(item.role)
    if action == "year" or action.startswith("bands of "):
        words = [coarser(value, action) for value in encoded.dictionary.to_pylist()]
        cells = pa.array(words, pa.string()).take(encoded.indices)
        encoded = cells.dictionary_encode()
    values = encoded.dictionary.to_pylist()
    if item.role == "officer_name":
        bad = np.array([value in work.kin.parties for value in values], dtype=np.bool_)
    else:
        bad = _dirty(state, values)
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    hide = bad[codes] if len(values) else np.zeros(len(cells), dtype=np.bool_)
    hide = hide | _own_names(work, at, values, codes)
    if not hide.any():
        return cells, 0
    return pc.if_else(pa.array(hide), "", cells), int(hide.sum())


def coarser(value: str, action: str) -> str:
    """A cell under the action `year` or `bands of N`; empty where it states none, or no number.

    >>> [coarser(cell, "year") for cell in ("03/12/2008", "2008-03-12T10:00", "12/3/08", "")]
    ['2008', '2008', '', '']
    >>> [coarser(cell, "bands of 10") for cell in ("34", "-3", "1,250.5", "about 30")]
    ['30-39', '-10--1', '1250-1259', '']
    """
    if action == "year":
        year = _YEAR.search(value)
        return year.group() if year else ""
    number = value.strip().replace(",", "")
    if _NUMBER.fullmatch(number) is None:
        return ""
    width = int(action.removeprefix("bands of "))
    low = int(float(number) // width) * width
    return f"{low}-{low + width - 1}"


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\D|\d{4}(?:\D|$)|$)")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d*)?")


def _dirty(state: TreatState, values: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each distinct value holds a number, address or the like of somebody, or a protected place's name;
    remembered between batches."""
    from redact.identity import cell_patterns

    fresh = [value for value in values if value not in state.dirty]
    if fresh:
        if len(state.dirty) > 500_000:
            state.dirty.clear()
            fresh = list(values)
        state.dirty.update(zip(fresh, cell_patterns(fresh), strict=True))
        if state.context.listed:
            state.dirty.update((value, True) for value in fresh if state.context.listed.stands_in(value))
    return np.array([state.dirty[value] for value in values], dtype=np.bool_)


def _own_names(
    work: ToTreat, at: NDArray[np.intp], values: Sequence[str], codes: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Rows whose cell contains a word that is a name of the row's own event."""
    from redact.identity.names import words_of_cell

    hide = np.zeros(len(codes), dtype=np.bool_)
    for code, value in enumerate(values):
        words = words_of_cell(value)
        if not any(word in work.kin.vocabulary for word in words):
            continue
        here = np.flatnonzero(codes == code)
        hide[here] = work.kin.names_word(work.event[at[here]], words)
    return hide


def _texts(
    state: TreatState,
    work: ToTreat,
    at: NDArray[np.intp],
    cells: pa.Array,
    table: pa.Table,
    item: Field,
) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Narratives through the redactor; a row whose text cannot be made safe is held."""
    from redact.identity import Known
    from redact.identity.everyone import Everyone

    held = np.zeros(len(cells), dtype=np.bool_)
    texts = cells.to_pylist()
    filled = [number for number, text in enumerate(texts) if text]
    if not filled:
        return cells, held
    rules = state.context.treatments
    known = [
        [Known(role, value) for role, value in work.kin.known.get(int(work.event[at[number]]), [])] for number in filled
    ]
    chosen = [rules[int(work.treatment[at[number]])] for number in filled]
    labels = None
    if work.place_labels is not None:
        labels = [
            work.place_labels[number] if _own_place(rule) else ""
            for number, rule in zip(at[filled], chosen, strict=True)
        ]
    redactions = state.redactor.redact(
        [texts[number] for number in filled],
        known,
        published_places=labels,
        time_precisions=[rule.precision for rule in chosen],
        officers=["keep" if officers_kept(rule, state.context.policy) else "mask" for rule in chosen],
        modes=[rule.narrative for rule in chosen],
        never_keep=work.kin.party_words,
        everyone=work.kin.everyone or Everyone(),
    )
    for number, redaction in zip(filled, redactions, strict=True):
        held[number] = redaction.held
        texts[number] = redaction.text if redaction.text is not None and not redaction.held else ""
    return pa.array(texts, type=pa.string()), held


def _own_place(treatment: Treatment) -> bool:
    """Only where settle cannot coarsen the place any more may the row's own place stand in its narrative."""
    return treatment.cover is None and treatment.level is not None
