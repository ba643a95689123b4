"""Attacks that join: new homes, court cases, sibling tables, numbers, scanners, hashes, shapes. On tiny releases."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from redact.risk.attacks import (
    hash_reversal,
    journalist,
    link_shape,
    new_home,
    numbering_gaps,
    other_streams,
    repeated_calls,
    sibling_release,
)
from redact.risk.attacks.joining import shown_share
from redact.risk.lab import Guesses, Release
from redact.risk.lab.knows import Practice
from redact.risk.lab.reading import when

from .made import BLOCKS, CITY, knows, release, row, visits

DAYS = [f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]


def area(label: str, times: str, calls: int) -> pd.DataFrame:
    start, end = when(times)
    number = CITY.units.ids[CITY.units.label.to_pylist().index(label)].as_py()
    return pd.DataFrame({"home": [label], "home_number": [number], "start": [start], "end": [end], "calls": [calls]})


def test_the_new_home_is_where_they_came_that_day_and_came_again() -> None:
    again = [row(BLOCKS[0], day) for day in ("2025-02-01", "2025-03-04", "2025-05-09")]
    once = [row(BLOCKS[1], "2025-03-04")]
    asked = knows(area("Beat 1", "2025-03-04", 3))
    assert new_home.guess(release(incidents=once + again), asked).claim.tolist() == [BLOCKS[0]]
    blurred = [row("Beat 1", "2025-03") for _ in range(4)]
    said = new_home.guess(release(incidents=blurred), asked)
    assert said.confidence[0] == pytest.approx(new_home.guess(release(incidents=[]), asked).confidence[0])


CASE = pd.DataFrame(
    {"charge": ["DOMESTIC ASSAULT"], "statute": ["708.2A"], "defendant": ["DOE, J"], "defendant_birth_year": ["1980"],
     "start": [when("2025-03-04")[0]], "end": [when("2025-03-04")[1]]}
)  # fmt: skip


def arrests(charge: str) -> Release:
    rows = [row(BLOCKS[at % 8], day, "society", offense_text="THEFT") for at, day in enumerate(DAYS)]
    rows.append(row(BLOCKS[2], "2025-03-04", offense_text=charge))
    return release(arrests=rows)


def test_a_rare_charge_of_the_day_names_the_arrest() -> None:
    cases = knows(pd.concat([CASE] * 40, ignore_index=True))
    assert set(journalist.guess(arrests("ASSAULT DOMESTIC"), cases).claim) == {f"arrests:{len(DAYS)}"}
    assert set(journalist.guess(arrests("TRESPASS"), cases).claim) == {""}


def test_cases_that_fit_no_better_than_chance_are_taken_for_not_shown() -> None:
    kind = np.array(["a"] * 50 + ["b"] * 50, dtype=object)
    shown = shown_share(np.r_[np.full(50, 0.2), np.full(50, 60.0)], kind)
    assert shown[0] < 0.1 < 0.8 < shown[-1]


@pytest.mark.parametrize("number", ["id", "event_number"])
def test_a_blurred_row_has_the_day_of_the_row_with_its_number(number: str) -> None:
    blurred = row("Beat 1", "2025-03") | {number: "2025000017"}
    call = row(BLOCKS[0], "2025-03-04T21") | {number: "2025000017" if number == "id" else "C25-0000017"}
    other = row(BLOCKS[0], "2025-03-09T21") | {number: "2025000018" if number == "id" else "C25-0000018"}
    asked = knows(pd.DataFrame({"table": ["incidents"], "row": [0]}))
    said = sibling_release.guess(release(incidents=[blurred], calls=[other, call]), asked)
    assert said.claim.tolist() == ["2025-03-04"]
    assert said.confidence[0] == pytest.approx(0.9)


def test_without_numbers_the_words_of_calls_that_no_report_has_say_the_day() -> None:
    calls = [
        row(BLOCKS[0], "2025-03-04T21", final_type="DOMESTIC"),
        row(BLOCKS[0], "2025-03-09T21", final_type="NOISE"),
    ]
    asked = knows(pd.DataFrame({"table": ["incidents"], "row": [0]}))
    made = release(incidents=[row("Beat 1", "2025-03")], calls=calls)
    assert sibling_release.guess(made, asked).claim.tolist() == ["2025-03-04"]
    elsewhere = release(incidents=[row("Beat 1", "2025-04")], calls=calls)
    assert sibling_release.guess(elsewhere, asked).claim.tolist() == [""]


def numbered(missing: int, *, area: str = "7") -> Release:
    """Rows every two hours, numbered one after the other, but for one."""
    hours = [f"{day}T{hour:02}" for day in DAYS[:40] for hour in range(0, 24, 2)]
    rows = [row(BLOCKS[at % 8], hour, "property", id=f"25-{area}-{1_000 + at}") for at, hour in enumerate(hours)]
    return release(incidents=[each for at, each in enumerate(rows) if at != missing])


def test_the_missing_number_says_when_something_was_hidden() -> None:
    targets = visits((BLOCKS[0], "2025-01-05T08"), (BLOCKS[0], "2025-01-15T08"))
    said = numbering_gaps.guess(numbered(missing=4 * 12 + 4), knows(targets))
    assert said.confidence[0] > 0.9 > 0.1 > said.confidence[1]
    whole = numbering_gaps.guess(numbered(missing=-1), knows(targets))
    assert whole.confidence[0] == whole.confidence[1]


def test_random_numbers_say_nothing() -> None:
    made = numbered(missing=52)
    shuffled = made.tables["incidents"].sample(frac=1, random_state=1).reset_index(drop=True)
    ids = [hashlib.sha256(each.encode()).hexdigest()[:16] for each in shuffled["id"]]
    hidden = release(incidents=shuffled.assign(id=ids).to_dict("records"))
    targets = visits((BLOCKS[0], "2025-01-05T08"), (BLOCKS[0], "2025-01-15T08"))
    assert len(set(numbering_gaps.guess(hidden, knows(targets)).confidence.tolist())) == 1


def test_many_rows_of_few_homes_are_one_house() -> None:
    rows = [row(BLOCKS[at % 8], day) for at, day in enumerate(DAYS[:24])] + [row(BLOCKS[2], day) for day in DAYS[::30]]
    targets = visits((BLOCKS[2], "2025"), (BLOCKS[3], "2025"))
    said = repeated_calls.guess(release(calls=rows), knows(targets))
    assert said.confidence[0] > said.confidence[1]
    area_only = [row("Beat 1", "2025-03") for _ in rows]
    level = repeated_calls.guess(release(calls=area_only), knows(targets)).confidence
    assert level[0] == pytest.approx(level[1])


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "crc32"])
def test_a_digest_of_a_number_is_found(name: str) -> None:
    digest = hash_reversal.ALGORITHMS[name](b"2025000017")[:12]
    other = hash_reversal.ALGORITHMS[name](b"something else")[:12]
    made = release(incidents=[row("Beat 1", "2025", id=other), row("Beat 1", "2025", id=digest)])
    facts = {"first_name": ["Ann"], "last_name": ["Poe"], "birth_year": ["1980"], "event_year": [2025]}
    asked = knows(pd.DataFrame(facts | {"event_serial": [17]}))
    assert hash_reversal.guess(made, asked).claim.tolist() == ["incidents:1"]
    assert hash_reversal.guess(made, knows(pd.DataFrame(facts | {"event_serial": [18]}))).claim.tolist() == [""]


def test_a_digest_of_a_name_is_found_in_any_column() -> None:
    digest = hashlib.md5(b"POE, ANN", usedforsecurity=False).hexdigest()
    made = release(calls=[row("Beat 1", "2025", party=digest)])
    facts = pd.DataFrame({"first_name": ["Ann"], "last_name": ["Poe"], "birth_year": ["1980"]})
    assert hash_reversal.guess(made, knows(facts)).claim.tolist() == ["calls:0"]


def heard(block: str) -> pd.DataFrame:
    start, end = when("2025-03-04T21")
    number, street = block.split(" BLOCK ")
    line = {"heard_at": "2025-03-04 21:12", "type": "DOMESTIC", "location": f"{number} block of {street}"}
    return pd.DataFrame([line | {"start": start, "end": end}] * 20)


def test_the_scanner_finds_the_row_of_its_hour_and_block() -> None:
    rows = [row(BLOCKS[0], "2025-03-04T21"), row(BLOCKS[0], "2025-06-04T21"), row(BLOCKS[1], "2025-03-04T21")]
    assert set(other_streams.guess(release(calls=rows), knows(heard(BLOCKS[0]))).claim) == {"calls:0"}
    coarse = [row("Beat 1", month) for month in ("2025-02", "2025-03", "2025-04") for _ in range(16)]
    assert set(other_streams.guess(release(calls=coarse), knows(heard(BLOCKS[0]))).claim) == {""}


def shaped(arrested: bool) -> list[dict[str, str]]:
    return [row("Beat 1", "2025-03", id=f"{arrested}{at}") for at in range(40)]


def named(said: Guesses) -> set[int]:
    return set(np.flatnonzero(said.claim == "yes").tolist())


def test_the_shape_that_hidden_events_have_is_learnt() -> None:
    alone, linked = shaped(arrested=False), shaped(arrested=True)
    made = release(calls=[*alone, *linked], arrests=linked)
    sensitive = {"calls": np.arange(80) >= 40, "arrests": np.ones(40, dtype=bool)}
    asked = pd.DataFrame({"table": ["calls"] * 80, "row": range(80)})
    told = knows(asked, practice=(Practice(made, CITY, sensitive),), parameters={"at_least": 40})
    assert named(link_shape.guess(made, told)) == set(range(40, 80))
    assert named(link_shape.guess(made, knows(asked))) == set()
