"""LAST, FIRST; initials; nicknames in quotation marks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.person_form import PersonFormFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NEIGHBOR GRANT, HAROLD WILL", ["PERSON GRANT, HAROLD"]),
        ("true name K.M., 22", ["PERSON K.M."]),
        ("AMINA S. RELATED", ["PERSON AMINA S"]),
        ('ONLY AS "DREW" AND', ["PERSON DREW"]),
        ("WOODS, RUSTY SAID", ["PERSON WOODS, RUSTY"]),
        ("AT 5 P.M. THE", []),
        ("the U.S. mail", []),
        ('he was "being friendly"', []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PersonFormFinder(), text) == expected
