"""Normal forms: what counts as the same value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.identity.forms import compact, comparable, digits, exact_address_key, fold, phone_digits


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("O'Neil, Patrick J.", "oneil patrick j"),
        ("  Rocío  DE-LA Cruz ", "rocio de la cruz"),
        ("12-B Elm St.", "12 b elm st"),
        ("Łukasz Straße", "lukasz strasse"),
        ("!!", ""),
    ],
)
def test_comparable(value: str, expected: str) -> None:
    assert comparable(value) == expected


@given(st.text())
def test_comparable_of_comparable_is_itself(value: str) -> None:
    assert comparable(comparable(value)) == comparable(value)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_folding_ascii_is_lower_case(value: str) -> None:
    assert fold(value) == value.lower()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+1 (303) 555-0129 x12", "3035550129"),
        ("555-0142", "5550142"),
        ("3035550129", "3035550129"),
        ("911", ""),
        ("", ""),
    ],
)
def test_phone_digits(value: str, expected: str) -> None:
    assert phone_digits(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1204 West Elm Street, Apt 4", "1204 w elm st"),
        ("1204 W ELM ST", "1204 w elm st"),
        ("01204 w. elm st.", "1204 w elm st"),
        ("44A Lovell St", "44 lovell st"),
        ("1200 BLK W ELM ST", ""),
        ("1200 BLOCK W ELM ST", ""),
        ("12XX S MAIN", ""),
        ("ELM ST / OAK AVE", ""),
        ("", ""),
    ],
)
def test_exact_address_key(value: str, expected: str) -> None:
    assert exact_address_key(value) == expected


def test_compact_and_digits() -> None:
    assert compact("8kxr-204") == "8KXR204"
    assert digits("a1-٢3") == "123"
