"""The number only; ranges and durations stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.age import AgeFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HIS 70 YEAR OLD NEIGHBOR", ["AGE 70"]),
        ("a four-year-old", ["AGE four"]),
        ("3YO INSIDE", ["AGE 3"]),
        ("Margaret (82), widow", ["AGE 82"]),
        ("son Curtis, 51, lives", ["AGE 51"]),
        ("Minor, age 17.", ["AGE 17"]),
        ("Nevaeh (11 months)", ["AGE 11"]),
        ("NAOMI 4 AND EMMANUEL 2, TAKEN", ["AGE 4", "AGE 2"]),
        ("MAN IN HIS 30s", []),
        ("10 MINUTES LATER", []),
        ("on May 5, 12 people", []),
        ("W/M, 30S", []),
        ("SON ELI 24WM LEFT", ["AGE 24"]),
        ("gave her age as 41, said", ["AGE 41"]),
        ("the younger is 16.", ["AGE 16"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(AgeFinder(), text) == expected
