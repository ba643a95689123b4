"""What a jurisdiction's layers give, what is missing, and what that costs: `redact jurisdiction check`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from redact.place.blocks import Blocks, hundred_blocks, no_blocks
from redact.place.extent import Box
from redact.place.feet import foot_doubts
from redact.place.households import Households, count_households
from redact.place.jurisdiction import BLOCK, CITY, Jurisdiction, StreetLayer
from redact.place.layers import Layers
from redact.place.units import UnitTable

if TYPE_CHECKING:
    from redact.place.build import PlaceWords

State = Literal["ok", "note", "missing"]
"""`missing`: with this policy nothing can be released; `note`: it works, at a price."""


@dataclass(frozen=True)
class Finding:
    """One fact about the layers: what it is about, what it says, what it costs and what would help."""

    about: str
    state: State
    says: str
    costs: str = ""


@dataclass(frozen=True)
class LayerFacts:
    """One layer as it was read: its own coordinate system, and the box it lies in, in degrees."""

    name: str
    file: str
    rows: int
    outside: int
    system: str | None
    degrees: Box | None


class TierPlace(Protocol):
    """What a tier of the policy asks of a place."""

    @property
    def level(self) -> str: ...

    @property
    def min_households(self) -> int: ...


@dataclass(frozen=True)
class Assessment:
    """Everything that `check` tells: the layers, and the findings, the worst first."""

    layers: tuple[LayerFacts, ...]
    findings: tuple[Finding, ...]

    @property
    def releasable(self) -> bool:
        """Whether nothing is missing that the policy cannot do without."""
        return all(each.state != "missing" for each in self.findings)


def assess_layers(
    jurisdiction: Jurisdiction, units: UnitTable, places: PlaceWords, tiers: Sequence[tuple[str, TierPlace]]
) -> Assessment:  # fmt: skip
    """Looks at the layers beside the table built from them. `tiers` are those of the policy that show a place."""
    layers = Layers(jurisdiction)
    blocks = hundred_blocks(layers, jurisdiction.streets) if jurisdiction.streets is not None else no_blocks()
    counted = count_households(layers, jurisdiction.households, blocks) if jurisdiction.households is not None else None
    found = [
        *_of_tiers(units, tiers),
        *_of_households(jurisdiction, counted, blocks, float(places.household_safety), tiers),
        *_of_stretches(units),
        *_of_streets(layers, jurisdiction.streets, blocks),
        *_of_skipped(units, places.ladder, {place.level for _, place in tiers}),
        *_of_levels(jurisdiction, layers, units),
        *_of_system(layers),
        of_protected(jurisdiction),
    ]
    order = {"missing": 0, "note": 1, "ok": 2}
    return Assessment(tuple(_facts(layers)), tuple(sorted(found, key=lambda each: order[each.state])))


def _facts(layers: Layers) -> Iterator[LayerFacts]:
    where = {each.name: each for each in layers.extents()}
    for name, entry in layers.jurisdiction.entries:
        layer = layers.layer(entry.file, entry.layer)
        extent = where.get(name)
        system = extent.system if extent is not None else None
        yield LayerFacts(
            name, entry.file, len(layer), layer.outside, _named(system), extent.degrees if extent is not None else None
        )


def _named(system: Any) -> str | None:
    if system is None:
        return None
    code = system.to_epsg()
    return f"EPSG:{code} {system.name}" if code is not None else str(system.name)


# --- what the policy asks ----------------------------------------------------------------------------------------


def _of_tiers(units: UnitTable, tiers: Sequence[tuple[str, TierPlace]]) -> Iterator[Finding]:
    levels: dict[str, list[str]] = {}
    for name, place in tiers:
        levels.setdefault(place.level, []).append(name)
    for level, names in levels.items():
        if level in units.ladder:
            continue
        gives = "streets with house numbers" if level == BLOCK else f"a level '{level}'"
        yield Finding(
            level,
            "missing",
            f"no layer gives '{level}', at which the policy shows {_and(names)} records",
            f"a preview with such records stops. Name {gives} in the jurisdiction file, or agree on another level",
        )
    for number, level in enumerate(units.ladder):
        if not np.isfinite(units.households[units.level == number]).any() and units.has_households:
            yield Finding(
                level, "missing", f"no {level} has a number of households", "nothing can be shown at this level"
            )


# --- households --------------------------------------------------------------------------------------------------


def _of_households(
    jurisdiction: Jurisdiction,
    counted: Households | None,
    blocks: Blocks,
    safety: float,
    tiers: Sequence[tuple[str, TierPlace]],
) -> Iterator[Finding]:
    entry = jurisdiction.households
    if counted is None or entry is None:
        typed = any(each.households or each.file.endswith((".csv", ".txt")) for each in jurisdiction.levels.values())
        yield Finding(
            "households",
            "note" if typed else "missing",
            "no layer says where people live" + (", only tables say how many" if typed else ""),
            "no block can be shown" if typed else "nothing finer than the whole city, and no release. See: redact "
            "jurisdiction guide",
        )
        return
    placed, rest = float(counted.on_block.sum()), float(counted.rest.sum())
    share = placed / (placed + rest) if placed + rest > 0 else 0.0
    if placed + rest <= 0:
        column = f" in the column '{entry.count}'" if entry.count else ""
        yield Finding("households", "missing", f"the layer counts not one home{column}", "nothing can be shown")
    elif len(blocks):
        yield Finding(
            "households",
            "ok" if share > 0.9 else "note",
            f"{share:.1%} of {placed + rest:,.0f} homes lie on a street with house numbers",
            "" if share > 0.9 else "the others can only be shown by area; look for streets without ranges",
        )
    if counted.apportioned:
        yield Finding(
            "households",
            "note",
            "homes per block are estimated from census blocks",
            f"a place must be estimated at {safety:g} times the homes that the policy asks for"
            + _alone(counted, blocks, safety, tiers)
            + ". Address points or parcels with dwellings do away with that",
        )
    elif entry.count is None:
        yield Finding(
            "households",
            "note",
            "every row counts as one home",
            "shops, offices and sheds count too, so places may stand for fewer homes than they seem to. Name the "
            "column of dwellings (count:) or the rows that are homes (only:)",
        )


def _alone(
    counted: Households, blocks: Blocks, safety: float, tiers: Sequence[tuple[str, TierPlace]]
) -> str:  # fmt: skip
    """How many hundred-blocks suffice by themselves, with the safety factor and without."""
    least = sorted({place.min_households for _, place in tiers if place.level == BLOCK})
    if not least or not len(blocks):
        return ""
    lived = counted.on_block[counted.on_block >= 0.5]
    if not len(lived):
        return ""
    told = [
        f"{(lived >= homes * safety).mean():.0%} for {homes} homes ({(lived >= homes).mean():.0%} if they were counted)"
        for homes in least
    ]
    return f". Of {len(lived):,} hundred-blocks where anybody lives, these suffice by themselves: " + ", ".join(told)


def _of_stretches(units: UnitTable) -> Iterator[Finding]:
    """How much of the city can be shown by street, once hundred-blocks are joined with their neighbours."""
    homes = units.own[units.blocks]
    if not units.floors or not homes.sum() > 0:
        return
    told = []
    for at, floor in enumerate(units.floors):
        shown = float(homes[units.runs[units.blocks, at] >= 0].sum() / homes.sum())
        told.append(f"{shown:.1%} of homes if it must stand for {floor:g}")
    yield Finding(
        BLOCK, "ok", f"joined with neighbours where they must be, blocks give a street place to {', '.join(told)}"
    )


# --- streets -----------------------------------------------------------------------------------------------------


def _of_streets(layers: Layers, entry: StreetLayer | None, blocks: Blocks) -> Iterator[Finding]:
    if entry is None:
        yield Finding("streets", "note", "no layer of streets", "every place is an area; no block can be shown")
        return
    counts = blocks.counts
    if not len(blocks):
        yield Finding("streets", "missing", "no street has house numbers", "no block can be shown")
        return
    without = counts.unranged_metres / counts.metres if counts.metres else 0.0
    numbers = f"{len(blocks):,} hundred-blocks; {without:.1%} of the length of named streets has no house numbers"
    yield Finding(
        "streets", "ok" if without < 0.2 else "note", numbers,
        "" if without < 0.2 else "records there are shown by area only",
    )  # fmt: skip
    there = layers.layer(entry.file, entry.layer)
    for column, values in entry.leave_out.items():
        idle = sorted(set(values) - set(there.texts(column)))
        if idle:
            yield Finding(
                "streets", "note", f"leave_out: no street has {_and(idle)} in its column '{column}'",
                "nothing, if the city has none; otherwise the word is spelt differently there",
            )  # fmt: skip
    if not entry.leave_out:
        yield Finding(
            "streets", "note", "no kind of street is left out",
            "alleys and ramps with numbers draw homes and points away from the streets in front of the houses. Name "
            "them under leave_out:",
        )  # fmt: skip
    small = [
        f"{number:,} {words}"
        for number, words in (
            (counts.outside, "outside the city"),
            (counts.alleys, "of a kind that is left out"),
            (counts.unnamed, "without a name"),
            (counts.unranged, "without house numbers"),
            (counts.repeated, "said twice"),
            (blocks.left_out, "with an impossible range"),
        )
        if number
    ]
    if small:
        yield Finding("streets", "ok", f"not used, of {counts.lines + counts.outside:,} lines: " + ", ".join(small))


# --- levels and systems ------------------------------------------------------------------------------------------


def _of_skipped(units: UnitTable, ladder: Sequence[str], asked: set[str]) -> Iterator[Finding]:
    for at, name in enumerate(ladder):
        if name in units.ladder or name in asked or name == BLOCK:
            continue
        above = next(level for level in (*ladder[at + 1 :], CITY) if level in units.ladder)
        households = units.households[units.level == units.ladder.index(above)]
        known = households[np.isfinite(households)]
        homes = f", of which half have over {np.median(known):,.0f} homes" if len(known) > 1 else ""
        yield Finding(name, "note", f"no layer gives '{name}'", f"what is too fine goes on to the {above}{homes}")


def _of_levels(jurisdiction: Jurisdiction, layers: Layers, units: UnitTable) -> Iterator[Finding]:
    for level, entry in jurisdiction.levels.items():
        typed = layers.layer(entry.file, entry.layer).shapes is None
        if typed and level in units.ladder:
            yield Finding(
                level, "note", f"'{level}' is a table without a map",
                f"only records that name their {level} get one, and no block is known to lie in it",
            )  # fmt: skip
    if CITY not in jurisdiction.levels and jurisdiction.entries:
        yield Finding(
            CITY, "note", "no layer gives the city's outline",
            "layers that reach beyond the city count homes and streets of its neighbours. Name it as a level 'city'",
        )  # fmt: skip


def _of_system(layers: Layers) -> Iterator[Finding]:
    for doubt in foot_doubts(layers):
        yield Finding(
            "crs", "note", f"the feet of '{doubt.name}' may be the other kind (it says: {doubt.unit})",
            f"it lies {doubt.metres:.1f} m off '{doubt.other}', with the other it would lie {doubt.instead:.1f} m off. "
            "Ask who made it, and name its system as crs: in its entry",
        )  # fmt: skip
    extents = layers.extents()
    if extents:
        yield Finding(
            "crs", "ok", f"everything is measured in {_named(layers.system)}, in metres; the layers lie on each other"
        )


def _and(words: Sequence[str]) -> str:
    quoted = [f"'{word}'" for word in words]
    return " and ".join((", ".join(quoted[:-1]), quoted[-1])) if len(quoted) > 1 else "".join(quoted)


# --- protected places --------------------------------------------------------------------------------------------


def of_protected(jurisdiction: Jurisdiction) -> Finding:
    """What the file of joined blocks says, which is not how many places there are."""
    from redact.place.sensitive.merges import read_merges

    about = "protected places"
    if jurisdiction.sensitive_places is None:
        return Finding(
            about,
            "note",
            "there is no list of shelters and the like",
            "their street is shown as every other. docs/protected-places.md is for an advocate who keeps such a list",
        )
    path = jurisdiction.file(jurisdiction.sensitive_places.file)
    merges = read_merges(path)
    says = f"{len(merges.pairs):,} pairs of blocks are shown as one, real or not, with {merges.fewest_decoys} decoys"
    if os.name == "posix" and path.stat().st_mode & 0o077:
        return Finding(
            about, "note", f"{says} a place", "others on this computer can read the file: give it to its owner only"
        )
    return Finding(about, "ok", f"{says} or more for each place")
