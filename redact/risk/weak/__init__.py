"""Deliberately weak releases: each leaves out one protection, and the scenario made for it must break it.

A pass means something only if the same attack succeeds where there is something to find.

    broken = run_scenario(load_scenario(WEAK["raw"].broken_by), [WEAK["raw"].make(case)])
    assert broken.broken

A maker is one function: it gets a case and gives the same city with another release. It may look at the truth, as a
careless publisher has it; the attack sees only what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from redact.risk.lab.cities import Case
from redact.risk.weak.columns import hidden_column, numbers_survive
from redact.risk.weak.columns_survive import columns_survive
from redact.risk.weak.covers import cover_by_row, fresh_cover, relabelled
from redact.risk.weak.exact_totals import exact_totals
from redact.risk.weak.files import metadata_left
from redact.risk.weak.global_cover import global_cover
from redact.risk.weak.ids import numbers_by_area, unsalted_hashes
from redact.risk.weak.no_cover import no_cover
from redact.risk.weak.numbers import fresh_noise
from redact.risk.weak.people import people_left, raw_narrative
from redact.risk.weak.places import no_decoys, one_by_one
from redact.risk.weak.points import coordinates_left, jitter, masks_left
from redact.risk.weak.rounded import block_only, raw
from redact.risk.weak.sequential_ids import sequential_ids
from redact.risk.weak.times import daily, to_the_minute


@dataclass(frozen=True)
class Weak:
    """A weak release: how it is made, what is wrong with it in words, and the name of the scenario that breaks it.

    `with_texts`: it takes a city with narratives."""

    make: Callable[[Case], Case]
    wrong: str
    broken_by: str
    with_texts: bool = False


WEAK: Final[Mapping[str, Weak]] = {
    "raw": Weak(raw, "every row with its address and minute", "did_she_report"),
    "block_only": Weak(block_only, "addresses rounded to the hundred-block, and nothing else done", "neighbour"),
    "columns_survive": Weak(columns_survive, "blurred rows keep the type of the call", "marker"),
    "global_cover": Weak(global_cover, "cover is counted over the whole city and not in each cell", "marker_strong"),
    "sequential_ids": Weak(sequential_ids, "rows keep their running numbers", "neighbour"),
    "no_cover": Weak(no_cover, "what is hidden completely is hidden without cover", "absence"),
    "coordinates_left": Weak(coordinates_left, "the record's point beside the coarse place", "two_masks"),
    "masks_left": Weak(masks_left, "columns that say little each and the address together", "two_masks"),
    "jitter": Weak(jitter, "every row's point moved a little by chance, another way each time", "averaging"),
    "fresh_noise": Weak(fresh_noise, "noise drawn anew with each weekly release", "averaging_tables"),
    "no_decoys": Weak(no_decoys, "a shelter's street joined with its neighbour, and no other", "sensitive_place"),
    "one_by_one": Weak(one_by_one, "rows made coarser one by one where few people live", "preimage"),
    "people_left": Weak(people_left, "age, sex and race beside a place and a time", "rare_person"),
    "raw_narrative": Weak(raw_narrative, "the words of the report as they were written", "narrative_hints", True),
    "metadata_left": Weak(metadata_left, "files that name their sources and keep a column of them", "file_forensics"),
    "numbers_by_area": Weak(numbers_by_area, "running numbers that say the beat, with gaps", "numbering_gaps"),
    "unsalted_hashes": Weak(unsalted_hashes, "ids made of case numbers without a secret", "hash_reversal"),
    "hidden_column": Weak(hidden_column, "a column that nobody listed, with a code of the kind", "link_shape"),
    "numbers_survive": Weak(numbers_survive, "event numbers in all tables, and the call's own time", "sibling_release"),
    "to_the_minute": Weak(to_the_minute, "beats with the minute, at once", "other_streams"),
    "daily": Weak(daily, "blocks and months, but each row comes out on the day after", "increments"),
    "cover_by_row": Weak(cover_by_row, "cover that is drawn anew in each table", "link_shape"),
    "fresh_cover": Weak(fresh_cover, "cover that is drawn anew for each release", "absence"),
    "relabelled": Weak(relabelled, "ordinary rows that become blurred ones, and nothing with them", "reclassified"),
    "exact_totals": Weak(exact_totals, "exact totals of all reports beside the rows", "complement"),
}

__all__ = ["WEAK", "Weak"]
