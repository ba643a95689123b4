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
from redact.place.sensitive.decoys import new_pairs
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
    found = _locate(units, [(place.address, place.point) for place in places])
    alone = _locate(units, [(place.address, None) for place in places])
    spots = _locate(units, [("", place.point) for place in places])
    # A street that the list does not have says nothing against the point; one that it has elsewhere does.
    return [
        _found(units, spot if one < 0 and other < 0 else one)
        for one, other, spot in zip(found, alone, spots, strict=True)
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

    Pairs that name a block which the layers no longer have cannot be shown and go. What is not in a pair then comes
    into a new batch with decoys of its own; where all are, nothing changes. Earlier pairs are never touched, so that
    what was published about them stays. DataMismatch (11) where the city is too small.
    """
    row = {id_: at for at, id_ in enumerate(city.ids)}
    batches = tuple(
        replace(batch, pairs=tuple(pair for pair in batch.pairs if pair[0] in row and pair[1] in row))
        for batch in vault.batches
    )
    taken = {row[id_] for batch in batches for pair in batch.pairs for id_ in pair}
    number = vault.last_batch + 1
    places = list(dict.fromkeys(row[id_] for id_ in blocks))
    pairs = new_pairs(city, vault.key, places, taken, decoys=decoys, batch=number)
    if pairs:
        named = sorted((min(pair), max(pair)) for pair in ((city.ids[one], city.ids[other]) for one, other in pairs))
        batches = (*batches, Batch(number, decoys, tuple(named)))
    return replace(vault, batches=batches)


def merges_of(vault: Vault, forms: NameForms) -> Merges:
    """What the department gets of a list."""
    words = [found for entry in vault.entries for name in entry.names for found in forms(name)]
    return Merges(
        list_id=hmac.digest(vault.key, b"list id", hashlib.sha256)[:8].hex(),
        batches=vault.batches,
        names=hash_names(vault.key, vault.revision, words),
    )


def keep(vault: Vault, file: Path, joined: Path, passphrase: str, forms: NameForms) -> Vault:
    """Saves the list into `file` and what the department gets of it into `joined`; the list as it was saved.

    UsageError (2) where `joined` was made from another list: its places would lose their protection.
    """
    vault = replace(vault, revision=vault.revision + 1)
    merges = merges_of(vault, forms)
    if joined.exists() and read_merges(joined).list_id != merges.list_id:
        raise UsageError(
            "this file of joined blocks was made from another list",
            where=Where(joined),
            fix="Open that list with --list, or move the file away if that list is given up.",
        )
    save_vault(file, vault, passphrase)
    write_merges(joined, merges)
    return vault
