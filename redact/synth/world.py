"""The city before anything happens: geography, people, officers, and how likely each of them is to be part of an
event."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redact.errors import UsageError
from redact.synth.choices import Weighted
from redact.synth.geography import (
    APARTMENTS,
    BAR,
    CHURCH,
    HOSPITAL,
    HOTEL,
    PARK,
    ROW,
    SCHOOL,
    SHELTER,
    SHOP,
    TOWER,
    Geography,
    build_geography,
)
from redact.synth.identifiers import token
from redact.synth.names import cultures
from redact.synth.people import FEMALE, Households, People, settle_people
from redact.synth.signs import name_places
from redact.synth.streams import stream

OFFICERS = 140


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a city is made from. The same arguments give the same bytes."""

    incidents: int
    seed: int
    narratives: bool
    months: int
    start: date
    unique: bool
    households: int

    def __post_init__(self) -> None:
        last = month_start(self.start, self.months)
        problem = None
        if self.incidents < 1 or self.months < 1 or self.households < 100 or self.seed < 0:
            problem = "a city needs at least one incident, one month, 100 households and a seed that is not negative"
        elif self.start.day != 1:
            problem = "a city's records begin on the first day of a month"
        elif self.start.year < 2021 or last.year > 2098:
            problem = "a city's records lie between 2021 and 2098, so that years and serial numbers cannot be confused"
        if problem:
            raise UsageError(problem)


def month_start(start: date, month: int) -> date:
    """The first day of the month that begins `month` months after `start`."""
    years, rest = divmod(start.month - 1 + month, 12)
    return date(start.year + years, rest + 1, 1)


def months_of(arguments: Arguments) -> Iterator[tuple[int, date, date]]:
    """Number, first day and day after the last of every month."""
    for month in range(arguments.months):
        yield month, month_start(arguments.start, month), month_start(arguments.start, month + 1)


def days(day: date) -> int:
    """Days since 1970."""
    return (day - date(1970, 1, 1)) // timedelta(days=1)


@dataclass(frozen=True)
class Officers:
    """Names as on a report (`SANDOVAL, J`) and in parts, badge numbers."""

    listed: pa.Array
    given: tuple[str, ...]
    family: tuple[str, ...]
    badge: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """Everything that stays the same all year, and the weights by which events find their people and places."""

    arguments: Arguments
    geography: Geography
    households: Households
    people: People
    officers: Officers
    at_home: Weighted
    pairs: Weighted
    heads: Weighted
    with_child: Weighted
    with_elder: Weighted
    adults: Weighted
    segments: Weighted
    crossings: Weighted
    buildings: dict[str, Weighted]
    hurt: np.ndarray
    """Which of the two partners is the victim when there is violence: 0 the head, 1 the other; per household."""
    woman: np.ndarray
    """A woman of the household, or its head where there is none."""
    old: np.ndarray
    """The person whom elder abuse would be against, per household; -1 where nobody is old."""

    @cached_property
    def companies(self) -> pa.Array:
        """The name of every building that has one (shops, schools, the hospital), as on a report; empty elsewhere."""
        return pc.utf8_upper(pa.array(self.names_of_places))

    @cached_property
    def index_numbers(self) -> pa.Array:
        """Everybody's number in the department's master name index (`N48210377`), the same in every report.

        Drawn at random, so it tells nothing of when somebody was first entered, of their household or of their name.
        The first digit is never that of a year, a month or a day, so that none is mistaken for a date.
        """
        rng = stream(self.arguments.seed, "index numbers")
        numbers = rng.choice(60_000_000, len(self.people), replace=False) + 40_000_000
        return pc.binary_join_element_wise("N", pa.array(numbers).cast(pa.string()), "")

    @cached_property
    def names_of_places(self) -> tuple[str, ...]:
        """The same in mixed case, as a sign has it."""
        return name_places(self.geography.buildings.use, stream(self.arguments.seed, "places"))

    @cached_property
    def lived_in(self) -> pa.Array:
        """Which buildings have households."""
        return pa.array(self.geography.buildings.units > 0)

    @cached_property
    def beat_names(self) -> pa.Array:
        """The ids of the beats."""
        return pa.array(self.geography.areas.ids["beat"])

    @cached_property
    def block_names(self) -> pa.Array:
        """The ids of the census blocks."""
        return pa.array(self.geography.areas.ids["census_block"])

    @property
    def shelter(self) -> int:
        return int(self.geography.buildings.used_as(SHELTER)[0])

    @property
    def hospital(self) -> int:
        return int(self.geography.buildings.used_as(HOSPITAL)[0])


def default_households(incidents: int) -> int:
    """About 36,000 households, more in a city with very many incidents."""
    return round(36_000 * max(1.0, math.pow(incidents / 100_000, 0.3)))


def make_world(arguments: Arguments) -> World:
    """The city that `arguments` describe."""
    geography = build_geography(arguments.seed, arguments.households)
    households, people = settle_people(geography, arguments.seed, arguments.start, arguments.unique)
    rng = stream(arguments.seed, "weights")
    count = len(households)
    # A few households call again and again: the heavy tail is what makes repeat victims.
    head_age = (days(arguments.start) - people.born[households.head]) / 365.25
    trouble = np.exp(rng.normal(0, 1.7, count)) * np.interp(head_age, [25, 45, 65, 80], [1.3, 1.0, 0.3, 0.08])
    theft = np.exp(rng.normal(0, 0.7, count))
    epoch = days(arguments.start)
    adult = np.flatnonzero(epoch - people.born > 18 * 366).astype(np.int32)
    age = (epoch - people.born[adult]) / 365.25
    streets = geography.streets
    busy = np.array([6.0, 3.0, 1.0, 0.35, 0.12])[streets.kind]
    busy = np.where(np.isfinite(streets.mile), 3.0, busy)  # everybody who comes or goes takes the state routes
    crossing = streets.crossing >= 0
    head_is_woman = people.sex[households.head] == FEMALE
    other_is_woman = people.sex[np.maximum(households.partner, 0)] == FEMALE
    woman = np.where(head_is_woman == other_is_woman, rng.random(count) < 0.5, other_is_woman)
    hurt = np.where(rng.random(count) < 0.85, woman, ~woman).astype(np.int8)
    old = np.where(households.elder >= 0, households.elder, np.where(head_age >= 66, households.head, -1)).astype(
        np.int32
    )
    return World(
        arguments,
        geography,
        households,
        people,
        _officers(arguments),
        at_home=Weighted(theft),
        pairs=Weighted(trouble * (households.partner >= 0)),
        heads=Weighted(trouble),
        with_child=Weighted(trouble * (households.child >= 0)),
        with_elder=Weighted(np.exp(rng.normal(0, 1.7, count)) * (old >= 0)),
        adults=Weighted(np.where(age < 45, 1.0, 0.4) * np.exp(rng.normal(0, 0.5, len(adult))), adult),
        segments=Weighted(busy),
        crossings=Weighted(busy * crossing),
        buildings=_workplaces(geography, rng),
        hurt=hurt,
        woman=np.where(
            ~head_is_woman & other_is_woman & (households.partner >= 0), households.partner, households.head
        ),
        old=old,
    )


def _workplaces(geography: Geography, rng: np.random.Generator) -> dict[str, Weighted]:
    """Where events in shops, bars and so on happen; a kind that the city lacks falls back to shops, then to any
    building."""
    buildings = geography.buildings
    spread = {"shop": 1.6, "bar": 1.3, "hotel": 1.2, "school": 0.8, "park": 0.6, "church": 0.6, "hospital": 0.1}
    uses = {
        "shop": SHOP,
        "bar": BAR,
        "hotel": HOTEL,
        "school": SCHOOL,
        "park": PARK,
        "church": CHURCH,
        "hospital": HOSPITAL,
    }
    result = {}
    for name, use in uses.items():
        items = buildings.used_as(use)
        if not len(items):
            items = buildings.used_as(SHOP)
        if not len(items):
            items = buildings.used_as(ROW, APARTMENTS, TOWER)
        result[name] = Weighted(np.exp(rng.normal(0, spread[name], len(items))), items)
    return result


def _officers(arguments: Arguments) -> Officers:
    rng = stream(arguments.seed, "officers")
    given, family = [], []
    for number in range(OFFICERS):
        culture = cultures()[
            int(rng.choice(len(cultures()), p=[c.share / sum(c.share for c in cultures()) for c in cultures()]))
        ]
        first = culture.women if rng.random() < 0.25 else culture.men
        given.append(first[int(rng.integers(len(first)))])
        family.append(culture.family[int(rng.integers(len(culture.family)))])
        if arguments.unique:  # tokens beyond any person's
            given[-1], family[-1] = (
                token(5_000_000 + 2 * number).capitalize(),
                token(5_000_001 + 2 * number).capitalize(),
            )
    badge = [str(1100 + int(n)) for n in rng.permutation(8000)[:OFFICERS]]
    listed = pa.array([f"{last}, {first[0]}".upper() for first, last in zip(given, family, strict=True)])
    return Officers(listed, tuple(given), tuple(family), tuple(badge))
