"""The matcher of batches against the matcher of one text: the same language, written twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redact.classify.narrative.cues import rules as shipped_rules
from redact.classify.narrative.matcher import Matcher
from redact.classify.narrative.tokens import Vocabulary
from redact.classify.phrases import Rules

RULES = Rules(
    """
list block: saw, told
list who: he, she, her ex*, mo*
list does: hit*, push, took her phone, ran
list whom: her, him, the dog
list toy: ball, the dog *
stop games: <does> ~1 <toy>
stop words: not me
[shows]
a | next to each other | <who> <does>
a | a gap | <who> ~3 <does>
a | a blocked gap | <who> ~3! <does>
a | three | <who> ~2 <does> ~1 <whom>
a | anywhere | <who> & <does>
a | near | <who> &2 <does>
a | near and anywhere | <who> &3 <does> & <whom>
a | unless | <does> & <whom> unless <toy>, <who> ~1 <toy>
a | a word | dog & <who>
""",
    origin="test.rules",
)
WORD = st.sampled_from(
    ["he", "she", "her", "him", "ex", "exwife", "mother", "moth", "hits", "hit", "push", "took", "phone", "ran", "the",
     "dog", "dogs", "ball", "saw", "told", "not", "me", "and", "x", "x."]
)  # fmt: skip
TEXT = st.lists(WORD, max_size=14).map(" ".join)


def plainly(rules: Rules, text: str) -> set[str]:
    tokens = (vocabulary := Vocabulary()).read([text])
    words = [vocabulary.words[number] for number in tokens.word.tolist()]
    breaks = [at for at in range(1, len(words)) if tokens.sentence[at] != tokens.sentence[at - 1]]
    found = rules.read(words, breaks)
    return {line.fields[-1] for section in rules.sections for line, _ in rules.matches(section, found)}


def together(rules: Rules, texts: list[str]) -> list[set[str]]:
    vocabulary = Vocabulary()
    matcher = Matcher(rules, vocabulary)
    found, whole = matcher.find(vocabulary.read(texts))
    names: list[set[str]] = [set() for _ in texts]
    for lines in rules.sections.values():
        for line in lines:
            match = matcher.match(line.pattern, found, whole)
            for text in np.flatnonzero(match[0]).tolist() if match is not None else ():
                names[text].add(line.fields[-1])
    return names


@settings(max_examples=300)
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_the_same_lines_match(texts: list[str]) -> None:
    assert together(RULES, texts) == [plainly(RULES, text) for text in texts]


LISTED = sorted(word for word in shipped_rules().lexicon.exact if word.isascii())
PHRASES = sorted(" ".join(phrase) for entries in shipped_rules().lexicon.longer.values() for phrase, _ in entries)
LIKELY = st.one_of(st.sampled_from(LISTED), st.sampled_from(PHRASES).map(lambda phrase: phrase.replace("*", "s")), WORD)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(LIKELY, max_size=12).map(" ".join), min_size=1, max_size=3))
def test_the_same_shipped_cues_match(texts: list[str]) -> None:
    assert together(shipped_rules(), texts) == [plainly(shipped_rules(), text) for text in texts]


def test_no_texts_and_no_words() -> None:
    assert together(RULES, []) == []
    assert together(RULES, ["", "..."]) == [set(), set()]


def test_a_word_with_too_many_listed_beginnings_is_refused() -> None:
    rules = Rules("list a: x b*, x bc*, x bcd*, x bcde*\n[shows]\nc | n | <a>", origin="test.rules")
    vocabulary = Vocabulary()
    with pytest.raises(ValueError, match="more than 3 listed beginnings"):
        Matcher(rules, vocabulary).find(vocabulary.read(["x bcdef"]))
