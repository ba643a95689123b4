"""By the word, and any number long enough to be unique."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.other_id import OtherIdFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STUDENT ID 983984733)", ["ID_OTHER 983984733"]),
        ("A# A000-111-222, $40", ["ID_OTHER A000-111-222"]),
        ("Medicaid # 000-44-7781N", ["ID_OTHER 000-44-7781N"]),
        ("TAG P-201177", ["ID_OTHER P-201177"]),
        ("code 88120447 there", ["ID_OTHER 88120447"]),
        ("$1000000", []),
        ("IN ROOM 2024", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(OtherIdFinder(), text) == expected
