"""Names of protected places, known by keyed hashes."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from redact.identity import ListedNames, load_redactor, name_forms
from redact.identity import listed as reading
from redact.identity.page import Page
from redact.identity.recognizers.listed_place import ListedPlaceFinder
from redact.place.sensitive import names as writing
from redact.place.sensitive.names import hash_names

Read = Callable[..., list[str]]

NAMES = ("The Rosa House", "St. Mary's Center for Women", "Haven", "Hope & Home", "O'Neil Villa")


def hashed(*names: str) -> ListedNames:
    made = hash_names(bytes(range(32)), 1, [form for name in names for form in name_forms(name)])
    return ListedNames(made.key, frozenset(made.first), frozenset(made.whole))


@pytest.fixture(scope="module")
def finder() -> ListedPlaceFinder:
    return ListedPlaceFinder(hashed(*NAMES))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VICTIM WAS TAKEN TO ROSA HOUSE BY HER SISTER", ["ADDRESS ROSA HOUSE"]),
        ("transported to the Rosa House.", ["ADDRESS Rosa House"]),
        ("rosa  house staff called", ["ADDRESS rosa  house"]),
        ("Rosa House's director", ["ADDRESS Rosa House"]),
        ("at Saint Marys Ctr. for Women she", ["ADDRESS Saint Marys Ctr. for Women"]),
        ("St. Mary's Centre for Women", ["ADDRESS St. Mary's Centre for Women"]),
        ("Hope and Home, Hope & Home", ["ADDRESS Hope and Home", "ADDRESS Hope & Home"]),
        ("O\u2019Neil Villa / ONEIL VILLA", ["ADDRESS O\u2019Neil Villa", "ADDRESS ONEIL VILLA"]),
        ("she is staying at Haven for now", ["ADDRESS Haven"]),
        ("Rosa went to the house", []),
        ("Rosa. [PERSON] House", []),
        ("a house, St. Mary's school", []),
        ("hope at home", ["ADDRESS hope at home"]),  # little words count as nothing, which errs on the safe side
        ("", []),
    ],
)
def test_names_in_texts(read: Read, finder: ListedPlaceFinder, text: str, expected: list[str]) -> None:
    assert read(finder, text) == expected


def test_names_are_not_in_what_is_kept(finder: ListedPlaceFinder) -> None:
    kept = repr(pickle.dumps(hashed(*NAMES))).lower()
    assert not any(word in kept for word in ("rosa", "mary", "haven", "neil"))


def test_what_is_asked_is_forgotten_when_sent_to_another_process() -> None:
    names = hashed(*NAMES)
    assert names.stands_in("Rosa House")
    again = pickle.loads(pickle.dumps(names))
    assert again == names
    assert "rosa" not in repr(vars(again)).lower()
    assert again.stands_in("ROSA HOUSE")


def test_no_list_finds_nothing_and_is_no_recogniser() -> None:
    assert not ListedNames()
    assert not list(ListedNames().find(Page("Rosa House")))


def test_few_everyday_words_are_looked_at_twice() -> None:
    names = hashed(*NAMES)
    words = [f"word{number}" for number in range(2_000)]
    names._learn(frozenset(words))
    assert 0.008 < len(names._begin) / len(words) < 0.025, "about 64 of 4096: quick to pass over, many for each bucket"


def test_both_sides_hash_alike() -> None:
    for name in ("BUCKETS", "LONGEST", "FIRST", "WHOLE"):
        assert getattr(reading, name) == getattr(writing, name)


def test_a_name_of_little_words_only_has_no_form() -> None:
    assert name_forms("The") == ()
    assert name_forms("St. Mary's House") == (("st", "mary", "house"), ("st", "marys", "house"))


TOLD = "victim stated she sleeps in haven with two kids and works there"


def test_a_listed_name_is_masked_as_an_address(redactor: Any) -> None:
    (plain,) = redactor.redact([TOLD], [[]])
    assert "haven" in plain.text, "else this shows nothing"
    (done,) = load_redactor(listed=hashed(*NAMES)).redact([TOLD], [[]])
    assert done.text == plain.text.replace("haven", "[ADDRESS]")
    assert [(span.rule, span.layer) for span in done.spans if span.entity == "ADDRESS"] == [("listed name", "pattern")]
