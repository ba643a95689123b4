"""IMEI by its check digit, serial numbers by the word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.device import DeviceFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("serial WTU000G0000K. Owner", ["ID_OTHER WTU000G0000K"]),
        ("IMEI 490154203237518", ["ID_OTHER 490154203237518"]),
        ("SERIAL NUMBER 9400 1097 7780 0861.", ["ID_OTHER 9400 1097 7780 0861"]),
        ("A SERIAL OFFENDER", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(DeviceFinder(), text) == expected
