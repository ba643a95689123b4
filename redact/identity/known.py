"""What the record itself knows: the names, numbers and addresses of its columns, laid out for searching.

One index per record (row and linked rows). The text is then looked up in it token by token, so the
cost grows with the text, not with the number of ways in which a name can be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from redact.identity.dates import Day, days_of
from redact.identity.forms import compact, digits, fold, phone_digits, street_key
from redact.identity.names import PARTICLES, PersonName, forms_of_given, people_of
from redact.identity.spans import Entity, Known
from redact.identity.words import words
from redact.vocabulary import NAME_ROLES, ROLES, RoleGroup, role_group

PARTY_WORDS: Final = {
    "victim_name": "VICTIM",
    "suspect_name": "SUSPECT",
    "witness_name": "WITNESS",
    "reporting_party": "REPORTING-PARTY",
    "subject_name": "SUBJECT",
    "officer_name": "OFFICER",
}
"""The word of the mask for people of each name column."""

_ORDER = tuple(PARTY_WORDS.values())

_CODES: Final = {
    "license": Entity.DRIVER_LICENSE,
    "plate": Entity.PLATE,
    "vin": Entity.VIN,
    "incident_id": Entity.CASE_NUMBER,
    "event_id": Entity.CASE_NUMBER,
    "row_id": Entity.CASE_NUMBER,
    "person_id": Entity.ID_OTHER,
    "parcel_id": Entity.ID_OTHER,
}
_NUMBERED = re.compile(r"_\d+$")
_HOUSE = re.compile(r"^\s*(\d{1,6})[a-z]?(?:\s*-\s*\d+)?(?:\s+\d/\d)?\s+(.*)$", re.IGNORECASE)
_BLOCK = re.compile(r"^\s*(\d{1,4}(?:XX|00|0))\s*-?\s*(?:blk|block)?(?:\s+of)?\s+(.*)$", re.IGNORECASE)
_UNIT = re.compile(r"\b(?:apt|apartment|unit|ste|suite|room|rm|lot|space|spc|bldg|#)\b.*$|#.*$", re.IGNORECASE)
_STREET_SPLIT = re.compile(r"\s*(?:/|&|@|\band\b|\bat\b)\s*", re.IGNORECASE)
_DIRECTIONS = words("n s e w ne nw se sw")
_SUFFIX_KEYS = words(
    """
    st ave blvd rd dr ln ct cir pl way pkwy hwy ter trl sq loop aly cv path run row pike plz xing expy fwy tpke
    rte trfy
    """
)


@dataclass(frozen=True, slots=True)
class Party:
    """One person (or business) of a name column."""

    kind: str
    name: PersonName


@dataclass(frozen=True, slots=True)
class Street:
    """One street of a place column: the words of its name, its house number, the incident's own or a person's."""

    core: tuple[str, ...]
    house: str
    own: bool


@dataclass(slots=True)
class KnownIndex:
    """Everything to look for, by the form in which it is looked up; build with `index_known`, then read only.

    `words`: name token -> parties; `joined`: name parts written as one word -> parties; `phrases`: whole
    business or place names as token tuples; `numbers`: digit strings of at least four digits; `codes`:
    letters-and-digits forms; `literals`: strings to find as they are (e-mail addresses).
    """

    parties: list[Party] = field(default_factory=list)
    words: dict[str, set[int]] = field(default_factory=dict)
    joined: dict[str, set[int]] = field(default_factory=dict)
    given: dict[str, set[int]] = field(default_factory=dict)
    phrases: list[tuple[tuple[str, ...], Entity, int | None]] = field(default_factory=list)
    numbers: list[tuple[str, Entity, str]] = field(default_factory=list)
    codes: list[tuple[str, Entity, str]] = field(default_factory=list)
    literals: list[tuple[str, Entity, str]] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    streets: list[Street] = field(default_factory=list)
    own_days: list[Day] = field(default_factory=list)

    @property
    def has_names(self) -> bool:
        return any(not party.name.business for party in self.parties)


def index_known(known: Iterable[Known]) -> KnownIndex:
    """The index of a record's identifying cells. Unknown roles with a long code in them are taken as codes."""
    index = KnownIndex()
    house = ""
    people: dict[tuple[str, ...], Party] = {}
    for cell in known:
        value = cell.value.strip()
        if not value:
            continue
        role = cell.role
        if role not in ROLES:
            role = _NUMBERED.sub("", role)
        if role in NAME_ROLES:
            _note_people(people, role, value)
        elif role == "house_number":
            house = value
        elif role == "street":
            _add_place(index, f"{house} {value}" if house else value, own=True)
            house = ""
        elif role in ("address", "cross_street", "person_address"):
            _add_place(index, value, own=role != "person_address")
        elif role == "place_name":
            words = tuple(re.findall(r"[^\W_]+", fold(value)))
            if len(words) > 1 or (words and len(words[0]) > 5):
                index.phrases.append((words, Entity.PLACE, None))
        elif role.endswith("_dob"):
            index.days.extend(days_of(value))
        elif role in ("occurred_at", "occurred_date", "reported_at"):
            index.own_days.extend(days_of(value))
        elif role == "phone":
            _add_number(index, phone_digits(value) or digits(value), Entity.PHONE, "phone column")
            if len(phone_digits(value)) == 10:
                _add_number(index, phone_digits(value)[3:], Entity.PHONE, "phone column")
        elif role == "ssn":
            _add_number(index, digits(value), Entity.SSN, "ssn column")
        elif role == "email":
            index.literals.append((fold(value), Entity.EMAIL, "email column"))
        elif role in _CODES:
            code = compact(value)
            if len(code) >= 4:
                index.codes.append((code, _CODES[role], f"{role} column"))
        elif _is_other_code(role, value):
            index.codes.append((compact(value), Entity.ID_OTHER, "column"))
    for party in sorted(people.values(), key=lambda each: _ORDER.index(each.kind)):
        _add_party(index, party)
    return index


def _note_people(people: dict[tuple[str, ...], Party], role: str, value: str) -> None:
    """One party per distinct name; the more protective kind wins where a name stands in several columns."""
    kind = PARTY_WORDS[role]
    for name in people_of(value):
        key = tuple(sorted(name.whole))
        there = people.get(key)
        if there is None or _ORDER.index(kind) < _ORDER.index(there.kind):
            people[key] = Party(kind, name)


def _add_party(index: KnownIndex, party: Party) -> None:
    number = len(index.parties)
    index.parties.append(party)
    name = party.name
    if name.business:
        index.phrases.append((name.whole, Entity.PLACE, number))
        return
    for token in name.tokens:
        if token not in PARTICLES:
            index.words.setdefault(token, set()).add(number)
    for token in name.given:
        index.given.setdefault(token, set()).add(number)
        for form in forms_of_given(token):
            index.words.setdefault(form, set()).add(number)
    for part in (name.family, name.given, name.whole):
        for first in range(len(part)):
            for last in range(first + 2, min(first + 4, len(part)) + 1):
                word = "".join(part[first:last])
                if len(word) >= 5:
                    index.joined.setdefault(word, set()).add(number)


def _add_number(index: KnownIndex, number: str, entity: Entity, rule: str) -> None:
    if len(number) >= 6:
        index.numbers.append((number, entity, rule))


def _add_place(index: KnownIndex, value: str, *, own: bool) -> None:
    house, streets = parse_place(value)
    index.streets.extend(Street(core, house, own) for core in streets)


@lru_cache(maxsize=8_192)
def parse_place(value: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """House number (`''` for none; `12xx` for a block) and the core words of the street or streets of a place cell."""
    text = fold(_UNIT.sub("", value.split(",")[0]))
    house = ""
    block = _BLOCK.match(text)
    exact = _HOUSE.match(text)
    if block is not None:
        house, text = block[1].replace("xx", "").removesuffix("00") + "xx", block[2]
    elif exact is not None:
        house, text = exact[1], exact[2]
    cores = (street_core(part) for part in _STREET_SPLIT.split(text))
    return house, tuple(core for core in cores if core)


def street_core(street: str) -> tuple[str, ...]:
    """The words of a street that carry its name: no direction, no suffix: `W Elm Park Ct` -> `("elm", "park")`."""
    words = street_key(street).split()
    while len(words) > 1 and words[0] in _DIRECTIONS:
        words = words[1:]
    while len(words) > 1 and words[-1] in _DIRECTIONS:
        words = words[:-1]
    if len(words) > 1 and words[-1] in _SUFFIX_KEYS:
        words = words[:-1]
    return tuple(words)


def _is_other_code(role: str, value: str) -> bool:
    """A column without a search of its own whose cells look like a number of a person or a thing."""
    try:
        group = role_group(role)
    except KeyError:
        group = RoleGroup.PLAIN
    return group in (RoleGroup.PEOPLE, RoleGroup.KEYS, RoleGroup.PLAIN) and len(digits(value)) >= 5 and " " not in value
