"""The city in which every identifier is unique."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter

import pyarrow.compute as pc

from redact.synth import City

from .reading import read
from .test_narratives import literals


def canaries(city: City) -> list[tuple[str, str]]:
    with (city.folder / "truth" / "canaries.csv").open(encoding="utf-8", newline="") as file:
        return [(row["kind"], row["value"]) for row in csv.DictReader(file)]


def test_no_value_is_listed_twice_and_all_kinds_occur(unique_city: City) -> None:
    found = canaries(unique_city)
    values = [value for _, value in found]
    assert len(set(values)) == len(values)
    assert set(Counter(kind for kind, _ in found)) >= {
        "name",
        "officer",
        "phone",
        "email",
        "plate",
        "case_number",
        "address",
        "coordinate",
        "ssn",
        "vin",
        "driver_license",
        "account",
        "id_other",
        "handle",
    }


def test_names_are_words_that_occur_nowhere_else(unique_city: City) -> None:
    names = {value.lower() for kind, value in canaries(unique_city) if kind in ("name", "officer")}
    public = {word for text in literals() for word in re.findall(r"\w+", text.lower())}
    for name in ("premise", "offense_text", "offense_category", "status", "disposition", "weapon"):
        public |= {
            word
            for text in read(unique_city, "incidents")[name].to_pylist()
            for word in re.findall(r"\w+", text.lower())
        }
    public |= {
        word
        for text in read(unique_city, "incidents")["address"].to_pylist()
        for word in re.findall(r"\w+", text.lower())
    }
    assert not names & public


def test_every_person_has_a_name_of_their_own(unique_city: City) -> None:
    truth = unique_city.truth()
    owner: dict[str, int] = {}
    for role in ("victim", "suspect", "caller"):
        for number, name in zip(truth[role].to_pylist(), truth[f"{role}_name"].to_pylist(), strict=True):
            if number >= 0:
                for word in name.split():
                    assert owner.setdefault(word, number) == number


def test_everything_identifying_in_the_columns_is_listed(unique_city: City) -> None:
    values = {value for _, value in canaries(unique_city)}
    lower = {value.lower() for value in values}
    incidents = read(unique_city, "incidents")
    for column in ("phone", "email", "plate", "incident_number"):
        cells = incidents[column]
        assert set(cells.filter(pc.not_equal(cells, "")).to_pylist()) <= values
    for column in ("suspect_name",):
        for name in incidents[column].to_pylist():
            assert {word.lower() for word in re.findall(r"\w+", name)} <= lower


def test_everything_identifying_in_the_narratives_is_listed(unique_city: City) -> None:
    lower = {value.lower() for _, value in canaries(unique_city)}
    unlisted = Counter()
    for line in (unique_city.folder / "truth" / "spans.jsonl").read_text(encoding="utf-8").splitlines():
        for span in json.loads(line)["spans"]:
            label, text = span["label"], span["text"].lower()
            if label == "PERSON":
                words = [word for word in re.findall(r"\w+", text) if len(word) > 1]
                assert words or re.fullmatch(r"\w\.\w\.", text)
                assert set(words) <= lower
            elif label in ("PHONE", "EMAIL", "PLATE", "SSN", "VIN", "DRIVER_LICENSE", "ID_OTHER", "HANDLE", "URL"):
                unlisted[label] += text not in lower
    assert not +unlisted
