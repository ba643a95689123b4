"""One tiny file per mistake, and the exact sentence that an officer reads. No sentence quotes a cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from redact.errors import DataMismatch, RedactError
from redact.records import Fault, load_card, open_source

FOLDER = Path(__file__).resolve().parents[2] / "bad_inputs" / "records"

STOPS = {
    "alone.shp": "the .dbf file that belongs to this Shapefile is not beside it, so its columns are missing",
    "blank.csv": "the file is empty",
    "cards": "this is a folder, not a file",
    "cp1252.csv:3": "the file is not in the encoding its card states (utf-8): "
    "1 line has bytes that do not belong to it",
    "cut.csv.gz": "the gz file is damaged or ends too early",
    "damaged.gpkg": "the file is damaged or is not what its ending says",
    "damaged.json": "the file holds no list of records",
    "damaged.parquet": "the file is damaged or is not a Parquet file",
    "damaged.xlsx": "the file is damaged or is not an Excel workbook",
    "duplicate_header.csv": "the header has 'Date' more than once, so it is not clear which one the card means",
    "empty.csv": "the file is empty",
    "empty_list.json": "the file holds no records",
    "header_empty.xlsx": "row 1 of the sheet 'Records', where the card says the header is, is empty",
    "missing.csv": "there is no such file",
    "missing_column.csv": "the header lacks 'Offense' and 'Address'",
    "mixed_encodings.csv:3": "the file is not in the encoding its card states (utf-8): "
    "2 lines have bytes that do not belong to it",
    "no_header.csv": "the first line looks like a record, not like a header",
    "no_list.json": "the file holds no list of records",
    "notes.md": "files of the kind '.md' are not read",
    "old.xlsx": "this is an old Excel file (.xls) or one protected by a password",
    "one_title.csv": "the header lacks 'Date', 'Offense' and 'Address'",
    "open_quote.csv:2": "a quotation mark opened in this line is never closed: the 2 lines after it would be lost",
    "other_dataset.csv": "the header lacks 'Case', 'Date', 'Offense' and 'Address'",
    "packed.csv": "the file is a zip archive",
    "semicolons.csv": "the header lacks 'Case', 'Date', 'Offense' and 'Address'",
    "stray_quote.csv, row 0": "a stray quotation mark swallows whole records",
    "title_rows.csv": "row 1 is not the header: that stands in row 4",
    "two_sheets.xlsx": "the workbook has 2 visible sheets ('March', 'April'), "
    "and the card does not say which one to read",
    "utf16.csv": "the card says the file is in utf-8, but it is in UTF-16",
}  # fmt: skip
"""Where and what, for files that stop."""

FIXES = {
    "cp1252.csv": "Windows encoding fits all of them: set read.encoding: cp1252 in the card.",
    "missing_column.csv": "'Offense' may be 'Offence Code' here: correct the card or the file.",
    "mixed_encodings.csv": "The other lines are UTF-8: correct these in the source system, "
    "or export the whole file as UTF-8.",
    "no_header.csv": "Add the header line to the file, or set read.header: false in the card and name its columns "
    '"column 1", "column 2", ...',
    "one_title.csv": "Correct the card, or export the file with all its columns.",
    "other_dataset.csv": "Is this the right card for this file?",
    "semicolons.csv": "The file seems to be separated by semicolons: set read.delimiter in the card.",
    "title_rows.csv": "Set read: {first_row: 4} in the card.",
    "utf16.csv": "Set read.encoding: utf-16 in the card.",
}

HELD = {
    "truncated.csv": [Fault.NONE, Fault.NONE, Fault.TRUNCATED],
    "truncated_quote.csv": [Fault.NONE, Fault.NONE, Fault.TRUNCATED],
    "too_many_cells.csv": [Fault.NONE, Fault.TOO_MANY_CELLS, Fault.NONE],
    "nul.csv": [Fault.NONE, Fault.UNDECODABLE, Fault.NONE],
    "cut.json": [Fault.NONE, Fault.NONE, Fault.TRUNCATED],
    "broken_line.jsonl": [Fault.NONE, Fault.TRUNCATED, Fault.NONE],
}
"""Files whose faults are of single rows: the row is held, the others are read."""


def failure(name: str, card: str | None = "card.yaml") -> RedactError:
    """The error that opening and reading a file ends in."""
    with pytest.raises(DataMismatch) as caught:
        source = open_source([Path(name)], load_card(card) if card else None)
        for _ in source.batches():
            pass
    assert caught.value.__cause__ is None and (caught.value.__suppress_context__ or not caught.value.__context__)
    return caught.value


@pytest.fixture(autouse=True)
def in_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)


@pytest.mark.parametrize("place", STOPS)
def test_a_fault_of_the_file_stops(place: str) -> None:
    name = place.split(",")[0].split(":")[0]
    error = failure(name)
    text = str(error)
    assert text.splitlines()[0] == f"{place}: {STOPS[place]}"
    assert error.exit_code == 11
    assert error.fix is not None and error.fix == FIXES.get(name, error.fix)
    assert "CANARY" not in text


@pytest.mark.parametrize("name", HELD)
def test_a_fault_of_a_row_holds_the_row(name: str) -> None:
    source = open_source([Path(name)], load_card("card.yaml"))
    (batch,) = source.batches()
    assert batch.faults.tolist() == HELD[name]
    for number, row in enumerate(batch.table.to_pylist()):
        assert all(row.values()) == (HELD[name][number] == Fault.NONE)
        assert any(row.values()) == (HELD[name][number] == Fault.NONE), "nothing of a faulty row is kept"


def test_every_bad_file_is_used() -> None:
    used = {place.split(",")[0].split(":")[0] for place in STOPS} | set(HELD)
    used |= {"unknown_role.csv", "no_roles.csv", "utf8_for_cp1252.csv"}
    assert {path.name for path in FOLDER.iterdir() if path.suffix != ".yaml"} <= used


def test_utf8_read_as_windows_encoding_would_be_silent_noise() -> None:
    error = failure("utf8_for_cp1252.csv", "card_cp1252.yaml")
    assert str(error).splitlines()[0] == "utf8_for_cp1252.csv: the card says the file is in cp1252, but it is in UTF-8"


def test_a_sheet_that_is_not_there() -> None:
    error = failure("two_sheets.xlsx", "card_june.yaml")
    assert str(error).splitlines()[0] == "two_sheets.xlsx: there is no sheet 'Apri'. Did you mean 'April'?"


def test_a_header_row_beyond_the_end() -> None:
    error = failure("title_rows.csv", "card_row_90.yaml")
    assert error.what == "the file has fewer than 90 lines, and the card says its header is in that line"


def test_a_file_without_card_must_have_roles_as_headers() -> None:
    error = failure("unknown_role.csv", None)
    assert error.what == "the file needs a card: 'offence_code' is not a role (did you mean 'offense_code'?)"
    assert error.fix == "redact profile unknown_role.csv -o card.yaml"
    assert failure("no_roles.csv", None).what == (
        "the file needs a card: 'Case', 'Date', 'Offense' and 'Address' are not roles"
    )


def test_a_pattern_that_matches_nothing() -> None:
    assert str(failure("nothing-*.csv")).splitlines()[0] == "nothing-*.csv: no file matches this name"


def test_a_file_that_another_program_has_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "open.xlsx"
    path.write_bytes(b"PK")
    card = load_card("card.yaml")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataMismatch, match="another program \\(Excel\\?\\) has it open") as caught:
        open_source([path], card)
    assert caught.value.fix == "Close it in the other program, or copy it, and try again."


def test_the_same_file_twice(tmp_path: Path) -> None:
    text = (FOLDER / "too_many_cells.csv").read_bytes()
    for name in ("march.csv", "march-copy.csv"):
        (tmp_path / name).write_bytes(text)
    with pytest.raises(DataMismatch) as caught:
        open_source([tmp_path / "*.csv"], load_card("card.yaml"))
    assert caught.value.what == ("the same records are given twice: march-copy.csv and march.csv have the same content")
