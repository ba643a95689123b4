"""The text of a run of blocks, and that it is read back as masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.place.address import AddressKind, block_text, hundred_block_text, parse, run_text
from redact.place.address.kinds import MOST_NUMBERED_STREETS

STYLE = "{block} BLOCK {street}"


@pytest.mark.parametrize(
    ("first", "last", "hyphen", "expected"),
    [
        (12, 14, False, "1200-1499 BLOCK N MAIN ST"),
        (0, 2, False, "0-299 BLOCK N MAIN ST"),
        (9, 11, False, "900-1199 BLOCK N MAIN ST"),
        (12, 12, False, "1200 BLOCK N MAIN ST"),
        (0, 0, False, "0 BLOCK N MAIN ST"),
        (12, 14, True, "12-00 TO 14-99 BLOCK N MAIN ST"),
        (12, 12, True, "12-00 BLOCK N MAIN ST"),
    ],
)
def test_the_text_of_a_run(first: int, last: int, hyphen: bool, expected: str) -> None:
    assert run_text(first, last, "N MAIN ST", STYLE, hyphen) == expected


def test_one_block_is_written_as_a_block() -> None:
    assert run_text(7, 7, "OAK AVE", STYLE) == block_text(7, "OAK AVE", STYLE)


def test_a_run_in_the_policys_style() -> None:
    assert run_text(12, 14, "OAK AVE", "{street} ({block})") == "OAK AVE (1200-1499)"


@pytest.mark.parametrize(("first", "last"), [(14, 12), (-1, 2)])
def test_a_run_begins_at_its_lower_hundred(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="lower hundred"):
        run_text(first, last, "OAK AVE", STYLE)


@given(st.integers(0, 400), st.integers(0, 30), st.sampled_from([False, True]))
def test_a_run_is_read_back_as_masked(first: int, more: int, hyphen: bool) -> None:
    text = run_text(first, first + more, "N MAIN ST", STYLE, hyphen)
    address = parse(text)
    assert (address.kind, address.masked, address.hundred) == (AddressKind.NUMBERED, True, first)
    assert address.hyphen == hyphen
    assert str(address.streets[0]) == "N MAIN ST"
    perhaps_a_house = hyphen and first > MOST_NUMBERED_STREETS
    expected = "" if perhaps_a_house else block_text(first, "N MAIN ST", STYLE, hyphen=hyphen)
    assert hundred_block_text(address) == expected


MASKED = {
    "1200-1499 BLOCK N MAIN ST": (12, "N MAIN ST"),
    "1200 - 1499 BLK OF N MAIN ST": (12, "N MAIN ST"),
    "1200 TO 1499 BLOCK N MAIN ST": (12, "N MAIN ST"),
    "1200-1400 BLOCK N MAIN ST": (12, "N MAIN ST"),
    "1234-1236 BLOCK MAIN ST": (12, "MAIN ST"),
    "0-99 BLOCK X ST": (0, "X ST"),
    "0-99 MAIN ST": (0, "MAIN ST"),
    "0-299 BLOCK MAIN ST": (0, "MAIN ST"),
    "900-1199 BLOCK MAIN ST": (9, "MAIN ST"),
    "00 BLOCK X": (0, "X"),
    "0 BLOCK MAIN ST": (0, "MAIN ST"),
    "12XX-14XX BLK MAIN ST": (12, "MAIN ST"),
    "12XX-14XX BLK OF N MAIN ST": (12, "N MAIN ST"),
    "12XX - 14XX MAIN ST": (12, "MAIN ST"),
    "12XX TO 14XX MAIN ST": (12, "MAIN ST"),
    "12 XX MAIN ST": (12, "MAIN ST"),
    "12** MAIN ST": (12, "MAIN ST"),
    "12 HUNDRED BLOCK OF MAIN ST": (12, "MAIN ST"),
    "12-00 BLOCK 45TH AVE": (12, "45TH AVE"),
}


@pytest.mark.parametrize(("text", "expected"), MASKED.items())
def test_what_was_masked_before_keeps_its_hundred(text: str, expected: tuple[int, str]) -> None:
    address = parse(text)
    assert (address.kind, address.masked) == (AddressKind.NUMBERED, True)
    assert (address.hundred, str(address.streets[0])) == expected
    assert address.number == address.hundred * 100
