"""An audit finds what a published file gives away, counts it right, and says nothing of a row."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from redact.errors import DataMismatch, UsageError
from redact.policy.model import Policy
from redact.records import card_by_name
from redact.risk.audit import Audit, Finding, Who, audit, audit_page, audit_text
from redact.risk.measures.alike_shown import sentence
from tests.unit.risk.audit.conftest import HEAD, ROWS, house, town_rows, written

TENTH = ROWS // 10


@pytest.fixture(scope="module")
def found(town: Path, baseline: Policy) -> Audit:
    return audit([town], baseline)


def finding(found: Audit, name: str) -> Finding:
    """The one finding of a name."""
    (each,) = [each for each in found.findings if each.name == name]
    return each


def test_sensitive_rows_are_counted_by_evidence_and_those_whose_offence_says_nothing(found: Audit) -> None:
    (file,) = found.files
    assert (file.rows, file.sensitive, file.silent) == (ROWS, 2 * TENTH, TENTH)
    seen = {each.name: each for each in file.classes}
    assert seen["intimate_partner_violence"].by_source == {"flags": TENTH}
    assert seen["sexual_assault"].rows == TENTH
    assert finding(found, "offence_silent").rows == TENTH


def test_places_are_told_by_the_finest_thing_in_the_row(found: Audit) -> None:
    grid = found.files[0].places
    counts = {name: dict(zip(grid.heads, numbers, strict=True)) for name, numbers in grid.rows}
    assert counts["all rows"] == {"house number": 8 * TENTH, "house, by its point": TENTH, "area only": TENTH}
    assert counts["sexual assault"]["area only"] == TENTH
    assert finding(found, "door_of_sensitive").rows == TENTH
    assert finding(found, "doors").rows == 8 * TENTH


def test_a_point_left_beside_a_blank_address_is_found_and_traced_back(found: Audit) -> None:
    each = finding(found, "point_without_address")
    assert (each.rows, each.hers, each.columns) == (TENTH, 0, ("Latitude", "Longitude"))
    assert each.who is Who.ANYONE
    assert found.files[0].points["blank_given_back"] == TENTH


def test_the_flag_beside_the_door_and_the_names_are_for_anyone(found: Audit) -> None:
    flag = finding(found, "flag_beside_place")
    assert (flag.rows, flag.columns, flag.who) == (TENTH, ("Domestic",), Who.ANYONE)
    assert finding(found, "names").columns == ("Victim Name",)


def test_the_blank_is_a_marker_and_its_precision_is_measured(found: Audit) -> None:
    mark = found.files[0].markers[0]
    assert mark.of_class == "sexual_assault"
    assert (mark.rows, mark.hits, mark.covers) == (TENTH, TENTH, 1.0)
    assert mark.lift == pytest.approx(10)
    assert {"Latitude", "Longitude"} <= set(mark.columns)
    half = next(each for each in found.files[0].markers if each.columns == ("Address",))
    assert (half.rows, half.hits, half.precision) == (2 * TENTH, TENTH, 0.5)
    assert finding(found, "left_beside_blank").columns == ("Beat",)


def test_missing_numbers_are_counted_and_dated(found: Audit) -> None:
    (numbers,) = found.files[0].numbers
    gaps = ROWS // 20
    last = 1 if (ROWS - 1) % 20 == 19 else 0  # the very last number is no gap when nothing stands behind it
    assert numbers.missing == gaps
    assert numbers.known_day == gaps
    assert gaps - last > 10
    assert finding(found, "gaps").rows == gaps


def test_uniqueness_counts_events_among_all_rows(found: Audit) -> None:
    alone = {each.knows: each for each in found.files[0].alone}
    assert alone["place and day"].stated == TENTH
    assert alone["place and day"].alone == TENTH
    assert alone["place"].alone == 0, "every house comes back"
    beat = alone["Beat and day"]
    assert beat.stated == 2 * TENTH
    assert 0 < beat.alone < beat.stated
    assert finding(found, "doors_again").hers == TENTH


def test_how_alike_rows_are_is_what_counting_them_gives(found: Audit) -> None:
    every = {each.knows: each for each in found.files[0].alike}
    assert list(every) == ["place", "place and day", "place, day and hour", "Beat and day", "Beat, day and hour"]
    cells = [(row[7], row[1][:10]) for row in town_rows()]
    sizes = [cells.count(cell) for cell in cells]
    one = every["Beat and day"]
    assert (one.rows, one.groups, one.smallest, one.alone) == (
        ROWS, len(set(cells)), min(sizes), sizes.count(1),
    )  # fmt: skip
    assert one.found == pytest.approx(sum(1 / size for size in sizes) / ROWS)
    hers = [i % 10 in (0, 1) for i in range(ROWS)]
    assert one.sensitive == sum(hers)
    assert one.sensitive_alone == sum(mine and size == 1 for mine, size in zip(hers, sizes, strict=True))
    kinds = [{i % 10 if hers[i] else "other" for i in range(ROWS) if cells[i] == cell} for cell in cells]
    assert one.told == sum(mine and len(each) == 1 for mine, each in zip(hers, kinds, strict=True))


def test_the_page_and_the_text_say_how_to_read_it(found: Audit) -> None:
    one = next(each for each in found.files[0].alike if each.knows == "Beat and day")
    page, text = audit_page(found), audit_text(found)
    assert "How alike sensitive rows are to all" in page
    assert sentence(one, "sensitive") in page
    assert sentence(one, "sensitive") in " ".join(text.split())
    assert found.files[0].told()["alike"][3] == one.as_json()


def test_age_sex_and_race_are_known_too(tmp_path: Path, baseline: Policy) -> None:
    head = [*HEAD[:-1], "Victim Age", "Victim Sex"]
    rows = [[*row[:-1], str(20 + i % 7), "FM"[i % 2]] for i, row in enumerate(town_rows())]
    rows[5][-2] = ""
    rows[9][-2] = "93"
    every = {each.knows: each for each in audit([written(tmp_path / "ages.csv", head, rows)], baseline).files[0].alike}
    one = every["Victim Age, Victim Sex"]
    assert (one.rows, one.smallest, one.alone, one.sensitive_alone) == (ROWS - 1, 1, 1, 0)
    assert every["Victim Age, Victim Sex, Beat and day"].alone > one.alone


def test_findings_stand_worst_first(found: Audit) -> None:
    ranks = [each.rank for each in found.findings]
    assert ranks == sorted(ranks)
    assert found.findings[0].who is Who.ANYONE
    assert all(each.means and each.do and each.what for each in found.findings)


def said(found: Audit) -> dict[str, str]:
    """Everything that an audit can put out."""
    return {
        "page": audit_page(found),
        "text": audit_text(found),
        "json": json.dumps([each.told() for each in (*found.files, *found.siblings, *found.findings)]),
    }


def shows_a_cell(text: str, rows: list[list[str]], columns: tuple[int, ...]) -> list[str]:
    """The cells of some columns that stand in a text as words of their own."""
    cells = {row[i] for row in rows for i in columns if len(row[i]) > 3}
    there = [cell for cell in sorted(cells) if cell in text]
    return [cell for cell in there if re.search(rf"(?<![\w.]){re.escape(cell)}(?![\w.])", text)]


def test_nothing_that_is_put_out_holds_a_cell_of_a_row(found: Audit) -> None:
    rows = town_rows()
    for name, text in said(found).items():
        assert not shows_a_cell(text, rows, (0, 1, 4, 5, 6, 8)), name
        for word in ("ROSSUM", "ZENOBIA", "ALDER", "INJURED PERSON"):
            assert word not in text, name
    assert shows_a_cell("at 101 ALDER ST today", rows, (4,)) == ["101 ALDER ST"], "the check can find one"


def test_the_page_is_whole_and_has_no_script(found: Audit) -> None:
    text = audit_page(found)
    assert "<script" not in text
    assert "http-equiv" in text
    assert not re.search(r"(?:src|href)=\"(?!#)", text)
    assert audit_page(found, synthetic=True).count("SYNTHETIC") > text.count("SYNTHETIC")


def test_rounded_addresses_with_a_point_of_their_own_are_found(tmp_path: Path, baseline: Policy) -> None:
    """Chicago's way: the block as text, a point that differs from row to row."""
    rows = town_rows()
    for i, row in enumerate(rows):
        row[4], row[5], row[6] = f"0{i % 9}XX N CEDAR ST", f"{39.7 + i * 0.00013:.6f}", f"{-104.9 - i * 0.00017:.6f}"
    found = audit([written(tmp_path / "blocks.csv", HEAD, rows)], baseline)
    assert finding(found, "point_within_block").rows == 2 * TENTH
    assert "doors" not in {each.name for each in found.findings}
    for row in rows:
        row[5] = f"{39.7 + int(row[4][1]) * 0.01:.6f}"
        row[6] = "-104.900000"
    same = audit([written(tmp_path / "middle.csv", HEAD, rows)], baseline)
    assert "point_within_block" not in {each.name for each in same.findings}, "the middle of the block says no more"


def test_words_and_zeros_in_place_of_a_place_are_no_place(tmp_path: Path, baseline: Policy) -> None:
    rows = town_rows()
    for row in rows:
        if not row[5]:
            row[4], row[5], row[6] = "OFFSET TO PROTECT PRIVACY", "0", "0"
    found = audit([written(tmp_path / "words.csv", HEAD, rows)], baseline)
    grid = found.files[0].places
    assert dict(zip(grid.heads, dict(grid.rows)["sexual assault"], strict=True))["area only"] == TENTH
    mark = found.files[0].markers[0]
    assert (mark.of_class, mark.rows, mark.hits) == ("sexual_assault", TENTH, TENTH)
    assert "PRIVACY" not in audit_text(found)


def test_what_one_file_hides_the_other_tells(tmp_path: Path, town: Path, baseline: Policy) -> None:
    """The same events as calls: the place that the incidents lack, and nothing of what happened."""
    full = [[row[0], row[1], "CHECK WELFARE", f"{101 + i} FIR ST"] for i, row in enumerate(town_rows()) if i % 4]
    calls = written(tmp_path / "calls.csv", ["Event Number", "Call Time", "Call Type", "Address"], full)
    found = audit([town, calls], baseline)
    (pair,) = found.siblings
    assert pair.matched == len(full)
    assert (pair.only_first_tells, pair.only_second_tells) == (finding(found, "sibling_tells").rows, 0)
    masked = sum(i % 10 == 1 for i in range(ROWS) if i % 4)
    assert pair.place_finer == masked
    assert not shows_a_cell("".join(said(found).values()), full, (0, 1, 3))


def test_serial_numbers_that_meet_by_chance_are_no_siblings(tmp_path: Path, town: Path, baseline: Policy) -> None:
    other = [
        [row[0], row[1].replace("2025", "2019"), "THEFT", f"{101 + i} FIR ST"] for i, row in enumerate(town_rows())
    ]
    path = written(tmp_path / "old.csv", ["Case Number", "Occurred", "Offense", "Address"], other)
    assert audit([town, path], baseline).siblings == ()


def test_files_of_one_data_set_are_one(tmp_path: Path, town: Path, baseline: Policy, found: Audit) -> None:
    rows = town_rows()
    written(tmp_path / "part-1.csv", HEAD, rows[:300])
    written(tmp_path / "part-2.csv", HEAD, rows[300:])
    whole = audit([tmp_path / "part-*.csv"], baseline)
    assert (whole.files[0].rows, whole.files[0].sensitive) == (ROWS, found.files[0].sensitive)
    assert whole.files[0].places == found.files[0].places


def test_a_card_too_many_and_a_file_too_few(tmp_path: Path, town: Path, baseline: Policy) -> None:
    card = card_by_name("denver")
    with pytest.raises(UsageError, match="2 cards for 1 files"):
        audit([town], baseline, [card, card])
    with pytest.raises(DataMismatch):
        audit([tmp_path / "nothing.csv"], baseline)
    with pytest.raises(DataMismatch, match="header lacks"):
        audit([town], baseline, [card])


def test_a_file_that_says_nothing_of_what_happened_is_not_called_clean(tmp_path: Path, baseline: Policy) -> None:
    rows = [[row[0], row[1], row[4]] for row in town_rows()]
    found = audit([written(tmp_path / "bare.csv", ["Case Number", "Occurred", "Address"], rows)], baseline)
    assert found.findings[0].name == "not_classified"
    assert found.findings[0].rows == ROWS


def test_a_first_line_that_is_a_record_is_not_put_out_as_titles(tmp_path: Path, baseline: Policy) -> None:
    head = ["FIRST CASE", "LATER", "BURGLARY", "N", house(3)[0], "NORTH", "WEST", "SOMEWHERE", "ROSSUM, ZENOBIA"]
    with pytest.raises(DataMismatch, match="seems to be a record") as error:
        audit([written(tmp_path / "headless.csv", head, town_rows())], baseline)
    assert "ROSSUM" not in str(error.value)


def test_offences_in_no_table_are_told_and_come_first_where_they_are_most(tmp_path: Path, baseline: Policy) -> None:
    rows = town_rows()
    for row in rows:
        if row[2] in ("THEFT", "BURGLARY"):
            row[2] = "QX-ZZ 77"
    found = audit([written(tmp_path / "codes.csv", HEAD, rows)], baseline)
    assert found.files[0].unknown == 8 * TENTH == found.findings[0].rows
    assert found.findings[0].name == "offence_unknown"
    assert "QX-ZZ" not in "".join(said(found).values())
