"""Own pattern: nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.email import EmailFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail karthik.s@example.com now", ["EMAIL karthik.s@example.com"]),
        ("FROM SECURE-DESK@EXAMPLE.NET, IP", ["EMAIL SECURE-DESK@EXAMPLE.NET"]),
        ("write jane.doe at example dot com please", ["EMAIL jane.doe at example dot com"]),
        ("MET @ 5 PM", []),
        ("@handle_only", []),
        ("jdoe (at) mail (dot) com", ["EMAIL jdoe (at) mail (dot) com"]),
        ("jane underscore doe at gmail dot com", ["EMAIL jane underscore doe at gmail dot com"]),
        ("janedoe44 at gmail", ["EMAIL janedoe44 at gmail"]),
        ("wrote from @ana.marlow and", []),
        ("her ad at www.listings.example.org", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(EmailFinder(), text) == expected
