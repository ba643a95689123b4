"""Version 4, 6 and network cards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.ip import IpFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IP 203.0.113.44.", ["IP 203.0.113.44"]),
        ("via 2001:db8::8a2e:370:7334 at", ["IP 2001:db8::8a2e:370:7334"]),
        ("mac 00:1A:2B:3C:4D:5E", ["IP 00:1A:2B:3C:4D:5E"]),
        ("version 1.2.3.400", []),
        ("AT 10:20:30", []),
        ("from 203.0.113.9:443", ["IP 203.0.113.9:443"]),
        ("203.0.113[.]9", ["IP 203.0.113[.]9"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(IpFinder(), text) == expected
