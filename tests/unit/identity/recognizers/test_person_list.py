"""Names without any cue, from the lists and from capitals."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.person_list import PersonListFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the friend Svetlana Petrenko drove", ["PERSON Svetlana Petrenko"]),
        ("GAVE IT TO MARISOL AND LEFT", ["PERSON MARISOL"]),
        ("told Xiong about it", ["PERSON Xiong"]),
        ("roommate aisha said no cameras were in there today", ["PERSON aisha"]),
        ("a white Nissan", []),
        ("on Thursday in Ohio", []),
        ("GRAY DODGE RAM", []),
        ("TOOK THE BATTERY FROM HIS TRUCK", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PersonListFinder(), text) == expected
