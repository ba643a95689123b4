"""From the list to the file that the department gets: find each place's block, join what is not joined yet."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from redact.errors import UsageError, Where
from redact.place.sensitive.decoys import Joined, new_pairs
from redact.place.sensitive.mending import mended
from redact.place.sensitive.merges import Merges, read_merges, write_merges
from redact.place.sensitive.names import Words, hash_names
from redact.place.sensitive.vault import Batch, Entry, Vault, save_vault

if TYPE_CHECKING:
    from redact.place.sensitive.kinds import City
    from redact.place.units import UnitTable

NOWHERE: Final = -1

NameForms = Callable[[str], Iterable[Words]]
"""The forms in which a name can stand in a text, as words (`redact.identity.name_forms`)."""


@dataclass(frozen=True)
class Found:
    """Where a place was found: its block's row in the unit table, NOWHERE where it was not, and the block's label."""

    unit: int
    label: str


def find(units: UnitTable, places: Sequence[Entry]) -> list[Found]:
    """The block of each place, found as a record's would be: by its address, else by its point.

    A place whose address and point are far apart, or whose address could be on several streets, is not found.
    """
    both = [(place.address, place.point) for place in places]
    alone = [(address, None) for address, _ in both]
    spots = [("", point) for _, point in both]
    found = _locate(units, [*both, *alone, *spots])
    n = len(places)
    # A street that the list does not have says nothing against the point; one that it has elsewhere does.
    return [
        _found(units, spot if one < 0 and other < 0 else one)
        for one, other, spot in zip(found[:n], found[n : 2 * n], found[2 * n :], strict=True)
    ]


def _found(units: UnitTable, unit: int) -> Found:
    return Found(unit, str(units.label[unit].as_py())) if unit >= 0 else Found(NOWHERE, "")


def _locate(units: UnitTable, places: Sequence[tuple[str, tuple[float, float] | None]]) -> list[int]:
    """The hundred-block of each address and point by the locator of records, NOWHERE where it finds none."""
    from redact.place.locator import Locator
    from redact.records.batch import Batch as Rows
    from redact.records.card import Card
    from redact.vocabulary import Kind

    if not places:
        return []
    columns = {
        "address": [address for address, _ in places],
        "latitude": ["" if point is None else repr(point[0]) for _, point in places],
        "longitude": ["" if point is None else repr(point[1]) for _, point in places],
    }
    card = Card(dataset="places", kind=Kind.OTHER, columns={role: role for role in columns})
    table = pa.table({role: pa.array(cells, pa.string()) for role, cells in columns.items()})
    rows = Rows("places", 0, table, np.zeros(len(places), dtype=np.int8))
    located = Locator(units, card, card.fields).locate(rows)
    return [unit if units.hundred[unit] >= 0 else NOWHERE for unit in located.unit.tolist()]


def covered(vault: Vault, city: City, blocks: Sequence[str], *, decoys: int) -> Vault:
    """The list with every place's block (by its id, in the order of the entries) in a pair.

    What is not in a pair comes into a new batch with decoys of its own; where all are, nothing changes. Earlier pairs
    stay as they are, so that what was published about them stays (`mended` where a street was renamed). DataMismatch
    (11) where the city is too small.
    """
    row = {id_: at for at, id_ in enumerate(city.ids)}
    places = list(dict.fromkeys(row[id_] for id_ in blocks))
    batches = mended(vault, city, places)
    earlier = [
        Joined(batch.decoys, tuple((row[one], row[other]) for one, other in batch.pairs)) for batch in batches
    ]
    number = vault.last_batch + 1
    pairs = new_pairs(city, vault.key, places, earlier, decoys=decoys, batch=number)
    if pairs:
        named = sorted((min(pair), max(pair)) for pair in ((city.ids[one], city.ids[other]) for one, other in pairs))
        batches = (*batches, Batch(number, decoys, tuple(named)))
    joined = sorted({id_ for batch in batches for pair in batch.pairs for id_ in pair})
    spots = {id_: (float(city.degrees[row[id_], 0]), float(city.degrees[row[id_], 1])) for id_ in joined}
    return replace(vault, batches=batches, spots=spots)


def merges_of(vault: Vault, forms: NameForms) -> Merges:
    """What the department gets of a list."""
    words = [found for entry in vault.entries for name in entry.names for found in forms(name)]
    return Merges(
        list_id=list_id(vault),
        batches=vault.batches,
        names=hash_names(vault.key, vault.revision, words),
    )


def adopted(vault: Vault, joined: Path) -> Vault:
    """The list with all pairs of the department's present file, so that none of them comes apart.

    A list that was made anew because the passphrase of the old one is lost, or an older copy of the list, would
    otherwise join other blocks beside the same places, and what both files have in common would be the places.
    UsageError (2) where the list is not empty and the file was made from another one.
    """
    if not joined.exists():
        return vault
    merges = read_merges(joined)
    held = {pair for batch in vault.batches for pair in batch.pairs}
    missing = [replace(batch, pairs=tuple(p for p in batch.pairs if p not in held)) for batch in merges.batches]
    missing = [batch for batch in missing if batch.pairs]
    if not missing:
        return vault
    if vault.entries and merges.list_id != list_id(vault):
        raise UsageError(
            "this file of joined blocks was made from another list",
            where=Where(joined),
            fix="There is one list for a city: open that one with --list, and add your places to it.",
        )
    numbered = {batch.number: batch for batch in vault.batches}
    for batch in missing:
        there = numbered.get(batch.number, replace(batch, pairs=()))
        pairs = tuple(sorted({*there.pairs, *batch.pairs}))
        numbered[batch.number] = replace(there, decoys=min(there.decoys, batch.decoys), pairs=pairs)
    return replace(vault, batches=tuple(numbered[number] for number in sorted(numbered)))


def list_id(vault: Vault) -> str:
    """What tells lists apart, and means nothing else."""
    return hmac.digest(vault.key, b"list id", hashlib.sha256)[:8].hex()


def keep(vault: Vault, file: Path, joined: Path, passphrase: str, forms: NameForms) -> Vault:
    """Saves the list into `file` and what the department gets of it into `joined`; the list as it was saved."""
    vault = replace(vault, revision=vault.revision + 1)
    save_vault(file, vault, passphrase)
    write_merges(joined, merges_of(vault, forms))
    return vault
