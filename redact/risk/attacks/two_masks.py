"""Two masks over one truth: everything published of a row that says where, laid over each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from redact.place.address import parse
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import City, Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import COLUMNS, Release
from redact.risk.places.combinations import _word, _words, area_columns
from redact.risk.places.knows import Some
from redact.risk.places.release import of_tables

_ALIKE: Final = 0.9
_IN_TEXT: Final = re.compile(
    r"\b\d{1,6}(?:-\d{1,6})? BLOCK (?:OF )?[A-Z0-9 '.]{3,40}?(?:ST|AVE|BLVD|RD|DR|LN|CT|PL|WAY)\b"
)
_HUNDRED: Final = re.compile(r"(\d{1,4}00)(?: BLOCK)?")
Mask = Mapping[str, Some]
"""By cell the homes that it allows."""


@attack("two_masks")
def guess(release: Release, knows: Knows) -> Guesses:
    """Lays on one another all that tells a row's place: its place, its other columns, its texts and all rows with its
    id. He looks which homes are left.

    A mask that leaves nobody is about another place and is not used. Of what is left he names the address with the
    fewest households, where he need not guess a door.
    """
    rows = read(release, knows.city)
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    if not len(rows) or not len(knows):
        return claims(claim, sure)
    address = knows.city.homes["address"].to_numpy(object)
    for at, homes in enumerate(homes_left(release, rows, knows)):
        home, likely = likeliest(homes, knows.city)
        if home >= 0:
            claim[at], sure[at] = address[home], likely
    return claims(claim, sure)


def likeliest(homes: Some, city: City) -> tuple[int, float]:
    """The home to name and how likely its household is the one, every household as likely as any; -1 of nobody."""
    homes = homes[city.households[homes] > 0]
    if not len(homes):
        return -1, 0.0
    living = city.households[homes]
    return int(homes[np.argmin(living)]), min(1.0, float(1 / living.sum()))


def homes_left(release: Release, rows: Rows, knows: Knows) -> list[Some]:
    """Per target row the homes that all masks leave over."""
    number = {name: at for at, name in enumerate(rows.names.tolist())}
    asked = (knows.targets["table"] + ":" + knows.targets["row"].astype("str")).map(number).fillna(-1).astype(int)
    ids = rows.frame["id"].to_numpy(object)
    wanted = set(ids[asked[asked >= 0]].tolist()) - {""}
    mine = np.flatnonzero(rows.frame["id"].isin(wanted).to_numpy())
    of_id = pd.Series(mine).groupby(ids[mine]).apply(list).to_dict() if len(mine) else {}
    masks = _masks(release, knows.city)
    cells = {name: _column(release, rows, name) for name in masks}
    place = rows.frame["place"].to_numpy()
    known: dict[tuple[object, ...], Some] = {}

    def of_row(row: int) -> Some:
        key = (place[row], *(cells[name][row] for name in masks))
        if key not in known:
            left = rows.homes[place[row]]
            for name, mask in masks.items():
                left = _over(left, mask.get(str(cells[name][row])))
            known[key] = left
        return known[key]

    found: list[Some] = []
    for row in asked.tolist():
        if row < 0:
            found.append(np.empty(0, dtype=np.int64))
            continue
        left = of_row(row)
        for other in of_id.get(ids[row], ()):
            if other != row:
                left = _over(left, of_row(other))
        found.append(left)
    return found


def _over(left: Some, mask: Some | None) -> Some:
    """Both together; what was there before where the mask says nothing or is about somewhere else."""
    if mask is None or not len(mask):
        return left
    if not len(left):
        return mask
    both = left[np.isin(left, mask)]
    return both if len(both) else left


def _column(release: Release, rows: Rows, name: str) -> NDArray[np.object_]:
    parts = [
        table[name].to_numpy(object) if name in table else np.full(len(table), "", dtype=object)
        for table in release.tables.values()
        if len(table)
    ]
    return np.concatenate(parts) if parts else np.empty(0, dtype=object)


def _masks(release: Release, city: City) -> dict[str, Mask]:
    """The columns beside the place that say where: names of areas, of streets, or texts with a block in them."""
    arrow = {
        name: pa.table({column: pa.array(table[column].to_numpy(object), pa.string()) for column in table})
        for name, table in release.tables.items()
        if len(table)
    }
    old = of_tables(arrow, release.places)
    found: dict[str, Mask] = {}
    for area in area_columns(old, city.public):
        words = _words(city.public, area.level)
        above = city.units.parents[city.public.homes.unit, area.level]
        found[area.column] = {
            value: np.flatnonzero(np.isin(above, list(words[_word(value)])))
            for value in old.columns[area.column].values
            if _word(value) in words
        }
    streets = _streets(city)
    for name in old.further:
        if name in found or name in COLUMNS:
            continue
        values = [value for value in old.columns[name].values if value]
        on = {value: streets[value.upper().strip()] for value in values if value.upper().strip() in streets}
        if len(on) >= 2 and len(on) >= _ALIKE * len(values):
            found[name] = on
            continue
        hundreds = {value: int(found_[1]) for value in values if (found_ := _HUNDRED.fullmatch(value.upper().strip()))}
        if len(hundreds) >= 2 and len(hundreds) >= _ALIKE * len(values):
            found[name] = {value: _numbered(hundred // 100, city) for value, hundred in hundreds.items()}
            continue
        told = {value: _told(value, city) for value in values if "BLOCK" in value.upper()}
        told = {value: homes for value, homes in told.items() if len(homes)}
        if told:
            found[name] = told
    return found


def _streets(city: City) -> Mask:
    """The homes on each street, by its name as addresses have it."""
    homes: dict[str, list[int]] = {}
    for at, address in enumerate(city.homes["address"].tolist()):
        _, _, street = address.partition(" ")
        homes.setdefault(street.upper(), []).append(at)
    return {street: np.array(some, dtype=np.int64) for street, some in homes.items()}


def _numbered(hundred: int, city: City) -> Some:
    """The homes whose numbers are in a hundred, on whatever street."""
    doors = city.public.homes.door
    return np.flatnonzero([door is not None and door[1] == hundred for door in doors])


def _told(text: str, city: City) -> Some:
    """The homes on the one block that a text names; none where it names several, which may be others' homes."""
    blocks = {each.replace("BLOCK OF", "BLOCK") for each in _IN_TEXT.findall(text.upper())}
    if len(blocks) != 1:
        return np.empty(0, dtype=np.int64)
    label = blocks.pop()
    return city.public.named(label) if parse(label).streets else np.empty(0, dtype=np.int64)
