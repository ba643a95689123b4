"""The report's section on places: how they are made, a map of them, what they hide, and what could not be found.

Only published places are drawn, as the lines and areas that they are, and only counts and row numbers are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from redact.bundle.facts import capital, listed, plain
from redact.place.jurisdiction import BLOCK
from redact.place.unfound import PlaceDoubt, Unfound
from redact.plan.folder import Plan
from redact.plan.outcomes import Outcome
from redact.plan.placed import BANDS, bands_of
from redact.policy.model import Policy
from redact.report import (
    Bar,
    Column,
    Figure,
    Layer,
    bar_chart,
    details,
    figures,
    join,
    map_svg,
    paragraph,
    table,
)

if TYPE_CHECKING:
    from redact.place import UnitTable

Counted = Mapping[str, Any]

NO_LAYERS = "There are no map layers, so every record is told as the whole city."


def places_section(plan: Plan, policy: Policy) -> Markup:
    """The whole section. A plan without layers says so and draws nothing."""
    units = plan.units()
    if units.bare:
        return paragraph(NO_LAYERS)
    counted: Counted = plan.summary.get("places") or {}
    parts = [how_made(units, policy, protected=bool(plan.summary.get("protected_places")))]
    if counted:
        parts.append(_figures(counted))
    parts.append(_map(plan, units))
    if counted:
        parts += [
            _before_and_after(counted),
            _told(counted, units.ladder),
            _located(counted["located"]),
            _unfound(counted["unfound"]),
            _doubts(counted["doubts"]),
        ]
    return join(parts)


def how_made(units: UnitTable, policy: Policy, *, protected: bool) -> Markup:
    """How a record's place becomes one that may be published, in plain words."""
    areas = listed([plain(level) for level in units.ladder if level != BLOCK], "or")
    parts = []
    least = sorted({tier.place.min_households for tier in policy.tiers if tier.place and tier.place.level == BLOCK})
    if units.has_blocks and least:
        homes = listed([f"{number:,}" for number in least], "or")
        parts.append(
            f"A record on a street is told as its hundred block where at least {homes} households live there (the tier "
            "says how many). Where fewer do, the block is joined with its neighbors until together they have enough. "
            f"What no stretch of street can hold is told as an area: {areas}. An area is used only if enough "
            "households would be told as this area themselves."
        )
    else:
        parts.append(
            f"Every record is told as an area: {areas}. An area is used only if enough households would be told as "
            "this area themselves."
        )
    parts.append(
        "All this is fixed by the map layers before any record is read. The same address gives the same place in "
        "every release."
    )
    if units.safety > 1:
        parts.append(
            f"Homes per block are estimated from census blocks. An estimate can be wrong, so a place needs "
            f"{units.safety:g} times as many. The numbers here are what is vouched for: the estimate divided by "
            f"{units.safety:g}."
        )
    if units.skipped:
        parts.append(f"No map layer gives: {listed([plain(level) for level in units.skipped])}.")
    parts.append(
        "Some stretches are joined from two on purpose: around protected places and, many more, around none."
        if protected
        else "No protected places (shelters and the like) are listed for this city: docs/protected-places.md."
    )
    return join(paragraph(text) for text in parts)


def _figures(counted: Counted) -> Markup:
    told = list(counted["told"].values())
    rows = sum(sum(levels.values()) for levels in told)
    street = sum(levels.get(BLOCK, 0) for levels in told)
    by = _summed(counted["located"].values())
    read = sum(by.values())
    items = [
        Figure(_share(street, rows), "of published rows tell a street", f"{street:,} rows"),
        Figure(_share(by.get("address", 0), read), "of rows found by their address", "the hit rate"),
    ]
    metres = counted["metres"]
    for word, label in (("street", "where it is told as a street"), ("all", "all places")):
        if word in metres:
            found = metres[word]
            far = f"nine in ten within {found['p90']:,} m; {label}"
            items.append(Figure(f"{found['median']:,} m", "moved on a map, half of rows at most", far))
    note = (
        "Moved: from a row's own point, or the middle of its block where it has none, to the point drawn for its place."
    )
    return join([figures(items), Markup('<p class="note">{}</p>').format(note)])


def _map(plan: Plan, units: UnitTable) -> Markup:
    """Every unit that some published row has: areas faintly, streets by their households. Nothing else is drawn."""
    import numpy as np
    import shapely

    decided = plan.decisions(["unit", "outcome"])
    unit, outcome = decided.column("unit").to_numpy(), decided.column("outcome").to_numpy()
    used = np.unique(unit[(outcome == Outcome.PUBLISHED) & (unit >= 0)])
    shapes = np.asarray(shapely.from_wkb(units.wkb.to_numpy(zero_copy_only=False)), dtype=object)
    city = shapes[units.city]
    layers = [Layer("The city", [city] if city is not None else [], css="outline")]
    streets = units.level[used] == (units.ladder.index(BLOCK) if units.has_blocks else -1)
    words = [f"{int(streets.sum()):,} stretches of street"] if streets.any() else []
    for level in reversed(range(len(units.ladder) - 1)):
        mine = used[(units.level[used] == level) & ~streets]
        if len(mine):
            name = plain(units.ladder[level])
            words.append(f"{len(mine):,} at {name} level")
            layers.append(Layer(capital(name), list(shapes[mine]), css=f"area-{min(level, 4) or 1}"))
    band = bands_of(units.households[used[streets]] / units.safety)
    for number, word in enumerate(BANDS):
        mine = used[streets][band == number]
        if units.has_blocks:
            layers.append(Layer(f"Street, {word} households", list(shapes[mine]), css=f"band-{number + 1}"))
    note = "Only places that some published row has are drawn, as the lines and areas that they are."
    return map_svg("Published places", f"A map of {listed(words) or 'no place'}.", layers, note=note)


def _before_and_after(counted: Counted) -> Markup:
    """How many households stand behind a street place, before blocks are joined and after."""
    bands = counted["bands"]
    if bands is None:
        return Markup("")
    least = f"{bands['least']:g}"
    rows = (
        ("The city's hundred blocks", "blocks"),
        ("The places they are told as", "places"),
        ("Rows, by hundred block", "rows_before"),
        ("Rows, by the place told", "rows_after"),
    )
    risky = bands["rows_before"][0]
    total = sum(bands["rows_before"])
    lead = paragraph(
        f"Rounding to the hundred block alone, as is usual, would have left {risky:,} of {total:,} rows "
        f"({_share(risky, total)}) at a place of fewer than 8 households. The places told instead leave "
        f"{bands['rows_after'][0]:,}."
        if total
        else "No published row was found on a block."
    )
    chart = bar_chart(
        "How many households a place stands for: the hundred block alone, and the place that is told",
        [capital(word) for word in bands["words"]],
        [Bar(label, tuple(bands[name])) for label, name in rows],
        whole=True,
        ordered=True,
        first="Households",
        note=f"Places: as told in tiers that ask for {least} households, the fewest. Rows: published ones that were "
        "found on a hundred block, whatever they are told as. A block where nobody lives counts as fewer than 8. Each "
        "bar is its own whole.",
    )
    return join([lead, chart])


def _told(counted: Counted, ladder: Sequence[str]) -> Markup:
    """Published rows per tier and level of place."""
    words = [word for word in (*ladder, "no place") if any(word in levels for levels in counted["told"].values())]
    heads: list[Column | str] = ["Tier", Column("Published rows", number=True)]
    heads += [Column("Street" if word == BLOCK else capital(plain(word)), number=True) for word in words]
    rows = []
    for tier, levels in counted["told"].items():
        total = sum(levels.values())
        rows.append([tier, total, *(_share(levels[word], total) if word in levels else None for word in words)])
    return table("How exactly each tier tells the place", heads, rows)


_LOCATED = {
    "address": "Address",
    "point": "Point",
    "contradiction": "Both, far apart",
    "area": "Area only",
    "nothing": "Not at all",
}


def _located(located: Counted) -> Markup:
    """The hit rate: what located the rows of each dataset."""
    bars = [Bar(plain(name), tuple(found[word] for word in _LOCATED)) for name, found in located.items()]
    return bar_chart(
        "What located the rows that were read",
        tuple(_LOCATED.values()),
        bars,
        whole=True,
        first="Dataset",
        note="Address: its street and number are on the list of streets. Area only: a column such as the district says "
        "it, or the address could be any of several blocks there. An address and a point over 200 m apart are told as "
        "an area that has both; what is not located at all as the whole city, or held where its point is a stand-in.",
    )


def _unfound(unfound: Counted) -> Markup:
    rows: list[Sequence[str | int]] = [
        (
            plain(dataset), capital(Unfound[word.upper()].sentence()), found["rows"], found["point"], found["area"],
            found["nothing"], _which(found),
        )
        for dataset, reasons in unfound.items()
        for word, found in sorted(reasons.items(), key=lambda item: -item[1]["rows"])
    ]  # fmt: skip
    if not rows:
        return paragraph("Every address was found on the list of streets.")
    numbers = [Column(word, number=True) for word in ("Rows", "by point", "by area", "not at all")]
    heads: list[Column | str] = ["Dataset", "Why the address gave no block", *numbers, "Which rows"]
    drawn = table(
        "Addresses that are not on the list of streets",
        heads,
        rows,
        note="By point, by area: how they were located instead. None of these texts is published. Rows "
        "are counted from 0, the first one after the header.",
    )
    total = sum(found["rows"] for reasons in unfound.values() for found in reasons.values())
    return details(f"{total:,} addresses were not found on the list of streets", drawn)


def _doubts(doubts: Counted) -> Markup:
    rows: list[Sequence[str | int]] = [
        (plain(dataset), capital(PlaceDoubt[word.upper()].sentence()), found["rows"], found["held"], _which(found))
        for dataset, kinds in doubts.items()
        for word, found in kinds.items()
    ]
    if not rows:
        return Markup("")
    numbers = [Column("Rows", number=True), Column("Held", number=True)]
    heads: list[Column | str] = ["Dataset", "What is wrong with the point", *numbers, "Which rows"]
    return table(
        "Points that cannot be right",
        heads,
        rows,
        note="A point that contradicts its address makes the row coarser: it is told as an area that has both. Other "
        "such points are not used; the row is held where nothing else says where it was.",
    )


def _which(found: Counted) -> str:
    more = found["rows"] - len(found["first"])
    said = [str(row) for row in found["first"]]
    return listed([*said, f"{more:,} more"]) if more else listed(said)


def _summed(counts: Any) -> dict[str, int]:
    total: dict[str, int] = {}
    for found in counts:
        for word, number in found.items():
            total[word] = total.get(word, 0) + number
    return total


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.1%}" if whole else "none"
