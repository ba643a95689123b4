"""Tokens, casing per sentence, and stretches that are masks already."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.identity.page import CAPS, LOWER, MIXED, Page


def test_possessives_and_apostrophes() -> None:
    page = Page("O'Neil's car, Étienne\u2019s")
    assert page.words == ["oneil", "car", "etienne"]
    assert page.text[page.starts[0] : page.ends[0]] == "O'Neil"


@pytest.mark.parametrize(
    ("text", "casing"),
    [
        ("THE VICTIM SAID SHE LEFT HIM.", CAPS),
        ("The victim said she left him.", MIXED),
        ("somebody took my bike from the yard", LOWER),
        ("hi, my plate is NV 714 KJD and it was gone", LOWER),
    ],
)
def test_casing(text: str, casing: str) -> None:
    assert set(Page(text).casing) == {casing}


def test_casing_is_judged_per_sentence() -> None:
    page = Page("The officer wrote it down again later. SUBJECT WAS YELLING AT CARS ALL NIGHT.")
    assert page.casing[0] == MIXED
    assert page.casing[-1] == CAPS


def test_abbreviations_do_not_end_a_sentence() -> None:
    page = Page("He met Mr. Chee. She left.")
    assert [raw for raw, opens in zip(page.raw, page.opens, strict=True) if opens] == ["He", "She"]


def test_masks_are_opaque() -> None:
    page = Page("[VICTIM-1] BANKS at [ADDRESS: 1200 BLOCK W ELM ST]", ("[ADDRESS: 1200 BLOCK W ELM ST]",))
    assert page.words == ["banks", "at"]
    assert page.source.startswith("[VICTIM-1]")


def test_a_mask_with_a_value_counts_only_when_it_is_our_own() -> None:
    assert "elm" in Page("[ADDRESS: 44 ELM ST]").words


@given(st.text(max_size=200))
def test_tokens_are_in_order_and_inside_the_text(text: str) -> None:
    page = Page(text)
    assert all(0 <= a < b <= len(text) for a, b in zip(page.starts, page.ends, strict=True))
    assert all(b <= c for b, c in zip(page.ends, page.starts[1:], strict=False))
    assert len(page.text) == len(text)
    assert len(page.casing) == len(page.flags) == len(page.opens) == len(page)
