"""CSV and its relatives: any encoding, delimiter and line ending, gz; streamed through pyarrow.

pyarrow parses in blocks and reports malformed rows by number, which keeps the count of rows
as read exact. It closes a quotation mark left open at the end of the file without a word, so a row of
marks of our own is added after the last one: if it does not come back, the last row swallowed it and is truncated.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from redact.errors import DataMismatch, Where
from redact.records.batch import Fault
from redact.records.card import ReadOptions
from redact.records.decoding import check_encoding
from redact.records.opening import BLOCK, Utf8Text, digest, empty_file
from redact.records.reading import Chunk, blanked, emptied, joined, text_table

_END = "\x02end of file\x03"
"""Cell of the row added after the last one. Control characters, so that no export has it."""

_HEADER_BYTES = 4 << 20
"""A header is looked for in this many bytes at the start."""


@dataclass(frozen=True, slots=True)
class DelimitedFile:
    """One CSV file. `body` is where the first record starts, in bytes of the text as UTF-8."""

    path: Path
    options: ReadOptions
    titles: tuple[str, ...]
    sha256: str
    body: int
    has_nul: bool
    notes: tuple[str, ...] = ()
    crs: Mapping[str, str] = field(default_factory=dict)

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        """All rows; only the wanted columns are decoded unless a check needs the others."""
        whole = self.has_nul or self.options.ignore_after is not None or not wanted
        decoded = list(range(len(self.titles))) if whole else list(dict.fromkeys(wanted))
        for chunk in self._until_ignored(_Parse(self, decoded).chunks()):
            if self.has_nul:
                chunk = _without_nul(chunk)
            picked = [chunk.table.column(decoded.index(position)) for position in wanted]
            yield Chunk(text_table(picked, len(chunk)), chunk.faults)

    def _until_ignored(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """Ends before the first row whose first cell that is not empty begins with `ignore_after`."""
        mark = self.options.ignore_after
        if mark is None:
            yield from chunks
            return
        for chunk in chunks:
            first: Any = pa.array([""] * len(chunk), pa.string())
            for column in chunk.table.columns:
                first = pc.if_else(pc.equal(first, ""), pc.utf8_trim_whitespace(column), first)
            hits = np.flatnonzero(pc.starts_with(first, mark).to_numpy(zero_copy_only=False))
            if hits.size:
                yield chunk.slice(0, int(hits[0]))
                return
            yield chunk


class _Parse:
    """One pass over the file: pyarrow's batches with the malformed rows put back in their places."""

    def __init__(self, file: DelimitedFile, decoded: Sequence[int]) -> None:
        self.file = file
        self.names = [f"c{i}" for i in range(len(file.titles))]
        self.decoded = [self.names[position] for position in decoded]
        self.bad: list[tuple[int, Fault, str]] = []
        self.done = 0
        self.next_bad = 0

    def chunks(self) -> Iterator[Chunk]:
        delimiter = self.file.options.delimiter
        tail = "\n" + delimiter.join([_END] * len(self.names)) + "\n"
        with Utf8Text(self.file.path, self.file.options.encoding, self.file.body, tail.encode()) as text:
            held: Chunk | None = None
            for rows in self._record_batches(text):
                chunk = self._placed(pa.Table.from_batches([rows]))
                if not len(chunk):
                    continue
                if held is not None:
                    yield held
                held = chunk
            last = self._ended(held)
            if len(last):
                yield last

    def _record_batches(self, text: Utf8Text) -> Iterator[pa.RecordBatch]:
        try:
            yield from pacsv.open_csv(
                text,
                read_options=pacsv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=self.names),
                parse_options=pacsv.ParseOptions(
                    delimiter=self.file.options.delimiter, newlines_in_values=True, invalid_row_handler=self._malformed
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(self.names, pa.string()),
                    include_columns=self.decoded,
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid:
            raise self._lost() from None

    def _malformed(self, row: Any) -> str:
        fault = Fault.TRUNCATED if row.actual_columns < row.expected_columns else Fault.TOO_MANY_CELLS
        self.bad.append((row.number - 1, fault, row.text))
        return "skip"

    def _placed(self, table: pa.Table) -> Chunk:
        """Valid rows with the malformed ones before and among them; those after the last wait for the next."""
        columns, pieces, start = len(self.decoded), [], 0
        while self.next_bad < len(self.bad):
            number, fault, text = self.bad[self.next_bad]
            ahead = number - self.done
            if start + ahead > table.num_rows or (start + ahead == table.num_rows and ahead):
                break
            if _END not in text:
                self._check_swallowed(number, text)
            if ahead:
                pieces.append(Chunk(table.slice(start, ahead), np.zeros(ahead, np.int8)))
            pieces.append(emptied(1, columns, fault))
            start += ahead
            self.done = number + 1
            self.next_bad += 1
        rest = table.num_rows - start
        if rest or not pieces:
            pieces.append(Chunk(table.slice(start), np.zeros(rest, np.int8)))
            self.done += rest
        renamed = [Chunk(text_table(piece.table.columns, len(piece)), piece.faults) for piece in pieces]
        return joined(renamed)

    def _ended(self, held: Chunk | None) -> Chunk:
        """The last rows without the row of marks; if that was swallowed, the last row is truncated."""
        columns = len(self.decoded)
        last = held if held is not None else emptied(0, columns, Fault.NONE)
        left = self.bad[self.next_bad :]
        for number, fault, text in left:
            if _END not in text:
                self._check_swallowed(number, text)
            last = joined([last, emptied(1, columns, fault)])
        swallowed_by_malformed = bool(left) and _END in left[-1][2]
        if not swallowed_by_malformed and len(last) and last.table.column(0)[-1].as_py() == _END:
            return last.slice(0, len(last) - 1)
        self._check_tail()
        return joined([last.slice(0, len(last) - 1), emptied(1, columns, Fault.TRUNCATED)])

    def _check_swallowed(self, number: int, text: str) -> None:
        """A malformed row that holds whole records (a stray quotation mark) would make the row count wrong."""
        lines = re.split(r"\r\n|\r|\n", text)
        if len(lines) > 1 and self._records_in(lines[1:]):
            raise DataMismatch(
                "a stray quotation mark swallows whole records",
                where=Where(self.file.path, row=number),
                fix="Correct the quotation mark there in the source system and export again.",
            )

    def _check_tail(self) -> None:
        """A quotation mark left open long before the end swallows the rest of the file: not one truncated row."""
        start, lines = _last_record(self.file)
        if self._records_in(lines[1:]):
            raise _never_closed(self.file.path, start, len(lines) - 1)

    def _records_in(self, lines: Sequence[str]) -> bool:
        reader = csv.reader(lines, delimiter=self.file.options.delimiter)
        return len(self.names) > 1 and any(len(cells) == len(self.names) for cells in reader)

    def _lost(self) -> DataMismatch:
        """pyarrow gave up: a record larger than a block (an open quotation mark), or the file changed."""
        start, lines = _last_record(self.file)
        if len(lines) > 1:
            return _never_closed(self.file.path, start, len(lines) - 1)
        return DataMismatch(
            "the file could not be read to its end",
            where=Where(self.file.path),
            fix="Export it again; if it was being written meanwhile, wait until that has finished.",
        )


def _never_closed(path: Path, line: int, after: int) -> DataMismatch:
    return DataMismatch(
        f"a quotation mark opened in this line is never closed: the {after} lines after it would be lost",
        where=Where(path, line=line),
        fix="Correct the quotation mark in the source system and export again.",
    )


def _without_nul(chunk: Chunk) -> Chunk:
    """Rows with NUL characters are damaged: nothing in them can be trusted to be found by a matcher."""
    bad = np.zeros(len(chunk), dtype=np.bool_)
    for column in chunk.table.columns:
        bad |= pc.match_substring(column, "\0").to_numpy()
    if not bad.any():
        return chunk
    faults = np.where(bad & (chunk.faults == 0), np.int8(Fault.UNDECODABLE), chunk.faults)
    return Chunk(blanked(chunk.table, bad), faults)


def _lines(file: DelimitedFile) -> Iterator[str]:
    """The whole file as lines with their ends, in the file's own line ending."""
    text = io.TextIOWrapper(io.BufferedReader(Utf8Text(file.path, file.options.encoding)), "utf-8", newline="")
    with text:
        yield from text


def _last_record(file: DelimitedFile) -> tuple[int, list[str]]:
    """Line number (from 1) and lines of the record that is still open at the end of the file.

    Only used once something is wrong: it goes through the file with the csv module, which takes
    quotation marks as pyarrow does.
    """
    limit = csv.field_size_limit(1 << 30)
    try:
        kept: list[str] = []
        start, seen = 1, 0

        def remembered() -> Iterator[str]:
            nonlocal seen
            for line in _lines(file):
                seen += 1
                kept.append(line)
                yield line

        for _ in csv.reader(remembered(), delimiter=file.options.delimiter):
            last_start, last = start, list(kept)
            kept.clear()
            start = seen + 1
    finally:
        csv.field_size_limit(limit)
    return last_start, last


def open_delimited(path: Path, options: ReadOptions) -> DelimitedFile:
    """Checks that the file is text in its encoding, and reads its header.

    Raises DataMismatch (11): missing, a folder, locked, empty, another encoding, no line for the header.
    """
    sha256 = digest(path)
    has_nul = check_encoding(path, options.encoding)
    with Utf8Text(path, options.encoding) as text:
        start = text.read(1 << 16)
        while len(start) < _HEADER_BYTES and (more := text.read(1 << 16)):
            start += more
    if not start.strip():
        raise empty_file(path)
    skipped = _offset_of_line(start, options.first_row)
    if skipped is None:
        raise DataMismatch(
            f"the file has fewer than {options.first_row} lines, and the card says its header is in that line",
            where=Where(path),
            fix="Correct read.first_row in the card.",
        )
    cells, end = first_record(start[skipped:], options.delimiter)
    titles = tuple(cell.strip() for cell in cells)
    if not options.header:
        titles, end = tuple(f"column {number}" for number in range(1, len(cells) + 1)), 0
    return DelimitedFile(path, options, titles, sha256, skipped + end, has_nul)


def _offset_of_line(start: bytes, line: int) -> int | None:
    """Where the `line`-th line (from 1) begins; blank lines before a header in line 1 do not count."""
    lines = start.splitlines(keepends=True)
    if line > len(lines):
        return None
    offset = sum(map(len, lines[: line - 1]))
    blank = itertools.takewhile(lambda each: not each.strip(), lines[line - 1 :])
    return offset + sum(map(len, blank))


def first_record(start: bytes, delimiter: str) -> tuple[list[str], int]:
    """The cells of the first record in UTF-8 text, and where the next one begins."""
    consumed = 0

    def lines() -> Iterator[str]:
        nonlocal consumed
        for line in start.splitlines(keepends=True):
            consumed += len(line)
            yield line.decode("utf-8", "replace")

    cells = next(csv.reader(lines(), delimiter=delimiter), [])
    return cells, consumed
