"""A rank or an office and the name behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.officer import OfficerFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I, Officer T. Gallant, was", ["OFFICER T. Gallant"]),
        ("booked by Sgt. Lemieux.", ["OFFICER Lemieux"]),
        ("DET ARMIJO ASSIGNED", ["OFFICER ARMIJO"]),
        ("P/O Acevedo #2207", ["OFFICER Acevedo"]),
        ("RPT TKN BY OFFICER DE LEON", ["OFFICER DE LEON"]),
        ("MEDICS HALE & PRUITT CHECKED", ["OFFICER HALE", "OFFICER PRUITT"]),
        ("Judge Kerrigan at", ["OFFICER Kerrigan"]),
        ("officers arrived and", []),
        ("OFFICERS RESPONDED TO", []),
        ("THE DETECTIVE ASKED", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(OfficerFinder(), text) == expected
