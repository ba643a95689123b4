"""What `redact scrub` prints: one object per row and text column (the JSON of the design's section 8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from redact.identity.spans import Known, Redaction
from redact.records.batch import Batch, Fault, Field
from redact.vocabulary import RoleGroup, TimePrecision

if TYPE_CHECKING:
    from redact.identity.redactor import Redactor
    from redact.policy.model import Policy
    from redact.records.source import Source

KNOWN_GROUPS = frozenset((RoleGroup.PEOPLE, RoleGroup.KEYS, RoleGroup.PLACE))
"""Columns whose cells a text must not repeat."""

ROWS_AT_ONCE: Final = 2_048
"""Rows handed to the redactor together; bounds memory and shows the first results soon."""

_OWN_DATES = frozenset(("occurred_at", "occurred_date", "reported_at"))


def scrub_file(
    source: Source, policy: Policy, *, mode: str = "standard", limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """The texts of a file (of its first `limit` rows), each beside the identifying cells of its own row.

    A row alone does not tell whether its event is protected or cover, so dates, officers and places are all masked:
    what a release shows of them is decided when all records of the event are known. Raises UsageError for a mode that
    is not built, Missing where texts cannot be read.
    """
    from redact.identity.redactor import load_redactor

    return scrub_rows(source.batches(size=ROWS_AT_ONCE, limit=limit), source.fields, load_redactor(policy, mode=mode))


def scrub_rows(
    batches: Iterable[Batch],
    fields: Sequence[Field],
    redactor: Redactor,
    *,
    time_precision: TimePrecision = TimePrecision.NONE,
    officers: str = "mask",
    never_keep: Collection[str] = (),
) -> Iterator[dict[str, Any]]:
    """Row after row, text column after text column: row, column, text (null where held), spans, held.

    Texts of one row share masks and repetition. A row that could not be read (its fault is set) is held.
    """
    texts = [field for field in fields if field.group is RoleGroup.TEXT]
    others = [field for field in fields if field.group in KNOWN_GROUPS or field.role in _OWN_DATES]
    for batch in batches:
        columns = {field.name: batch.table.column(field.name).to_pylist() for field in (*texts, *others)}
        known = [known_of(columns, others, i) for i in range(len(batch))]
        rows = [i for i in range(len(batch)) for _ in texts]
        done = redactor.redact(
            [columns[field.name][i] for i in range(len(batch)) for field in texts],
            [known[i] for i in rows],
            time_precisions=[time_precision] * len(rows),
            officers=officers,
            records=rows,
            never_keep=never_keep,
        )
        names = [field.name for _ in range(len(batch)) for field in texts]
        for i, name, redaction in zip(rows, names, done, strict=True):
            unreadable = int(batch.faults[i]) != Fault.NONE
            yield scrubbed(batch.first_row + i, name, redaction, unreadable=unreadable)


def known_of(columns: Mapping[str, Sequence[str]], fields: Iterable[Field], i: int) -> list[Known]:
    """The identifying cells of row i."""
    return [Known(field.role, columns[field.name][i]) for field in fields if columns[field.name][i]]


def scrubbed(row: int, column: str, redaction: Redaction, *, unreadable: bool = False) -> dict[str, Any]:
    """One object of `scrub --json`."""
    held = redaction.held or unreadable
    return {
        "row": row,
        "column": column,
        "text": None if held else redaction.text,
        "spans": [
            {"start": span.start, "end": span.end, "entity": span.entity, "layer": span.layer, "action": span.action}
            for span in redaction.spans
        ],
        "held": held,
    }
