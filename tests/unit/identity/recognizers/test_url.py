"""With a scheme, with www, or a bare host; a missing space after a full stop is no host."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.url import UrlFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ad at https://listings.example.org/sea/9228.", ["URL https://listings.example.org/sea/9228"]),
        ("www.listings.example.org/sea", ["URL www.listings.example.org/sea"]),
        ("PAIGE-SPIN.EXAMPLE.COM, IG", ["URL PAIGE-SPIN.EXAMPLE.COM"]),
        ("SHE LEFT.Me AND HIM", []),
        ("joe@example.com", []),
        ("hxxp://bad.example/x", ["URL hxxp://bad.example/x"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(UrlFinder(), text) == expected
