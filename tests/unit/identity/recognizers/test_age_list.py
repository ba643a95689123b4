"""Ages in a row."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.age_list import AgeListFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kids, 6 and 8, unhurt", ["AGE 6", "AGE 8"]),
        ("ages 4, 6 and 9.", ["AGE 6", "AGE 9"]),
        ("kids on 3rd and 4th", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(AgeListFinder(), text) == expected
