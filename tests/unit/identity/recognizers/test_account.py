"""Cards by groups or Luhn's digit, accounts by the word, the last four after ending."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.account import AccountFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("card 4111 0000 0000 0000 used", ["ACCOUNT 4111 0000 0000 0000"]),
        ("4000-0012-3456-0000 AND", ["ACCOUNT 4000-0012-3456-0000"]),
        ("4111111111111111", ["ACCOUNT 4111111111111111"]),
        ("(acct ending 3974)", ["ACCOUNT 3974"]),
        ("DEBIT ENDING 0032. STORE", ["ACCOUNT 0032"]),
        ("acct # 00123456789", ["ACCOUNT 00123456789"]),
        ("4111111111111112", []),
        ("ENDING AT 0200", []),
        ("visa ...4417", ["ACCOUNT 4417"]),
        ("card *4417", ["ACCOUNT 4417"]),
        ("Visa -4417", ["ACCOUNT 4417"]),
        ("debit card with last four 4417", ["ACCOUNT 4417"]),
        ("last 4 digits are 4417", ["ACCOUNT 4417"]),
        ("account ended 4417", ["ACCOUNT 4417"]),
        ("shift ends 2200 hrs", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(AccountFinder(), text) == expected
