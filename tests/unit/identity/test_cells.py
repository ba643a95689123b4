"""Cells that identify somebody, and the vocabulary that must not be taken for it."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from redact.identity.cells import cell_patterns

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.mark.parametrize(
    "value",
    [
        "CALL JANE 303-555-0129",
        "555-0142",
        "jane@example.com",
        "SSN 900-12-3456",
        "PLATE NV 714KJD",
        "SEE 1204 W ELM ST",
        "1204 Elm St apt 3",
        "12 Oak Street",
        "DOB 07/19/1988",
        "41.87811, -87.62980",
        "vin 1HGCM82633A004352",
        "4111 1111 1111 1111",
        "https://example.org/jane",
    ],
)
def test_identifying_cells(value: str) -> None:
    assert cell_patterns([value]) == [True]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "OPEN",
        "CLEARED BY ARREST 2",
        "CLOSED 03/04/2024",
        "1200 BLOCK W ELM ST",
        "12XX S MAIN ST",
        "459 PC",
        "18-5401",
        "273.5(A) PC",
        "ASSAULT 1ST DEGREE",
        "THEFT $500 AND UNDER",
        "24-001234",
        "2024-01-02T10:00",
        "41.8781136123456",
    ],
)
def test_vocabulary(value: str) -> None:
    assert cell_patterns([value]) == [False]


def test_no_offence_text_of_six_cities_looks_like_a_person() -> None:
    file = SHARED / "offense_gold" / "dev.csv"
    if not file.exists():
        pytest.skip("../shared/data/offense_gold is not here: offence vocabulary not checked")
    with file.open(encoding="utf-8", newline="") as stream:
        texts = [row["text"] for row in csv.DictReader(stream)]
    assert len(texts) > 2_000
    assert [text for text, hit in zip(texts, cell_patterns(texts), strict=True) if hit] == []


def test_nothing_heavy_is_loaded_for_it() -> None:
    code = (
        "import sys; from redact.identity import cell_patterns; cell_patterns(['a1']); "
        "print([m for m in ('spacy', 'presidio_analyzer', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
