"""Post office boxes and rural routes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.post_box import PostBoxFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at P.O. Box 118 and", ["ADDRESS P.O. Box 118"]),
        ("MAIL TO PO BOX1177.", ["ADDRESS PO BOX1177"]),
        ("RR 2 BOX 41 and", ["ADDRESS RR 2 BOX 41"]),
        ("a box of 12 shells", []),
        ("rr 2 box 114", ["ADDRESS rr 2 box 114"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PostBoxFinder(), text) == expected
