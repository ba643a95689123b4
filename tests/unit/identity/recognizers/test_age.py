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
        ("PT M 26 BLUE", ["AGE 26"]),
        ("PASS F 19, LEG PAIN", ["AGE 19"]),
        ("STUDENT F 15. MOTHER", ["AGE 15"]),
        ("abuse, child 7, at home", ["AGE 7"]),
        ("lives in Elko, is 71, and", ["AGE 71"]),
        ("Rosa is nineteen. She", ["AGE nineteen"]),
        ("Ina Marlow (\"Im\"), 20, has", ["AGE 20"]),
        ("re mrs quist, 88. son", ["AGE 88"]),
        ("HALE, ROBIN 63 LAST TEXT", ["AGE 63"]),
        ("PT IS A 67YOM", ["AGE 67"]),
        ("LOC 82F FALL", ["AGE 82"]),
        ("pass f 19, in lower case", ["AGE 19"]),
        ("he turns 18 on friday", ["AGE 18"]),
        ("SIZE M 32 JEANS", []),
        ("ABOUT 2:15AM ON FRIDAY", []),
        ("MALE, 6 FT TALL", []),
        ("The total is 71.", []),
        ("A FORD F 150 TRUCK", []),
        ("SON ELI 24WM LEFT", ["AGE 24"]),
        ("gave her age as 41, said", ["AGE 41"]),
        ("the younger is 16.", ["AGE 16"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(AgeFinder(), text) == expected
