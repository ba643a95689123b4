"""One tiny card per mistake, with the exact message: file, line, column, what is wrong, the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest

from redact.errors import DataMismatch
from redact.records import load_card

FOLDER = Path(__file__).resolve().parents[2] / "bad_inputs" / "records" / "cards"

MESSAGES = {
    "codes_name": (
        "3:9: codes.0: 'My Codes' must be one word of small letters, digits and _ or -, beginning with a letter."
    ),
    "column_written_twice": "5:3: 'Case' is written twice (first on line 4); keep one",
    "columns_empty": "3:10: columns: must not be empty.",
    "crs_of_no_point": "3:7: crs.Address: the column 'Address' holds no coordinates in this card.",
    "crs_wrong": "3:7: crs.X: 'state plane' is not a coordinate system; write its number: EPSG:3435.",
    "dataset_name": (
        "1:10: dataset: 'Our Incidents' must be one word of small letters, digits and _ or -, beginning with a letter."
    ),
    "delimiter_long": "3:19: read.delimiter: String should have at most 1 character.",
    "encoding_unknown": "3:8: read.encoding: 'utf-88' is not an encoding. Did you mean 'utf-8'?",
    "extra_is_a_role": (
        "3:51: columns.Offense: 'beat' is a word of redact's own: give that role, or choose another name."
    ),
    "extra_twice": (
        "3:46: columns.B: 'A' and 'B' both claim 'extra shift'. Keep one, and give the other another "
        "role or leave it out."
    ),
    "extra_two_words": "3:51: columns.Offense: behind 'extra' stands one word of small letters, digits and _.",
    "first_row_zero": "3:19: read.first_row: '0' must be at least 1.",
    "format_of_no_column": (
        "3:18: time.formats.Dates: 'Dates' is not a date or time column of this card. Did you mean 'Date'?"
    ),
    "format_of_no_time": "3:18: time.formats.Address: the column 'Address' is no date or time in this card.",
    "format_wrong": "3:18: time.formats.Date: 'MM/DD/YYYY' is not a date format; write one such as \"%m/%d/%Y %H:%M\".",
    "key_misspelt": "1:1: 'columns' is missing.",
    "key_twice": (
        "3:51: columns.Offense: 'Case' and 'Offense' both claim 'incident_id'. Keep one, and give the "
        "other another role or leave it out."
    ),
    "keys_how": "3:21: keys.incident_id: 'numbers' must be 'digits' or 'text'.",
    "keys_of_no_key": (
        "3:8: keys.event_id: 'event_id' is not a key that a column of this card plays. Did you mean 'incident_id'?"
    ),
    "kind_unknown": (
        "2:7: kind: 'incident' must be 'incidents', 'calls', 'arrests', 'stops', 'use_of_force', "
        "'shootings', 'complaints', 'assaults_on_officers', 'engagement' or 'other'. Did you mean "
        "'incidents'?"
    ),
    "max_unreadable": "3:17: max_unreadable: '2' must be at most 1.0.",
    "no_columns": "1:1: 'columns' is missing.",
    "not_yaml": "3:8: a bracket is opened and not closed, or a comma is missing",
    "role_of_nothing": "3:51: columns.Offense: 'zzz' is not a role.",
    "role_unknown": "3:51: columns.Offense: 'offence_code' is not a role. Did you mean 'offense_code'?",
    "zone_unknown": "3:8: time.zone: 'America/Chicag' is not a time zone. Did you mean 'America/Chicago'?",
}


@pytest.mark.parametrize("name", MESSAGES)
def test_message(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    with pytest.raises(DataMismatch) as caught:
        load_card(f"{name}.yaml")
    assert str(caught.value).splitlines()[0] == f"{name}.yaml:{MESSAGES[name]}"
    assert caught.value.exit_code == 11


def test_every_bad_card_has_its_message() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(MESSAGES)


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_text("dataset: a\nkind: calls\nkeys: {event_id: digits}\ncolumns: {A: offence_code, B: beet}\n")
    with pytest.raises(DataMismatch) as caught:
        load_card(path)
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == [
        "columns.A", "columns.B", "keys.event_id",
    ]  # fmt: skip


def test_a_mistyped_key_names_the_right_one() -> None:
    with pytest.raises(DataMismatch, match=r"'colums' is not a key that is known here. Did you mean 'columns'"):
        load_card(FOLDER / "key_misspelt.yaml")
