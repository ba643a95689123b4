"""Mile posts and exits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.mile_post import MilePostFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("near milepost 4 of", ["ADDRESS milepost 4"]),
        ("WB AT MM 212.5 ON", ["ADDRESS MM 212.5"]),
        ("BLK ROAD EXIT 12", ["ADDRESS EXIT 12"]),
        ("A MILE AWAY", []),
        ("NO EXIT", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(MilePostFinder(), text) == expected
