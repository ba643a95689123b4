"""The identifiers of a city in which every one is unique: what must occur nowhere in anything released."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.synth.events import Events, Ints
from redact.synth.narratives.cast import Cast
from redact.synth.world import World

_KINDS: Final = {
    "incident_number": "case_number",
    "event_number": "case_number",
    "call_number": "case_number",
    "event_ref": "case_number",
    "arrest_number": "case_number",
    "victim_number": "id_other",
    "phone": "phone",
    "email": "email",
    "plate": "plate",
    "address": "address",
    "x": "coordinate",
    "y": "coordinate",
    "latitude": "coordinate",
    "longitude": "coordinate",
}
_SHORTEST_COORDINATE: Final = 8
"""Shorter ones ("503887") could be any other number."""


class Canaries:
    """Collects the identifiers that the exports hold.

    People's names are listed word by word (`name`), because no word of them occurs in anybody else's name, nor
    anywhere else; officers' likewise (`officer`). Street corners and highways are left out: streets, the points where
    they cross, and mile posts are public.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.found: set[tuple[str, str]] = set()
        self.people = np.zeros(len(world.people), dtype=bool)

    def add(self, dataset: str, columns: dict[str, pa.Array], events: Events, event: Ints) -> None:
        """The identifiers of one file's columns."""
        places, highway = events.places, np.isfinite(self.world.geography.streets.mile)
        public = (places.crossing >= 0) | ((places.building < 0) & highway[places.segment])
        at_door = pa.array(~public[event])
        for name, cells in columns.items():
            kind = _KINDS.get(name)
            if kind is None:
                continue
            if kind in ("address", "coordinate"):
                cells = cells.filter(at_door)
            if kind == "coordinate":
                cells = cells.filter(pc.greater_equal(pc.utf8_length(cells), _SHORTEST_COORDINATE))
            self.found.update((kind, value) for value in pc.unique(cells).to_pylist() if value)
        roles: tuple[NDArray[np.int32], ...] = (
            (events.suspect,) if dataset == "arrests" else (events.victim, events.also, events.suspect, events.caller)
        )
        for who in roles:
            self.people[who[event][who[event] >= 0]] = True

    def write(self, path: Path, cast: Cast | None) -> None:
        """Writes `kind,value` in sorted order; `cast` knows what narratives named besides."""
        people, officers = self.world.people, self.world.officers
        if cast is not None:
            self.found.update(cast.noted)
            self.people[list(cast.used)] = True
        for person in np.flatnonzero(self.people).tolist():
            self.found.add(("name", people.names.given[int(people.given[person])].as_py()))
            self.found.add(("name", people.names.family[int(people.family[person])].as_py()))
        for number in range(len(officers.badge)):
            self.found.update((("officer", officers.given[number]), ("officer", officers.family[number])))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("kind", "value"))
            writer.writerows(sorted(self.found))
