"""Name cells as columns have them."""

from __future__ import annotations

import pytest

from redact.identity.names import forms_of_given, is_short_for, name_tokens, people_of


@pytest.mark.parametrize(
    ("cell", "tokens"),
    [
        ("O'Neil-Cruz, Patrick J Jr", ("patrick", "oneil", "cruz")),
        ("Patrick J. O'Neil", ("patrick", "oneil")),
        ("Dr. Ana Sofía de la Cruz", ("ana", "sofia", "de", "la", "cruz")),
        ("SMITH, JOHN; DOE-RUIZ, MARIA", ("john", "smith", "maria", "doe", "ruiz")),
        ("J.R.", ()),
        ("UNKNOWN", ()),
        ("JANE DOE #2", ()),
        ("", ()),
        ("NA", ()),
        ("McDonald, Sean Jr.", ("sean", "mcdonald")),
    ],
)
def test_name_tokens(cell: str, tokens: tuple[str, ...]) -> None:
    assert name_tokens(cell) == tokens


def test_a_shop_is_no_person() -> None:
    (shop,) = people_of("VELVET FERN LLC")
    assert shop.business
    assert name_tokens("VELVET FERN LLC") == ()


def test_short_forms_go_both_ways() -> None:
    assert "lupe" in forms_of_given("guadalupe")
    assert "guadalupe" in forms_of_given("lupe")


@pytest.mark.parametrize(
    ("token", "name", "short"),
    [
        ("rafa", "rafael", True),
        ("wes", "wesley", True),
        ("hanny", "hannah", True),
        ("ra", "rafael", False),
        ("rafael", "rafael", False),
    ],
)
def test_clipped_and_endearing_forms(token: str, name: str, short: bool) -> None:
    assert is_short_for(token, name) is short
