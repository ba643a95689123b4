"""The commands that look at the rows of one file keep the shapes that other programs rely on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from redact.shipped import shipped

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command


HEADER = "incident_id,offense_code,offense_text,relationship,domestic_flag,victim_name,narrative"
ROWS = (
    '24-001,13A,AGGRAVATED ASSAULT,BG,Y,"DOE, JANET","JANET DOE STATED HER BOYFRIEND HIT HER. CALL 555-201-3344."',
    '24-002,220,BURGLARY,,N,"ROE, PAUL","Paul Roe found the window broken."',
    "24-003,ZZ99,NO SUCH THING,,N,,",
)


@pytest.fixture
def incidents(tmp_path: Path) -> Path:
    path = tmp_path / "incidents.csv"
    path.write_text("\n".join((HEADER, *ROWS)) + "\n", encoding="utf-8")
    return path


def test_classify_says_class_tier_and_evidence_per_row(redact: Command, incidents: Path) -> None:
    ended = redact("classify", incidents, "--policy", "baseline", "--json")
    assert ended.code == 0
    first, second, third = ended.objects
    assert [row["row"] for row in (first, second, third)] == [0, 1, 2]
    assert "intimate_partner_violence" in first["classes"]
    assert first["tier"] == "protected"
    assert not first["held"]
    assert {"source", "class", "rule", "column"} <= set(first["evidence"][0])
    assert second["classes"] == []
    assert second["tier"] == "persons", "what leaves a class open is treated with care"
    assert third["held"]


def test_classify_lists_unknown_codes(redact: Command, incidents: Path) -> None:
    (found,) = redact("classify", incidents, "--unknown", "--json").objects
    assert "ZZ99" in found["unknown"] or "NO SUCH THING" in found["unknown"]
    assert found["rows"] == 1


def test_classify_explains_one_row(redact: Command, incidents: Path) -> None:
    told = redact("classify", incidents, "--row", "0").out
    assert "intimate_partner_violence" in told
    assert "relationships" in told
    (row,) = redact("classify", incidents, "--row", "0", "--json").objects
    assert row["row"] == 0
    assert all(each["says"] for each in row["evidence"])
    assert redact("classify", incidents, "--row", "3").code == 2
    assert redact("classify", incidents, "--row", "-1").code == 2


def test_rows_of_one_incident_share_what_one_of_them_shows(redact: Command, tmp_path: Path) -> None:
    path = tmp_path / "incidents.csv"
    path.write_text("\n".join((HEADER, ROWS[0], "24-001,220,BURGLARY,,,,", ROWS[1])) + "\n", encoding="utf-8")
    first, second, third = redact("classify", path, "--json").objects
    assert second["classes"] == first["classes"]
    assert {"source": "linked_records", "from_row": 0}.items() <= second["evidence"][-1].items()
    assert third["classes"] == []


def test_an_agency_table_is_written_filled_in_and_used(redact: Command, incidents: Path, tmp_path: Path) -> None:
    table = tmp_path / "ours.csv"
    assert redact("classify", incidents, "--unknown", "-o", table).code == 0
    lines = table.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("ZZ99,NO SUCH THING,")
    assert redact("classify", incidents, "--unknown", "--codes", table, "--json").objects, "not filled in yet"
    assert redact("classify", incidents, "--unknown", "-o", table).code == 2, "never written over"
    table.write_text(f"{lines[0]}\nZZ99,NO SUCH THING,persons,stalking,shows,,verified,asked\n", encoding="utf-8")
    assert redact("classify", incidents, "--unknown", "--codes", table, "--json").objects == []
    third = redact("classify", incidents, "--codes", table, "--json").objects[2]
    assert third["classes"] == ["stalking"]
    assert not third["held"]


def test_a_card_names_the_agency_table(redact: Command, incidents: Path, tmp_path: Path) -> None:
    table = tmp_path / "ours.csv"
    table.write_text(
        "code,text,group,classes,strength,for_safety,status,source\nZZ99,X,society,,none,,verified,asked\n",
        encoding="utf-8",
    )
    card = tmp_path / "card.yaml"
    columns = "\n".join(f'  "{name}": {name}' for name in HEADER.split(","))
    card.write_text(
        f"dataset: incidents\nkind: incidents\ntime: {{zone: America/New_York}}\nkeys: {{incident_id: text}}\n"
        f"codes: [ours.csv, nibrs]\ncolumns:\n{columns}\n",
        encoding="utf-8",
    )
    ended = redact("classify", incidents, "--card", card, "--unknown", "--json")
    assert (ended.code, ended.objects) == (0, []), ended.err
    table.unlink()
    assert redact("classify", incidents, "--card", card).code == 16


def test_classify_counts_without_json(redact: Command, incidents: Path) -> None:
    ended = redact("classify", incidents)
    assert "protected" in ended.out
    assert "revealed by nothing else" in ended.out
    assert "nobody knows" in ended.out


def test_a_limit_looks_at_the_first_rows_only(redact: Command, incidents: Path) -> None:
    assert len(redact("classify", incidents, "--limit", "2", "--json").objects) == 2


def test_a_file_that_needs_a_card_says_so(redact: Command, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("IUCR,Block\n0110,x\n", encoding="utf-8")
    ended = redact("classify", path, "--json")
    assert ended.code == 11
    assert "redact profile" in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("option", ["--policy", "--card"])
def test_a_policy_or_card_that_is_not_there(redact: Command, incidents: Path, option: str) -> None:
    ended = redact("classify", incidents, option, "nowhere")
    assert ended.code == 16
    assert f"the {option[2:]} 'nowhere' is not there" in ended.err


def test_scrub_keeps_its_shape(redact: Command, incidents: Path) -> None:
    ended = redact("scrub", incidents, "--policy", "baseline", "--json")
    assert ended.code == 0
    rows = ended.objects
    assert [(row["row"], row["column"]) for row in rows] == [(0, "narrative"), (1, "narrative"), (2, "narrative")]
    text = "JANET DOE STATED HER BOYFRIEND HIT HER. CALL 555-201-3344."
    covered = [text[span["start"] : span["end"]] for span in rows[0]["spans"]]
    assert any("JANET" in part for part in covered)
    assert any("555-201-3344" in part for part in covered)
    if not rows[0]["held"]:
        assert "JANET" not in rows[0]["text"]
        assert "555" not in rows[0]["text"]
    for row in rows:
        assert set(row) == {"row", "column", "text", "spans", "held"}
        ends = [0, *(span["end"] for span in row["spans"])]
        assert all(span["start"] >= end for span, end in zip(row["spans"], ends, strict=False))
        assert (row["text"] is None) == row["held"]
        for span in row["spans"]:
            assert set(span) == {"start", "end", "entity", "layer", "action"}


def test_scrub_knows_what_the_row_says_in_its_columns(redact: Command, tmp_path: Path) -> None:
    path = tmp_path / "incidents.csv"
    path.write_text(
        "incident_id,victim_name,phone,address,narrative\n"
        '24-0012345,"XIONG, PA",303-555-0129,12 OAK ST,'
        '"pa xiong at 12 oak st, reached on 3035550129, case 24-0012345"\n',
        encoding="utf-8",
    )
    (row,) = redact("scrub", path, "--json").objects
    assert {"PERSON", "ADDRESS", "PHONE", "CASE_NUMBER"} <= {
        span["entity"] for span in row["spans"] if span["layer"] == "record"
    }
    assert not row["held"]
    assert not any(part in row["text"] for part in ("pa", "xiong", "oak", "303", "12345"))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--mode", "stern"), "there is no mode 'stern'"),
        (("--out", "words.txt"), "--out goes with --words"),
        (("--words", "--mode", "standard"), "standard masks no word for being unknown"),
    ],
)
def test_scrub_says_what_cannot_be(redact: Command, incidents: Path, options: tuple[str, ...], sentence: str) -> None:
    ended = redact("scrub", incidents, *options, "--json")
    assert (ended.code, ended.out) == (2, "")
    assert sentence in ended.err


@pytest.fixture
def odd_words(tmp_path: Path) -> Path:
    path = tmp_path / "odd.csv"
    rows = [f'24-{number},23F,"CLERK SAW THE FLMBX AT {number}00 HOURS"' for number in range(1, 5)]
    path.write_text("\n".join(["incident_id,offense_code,narrative", *rows]) + "\n", encoding="utf-8")
    return path


def test_the_mode_is_the_tiers_unless_it_is_said(redact: Command, odd_words: Path) -> None:
    def texts(*options: str) -> set[str]:
        return {row["text"].partition(" AT ")[0] for row in redact("scrub", odd_words, *options, "--json").objects}

    assert texts() == {"CLERK SAW THE [PERSON-1]"}
    assert texts("--mode", "standard") == {"CLERK SAW THE FLMBX"}
    assert texts("--policy", "open-narratives") == {"CLERK SAW THE [PERSON-1]"}


def test_words_that_strict_masks_are_listed_for_the_policy(redact: Command, odd_words: Path, tmp_path: Path) -> None:
    (word,) = redact("scrub", odd_words, "--words", "--json").objects
    assert word == {"word": "flmbx", "rows": 4, "name": False}
    listed = tmp_path / "words.txt"
    assert redact("scrub", odd_words, "--words", "-o", listed).code == 0
    assert listed.read_text(encoding="utf-8") == "flmbx\n"
    assert redact("scrub", odd_words, "--words", "-o", listed).code == 2
    assert "flmbx" in redact("scrub", odd_words, "--words").out


def test_scrub_for_reading_says_what_was_held_and_why(redact: Command, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f'incident_id,narrative\n24-1,"{"A " * 30_000}"\n24-2,CLERK CALLED\n', encoding="utf-8")
    ended = redact("scrub", path)
    assert ended.code == 0
    assert ended.out.startswith("0 narrative: (held)\n1 narrative: CLERK CALLED\n")
    assert "held: 1 text because the text is longer than can be checked (row 0)" in ended.err
    assert "never complete" in ended.err


def test_scrub_without_its_model_ends_before_any_row(redact: Command, incidents: Path, tmp_path: Path) -> None:
    policy = tmp_path / "own.yaml"
    text = shipped("open-narratives.yaml").read_text(encoding="utf-8")
    policy.write_text(text.replace("model: redact-police-ner", "model: our-own-model"), encoding="utf-8")
    ended = redact("scrub", incidents, "--policy", policy, "--json")
    assert (ended.code, ended.out) == (16, "")
    assert "there is no narrative model 'our-own-model'" in ended.err


def test_training_needs_texts_that_repeat_their_columns(redact: Command, incidents: Path, tmp_path: Path) -> None:
    assert redact("train", incidents, "-o", tmp_path / "model").code == 2
    ended = redact("train", incidents, "--from-columns", "-o", tmp_path / "model")
    assert ended.code == 11
    assert "texts repeat a name of their columns" in ended.err
    assert not (tmp_path / "model").exists()
    (tmp_path / "model").mkdir()
    assert redact("train", incidents, "--from-columns", "-o", tmp_path / "model").code == 2


@pytest.mark.real_data
@pytest.mark.parametrize("command", ["classify", "scrub"])
def test_the_made_up_reports_under_their_card(redact: Command, shared_data: Path, command: str) -> None:
    path = shared_data / "narratives_a" / "narratives.jsonl"
    if not path.is_file():
        pytest.skip("the hand-written narratives are not here: NOT TESTED on them")
    ended = redact(command, path, "--card", "narratives_a", "--policy", "baseline", "--json")
    assert ended.code == 0
    assert [row["row"] for row in ended.objects] == list(range(160))


def test_profile_proposes_a_card_that_can_be_used(redact: Command, city: Path, tmp_path: Path) -> None:
    export = city / "exports" / "incidents-2025-01.csv"
    card = tmp_path / "card.yaml"
    ended = redact("profile", export, "-o", card)
    assert ended.code == 0
    assert "columns that give something away" in ended.out
    assert redact("classify", export, "--card", card, "--limit", "5", "--json").code == 0


def test_profile_as_json(redact: Command, city: Path) -> None:
    (proposal,) = redact("profile", city / "exports" / "incidents-2025-01.csv", "--json").objects
    assert {"dataset", "kind", "columns", "leaks"} == set(proposal)
    assert all(column["because"] for column in proposal["columns"])
