"""Cue and number without a blank."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.glued import GluedFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("V,DOB01/02/1950,SAYS", ["DOB 01/02/1950"]),
        ("NO ANS..CB303 555 0100", ["PHONE 303 555 0100"]),
        ("OFC HALE DSN5512.", ["BADGE 5512"]),
        ("DOCKET24-CR-10023,HE", ["CASE_NUMBER 24-CR-10023"]),
        ("NYS LIC448 219 000.", ["DRIVER_LICENSE 448 219 000"]),
        ("HIS TRUCK AZCKA5VX.", ["PLATE CKA5VX"]),
        ("IN APT12", []),
        ("CODE4 AND I84", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(GluedFinder(), text) == expected
