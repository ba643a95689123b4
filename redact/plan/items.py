"""Open items: what a person must answer, grouped so that one answer settles many rows, and the answers given."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from redact.errors import DataMismatch, Where

ANSWERS_FILE = "answers.jsonl"
ITEMS_FILE = "review.jsonl"


class Question(StrEnum):
    """What is asked."""

    UNKNOWN_CODE = "unknown_code"
    DOUBT = "doubt"
    TIER_HOLDS = "tier_holds"
    CONFLICT = "conflict"
    TEXTS = "texts"
    INSIDER = "insider"

    @property
    def about_code(self) -> bool:
        """Whether one item stands for all rows of a dataset that state the same offence, and an answer settles it."""
        return self not in (Question.TIER_HOLDS, Question.TEXTS, Question.INSIDER)

    def sentence(self) -> str:
        return _QUESTIONS[self]


_QUESTIONS = {
    Question.UNKNOWN_CODE: "This offence code is in no table. What is it?",
    Question.DOUBT: "There is weak evidence of a sensitive event in rows of this offence. What are they?",
    Question.CONFLICT: "In rows of this offence one column shows violence at home, another denies it. What are they?",
    Question.TIER_HOLDS: "The policy asks a person to decide about these rows.",
    Question.TEXTS: "Read these cleaned texts. Does any of them still tell who somebody is, or where somebody lives?",
    Question.INSIDER: "This event may be about somebody who works here. May its records be treated as all others are?",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One question about a group of rows. Holds no value of theirs: `id` is a keyed hash of what they share."""

    id: str
    question: Question
    dataset: str
    rows: int
    example_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person decided: `leave out`, or the classes and the offence group the rows have.

    Without classes, rows of an unknown code are none of the kinds that are protected; rows in doubt are published as
    carefully as crimes against persons; rows that contradict themselves stay what their evidence shows.
    """

    item: str
    leave_out: bool
    classes: tuple[str, ...]
    group: str | None
    by: str
    because: str


def item_id(key: bytes, question: Question, shared: str) -> str:
    """The keyed id of a group of rows that share a text; the same at every preview with the same secret."""
    return hmac.new(key, f"{question.value}\x1f{shared}".encode(), hashlib.sha256).hexdigest()[:16]


def write_items(folder: Path, items: Iterable[Item]) -> None:
    """Saves the open items, one JSON object a line."""
    lines = [json.dumps({**asdict(item), "question": item.question.value}, sort_keys=True) for item in items]
    (folder / ITEMS_FILE).write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def read_items(folder: Path) -> tuple[Item, ...]:
    """The open items of a plan."""
    return tuple(
        Item(
            id=data["id"],
            question=Question(data["question"]),
            dataset=data["dataset"],
            rows=data["rows"],
            example_rows=tuple(data["example_rows"]),
        )
        for data in _lines(folder / ITEMS_FILE)
    )


def add_answer(folder: Path, answer: Answer) -> None:
    """Appends an answer; a later one for the same item replaces the earlier one when read."""
    descriptor = os.open(folder / ANSWERS_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(asdict(answer), sort_keys=True) + "\n")


def read_answers(folder: Path) -> Mapping[str, Answer]:
    """The answers given so far, by item."""
    path = folder / ANSWERS_FILE
    if not path.exists():
        return {}
    found = {}
    for data in _lines(path):
        answer = Answer(**{**data, "classes": tuple(data["classes"])})
        found[answer.item] = answer
    return found


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield json.loads(line)
        except ValueError:
            raise DataMismatch("this line is not JSON", where=Where(path, line=number), fix="Preview again.") from None
