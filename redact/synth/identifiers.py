"""Numbers that identify people and things: fictional ones, each used once.

Every kind counts through its whole space in a scrambled order (an affine map whose factor has no common divisor with
the size), so values look drawn at random and never repeat. Phones have the exchange 555, Social Security numbers
start with 9 or 666 (never issued), mail and web addresses use the reserved example domains, VINs carry a right check
digit.
"""

from __future__ import annotations

from typing import Final

from redact.synth.wordlists import words

LOCAL_AREA_CODES: Final = ("515", "563", "641", "712", "319")
AREA_CODES: Final = LOCAL_AREA_CODES + words(
    """202 206 212 213 214 216 303 305 312 314 317 402 404 414 415 501 502 503 504 505 512 602 608 612 614 615 617 619
    651 701 702 713 720 773 801 804 816 901 913 916 917 919 972 480 559 210 267 410 443 704 706 718 732 757 760 786
    803 813 818 832 847 858 904 925 937 949"""
)
_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_MAKERS: Final = ("1HG", "1FA", "2T1", "3N1", "5NP", "1G1", "JTD", "KNA", "4S3", "1C4")
_VIN_VALUES: Final = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_ONSETS: Final = "bdfgjklmnprstvz"
_VOWELS: Final = "aeiou"
_FIRST: Final = ("zu", "xo", "qi", "vy", "ju", "ky", "wu", "yo", "zi", "xa", "qo", "vu", "je", "ko", "wy")


def phone_digits(index: int, salt: int) -> tuple[str, str]:
    """Area code and line number of the index-th phone; the exchange between them is always 555."""
    size = len(AREA_CODES) * 10_000
    # The first ten thousands are local area codes: people of the city mostly have local phones.
    number = (index * 7_919 + salt) % 10_000
    return AREA_CODES[index // 10_000 % (size // 10_000)], f"{number:04d}"


def ssn(index: int, salt: int) -> str:
    """The index-th Social Security number, of kinds that are never issued."""
    number = (index * 7_654_321 + salt * 31 + 11) % 101_000_000
    area, rest = divmod(number, 1_000_000)
    return f"{'666' if area == 100 else 900 + area}-{rest // 10_000:02d}-{rest % 10_000:04d}"


def plate(index: int, salt: int) -> str:
    """The index-th licence plate: three letters and three digits, or three digits and three letters."""
    size = len(_LETTERS) ** 3 * 1000
    number = (index * 1_234_577 + salt * 17 + 5) % size
    letters, digits = divmod(number, 1000)
    a, rest = divmod(letters, len(_LETTERS) ** 2)
    b, c = divmod(rest, len(_LETTERS))
    return f"{_LETTERS[a]}{_LETTERS[b]}{_LETTERS[c]} {digits:03d}"


def vin(index: int, salt: int) -> str:
    """The index-th vehicle identification number, with the check digit of 49 CFR 565 in the ninth place."""
    maker = _VIN_MAKERS[(index + salt) % len(_VIN_MAKERS)]
    body = f"{(index * 48_271 + salt) % 100_000:05d}"
    year, plant = "LMNPRST"[index % 7], _LETTERS[(index // 7 + salt) % 18]
    raw = f"{maker}{body}0{year}{plant}{index % 1_000_000:06d}"
    total = sum(_VIN_VALUES[sign] * weight for sign, weight in zip(raw, _VIN_WEIGHTS, strict=True))
    check = "X" if total % 11 == 10 else str(total % 11)
    return f"{raw[:8]}{check}{raw[9:]}"


def token(index: int) -> str:
    """The index-th made-up word of eight letters ("zubakofi"): no word of any list, different for every index.

    For a city in which every identifier is to be recognised wherever it turns up.
    """
    size = len(_FIRST) * 75**3
    number = (index * 2_654_437 + 97) % size
    first, rest = divmod(number, 75**3)
    parts = [_FIRST[first]]
    for power in (75**2, 75, 1):
        syllable, rest = divmod(rest, power)
        parts.append(_ONSETS[syllable // 5] + _VOWELS[syllable % 5])
    return "".join(parts)


def license_number(index: int, salt: int) -> str:
    """The index-th driver's license, in the patterns of three States."""
    number = (index * 3_456_787 + salt * 13 + 3) % (len(_LETTERS) ** 2 * 10_000_000)
    letters, digits = divmod(number, 10_000_000)
    first, second = divmod(letters, len(_LETTERS))
    if index % 5 == 0:
        return f"{_LETTERS[first]}{_LETTERS[second]}{digits:07d}"
    if index % 5 == 1:
        return f"{_LETTERS[first]}{digits // 10_000:03d}-{letters:04d}-{digits % 10_000:04d}"
    return f"{digits // 10_000:03d}{_LETTERS[first]}{_LETTERS[second]}{digits % 10_000:04d}"


def serial_number(index: int, salt: int) -> str:
    """The index-th serial, tracking, property or control number."""
    number = (index * 7_368_787 + salt * 7 + 1) % 10_000_000
    if index % 4 == 0:
        return f"P-{number:07d}"
    if index % 4 == 1:
        return f"9400 {number // 1000:04d} {number % 1000:03d}0 {index % 10_000:04d}"
    return f"{_LETTERS[(index + salt) % 23]}{_LETTERS[(index // 23 + salt) % 23]}{number:07d}"


def account_number(index: int, salt: int) -> str:
    """The index-th account number, sixteen digits in fours."""
    number = (index * 73_687_873 + salt * 19 + 7) % 1_000_000_000_000
    return f"4000-{number // 100_000_000:04d}-{number // 10_000 % 10_000:04d}-{number % 10_000:04d}"
