"""Attacks on who: a person known by sight, what neighbours tell, and what files hold; on tiny releases made by hand."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from redact.risk.attacks import file_forensics, narrative_hints, rare_person
from redact.risk.lab import NOTHING, Release
from redact.risk.lab.guesses import ROW_ORDER

from .made import BLOCKS, knows, release, row, visits


def known(*people: tuple[str, str, str]) -> pd.DataFrame:
    """People of the first block in March, by sight."""
    looks = pd.DataFrame(list(people), columns=["age", "sex", "race"])
    return visits(*[(BLOCKS[0], "2025-03")] * len(people)).join(looks)


def described(age: str, sex: str, race: str) -> dict[str, str]:
    return row("Beat 1", "2025-03", victim_age=age, victim_sex=sex, victim_race=race)


def test_the_only_one_who_looks_like_her_is_named() -> None:
    others = [described(str(20 + at % 9), "M", "W") for at in range(60)]
    made = release(incidents=[*others, described("71", "F", "A")])
    said = rare_person.guess(made, knows(known(("71", "F", "A"), ("33", "F", "A"), ("22", "M", "W"))))
    assert said.claim.tolist() == ["incidents:60", NOTHING, NOTHING], "one of many alike is nobody"


def test_bands_of_age_and_empty_cells_are_read() -> None:
    rows = [described(band, "F", "") for band in ("20-29", "70 and over", "under 18")]
    made = release(incidents=[*rows, *[described("40-49", "M", "W")] * 40])
    said = rare_person.guess(made, knows(known(("74", "F", "B"), ("12", "F", "B"))))
    assert said.claim.tolist() == ["incidents:1", "incidents:2"]


def test_rows_that_say_nothing_of_a_person_are_hers_only_where_they_are_alone() -> None:
    alone = release(incidents=[row("Beat 1", "2025-03")])
    assert rare_person.guess(alone, knows(known(("71", "F", "A")))).claim.tolist() == ["incidents:0"]
    several = release(incidents=[row("Beat 1", "2025-03")] * 3)
    assert rare_person.guess(several, knows(known(("71", "F", "A")))).claim.tolist() == [NOTHING]


def test_what_neighbours_tell_finds_the_text() -> None:
    texts = [f"Caller said a bicycle was taken from the yard number {at} during the night." for at in range(30)]
    texts[17] = (
        "She said her ex-husband hit her, she has a cut over the eye, and he left in a black Camry with the dog."
    )
    made = release(incidents=[row("Beat 1", "2025-03", narrative=text) for text in texts])
    told = visits((BLOCKS[0], "2025-03"), (BLOCKS[0], "2025-03"), (BLOCKS[0], "2025-04"))
    told["told"] = ["ex-husband camry dog eye", "nurse gun twins", "ex-husband camry dog eye"]
    said = narrative_hints.guess(made, knows(told))
    assert said.claim.tolist() == ["incidents:17", NOTHING, NOTHING], "nobody else, and not in another month"
    masked = release(incidents=[row("Beat 1", "2025-03") for _ in texts])
    assert set(narrative_hints.guess(masked, knows(told)).claim.tolist()) == {NOTHING}


def test_a_name_counts_more_than_what_many_have() -> None:
    texts = ["The resident said that the door was open and the dog was gone from there."] * 20
    texts[4] = "The resident Tess Marrow said that the door was open and the dog was gone."
    made = release(incidents=[row("Beat 1", "2025-03", narrative=text) for text in texts])
    told = visits((BLOCKS[0], "2025-03")).assign(told="dog door", name="MARROW, TESS")
    assert narrative_hints.guess(made, knows(told)).claim.tolist() == ["incidents:4"]


def written(folder: Path) -> Release:
    """A clean release as files."""
    days = [f"2025-03-{1 + at * 7 % 28:02}" for at in range(12)]
    made = release(incidents=[row(BLOCKS[at % 8], day) for at, day in enumerate(days)])
    table = made.tables["incidents"]
    (folder / "data").mkdir(parents=True)
    table.to_csv(folder / "data" / "incidents.csv", index=False)
    pq.write_table(pa.table({name: pa.array(table[name].tolist(), pa.string()) for name in table}),
                   folder / "data" / "incidents.parquet")  # fmt: skip
    return replace(made, files=folder)


def found(made: Release, name: str) -> set[str]:
    said = file_forensics.guess(made, knows(pd.DataFrame({"file": [name]})))
    return set(str(said.claim[0]).split("\n"))


def test_a_clean_release_holds_nothing_else(tmp_path: Path) -> None:
    made = written(tmp_path)
    assert found(made, "data/incidents.csv") == {NOTHING}
    assert found(made, "data/incidents.parquet") == {NOTHING}


def test_metadata_and_a_column_more_are_seen_with_their_statistics(tmp_path: Path) -> None:
    made = written(tmp_path)
    path = tmp_path / "data" / "incidents.parquet"
    table = pq.read_table(path).append_column("phone", pa.array([f"319-555-{at:04}" for at in range(12)]))
    pq.write_table(table.replace_schema_metadata({"source": "exports/incidents-2025-03.csv"}), path)
    assert {"incidents-2025-03.csv", "319-555-0000", "319-555-0007", "319-555-0011"} <= found(
        made, "data/incidents.parquet"
    )


def test_trailing_cells_comments_and_the_order_of_rows_are_seen(tmp_path: Path) -> None:
    made = written(tmp_path)
    path = tmp_path / "data" / "incidents.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], lines[1] + ",Tess Marrow", "# from R25-0000007"]) + "\n", encoding="utf-8")
    assert {"Tess Marrow", "# from R25-0000007"} <= found(made, "data/incidents.csv")
    table = made.tables["incidents"].sort_values("time").reset_index(drop=True)
    assert ROW_ORDER in found(replace(made, tables={"incidents": table}), "data/incidents.csv")


@pytest.mark.parametrize("name", ["places.geojson", "counts.html", "book.xlsx"])
def test_properties_comments_and_hidden_sheets_are_seen(name: str, tmp_path: Path) -> None:
    made = written(tmp_path)
    secret = "418 W ALDER ST"
    if name == "book.xlsx":
        with zipfile.ZipFile(tmp_path / name, "w") as book:
            book.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="raw" state="hidden"/></sheets></workbook>')
            book.writestr("xl/worksheets/sheet2.xml", f"<worksheet><c><is><t>{secret}</t></is></c></worksheet>")
    else:
        text = {"places.geojson": f'{{"features": [{{"properties": {{"was": "{secret}"}}}}]}}',
                "counts.html": f"<p>12</p><!-- {secret} -->"}[name]  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert secret in found(made, name)


def test_a_shape_of_the_release_without_files_says_nothing() -> None:
    made = release(incidents=[row("Beat 1", "2025-03")])
    said = file_forensics.guess(made, knows(pd.DataFrame({"file": ["data/incidents.csv"]})))
    assert said.claim.tolist() == [NOTHING]
    assert np.isfinite(said.confidence).all()
