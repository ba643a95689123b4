"""How a new file is laid out: encoding, delimiter, where the header stands, which sheet, where totals begin."""

from __future__ import annotations

import csv
import itertools
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from redact.errors import DataMismatch
from redact.records.card import ReadOptions
from redact.records.decoding import check_encoding
from redact.records.guess import DELIMITERS
from redact.records.headers import is_record
from redact.records.opening import Utf8Text, has_bom, opened, unpacked
from redact.records.readers import DELIMITED, kind_of_file

_LOOK = 30
"""Lines or rows at the start in which a header is looked for."""

_TOTALS = re.compile(r"(grand |sub)?totals?\b|sum\b|source:|note:|report run", re.IGNORECASE)


def guessed_layout(path: Path) -> tuple[ReadOptions, tuple[str, ...]]:
    """The read options that fit a file, and sentences about what was not as usual."""
    opened(path).close()
    ending = kind_of_file(path)
    if ending in DELIMITED:
        return _text_layout(path)
    if ending in (".xlsx", ".xlsm"):
        return _sheet_layout(path)
    return ReadOptions(encoding=_encoding(path)) if ending.endswith(("json", "jsonl")) else ReadOptions(), ()


def _encoding(path: Path) -> str:
    """UTF-8 where it fits, what a byte order mark says, else Windows' encoding, else Latin-1, which fits anything."""
    with unpacked(path) as file:
        start = file.read(4)
    mark = has_bom(start)
    for encoding in (mark or "utf-8", "cp1252"):
        try:
            check_encoding(path, encoding)
        except DataMismatch as error:
            if encoding == "cp1252" or "empty" in error.what:
                break
            continue
        return encoding
    if mark is None:
        check_encoding(path, "latin-1")
    return "latin-1"


def _text_layout(path: Path) -> tuple[ReadOptions, tuple[str, ...]]:
    encoding = _encoding(path)
    with Utf8Text(path, encoding) as text:
        start = text.read(1 << 16).decode("utf-8", "replace")
    lines = re.split(r"\r\n|\r|\n", start)
    delimiter = max(DELIMITERS, key=lambda each: _fit(lines, each))
    rows, starts = _records(lines, delimiter)
    number, header = header_row(rows)
    first = starts[number - 1] if starts else 1
    read = ReadOptions(encoding=encoding, delimiter=delimiter, header=header, first_row=first)
    notes = []
    if encoding != "utf-8":
        notes.append(f"the file is not in UTF-8; {encoding} fits")
    return read, (*notes, *_about_header(first, header))


def _records(lines: Sequence[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The first records, and the line (from 1) in which each begins; a cell may go over several lines."""
    reader = csv.reader([f"{line}\n" for line in lines], delimiter=delimiter)
    rows, starts, start = [], [], 1
    for row in itertools.islice(reader, _LOOK):
        rows.append(row)
        starts.append(start)
        start = reader.line_num + 1
    return rows, starts


def _fit(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How many of the first records have the same number of cells, more than one, and how many that is."""
    widths = [len(row) for row in _records(lines, delimiter)[0] if row]
    usual = max(set(widths), key=widths.count, default=1)
    return (widths.count(usual) if usual > 1 else 0, usual)


def _sheet_layout(path: Path) -> tuple[ReadOptions, tuple[str, ...]]:
    from redact.records.formats.workbook import sheet_rows, visible_sheets

    visible = visible_sheets(path)
    if not visible:
        raise DataMismatch("the workbook has no visible sheet", fix="Unhide the sheet with the records.")
    notes: list[str] = []
    counted: dict[str, int] = {}
    if len(visible) > 1:
        counted = {name: sum(1 for row in sheet_rows(path, name, 1) if any(row)) for name in visible}
        notes.append(f"the workbook has {len(visible)} visible sheets; the one with the most rows is proposed")
    sheet = max(counted, key=lambda name: counted[name]) if counted else visible[0]
    rows = sheet_rows(path, sheet, 1)
    head = list(itertools.islice(rows, _LOOK))
    last = deque(rows, maxlen=10)
    first, header = header_row(head)
    read = ReadOptions(header=header, first_row=first, sheet=sheet if len(visible) > 1 else None)
    mark = next((found for row in (*head[first:], *last) if (found := _totals(row))), None)
    if mark is not None:
        read = replace(read, ignore_after=mark)
        notes.append(f"rows from the one that begins with '{mark}' on are not records")
    return read, (*notes, *_about_header(first, header))


def _totals(row: Sequence[str]) -> str | None:
    """The word of ours with which a totals line begins."""
    found = _TOTALS.match(next((cell.strip() for cell in row if cell.strip()), ""))
    return found.group(0) if found is not None else None


def header_row(rows: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """The row (from 1) of the header and whether there is one: the first that is as wide as the records below.

    Title lines above a table fill one or two cells; a header fills nearly all and holds no numbers or dates.
    """
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows]
    spans = [len(row) for row in rows if any(cell.strip() for cell in row)]
    usual = max(set(spans), key=spans.count, default=1)
    for number, (row, width) in enumerate(zip(rows, widths, strict=True), 1):
        if width and len(row) == usual and (width >= 0.5 * usual or width == max(widths)):
            return number, not is_record(tuple(cell.strip() for cell in row))
    return 1, True


def _about_header(first: int, header: bool) -> tuple[str, ...]:
    if not header:
        return ("the file has no header: its columns are called 'column 1', 'column 2', ...",)
    return (f"the header is in row {first}; what stands above it is left out",) if first > 1 else ()
