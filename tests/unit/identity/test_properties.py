"""What holds for every text: nothing planted survives, nothing raises, and a second pass changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redact.identity import Known
from redact.identity.forms import comparable
from redact.identity.words import words

PIECES = st.sampled_from(
    sorted(
        words(
            """
        VICTIM SAID HER HUSBAND John Smith's (DOB 07/19/1988) at 12 Elm St. Apt 4, 555-0142, plate CA 8KXR204; RP MEDICS
        O'NEIL-CRUZ @joe_x99 joe@example.com [VICTIM-1] [ADDRESS: X] \ue000 İ ß ﬁ \u0301 \u200b \U0001f600 SSN the 1200
        900-12-3456 1HGCM82633A004352 O\u0301scar / and & W/ \x00 Rocío dei \u202e ١٢٣ Mr. BLOCK
        """
        )
    )
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=25).map(" ".join))
NAMES = st.sampled_from(
    (
        "SMITH, JOHN Q",
        "Xiong, Tou Ger",
        "Inés de la Cruz",
        "O'Neil-Cruz, Patrick",
        "Will Street Jr",
        "Łukasz Żak",
        "Nguyễn Thị Hạnh",
        "BANKS, FAITH M",
        "ÖZTÜRK, İpek",
        "Jean-Luc D'Ambrosio",
        "LE, AN",
        "Wuyts, Björn-Åke",
    )
)
CELLS = st.sampled_from(
    (
        ("ssn", "900-12-3456"),
        ("phone", "(303) 555-0129"),
        ("email", "zo.e@example.org"),
        ("plate", "QX7 812"),
        ("vin", "1HGCM82633A004352"),
        ("license", "R200-0000-0661"),
        ("incident_id", "2024-00051263"),
        ("person_address", "1234 Larkspur Cir"),
    )
)
RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


MODES = pytest.mark.parametrize("mode", ["standard", "strict"])


@MODES
def test_arbitrary_text_never_leaks_a_planted_value_and_settles(redactor: Any, mode: str) -> None:
    @RELAXED
    @given(TEXTS, TEXTS, NAMES, CELLS)
    def check(left: str, right: str, name: str, cell: tuple[str, str]) -> None:
        known = [Known("victim_name", name), Known(*cell)]
        text = f"{left} {name} {right} {cell[1]} {left}"
        done = redactor.redact([text], [known], modes=mode)[0]
        assert all(one.end <= other.start for one, other in zip(done.spans, done.spans[1:], strict=False))
        if done.held:
            assert done.text is None
            return
        shown = f" {comparable(done.text)} "
        assert f" {comparable(name)} " not in shown
        assert f" {comparable(cell[1])} " not in shown
        again = redactor.redact([done.text], [known], modes=mode)[0]
        assert (again.held, again.text) == (False, done.text)

    check()


@MODES
def test_the_result_does_not_depend_on_what_else_is_in_the_batch(redactor: Any, mode: str) -> None:
    @RELAXED
    @given(st.lists(st.tuples(TEXTS, NAMES), min_size=1, max_size=4), st.randoms(use_true_random=False))
    def check(rows: list[tuple[str, str]], random: Any) -> None:
        texts = [f"{name} {text}" for text, name in rows]
        known = [[Known("victim_name", name)] for _, name in rows]
        together = redactor.redact(texts, known, modes=mode)
        order = list(range(len(rows)))
        random.shuffle(order)
        apart = [redactor.redact([texts[i]], [known[i]], modes=mode)[0] for i in order]
        assert [together[i] for i in order] == apart

    check()


@MODES
def test_a_second_mask_never_lengthens_a_leak(redactor: Any, mode: str) -> None:
    @RELAXED
    @given(TEXTS)
    def check(text: str) -> None:
        done = redactor.redact([text], [[]], modes=mode)[0]
        kept = [letter for i, letter in enumerate(text) if not any(s.start <= i < s.end for s in done.spans)]
        if done.text is not None and "[" not in text:
            outside = done.text
            for span in done.spans:
                assert span.end <= len(text)
            assert len([letter for letter in kept if letter.isalnum()]) <= len([c for c in outside if c.isalnum()])

    check()
