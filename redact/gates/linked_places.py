"""Linked places: what rows with the same id say together of where it was still stands for enough homes.

A second implementation of what `redact.plan.together` sees to, from the staged rows alone.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redact.gates.preimage import own_households
from redact.gates.result import GateResult
from redact.gates.view import ReleaseView

NAME = "linked places"

_Said = tuple[str, int]
"""A place's id and the treatment of the row that names it."""


def check(view: ReleaseView) -> GateResult:
    """Lays the places of rows with one id over each other and counts the homes that lie in all of them.

    Places with no home in common are several places, and tell nothing of one. Without households the gate
    `households` has failed already.
    """
    units = view.units
    if not units.has_households:
        return _result(0, 0, np.inf)
    said = _together(view)
    homes = own_households(units)
    number_of = {name: at for at, name in enumerate(units.ids.to_pylist())}
    members: dict[str, frozenset[int]] = {}
    parents, level, runs = units.parents, units.level.tolist(), units.runs
    stretches = set(np.flatnonzero(units.stretches).tolist())

    def inside(name: str) -> frozenset[int]:
        if name not in members:
            unit = number_of.get(name)
            if unit is None:
                members[name] = frozenset()
            elif unit in stretches:
                members[name] = frozenset(np.flatnonzero((runs == unit).any(axis=1)).tolist())
            else:
                members[name] = frozenset(np.flatnonzero(parents[:, level[unit]] == unit).tolist()) - stretches
        return members[name]

    short, tightest = 0, float("inf")
    for places in said:
        left = frozenset.intersection(*(inside(name) for name, _ in places))
        count = sum(homes[member] for member in left)
        required = max(view.required_households(view.treatments[treatment].min_households) for _, treatment in places)
        if count > 0:
            tightest = min(tightest, count)
            short += count < required
    return _result(len(said), short, tightest)


def _together(view: ReleaseView) -> set[frozenset[_Said]]:
    """The different sets of places that rows with one id name, where these are two or more."""
    ids, codes = [], []
    known: dict[_Said, int] = {}
    for dataset in view.datasets:
        place = view.column(dataset, "place_id")
        words = place.values.to_pylist()
        treatment = view.rows(dataset).treatment.astype(np.int64)
        pair = place.codes.astype(np.int64) * len(view.treatments) + treatment
        distinct, index = np.unique(pair, return_inverse=True)
        of_pair = []
        for each in distinct.tolist():
            code, rule = divmod(each, len(view.treatments))
            name = words[code]
            of_pair.append(known.setdefault((name, rule), len(known)) if name else -1)
        ids.append(view.column(dataset, "id").values)
        codes.append(np.array(of_pair, dtype=np.int64)[index] if len(pair) else np.empty(0, dtype=np.int64))
    if not ids:
        return set()
    encoded = pa.chunked_array([pc.cast(each, pa.string()) for each in ids]).combine_chunks().dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    number, code = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), np.concatenate(codes)
    width = len(known) + 1
    pairs = np.unique((number * width + code)[code >= 0])
    names = list(known)
    sharing: defaultdict[int, list[int]] = defaultdict(list)
    again = np.bincount(pairs // width, minlength=1)[pairs // width] > 1
    for pair in pairs[again].tolist():
        sharing[pair // width].append(pair % width)
    found = {frozenset(names[at] for at in each) for each in sharing.values()}
    return {places for places in found if len({name for name, _ in places}) > 1}


def _result(combinations: int, short: int, tightest: float) -> GateResult:
    measured = f"{short:,} of {combinations:,} combinations"
    if np.isfinite(tightest):
        measured += f"; the tightest leaves {tightest:,.0f} households"
    return GateResult(
        NAME,
        not short,
        measured,
        "the places of rows with the same id leave as many households as their tiers ask for",
        "Rows with the same id do not narrow each other's places down."
        if not short
        else f"{short:,} combinations of places that rows with the same id name leave too few households. Preview "
        "again; if it stays, take the columns that name areas out of the cards of datasets without addresses.",
    )
