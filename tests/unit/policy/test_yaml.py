"""Strict YAML: what a reader sees is what is read, or it is an error that says where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from redact.errors import DataMismatch, PolicyInvalid
from redact.policy.yaml import Document, invalid_document, load_document, parse_document


def read(text: str) -> Any:
    return parse_document(text, "p.yaml").data


def message(text: str) -> str:
    with pytest.raises(PolicyInvalid) as caught:
        parse_document(text, "p.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "yes",
        "on",
        "12:30",
        "1_000",
        "2027-01-01",
        "007",
        "0x1f",
        "~",
        "True",
        "NULL",
        ".5",
        "1.",
        "+1",
        ".inf",
        ".nan",
        "1e999",
        "=",
        "0o7",
        "1 2",
    ],
)
def test_what_json_would_not_read_as_a_value_stays_text(written: str) -> None:
    assert read(f"a: {written}") == {"a": written}


@pytest.mark.parametrize(
    ("written", "value"),
    [("true", True), ("false", False), ("null", None), ("0", 0), ("-12", -12), ("1.50", 1.5), ("2e3", 2000.0)],
)
def test_json_values_are_typed(written: str, value: object) -> None:
    got = read(f"a: {written}")["a"]
    assert got == value
    assert type(got) is type(value)


def test_quoted_values_are_text() -> None:
    assert read("a: '1'\nb: \"true\"\nc: ''\n") == {"a": "1", "b": "true", "c": ""}


def test_keys_are_always_text() -> None:
    assert read("1: a\ntrue: b\n") == {"1": "a", "true": "b"}


def test_positions_are_those_of_keys_and_values_of_what_stands_behind_them() -> None:
    document = parse_document("# top\na:\n  b: [x, {c: 1}]\n", "p.yaml")
    assert document.positions[("a",)] == (2, 1)
    assert document.positions[("a", "b")] == (3, 3)
    assert document.values[("a", "b")] == (3, 6)
    assert document.positions[("a", "b", 1, "c")] == (3, 11)
    assert str(document.where(("a", "b", 7, "zzz"))) == "p.yaml:3:3"


def test_line_endings_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - c\r\n")
    document = load_document(tmp_path / "a.yaml")
    assert document.data == {"a": 1, "b": ["c"]}
    assert document.positions[("b", 0)] == (3, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "p.yaml: the file is empty"),
        ("# nothing but a comment\n", "p.yaml: the file is empty"),
        ("a: 1\nb: 2\na: 3\n", "p.yaml:3:1: 'a' is written twice (first on line 1); keep one"),
        ("a: &x 1\n", "p.yaml:1:4: '&x' names this place for use elsewhere; write it out there"),
        ("a: !!str 1\n", "p.yaml:1:4: a tag ('!...') stands here; remove it"),
        ("a: 1\n---\nb: 2\n", "p.yaml:2:1: a second document begins here; one file holds one"),
        ("a:\n\tb: 1\n", "p.yaml:2:1: a tab character stands here; use spaces"),
        ("a:\nb: 1\n", "p.yaml:1:3: nothing stands behind 'a:'; write a value, or remove the line"),
        ("- a\n", "p.yaml:1:1: the file must be a group of 'key: value' lines"),
        ("a: 'x\n", "p.yaml:1:4: a quotation mark is opened and never closed"),
        ("a: [1\nb: 2\n", "p.yaml:2:2: a bracket is opened and not closed, or a comma is missing"),
        ("a: b: c\n", "p.yaml:1:5: a second ':' stands here; put the text in quotes, or begin a new line"),
        ("%YAML 1.1\n---\na: 1\n", "p.yaml:1:1: lines that begin with % are not used here; remove them"),
        ("? [a]\n: b\n", "p.yaml:1:3: a key must be plain text"),
        ("a: " + "[" * 30 + "]" * 30, "p.yaml:1:23: this is nested more than 20 levels deep"),
        ("a: x\x00\n", "p.yaml:1:1: a control character stands in this file; remove it"),
    ],
)
def test_each_mistake_says_where_and_what(text: str, expected: str) -> None:
    assert message(text) == expected


def test_all_mistakes_of_one_kind_come_at_once() -> None:
    assert message("a: 1\na: 2\nb: *c\n").splitlines() == [
        "p.yaml:2:1: 'a' is written twice (first on line 1); keep one",
        "p.yaml:3:4: '*c' refers to another place; write it out here",
    ]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    with pytest.raises(DataMismatch, match=r"latin\.yaml:2:7: this is not UTF-8 text"):
        load_document(tmp_path / "latin.yaml", DataMismatch)
    with pytest.raises(DataMismatch, match="this is a folder, not a file"):
        load_document(tmp_path, DataMismatch)
    with pytest.raises(DataMismatch, match="there is no such file"):
        load_document(tmp_path / "absent.yaml", DataMismatch)


class _Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    min_households: int
    level: str = "block"


class _Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    place: _Inner | None = None
    ages: dict[str, float] = {}


def wrong(text: str, model: type[BaseModel] | None = _Outer) -> str:
    document: Document = parse_document(text, "p.yaml", DataMismatch)
    with pytest.raises(ValidationError) as caught:
        _Outer.model_validate(document.data)
    return str(invalid_document(document, caught.value, DataMismatch, model))


def test_pydantics_errors_become_sentences_in_the_order_of_the_file() -> None:
    assert wrong("place:\n  min_housholds: 3\n  level: 7\nages: {a: old}\n").splitlines() == [
        "p.yaml:1:1: place: 'min_households' is missing.",
        (
            "p.yaml:2:3: place.min_housholds: 'min_housholds' is not a key that is known here."
            " Did you mean 'min_households'?"
        ),
        "p.yaml:3:10: place.level: '7' must be text; put it in quotes.",
        "p.yaml:4:11: ages.a: 'old' must be a number.",
    ]


def test_without_the_model_a_wrong_key_is_still_named() -> None:
    assert wrong("plac: 1\n", None) == "p.yaml:1:1: plac: 'plac' is not a key that is known here."
