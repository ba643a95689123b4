"""Any way of writing a date after a word for birth."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.dob import DobFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(DOB 07/19/1988) grabbed", ["DOB 07/19/1988"]),
        ("DOB 121299, OLN", ["DOB 121299"]),
        ("DOB: 11-03-2011", ["DOB 11-03-2011"]),
        ("My birthday 4/30/1985 is", ["DOB 4/30/1985"]),
        ("born on May 5, 1990 in", ["DOB May 5, 1990"]),
        ("d.o.b. 5/22/57", ["DOB 5/22/57"]),
        ("BORN IN OHIO", []),
        ("SEEN 5/22/2024", []),
        ("born in 1988", ["DOB 1988"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(DobFinder(), text) == expected
