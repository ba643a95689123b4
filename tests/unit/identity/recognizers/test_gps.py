"""A point is an exact address."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.gps import GpsFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at 41.87811, -87.62980 near", ["ADDRESS 41.87811, -87.62980"]),
        ("LAT 41.87811 LON -87.62980", ["ADDRESS 41.87811", "ADDRESS -87.62980"]),
        ("///filled.count.soap", ["ADDRESS ///filled.count.soap"]),
        ("COST 12.50, 13.75", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(GpsFinder(), text) == expected
