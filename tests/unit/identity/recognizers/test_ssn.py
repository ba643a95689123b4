"""Full numbers of every range, and the last four after the word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.ssn import SsnFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SSN 900-12-3456", ["SSN 900-12-3456"]),
        ("my social 900 12 3456", ["SSN 900 12 3456"]),
        ("SSN: 900123456", ["SSN 900123456"]),
        ("SSN LAST FOUR 0117. SHE", ["SSN 0117"]),
        ("last four of her social 0117", ["SSN 0117"]),
        ("SOC# XXX-XX-0117", ["SSN 0117"]),
        ("PHONE 303-555-0129", []),
        ("AT 1117 HRS", []),
        ("last four of her Social, and she told him 6652. No", ["SSN 6652"]),
        ("last 4 of her ssn, it is 4431.", ["SSN 4431"]),
        ("social security number ending in 4471", ["SSN 4471"]),
        ("SOCIAL WORKER AT 1430 HRS", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(SsnFinder(), text) == expected
