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
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(EmailFinder(), text) == expected
