"""Attacks on published rows: addresses behind them, marks on them; and sums, and towns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from redact.risk.attacks import address_lookup, complement, marker, marker_strong, small_town
from redact.risk.lab import NOTHING, Practice

from .made import BLOCKS, CITY, knows, release, row

MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


def rows_asked(made: object, table: str = "incidents") -> pd.DataFrame:
    """Every row of a table as targets."""
    n = len(made.tables[table])  # type: ignore[attr-defined]
    return pd.DataFrame({"table": table, "row": range(n)})


def test_a_place_of_few_households_is_named_with_more_certainty() -> None:
    made = release(incidents=[row(BLOCKS[2], "2025-03-04"), row("Beat 1", "2025-03"), row("Smallville", "2025")])
    said = address_lookup.guess(made, knows(rows_asked(made)))
    assert said.claim[0] == BLOCKS[2]
    assert said.confidence.tolist() == pytest.approx([1 / 100, 1 / 200, 1 / 800])


def test_rows_with_one_id_narrow_each_other_down() -> None:
    rows = [row("Beat 1", "2025-03", id="a"), row("Beat 1", "2025-03", id="b")]
    made = release(incidents=rows, calls=[row(BLOCKS[1], "2025-03-04", id="a")])
    said = address_lookup.guess(made, knows(rows_asked(made)))
    assert said.claim[0] == BLOCKS[1]
    assert said.confidence.tolist() == pytest.approx([1 / 100, 1 / 200])


def test_a_row_with_its_own_point_means_the_home_beside_it() -> None:
    x, y = CITY.homes["x"], CITY.homes["y"]
    rows = [row("Smallville", "2025", east=f"{x[6]:.2f}", north=f"{y[6]:.2f}")] * 3
    made = release(incidents=[*rows, row("Smallville", "2025", east="", north="")])
    assert address_lookup.guess(made, knows(rows_asked(made))).claim[0] == BLOCKS[6]


def test_a_forgotten_column_is_read() -> None:
    rows = [row("Beat 1", "2025-03", offense_text="") for _ in range(40)]
    rows[7]["offense_text"] = "Domestic Assault"
    made = release(incidents=rows)
    said = marker.guess(made, knows(rows_asked(made), parameters={"at_least": 1}))
    assert np.flatnonzero(said.claim == "yes").tolist() == [7]


def test_blurred_rows_are_named_where_too_few_others_are() -> None:
    """Of persons 60 % are cover: 10 shown exactly mean 15 cover, so 3 of 18 are left; of property 4 of 10 are."""
    persons = [row(BLOCKS[1], "2025-03-04")] * 10 + [row("Beat 1", "2025-03")] * 18
    things = [row(BLOCKS[1], "2025-03-04", "property")] * 54 + [row("Beat 1", "2025-03", "property")] * 10
    made = release(incidents=[*persons, *things])
    said = marker.guess(made, knows(rows_asked(made), parameters={"at_least": 5, "share": 0.0}))
    named = np.flatnonzero(said.claim == "yes")
    assert set(made.tables["incidents"]["offense_group"].iloc[named]) == {"property"}
    assert set(made.tables["incidents"]["time"].iloc[named]) == {"2025-03"}


def test_the_strong_marker_learns_what_the_mark_is() -> None:
    def city(shift: int) -> tuple[list[dict[str, str]], np.ndarray]:
        hidden = np.arange(600) % 6 == shift
        texts = np.where(hidden, "X9", np.where(np.arange(600) % 2 == 0, "A1", "B2"))
        return [row("Beat 1", "2025-03", status=text) for text in texts.tolist()], hidden

    (learnt, truth), (here, hidden) = city(1), city(4)
    practice = Practice(release(incidents=learnt), CITY, {"incidents": truth})
    made = release(incidents=here)
    asked = knows(rows_asked(made), practice=(practice,), parameters={"at_least": 50, "share": 0.0})
    said = marker_strong.guess(made, asked)
    assert hidden[said.claim == "yes"].all()
    assert (said.claim == "yes").sum() == 50
    alone = marker_strong.guess(made, knows(rows_asked(made)))
    assert set(alone.claim.tolist()) == {NOTHING}


def cells(*months: str) -> pd.DataFrame:
    from redact.risk.lab.reading import when

    spans = np.array([when(month) for month in months])
    return pd.DataFrame({"area": "Beat 1", "area_id": "t-000008", "period": months, "start": spans[:, 0],
                         "end": spans[:, 1]})  # fmt: skip


def test_a_total_minus_the_rows_is_what_was_left_out() -> None:
    rows = [row("Beat 1", month, id=f"{month}{at}x") for month in MONTHS for at in range(5)]
    left_out = [2, 0, 1, 0, 0, 3, 0, 0, 0, 1, 0, 0]
    table = pd.DataFrame(
        {"beat": "Beat 1", "month": MONTHS, "count": [str(5 + more) for more in left_out]}, dtype="str"
    )
    asked = knows(cells(*MONTHS), rates={"withheld a year": 12.0})
    said = complement.guess(release({"all": table}, incidents=rows), asked)
    assert said.claim.tolist() == [str(more) for more in left_out]
    exact = table.assign(count="5")
    assert len(set(complement.guess(release({"all": exact}, incidents=rows), asked).claim)) == 1


def test_a_month_with_a_blurred_row_stands_out_in_a_town_and_a_year_does_not() -> None:
    fine = [row(BLOCKS[0], f"{month}-10", "property") for month in MONTHS]
    by_month = release(incidents=[*fine, row("Smallville", "2025-05")])
    by_year = release(incidents=[*fine, row("Smallville", "2025")])
    targets = cells(*MONTHS)[["period", "start", "end"]]
    assert np.argmax(small_town.guess(by_month, knows(targets)).confidence) == 4
    assert len(set(small_town.guess(by_year, knows(targets)).confidence.tolist())) == 1
