"""The audit as text: findings worst first, then the tables of each file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from redact.risk.audit.of_counts import class_words
from redact.risk.audit.result import Audit, FileAudit, Finding, Grid, Who
from redact.risk.measures.alike_shown import (
    SHOWN,
    cells,
    example,
    hers_cells,
    hers_heads,
    hers_of,
    how_to_read,
    sentence,
)
from redact.vocabulary import SourceOfEvidence

_WIDTH = 110


def audit_text(found: Audit) -> str:
    """All of it, for a terminal."""
    parts = [*_findings(found.findings, several=len(found.files) > 1)]
    for file in found.files:
        parts += _file(file)
    if found.siblings:
        lines = [
            (f"{each.first} / {each.second}", each.by, f"{each.matched:,}",
             f"{each.only_first_tells + each.only_second_tells:,}", f"{each.place_finer:,}", f"{each.time_finer:,}",
             f"{each.absent:,}")
            for each in found.siblings
        ]  # fmt: skip
        heads = ("files", "matched by", "events in both", "only one tells", "place finer", "time finer", "only in one")
        parts.append("the same events in two files\n" + columns(lines, heads))
    return "\n\n".join(parts)


def _findings(findings: Sequence[Finding], *, several: bool) -> Iterator[str]:
    if not findings:
        yield "nothing was found. That is no proof: see what was read below"
        return
    number = 0
    for who in Who:
        mine = [each for each in findings if each.who is who]
        if not mine:
            continue
        lines = [f"for {who.plain}"]
        for each in mine:
            number += 1
            where = f" [{each.file}]" if several and each.file else ""
            lines.append(_wrapped(f"{number:>3}. ", f"{each.what}{where}"))
            lines.append(_wrapped("     ", each.means))
            lines.append(_wrapped("     do: ", each.do))
        yield "\n".join(lines)


def _wrapped(head: str, text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=head, subsequent_indent=" " * 5, break_long_words=False,
                         break_on_hyphens=False)  # fmt: skip


def _file(file: FileAudit) -> Iterator[str]:
    safe = f", {file.for_safety:,} of them taken in for safety" if file.for_safety else ""
    silent = [("offence silent", f"{file.silent:,} of them have a code and a text that say nothing")]
    unknown = [("not classified", f"{file.unknown:,} state an offence that is in no table")]
    facts = [
        ("rows", f"{file.rows:,}"),
        ("sensitive", f"{file.sensitive:,}{safe}"),
        *(silent if file.silent else ()),
        ("may be sensitive", f"{file.doubt:,}"),
        *(unknown if file.unknown else ()),
        ("card", file.card),
        *(("read", sentence) for sentence in file.read),
    ]  # fmt: skip
    yield f"== {file.file}\n" + columns(facts)
    if file.classes:
        used = [source for source in SourceOfEvidence if any(source in each.by_source for each in file.classes)]
        lines = [
            (class_words(each.name), f"{each.rows:,}", *(count(each.by_source.get(source, 0)) for source in used),
             count(sum(each.only.values())))
            for each in file.classes
        ]  # fmt: skip
        yield "shown by\n" + columns(lines, ("class", "rows", *(source.plain for source in used), "one kind only"))
    yield "places\n" + _grid(file.places)
    yield "times\n" + _grid(file.times)
    if file.sensitive:
        yield "sensitive rows by place and time\n" + _grid(file.both)
    if file.alone:
        lines = [(each.knows, f"{each.stated:,}", f"{each.alone:,}", f"{each.alone / each.stated:.0%}")
                 for each in file.alone]  # fmt: skip
        yield "sensitive rows that are the only event with\n" + columns(lines, ("known", "rows", "alone", "share"))
    if file.alike:
        yield from _alike(file)
    if file.markers:
        lines = [(", ".join(each.columns), each.state, class_words(each.of_class), f"{each.hits:,} of {each.rows:,}",
                  f"{each.lift:.1f} times") for each in file.markers]  # fmt: skip
        yield "marks\n" + columns(lines, ("columns", "state", "tells", "rows", "likelier"))
    if file.columns:
        yield "columns that repeat or contain others\n" + columns([(title, says) for title, _, says in file.columns])


def _alike(file: FileAudit) -> Iterator[str]:
    """How alike all rows are, and the sensitive ones among them, with how to read it."""
    hers = hers_of(file.alike)
    yield "how alike all rows are\n" + _rows([cells(each) for each in file.alike], SHOWN)
    if hers:
        lines = [hers_cells(each) for each in hers]
        yield "how alike sensitive rows are to all\n" + _rows(lines, hers_heads("sensitive"))
    shown = example(file.alike)
    told = [f"{head}: {says}" for head, says in how_to_read("sensitive", hers=bool(hers))]
    told.append(f"For example, {shown.knows}: {sentence(shown, 'sensitive')}")
    yield "how to read it\n" + "\n".join(_wrapped("  ", line) for line in told)


def _rows(rows: Sequence[tuple[str | int, ...]], heads: Sequence[str]) -> str:
    lines = [tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row) for row in rows]
    return columns(lines, tuple(head.lower() for head in heads))


def _grid(grid: Grid) -> str:
    return columns([(name, *(count(n) for n in counts)) for name, counts in grid.rows], ("", *grid.heads))


def count(n: int) -> str:
    """A number; nothing for 0."""
    return f"{n:,}" if n else ""


def columns(rows: Sequence[tuple[str, ...]], heads: tuple[str, ...] = ()) -> str:
    """Plain columns, padded to the widest cell; the last is left as long as it is."""
    every = [heads, *rows] if heads else list(rows)
    widths = [max(len(row[i]) for row in every) for i in range(len(every[0]) - 1)]
    return "\n".join(
        "  " + "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in every
    )
