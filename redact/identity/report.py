"""What `redact scrub` prints: one object per row and text column (the JSON of the design's section 8), what was held
and why, and the words that `strict` masked, so that an officer can propose some as safe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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

LEAST_ROWS: Final = 3
"""A masked word is listed when it stands in this many rows at least: what stands in fewer is most likely a name."""

UNREADABLE: Final = "the row cannot be read"

_TOLD: Final = ("start", "end", "entity", "layer", "action")
_OWN_DATES = frozenset(("occurred_at", "occurred_date", "reported_at"))


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """One text of a file: its source and what became of it."""

    row: int
    column: str
    source: str
    redaction: Redaction

    def as_json(self) -> dict[str, Any]:
        """One object of `scrub --json`."""
        done = self.redaction
        return {
            "row": self.row,
            "column": self.column,
            "text": None if done.held else done.text,
            "spans": [{key: getattr(span, key) for key in _TOLD} for span in done.spans],
            "held": done.held,
        }


@dataclass(frozen=True, slots=True)
class MaskedWord:
    """A word that `strict` masked because it is not known to be safe: in how many rows, and whether lists of names have
    it."""

    word: str
    rows: int
    is_name: bool


def scrub_file(
    source: Source, policy: Policy, *, mode: str | Sequence[str] = "standard", limit: int | None = None
) -> Iterator[Scrubbed]:
    """The texts of a file (of its first `limit` rows), each beside the identifying cells of its own row.

    `mode` is that of all rows, or one per row. A row alone does not tell whether its event is protected or cover, so
    dates, officers and places are all masked: what a release shows of them is decided when all records of the event
    are known. Raises UsageError for a mode that does not exist, Missing (16) where texts cannot be read.
    """
    from redact.identity.redactor import load_redactor

    redactor = load_redactor(policy, mode=mode if isinstance(mode, str) else "strict")
    modes = None if isinstance(mode, str) else mode
    return scrub_rows(source.batches(size=ROWS_AT_ONCE, limit=limit), source.fields, redactor, modes=modes)


def scrub_rows(
    batches: Iterable[Batch],
    fields: Sequence[Field],
    redactor: Redactor,
    *,
    modes: Sequence[str] | None = None,
    time_precision: TimePrecision = TimePrecision.NONE,
    officers: str = "mask",
    never_keep: Collection[str] = (),
) -> Iterator[Scrubbed]:
    """Row after row, text column after text column. `modes` has one entry per row of the file, else the redactor's own
    counts.

    Texts of one row share masks and repetition. A row that could not be read (its fault is set) is held.
    """
    texts = [field for field in fields if field.group is RoleGroup.TEXT]
    others = [field for field in fields if field.group in KNOWN_GROUPS or field.role in _OWN_DATES]
    for batch in batches:
        columns = {field.name: batch.table.column(field.name).to_pylist() for field in (*texts, *others)}
        known = [known_of(columns, others, i) for i in range(len(batch))]
        rows = [i for i in range(len(batch)) for _ in texts]
        sources = [columns[field.name][i] for i in range(len(batch)) for field in texts]
        done = redactor.redact(
            sources,
            [known[i] for i in rows],
            time_precisions=[time_precision] * len(rows),
            officers=officers,
            modes=[modes[batch.first_row + i] for i in rows] if modes is not None else None,
            records=rows,
            never_keep=never_keep,
        )
        names = [field.name for _ in range(len(batch)) for field in texts]
        for i, name, text, redaction in zip(rows, names, sources, done, strict=True):
            if int(batch.faults[i]) != Fault.NONE:
                redaction = Redaction(None, redaction.spans, True, UNREADABLE)
            yield Scrubbed(batch.first_row + i, name, text, redaction)


def masked_words(done: Iterable[Scrubbed], least: int = LEAST_ROWS) -> list[MaskedWord]:
    """The words masked only because the safe vocabulary does not have them, most frequent first. The rare ones are left
    out: they are names."""
    from redact.identity.lexicon import NAME, lexicon
    from redact.identity.page import Page
    from redact.identity.recognizers.unknown_word import RULE as UNKNOWN

    rows: dict[str, set[int]] = {}
    for each in done:
        if any(span.rule == UNKNOWN for span in each.redaction.spans):
            page = Page(each.source)
            for span in each.redaction.spans:
                if span.rule == UNKNOWN:
                    first, last = page.token_at(span.start), page.token_at(span.end - 1)
                    for word in page.words[first : last + 1]:
                        rows.setdefault(word, set()).add(each.row)
    table = lexicon()
    found = [
        MaskedWord(word, len(where), bool(table.get(word, 0) & NAME))
        for word, where in rows.items()
        if len(where) >= least
    ]
    return sorted(found, key=lambda each: (-each.rows, each.word))


def held_reasons(done: Iterable[Scrubbed]) -> dict[str, list[int]]:
    """Why texts are held, most frequent first, with their rows."""
    found: dict[str, list[int]] = {}
    for each in done:
        if each.redaction.held:
            found.setdefault(each.redaction.reason, []).append(each.row)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def counted_entities(done: Iterable[Scrubbed]) -> Counter[str]:
    """How many stretches were treated, by what they are."""
    return Counter(span.entity for each in done for span in each.redaction.spans if span.action != "keep")


def known_of(columns: Mapping[str, Sequence[str]], fields: Iterable[Field], i: int) -> list[Known]:
    """The identifying cells of row i."""
    return [Known(field.role, columns[field.name][i]) for field in fields if columns[field.name][i]]
