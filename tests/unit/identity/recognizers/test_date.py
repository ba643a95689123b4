"""Exact calendar dates, not fractions, ten-codes or months alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.date import DateFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On 8/5/24 at about", ["DATE 8/5/24"]),
        ("since March 21, and", ["DATE March 21"]),
        ("served 2024-09-20 by", ["DATE 2024-09-20"]),
        ("SERVED 18NOV24.", ["DATE 18NOV24"]),
        ("Aug 17th after", ["DATE Aug 17th"]),
        ("Sunday, June 9, 2024 her", ["DATE Sunday, June 9, 2024"]),
        ("PRIOR 02/03.", ["DATE 02/03"]),
        ("open 24/7", []),
        ("1/2 mile away", []),
        ("3/4 full tank", []),
        ("10-16 call", []),
        ("in March he", []),
        ("ON 010824 AT 1202 HRS", ["DATE 010824"]),
        ("on 2024/03/05 at noon", ["DATE 2024/03/05"]),
        ("dated 01082024", ["DATE 01082024"]),
        ("BADGE 010824", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(DateFinder(), text) == expected
