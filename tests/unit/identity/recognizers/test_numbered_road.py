"""Roads with a number for a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.numbered_road import NumberedRoadFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WB I84 MP", ["ADDRESS WB I84"]),
        ("on County Road 12 near", ["ADDRESS County Road 12"]),
        ("the road was wet at 12 mph", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(NumberedRoadFinder(), text) == expected
