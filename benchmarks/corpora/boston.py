"""Real officers' narratives whose names the city took out (Boston field reports, 2019), with made-up people again.

Every `XXX` is typed by the words beside it (birth date, plate, house number, unit, else a person) and filled; a person
comes back later in the text by surname or first name. Officers' names, which the city left in, are swapped too, so that
nothing made from these texts carries a real person. Wrong types stay: about one slot in ten.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.corpora.names import Names, Person
from redact.identity.lexicon import Word, lexicon

FILES = (
    ("rms_fieldcontacts_for_public_2019.csv", "contact_reason"),
    ("mark43_fieldcontacts_for_public_2019.csv", "narrative"),
)
TEST_OFFICERS = 5
"""The texts of one officer in five are kept for tests."""

_SLOT = re.compile(r"X{3,}(?:[/\-.]X{2,})+|XX/XX/?X{2,4}|X{3,}")
_DATE_LIKE = re.compile(r"XX/XX")
_REG_BEFORE = re.compile(
    r"(?:REG(?:ISTRATION)?\b|PLATES?\b|TAGS?\b|REG\.?\s*#|REG\s*NO|\b(?:MA|NH|RI|CT|NY|ME|VT|NJ|PA|FL)\b)[\s#:.(/\-]*$",
    re.I,
)
_HOUSE_BEFORE = re.compile(
    r"(?:\bAT|\bOF|\bFROM|\bON|\bNEAR|ADDRESS[:\s]*|LIVES|RESIDES|@|\bTO|\bIN|OUTSIDE|INSIDE)\s*$", re.I
)
_UNIT_BEFORE = re.compile(r"(?:\bAPT\.?|\bUNIT|#)\s*$", re.I)
_STREET_AFTER = re.compile(
    r"^\s?(?:[NSEW]\.? )?(?:[A-Za-z'.]+ ){1,3}?(?:ST|STREET|AVE?|AVENUE|RD|ROAD|DR|DRIVE|LN|LANE|CT|COURT|PL|"
    r"PLACE|TER|TERR|TERRACE|WAY|SQ|SQUARE|PK|PARK|BLVD|CIR|HWY|PKWY)\b",
    re.I,
)
_SKIP = re.compile(r"\b(?:ST|SAINT)\.? X{3}|[A-WYZ]X{3}[A-WYZ]{1,2}X{3}|X{3}[A-RT-WYZ]{1,2}\b")
_TITLE_BEFORE = re.compile(r"\b(?:MR|MS|MRS|MISS)\.?\s*$", re.I)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’\-]*")
_OFFICER_NEAR = re.compile(
    r"(?:\bOFFICERS?|\bOFC\.?|\bOFF\.|\bP\.?O\.?|\bSGT\.?|\bDET\.?|\bDETECTIVES?|"
    r"\bSERGEANT|\bLT\.?|\bTROOPERS?|\bTPR\.?)\s*$",
    re.I,
)
_STREET_NEXT = re.compile(
    r"^(?:['’]?S)? (?:ST|AVE?|RD|SQ|DR|STREET|AVENUE|ROAD|SQUARE|TERR?|CT|WAY|PARK|HILL|MALL|GANG)\b", re.I
)


@dataclass(slots=True)
class Filled:
    """A text and its marks, with the record columns that the surrogates would have had."""

    text: str
    spans: list[dict[str, Any]]
    people: list[Person]
    officer: str
    caps: bool
    group: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """One narrative as the city published it."""

    text: str
    officer: str
    supervisor: str
    street: str

    @property
    def held_back(self) -> bool:
        """Whether it is for tests, by its officer."""
        return hashlib.blake2b(self.officer.encode(), digest_size=2).digest()[0] % TEST_OFFICERS == 0


def read_reports(folder: Path) -> list[Report]:
    """All narratives that are not empty and whose slots can be read."""
    found = []
    for name, column in FILES:
        with (folder / name).open(encoding="utf-8", errors="replace", newline="") as stream:
            for row in csv.DictReader(stream):
                text = row[column].replace("\r\n", "\n").replace("\r", "\n").strip()
                if len(text) > 30 and "\ufffd" not in text:
                    found.append(
                        Report(text, row["contact_officer_name"], row["supervisor_name"], row["street"].upper())
                    )
    return found


def roster(reports: list[Report]) -> frozenset[str]:
    """Upper-case surname of every officer of the set."""
    names = {_surname(each) for report in reports for each in (report.officer, report.supervisor)}
    return frozenset(name for name in names if len(name) > 2)


def _surname(cell: str) -> str:
    return cell.partition(",")[0].strip().upper().replace("'", "")


def streets(reports: list[Report]) -> frozenset[str]:
    """First words of the streets that the set's column has."""
    return frozenset(report.street.split()[0] for report in reports if report.street.split())


def fill(
    report: Report, names: Names, officers: frozenset[str], known_streets: frozenset[str], rnd: Random
) -> Filled | None:
    """The text with people in it; None where a slot cannot be read."""
    text = report.text
    if _SKIP.search(text):
        return None
    upper = sum(map(str.isupper, text.replace("X", "")))
    caps = upper > 2 * sum(map(str.islower, text))
    cast: list[Person] = []
    pieces: list[str] = []
    spans: list[dict[str, Any]] = []
    length = 0

    def put(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    def mark(value: str, label: str, **more: Any) -> None:
        value = value.upper() if caps else value
        spans.append({"start": length, "end": length + len(value), "label": label, "text": value, **more})
        put(value)

    swapped: dict[str, str] = {}
    own = {_surname(each) for each in (report.officer, report.supervisor)}
    at = 0
    last_slot_end = -9
    last_was_first = False
    for match in _SLOT.finditer(text):
        if match.start() < at:
            continue
        _plain(text[at : match.start()], officers, own, swapped, names, rnd, put, mark)
        before, after = "".join(pieces)[-40:], text[match.end() : match.end() + 40]
        slot = match.group()
        glued = before[-1:].isalnum()
        if glued and rnd.random() < 0.97:
            put(" ")
        if _DATE_LIKE.search(slot):
            mark(f"{rnd.randint(1, 12):02d}/{rnd.randint(1, 28):02d}/{rnd.randint(1950, 2008)}", "DOB")
        elif slot.count("-") == 2 and len(slot) == 11:
            mark(f"9{rnd.randint(10, 99)}-{rnd.randint(10, 99)}-{rnd.randint(1000, 9999)}", "SSN")
        elif slot.count("-") == 2:
            mark(f"617-555-01{rnd.randint(10, 99)}", "PHONE")
        elif len(slot) != 3:
            return None
        elif _REG_BEFORE.search(before):
            mark(_plate(rnd), "PLATE")
        elif _UNIT_BEFORE.search(before):
            mark(str(rnd.randint(1, 60)), "ADDRESS")
        elif _is_house(before, after, known_streets):
            mark(str(rnd.randint(2, 1400)), "ADDRESS")
        else:
            joined = match.start() - last_slot_end <= 1 and last_was_first
            value, person, last_was_first = _mention(before, after, cast, names, rnd, joined)
            mark(value, "PERSON", origin=person.origin)
        last_slot_end = match.end()
        if after[:1].isalpha() and not after.startswith(("'", "’")):
            put(" ")
        at = match.end()
    _plain(text[at:], officers, own, swapped, names, rnd, put, mark)
    whole = "".join(pieces)
    columns = {}
    for role, person in zip(("subject_name", "witness_name"), cast, strict=False):
        columns[role] = f"{person.family}, {person.given}".upper()
    return Filled(whole, spans, cast, report.officer, caps, columns=columns)


def _is_house(before: str, after: str, known_streets: frozenset[str]) -> bool:
    """Two of three: a word such as AT before it, a street's type behind it, a street of the column behind it."""
    signs = (_HOUSE_BEFORE.search(before), _STREET_AFTER.search(after), _first_word(after) in known_streets)
    return sum(map(bool, signs)) > 1


def _first_word(after: str) -> str:
    match = _WORD.search(after)
    return match.group().upper() if match and match.start() < 2 else ""


def _mention(
    before: str, after: str, cast: list[Person], names: Names, rnd: Random, joined: bool
) -> tuple[str, Person, bool]:
    """(the name as written here, the person, whether the next slot right beside it is the surname)."""
    if joined and cast:
        return cast[-1].family, cast[-1], False
    follows = after.startswith(" XXX") and not after.startswith(" XXX XXX")
    if follows and rnd.random() < 0.7:
        person = names.person(rnd)
        cast.append(person)
        return person.given, person, True
    introduced = after.lstrip(" ,-:;").upper().startswith(("(DOB", "DOB", "(XX/", "XX/", "D.O.B"))
    again = bool(cast) and not introduced and rnd.random() < 0.55
    person = rnd.choice(cast[-3:]) if again else names.person(rnd)
    if not again:
        cast.append(person)
    if _TITLE_BEFORE.search(before):
        return person.family, person, False
    draw = rnd.random()
    if again:
        form = person.family if draw < 0.6 else person.given if draw < 0.8 else f"{person.given} {person.family}"
    elif draw < 0.62:
        form = f"{person.given} {person.family}"
    elif draw < 0.72:
        form = f"{person.given} {person.middle or 'J'} {person.family}"
    elif draw < 0.82:
        form = f"{person.family}, {person.given}"
    elif draw < 0.92:
        form = person.family
    else:
        form = person.given
    return form, person, False


def _plain(
    text: str,
    officers: frozenset[str],
    own: set[str],
    swapped: dict[str, str],
    names: Names,
    rnd: Random,
    put: Any,
    mark: Any,
) -> None:
    """A stretch without slots: officers' surnames are swapped and marked."""
    at = 0
    for match in _WORD.finditer(text):
        word = match.group()
        bare = re.sub(r"['’][sS]$", "", word)
        name = bare.upper()
        if name.replace("'", "") not in officers or not bare[0].isupper() or _STREET_NEXT.match(text[match.end() :]):
            continue
        ordinary = lexicon().get(name.lower(), 0) & Word.ORDINARY
        if ordinary and name.replace("'", "") not in own and not _OFFICER_NEAR.search(text[: match.start()]):
            continue
        if name not in swapped:
            swapped[name] = names.person(rnd).family
        put(text[at : match.start()])
        value = swapped[name]
        mark(value.upper() if bare.isupper() else value, "OFFICER")
        at = match.start() + len(bare)
    put(text[at:])


def _plate(rnd: Random) -> str:
    letters = "ABCDEFGHJKLMNPRSTVWXYZ"
    style = rnd.randrange(3)
    if style == 0:
        return (
            f"{rnd.randint(1, 9)}{rnd.choice(letters)}{rnd.choice(letters)}{rnd.choice(letters)}{rnd.randint(10, 99)}"
        )
    if style == 1:
        return f"{rnd.randint(100, 999)}{rnd.choice(letters)}{rnd.choice(letters)}{rnd.randint(0, 9)}"
    return f"{rnd.randint(10, 99)}{rnd.choice(letters)}{rnd.choice(letters)}{rnd.randint(10, 99)}"


def shingles(text: str) -> set[str]:
    """Five-word runs, to tell near-twins."""
    words = re.findall(r"[a-z]+", text.lower())
    return {" ".join(words[i : i + 5]) for i in range(len(words) - 4)}


def split(reports: list[Report]) -> tuple[list[Report], list[Report]]:
    """(training, test): by officer, without test texts that nearly repeat a training text (a quarter of the runs)."""
    train = [each for each in reports if not each.held_back]
    seen: set[str] = set()
    for each in train:
        seen |= shingles(each.text)
    test = []
    for each in reports:
        if each.held_back:
            runs = shingles(each.text)
            if runs and len(runs & seen) / len(runs) < 0.25:
                test.append(each)
    return train, test


def filled(reports: list[Report], names: Names, everybody: list[Report], seed: int) -> Iterator[Filled]:
    """The reports with people in them, those that can be read."""
    officers, known = roster(everybody), streets(everybody)
    for number, report in enumerate(reports):
        done = fill(report, names, officers, known, Random(seed * 1_000_003 + number))
        if done is not None:
            yield done
