"""The checklist finds what is missing, and the formal words go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from redact.bundle.count_numbers import read_numbers
from redact.bundle.count_words import odds
from redact.bundle.hazards import (
    BASE,
    BESIDE,
    CORRECT,
    FORMAL_WORDS,
    TOP,
    TRUST,
    USEFUL,
    Hazard,
    blocking,
    claim,
    forbidden_words,
    formal,
    hazards,
)
from redact.counts.info import DrawInfo, TableInfo
from redact.policy.model import Budget

Checked = Callable[..., dict[str, Hazard]]


@pytest.fixture
def info(tables: Any) -> TableInfo:
    made: TableInfo = tables.Made().info()
    return made


@pytest.fixture
def checked(tables: Any, info: TableInfo) -> Checked:
    """The rows of the checklist by name, for a sound table with something changed."""

    def check(declared: tuple[str, ...] | None = (), policy: Any = None, **changed: Any) -> dict[str, Hazard]:
        found = hazards(replace(info, **changed), policy or tables.made_policy(), declared)
        return {hazard.name: hazard for hazard in found}

    return check


def test_a_sound_table_may_use_the_formal_words_and_is_listed_from_the_top(checked: Checked) -> None:
    found = tuple(checked().values())
    assert formal(found)
    assert "differentially private" in claim(found)
    parts = list(dict.fromkeys(hazard.part for hazard in found))
    assert parts == [TOP, CORRECT, USEFUL, BESIDE, TRUST, BASE]
    assert all(hazard.evidence.endswith(".") and hazard.question.endswith("?") for hazard in found)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        (lambda _: {"hides": ""}, "whom it is about"),
        (lambda _: {"unit": "row"}, "whom it is about"),
        (lambda _: {"max_per_unit": 0}, "whom it is about"),
        (lambda _: {"delta": "0.001"}, "delta"),
        (lambda _: {"sensitivity": 2}, "bounded contributions"),
        (lambda _: {"bounded": " "}, "bounded contributions"),
        (lambda _: {"mechanism": "Laplace"}, "whole numbers"),
        (lambda _: {"sampler": "homemade"}, "the sampler"),
        (lambda info: {"cells": info.cells + 1}, "declared cells"),
        (lambda _: {"periods": ()}, "declared cells"),
        (lambda _: {"epsilon": "0.5"}, "settings from the policy"),
        (lambda _: {"max_per_unit": 4, "sensitivity": 4}, "settings from the policy"),
        (lambda _: {"of": ("protected",)}, "settings from the policy"),
        (lambda _: {"table": "another"}, "rows beside the table"),
        (lambda info: {"levels": (*info.levels[:2], replace(info.levels[2], share="0.3"))}, "budget"),
        (lambda info: {"draws": (replace(info.draws[0], epsilon="0.5"),)}, "budget"),
        (lambda info: {"draws": (*info.draws, DrawInfo("c3", "d4", ("2026-Q1",), "0.1"))}, "drawn once"),
        (lambda info: {"draws": (replace(info.draws[0], request=""),)}, "drawn once"),
        (lambda _: {"draws": ()}, "drawn once"),
    ],
)
def test_what_is_missing_is_open_and_forbids_the_formal_words(
    checked: Checked, info: TableInfo, changed: Callable[[TableInfo], dict[str, Any]], name: str
) -> None:
    found = checked(**changed(info))
    assert found[name].status == "open"
    assert found[name].mandatory
    said = claim(found.values())
    assert found[name].short
    assert found[name].short in said
    assert not forbidden_words(said)


def test_exact_numbers_elsewhere_must_be_declared_even_if_there_are_none(checked: Checked) -> None:
    name = "exact numbers elsewhere"
    assert checked(None)[name].status == "open"
    assert checked(())[name].status == "ok"
    listed = checked(("yearly report to the state",))[name]
    assert listed.status == "accepted"
    assert "yearly report to the state" in listed.evidence


def test_rows_that_show_the_class_and_rows_that_do_not(checked: Checked, tables: Any) -> None:
    policy = tables.made_policy(spec={"of": {"tiers": ["protected"]}})
    rows = checked(policy=policy, of=("protected",), classes_only=True)["rows beside the table"]
    assert rows.status == "ok"
    assert "not about the row" in rows.evidence
    seen = tables.made_policy(spec={"of": {"tiers": ["other"]}, "by": ["district", "quarter"]})
    assert checked(policy=seen, of=("other",))["rows beside the table"].blocks


def test_epsilon_is_judged_against_the_guidance_for_a_year(checked: Checked, tables: Any) -> None:
    def of(total: str, because: str | None = None) -> Hazard:
        budget = Budget(epsilon=Decimal(1)).model_copy(update={"epsilon": Decimal(total), "because": because})
        return checked(policy=tables.made_policy(budget=budget))["epsilon"]

    assert [of(total).status for total in ("1", "2", "2.1", "5", "5.1")] == ["ok", "ok", "accepted", "accepted", "open"]
    assert of("6", "Agreed with the advocates.").status == "accepted"
    assert "sixty-forty" in of("0.4").evidence


def test_an_event_is_no_person_where_harm_comes_again(checked: Checked, tables: Any) -> None:
    name = "one event or one person"
    assert checked()[name].status == "ok"
    warned = checked(unit="event", unit_note="No list says who the victim was")[name]
    assert (warned.status, warned.mandatory) == ("accepted", False)
    assert "No list says who the victim was." in warned.evidence
    assert checked(unit="event")[name].status == "open"
    assert formal(checked(unit="event").values()), "it is a weakness, not a broken promise"
    policy = tables.made_policy(spec={"of": {"classes": ["human_trafficking"]}})
    assert checked(policy=policy, of=("human_trafficking",), unit="event")[name].status == "not applicable"


def test_a_sampler_that_ends_says_where(checked: Checked) -> None:
    found = checked()["the sampler"]
    assert found.status == "accepted"
    assert "noise is never larger than 1,3" in found.evidence
    assert "All levels together" in found.evidence
    exact = checked(sampler="opendp")["the sampler"]
    assert exact.status == "ok"
    assert "The sampler is exact." in exact.evidence


def test_files_are_counted_and_their_numbers_looked_at(tables: Any, info: TableInfo, tmp_path: Path) -> None:
    tables.Made().write(tmp_path, info)
    numbers = read_numbers([info], tmp_path)
    found = {each.name: each for each in hazards(info, tables.made_policy(), (), numbers)}
    assert "Every one of them is in the file" in found["declared cells"].evidence
    below = sum(count.value < 0 for level in numbers.values() for count in level.counts)
    assert below
    assert found["nothing cut off"].evidence.startswith(f"{below} of ")
    path = tmp_path / info.levels[0].file
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    fewer = {each.name: each for each in hazards(info, tables.made_policy(), (), read_numbers([info], tmp_path))}
    assert fewer["declared cells"].blocks


def test_an_exact_table_claims_nothing(tables: Any, info: TableInfo) -> None:
    assert hazards(replace(info, kind="exact"), tables.made_policy(), ()) == ()
    assert not formal(())
    assert not forbidden_words(claim(()))


def test_formal_words_are_found_however_they_are_broken() -> None:
    assert forbidden_words("It is Differentially\n  PRIVATE.") == FORMAL_WORDS[0]
    assert not forbidden_words("diffprivlib")
    assert not blocking(())


@pytest.mark.parametrize(
    ("epsilon", "words"),
    [
        ("0", "fifty-fifty stays fifty-fifty"),
        ("0.4", "fifty-fifty becomes at most sixty-forty"),
        ("1", "fifty-fifty becomes at most seventy-four to twenty-six"),
        ("3", "fifty-fifty becomes at most ninety-six to four"),
        ("9", "fifty-fifty can become near certainty"),
    ],
)
def test_odds_in_words(epsilon: str, words: str) -> None:
    assert odds(epsilon) == words
