"""The quick ways of a rule (`hint`, `narrow`) find what its pattern alone finds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.identity.page import Page
from redact.identity.recognizers import all_recognizers
from redact.identity.recognizers.base import PatternFinder, Rule
from redact.identity.vocabulary import shipped_vocabulary

FINDERS = all_recognizers(shipped_vocabulary())
RULES = [rule for finder in FINDERS if isinstance(finder, PatternFinder) for rule in finder.rules]

PIECES = st.sampled_from(
    [
        *" /-.,:#()@_+&'\"\n",
        *("\u2019s", "\u201c", "\u2013", "\u2022", "\ue000", "\u00e9", "\u00b2", "\u0663", "\u017f", "\u212a", "\x1c"),
        *("1", "22", "303", "1234", "555-0129", "+1 (303) 555-0129 x12", "12/3/1984", "490154203237518", "41 223344"),
        *("4111 1111 1111 1111", "GB29 NWBK 6016 1331 9268 19", "1HGCM82633A004352", "123-45-6789", "P240031877"),
        *("24-001234", "CR-24-12345", "10.0.0.1", "aa:bb:cc:dd:ee:ff", "39.7392, -104.9903"),
        *("foo.com/a", "a at b dot com", "badge 12", "BT1234", "s/n A1", "she is three.", "5 y/o"),
        *("case no. ", "student ID ", "DL# ", "TX ID ", "officer's license ", "New York id "),
        *("baby Jo, 3 months, ", "child about 3", "kids 4 and 5 ", ", 45,", " (45)", "W/F, 34", "BM 34 "),
        *(" and ", " at ", "@a.b, c1 ", "twenty-two years", "2 mos", "apt 4", "mm 212", "ending in 1234", "VIN "),
    ]
)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.hint or rule.narrow], ids=lambda rule: rule.name)
@given(pieces=st.lists(PIECES, max_size=8))
def test_nothing_is_lost(rule: Rule, pieces: list[str]) -> None:
    page = Page("".join(pieces))
    assert rule.find(page) == replace(rule, hint=None, narrow=None).find(page)
