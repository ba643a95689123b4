"""`strict`: only words known to be safe are shown, and names that are words are caught by their neighbours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from redact.identity.lexicon import NAME, Word, lexicon
from redact.identity.recognizers.called_so import CalledFinder
from redact.identity.recognizers.strange_word import StrangeWordFinder
from redact.identity.recognizers.unknown_word import UnknownWordFinder
from redact.identity.vocabulary import Vocabulary, shipped_vocabulary

Read = Callable[..., list[str]]
Found = Callable[[str], list[str]]


@pytest.fixture(scope="session")
def found(read: Read) -> Found:
    finders = (UnknownWordFinder(shipped_vocabulary()), CalledFinder())
    return lambda text: [each.partition(" ")[2] for finder in finders for each in read(finder, text)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("OFFICERS SPOKE WITH QORVELIN AT THE STORE", ["QORVELIN"]),
        ("officers spoke with qorvelin at the store", ["qorvelin"]),
        ("The officer spoke with Qorvelin at the store.", ["Qorvelin"]),
        ("THE CALLER SAID SHE LEFT HER PHONE IN THE CAR", []),
        ("the caller said she left her phone in the car", []),
        ("The caller said she left her phone in the car.", []),
    ],
)
def test_a_word_that_is_not_known_is_masked_in_every_casing(found: Found, text: str, masked: list[str]) -> None:
    assert found(text) == masked


def test_a_name_that_is_a_word_is_shown_only_in_lower_case_inside_a_mixed_text(found: Found) -> None:
    assert "grace" in shipped_vocabulary().in_lower_case
    assert found("The driver asked for a day of grace before the hearing.") == []
    assert found("The driver asked for Grace before the hearing.") == ["Grace"]
    assert found("THE DRIVER ASKED FOR GRACE") == ["GRACE"]


def test_a_capital_inside_a_sentence_is_evidence_of_a_name(found: Found) -> None:
    assert found("I gave the keys to Hope and left.") == ["Hope"]
    assert found("I hope that the keys turn up.") == []
    assert found("The report went to the Hospital on Tuesday.") == []


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("told by Saw Qlerr that he left", ["Saw", "Qlerr"]),
        ("RP SAW J. QORVELIN LEAVE", ["J", "QORVELIN"]),
        ("WITNESS VAN DER QORVELIN LEFT", ["VAN DER", "QORVELIN"]),
        ("Doctor Qamy Two Qelk called.", ["Qamy", "Two", "Qelk"]),
    ],
)
def test_the_rest_of_a_name_with_an_unknown_word_goes_with_it(found: Found, text: str, masked: list[str]) -> None:
    assert set(masked) <= set(found(text))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("IN THE NAME OF PENNY LAW", "PENNY LAW"),
        ("owned by mark street of this town", "mark street"),
        ("SPOKE TO WOODS, PENNY AT HOME", "WOODS, PENNY"),
    ],
)
def test_a_first_name_and_a_surname_are_a_name_whatever_else_they_mean(found: Found, text: str, masked: str) -> None:
    assert masked in found(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("called mr will back", "will"),
        ("SAYS HIS NAME IS WILL", "WILL"),
        ("he goes by ace around here", "ace"),
        ("MAY BE WITH COUSIN TUBBY NOW", "TUBBY"),
        ("Hope's account was used", "Hope"),
    ],
)
def test_what_somebody_is_called_is_masked(found: Found, text: str, masked: str) -> None:
    assert masked in found(text)


@pytest.mark.parametrize("text", ["HIS NAME IS UNKNOWN", "HER SON YELLED", "BROTHER DROVE OFF", "NAME IS NOT KNOWN"])
def test_what_nobody_is_called_is_shown(found: Found, text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("shown", ["AT 2310 HRS", "IN 2019", "ON THE 3RD", "5FT TALL", "UNIT B102D", "A 9MM"])
def test_times_years_measures_and_units_are_shown(found: Found, shown: str) -> None:
    assert not any(any(letter.isdigit() for letter in each) for each in found(shown))


@pytest.mark.parametrize("number", ["8KXR204", "20871", "X9Y8Z7", "4417AN22"])
def test_a_number_that_nothing_explains_is_masked(found: Found, number: str) -> None:
    assert number in found(f"SEEN WITH {number} NEARBY")


def test_colours_and_makes_that_are_names_too_are_shown_on_vehicles(found: Found) -> None:
    assert found("LEFT IN A BROWN 2019 HONDA") == []
    assert found("LEFT IN A WHITE FORD") == []
    assert found("SPOKE TO BROWN AND FORD") == ["BROWN", "FORD"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("SEEN WITH DELACRUZ AGAIN", ["DELACRUZ"]),
        ("SEEN WITH SIONE AGAIN", ["SIONE"]),
        ("seen with alhaji again", ["alhaji"]),
        ("Sione was seen again.", ["Sione"]),
        ("The store closed at nine and the clerk left.", []),
        ("OFFICERS OBSEREVD A VEHICLE", []),
        ("ONE HADHANDGUN AND LEFT", []),
        ("TOLD XRTPL AND BRRRT", []),
    ],
)
def test_a_word_built_like_a_name_is_masked_in_every_mode(read: Read, text: str, masked: list[str]) -> None:
    assert read(StrangeWordFinder(shipped_vocabulary()), text) == [f"PERSON {each}" for each in masked]


def test_a_policy_adds_words_of_its_own(read: Read) -> None:
    own = shipped_vocabulary().with_words(["Qorvelin Heights", "GRACE"])
    finder = UnknownWordFinder(own)
    assert read(finder, "near qorvelin heights, a time of grace") == []
    assert read(finder, "Seen in Qorvelin Heights today.") == []
    assert shipped_vocabulary().with_words([]) is shipped_vocabulary()


def test_the_lists_are_plain_sorted_words_and_no_list_has_a_name_that_is_no_word() -> None:
    vocabulary = shipped_vocabulary()
    assert isinstance(vocabulary, Vocabulary)
    table = lexicon()
    known = Word.ORDINARY | Word.POLICE | Word.PROPER | Word.FUNCTION
    for word in vocabulary.always | vocabulary.in_lower_case:
        assert word == word.strip().lower()
        assert not table.get(word, 0) & NAME or table[word] & (known | Word.KIN | Word.TITLE), word
    assert vocabulary.always.isdisjoint(vocabulary.in_lower_case)
    assert vocabulary.with_capital <= vocabulary.always
    assert {"smith", "nguyen", "xiong", "garcia", "washington"}.isdisjoint(vocabulary.always)


def test_strict_masks_no_less_than_standard(redactor: Any) -> None:
    texts = [
        "VICTIM IDENTIFIED AS QORVAN DELAROSE AT 12 ELM ST. QORVAN LEFT IN A RED FORD.",
        "I spoke with Hope Banks. Her brother Will said Rose had the keys; plate QX7 812.",
        "rp grace young cb 303-555-0129, says will banks took her phone",
    ]
    loose, tight = (redactor.redact(texts, [[]] * 3, modes=mode) for mode in ("standard", "strict"))
    for text, one, other in zip(texts, loose, tight, strict=True):
        covered = [any(span.start <= i < span.end for span in other.spans) for i in range(len(text))]
        assert all(all(covered[span.start : span.end]) for span in one.spans)
    assert "Banks" not in (tight[1].text or "")


def test_modes_can_differ_from_text_to_text(redactor: Any) -> None:
    text = "UNIT TOOK A FLMBX TO THE STATION"
    loose, tight = redactor.redact([text, text], [[], []], modes=["standard", "strict"])
    assert loose.text == text
    assert tight.text == "UNIT TOOK A [PERSON-1] TO THE STATION"
