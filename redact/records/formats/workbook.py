"""XLSX: one sheet row by row, cells as displayed; what is hidden in the workbook is said, never guessed away."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redact.errors import DataMismatch, Where
from redact.records.batch import Fault
from redact.records.card import ReadOptions
from redact.records.formats.displayed import displayed
from redact.records.opening import chosen_sheet, digest, opened
from redact.records.reading import Chunk, chunk_of_rows

_ROWS = 8_192
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*?\shidden="(?:1|true)"')
_COLUMN = re.compile(rb"<col\b([^>]*?)/?>")
_UNCOMPUTED = re.compile(rb"<c\b([^>]*)>(?:<f\b[^>]*/>|<f\b[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Workbook:
    """One sheet of a workbook. Rows without any cell are not records; cells beyond the header are a fault."""

    path: Path
    options: ReadOptions
    sheet: str
    titles: tuple[str, ...]
    sha256: str
    notes: tuple[str, ...] = ()
    crs: Mapping[str, str] = field(default_factory=dict)

    def chunks(self, wanted: Sequence[int]) -> Iterator[Chunk]:
        """All rows of the sheet in order."""
        first = self.options.first_row + (1 if self.options.header else 0)
        rows: list[list[str]] = []
        faults: list[int] = []
        for cells in sheet_rows(self.path, self.sheet, first):
            if not any(cells):
                continue
            if self._ends(cells):
                break
            wide = any(cells[len(self.titles) :])
            rows.append([] if wide else cells)
            faults.append(Fault.TOO_MANY_CELLS if wide else Fault.NONE)
            if len(rows) == _ROWS:
                yield chunk_of_rows(rows, faults, wanted)
                rows, faults = [], []
        if rows:
            yield chunk_of_rows(rows, faults, wanted)

    def _ends(self, cells: Sequence[str]) -> bool:
        mark = self.options.ignore_after
        return mark is not None and next(filter(None, cells)).strip().startswith(mark)


def open_workbook(path: Path, options: ReadOptions) -> Workbook:
    """Chooses the sheet, reads its header, and notes hidden sheets, columns and rows.

    Raises DataMismatch (11): no workbook, an old or protected one, several visible sheets and none named,
    no row for the header.
    """
    _check_container(path)
    with _book(path) as book:
        visible = [each.title for each in book.worksheets if each.sheet_state == "visible"]
        many = "the workbook has {} visible sheets"
        sheet = chosen_sheet(path, options.sheet, book.sheetnames, visible, word="sheet", many=many)
        hidden = [each.title for each in book.worksheets if each.sheet_state != "visible" and each.title != sheet]
        part = book[sheet]._worksheet_path
    header = next(sheet_rows(path, sheet, options.first_row), [])
    while header and not header[-1].strip():
        header.pop()
    if not header:
        raise DataMismatch(
            f"row {options.first_row} of the sheet '{sheet}', where the card says the header is, is empty",
            where=Where(path),
            fix="Correct read.first_row in the card.",
        )
    titles = tuple(title.strip() for title in header)
    if not options.header:
        titles = tuple(f"column {number}" for number in range(1, len(header) + 1))
    notes = [f"the hidden sheet '{each}' is not read" for each in hidden]
    parts = _parts(path, part)
    if parts.uncomputed:
        cells = "1 cell is a formula" if parts.uncomputed == 1 else f"{parts.uncomputed} cells are formulas"
        raise DataMismatch(
            f"{cells} whose result is not in the file, so it would be read as empty",
            where=Where(path),
            fix="Open the file in Excel and save it.",
        )
    named = [titles[position] or f"number {position + 1}" for position in parts.columns if position < len(titles)]
    if named:
        notes.append(f"hidden columns are in the sheet: {', '.join(named)}; they are read where the card lists them")
    if parts.rows:
        what = "1 hidden row is" if parts.rows == 1 else f"{parts.rows} hidden rows are"
        notes.append(f"{what} in the sheet (a filter?) and read like the others")
    return Workbook(path, options, sheet, titles, digest(path), tuple(notes))


def visible_sheets(path: Path) -> tuple[str, ...]:
    """The names of the sheets that somebody who opens the workbook sees."""
    _check_container(path)
    with _book(path) as book:
        return tuple(str(each.title) for each in book.worksheets if each.sheet_state == "visible")


def _check_container(path: Path) -> None:
    with opened(path) as file:
        magic = file.read(8)
    if not magic:
        from redact.records.opening import empty_file

        raise empty_file(path)
    if magic.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataMismatch(
            "this is an old Excel file (.xls) or one protected by a password",
            where=Where(path),
            fix="Open it in Excel and save it as .xlsx without a password.",
        )
    if not zipfile.is_zipfile(path):
        raise _damaged(path)


@contextmanager
def _book(path: Path) -> Iterator[Any]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about parts it leaves out (validation lists, styles)
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        except (KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError):
            raise _damaged(path) from None
        try:
            yield book
        finally:
            book.close()


def sheet_rows(path: Path, sheet: str, first: int) -> Iterator[list[str]]:
    """Rows from `first` (counted from 1) on, each cell as displayed."""
    with _book(path) as book:
        table = book[sheet]
        table.reset_dimensions()  # the range that some programs state is wrong
        try:
            for row in table.iter_rows(min_row=first):
                yield [_shown(cell) for cell in row]
        except (KeyError, ValueError, zipfile.BadZipFile, SyntaxError, EOFError):
            raise _damaged(path) from None


def _shown(cell: Any) -> str:
    """Most cells are text or empty; only for the others is the number format looked up, which is slow."""
    value = cell.value
    if value is None:
        return ""
    return value if type(value) is str else displayed(value, cell.number_format or "General")


@dataclass(slots=True)
class _Parts:
    """What openpyxl's reader passes over: hidden columns (positions), hidden rows, formulas never computed."""

    columns: list[int]
    rows: int = 0
    uncomputed: int = 0


def _parts(path: Path, part: str) -> _Parts:
    """Read from the sheet's XML, a block at a time; each block ends where a row begins."""
    with zipfile.ZipFile(path) as package, package.open(part.lstrip("/")) as xml:
        block = xml.read(_BLOCK)
        found = _Parts([])
        for column in _COLUMN.finditer(block.split(b"<sheetData", 1)[0]):
            given = dict(re.findall(rb'(\w+)="([^"]*)"', column.group(1)))
            if given.get(b"hidden") in (b"1", b"true"):
                found.columns += range(int(given[b"min"]) - 1, min(int(given[b"max"]), 16_384))
        while block:
            more = xml.read(_BLOCK)
            cut = block.rfind(b"<row") if more else len(block)
            cut = cut if cut > 0 else len(block)
            found.rows += len(_HIDDEN_ROW.findall(block, 0, cut))
            cells = _UNCOMPUTED.findall(block, 0, cut) if b"<f" in block else []
            found.uncomputed += sum(b't="str"' not in attributes for attributes in cells)
            block = block[cut:] + more
    return found


def _damaged(path: Path) -> DataMismatch:
    return DataMismatch(
        "the file is damaged or is not an Excel workbook", where=Where(path), fix="Save it again as .xlsx."
    )
