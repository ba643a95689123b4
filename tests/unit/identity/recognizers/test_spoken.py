"""Numbers that are said digit by digit; counts stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.spoken import SpokenFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "it is nine oh seven, five five five, zero one four eight",
            ["ID_OTHER nine oh seven, five five five, zero one four eight"],
        ),
        ("ends four four one seven", ["ID_OTHER four four one seven"]),
        ("9 0 7 5 5 5 0 1 4 8", ["ID_OTHER 9 0 7 5 5 5 0 1 4 8"]),
        ("one, two, three, four kids", []),
        ("two or three of them", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(SpokenFinder(), text) == expected
