"""Every field of the policy says what it means, plainly, and which way it gets stricter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from redact.policy.model import Policy
from redact.policy.said import plain_of, stricter_of

HIGHEST_GRADE = 8.0


def models(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """A model and every model that can stand inside it."""
    if model in seen:
        return
    seen.add(model)
    yield model
    for info in model.model_fields.values():
        for inner in _inside(info.annotation):
            yield from models(inner, seen)


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _inside(part)


FIELDS: dict[str, FieldInfo] = {
    f"{model.__name__}.{name}": info for model in models(Policy, set()) for name, info in model.model_fields.items()
}


def syllables(word: str) -> int:
    """Vowel groups, a silent e at the end not counted: right for nine words of ten, and never far off."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade level of a text."""
    words = re.findall(r"[A-Za-z']+", text)
    sentences = max(1, len(re.findall(r"[.?!](?:\s|$)", text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_all_parts_of_the_policy_are_looked_at() -> None:
    assert {"Policy.tiers", "Tier.cover", "CoverRule.usual_rows", "PeopleRule.age", "AddedClass.words"} <= set(FIELDS)
    assert len(FIELDS) > 90


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_a_plain_sentence_and_a_direction(name: str) -> None:
    sentence = plain_of(FIELDS[name])
    assert sentence is not None, f"{name} has no Plain(...)"
    assert sentence[0].isupper()
    assert sentence.endswith((".", "?"))
    assert stricter_of(FIELDS[name]) is not None, f"{name} has no Stricter(...)"
    assert grade(sentence) <= HIGHEST_GRADE, f"{name}: grade {grade(sentence):.1f}"


def test_the_grade_tells_plain_from_official() -> None:
    assert grade("The cat sat on the mat.") < 1
    assert grade("Jurisdictional confidentiality determinations necessitate individualised consideration.") > 20


@pytest.mark.parametrize("word", ["victim refused", "unfounded", "serious victim", "level of seriousness"])
def test_no_hurtful_words(word: str) -> None:
    assert not [name for name, info in FIELDS.items() if word in (plain_of(info) or "").lower()]
