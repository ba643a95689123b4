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
        ("27 CR 1480.", ["ADDRESS 27 CR 1480"]),
        ("FS RD 226", ["ADDRESS FS RD 226"]),
        ("FM 1960 AND KUYKENDAHL", ["ADDRESS FM 1960 AND KUYKENDAHL"]),
        ("N6732 County Road J", ["ADDRESS N6732 County Road J"]),
        ("TX-71 near", ["ADDRESS TX-71"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(NumberedRoadFinder(), text) == expected
