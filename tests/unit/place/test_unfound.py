"""Why an address led to no block, and what speaks against a point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from redact.place import UnitTable, bare_city
from redact.place.areas import _labels
from redact.place.unfound import PlaceDoubt, Unfound

Locate = Callable[..., Any]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("123 E MAIN ST", Unfound.FOUND),
        ("100 BLOCK OF W MAIN ST", Unfound.FOUND),
        ("E MAIN ST / N ELM AVE", Unfound.FOUND),
        ("", Unfound.NO_ADDRESS),
        ("UNKNOWN", Unfound.NO_ADDRESS),
        ("100 ELSEWHERE ST", Unfound.NO_STREET),
        ("900 E MAIN ST", Unfound.NO_NUMBER),
        ("900 E MAIN ST APT 4", Unfound.NO_NUMBER),
        ("150 MAIN ST", Unfound.SEVERAL),
        ("MAIN ST / SUN AVE", Unfound.NO_CORNER),
        ("E MAIN ST", Unfound.STREET_ONLY),
        ("PO BOX 3", Unfound.NOT_A_HOUSE),
        ("JEWEL OSCO", Unfound.NOT_A_HOUSE),
        ("I 80 MM 12.4", Unfound.NOT_A_HOUSE),
        ("41.55, -93.0", Unfound.COORDINATES),
    ],
)
def test_why_an_address_is_not_on_the_list(locate: Locate, address: str, why: Unfound) -> None:
    assert locate({"address": [address]}).unfound.tolist() == [why]


def test_every_reason_and_doubt_has_a_sentence_of_its_own() -> None:
    sentences = [each.sentence() for each in Unfound] + [each.sentence() for each in PlaceDoubt]
    assert len(set(sentences)) == len(Unfound) + len(PlaceDoubt)


def test_an_address_that_could_be_two_blocks_is_found_where_its_point_decides(
    locate: Locate, at: Callable[[float, float], tuple[str, str]]
) -> None:
    x, y = at(-50.0, 5.0)
    located = locate({"address": ["150 MAIN ST"], "x": [x], "y": [y]})
    assert located.unfound.tolist() == [Unfound.FOUND]


def test_points_that_cannot_be_right(locate: Locate, at: Callable[[float, float], tuple[str, str]]) -> None:
    spots = [("0", "0"), at(90_000.0, 0.0), at(50.0, 0.0), at(190.0, 700.0), ("", "")]
    located = locate({"address": ["123 E MAIN ST"] * 5, "x": [x for x, _ in spots], "y": [y for _, y in spots]})
    doubts = [PlaceDoubt.ZERO, PlaceDoubt.OUTSIDE, PlaceDoubt.NONE, PlaceDoubt.APART, PlaceDoubt.NONE]
    assert located.doubt.tolist() == doubts
    assert located.sentinel.tolist() == [True, True, False, False, False]
    assert located.contradiction.tolist() == [False, False, False, True, False]
    assert np.isfinite(located.x).tolist() == [False, False, True, True, False]


def test_without_layers_nothing_is_said(locate: Locate) -> None:
    bare: UnitTable = bare_city()
    located = locate({"address": ["12 MOON ST"], "x": ["0"], "y": ["0"]}, table=bare)
    assert located.unfound.tolist() == [Unfound.FOUND]
    assert located.doubt.tolist() == [PlaceDoubt.NONE]


def test_areas_of_one_name_say_their_id() -> None:
    names, ids = ["Block Group 1", "Block Group 1", "Block Group 2", ""], ["24001", "24002", "24003", "7"]
    assert _labels("block_group", names, ids) == (
        "Block Group 1 (24001)", "Block Group 1 (24002)", "Block Group 2", "Block group 7",
    )  # fmt: skip
