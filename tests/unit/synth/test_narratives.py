"""Narratives and their gold marks."""

from __future__ import annotations

import json
import re
from collections import Counter
from random import Random

import pytest

from redact.synth import City
from redact.synth.narratives.engine import NEEDS, Slot, Template, Text, compile_template, load_phrases, render
from redact.synth.narratives.props import CARS, LOOKS
from redact.synth.narratives.scene import _PEOPLE, _SLOTS
from redact.synth.situations import situations

from .reading import read

_ALWAYS_KNOWN = ("partner", "former", "absent", "relative", "parent", "grown", "self")
# What a template may say without a mark although it has digits.
HARMLESS_DIGITS = {"911", "2ND", "415", "30", "2", "3", "4", "1", "C4"}


def spans_of(city: City) -> list[dict[str, object]]:
    lines = (city.folder / "truth" / "spans.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_marks_are_exact_sorted_and_apart(city: City) -> None:
    texts = {
        ("incidents", "narrative"): read(city, "incidents")["narrative"].to_pylist(),
        ("calls", "remarks"): read(city, "calls")["remarks"].to_pylist(),
    }
    seen = Counter()
    for line in spans_of(city):
        text = texts[line["dataset"], line["column"]][line["row"]]
        end = 0
        for span in line["spans"]:
            assert span["start"] >= end
            assert text[span["start"] : span["end"]] == span["text"] != ""
            assert span["text"] == span["text"].strip()
            end = span["end"]
            seen[span["label"]] += 1
    assert sum(len(column) for column in texts.values()) == len(spans_of(city))
    assert set(seen) == {
        "PERSON",
        "OFFICER",
        "ADDRESS",
        "PHONE",
        "EMAIL",
        "SSN",
        "DOB",
        "PLATE",
        "DATE",
        "AGE",
        "CASE_NUMBER",
        "PLACE",
        "BADGE",
        "ID_OTHER",
        "HANDLE",
        "DRIVER_LICENSE",
        "ACCOUNT",
        "URL",
        "VIN",
        "IP",
    }


def test_no_name_of_the_row_is_left_unmarked(city: City) -> None:
    """Outside the marks, no surname of a person in the row's own columns."""
    rows = read(city, "incidents").to_pylist()
    marks = [line["spans"] for line in spans_of(city) if line["dataset"] == "incidents"]
    said = [*literals(), *CARS, *LOOKS, *(kind for s in situations() for kind in s.call_types)]
    common = {word for text in said for word in re.findall(r"\w+", text.lower())}
    for row, spans in zip(rows, marks, strict=True):
        rest = list(row["narrative"])
        for span in spans:
            rest[span["start"] : span["end"]] = " " * (span["end"] - span["start"])
        words = set(re.findall(r"[^\W\d_]{3,}", "".join(rest).lower())) - common
        for column in ("victim_name", "suspect_name", "reporting_party"):
            if "," in row[column]:
                surname = set(re.findall(r"[^\W\d_]{3,}", row[column].split(",")[0].lower()))
                assert not words & surname


def literals() -> list[str]:
    """Every literal text of every template."""

    def walk(template: Template) -> list[str]:
        found: list[str] = []
        for part in template.parts:
            if isinstance(part, str):
                found.append(part)
            elif isinstance(part, tuple):
                found.extend(text for choice in part for text in walk(choice))
        return found

    return [
        text
        for name in ("prose", "cad")
        for templates in load_phrases(name).values()
        for template in templates
        for text in walk(template)
    ]


def test_templates_identify_nobody_by_themselves() -> None:
    for text in literals():
        assert set(re.findall(r"\w*\d\w*", text)) <= HARMLESS_DIGITS, text


def test_templates_use_slots_that_exist() -> None:
    def walk(template: Template) -> list[Slot]:
        found: list[Slot] = []
        for part in template.parts:
            if isinstance(part, Slot):
                found.append(part)
            elif isinstance(part, tuple):
                found.extend(slot for choice in part for slot in walk(choice))
        return found

    for name in ("prose", "cad"):
        for templates in load_phrases(name).values():
            for template in templates:
                for slot in walk(template):
                    assert slot.name in _PEOPLE or slot.name in _SLOTS, slot


def test_every_situation_has_words_of_its_own() -> None:
    prose, cad = load_phrases("prose"), load_phrases("cad")
    for situation in situations():
        if situation.incidents:
            assert ("body", situation.name) in prose, situation.name
        assert ("body", situation.name) in cad, situation.name
    names = {situation.name for situation in situations()} | {"*"}
    assert {name for phrases in (prose, cad) for _, name in phrases} <= names


def test_every_situation_can_always_be_told() -> None:
    """Also when nobody knows the suspect and nobody gave a name: at least two wordings, so that none ends up empty."""
    for name in ("prose", "cad"):
        for situation in situations():
            if name == "prose" and not situation.incidents:
                continue
            there = NEEDS["v"] if situation.victim not in ("none", "business") else 0
            there |= NEEDS["s"] if situation.suspect in _ALWAYS_KNOWN else 0
            there |= NEEDS["biz"] if situation.place not in ("home", "street", "crossing") else 0
            possible = [t for t in load_phrases(name)["body", situation.name] if not t.needs & ~there]
            assert len(possible) >= 2, (name, situation.name)


def test_capitals_names_in_lists_and_shorthand_all_occur(city: City) -> None:
    rows = read(city, "incidents")["narrative"].to_pylist()
    capital = sum(text == text.upper() for text in rows) / len(rows)
    assert 0.3 < capital < 0.55
    assert any("\n" in text for text in rows)
    labelled = [span["text"] for line in spans_of(city) for span in line["spans"] if span["label"] == "PERSON"]
    assert any(", " in text for text in labelled)
    assert any(re.fullmatch(r"[^\W\d_]\. \w.*", text) for text in labelled)
    assert any('"' in text for text in labelled)


class _Nobody:
    has = 0

    def fill(self, slot: str, form: str) -> tuple[tuple[str, str | None], ...]:
        return ((f"{slot}-{form}", "PERSON" if slot == "v" else None),)


def test_alternatives_that_lack_a_person_are_not_drawn() -> None:
    template = compile_template("<{s} ran|nobody ran> <{v}|{k.first}>.")
    assert template.needs == 0
    for seed in range(10):
        text = Text([], [])
        render(template, _Nobody(), Random(seed), text)
        assert "".join(text.pieces) == "nobody ran ."


def test_marks_count_from_where_the_text_is() -> None:
    text = Text([], [])
    render(compile_template("Saw {v} at {w.first}"), _Nobody(), Random(1), text)
    assert "".join(text.pieces) == "Saw v- at w-first"
    assert text.marks == [(4, 6, "PERSON")]


@pytest.mark.parametrize("wrong", ["a > b", "<a|b", "a | b"])
def test_brackets_must_match(wrong: str) -> None:
    with pytest.raises(ValueError, match="a"):
        compile_template(wrong)
