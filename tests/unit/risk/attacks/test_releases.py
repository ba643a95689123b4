"""Attacks on several releases: what is new, what is gone, what is told otherwise."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from redact.risk.attacks import differencing, increments, reclassified
from redact.risk.lab import Release

from .made import BLOCKS, knows, release, row, visits

ORDINARY = [row(BLOCKS[at % 8], f"2025-03-{1 + at % 28:02}", "property", offense_text="THEFT") for at in range(60)]


def after(earlier: list[dict[str, str]], later: list[dict[str, str]], *names: str) -> Release:
    before = replace(release(incidents=earlier), name=names[0] if names else "before")
    return replace(release(incidents=later), name=names[1] if names else "now", earlier=(before,))


def test_what_is_new_today_was_written_yesterday() -> None:
    blurred = [row("Beat 1", "2025-03")]
    targets = visits((BLOCKS[0], "2025-03-04"), (BLOCKS[0], "2025-03-20"))
    step = after(ORDINARY, [*ORDINARY, *blurred], "2025-03-04", "2025-03-05")
    said = increments.guess(step, knows(targets)).confidence
    assert said[0] > said[1]
    at_once = increments.guess(release(incidents=[*ORDINARY, *blurred]), knows(targets)).confidence
    assert at_once[0] == at_once[1]


def test_new_rows_are_found_without_their_ids() -> None:
    now = [each | {"id": f"other{at}"} for at, each in enumerate([*ORDINARY, row("Beat 1", "2025-03")])]
    step = after(ORDINARY, now)
    assert len(increments.new_rows(step.earlier[0], step)) == 1


def events(*rows: str) -> pd.DataFrame:
    return pd.DataFrame({"rows": list(rows)})


def test_an_ordinary_row_that_became_a_blurred_one_is_followed() -> None:
    hidden = row(BLOCKS[0], "2025-03-04", offense_text="DISTURBANCE")
    step = after([hidden, *ORDINARY], [row("Beat 1", "2025-03"), *ORDINARY])
    asked = knows(events("0:incidents:0;1:incidents:0", "0:incidents:1;1:incidents:1"))
    assert reclassified.guess(step, asked).claim.tolist() == ["yes", ""]
    same = after([hidden, *ORDINARY], [hidden, *ORDINARY])
    assert reclassified.guess(same, asked).claim.tolist() == ["", ""]


def test_a_row_that_is_told_in_telling_words_by_now_is_named() -> None:
    was, now = (row(BLOCKS[0], "2025-03-04", offense_text=text) for text in ("DISTURBANCE", "DOMESTIC ASSAULT"))
    step = after([was, *ORDINARY], [now, *ORDINARY])
    asked = knows(events("0:incidents:0", "1:incidents:0", "1:incidents:1"))
    assert reclassified.guess(step, asked).claim.tolist() == ["yes", "yes", ""]


def test_differencing_claims_by_the_policy_and_says_nothing_of_one_release() -> None:
    hidden = row(BLOCKS[0], "2025-03-04")
    step = after([hidden, *ORDINARY], ORDINARY)
    asked = knows(events("0:incidents:0", "1:incidents:5"))
    assert differencing.guess(step, asked).claim.tolist() == ["yes", ""]
    assert differencing.guess(release(incidents=ORDINARY), asked).claim.tolist() == ["", ""]
