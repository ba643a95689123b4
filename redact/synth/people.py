"""Households and the people in them, as parallel arrays; names and numbers are made when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.synth.geography import APARTMENTS, TOWER, Geography
from redact.synth.identifiers import token
from redact.synth.names import MIDDLE, cultures
from redact.synth.streams import stream

RACES: Final = ("W", "B", "A", "I", "H", "U")
MALE, FEMALE = 0, 1
SEXES: Final = ("M", "F")

# Kinds of households: share, adults, partners, most children, an elder beside.
_KINDS: Final = (
    (0.27, 1, False, 0, False),
    (0.21, 2, True, 0, False),
    (0.25, 2, True, 4, False),
    (0.12, 1, False, 3, False),
    (0.07, 2, True, 3, True),
    (0.08, 2, False, 0, False),
)


@dataclass(frozen=True, slots=True)
class Names:
    """The vocabulary of names. A person's `given`, `family` and `family2` are indices into it."""

    given: pa.Array
    family: pa.Array


@dataclass(frozen=True)
class People:
    """One item per person, households one after the other. Adults first, then children, then an elder."""

    names: Names
    household: NDArray[np.int32]
    sex: NDArray[np.int8]
    born: NDArray[np.int32]
    """Days since 1970."""
    race: NDArray[np.int8]
    given: NDArray[np.int32]
    family: NDArray[np.int32]
    family2: NDArray[np.int32]
    """A second surname, -1 for none."""
    joined: NDArray[np.int8]
    """How a second surname is joined: 0 by a space, 1 by a hyphen."""
    middle: NDArray[np.int8]
    """Index into MIDDLE, -1 for none."""

    def __len__(self) -> int:
        return len(self.household)

    @cached_property
    def surnames(self) -> pa.Array:
        """The whole surname of every person: `García Muñoz`, `Smith-Jones`."""
        first = self.names.family.take(pa.array(self.family))
        second = self.names.family.take(pa.array(np.maximum(self.family2, 0)))
        both = pc.if_else(
            pa.array(self.joined == 1),
            pc.binary_join_element_wise(first, second, "-"),
            pc.binary_join_element_wise(first, second, " "),
        )
        return pc.if_else(pa.array(self.family2 >= 0), both, first)

    @cached_property
    def givens(self) -> pa.Array:
        """The given name of every person."""
        return self.names.given.take(pa.array(self.given))

    @cached_property
    def listed(self) -> pa.Array:
        """As a records system prints it: `GARCÍA MUÑOZ, MARÍA G`."""
        initials = pa.array([f" {letter}" for letter in MIDDLE] + [""])
        middle = initials.take(pa.array(np.where(self.middle < 0, len(MIDDLE), self.middle)))
        name = pc.binary_join_element_wise(self.surnames, self.givens, ", ")
        return pc.utf8_upper(pc.binary_join_element_wise(name, middle, ""))

    @cached_property
    def plain(self) -> pa.Array:
        """As people say it: `María García Muñoz`."""
        return pc.binary_join_element_wise(self.givens, self.surnames, " ")

    def age(self, who: NDArray[np.int32], on: NDArray[np.int32]) -> NDArray[np.int32]:
        """Years of age of people on days since 1970."""
        return np.asarray(np.maximum((on - self.born[who]) * 4 // 1461, 0), dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Households:
    """One item per household. Indices of people; -1 where there is no such person."""

    building: NDArray[np.int32]
    unit: NDArray[np.int32]
    """Number of the household within its building."""
    head: NDArray[np.int32]
    partner: NDArray[np.int32]
    child: NDArray[np.int32]
    """The eldest child under 18."""
    sibling: NDArray[np.int32]
    """The next eldest child under 18."""
    elder: NDArray[np.int32]
    """A parent who lives with them."""
    size: NDArray[np.int32]
    former: NDArray[np.int32]
    """The former partner of the head, who lives elsewhere."""
    relative: NDArray[np.int32]
    """A grown relative who lives elsewhere."""
    door: pa.Array
    """`APT 304`; empty in a house of one household."""

    def __len__(self) -> int:
        return len(self.building)


def settle_people(geography: Geography, seed: int, start: date, unique: bool) -> tuple[Households, People]:
    """Fills every dwelling with a household.

    With `unique` every given name and every surname is a made-up word that belongs to one person alone.
    """
    rng = stream(seed, "people")
    buildings = geography.buildings
    building = np.repeat(np.arange(len(buildings), dtype=np.int32), buildings.units)
    count = len(building)
    unit = (np.arange(count) - np.repeat(np.cumsum(buildings.units) - buildings.units, buildings.units)).astype(
        np.int32
    )
    kind = rng.choice(len(_KINDS), count, p=[share for share, *_ in _KINDS])
    adults = np.array([kind_[1] for kind_ in _KINDS])[kind]
    paired = np.array([kind_[2] for kind_ in _KINDS])[kind]
    most = np.array([kind_[3] for kind_ in _KINDS])[kind]
    elder = np.array([kind_[4] for kind_ in _KINDS])[kind]
    children = np.where(most > 0, 1 + (rng.random(count) ** 1.6 * most).astype(np.int64), 0)
    size = adults + children + elder
    home = np.repeat(np.arange(count, dtype=np.int32), size)
    first = np.cumsum(size) - size
    nth = np.arange(len(home)) - first[home]
    is_child = (nth >= adults[home]) & (nth < (adults + children)[home])
    is_elder = elder[home].astype(bool) & (nth == size[home] - 1)

    head_age = np.clip(rng.gamma(6, 8.5, count) + 2, 20, 94)
    head_age = np.where(children > 0, np.clip(head_age, 20, 49), head_age)
    age = head_age[home] + np.where(nth == 1, rng.normal(0, 4, len(home)), 0)
    age = np.where(is_child, rng.random(len(home)) * np.minimum(17.9, head_age[home] - 17), age)
    age = np.where(is_elder, np.clip(head_age[home] + 20 + rng.random(len(home)) * 15, 62, 99), age)
    age = np.maximum(age, np.where(is_child, 0.1, 18.2))
    epoch = (start - date(1970, 1, 1)).days
    born = (epoch - age * 365.25).astype(np.int32)

    sex = (rng.random(len(home)) < 0.51).astype(np.int8)
    partnered = paired[home] & (nth < 2)
    head_sex = np.where(rng.random(count) < 0.62, FEMALE, MALE).astype(np.int8)
    mixed = rng.random(count) < 0.94  # couples of two women or two men: 6 %
    sex = np.where(partnered & (nth == 0), head_sex[home], sex)
    sex = np.where(partnered & (nth == 1), np.where(mixed[home], 1 - head_sex[home], head_sex[home]), sex).astype(
        np.int8
    )

    people = _named(rng, home, nth, sex, born, partnered, adults[home], unique)
    partner = np.where(paired, first + 1, -1)
    # Adults come first in a household, so the eldest child of those drawn is looked for among the children only.
    order = np.lexsort((born, home))
    order = order[is_child[order]]
    eldest, second = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    homes, where, born_there = np.unique(home[order], return_index=True, return_counts=True)
    eldest[homes] = order[where]
    second[homes[born_there > 1]] = order[where[born_there > 1] + 1]
    grown = np.flatnonzero(~is_child).astype(np.int64)
    households = Households(
        building=building,
        unit=unit,
        head=first.astype(np.int32),
        partner=partner.astype(np.int32),
        child=eldest.astype(np.int32),
        sibling=second.astype(np.int32),
        elder=np.where(elder, first + size - 1, -1).astype(np.int32),
        size=size.astype(np.int32),
        former=_elsewhere(rng, grown, home, count, people, 1 - people.sex[first]),
        relative=_elsewhere(rng, grown, home, count, people, None),
        door=_doors(geography, building, unit),
    )
    return households, people


def _elsewhere(
    rng: np.random.Generator,
    grown: NDArray[np.int64],
    home: NDArray[np.int32],
    count: int,
    people: People,
    sex: NDArray[np.int8] | None,
) -> NDArray[np.int32]:
    """For every household a grown person of another household, of the given sex where one is given."""
    pick = rng.choice(grown, count)
    for _ in range(12):
        wrong = home[pick] == np.arange(count)
        if sex is not None:
            wrong |= people.sex[pick] != sex
        if not wrong.any():
            break
        pick[wrong] = rng.choice(grown, int(wrong.sum()))
    return pick.astype(np.int32)


def _doors(geography: Geography, building: NDArray[np.int32], unit: NDArray[np.int32]) -> pa.Array:
    use, units = geography.buildings.use[building], geography.buildings.units[building]
    tower = ((unit // 8 + 2) * 100 + unit % 8 + 1).astype(np.int64)
    number = np.where(use == TOWER, tower, unit + 1)
    text = pc.binary_join_element_wise("APT", pa.array(number).cast(pa.string()), " ")
    letters = pa.array(["UNIT A", "UNIT B"]).take(pa.array(np.minimum(unit, 1)))
    several = pa.array((use == TOWER) | (use == APARTMENTS))
    return pc.if_else(several, text, pc.if_else(pa.array(units == 2), letters, ""))


def _named(
    rng: np.random.Generator,
    home: NDArray[np.int32],
    nth: NDArray[np.int64],
    sex: NDArray[np.int8],
    born: NDArray[np.int32],
    partnered: NDArray[np.bool_],
    adults: NDArray[np.int64],
    unique: bool,
) -> People:
    count, people = int(home.max()) + 1, len(home)
    shares = np.array([culture.share for culture in cultures()])
    culture = rng.choice(len(cultures()), count, p=shares / shares.sum())[home]
    # A fifth of the partners, and housemates, come from elsewhere than the head of the household.
    other = (nth == 1) & (adults > 1) & (rng.random(people) < np.where(partnered, 0.2, 0.85))
    culture = np.where(other, rng.choice(len(cultures()), people, p=shares / shares.sum()), culture)
    race = np.array([RACES.index(item.race) for item in cultures()], dtype=np.int8)[culture]
    draw = rng.random(people)
    race = np.where(draw < 0.05, RACES.index("U"), np.where(draw < 0.07, RACES.index("I"), race)).astype(np.int8)
    middle = np.where(rng.random(people) < 0.4, rng.integers(0, len(MIDDLE), people), -1).astype(np.int8)
    second, joins = rng.random(people), np.zeros(people, dtype=np.int8)
    if unique:
        # Given names are the even tokens, surnames the odd ones: no token belongs to two people.
        names = Names(
            pa.array([token(2 * i).capitalize() for i in range(people)]),
            pa.array([token(2 * i + 1).capitalize() for i in range(people)]),
        )
        own = np.arange(people, dtype=np.int32)
        none = np.full(people, -1, dtype=np.int32)
        return People(names, home, sex, born, race, own, own, none, joins, np.full(people, -1, dtype=np.int8))

    given: list[str] = []
    family: list[str] = []
    ranges = np.zeros((len(cultures()), 3, 2), dtype=np.int64)  # where each culture's men, women and families lie
    for number, item in enumerate(cultures()):
        for part, (words, into) in enumerate(((item.men, given), (item.women, given), (item.family, family))):
            ranges[number, part] = len(into), len(words)
            into.extend(words)
    # Squared draws: some names are far more common than others.
    span = ranges[culture, sex]
    given_of = span[:, 0] + (rng.random(people) ** 1.5 * span[:, 1]).astype(np.int64)
    span = ranges[culture, 2]
    own_family = span[:, 0] + (rng.random(people) ** 1.4 * span[:, 1]).astype(np.int64)
    head = np.searchsorted(home, np.arange(count))
    shared = ~((nth == 1) & ((~partnered & (adults > 1)) | (rng.random(people) < 0.3)))
    family_of = np.where(shared, own_family[head][home], own_family)
    double = np.array([item.two_surnames for item in cultures()])[culture]
    extra = np.where(second < double, ranges[culture, 2, 0] + rng.integers(0, ranges[culture, 2, 1]), -1)
    hyphen = (nth == 1) & partnered & shared & (second > 0.9)
    extra = np.where(hyphen, own_family, extra)
    extra = np.where(extra == family_of, -1, extra)
    joins = hyphen.astype(np.int8)
    return People(
        Names(pa.array(given), pa.array(family)),
        home,
        sex,
        born,
        race,
        given_of.astype(np.int32),
        family_of.astype(np.int32),
        extra.astype(np.int32),
        joins,
        middle,
    )
