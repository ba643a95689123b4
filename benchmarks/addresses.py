"""Reads labelled addresses and prints, per set, how many house numbers and streets come out right, whether a
published text still holds a house number, and how fast a million texts are read beside `usaddress`.

    python benchmarks/addresses.py --data DIR [--wrong N] [--speed]

The last line is JSON; its `right` is over the labelled sets only, without the street layer that is written out as
addresses. Exits with 1 where a text would be published with its house number.

Counted are texts whose labels have an AddressNumber with a digit, a StreetName and no box (`parseable`). Right is
the number and every word of the street in order (direction, name, type, direction), with both sides abbreviated
word by word in the same way; the labels are taken as they are, also where they are wrong.
House numbers are the ones in front of the street: a few labels say of a route that it is one.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SETS: Final = (
    "geo/addresses/usaddress/measure_performance_test_data_simple_address_patterns.xml",
    "geo/addresses/usaddress/measure_performance_test_data_synthetic_osm_data.xml",
    "geo/addresses/usaddress/training_us50_messiest_manual_label.xml",
    "text/usaddress_training/training_labeled.xml",
    "text/usaddress_training/training_multi_word_state_addresses.xml",
    "text/usaddress_training/training_synthetic_osm_data_xml.xml",
    "text/usaddress_training/training_us50_train_tagged.xml",
)
UNLABELLED: Final = "geo/addresses/usaddress/training_unparseable.csv"
CENTERLINE: Final = "geo/addresses/passyunk/philadelphia_centerline_ranges.csv"
BALTIMORE: Final = "geo/baltimore/part1_crime_victim_based.csv.gz"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One address as written, its house number as labelled, and the words of its street in order."""

    text: str
    number: str
    street: str
    labelled: bool = True

    @property
    def parseable(self) -> bool:
        return self.number != "" and self.street != ""


STREET_LABELS: Final = (
    "StreetNamePreModifier", "StreetNamePreDirectional", "StreetNamePreType", "StreetName",
    "StreetNamePostType", "StreetNamePostDirectional", "StreetNamePostModifier", "suffix",
)  # fmt: skip


def labelled(path: Path) -> Iterator[Labelled]:
    """The addresses of one file of tagged tokens; corners (two streets) and boxes have no house number here."""
    for address in ElementTree.parse(path).getroot():
        tokens = [(part.tag, " ".join((part.text or "").split())) for part in address]
        labels = {label for label, _ in tokens}
        first = next((at for at, (label, _) in enumerate(tokens) if label.startswith("StreetName")), len(tokens))
        numbers = [word for label, word in tokens[:first] if label == "AddressNumber"]
        numbers = numbers or [word for label, word in tokens if label == "AddressNumber"]
        number = " ".join(numbers).strip(" ,.;")
        apart = "StreetName" not in labels or "IntersectionSeparator" in labels or any("Box" in la for la in labels)
        street = "" if apart else " ".join(word for label, word in tokens if label in STREET_LABELS)
        yield Labelled(
            " ".join("".join(address.itertext()).split()), number if re.search(r"\d", number) else "", street
        )


def unlabelled(path: Path) -> Iterator[Labelled]:
    """Every cell of a table of texts that nobody could label."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for row in csv.reader(file):
            for cell in row:
                yield Labelled(" ".join(cell.split()), "", "", labelled=False)


def segments(path: Path) -> Iterator[Labelled]:
    """House numbers on the segments of a street layer: the ends of its ranges, written as a clerk would."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            parts = [row["PRE_DIR"], row["ST_NAME"], row["ST_TYPE"], row["POST_DIR"]]
            street = " ".join(part.strip() for part in parts if part and part.strip())
            for end in ("L_T_ADD", "R_F_ADD"):
                if row[end] not in ("", "0"):
                    yield Labelled(f"{row[end]} {street}", row[end], street)


def words(street: str) -> list[str]:
    """The words of a street, each in its shortest usual form; the same for labels and for what was read."""
    from redact.place.abbreviations import DIRECTIONS, LAST_ONLY, NAME_WORDS, ORDINALS, TYPES
    from redact.place.street import clean, ordinal

    found: list[str] = []
    street = re.sub(r"\b(?:NO\.?|NUMBER|#) ?(?=\d)", "", street.upper())
    tokens = clean(street.replace("#", " ").replace("(", " ").replace(")", " ").replace(";", " ")).split()
    for at, token in enumerate(tokens):
        if token in ("NB", "SB", "EB", "WB"):
            continue
        word = ORDINALS.get(token, NAME_WORDS.get(token, token))
        word = DIRECTIONS.get(word) or TYPES.get(word) or (at and at == len(tokens) - 1 and LAST_ONLY.get(word)) or word
        word = {"NO": "N", "SO": "S"}.get(word, word)
        numeric = re.fullmatch(r"(\d{1,4})(ST|ND|RD|TH)?", word)
        if word in ("E", "W") and found[-1:] in (["N"], ["S"]):
            word = found.pop() + word
        found.append(ordinal(int(numeric[1])) if numeric else word)
    king = re.sub(
        r"\b(?:DR )?(?:MARTIN L(?:UTHER)? KING|M ?L KING|MLK)(?: JR)?\b", "MARTIN LUTHER KING", " ".join(found)
    )
    return king.split()


def right_number(number: str, address: Any) -> bool:
    """Whether the labelled number is the one read: 1234, 123B, 12-34, N6W23001, one of several."""
    grid = re.fullmatch(r"([NSEW]\d+[NSEW])(\d+)", number.upper().replace(" ", ""))
    if grid:
        return bool((address.prefix, address.number) == (grid[1], int(grid[2])))
    digits = [int(group) for group in re.findall(r"\d+", number)]
    if address.hyphen and len(digits) > 1:
        return bool(address.hundred == digits[0])
    return bool(address.number in digits)


def right_street(street: str, read: Iterable[Any]) -> bool:
    """Whether one of the streets read has the labelled words."""
    from redact.place.street import clean, is_route, readings

    expected = words(street)
    also = [
        words(str(one)) for one in readings(clean(street.replace("#", " # ")))[:1] if is_route(one)
    ]  # US HIGHWAY 101 is US 101
    return any(words(str(one)) in (expected, *also) for one in read)


def kept_numbers(one: Labelled, shown: str) -> bool:
    """Whether a published text has the house number among its words; without labels, the text's first number.

    A multiple of 100 is a block; the part of 12-34 before the hyphen is one where the text says 12-00.
    """
    number = one.number
    if not one.labelled:
        first = re.search(r"\d+(?:-\d+)?", one.text)
        number = first[0] if first else ""
    said = {group for group in re.findall(r"\d+", number) if int(group) % 100}
    said |= {str(int(group)) for group in said}
    if "-" in number:
        shown = re.sub(r"^\d+-00", "", shown)
    return bool(said & set(re.findall(r"(?<![A-Z\d])\d+(?![A-Z\d])", shown)))


@dataclass(frozen=True, slots=True)
class Score:
    """One set: texts, parseable ones, those right by the first reading and by any, and those that keep a number."""

    name: str
    texts: int
    parseable: int
    right: int
    any_reading: int
    published: int
    kept: int
    wrong: tuple[str, ...] = ()


def score(name: str, addresses: Sequence[Labelled]) -> Score:
    """Reads a set and compares it with its labels."""
    from redact.place.address import AddressKind, hundred_block_text, parse

    parseable = right = any_reading = published = kept = 0
    wrong = []
    for one in addresses:
        address = parse(one.text)
        shown = hundred_block_text(address)
        published += shown != ""
        if kept_numbers(one, shown):
            kept += 1
            wrong.append(f"KEPT  {one.text!r} -> {shown!r}")
        if not one.parseable:
            continue
        parseable += 1
        number = address.kind is AddressKind.NUMBERED and right_number(one.number, address)
        first = number and right_street(one.street, address.streets[:1])
        right += first
        any_reading += number and right_street(one.street, address.streets)
        if not first:
            read = " | ".join(map(str, address.streets))
            wrong.append(f"{one.text!r}: {one.number} {one.street!r} -> {address.kind.name} {address.number} {read!r}")
    return Score(name, len(addresses), parseable, right, any_reading, published, kept, tuple(wrong))


def scores(data: Path) -> list[Score]:
    """Every set that is there."""
    found = [score(Path(name).stem, list(labelled(data / name))) for name in SETS if (data / name).exists()]
    if (data / UNLABELLED).exists():
        found.append(score(Path(UNLABELLED).stem, list(unlabelled(data / UNLABELLED))))
    if (data / CENTERLINE).exists():
        found.append(score(Path(CENTERLINE).stem, list(segments(data / CENTERLINE))))
    return found


SPEED_TEXTS: Final = 1_000_000
SPEED_SAMPLE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds for a million texts by the engine, and by `usaddress.parse` row by row (a sample, scaled)."""

    name: str
    distinct: int
    engine_s: float
    usaddress_s: float

    @property
    def ratio(self) -> float:
        return self.usaddress_s / self.engine_s


def as_they_come(data: Path) -> list[str]:
    """A million texts with their repeats: Baltimore's rows in their order and every labelled text, over and over."""
    import gzip

    with gzip.open(data / BALTIMORE, "rt", encoding="utf-8", errors="replace") as file:
        texts = [row["Location"] for row in csv.DictReader(file)]
    for name in SETS:
        texts += [one.text for one in labelled(data / name)]
    return (texts * (SPEED_TEXTS // len(texts) + 1))[:SPEED_TEXTS]


def all_distinct(data: Path) -> list[str]:
    """A million different texts: those of `as_they_come`, then house numbers of Philadelphia's street segments."""
    texts = dict.fromkeys(as_they_come(data))
    with (data / CENTERLINE).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for step in range(500):
        for row in rows:
            street = " ".join(row[part].strip() for part in ("PRE_DIR", "ST_NAME", "ST_TYPE", "POST_DIR") if row[part])
            texts[f"{int(row['L_F_ADD'] or 0) + step} {street}"] = None
            if len(texts) >= SPEED_TEXTS:
                return list(texts)
    return list(texts)


def speeds(data: Path) -> list[Speed]:
    """The engine against usaddress, with repeats and without."""
    return [measure("as they come", as_they_come(data)), measure("all distinct", all_distinct(data))]


def parse_ratio(data: Path) -> float:
    """How many times faster a million texts are read than by usaddress row by row: the worse of the two mixes."""
    return min(one.ratio for one in speeds(data))


def measure(name: str, texts: list[str], sample: int = SPEED_SAMPLE) -> Speed:
    """The engine on all texts, and `usaddress.parse` row by row on a random sample, scaled to all of them."""
    import random

    import usaddress

    chosen = random.Random(5).sample(texts, sample)
    usaddress.parse(chosen[0])
    start = time.perf_counter()
    for text in chosen:
        usaddress.parse(text)
    theirs = (time.perf_counter() - start) * len(texts) / len(chosen)
    distinct, ours = _read_all(texts)
    return Speed(name, distinct, ours, theirs)


def _read_all(texts: list[str]) -> tuple[int, float]:
    """Distinct texts, and the seconds that the pipeline's way takes: normal spelling, distinct texts, reading."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from redact.place.gazetteer import NOT_FOUND, Gazetteer
    from redact.place.said import Addresses

    column = pa.array(texts, pa.string())
    addresses = Addresses(Gazetteer([]), lambda _: NOT_FOUND)
    start = time.perf_counter()
    for at in range(0, len(column), _BATCH):
        words = pc.utf8_trim_whitespace(pc.utf8_upper(column.slice(at, _BATCH)))
        encoded = pc.replace_substring_regex(words, r"\s+", " ").dictionary_encode()
        code, said = addresses.read(encoded.dictionary)
        assert len(code) == len(encoded.dictionary)
        assert said
    return len(set(texts)), time.perf_counter() - start


_BATCH: Final = 100_000


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--wrong", type=int, default=0, help="how many texts that came out wrong to list per set")
    parser.add_argument("--speed", action="store_true", help="also measure the speed, about four minutes")
    options = parser.parse_args()
    found = scores(options.data)
    print(f"{'set':55}{'texts':>7}{'parseable':>11}{'right':>9}{'any':>9}{'published':>11}{'kept':>6}")
    for one in found:
        share = f"{one.right / one.parseable:9.2%}{one.any_reading / one.parseable:9.2%}" if one.parseable else " " * 18
        print(f"{one.name:55}{one.texts:7}{one.parseable:11}{share}{one.published:11}{one.kept:6}")
        for line in one.wrong[: options.wrong]:
            print("   ", line)
    timed = speeds(options.data) if options.speed else []
    for speed in timed:
        print(
            f"{speed.name}: {speed.distinct:,} distinct, {speed.engine_s:.1f} s per million, usaddress "
            f"{speed.usaddress_s:.1f} s, {speed.ratio:.1f} times faster"
        )
    in_labels = [one for one in found if one.name in {Path(name).stem for name in SETS}]
    parseable = sum(one.parseable for one in in_labels)
    print(
        json.dumps(
            {
                "texts": sum(one.texts for one in found),
                "parseable": parseable,
                "right": round(sum(one.right for one in in_labels) / max(parseable, 1), 5),
                "kept": sum(one.kept for one in found),
                **({"parse_ratio": round(min(one.ratio for one in timed), 1)} if timed else {}),
            }
        )
    )
    return 1 if any(one.kept for one in found) else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    sys.exit(main())
