"""Evidence of all columns brought together, row by row the same however the rows are cut."""

import pickle
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pytest

from redact.classify import Assessed, Classifier, Conflict, combinations, explain, load_tables
from redact.errors import Missing
from redact.policy import Policy, policy_by_name
from redact.records.batch import Batch
from redact.records.card import Card
from redact.vocabulary import Kind, OffenseGroup

POLICY = policy_by_name("baseline")
PARTNER, SEXUAL, TRAFFICKING, CHILD = "intimate_partner_violence", "sexual_assault", "human_trafficking", "child_abuse"


def card_of(columns: Mapping[str, list[str]], codes: tuple[str, ...] = ()) -> Card:
    return Card("test", Kind.INCIDENTS, {name: name for name in columns}, codes=codes)


def batch_of(columns: Mapping[str, list[str]]) -> Batch:
    table = pa.table({name: pa.array(cells, type=pa.string()) for name, cells in columns.items()})
    return Batch("test", 0, table, np.zeros(table.num_rows, dtype=np.int8))


def classifier(columns: Mapping[str, list[str]], codes: tuple[str, ...] = (), policy: Policy = POLICY) -> Classifier:
    card = card_of(columns, codes)
    tables = load_tables(tuple(dict.fromkeys((*policy.classify.codes, *codes))))
    return Classifier(policy, card, card.fields, tables)


def assess(columns: Mapping[str, list[str]], codes: tuple[str, ...] = (), policy: Policy = POLICY) -> Assessed:
    return classifier(columns, codes, policy).assess(batch_of(columns))


def classes(mask: int, policy: Policy = POLICY) -> set[str]:
    return {name for bit, name in enumerate(policy.class_names) if mask >> bit & 1}


def changed(**settings: object) -> Policy:
    policy = POLICY.model_copy(update={"classify": POLICY.classify.model_copy(update=settings)})
    policy.__dict__.pop("class_names", None)  # remembered by the original
    return policy


def test_the_code_the_text_the_relationship_the_flag_and_the_narrative_all_count() -> None:
    rows = {
        "offense_code": ["11A", "13B", "13B", "290", "999"],
        "offense_text": ["", "DOMESTIC BATTERY", "ASSAULT", "VANDALISM", "INJURED PERSON"],
        "relationship": ["ST", "", "SE", "", ""],
        "domestic_flag": ["N", "N", "N", "Y", "N"],
        "narrative": ["", "", "", "", "She was sexually assaulted at a party."],
    }
    found = assess(rows)
    assert [sorted(classes(int(mask))) for mask in found.shows] == [
        [SEXUAL],
        ["family_violence", PARTNER],
        [PARTNER],
        ["family_violence", PARTNER],
        [SEXUAL],
    ]
    assert found.group.tolist()[:4] == [1, 1, 1, 2]


def test_explain_names_source_column_and_rule_and_no_value() -> None:
    rows = {"offense_code": ["11A"], "offense_text": ["Rape of Jane Roe"]}
    code, text = explain(assess(rows), 0, POLICY)
    assert code == {
        "source": "codes",
        "class": SEXUAL,
        "rule": "nibrs 11A",
        "column": "offense_code",
        "says": "NIBRS 11A: Rape.",
    }
    assert text == {
        "source": "offense_text",
        "class": SEXUAL,
        "rule": "text: sexual assault",
        "column": "offense_text",
        "says": "The offence text says: sexual assault.",
    }


def test_a_combination_is_read_as_one_and_told_of_the_column_that_says_it() -> None:
    rows = {"offense_category": ["SEX OFFENSE", "SEX OFFENSE"], "offense_text": ["BIGAMY", "SODOMY"]}
    found = assess(rows)
    assert [classes(int(mask)) for mask in found.shows] == [set(), {SEXUAL}]
    assert {entry["column"] for entry in explain(found, 1, POLICY)} == {"offense_text"}


def test_taken_in_for_safety_unless_other_evidence_shows_it_plainly() -> None:
    rows = {
        "offense_text": ["PROSTITUTION", "PROSTITUTION", "RUNAWAY"],
        "narrative": ["", "Victim of human trafficking.", ""],
    }
    found = assess(rows)
    assert [classes(int(mask)) for mask in found.for_safety] == [{TRAFFICKING}, set(), {CHILD}]
    assert explain(found, 0, POLICY)[0]["for_safety"] is True


def test_unknown_is_what_no_table_and_no_rule_knows() -> None:
    found = assess({"offense_code": ["QX9", "QX9", "13A", ""], "offense_text": ["QWXZ", "LARCENY", "QWXZ", ""]})
    assert found.unknown.tolist() == [True, False, False, False]
    assert found.stated.to_pylist() == ["QX9", "QX9", "13A", ""]


def test_a_bare_number_beside_a_text_is_only_doubt() -> None:
    found = assess({"offense_code": ["210", "0810"], "offense_text": ["", "THEFT OVER $500"]})
    assert found.shows.tolist() == [0, 0]
    assert SEXUAL in classes(int(found.may[0]))
    assert found.group[1] == OffenseGroup.PROPERTY


def test_a_card_that_names_its_tables_is_believed() -> None:
    found = assess({"offense_code": ["0486", "QX9"]}, codes=("chicago_iucr",))
    assert classes(int(found.shows[0])) == {PARTNER, "family_violence"}
    assert found.unknown.tolist() == [False, True]


def test_a_category_beside_a_description_leaves_nothing_open_that_the_description_settles() -> None:
    rows = {"offense_category": ["ROBBERY", "ROBBERY"], "offense_text": ["ROBBERY OF A BANK WITH A GUN", ""]}
    found = assess(rows, codes=("sf_2016",))
    assert found.may[0] == 0
    assert found.may[1] != 0


def test_an_empty_relationship_on_a_crime_against_a_person_is_weak() -> None:
    found = assess({"offense_code": ["09A", "09A", "35A", "11A"], "relationship": ["", "ST", "", ""]})
    assert found.weak.tolist() == [True, True, False, False]


def test_doubt_passes_where_the_policy_says_so() -> None:
    found = assess({"offense_code": ["13A"]}, policy=changed(may_evidence="pass"))
    assert found.weak.tolist() == [False]
    assert found.may[0] != 0


def test_sources_that_are_off_say_nothing() -> None:
    rows = {"offense_code": ["11A"], "domestic_flag": ["Y"]}
    found = assess(rows, policy=changed(sources=("flags",)))
    assert classes(int(found.shows[0])) == {PARTNER, "family_violence"}
    assert not found.unknown[0]


def test_circumstance_and_location_of_nibrs() -> None:
    rows = {"offense_code": ["13A", "13A"], "circumstance": ["06", "01"], "premise": ["20", "54"]}
    found = assess(rows, codes=("nibrs",))
    assert classes(int(found.shows[0])) == {PARTNER, "family_violence"}
    assert found.shows[1] == 0
    assert {e["rule"] for e in explain(found, 1, POLICY)} >= {"nibrs_locations 54"}


def test_a_policy_adds_classes_by_code_and_word() -> None:
    from redact.policy.model import AddedClass

    policy = changed(classes={"overdose": AddedClass(codes=("OD1",), words=("overdose*", "narcan given"))})
    rows = {
        "offense_code": ["OD1", "", ""],
        "offense_text": ["", "OVERDOSES", ""],
        "narrative": ["", "", "Narcan  given by medics."],
    }
    found = assess(rows, policy=policy)
    assert [classes(int(mask), policy) for mask in found.shows] == [{"overdose"}] * 3


def test_the_same_however_the_rows_are_cut_and_after_a_journey_to_a_worker() -> None:
    rows = {
        "offense_code": ["11A", "13B", "ZZ", "290", "40A"] * 3,
        "offense_text": ["", "DV", "", "VANDALISM", ""] * 3,
        "relationship": ["", "SE", "", "XS", ""] * 3,
        "victim_age": ["12", "30", "", "70", ""] * 3,
        "narrative": ["", "", "Her husband hit her.", "", ""] * 3,
    }
    whole = classifier(rows)
    at_once = whole.assess(batch_of(rows))
    travelled = pickle.loads(pickle.dumps(whole))
    for start in range(0, 15, 4):
        part = {name: cells[start : start + 4] for name, cells in rows.items()}
        cut = travelled.assess(batch_of(part))
        for name in ("shows", "may", "for_safety", "group", "unknown", "weak", "careful", "conflict"):
            assert getattr(cut, name).tolist() == getattr(at_once, name)[start : start + 4].tolist()
        assert [explain(cut, i, POLICY) for i in range(len(cut))] == [
            explain(at_once, start + i, POLICY) for i in range(len(cut))
        ]


def test_an_empty_batch() -> None:
    found = assess({"offense_code": [], "narrative": [], "relationship": []})
    assert len(found) == 0
    assert found.stated.to_pylist() == []


def test_a_card_naming_a_table_that_is_not_loaded() -> None:
    card = card_of({"offense_code": ["1"]}, codes=("denver",))
    with pytest.raises(Missing, match="denver"):
        Classifier(POLICY, card, card.fields, load_tables(["nibrs"]))


def test_no_column_that_says_a_relationship_is_its_own_rule() -> None:
    rows = {"offense_code": ["09A", "35A", "11A"]}
    assert assess(rows).careful.tolist() == [True, False, False]
    doubt = assess(rows, policy=changed(relationship_absent="may"))
    assert (doubt.weak.tolist(), doubt.careful.tolist()) == ([True, False, False], [False] * 3)
    told = assess({**rows, "relationship": ["", "", ""]})
    assert (told.weak.tolist(), told.careful.tolist()) == ([True, False, False], [False] * 3)
    nothing = assess({"offense_code": ["35A"]}, policy=changed(relationship_absent="pass"))
    assert not nothing.weak.any()
    assert not nothing.careful.any()


def test_an_empty_relationship_can_be_no_hint() -> None:
    rows = {"offense_code": ["64B"], "relationship": [""]}
    silent = assess(rows, policy=changed(relationship_empty="pass"))
    assert silent.weak.tolist() == [False]


def test_columns_that_contradict_each_other_are_marked_and_what_is_shown_stands() -> None:
    rows = {
        "offense_text": ["DOMESTIC BATTERY", "DOMESTIC BATTERY", "DOMESTIC BATTERY", "THEFT", "DOMESTIC BATTERY"],
        "domestic_flag": ["N", "", "Y", "N", "false"],
        "relationship": ["", "ST", "SE", "ST", "Acquaintance"],
    }
    found = assess(rows)
    assert [Conflict(int(mark)) for mark in found.conflict] == [
        Conflict.FLAG_DENIES,
        Conflict.RELATIONSHIP_DENIES,
        Conflict.NONE,
        Conflict.NONE,
        Conflict.FLAG_DENIES | Conflict.RELATIONSHIP_DENIES,
    ]
    assert all(PARTNER in classes(int(mask)) for mask in found.shows[[0, 1, 2, 4]])
    assert all(len(Conflict(int(mark)).sentences()) == int(mark).bit_count() for mark in found.conflict)


def test_a_source_that_is_off_contradicts_nothing() -> None:
    rows = {"offense_text": ["DOMESTIC BATTERY"], "domestic_flag": ["N"]}
    assert assess(rows, policy=changed(sources=("offense_text",))).conflict.tolist() == [0]


def test_evidence_is_combined_row_by_row() -> None:
    rows = {"offense_code": ["11A", "35A", "11A"], "domestic_flag": ["", "Y", ""]}
    code, combined = combinations(assess(rows))
    assert code[0] == code[2] != code[1]
    assert [piece.rule.name for piece in combined[code[0]]] == ["nibrs 11A"]
    assert {piece.source for piece in combined[code[1]]} == {"flags"}
