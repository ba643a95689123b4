"""Columns of text from arrays: times, numbers, names, places, as the three systems write them."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.synth.choices import pick
from redact.synth.identifiers import phone_digits, plate
from redact.synth.people import RACES, SEXES, People
from redact.synth.spelling import ascii_word

Ints = NDArray[np.int64]
CRS: Final = "EPSG:32615"

PHONE_STYLES: Final = ("{0}-555-{1}", "({0}) 555-{1}", "{0}.555.{1}", "{0}555{1}", "555-{1}")


def minutes_text(minutes: Ints, pattern: str) -> pa.Array:
    """Minutes since 1970 in a strftime pattern."""
    return pc.strftime(pa.array(minutes * 60, type=pa.timestamp("s")), format=pattern)


def seconds_text(seconds: Ints, pattern: str) -> pa.Array:
    """Seconds since 1970 in a strftime pattern."""
    return pc.strftime(pa.array(seconds, type=pa.timestamp("s")), format=pattern)


def year_of(minutes: Ints) -> Ints:
    """The calendar year of minutes since 1970."""
    return (minutes * 60).astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970


def digits(values: Ints | NDArray[np.int32], width: int = 0) -> pa.Array:
    """Whole numbers as text, filled with zeros to `width`."""
    text = pa.array(values).cast(pa.string())
    return pc.utf8_lpad(text, width=width, padding="0") if width else text


def joined(*parts: pa.Array | str) -> pa.Array:
    """Texts put together row by row."""
    return pc.binary_join_element_wise(*parts, "")


def decimals(values: NDArray[np.float64], places: int) -> pa.Array:
    """Numbers with at most `places` decimals as text."""
    return pa.array(np.round(values, places)).cast(pa.string())


def where(mask: NDArray[np.bool_], text: pa.Array | str, other: pa.Array | str = "") -> pa.Array:
    """`text` where the mask is true, else `other`."""
    return pc.if_else(pa.array(mask), text, other)


def empty_as_null(cells: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """For writing CSV: an empty cell is left empty instead of being written as two quotes."""
    return pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells)


def geographic(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude of points in the city's coordinates."""
    from pyproj import Transformer

    longitude, latitude = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(x, y)
    return np.asarray(longitude), np.asarray(latitude)


def ages(people: People, who: NDArray[np.int32], minutes: Ints) -> pa.Array:
    """Ages at a time, empty for nobody."""
    age = people.age(np.maximum(who, 0), (minutes // 1440).astype(np.int32))
    return where(who >= 0, digits(age))


def sexes(people: People, who: NDArray[np.int32]) -> pa.Array:
    """M or F, empty for nobody."""
    return pick(pa.array(SEXES), np.where(who >= 0, people.sex[np.maximum(who, 0)], -1).astype(np.int32))


def races(people: People, who: NDArray[np.int32]) -> pa.Array:
    """The code on the form, empty for nobody."""
    return pick(pa.array(RACES), np.where(who >= 0, people.race[np.maximum(who, 0)], -1).astype(np.int32))


def births(people: People, who: NDArray[np.int32], pattern: str = "%m/%d/%Y") -> pa.Array:
    """Dates of birth, empty for nobody."""
    day = people.born[np.maximum(who, 0)].astype(np.int64)
    return where(who >= 0, seconds_text(day * 86_400, pattern))


class Contacts:
    """Everybody's phone, mail address and plate: functions of the person's number."""

    def __init__(self, people: People, seed: int, unique: bool) -> None:
        self.people, self.salt, self.unique = people, seed * 101 + 7, unique
        count = len(people)
        codes = np.array([phone_digits(i * 10_000, 0)[0] for i in range(-(-count // 10_000))])  # one per 10,000 people
        index = np.arange(count, dtype=np.int64)
        self.area = pa.array(codes[index // 10_000].tolist())
        self.line = digits((index * 7_919 + self.salt) % 10_000, 4)
        given = pa.array([ascii_word(name) for name in people.names.given.to_pylist()])
        family = pa.array([ascii_word(name) for name in people.names.family.to_pylist()])
        local = pc.binary_join_element_wise(
            given.take(pa.array(people.given)), family.take(pa.array(people.family)), "."
        )
        suffix = "" if unique else digits(index % 9_973)
        host = where(index % 3 == 0, "@example.com", where(index % 3 == 1, "@example.org", "@mail.example.net"))
        self.mail = joined(local, suffix, host) if not unique else joined(local, host)

    def phone(self, who: NDArray[np.int32], style: Ints) -> pa.Array:
        """Phones in the written style of PHONE_STYLES, empty for nobody."""
        area, line = pick(self.area, who), pick(self.line, who)
        long = pc.binary_join_element_wise(area, "555", line, "-")
        bracket = joined("(", area, ") 555-", line)
        plain = joined(area, "555", line)
        text = where(style == 0, long, where(style == 1, bracket, plain))
        return where(who >= 0, text)

    def email(self, who: NDArray[np.int32]) -> pa.Array:
        """Mail addresses, empty for nobody."""
        return pick(self.mail, who)

    def phone_of(self, person: int, style: int) -> str:
        """One person's phone in one style; in a city of unique identifiers always with the area code."""
        area, line = phone_digits(person, self.salt)
        return PHONE_STYLES[style if not (self.unique and style == 4) else 0].format(area, line)

    @cached_property
    def plates(self) -> pa.Array:
        """Everybody's licence plate."""
        return pa.array([plate(person, self.salt) for person in range(len(self.people))])

    def plate_of(self, person: int) -> str:
        """One person's licence plate."""
        return plate(person, self.salt)
