"""US phones in every punctuation; not case numbers, money or social security numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.phone import PhoneFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RP CB 303-555-0129 AFTER 5", ["PHONE 303-555-0129"]),
        ("call me at (303) 555-0129", ["PHONE (303) 555-0129"]),
        ("from 509.555.0171 all day", ["PHONE 509.555.0171"]),
        ("MARK 5595550126. UTL", ["PHONE 5595550126"]),
        ("+1 303 555 0129 x12", ["PHONE +1 303 555 0129 x12"]),
        ("NO ANS 555-0142", ["PHONE 555-0142"]),
        ("CB 5550142", ["PHONE 5550142"]),
        ("from +44 20 7946 0958 today", ["PHONE +44 20 7946 0958"]),
        ("EVENT 2411800917", []),
        ("CASE 2024-00051263", []),
        ("$555-1200", []),
        ("SSN 900-12-3456", []),
        ("CB 907-555-0103 X3 NEG", ["PHONE 907-555-0103"]),
        ("907-555-0103 x204", ["PHONE 907-555-0103 x204"]),
        ("907-555-0103, ext. 12", ["PHONE 907-555-0103, ext. 12"]),
        ("907*555*0103", ["PHONE 907*555*0103"]),
        ("cell 907.555.0123/907.555.0124", ["PHONE 907.555.0123", "PHONE 907.555.0124"]),
        ("011 52 55 5555 0148", ["PHONE 011 52 55 5555 0148"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PhoneFinder(), text) == expected
