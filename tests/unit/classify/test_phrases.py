"""The rule language: lists, gaps, both sides anywhere, exceptions, and phrases that hide their words."""

import pytest

from redact.classify.phrases import Rules


def rules(text: str) -> Rules:
    return Rules(text, origin="test.rules")


def names(found: Rules, text: str, breaks: tuple[int, ...] = ()) -> list[str]:
    words = found.read(text.split(), breaks)
    return [line.fields[-1] for line, _ in found.matches("shows", words)]


LISTS = "list partner: wife, husband, significant other\nlist hits: hit*, pushed\n"


def test_words_stand_next_to_each_other_unless_a_gap_is_allowed() -> None:
    near = rules(LISTS + "[shows]\nx | near | <partner> <hits>")
    far = rules(LISTS + "[shows]\nx | far | <partner> ~2 <hits>")
    assert names(near, "her wife hits") == ["near"]
    assert names(near, "her wife then hits") == []
    assert names(far, "her wife then often hits") == ["far"]
    assert names(far, "her wife then often again hits") == []


def test_a_star_is_any_ending_and_a_phrase_counts_as_one_word() -> None:
    found = rules(LISTS + "[shows]\nx | a | <partner> ~1 <hits>")
    assert names(found, "significant other hitting") == ["a"]
    assert names(found, "significant hitting") == []


def test_both_sides_may_stand_in_any_order() -> None:
    found = rules(LISTS + "[shows]\nx | both | <hits> & <partner>")
    assert names(found, "husband was there and pushed") == ["both"]
    assert names(found, "pushed a cart") == []


def test_unless_forbids() -> None:
    found = rules(LISTS + "list toy: toy\n[shows]\nx | a | <hits> unless <toy>, ball")
    assert names(found, "hits him") == ["a"]
    assert names(found, "hits the toy") == []
    assert names(found, "hits the ball") == []


def test_a_gap_does_not_reach_over_the_end_of_a_sentence() -> None:
    found = rules(LISTS + "[shows]\nx | a | <partner> ~3 <hits>")
    assert names(found, "his wife left and pushed") == ["a"]
    assert names(found, "his wife left and pushed", breaks=(3,)) == []


def test_a_blocked_gap_stops_at_the_words_that_change_who_acts() -> None:
    found = rules(LISTS + "list block: saw\n[shows]\nx | a | <partner> ~4! <hits>")
    assert names(found, "his wife came and pushed") == ["a"]
    assert names(found, "his wife saw who pushed") == []


def test_a_stop_phrase_hides_its_words_but_the_whole_text_stays_at_hand() -> None:
    found = rules(LISTS + "list shop: husband shop\nstop shop: <shop>\n[shows]\nx | a | <partner>")
    words = found.read(["husband", "shop"])
    assert not list(found.matches("shows", words))
    assert words.whole is not None
    assert list(found.matches("shows", words.whole))
    assert names(found, "husband") == ["a"]


def test_an_unknown_list_is_a_mistake_of_the_rules_file() -> None:
    with pytest.raises(ValueError, match="there is no list <nobody>"):
        rules("[shows]\nx | a | <nobody>")
