"""Check digits of numbers that have one."""

from __future__ import annotations

from typing import Final

_VALUES: Final = dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ0123456789",
        [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10), *range(10)],
        strict=True,
    )
)
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def is_vin(value: str) -> bool:
    """Seventeen characters with the check digit of 49 CFR 565 (only required of vehicles for North America)."""
    upper = value.upper()
    if len(upper) != 17 or any(letter not in _VALUES for letter in upper):
        return False
    remainder = sum(_VALUES[letter] * weight for letter, weight in zip(upper, _WEIGHTS, strict=True)) % 11
    return upper[8] == ("X" if remainder == 10 else str(remainder))


def is_luhn(number: str) -> bool:
    """Whether digits end in the check digit of payment cards and device numbers (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit)
        total += value if place % 2 == 0 else (value * 2 - 9 if value > 4 else value * 2)
    return total % 10 == 0
