"""Full names of other records of the release set."""

from __future__ import annotations

from typing import Any

import pytest

from redact.identity.everyone import Everyone
from redact.identity.page import Page

EVERYONE = Everyone.of(["JUDGE, PAT", "Mai See Lor", "ACME STORES INC", "UNKNOWN", "LI, BO"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("JUDGE, PAT SAW A MAN", ["JUDGE, PAT"]),
        ("Pat Judge saw a man", ["Pat Judge"]),
        ("PAT R. JUDGE SAW A MAN", ["PAT R. JUDGE"]),
        ("LOR, MAI CAME", ["LOR, MAI"]),
        ("mai see came", ["mai see"]),
        ("THE JUDGE GAVE A PAT", []),
        ("ACME STORES WERE CLOSED", []),
        ("LI BO CAME", []),
        ("", []),
    ],
)
def test_whole_names_in_any_order(text: str, found: list[str]) -> None:
    page = Page(text)
    assert [text[page.starts[a] : page.ends[b]] for a, b in EVERYONE.find(page)] == found


def test_nobody_is_found_where_nobody_is_known() -> None:
    assert list(Everyone().find(Page("JUDGE, PAT"))) == []
    assert len(Everyone.joined([]).pairs) == 0
    assert (Everyone.joined([EVERYONE, EVERYONE]).pairs == EVERYONE.pairs).all()


def test_the_redactor_masks_them_in_every_mode(redactor: Any) -> None:
    for mode in ("standard", "strict"):
        done = redactor.redact(["JUDGE, PAT SAW A MAN"], [[]], modes=mode, everyone=EVERYONE)[0]
        assert done.text == "[PERSON-1] SAW A MAN"
