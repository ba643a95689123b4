"""Fictional numbers: of kinds that nobody has, never the same twice."""

from __future__ import annotations

import re

from redact.synth import identifiers
from redact.synth.names import cultures

MANY = 60_000


def test_no_number_is_given_twice() -> None:
    for make in (
        identifiers.ssn,
        identifiers.plate,
        identifiers.vin,
        identifiers.license_number,
        identifiers.serial_number,
        identifiers.account_number,
        identifiers.phone_digits,
    ):
        assert len({make(index, 31) for index in range(MANY)}) == MANY
    assert len({identifiers.token(index) for index in range(MANY)}) == MANY


def test_social_security_numbers_are_never_issued_ones() -> None:
    for index in range(0, 200_000, 97):
        area = identifiers.ssn(index, 3)[:3]
        assert area == "666" or area.startswith("9")


def test_vin_check_digits() -> None:
    # The worked example of 49 CFR 565: 1M8GDM9AXKP042788 checks with X.
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    values = dict(
        zip(
            "ABCDEFGHJKLMNPRSTUVWXYZ",
            (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
            strict=True,
        )
    )
    values.update({str(digit): digit for digit in range(10)})

    def check(vin: str) -> str:
        rest = sum(values[sign] * weight for sign, weight in zip(vin, weights, strict=True)) % 11
        return "X" if rest == 10 else str(rest)

    assert check("1M8GDM9AXKP042788") == "X"
    for index in range(500):
        vin = identifiers.vin(index, 9)
        assert re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", vin)
        assert vin[8] == check(vin)


def test_lists_of_names() -> None:
    assert abs(sum(culture.share for culture in cultures()) - 1) < 1e-9
    for culture in cultures():
        assert len({*culture.women, *culture.men}) >= 40, culture.name
        assert len(set(culture.family)) >= 58, culture.name
    families = {name for culture in cultures() for name in culture.family}
    assert {"O'Neill", "Na", "Banks", "Street", "De la Cruz"} <= families
