"""What happens in one month: events with their people, place and times, as parallel arrays in the order they are
reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.synth.choices import Weighted, pick
from redact.synth.geography import beside
from redact.synth.outskirts import MILE
from redact.synth.repeats import Past
from redact.synth.situations import CLOCKS, situations
from redact.synth.streams import stream
from redact.synth.streets import CELL, Streets
from redact.synth.world import World, days
from redact.vocabulary import SensitiveClass

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
DAY: Final = 1440

# How a season and a weekday change the number of events, January and Monday first.
SEASON: Final = (0.9, 0.86, 0.95, 0.98, 1.05, 1.09, 1.13, 1.12, 1.05, 1.0, 0.94, 0.93)
_WEEKDAY: Final = (0.97, 0.96, 0.96, 0.98, 1.07, 1.1, 0.96)

SIBLINGS: Final = {
    "dv_assault": ("vandalism", "threats", "neglect"),
    "dv_armed": ("dv_threats", "weapon", "vandalism"),
    "dv_assault_former": ("vandalism", "burglary_home"),
    "order_violation": ("dv_assault_former", "threats", "trespass"),
    "burglary_home": ("vandalism", "theft_other"),
    "burglary_business": ("vandalism",),
    "drugs": ("paraphernalia", "weapon"),
    "robbery": ("assault_stranger", "threats"),
    "assault_stranger": ("disorderly", "vandalism"),
    "stalking": ("vandalism", "trespass"),
    "family_assault": ("vandalism", "theft_other"),
    "vehicle_theft": ("theft_from_vehicle",),
    "child_assault": ("neglect",),
    "rape": ("assault_known", "theft_other"),
    "shoplifting": ("trespass", "assault_stranger"),
    "assault_armed": ("weapon", "vandalism"),
    "drunk_driving": ("drugs", "crash"),
    "threats": ("trespass", "vandalism"),
}
"""Second offences that are written down as a row of their own."""


@dataclass(frozen=True)
class Kinds:
    """The table of situations as arrays, one item per situation."""

    names: tuple[str, ...]
    incident_weight: NDArray[np.float64]
    call_weight: NDArray[np.float64]
    called: NDArray[np.float64]
    arrest: NDArray[np.float64]
    group: NDArray[np.int8]
    classes: NDArray[np.uint32]
    """Bit i is the i-th member of SensitiveClass."""
    domestic: Bools


@cache
def kinds() -> Kinds:
    """The situations as arrays."""
    table = situations()
    bits = {name: 1 << i for i, name in enumerate(SensitiveClass)}
    classes = np.array([sum(bits[c] for c in s.classes) for s in table], dtype=np.uint32)
    home = bits[SensitiveClass.INTIMATE_PARTNER_VIOLENCE] | bits[SensitiveClass.FAMILY_VIOLENCE]
    return Kinds(
        tuple(s.name for s in table),
        np.array([s.incidents for s in table]),
        np.array([s.calls_only for s in table]),
        np.array([s.called for s in table]),
        np.array([s.arrest for s in table]),
        np.array([int(s.group) for s in table], dtype=np.int8),
        classes,
        (classes & home) > 0,
    )


@cache
def number_of(name: str) -> int:
    """A situation's number by its name."""
    return kinds().names.index(name)


@dataclass(frozen=True)
class Places:
    """Where events happen. `building` is -1 on the street; `crossing` is -1 where the place is no street corner."""

    building: NDArray[np.int32]
    segment: NDArray[np.int32]
    crossing: NDArray[np.int32]
    block: NDArray[np.int32]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    address: pa.Array


@dataclass(frozen=True)
class Events:
    """The events of one month. People are indices into World.people, -1 for nobody or unknown."""

    serial: Ints
    situation: NDArray[np.int16]
    sibling: NDArray[np.int16]
    occurred: Ints
    """Minutes since 1970, local time; so is `reported`."""
    reported: Ints
    incident: Bools
    call: Bools
    arrest: Bools
    household: NDArray[np.int32]
    victim: NDArray[np.int32]
    also: NDArray[np.int32]
    """A second child hurt in the same event, who has a row of their own among the reports."""
    suspect: NDArray[np.int32]
    caller: NDArray[np.int32]
    officer: NDArray[np.int16]
    business: Bools
    places: Places
    late: Bools
    repeat: Bools

    def __len__(self) -> int:
        return len(self.serial)

    @property
    def classes(self) -> NDArray[np.uint32]:
        """The true classes of each event: of what happened, second offence included."""
        bits = kinds().classes
        return (
            np.where(self.sibling >= 0, bits[np.maximum(self.sibling, 0)], 0).astype(np.uint32) | bits[self.situation]
        )


def draw_month(
    world: World, month: int, first: date, after: date, incidents: int, calls_only: int, serial: int, past: Past
) -> Events:
    """The events reported in one month.

    `serial` is the first event number to give; `past` knows the earlier months and is brought up to date.
    """
    rng = stream(world.arguments.seed, "events", month)
    table, count = kinds(), incidents + calls_only
    situation = np.concatenate(
        [_draw_kinds(rng, table.incident_weight, incidents), _draw_kinds(rng, table.call_weight, calls_only)]
    ).astype(np.int16)
    is_incident = np.arange(count) < incidents
    occurred, reported = _times(rng, situation, days(first), days(after))
    order = np.argsort(reported, kind="stable")
    situation, occurred, reported, is_incident = situation[order], occurred[order], reported[order], is_incident[order]

    household, victim, also, suspect, business = _people(world, rng, situation, past, month)
    places = _places(world, rng, situation, household)
    call = ~is_incident | (rng.random(count) < table.called[situation])
    sibling = np.full(count, -1, dtype=np.int16)
    for name, others in SIBLINGS.items():
        own = np.flatnonzero((situation == number_of(name)) & is_incident & (rng.random(count) < 0.09))
        choice = np.array([number_of(other) for other in others])
        sibling[own] = choice[rng.integers(0, len(others), len(own))]
    arrest = is_incident & (suspect >= 0) & (rng.random(count) < np.minimum(table.arrest[situation] * 1.25, 0.95))
    adult_victim = (victim >= 0) & (world.people.age(np.maximum(victim, 0), (reported // DAY).astype(np.int32)) >= 16)
    bystander = world.adults.draw(rng, count)
    known_caller = rng.random(count)
    caller = np.where(adult_victim & (known_caller < 0.68), victim, np.where(known_caller < 0.9, bystander, -1)).astype(
        np.int32
    )
    child = (household >= 0) & (victim >= 0) & ~adult_victim
    caller = np.where(child & (known_caller < 0.5), _other_parent(world, household, suspect), caller).astype(np.int32)
    caller = np.where((caller == suspect) & (caller >= 0), -1, caller).astype(np.int32)
    return Events(
        serial=serial + np.arange(count, dtype=np.int64),
        situation=situation,
        sibling=sibling,
        occurred=occurred,
        reported=reported,
        incident=is_incident,
        call=call,
        arrest=arrest,
        household=household,
        victim=victim,
        also=np.where(is_incident, also, -1).astype(np.int32),
        suspect=suspect,
        caller=caller,
        officer=rng.integers(0, len(world.officers.badge), count).astype(np.int16),
        business=business,
        places=places,
        late=occurred < days(first) * DAY,
        repeat=past.repeated(table.domestic[situation] & (household >= 0), household),
    )


def _draw_kinds(rng: np.random.Generator, weights: NDArray[np.float64], count: int) -> NDArray[np.int32]:
    return Weighted(weights).draw(rng, count)


def _times(rng: np.random.Generator, situation: NDArray[np.int16], first: int, after: int) -> tuple[Ints, Ints]:
    """When each event happened and when it was reported, which is always within the month."""
    count, table = len(situation), situations()
    weekday = np.array([_WEEKDAY[(day + 3) % 7] for day in range(first, after)])  # 1970-01-01 was a Thursday
    day = first + Weighted(weekday).draw(rng, count).astype(np.int64)
    hours = np.cumsum([CLOCKS[name] for name in CLOCKS], axis=1)
    clock = np.array([list(CLOCKS).index(s.clock) for s in table])[situation]
    draw = rng.random(count) * hours[clock, -1]
    minute = (draw[:, None] >= hours[clock]).sum(axis=1) * 60 + rng.integers(0, 60, count)
    names = ("prompt", "found", "late", "very late")
    delay = np.array([names.index(s.delay) for s in table])[situation]
    spread, share = rng.random(count), rng.random(count)
    # Whatever is not reported at once is reported by day, some days later.
    scale = np.array([45.0, 2.0, 14.0, 120.0])[delay]
    behind = np.floor(-np.log1p(-spread) * scale).astype(np.int64)
    behind = np.where((delay == 0) & (share > 0.012), 0, np.where((delay >= 2) & (share < 0.35), 0, behind))
    behind = np.minimum(behind, 3000)
    prompt = (delay == 0) & (behind == 0)
    waiting = 1 + np.floor(-np.log1p(-rng.random(count)) * 14).astype(np.int64)
    by_day = np.cumsum(CLOCKS["day"])
    office = (rng.random(count)[:, None] * by_day[-1] >= by_day).sum(axis=1) * 60 + rng.integers(0, 60, count)
    reported = np.where(prompt, day * DAY + minute + waiting, day * DAY + office)
    reported = np.minimum(reported, after * DAY - 1)
    occurred = np.where(prompt, day * DAY + minute, (day - behind) * DAY + minute)
    occurred = np.where(occurred >= reported, np.where(prompt, reported - 1, occurred - DAY), occurred)
    return occurred.astype(np.int64), reported.astype(np.int64)


def _people(
    world: World, rng: np.random.Generator, situation: NDArray[np.int16], past: Past, month: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], Bools]:
    """Household, victim, second victim and suspect of every event, and whether a business is the victim."""
    count, table, homes = len(situation), situations(), world.households
    victims = np.array([s.victim for s in table])[situation]
    household = np.full(count, -1, dtype=np.int32)
    draws = {
        "home": world.at_home,
        "partner": world.pairs,
        "head": world.heads,
        "woman": world.heads,
        "child": world.with_child,
        "elder": world.with_elder,
    }
    for name, weighted in draws.items():
        own = np.flatnonzero(victims == name)
        household[own] = weighted.draw(rng, len(own))
    again = past.again(month, situation, household)
    household = again.household
    child, also = past.children(month, situation, household, again.drawn)
    at = np.maximum(household, 0)
    hurt = world.hurt[at] == 1
    victim = np.full(count, -1, dtype=np.int32)
    own_home = np.isin(victims, ("home", "head"))
    victim[own_home] = homes.head[household[own_home]]
    pair = victims == "partner"
    victim = np.where(pair, np.where(hurt, homes.partner[at], homes.head[at]), victim)
    victim = np.where(victims == "woman", world.woman[at], victim)
    victim = np.where(victims == "child", child, victim)
    victim = np.where(victims == "elder", world.old[at], victim)
    passers = world.adults.draw(rng, count)
    victim = np.where(victims == "passer", passers, victim).astype(np.int32)

    suspects = np.array([s.suspect for s in table])[situation]
    someone, draw = world.adults.draw(rng, count), rng.random(count)
    suspect = np.full(count, -1, dtype=np.int32)
    suspect = np.where(suspects == "partner", np.where(hurt, homes.head[at], homes.partner[at]), suspect)
    suspect = np.where(np.isin(suspects, ("former", "absent")), homes.former[at], suspect)
    suspect = np.where(np.isin(suspects, ("relative", "grown")), homes.relative[at], suspect)
    suspect = np.where(suspects == "parent", homes.head[at], suspect)
    named = (suspects == "self") | ((suspects == "known") & (draw < 0.75)) | ((suspects == "stranger") & (draw < 0.3))
    suspect = np.where(named, someone, suspect)
    suspect = again.same_suspects(np.where((suspect == victim), -1, suspect).astype(np.int32))
    return household, victim, also, suspect, victims == "business"


def _other_parent(world: World, household: NDArray[np.int32], suspect: NDArray[np.int32]) -> NDArray[np.int32]:
    at = np.maximum(household, 0)
    head, partner = world.households.head[at], world.households.partner[at]
    return np.where(head != suspect, head, partner).astype(np.int32)


def _places(
    world: World, rng: np.random.Generator, situation: NDArray[np.int16], household: NDArray[np.int32]
) -> Places:
    count, table, buildings, streets = len(situation), situations(), world.geography.buildings, world.geography.streets
    where = np.array([s.place for s in table])[situation]
    outdoors = np.isin(where, ("street", "crossing"))
    building = np.full(count, -1, dtype=np.int32)
    # Households' own street events (a car broken into) lie at their own address, also when the place is the street.
    at_home = (household >= 0) & ((where == "home") | outdoors)
    building[at_home] = world.households.building[household[at_home]]
    for name, weighted in world.buildings.items():
        own = np.flatnonzero(where == name)
        building[own] = weighted.draw(rng, len(own))
    stray = (where == "home") & (household < 0)
    building[stray] = world.households.building[world.at_home.draw(rng, int(stray.sum()))]
    # Some of those who flee violence are at the shelter, or at the hospital, when it is written down.
    fled = kinds().domestic[situation] & (household >= 0)
    draw = rng.random(count)
    building[fled & (draw < 0.008)] = world.shelter
    building[fled & (draw > 0.992)] = world.hospital

    corner = (where == "crossing") & (building < 0)
    segment = np.where(building >= 0, buildings.segment[np.maximum(building, 0)], world.segments.draw(rng, count))
    segment = np.where(corner, world.crossings.draw(rng, count), segment).astype(np.int32)
    open_street = (building < 0) & ~corner
    corner |= open_street & (draw < 0.12) & (streets.crossing[segment] >= 0)
    open_street &= ~corner
    number = rng.integers(1, 50, count) * 2 - rng.integers(0, 2, count)
    x, y = beside(streets, segment, number / 100, number % 2 == 1)
    side = np.where(number % 2 == 1, streets.left[segment], streets.right[segment])
    side = np.where(side < 0, np.maximum(streets.left[segment], streets.right[segment]), side)
    x = np.where(corner, streets.x0[segment], np.where(building >= 0, buildings.x[np.maximum(building, 0)], x))
    y = np.where(corner, streets.y0[segment], np.where(building >= 0, buildings.y[np.maximum(building, 0)], y))
    block = np.where(building >= 0, buildings.block[np.maximum(building, 0)], side).astype(np.int32)
    crossing = np.where(corner, streets.crossing[segment], -1).astype(np.int32)
    house = pa.array(streets.hundred[segment] + number).cast(pa.string())
    label = streets.label.take(pa.array(segment))
    on_street = _on_street(streets, segment, number, house, label)
    at_corner = pc.binary_join_element_wise(label, streets.label.take(pa.array(np.maximum(crossing, 0))), " / ")
    address = pc.if_else(
        pa.array(building >= 0), pick(buildings.address, building), pc.if_else(pa.array(corner), at_corner, on_street)
    )
    return Places(building, segment, crossing, block, x, y, address)


def _on_street(
    streets: Streets, segment: NDArray[np.int32], number: Ints, house: pa.Array, label: pa.Array
) -> pa.Array:
    """`1234 W ELM ST`; on a highway every other place is told by its mile post: `SR 9 MP 3.1`."""
    mile = streets.mile[segment] + number / 100 * CELL / MILE
    posted = np.isfinite(mile) & (number % 2 == 1)
    posts = pa.array([f"MP {miles:.1f}" for miles in np.where(posted, mile, 0.0).tolist()], pa.string())
    route = pc.replace_substring(label, "STATE ROUTE", "SR")
    numbered = pc.binary_join_element_wise(house, label, " ")
    return pc.if_else(pa.array(posted), pc.binary_join_element_wise(route, posts, " "), numbered)
