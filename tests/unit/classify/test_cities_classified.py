"""Real exports: what the code does not say is found by the flag, the relationship or a linked row."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pytest

from redact.classify import Assessed, Classifier, Conflict
from redact.classify.unknown import Shelf, unknown_codes
from redact.links.within import LINKED, classify_file
from redact.policy import policy_by_name
from redact.records.batch import Batch
from redact.records.card import card_by_name
from redact.records.source import Source, open_source

DATA = Path(__file__).parents[4] / "shared" / "data" / "incidents"
POLICY = policy_by_name("baseline")
AT_HOME = np.uint32(
    sum(1 << POLICY.class_names.index(name) for name in ("intimate_partner_violence", "family_violence"))
)

pytestmark = pytest.mark.real_data


def opened(card: str, file: str) -> Source:
    path = DATA / file
    if not path.is_file():
        pytest.skip(f"the city's file is not here: {path}")
    return open_source([path], card_by_name(card))


def assessed(source: Source) -> Iterator[tuple[Batch, Assessed]]:
    classifier = Classifier.of(POLICY, source)
    return ((batch, classifier.assess(batch)) for batch in source.batches())


def test_chicago_by_its_flag_and_against_it() -> None:
    """461 domestic rows have no domestic word; 102 rows have one and a flag that says no."""
    found = denied = 0
    for batch, judged in assessed(opened("chicago_2014", "chicago_crimes_2014/chicago_crimes_2014_03_04.csv")):
        parts = batch.table["offense_text"], batch.table["offense_text_2"]
        text = pc.utf8_upper(pc.binary_join_element_wise(*parts, " "))
        worded = pc.match_substring_regex(text, "DOMESTIC|ORDER OF PROTECTION").to_numpy(zero_copy_only=False)
        flagged = pc.equal(pc.utf8_lower(batch.table["domestic_flag"]), "true").to_numpy(zero_copy_only=False)
        shows = (judged.shows & AT_HOME) != 0
        assert shows[flagged].all()
        by_flag = next(each for each in judged.found if each.source == "flags")
        assert (by_flag.rule[flagged & ~worded] > 0).all()
        found += int((flagged & ~worded).sum())
        against = worded & ~flagged
        assert (judged.shows[against] != 0).all(), "protected all the same"
        told = (judged.conflict[against] & Conflict.FLAG_DENIES) != 0
        assert told[shows[against]].all(), "and reported as a contradiction"
        denied += int(against.sum())
    assert (found, denied) == (461, 102)


def test_vermont_by_relationships_and_by_the_other_rows_of_an_incident() -> None:
    found = classify_file(opened("vermont_nibrs", "nibrs_flat/vermont_nibrsFlat.csv"), POLICY)
    tables = {tally.name: tally for tally in found.summary()}
    partner, family = tables["intimate_partner_violence"], tables["family_violence"]
    assert partner.by_source["relationship"] >= 54
    assert family.by_source["relationship"] >= 35
    assert partner.only["relationship"] >= 40
    assert partner.by_source[LINKED] >= 200, "the rows of an incident share what one of them says"
    assert family.by_source[LINKED] >= 150


@pytest.mark.parametrize(
    ("card", "file"),
    [
        ("denver", "denver_crime/denver_crime_all.csv"),
        ("boston_2021", "boston_crime/boston_crime_2021.csv"),
        ("san_francisco_2016", "sf_police_2016/sf_police_2016_truncated.csv"),
    ],
)
def test_every_code_is_known_or_listed_with_the_nearest_known(card: str, file: str) -> None:
    source = opened(card, file)
    stated, unknown = set(), set()
    for batch, judged in assessed(source):
        codes = np.asarray(judged.stated.to_pylist(), dtype=object)
        stated.update(codes)
        unknown.update(codes[judged.unknown & (batch.faults == 0)])
    listed = {each.code: each for each in unknown_codes(source, POLICY)}
    assert len(stated) > 30
    assert unknown <= set(listed)
    assert all(listed[code].nearest for code in unknown)


def test_a_city_without_its_own_table_gets_proposals() -> None:
    """Denver's codes read as if nobody knew them: the texts find their like in other tables."""
    shelf = Shelf()
    for text, word in (("SEX ASSAULT RAPE", "sexual_assault"), ("HARASSMENT STALKING DV", "stalking")):
        assert word in {name for line in shelf.nearest("Q1", text) for name in line.classes}
    assert shelf.nearest("Q2", "XQZW BLORT") == ()
