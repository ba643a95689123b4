"""Labelled addresses: house number and street come out right, nothing is published with its house number, and fast."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from redact.place.address import parse


@pytest.fixture(scope="module")
def bench(repository: Path) -> Any:
    """The benchmark's module; `benchmarks` is a folder of scripts and no package."""
    spec = importlib.util.spec_from_file_location("benchmark_of_addresses", repository / "benchmarks" / "addresses.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


LABELS = """<AddressCollection>
  <AddressString><AddressNumber>1234</AddressNumber> <StreetNamePreDirectional>N.</StreetNamePreDirectional>
    <StreetName>Main</StreetName> <StreetNamePostType>Street,</StreetNamePostType>
    <PlaceName>Reno</PlaceName></AddressString>
  <AddressString><StreetName>Main</StreetName> <StreetNamePostType>St</StreetNamePostType>
    <IntersectionSeparator>and</IntersectionSeparator> <StreetName>Oak</StreetName></AddressString>
  <AddressString><USPSBoxType>PO Box</USPSBoxType> <USPSBoxID>12</USPSBoxID></AddressString>
</AddressCollection>"""


def test_labels_are_read(bench: Any, tmp_path: Path) -> None:
    path = tmp_path / "labels.xml"
    path.write_text(LABELS, encoding="utf-8")
    address, corner, box = bench.labelled(path)
    assert (address.text, address.number, address.street) == ("1234 N. Main Street, Reno", "1234", "N. Main Street,")
    assert address.parseable
    assert not corner.parseable
    assert not box.parseable


def test_what_is_right(bench: Any) -> None:
    for text, number, street in (
        ("1234 N Main St", "1234", "North Main Street"),
        ("123B 2nd Ave", "123B", "Second Avenue"),
        ("12-34 45th Ave", "12-34", "45th Ave."),
        ("5245;5225 3rd Street", "5245;5225", "3rd Street"),
        ("N6W23001 Bluemound Rd", "N6W23001", "Bluemound Road"),
        ("1200 US Highway 101", "1200", "US Hwy 101"),
    ):
        address = parse(text)
        assert bench.right_number(number, address)
        assert bench.right_street(street, address.streets[:1])
    wrong = parse("1234 N Main St")
    assert not bench.right_number("1243", wrong)
    assert not bench.right_street("N Main Ave", wrong.streets)
    assert not bench.right_street("S Main St", wrong.streets)


def test_what_is_kept(bench: Any) -> None:
    assert bench.kept_numbers(bench.Labelled("1234 MAIN ST", "1234", "MAIN ST"), "1234 BLOCK MAIN ST")
    assert bench.kept_numbers(bench.Labelled("1234 MAIN ST", "", "", False), "1200 BLOCK MAIN ST 1234")
    assert not bench.kept_numbers(bench.Labelled("1234 MAIN ST", "1234", "MAIN ST"), "1200 BLOCK MAIN ST")
    assert not bench.kept_numbers(bench.Labelled("1200 MAIN ST", "1200", "MAIN ST"), "1200 BLOCK MAIN ST")
    assert not bench.kept_numbers(bench.Labelled("12-34 45TH AVE", "12-34", "45TH AVE"), "12-00 BLOCK 45TH AVE")


def test_the_benchmark_times_every_distinct_text_and_its_peer(bench: Any) -> None:
    """How many times faster is for the benchmark to say: on a busy machine a small sample says anything."""
    texts = [f"{number} {way} {name} {type_}" for number in range(1, 700, 7) for way in "NS" for name, type_ in NAMES]
    speed = bench.measure("made up", texts, sample=50)
    assert speed.distinct == len(texts)
    assert speed.engine_s > 0
    assert speed.usaddress_s > 0


NAMES = [("MAIN", "ST"), ("GREEN SPRING", "AVE"), ("5TH", "AV"), ("MARTIN LUTHER KING JR", "BLVD"), ("KEY", "HWY")]


@pytest.mark.real_data
def test_labelled_addresses_come_out_right_and_without_their_number(bench: Any, shared_data: Path) -> None:
    found = [bench.score(name, list(bench.labelled(shared_data / name))) for name in bench.SETS]
    found.append(bench.score(bench.UNLABELLED, list(bench.unlabelled(shared_data / bench.UNLABELLED))))
    assert [one.name for one in found if one.kept] == []
    parseable = sum(one.parseable for one in found)
    assert parseable > 20_000
    assert sum(one.right for one in found) / parseable >= 0.99
    for one in found[:-1]:
        assert one.right / one.parseable >= 0.95, one.name
