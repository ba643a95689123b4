"""What identifies somebody in the input, in the forms in which a release is searched for it.

Forms are made per distinct value of a column. What stands for nobody (UNKNOWN, a shop) makes forms too, since
telling is slow; whatever is found is confirmed afterwards on the few values it comes from (`confirmed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.gates.tokens import Hashes, Words, chunks, contained, fold, hash_of, unordered, words_of
from redact.records.batch import Field
from redact.vocabulary import NAME_ROLES, RoleGroup


class Identifier(StrEnum):
    """The kinds of identifying values, each with its own way of being compared."""

    NAME = "name"
    ADDRESS = "address"
    KEY = "key"
    SHORT_KEY = "short_key"
    NUMBER = "number"
    EMAIL = "email"
    BIRTH_DATE = "birth_date"
    COORDINATE = "coordinate"

    @property
    def words(self) -> str:
        """What a sentence calls several of them."""
        return _WORDS[self]


_WORDS = {
    Identifier.NAME: "full names",
    Identifier.ADDRESS: "exact addresses",
    Identifier.KEY: "record keys",
    Identifier.SHORT_KEY: "short record keys",
    Identifier.NUMBER: "phone, plate or other personal numbers",
    Identifier.EMAIL: "e-mail addresses",
    Identifier.BIRTH_DATE: "dates of birth",
    Identifier.COORDINATE: "raw coordinates",
}

MIN_LETTERS = 5
"""Values with fewer letters and digits are looked for in their own row only: they occur everywhere by chance."""

MIN_DIGITS = 2
"""A key, a plate or another number has at least so many digits; words with one are words."""

MIN_KEY_DIGITS = 7
"""A key of digits alone that is shorter (a running number) is compared with whole cells, not with numbers inside
texts."""

LONGEST_ADDRESS = 8
"""Words of the longest run compared as an address; the part up to the street's type is compared besides."""


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_STREET_WORDS = _listed(
    "alley avenue av boulevard boul circle circ court crt cove crossing drive drv expressway freeway highway "
    "hiway lane parkway pky pkway place plaza point road route square street str terrace terr trail turnpike wy "
    "north south east west northeast northwest southeast southwest"
)
_STREET_TYPES = _listed(
    "aly ave blvd cir ct cv xing dr expy fwy hwy ln loop pkwy pl plz pt rd rte sq st ter trl tpke way row path walk run"
)
_UNIT_WORDS = _listed("apt apartment unit ste suite room rm fl floor lot spc space bldg building trlr ph")
_BLOCK_WORDS = ("block", "blk", "bk")


@dataclass(frozen=True, slots=True)
class Forms:
    """Hashes to look for, and for each the index of the value that it comes from."""

    hash: Hashes
    value: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.hash)


def identifiers_of(field: Field, *, officers_kept: bool) -> tuple[Identifier, ...]:
    """What the cells of a field identify by; nothing for what is public or shared by many.

    Officers' names are no identifiers in a release whose policy keeps them (another person's name of the same words
    is).
    """
    role = field.role
    if role in NAME_ROLES:
        return () if role == "officer_name" and officers_kept else (Identifier.NAME,)
    if role in ("address", "person_address"):
        return (Identifier.ADDRESS,)
    if field.group is RoleGroup.KEYS or role == "parcel_id":
        return (Identifier.KEY, Identifier.SHORT_KEY)
    if role in ("phone", "license", "plate", "vin", "ssn"):
        return (Identifier.NUMBER,)
    if role == "email":
        return (Identifier.EMAIL,)
    if role.endswith("_dob"):
        return (Identifier.BIRTH_DATE,)
    return ()


def forms(identifier: Identifier, role: str, values: pa.Array) -> Forms:
    """The forms of some distinct values of a column; a value may have several, or none."""
    make = _phones if role == "phone" else _MAKERS[identifier]
    hashes, owners = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    for first, texts in chunks(fold(values)):
        for found in make(texts):
            hashes.append(found.hash)
            owners.append(found.value + first)
    return Forms(np.concatenate(hashes), np.concatenate(owners))


def confirmed(identifier: Identifier, value: str) -> bool:
    """Whether a value that was found in a release really identifies somebody: not UNKNOWN, not a shop, not a block."""
    from redact.identity.forms import exact_address_key
    from redact.identity.names import people_of

    if identifier is Identifier.NAME:
        return any(len(person.whole) > 1 and not person.business for person in people_of(value))
    if identifier is Identifier.ADDRESS:
        return exact_address_key(value) != ""
    return True


def name_words(words: Words) -> Words:
    """Of some words, those of names: titles, suffixes and initials left out."""
    return words.only((words.length > 1) & ~contained(words.hash, _not_names()))


def address_words(words: Words) -> Words:
    """Words as those of addresses, street types and directions in their short forms."""
    return words.relabelled(_short_forms())


def house_like(words: Words) -> NDArray[np.bool_]:
    """Which words look like a house number: digits and at most one letter."""
    return (words.digits > 0) & (words.length - words.digits <= 1)


def birth_words(folded: pa.Array) -> Words:
    """The words of dates, without zeros in front, so that 03/07/1984 and 3-7-1984 meet."""
    return words_of(pc.replace_substring_regex(folded, r"\b0+(\d)", r"\1"))


def _names(folded: pa.Array) -> Iterable[Forms]:
    several = pc.match_substring_regex(folded, r"[;|/&\n]|\band\b")
    if pc.any(several, min_count=0).as_py():
        split = pc.split_pattern_regex(folded, r"[;|/&\n]|\band\b")
        owner = pc.list_parent_indices(split).to_numpy(zero_copy_only=False).astype(np.int64)
        folded = split.flatten()
    else:
        owner = np.arange(len(folded), dtype=np.int64)
    words = name_words(words_of(folded))
    sums, count, letters = words.sums()
    enough = (count > 1) & (letters >= MIN_LETTERS)
    yield Forms(sums[enough], owner[enough])
    longer = np.flatnonzero(enough & (count > 2))
    if len(longer):
        for shorter in _without_middle_names(folded.take(pa.array(longer))):
            yield Forms(shorter.hash, owner[longer[shorter.value]])


def _without_middle_names(folded: pa.Array) -> Iterable[Forms]:
    """The last, or the whole, family name with the first given name, of names of three words and more."""
    comma = pc.match_substring(folded, ",").to_numpy(zero_copy_only=False)
    words = name_words(words_of(folded))
    edges = np.searchsorted(words.text, np.arange(words.texts + 1))
    head = name_words(words_of(pc.replace_substring_regex(folded, ",.*$", "")))
    _, before, _ = head.sums()
    inner = comma & (before > 0) & (before < np.diff(edges))
    one = np.where(inner, edges[:-1] + before - 1, edges[:-1])
    other = np.where(inner, edges[:-1] + before, edges[1:] - 1)
    letters = words.length[one] + words.length[other]
    keep = (one != other) & (letters >= MIN_LETTERS)
    pair = unordered(words.hash[one] + words.hash[other], np.full(len(one), 2))
    yield Forms(pair[keep], np.flatnonzero(keep))
    wide = inner & (before > 1)
    total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(words.hash, dtype=np.uint64)))
    family = total[edges[:-1] + before] - total[edges[:-1]]
    yield Forms(unordered(family + words.hash[other], before + 1)[wide], np.flatnonzero(wide))


def _addresses(folded: pa.Array) -> Iterable[Forms]:
    words = address_words(words_of(folded))
    if not len(words):
        return
    first = words.first_of_text()
    place = np.arange(len(words)) - np.maximum.accumulate(np.where(first, np.arange(len(words)), 0))
    numbered = np.zeros(words.texts, dtype=np.bool_)
    numbered[words.text[first & house_like(words)]] = True
    blocks = (place == 1) & contained(words.hash, np.unique(hash_of(*_BLOCK_WORDS)))
    numbered[words.text[blocks]] = False
    units = (place > 1) & contained(words.hash, np.unique(hash_of(*_UNIT_WORDS)))
    types = (place > 1) & contained(words.hash, np.unique(hash_of(*_STREET_TYPES)))
    edges = np.searchsorted(words.text, np.arange(words.texts + 1))
    length = np.diff(edges)
    before_unit = np.minimum(_first_at(words.text[units], place[units], words.texts), length)
    to_type = np.minimum(_first_at(words.text[types], place[types] + 1, words.texts), before_unit)
    total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(words.hash, dtype=np.uint64)))
    for size in (before_unit, to_type):
        keep = numbered & (size > 1) & (size <= LONGEST_ADDRESS)
        starts = edges[:-1][keep]
        sums = total[starts + size[keep]] - total[starts]
        yield Forms(unordered(sums, size[keep]), np.flatnonzero(keep))


def _first_at(text: NDArray[np.int64], place: NDArray[np.int64], texts: int) -> NDArray[np.int64]:
    """The smallest place per text; a very large number where there is none."""
    least = np.full(texts, np.iinfo(np.int32).max, dtype=np.int64)
    np.minimum.at(least, text, place)
    return least


def _keys(folded: pa.Array) -> Iterable[Forms]:
    words = words_of(folded)
    hashes, size, digits = words.whole()
    keep = (size >= MIN_LETTERS) & (digits >= MIN_DIGITS) & ((digits < size) | (digits >= MIN_KEY_DIGITS))
    yield Forms(hashes[keep], np.flatnonzero(keep))
    mixed = (digits < size) & (digits >= MIN_KEY_DIGITS)
    if mixed.any():
        yield Forms(words.only_digits()[0][mixed], np.flatnonzero(mixed))


def _short_keys(folded: pa.Array) -> Iterable[Forms]:
    size = pc.binary_length(folded)
    short = pc.match_substring_regex(folded, rf"^\W*(\d\W*){{{MIN_LETTERS},{MIN_KEY_DIGITS - 1}}}$")
    short = np.flatnonzero(pc.and_(short, pc.less(size, 4 * MIN_KEY_DIGITS)).to_numpy(zero_copy_only=False))
    if len(short):
        yield Forms(words_of(folded.take(pa.array(short))).whole()[0], short)


def _phones(folded: pa.Array) -> Iterable[Forms]:
    """Seven or ten digits, without country code and extension."""
    said = pc.match_substring_regex(folded, "x|^[^0-9]*1").to_numpy(zero_copy_only=False)
    for part, plain in ((np.flatnonzero(~said), True), (np.flatnonzero(said), False)):
        if not len(part):
            continue
        texts = folded.take(pa.array(part))
        if not plain:
            texts = pc.replace_substring_regex(texts, r"\s*(?:x|ext\.?|extension)\s*\d.*$", "")
            texts = pc.replace_substring_regex(pc.replace_substring_regex(texts, r"\D+", ""), r"^1(\d{10})$", r"\1")
        hashes, digits = words_of(texts).only_digits()
        keep = (digits == 7) | (digits == 10)
        yield Forms(hashes[keep], part[keep])


def _numbers(folded: pa.Array) -> Iterable[Forms]:
    hashes, size, digits = words_of(folded).whole()
    keep = (size >= MIN_LETTERS) & (digits >= MIN_DIGITS)
    yield Forms(hashes[keep], np.flatnonzero(keep))


def _emails(folded: pa.Array) -> Iterable[Forms]:
    hashes, size, _ = words_of(folded).whole()
    keep = (size >= MIN_LETTERS) & pc.match_substring(folded, "@").to_numpy(zero_copy_only=False)
    yield Forms(hashes[keep], np.flatnonzero(keep))


def _dates(folded: pa.Array) -> Iterable[Forms]:
    sums, count, letters = birth_words(folded).sums()
    keep = (count >= 1) & (letters >= MIN_LETTERS)
    yield Forms(sums[keep], np.flatnonzero(keep))


_MAKERS: dict[Identifier, Callable[[pa.Array], Iterable[Forms]]] = {
    Identifier.NAME: _names,
    Identifier.ADDRESS: _addresses,
    Identifier.KEY: _keys,
    Identifier.SHORT_KEY: _short_keys,
    Identifier.NUMBER: _numbers,
    Identifier.EMAIL: _emails,
    Identifier.BIRTH_DATE: _dates,
}


@lru_cache(maxsize=1)
def _not_names() -> Hashes:
    from redact.identity.names import SUFFIXES, TITLES

    return np.unique(hash_of(*TITLES, *SUFFIXES))


@lru_cache(maxsize=1)
def _short_forms() -> tuple[Hashes, Hashes]:
    """(sorted hashes of long street words, hashes of their short forms), as identity.forms shortens them."""
    from redact.identity.forms import street_key

    long = hash_of(*_STREET_WORDS)
    short = hash_of(*(street_key(f"x {word}").split()[1] for word in _STREET_WORDS))
    order = np.argsort(long)
    return long[order], short[order]
