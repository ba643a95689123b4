"""The unit table: every place that may ever be published, with its households and what lies around it.

It is built once from the jurisdiction's layers (`redact.place.build`), has no record in it, and its digest is the
mask's version: a published place is a pure function of a unit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.errors import Missing, Where
from redact.place.cells import CELL
from redact.place.jurisdiction import BLOCK, CITY

if TYPE_CHECKING:
    import geopandas

FILE: Final = "units.parquet"
FACTS: Final = "units.json"
VERSION: Final = 2


@dataclass(frozen=True)
class UnitTable:
    """One row per unit, arrays of length m; the last row is the city.

    `ladder` names the levels that there are, finest first, always ending with `city`; `skipped` the levels of the
    policy that no layer gives. `level` indexes into `ladder`. `households` counts everybody inside a unit, NaN where
    unknown; `own` those whose own address is found no finer than at this unit, so that every household is counted in
    exactly one unit's `own`. `parents[u, l]` is the unit at ladder level l that u lies in, -1 where there is none,
    `parents[u, level[u]] == u`, and the city is always known. Where households were apportioned, estimates must reach
    `safety` times what a policy asks; it is 1 for real counts.

    Records are found on single hundred-blocks, which are shown as stretches of street: `floors` (ascending) are the
    numbers of households, as a policy states them, that stretches are made for, and `runs[u, f]` is the unit that block
    u is shown as at floor f: itself, a stretch of several blocks (which is a unit of the level `block` too, of which
    `own` is 0 since its blocks count their own), or -1 where only an area will do and for all units but blocks.

    `key` is how the layers know a unit (an area's own id; empty for blocks). `street` holds a block's four parts,
    `hundred` its number (-1 for stretches and areas), `hyphen` whether house numbers there begin with their cross
    street. `wkb` holds shapes as WKB in EPSG:4326, null where a layer has none, `points` (m, 2) a longitude and
    latitude on a street in each unit and not at a house, NaN where there is no shape; `metres` is the system distances
    are measured in.
    """

    digest: str
    ladder: tuple[str, ...]
    skipped: tuple[str, ...]
    bare: bool
    safety: float
    metres: str
    ids: pa.Array
    level: NDArray[np.int8]
    label: pa.Array
    key: pa.Array
    households: NDArray[np.float64]
    own: NDArray[np.float64]
    parents: NDArray[np.int32]
    street: pa.Array
    hundred: NDArray[np.int32]
    hyphen: NDArray[np.bool_]
    floors: tuple[float, ...]
    runs: NDArray[np.int32]
    wkb: pa.Array
    points: NDArray[np.float64]
    sources: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def city(self) -> int:
        """The row of the unit that everything lies in."""
        return len(self) - 1

    @cached_property
    def has_households(self) -> bool:
        """Whether households are known at all; without them only the city may be shown."""
        return bool(np.isfinite(self.households).any())

    @cached_property
    def has_blocks(self) -> bool:
        return self.ladder[0] == BLOCK

    @cached_property
    def blocks(self) -> NDArray[np.int32]:
        """The rows of the single hundred-blocks."""
        return np.flatnonzero(self.hundred >= 0).astype(np.int32)

    @cached_property
    def stretches(self) -> NDArray[np.bool_]:
        """Which units are stretches of several blocks. No record is located at one."""
        if not self.has_blocks:
            return np.zeros(len(self), dtype=np.bool_)
        return np.asarray((self.level == self.ladder.index(BLOCK)) & (self.hundred < 0), dtype=np.bool_)

    @cached_property
    def shown(self) -> NDArray[np.bool_]:
        """Which units may be published: areas, and blocks and stretches where enough households live."""
        shown = np.ones(len(self), dtype=np.bool_)
        shown[self.blocks] = False
        shown[self.runs[self.runs >= 0]] = True
        return shown

    def level_for(self, level: str) -> str | None:
        """The level of the ladder that a policy's level is shown at; None where no layer gives it.

        Where there are no streets, cells stand in for blocks.
        """
        if level == BLOCK and level not in self.ladder:
            level = CELL
        return level if level in self.ladder else None

    def runs_at(self, min_households: float) -> NDArray[np.int32]:
        """(m,) As what each block is shown where this many households are asked for, by the next floor there is.

        Raises Missing (16) for more households than any floor.
        """
        for at, floor in enumerate(self.floors):
            if floor >= min_households:
                return self.runs[:, at]
        raise Missing(
            f"the unit table has no stretches of street for {min_households:,.0f} households",
            fix="Build it again with the policy that asks for them.",
        )

    def geometry(self) -> geopandas.GeoSeries:
        """The units' shapes in EPSG:4326: lines for blocks, polygons for areas, None where a layer gives no shape."""
        import geopandas
        import shapely

        return geopandas.GeoSeries(shapely.from_wkb(self.wkb.to_numpy(zero_copy_only=False)), crs="EPSG:4326")

    def save(self, folder: Path) -> None:
        """Writes units.parquet (GeoParquet) and units.json into a folder."""
        import geopandas

        columns = {
            "id": self.ids.to_pylist(),
            "level": [self.ladder[level] for level in self.level.tolist()],
            "label": self.label.to_pylist(),
            "key": self.key.to_pylist(),
            "households": self.households,
            "own": self.own,
            "street": self.street.to_pylist(),
            "hundred": self.hundred,
            "hyphen": self.hyphen,
            **{f"run_{at}": self.runs[:, at] for at in range(len(self.floors))},
            "longitude": self.points[:, 0],
            "latitude": self.points[:, 1],
            **{f"in_{level}": self.parents[:, at] for at, level in enumerate(self.ladder)},
        }
        frame = geopandas.GeoDataFrame(columns, geometry=self.geometry(), crs="EPSG:4326")
        frame.to_parquet(folder / FILE, compression="zstd")
        facts = {
            "version": VERSION, "digest": self.digest, "ladder": self.ladder, "skipped": self.skipped,
            "bare": self.bare, "safety": self.safety, "metres": self.metres, "sources": self.sources,
            "notes": self.notes, "floors": self.floors,
        }  # fmt: skip
        (folder / FACTS).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")

    @classmethod
    def load(cls, folder: Path) -> UnitTable:
        """Reads what `save` wrote. Raises Missing (16) where it is not there."""
        import pyarrow.parquet as pq

        for name in (FILE, FACTS):
            if not (folder / name).is_file():
                raise Missing(f"the unit table's file '{name}' is not there", where=Where(folder))
        facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        table = pq.read_table(folder / FILE)
        ladder = tuple(facts["ladder"])

        def text(name: str) -> pa.Array:
            return table.column(name).combine_chunks().cast(pa.string())

        def array(name: str) -> Any:
            return table.column(name).combine_chunks().to_numpy(zero_copy_only=False)

        level = {name: at for at, name in enumerate(ladder)}
        return cls(
            digest=facts["digest"],
            ladder=ladder,
            skipped=tuple(facts["skipped"]),
            bare=facts["bare"],
            safety=facts["safety"],
            metres=facts["metres"],
            ids=text("id"),
            level=np.array([level[name] for name in text("level").to_pylist()], dtype=np.int8),
            label=text("label"),
            key=text("key"),
            households=array("households").astype(np.float64),
            own=array("own").astype(np.float64),
            parents=np.column_stack([array(f"in_{name}") for name in ladder]).astype(np.int32),
            street=table.column("street").combine_chunks().cast(pa.list_(pa.string())),
            hundred=array("hundred").astype(np.int32),
            hyphen=array("hyphen").astype(np.bool_),
            floors=tuple(facts["floors"]),
            runs=_columns([array(f"run_{at}") for at in range(len(facts["floors"]))], table.num_rows),
            wkb=table.column("geometry").combine_chunks().cast(pa.binary()),
            points=np.column_stack([array("longitude"), array("latitude")]).astype(np.float64),
            sources=facts["sources"],
            notes=tuple(facts["notes"]),
        )


def _columns(columns: list[NDArray[np.int32]], rows: int) -> NDArray[np.int32]:
    return np.column_stack(columns).astype(np.int32) if columns else np.empty((rows, 0), dtype=np.int32)


def bare_city(label: str = "CITY", skipped: tuple[str, ...] = ()) -> UnitTable:
    """The table of a jurisdiction without layers: the city, with nobody counted in it."""
    return UnitTable(
        digest="no layers",
        ladder=(CITY,),
        skipped=skipped,
        bare=True,
        safety=1.0,
        metres="EPSG:3857",
        ids=pa.array([CITY]),
        level=np.zeros(1, dtype=np.int8),
        label=pa.array([label]),
        key=pa.array([""]),
        households=np.array([np.nan]),
        own=np.array([np.nan]),
        parents=np.zeros((1, 1), dtype=np.int32),
        street=pa.array([[]], pa.list_(pa.string())),
        hundred=np.array([-1], dtype=np.int32),
        hyphen=np.zeros(1, dtype=np.bool_),
        floors=(),
        runs=np.empty((1, 0), dtype=np.int32),
        wkb=pa.array([None], pa.binary()),
        points=np.full((1, 2), np.nan),
    )
